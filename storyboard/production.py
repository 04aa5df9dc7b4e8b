"""The straight line, and the only wiring.

    script = read("storyboard.yaml")     what the board says, and its problems
    check(script)                        every problem, prompts' among them
    compose(script)                      one clip request per shot
    planned = plan(script)               what would be reused or made; free, offline
    dailies = shoot(planned)             the takes; the only step that starts jobs
    film = cut(dailies)                  the finished film

Each step takes the value of the one before and returns a new one. Every error is a
`storyboard.errors.StoryboardError`.
"""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from storyboard.dsl.reading import Reading
from storyboard.dsl.reading import read as read_board
from storyboard.dsl.text import load
from storyboard.errors import (
    BoardError,
    MediaError,
    PlanError,
    PreflightError,
    Problem,
    StoreError,
)
from storyboard.model.capabilities import Capabilities
from storyboard.model.event import CutMoved, FilmMade, ShotMoved, ShotState
from storyboard.model.plan import Plan, Step
from storyboard.model.request import ClipRequest, digest_of
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Take
from storyboard.model.timeline import Source, Timeline
from storyboard.model.value import ShotId, assets
from storyboard.planning.plan import plan as compare
from storyboard.planning.select import select
from storyboard.prompts.compose import compose as compose_prompts
from storyboard.providers.base import Provider, Workplace
from storyboard.settings import Project, open_project
from storyboard.store.clips import ClipStore
from storyboard.store.digests import Digests
from storyboard.store.durable import storing
from storyboard.store.films import FilmRecord, read_film, write_film
from storyboard.store.lock import Lock, read_lock, write_lock
from storyboard.store.turns import my_turn
from storyboard.studio import Studio

FILMS = (".mp4", ".m4v", ".mov")
"""How a film's file may end."""
SPACE_NEEDED = 200_000_000
"""Bytes that must be free before anything is made."""


@dataclass(frozen=True)
class Script:
    """A board that was read, and the equipment to work on it."""

    studio: Studio
    project: Project
    reading: Reading
    provider: str | None = None
    """A provider in place of the board's own, such as `animatic`."""

    @property
    def board(self) -> Storyboard:
        """The board; BoardError where it has errors."""
        errors = [p for p in self.reading.problems if p.severity == "error"]
        if errors or self.reading.storyboard is None:
            raise BoardError(f"{self.project.board.name} has errors", errors)
        return self.reading.storyboard

    @cached_property
    def digests(self) -> Digests:
        """The digests of files, those of earlier runs among them."""
        return Digests(self.project.store / "digests.json")

    @cached_property
    def clips(self) -> ClipStore:
        """The clips that are there."""
        return ClipStore(self.project.store, self.digests)

    def file(self, asset: str) -> Path:
        """The file on disk of an asset path."""
        return self.workplace("").file(asset)

    def workplace(self, provider: str) -> Workplace:
        """What a provider is given when it is built."""
        return _workplace(self.studio, self.project, self.reading.packs, provider)


@dataclass(frozen=True)
class Planned:
    """A script with its plan."""

    script: Script
    plan: Plan
    selected: frozenset[ShotId] | None = None
    """The shots that may be made; None: all."""

    @property
    def to_make(self) -> tuple[Step, ...]:
        """The steps that `shoot` would make."""
        return tuple(
            step
            for step in self.plan.to_make
            if self.selected is None or step.shot in self.selected
        )


@dataclass(frozen=True)
class Dailies:
    """What there is to cut from."""

    planned: Planned
    takes: Mapping[ShotId, Take]
    """The take of each shot that has one."""
    failures: Mapping[ShotId, Problem]
    """Why a shot was not made."""
    stale: tuple[ShotId, ...] = ()
    """Shots whose take was made before the board changed."""


def read(
    board: str | Path, *, provider: str | None = None, studio: Studio | None = None
) -> Script:
    """Read a board with all that it uses; its problems come along.

    `provider` stands in for whatever the board names: "animatic" previews a board
    that is meant for a paid service.
    """
    studio = studio or Studio.real()
    path = Path(board)
    if not path.is_file():
        found = "is no file" if path.exists() else "is not there"
        raise BoardError(
            f"{path} {found}; name a board, or write `storyboard new NAME`"
        )
    project = open_project(path, studio.environment)
    try:
        str(project.board).encode()
    except UnicodeEncodeError as error:
        raise BoardError(
            f"the name of {path} or of a folder above it is not UTF-8; rename it"
        ) from error
    return Script(studio, project, read_board(project.board, project.root), provider)


