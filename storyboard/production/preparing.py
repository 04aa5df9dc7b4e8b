"""Read, check, compose, plan: free, offline, and all before anything is made."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path

from storyboard.dsl.reading import read as read_board
from storyboard.dsl.text import load
from storyboard.errors import BoardError, Problem, StoryboardError, offer
from storyboard.model.breakdown import breakdown
from storyboard.model.capabilities import Capabilities
from storyboard.model.plan import Plan
from storyboard.model.request import ClipRequest
from storyboard.model.take import Take
from storyboard.model.value import SceneId, ShotId
from storyboard.planning.archive import merged
from storyboard.planning.plan import plan as compare
from storyboard.planning.together import join, joint, widened
from storyboard.planning.under_way import under_way
from storyboard.production.facts import with_facts
from storyboard.production.records import locked_takes, remember
from storyboard.production.script import Planned, Script, providers_of
from storyboard.production.selecting import selected as named
from storyboard.prompts.compose import compose as compose_prompts
from storyboard.providers.base import Provider
from storyboard.settings import FILE_NAME, has_shelf, open_project
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


def compose(
    script: Script, *, listed: frozenset[SceneId] = frozenset()
) -> tuple[ClipRequest, ...]:
    """One clip request for each shot that is to be generated, in board order.

    The shots of scenes in `listed` are worded as parts of one prompt.
    """
    try:
        requests = compose_prompts(
            script.board,
            digest=lambda asset: script.digests.of(script.file(asset)),
            template=lambda asset: _template(script, asset),
            provider=script.provider,
            joint=listed,
        )
    except BoardError as error:
        located = [script.reading.locate(problem) for problem in error.problems]
        raise BoardError(error.message, located) from error
    model_at = script.project.settings.model_at
    return tuple(
        request.model_copy(update={"model": model_at(request.provider, request.model)})
        for request in requests
    )


@dataclass(frozen=True)
class Asked:
    """What the models of a film are asked for."""

    requests: tuple[ClipRequest, ...]
    """In board order; the shots of a scene that becomes one job are one request."""
    offers: Callable[[str, str | None], Capabilities | None]
    """What a provider's model can do; None: no such model."""
    rehearse: Callable[[ClipRequest], str | None]
    """Why a provider could not send a request; None: it can."""
    others: Mapping[ShotId, tuple[ClipRequest, ...]] = field(default_factory=dict)
    """The same requests for those who are asked where the first one says no."""


def asked(script: Script) -> Asked:
    """Every request as its model is told it: see `planning.together.joint`.

    A provider that stands in for the board's own is asked for the same model, where it
    has it. BoardError where a prompt or a file cannot be used.
    """
    requests = compose(script)
    others = _others(script, requests)
    names = {r.provider for r in (*requests, *chain.from_iterable(others.values()))}
    providers = providers_of(script, names)
    offers = _offers(providers)
    requests = _stood_in(script, requests, offers)
    scenes = joint(requests, script.board, offers)
    listed = frozenset(s for s, row in scenes.items() if row.together == "prompt")
    if listed:
        # Composed anew: in one prompt nobody is described twice.
        requests = _stood_in(script, compose(script, listed=listed), offers)
    requests = with_facts(script, join(requests, scenes), offers)

    def rehearse(request: ClipRequest) -> str | None:
        return providers[request.provider].rehearse(request)

    alone = {request.shot for request in requests if not request.beats}
    instead = {
        shot: with_facts(script, each, offers)
        for shot, each in others.items()
        if shot in alone
    }
    return Asked(requests, offers, rehearse, instead)


def _others(
    script: Script, requests: Sequence[ClipRequest]
) -> Mapping[ShotId, tuple[ClipRequest, ...]]:
    """The requests for everybody whom the board names behind the first.

    A provider that stands in for the board's own stands alone.
    """
    if script.provider is not None:
        return {}
    sheets = {sheet.shot.id: sheet for sheet in breakdown(script.board)}
    model_at = script.project.settings.model_at

    def put_to(name: str, request: ClipRequest) -> ClipRequest:
        sheet = sheets[request.shot]
        told = {
            "provider": name,
            "model": model_at(name, sheet.model),
            "extra": sheet.extra.get(name, {}),
        }
        return request.model_copy(update=told)

    return {
        request.shot: tuple(put_to(name, request) for name in further)
        for request in requests
        for further in [sheets[request.shot].providers[1:]]
        if further
    }


