"""Cut: from the takes to the finished films."""

from collections.abc import Sequence
from pathlib import Path

from storyboard.dsl.checks.files import SUFFIXES
from storyboard.model.event import CutMoved, FilmMade
from storyboard.model.storyboard import Storyboard
from storyboard.model.timeline import Source, Timeline
from storyboard.model.value import ShotId
from storyboard.production.beside import beside_film
from storyboard.production.records import ready_store, remember
from storyboard.production.script import Dailies, Planned, Script, measure
from storyboard.production.versions import MAIN, Order, Version, versions
from storyboard.store.caches import trim_caches
from storyboard.store.durable import storing
from storyboard.store.films import FilmRecord, read_film, record_name, write_film
from storyboard.store.turns import my_turn


def cut(dailies: Dailies, out: Path | None = None) -> FilmMade:
    """Cut the film itself, unless exactly this one is there already.

    Missing shots stand as slates. The film is written beside its place and renamed.
    """
    itself = Order(variants=(MAIN,))
    return cut_all(dailies, versions(dailies.planned, itself, out))[0]


def cut_all(dailies: Dailies, wanted: Sequence[Version]) -> tuple[FilmMade, ...]:
    """Cut several films from the same takes, each unless it is there already.

    The files that belong beside a whole film are made with it, or where they are
    missing. PlanError where a part of a film is asked for that it does not have.
    """
    script = dailies.planned.script
    timelines = [assemble(dailies, version) for version in wanted]
    films = []
    since: int | None = None
    for version, timeline in zip(wanted, timelines, strict=True):
        film = _ready(script, version, timeline)
        if film is None:
            ready_store(script.project)
            with my_turn(script.project.store / "cutting"):
                since = since or _now(script.project.store)
                # Another run may have cut the same film meanwhile.
                film = _ready(script, version, timeline)
                film = film or _completed(script, version, timeline)
                if film is None:
                    film = _cut(script, version, timeline)
                    _trim(script, since)
        seen = {edit.slate.shot for edit in timeline.edits}
        stale = tuple(shot for shot in dailies.stale if shot in seen)
        films.append(film.model_copy(update={"stale": stale}))
        script.studio.report(films[-1])
    return tuple(films)


def foresee(planned: Planned, wanted: Sequence[Version]) -> None:
    """Whether the parts that are asked for are in the films; free.

    PlanError as `cut_all` would raise it, before anything is shot for them.
    """
    for version in wanted:
        if version.start is not None or version.end is not None:
            timeline_of(Dailies(planned, {}, {}), version)


def _ready(script: Script, version: Version, timeline: Timeline) -> FilmMade | None:
    """The film, if it and all beside it are there and were cut from this timeline."""
    record = _record(script, version, timeline)
    beside = beside_film(script.board, version, timeline)
    if record is None or not beside.complete(record):
        return None
    return _unchanged(script, version, timeline, record)


def _completed(script: Script, version: Version, timeline: Timeline) -> FilmMade | None:
    """The film, if it is there; what was missing beside it is made."""
    record = _record(script, version, timeline)
    if record is None:
        return None
    made_as = _made_beside(script, version, timeline, record)
    record = record.model_copy(update={"beside": made_as})
    write_film(script.project.store, record_name(version.file), record)
    return _unchanged(script, version, timeline, record)


def _record(script: Script, version: Version, timeline: Timeline) -> FilmRecord | None:
    """The record of a film that is there and was cut from this timeline."""
    record = read_film(script.project.store, record_name(version.file))
    matches = record is not None and record.matches(timeline.digest, version.file)
    return record if matches else None


def _unchanged(
    script: Script, version: Version, timeline: Timeline, record: FilmRecord
) -> FilmMade:
    script.studio.report(CutMoved(stage="up to date", done=timeline.length))
    out = version.file
    return FilmMade(
        file=str(out),
        frames=timeline.length,
        seconds=record.seconds,
        slates=record.slates,
        fresh=False,
        kept=len(record.parts),
        beside=tuple(str(out.with_name(name)) for name in record.beside),
    )


def _cut(script: Script, version: Version, timeline: Timeline) -> FilmMade:
    from storyboard.assembly.film import cut as cut_film  # noqa: PLC0415 - heavy
    from storyboard.assembly.film import recipe_of  # noqa: PLC0415 - heavy
    from storyboard.assembly.reasons import recorded  # noqa: PLC0415 - heavy

    store, out = script.project.store, version.file
    before = read_film(store, record_name(out))
    film = cut_film(
        timeline,
        out,
        cache=store / "segments",
        report=script.studio.report,
        former=before.parts if before else (),
    )
    record = FilmRecord.of(timeline.digest, out, film).model_copy(
        update={"parts": recorded(timeline, recipe_of(timeline))}
    )
    # What goes wrong beside it does not make a film that is there undone.
    write_film(store, record_name(out), record)
    made_as = _made_beside(script, version, timeline, None)
    if made_as:
        record = record.model_copy(update={"beside": made_as})
        write_film(store, record_name(out), record)
    beside = tuple(str(out.with_name(name)) for name in made_as)
    return film.model_copy(update={"beside": beside})


def _made_beside(
    script: Script, version: Version, timeline: Timeline, record: FilmRecord | None
) -> dict[str, str]:
    beside = beside_film(script.board, version, timeline)
    if beside.drawn:
        script.studio.report(CutMoved(stage="beside"))
    return beside.make(record)


def _trim(script: Script, since: int) -> None:
    """Keep the caches below their limit, and all that was used since then."""
    limit = script.project.settings.store.cache_limit
    trim_caches(script.project.store, int(limit * 10**9), since)


def _now(store: Path) -> int:
    """The time as the store's own disk tells it, in nanoseconds."""
    marked = store / "cutting"
    with storing(marked):
        marked.touch()
        return marked.stat().st_mtime_ns


def assemble(dailies: Dailies, version: Version | None = None) -> Timeline:
    """The edit in whole frames; what was measured for it is remembered."""
    timeline = timeline_of(dailies, version)
    remember(dailies.planned.script)
    return timeline


def timeline_of(dailies: Dailies, version: Version | None = None) -> Timeline:
    """The edit in whole frames, of the film itself or of one of its versions.

    PlanError where the version is a part that the film does not have.
    """
    from storyboard.assembly.edit import edit  # noqa: PLC0415 - not for planning

    script = dailies.planned.script
    if version is None:
        (version,) = versions(dailies.planned, Order(variants=(MAIN,)))
    board: Storyboard = version.of(script.board)
    whole = edit(
        board,
        _sources(dailies),
        digest=lambda asset: script.digests.of(script.file(asset)),
        file=script.file,
        seconds=measure,
    )
    whole = whole.model_copy(update={"codec": version.codec})
    return _as_wanted(whole, version)


def _as_wanted(timeline: Timeline, version: Version) -> Timeline:
    from storyboard.assembly.between import frames_between  # noqa: PLC0415
    from storyboard.assembly.window import drafted, only, window  # noqa: PLC0415

    if version.start is not None or version.end is not None:
        between = frames_between(timeline, version.start, version.end)
        timeline = window(timeline, *between)
    if version.shots is not None:
        timeline = only(timeline, version.shots)
    return drafted(timeline) if version.draft else timeline


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