def check(script: Script) -> tuple[Problem, ...]:
    """Every problem of a board, those of its prompts among them; none is raised."""
    found = script.reading.problems
    if any(p.severity == "error" for p in found):
        return found
    try:
        compose(script)
    except BoardError as error:
        return (*found, *error.problems)
    return found


def compose(script: Script) -> tuple[ClipRequest, ...]:
    """One clip request for each shot that is to be generated, in board order."""
    try:
        requests = compose_prompts(
            script.board,
            digest=lambda asset: script.digests.of(script.file(asset)),
            template=lambda asset: _template(script, asset),
            provider=script.provider,
        )
    except BoardError as error:
        located = [script.reading.locate(problem) for problem in error.problems]
        raise BoardError(error.message, located) from error
    model_at = script.project.settings.model_at
    return tuple(
        request.model_copy(update={"model": model_at(request.provider, request.model)})
        for request in requests
    )


def plan(script: Script, shots: Sequence[str] = (), *, force: bool = False) -> Planned:
    """What would be reused or made, why and for how much.

    `shots` selects what may be made (see `storyboard.planning.select`); `force`
    makes the selected shots anew. The plan's errors are in `Plan.errors`.
    """
    selected = select(script.board, shots) if shots else None
    every = frozenset(shot.id for shot in script.board.shots())
    requests = compose(script)
    providers = _providers(script, {request.provider for request in requests})

    def compared(takes: tuple[Take, ...]) -> Plan:
        return compare(
            script.board,
            requests,
            offers=_offers(providers),
            providers=script.studio.known_providers(),
            takes=takes,
            present=script.clips.has,
            force=(selected or every) if force else frozenset(),
            only=selected,
        )

    takes = locked_takes(script)
    made = compared(takes)
    if made.to_make:
        # Opening the ledger takes a fifth of a second; a lock that answers for every
        # shot needs no second opinion.
        more = ledger_takes(script)
        made = compared((*takes, *more)) if more else made
    _remember(script)
    problems = tuple(script.reading.locate(problem) for problem in made.problems)
    return Planned(script, made.model_copy(update={"problems": problems}), selected)


def shoot(planned: Planned) -> Dailies:
    """Make what the plan says is to be made; PlanError where it has errors.

    A shot that fails does not stop the others: see `Dailies.failures`. What was made
    is in the lock when this returns.
    """
    if planned.plan.errors:
        raise PlanError("the plan cannot be run", planned.plan.errors)
    _announce(planned)
    if not planned.to_make:
        dailies = gather(planned)
    else:
        _preflight(planned)
        dailies = asyncio.run(_shoot(planned))
    _write_lock(dailies)
    return dailies


def gather(planned: Planned) -> Dailies:
    """What there is to cut from without shooting.

    A shot whose newest take is older than the board is cut from it and named in
    `Dailies.stale`; a shot without any take becomes a slate. PlanError where the board
    asks for something that is not served yet.
    """
    unserved = [p for p in planned.plan.errors if p.code == "unserved"]
    if unserved:
        raise PlanError("the film cannot be cut", unserved)
    return _dailies(planned, (), {})


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
    record = read_film(script.project.store, _record_name(out))
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
    from storyboard.assembly.film import cut as cut_film  # noqa: PLC0415 - heavy

    store = script.project.store
    film = cut_film(
        timeline, out, cache=store / "conformed", report=script.studio.report
    )
    write_film(store, _record_name(out), FilmRecord.of(timeline.digest, out, film))
    return film


def _record_name(out: Path) -> str:
    return digest_of(str(out.resolve()))[:16]


def assemble(dailies: Dailies) -> Timeline:
    """The edit in whole frames."""
    from storyboard.assembly.edit import edit  # noqa: PLC0415 - not for planning

    script = dailies.planned.script
    timeline = edit(
        script.board,
        _sources(dailies),
        digest=lambda asset: script.digests.of(script.file(asset)),
        file=script.file,
        seconds=_measure,
    )
    _remember(script)
    return timeline


