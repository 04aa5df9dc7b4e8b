"""`storyboard status`."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import click

from storyboard.cli.arguments import (
    board_of,
    board_only,
    json_option,
    provider_options,
    sandbox_takes_option,
    the_studio,
)
from storyboard.cli.plan_table import summary
from storyboard.cli.show import print_json, say, short_path
from storyboard.cli.sizes import size_text
from storyboard.cli.table import Row, print_table
from storyboard.model.plan import Step
from storyboard.production import Planned, Script, film_file, plan, read
from storyboard.production.stock import usage
from storyboard.production.story import Running, running


@click.command("status")
@board_only
@provider_options
@sandbox_takes_option
@click.option(
    "--disk", is_flag=True, help="Show instead what the store's files take up."
)
@json_option
def command(
    words: Sequence[str],
    provider: str | None,
    *,
    sandbox: bool,
    disk: bool,
    as_json: bool,
) -> None:
    """Show which shots have clips and how the film stands."""
    studio = the_studio(sandbox=sandbox)
    script = read(board_of(words), provider=provider, studio=studio)
    if disk:
        _show_disk(script, as_json=as_json)
        return
    planned = plan(script)
    film, runner = film_file(planned.script), running(script)
    if as_json:
        print_json(
            {
                "shots": [_data(planned, step) for step in planned.plan.steps],
                "film": {"file": short_path(film), "exists": film.is_file()},
                "run": asdict(runner) if runner else None,
            }
        )
        return
    print_table(
        ("shot", "scene", "state", "take", "by", "seconds", "made", "flaws"),
        [_row(_data(planned, step)) for step in planned.plan.steps],
        right=("seconds",),
    )
    say(summary(planned))
    for line in _advice(planned):
        say(line)
    if runner is not None:
        say(_running(runner))
    there = "there" if film.is_file() else "not cut yet"
    say(f"{short_path(film)}: {there}")


def _row(data: dict[str, Any]) -> Row:
    cells = (
        data["shot"],
        data["scene"],
        data["state"],
        str(data["take"] or ""),
        data["provider"] or "",
        f"{data['seconds']:g}",
        str(data["made"] or "")[:16].replace("T", " "),
        "; ".join(data["flaws"]),
    )
    calm = {"made", "footage", "picked"}
    return Row(cells, "plain" if data["state"] in calm else "bold")


def _advice(planned: Planned) -> Iterator[str]:
    """What to do about takes that nobody knows about."""
    doubted = [s.shot for s in planned.plan.making if s.reason.kind == "in doubt"]
    for shot in dict.fromkeys(doubted):
        yield (
            f"nobody knows whether shot {shot} was accepted: `storyboard log {shot}` "
            "says when, `storyboard resolve` settles it"
        )


def _running(runner: Running) -> str:
    since = f"{runner.since:%H:%M:%S} UTC"
    who = f"{runner.owner} on {runner.host}, process {runner.pid}, since {since}"
    if runner.alive:
        return f"being shot by {who}"
    return f"last shot by {who}; that run ended without a word, and `render` goes on"


def _data(planned: Planned, step: Step) -> dict[str, Any]:
    """One row.

    Its state is made, picked (with `, older than the board` where that is so), changed
    (its take is older than the board), missing or footage; of what an earlier run sent:
    being made, or in doubt.
    """
    take = step.take
    has_clip = take is not None and planned.script.clips.has(take.clip)
    states = {"reuse": "made", "footage": "footage"}
    state = states.get(step.action, "changed" if has_clip else "missing")
    if step.reason.kind in {"being made", "in doubt"}:
        state = step.reason.kind
    if step.reason.kind == "picked":
        state = "picked, older than the board" if step.reason.parts else "picked"
    return {
        "shot": step.shot,
        "scene": step.scene,
        "state": state,
        "take": take.number if take else None,
        "provider": take.provider if take else None,
        "seconds": take.seconds if take else step.seconds,
        "clip": short_path(planned.script.clips.path(take.clip)) if take else None,
        "made": take.made.isoformat() if take else None,
        "flaws": [flaw.said for flaw in take.flaws] if take else [],
    }


def _show_disk(script: Script, *, as_json: bool) -> None:
    """What the store holds by kind, in bytes, and how much caches may take."""
    store, uses = short_path(script.project.store), usage(script)
    limit = int(script.project.settings.store.cache_limit * 10**9)
    total = sum(use.size for use in uses)
    if as_json:
        kinds = {use.kind: {"files": use.files, "bytes": use.size} for use in uses}
        print_json(
            {"store": store, "kinds": kinds, "bytes": total, "cache_limit": limit}
        )
        return
    print_table(
        ("", "files", "size"),
        [
            Row((use.kind, str(use.files), size_text(use.size)))
            for use in uses
            if use.files
        ],
        right=("files", "size"),
    )
    say(f"{store}: {size_text(total)}; caches are kept below {size_text(limit)}")