def _stood_in(
    script: Script,
    requests: Sequence[ClipRequest],
    offers: Callable[[str, str | None], Capabilities | None],
) -> tuple[ClipRequest, ...]:
    """The requests, a stand-in provider asked for the board's model if it has it."""
    if script.provider is None:
        return tuple(requests)
    named = {sheet.shot.id: sheet.model for sheet in breakdown(script.board)}
    model_at = script.project.settings.model_at

    def known(request: ClipRequest) -> ClipRequest:
        model = model_at(request.provider, named[request.shot])
        if request.model is not None or offers(request.provider, model) is None:
            return request
        return request.model_copy(update={"model": model})

    return tuple(known(request) for request in requests)


def plan(
    script: Script,
    shots: Sequence[str] = (),
    *,
    force: bool = False,
    again: int = 1,
    keeps: bool = False,
) -> Planned:
    """What would be reused or made, why and for how much.

    `shots` selects what may be made (see `storyboard.planning.select`); with `force`,
    so many takes of each selected shot are made `again`. With `keeps`, a take stands
    although the shot that it continues has another one. Shots that are one job are
    selected together. The plan's errors are in `Plan.errors`.
    """
    selected = choose(script, shots) if shots else None
    every = frozenset(shot.id for shot in script.board.shots())
    found, published = asked(script), has_shelf(script.project.settings.media)

    def compared(takes: tuple[Take, ...]) -> Plan:
        return compare(
            script.board,
            found.requests,
            offers=found.offers,
            providers=script.studio.known_providers(),
            takes=takes,
            present=script.clips.has,
            again=dict.fromkeys(selected or every, again) if force else {},
            only=selected,
            others=found.others,
            keeps=keeps,
            everyone=partial(_everyone, script),
            has_shelf=published,
            rehearse=found.rehearse,
        )

    takes, more = locked_takes(script), tuple[Take, ...]()
    made = compared(takes)
    if made.to_make:
        # Opening the ledger takes a fifth of a second; a lock that answers for every
        # shot needs no second opinion.
        from storyboard.production.ledgers import ledger_says  # noqa: PLC0415 - heavy

        more, sent = ledger_says(script)
        made = under_way(compared(merged((*takes, *more))) if more else made, sent)
    remember(script)
    problems = (
        *(script.reading.locate(problem) for problem in made.problems),
        *_strangers(script),
        *(_elsewhere(script, takes, more) if _is_paid(made) else ()),
    )
    chosen = None if selected is None else widened(selected, found.requests)
    told = made.model_copy(update={"problems": problems})
    return Planned(script, told, chosen, more)


def choose(script: Script, words: Sequence[str]) -> frozenset[ShotId]:
    """The shots that words name; for words such as `changed` it is planned once.

    PlanError where a word selects nothing.
    """
    return named(script, words, lambda: plan(script))


def _is_paid(made: Plan) -> bool:
    """Whether anything that is to be made costs money."""
    return any(made.origin_of(step) == "paid" for step in made.to_make)


def _elsewhere(
    script: Script, locked: Sequence[Take], own: Sequence[Take]
) -> Iterator[Problem]:
    """That somebody else pays for this film too, in a clone with its own ledger."""
    known, ours = script.studio.known_providers(), {take.clip for take in own}
    strange = [
        take
        for take in locked
        if take.origin == "paid" and take.provider in known and take.clip not in ours
    ]
    if strange:
        shots = ", ".join(dict.fromkeys(take.shot for take in strange))
        yield Problem(
            "other-ledger",
            "the lock names paid takes that this ledger does not know, of shot "
            f"{shots}: two clones that shoot at once would both pay for the same shot",
            (),
            "let the clones share a ledger: `url` under [ledger] of storyboard.toml",
            "warning",
        )


def _strangers(script: Script) -> Iterator[Problem]:
    """Settings for a provider that nobody has."""
    known = script.studio.known_providers()
    settings = script.project.settings
    said = [(name, "settings") for name in settings.providers]
    said += [
        (name, f'profile "{profile}"')
        for profile, models in settings.profiles.items()
        for name in models
    ]
    for name, what in said:
        if name not in known:
            message = f'{FILE_NAME} has {what} for "{name}", which is no provider'
            hint = offer(name, known)
            yield Problem("unknown-provider", message, (), hint, "warning")


def _everyone(script: Script) -> tuple[Capabilities, ...]:
    """What every model of every provider can do; broken providers are left out."""
    rows: list[Capabilities | None] = []
    for name in script.studio.known_providers():
        with suppress(StoryboardError):
            for provider in providers_of(script, {name}).values():
                rows += map(provider.capabilities, provider.models)
    return tuple(row for row in rows if row is not None)


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