def film_file(script: Script, out: Path | None = None) -> Path:
    """Where the finished film goes: `out`, or what the board says.

    An animatic never takes a paid film's place. BoardError where the name is no
    film's, or that of a file which the film is made of.
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
    if script.provider and script.provider not in board.provider:
        return file.with_stem(f"{file.stem}-{script.provider}")
    return file


@dataclass(frozen=True)
class Offers:
    """What the installed providers can do."""

    rows: tuple[Capabilities, ...]
    """One per provider and model."""
    problems: tuple[Problem, ...]
    """Why a provider cannot be used; it takes none of the others down."""


def offered(folder: Path, studio: Studio | None = None) -> Offers:
    """Every provider and what its models can do, as set up for a folder."""
    studio = studio or Studio.real()
    project = open_project(folder / "storyboard.yaml", studio.environment)
    rows: list[Capabilities] = []
    problems: list[Problem] = []
    for name in studio.known_providers():
        try:
            built = studio.build_providers(
                [name], lambda each: _workplace(studio, project, {}, each)
            )
        except PlanError as error:
            problems += error.problems
            continue
        found = map(built[name].capabilities, built[name].models)
        rows += [row for row in found if row is not None]
    return Offers(tuple(rows), tuple(problems))


def locked_takes(script: Script) -> tuple[Take, ...]:
    """The takes that the lock names."""
    lock = read_lock(script.project.lock)
    return lock.takes if lock else ()


def ledger_takes(script: Script) -> tuple[Take, ...]:
    """The finished takes that the ledger knows of; it is not made where it is not."""
    project = script.project
    lock = read_lock(project.lock)
    if lock is None or not project.ledger.is_file():
        return ()
    from storyboard.scheduler.ledger import Ledger  # noqa: PLC0415 - heavy

    with Ledger(_ledger_address(project)) as ledger:
        return ledger.takes(film_id(script, lock))


def film_id(script: Script, lock: Lock | None) -> str:
    """The name under which the ledger keeps this board's takes.

    The project's stable id and the board's name; without settings the lock carries
    the id, and without a lock one is minted.
    """
    project = script.project
    if project.settings.project.id is not None:
        return f"{project.settings.project.id}/{project.board.stem}"
    if lock is not None:
        return lock.project
    return f"{script.studio.chance.getrandbits(64):016x}/{project.board.stem}"


def ready_store(project: Project) -> None:
    """Make the store's folder, which keeps itself out of git; StoreError."""
    with storing(project.store):
        project.store.mkdir(parents=True, exist_ok=True)
        ignore = project.store / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")


def _template(script: Script, asset: str) -> str:
    source, problems = load(script.file(asset), asset)
    if source is None:
        raise BoardError("a template cannot be read", problems)
    return source.text


def _workplace(
    studio: Studio, project: Project, packs: Mapping[str, Path], provider: str
) -> Workplace:
    return Workplace(
        scratch=project.store / "scratch" / provider,
        assets={"": project.root, **packs},
        settings=project.settings.provider(provider).own,
        workers=studio.workers,
    )


def _measure(media: Path) -> float:
    """The seconds of a clip or a sound; MediaError where it is none."""
    from storyboard.media.probe import probe  # noqa: PLC0415 - heavy

    seconds = probe(media).seconds
    if not seconds:
        raise MediaError(f"{media.name} is a still image, not a video or a sound")
    return seconds


def _remember(script: Script) -> None:
    """Keep the digests for the next run, where there is a store that can be written."""
    if script.project.store.is_dir():
        # They save time and nothing else: looking at a film needs no right to write.
        with suppress(StoreError):
            script.digests.save()


def _ledger_address(project: Project) -> str:
    return f"sqlite:///{project.ledger}"


def _providers(script: Script, names: set[str]) -> Mapping[str, Provider]:
    known = script.studio.known_providers()
    return script.studio.build_providers(
        sorted(name for name in names if name in known), script.workplace
    )


def _offers(
    providers: Mapping[str, Provider],
) -> Callable[[str, str | None], Capabilities | None]:
    def offers(name: str, model: str | None) -> Capabilities | None:
        provider = providers.get(name)
        return provider.capabilities(model) if provider else None

    return offers


def _announce(planned: Planned) -> None:
    """Say of every shot what will happen with it."""
    chosen = {step.shot for step in planned.to_make}
    for step in planned.plan.steps:
        state: ShotState
        if step.action == "footage":
            state = "footage"
        elif step.shot in chosen:
            state = "waiting"
        elif step.action == "reuse":
            state = "reused"
        else:
            continue
        planned.script.studio.report(
            ShotMoved(shot=step.shot, state=state, provider=step.provider)
        )


