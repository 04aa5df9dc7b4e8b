"""Read, check, compose, plan: free, offline, and all before anything is made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from storyboard.dsl.reading import read as read_board
from storyboard.dsl.text import load
from storyboard.errors import BoardError, PlanError, Problem
from storyboard.model.capabilities import Capabilities
from storyboard.model.plan import Plan
from storyboard.model.request import ClipRequest
from storyboard.model.take import Take
from storyboard.planning.plan import plan as compare
from storyboard.planning.select import select
from storyboard.production.records import ledger_takes, locked_takes, remember
from storyboard.production.script import Planned, Script, providers_of, workplace_for
from storyboard.prompts.compose import compose as compose_prompts
from storyboard.providers.base import Provider
from storyboard.settings import open_project
from storyboard.studio import Studio


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
    providers = providers_of(script, {request.provider for request in requests})

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
    remember(script)
    problems = tuple(script.reading.locate(problem) for problem in made.problems)
    return Planned(script, made.model_copy(update={"problems": problems}), selected)


def _template(script: Script, asset: str) -> str:
    source, problems = load(script.file(asset), asset)
    if source is None:
        raise BoardError("a template cannot be read", problems)
    return source.text


def _offers(
    providers: Mapping[str, Provider],
) -> Callable[[str, str | None], Capabilities | None]:
    def offers(name: str, model: str | None) -> Capabilities | None:
        provider = providers.get(name)
        return provider.capabilities(model) if provider else None

    return offers


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
                [name], lambda each: workplace_for(studio, project, {}, each)
            )
        except PlanError as error:
            problems += error.problems
            continue
        found = map(built[name].capabilities, built[name].models)
        rows += [row for row in found if row is not None]
    return Offers(tuple(rows), tuple(problems))
