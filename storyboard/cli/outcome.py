"""How a run ends: what was made, what is missing, and the exit code."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import click

from storyboard.cli.plan_table import summary
from storyboard.cli.show import counted, say, short_path, show_problems
from storyboard.cli.table import Row, print_table
from storyboard.errors import ShootingError
from storyboard.model.event import FilmMade, PartMade
from storyboard.model.time import timecode
from storyboard.model.value import exact
from storyboard.planning.gathering import Finding, gathered
from storyboard.production import Dailies, Planned

_NAMED = 4
"""How many reasons are named in one line."""


def end(
    planned: Planned,
    dailies: Dailies,
    films: Sequence[FilmMade] | None,
    *,
    as_json: bool,
    report: bool = False,
) -> None:
    """Say how it went; exit code 5 where a shot was not made.

    `films` is None where nothing was to be cut; `report`: all that was made of them.
    """
    if not as_json:
        show_problems(p for p in planned.plan.problems if p.severity == "warning")
        show_problems(
            gathered(Finding(shot, why) for shot, why in dailies.failures.items())
        )
        if films is None:
            say(summary(planned))
        # Shots of one job share a clip.
        clips = len({take.clip for take in dailies.made})
        for film in films or ():
            say(_film_text(film, clips))
            if film.slates:
                say(_slates_text(film, planned))
            if report and film.made:
                _show_parts(film)
        if films is None and dailies.made:
            say(f"`{_cut(planned)}` cuts the film with what was made")
    if dailies.failures:
        click.get_current_context().exit(ShootingError.exit_code)


def _cut(planned: Planned) -> str:
    """The command that cuts the film from the same takes."""
    script = planned.script
    board = short_path(script.project.board)
    words = ["storyboard cut", *([] if board == "storyboard.yaml" else [board])]
    if script.studio.sandbox:
        words.append("--sandbox")
    if script.provider == "animatic":
        words.append("--animatic")
    elif script.provider:
        words.append(f"--provider {script.provider}")
    return " ".join(words)


def show_films(films: Sequence[FilmMade], *, opens: bool) -> None:
    """Open the first film in the system's viewer, where that is wanted."""
    if not opens or not films:
        return
    if click.launch(films[0].file):
        name = short_path(films[0].file)
        click.echo(f"no viewer was found for {name}; open it by hand", err=True)


def _film_text(film: FilmMade, clips: int) -> str:
    name = click.style(short_path(film.file), bold=True)
    state = "" if film.fresh else ", unchanged"
    facts = f"{film.seconds:.1f} s, {film.frames} frames, {counted(clips, 'clip')} made"
    lines = [f"{name}  {facts}{state}"]
    if film.fresh and (film.made or film.kept):
        lines.append(f"  {_parts_text(film)}")
    if film.stale:
        names = ", ".join(film.stale)
        lines.append(f"  cut from takes made before the board changed: {names}")
    if film.beside:
        lines.append(f"  beside it: {', '.join(map(short_path, film.beside))}")
    return "\n".join(lines)


def _slates_text(film: FilmMade, planned: Planned) -> str:
    """`slates stand in for 030 (missing clip), 040 and 050 (new)`, and what to do."""
    why = {
        step.shot: str(step.reason)
        for step in planned.plan.steps
        if step.action == "generate"
    }
    shots: dict[str, list[str]] = {}
    for shot in film.slates:
        shots.setdefault(why.get(shot, "its clip ends too early"), []).append(shot)
    told = ", ".join(f"{' '.join(names)} ({reason})" for reason, names in shots.items())
    text = f"  slates stand in for {told}"
    if any(shot in why for shot in film.slates):
        text += "; `storyboard render` makes what is missing"
    return text


def _parts_text(film: FilmMade) -> str:
    """`41 segments: 3 made (another take of 020, 020→030 trimmed), 38 kept`."""
    count = counted(len(film.made) + film.kept, "segment")
    if not film.made:
        return f"{count}: all kept"
    reasons = list(dict.fromkeys(_reasons(film.made)))
    named = ", ".join(reasons[:_NAMED])
    if len(reasons) > _NAMED:
        named += f" and {len(reasons) - _NAMED} more; --report lists them"
    said = f" ({named})" if reasons else ""
    kept = f"{film.kept} kept" if film.kept else "none kept"
    return f"{count}: {len(film.made)} made{said}, {kept}"


def _reasons(parts: Sequence[PartMade]) -> Iterator[str]:
    """Why parts were made, in few words; what is simply new needs none."""
    found: dict[str, list[str]] = {}
    for part in parts:
        if part.why != "new":
            found.setdefault(part.why, []).append("→".join(part.shots))
    for why, names in found.items():
        shots = list(dict.fromkeys(names))
        if any(shot in why for name in names for shot in name.split("→")):
            yield why
        elif len(shots) < _NAMED:
            yield f"{', '.join(shots)} {why}"
        else:
            yield f"{len(names)} {why}"


def _show_parts(film: FilmMade) -> None:
    """A table of what was made, by the film's time code."""
    rate = Fraction(film.frames) / exact(film.seconds)
    print_table(
        ("from", "to", "shots", "why"),
        [
            Row(
                (
                    timecode(part.at, rate),
                    timecode(part.at + part.length, rate),
                    "→".join(part.shots),
                    part.why,
                )
            )
            for part in film.made
        ],
    )