def _preflight(planned: Planned) -> None:
    """The last look before anything is made."""
    script = planned.script
    ready_store(script.project)
    free = script.studio.free_space(script.project.store)
    if free < SPACE_NEEDED:
        raise PreflightError(
            f"only {free // 1_000_000} MB are free where {script.project.store} is; "
            f"make room for at least {SPACE_NEEDED // 1_000_000} MB"
        )
    for step in planned.to_make:
        for medium in step.request.media if step.request else ():
            if not script.file(medium.file).is_file():
                raise PreflightError(
                    f"{medium.file}, which shot {step.shot} refers to, has vanished"
                )
    for asset in _material(script.board):
        _look_at(script.file(asset))


def _material(board: Storyboard) -> Iterator[str]:
    """The files that the cut takes as they are."""
    yield from (shot.footage for shot in board.shots() if shot.footage is not None)
    sound = board.sound
    yield from (cue.file for cue in sound.music)
    yield from (cue.file for cue in (*sound.narration, *sound.effects))


def _look_at(media: Path) -> None:
    """MediaError where a file cannot be cut; better before the shots than after."""
    from storyboard.media.probe import probe  # noqa: PLC0415 - heavy

    probe(media)


async def _shoot(planned: Planned) -> Dailies:
    from storyboard.scheduler.ledger import Ledger  # noqa: PLC0415 - heavy
    from storyboard.scheduler.runner import shoot as run  # noqa: PLC0415 - heavy

    script, studio = planned.script, planned.script.studio
    lock = read_lock(script.project.lock)
    project = film_id(script, lock)
    if lock is None:
        write_lock(script.project.lock, Lock(project=project))
    names = {step.provider for step in planned.to_make if step.provider}
    providers = _providers(script, names)
    limits = {
        name: script.project.settings.provider(name).concurrency
        or _concurrency(provider)
        for name, provider in providers.items()
    }
    try:
        with Ledger(_ledger_address(script.project)) as ledger:
            outcome = await run(
                planned.to_make,
                project=project,
                providers=providers,
                limits=limits,
                ledger=ledger,
                clips=script.clips,
                clock=studio.clock,
                measure=_measure,
                report=studio.report,
            )
    finally:
        for provider in providers.values():
            await provider.close()
    return _dailies(planned, outcome.takes, outcome.failures)


def _concurrency(provider: Provider) -> int:
    offered = provider.capabilities(None)
    return offered.concurrency if offered else 1


def _dailies(
    planned: Planned, made: Sequence[Take], failures: Mapping[ShotId, Problem]
) -> Dailies:
    fresh = {take.shot: take for take in made}
    takes: dict[ShotId, Take] = {}
    stale: list[ShotId] = []
    clips = planned.script.clips
    for step in planned.plan.steps:
        if step.shot in fresh:
            takes[step.shot] = fresh[step.shot]
        elif step.take is None or step.shot in failures:
            continue
        elif step.action == "reuse":
            takes[step.shot] = step.take
        elif clips.has(step.take.clip):
            takes[step.shot] = step.take
            stale.append(step.shot)
    return Dailies(planned, takes, dict(failures), tuple(stale))


def _write_lock(dailies: Dailies) -> None:
    """Record the takes in the cut; what the lock said of other shots stays."""
    if not dailies.takes:
        return
    script = dailies.planned.script
    lock = read_lock(script.project.lock) or Lock(project=film_id(script, None))
    kept = {(take.shot, take.origin): take for take in lock.takes}
    for shot, take in dailies.takes.items():
        kept[shot, take.origin] = take.model_copy(update={"shot": shot})
    write_lock(
        script.project.lock, lock.model_copy(update={"takes": tuple(kept.values())})
    )


def _sources(dailies: Dailies) -> dict[ShotId, Source]:
    """Where each shot's picture comes from."""
    script = dailies.planned.script
    steps = {step.shot: step for step in dailies.planned.plan.steps}
    sources = {}
    for shot in script.board.shots():
        take = dailies.takes.get(shot.id)
        if shot.footage is not None:
            file = script.file(shot.footage)
            still = file.suffix.lower() in STILLS
            sources[shot.id] = Source(
                kind="still" if still else "clip",
                file=str(file),
                digest=script.digests.of(file),
            )
        elif take is not None:
            path = script.clips.path(take.clip)
            sources[shot.id] = Source(kind="clip", file=str(path), digest=take.clip)
        else:
            failure = dailies.failures.get(shot.id)
            sources[shot.id] = Source(
                kind="slate",
                reason=failure.message if failure else str(steps[shot.id].reason),
                palette=script.board.style.palette,
            )
    return sources


STILLS = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"})
"""Suffixes of footage that stands still."""
