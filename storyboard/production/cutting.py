"""Cut: from the takes to the finished film."""

import re
from pathlib import Path

from storyboard.dsl.checks.files import SUFFIXES
from storyboard.errors import BoardError
from storyboard.model.breakdown import breakdown
from storyboard.model.event import CutMoved, FilmMade
from storyboard.model.timeline import Source, Timeline
from storyboard.model.value import ShotId, assets
from storyboard.production.records import ready_store, remember
from storyboard.production.script import Dailies, Script, measure, providers_of
from storyboard.store.caches import trim_caches
from storyboard.store.films import FilmRecord, read_film, record_name, write_film
from storyboard.store.turns import my_turn

FILMS = (".mp4", ".m4v", ".mov")
"""How a film's file may end."""


def cut(dailies: Dailies, out: Path | None = None) -> FilmMade:
    """Cut the film, unless exactly this one is there already.

    Missing shots stand as slates. The film is written beside its place and renamed.
    """
    script = dailies.planned.script
    out = film_file(script, out)
    timeline = assemble(dailies)
    film = _finished(script, timeline, out)
    if film is None:
        ready_store(script.project)
        with my_turn(script.project.store / "cutting"):
            # Another run may have cut the same film meanwhile.
            film = _finished(script, timeline, out) or _cut(script, timeline, out)
    film = film.model_copy(update={"stale": dailies.stale})
    script.studio.report(film)
    return film


def _finished(script: Script, timeline: Timeline, out: Path) -> FilmMade | None:
    """The film, if its file is there and was cut from this timeline."""
    record = read_film(script.project.store, record_name(out))
    if record is None or not record.matches(timeline.digest, out):
        return None
    script.studio.report(CutMoved(stage="up to date", done=timeline.length))
    return FilmMade(
        file=str(out),
        frames=timeline.length,
        seconds=record.seconds,
        slates=record.slates,
        fresh=False,
    )


def _cut(script: Script, timeline: Timeline, out: Path) -> FilmMade:
    from storyboard.assembly.conform import conformed  # noqa: PLC0415 - heavy
    from storyboard.assembly.film import cut as cut_film  # noqa: PLC0415 - heavy

    store = script.project.store
    cache, limit = store / "conformed", script.project.settings.store.cache_limit
    film = cut_film(timeline, out, cache=cache, report=script.studio.report)
    write_film(store, record_name(out), FilmRecord.of(timeline.digest, out, film))
    trim_caches(store, int(limit * 10**9), conformed(timeline, cache))
    return film


def assemble(dailies: Dailies) -> Timeline:
    """The edit in whole frames."""
    from storyboard.assembly.edit import edit  # noqa: PLC0415 - not for planning

    script = dailies.planned.script
    timeline = edit(
        script.board,
        _sources(dailies),
        digest=lambda asset: script.digests.of(script.file(asset)),
        file=script.file,
        seconds=measure,
    )
    remember(script)
    return timeline


def film_file(script: Script, out: Path | None = None) -> Path:
    """Where the finished film goes: `out`, or what the board says.

    Neither an animatic nor a sandbox's film takes a paid one's place. BoardError where
    the name is no film's, or that of a file which the film is made of.
    """
    file = out or _own_film_file(script)
    if file.suffix.lower() not in FILMS:
        raise BoardError(f"{file} is no film's name: it ends in {', '.join(FILMS)}")
    if any(
        file.resolve() == script.file(asset) for _, _, asset in assets(script.board)
    ):
        raise BoardError(
            f"the film would overwrite {file}, which it is made of; "
            "give it another name with `output` in the board"
        )
    return file


def _own_film_file(script: Script) -> Path:
    board = script.board
    # File systems end a name at 255 bytes, four of which one letter may take.
    slug = re.sub(r"\W+", "-", board.title.casefold())[:50].strip("-") or "film"
    file = script.project.board.parent / (board.output.file or f"{slug}.mp4")
    stem = file.stem
    if script.provider and {script.provider} != _named(script):
        stem += f"-{script.provider}"
    return file.with_stem(f"{stem}-sandbox" if _in_a_sandbox(script) else stem)


def _named(script: Script) -> set[str]:
    """Every provider that a board names."""
    return {name for sheet in breakdown(script.board) for name in sheet.providers}


def _in_a_sandbox(script: Script) -> bool:
    """Whether any of a film's services is on this machine."""
    asked = {script.provider} if script.provider else _named(script)
    accounts = (each.account for each in providers_of(script, asked).values())
    return any(account is not None and account.loopback for account in accounts)


def _sources(dailies: Dailies) -> dict[ShotId, Source]:
    """Where each shot's picture comes from."""
    script = dailies.planned.script
    steps = {step.shot: step for step in dailies.planned.plan.steps}
    sources = {}
    for shot in script.board.shots():
        take = dailies.takes.get(shot.id)
        if shot.footage is not None:
            file = script.file(shot.footage)
            still = file.suffix.lower() in SUFFIXES["image"]
            sources[shot.id] = Source(
                kind="still" if still else "clip",
                file=str(file),
                digest=script.digests.of(file),
            )
        elif take is not None:
            path = script.clips.path(take.clip)
            sources[shot.id] = Source(
                kind="clip", file=str(path), digest=take.clip, offset=take.offset
            )
        else:
            failure = dailies.failures.get(shot.id)
            sources[shot.id] = Source(
                kind="slate",
                reason=failure.message if failure else str(steps[shot.id].reason),
                palette=script.board.style.palette,
            )
    return sources
