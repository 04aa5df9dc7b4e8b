"""Board, requests and takes → plan: what is reused, what is made, and why. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial

from storyboard.errors import Problem, Where, offer
from storyboard.model.breakdown import Sheet, breakdown
from storyboard.model.capabilities import Capabilities
from storyboard.model.plan import Plan, Step
from storyboard.model.request import ClipRequest
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.planning.archive import Archive
from storyboard.planning.fit import misfits
from storyboard.planning.gathering import Finding, gathered
from storyboard.planning.notes import model_notes
from storyboard.planning.others import Rows, same_model, unknown_model, with_others
from storyboard.planning.places import At, written
from storyboard.planning.reach import reach
from storyboard.planning.settling import settled
from storyboard.planning.steps import footage, steps_of
from storyboard.planning.together import Offers, quarrels, shots_of, widened
from storyboard.planning.unserved import unserved

Rehearse = Callable[[ClipRequest], str | None]
"""Why a request could not be sent; None: it can be."""


def plan(
    board: Storyboard,
    requests: Sequence[ClipRequest],
    *,
    offers: Offers,
    providers: Sequence[str],
    takes: Sequence[Take],
    present: Callable[[str], bool],
    force: frozenset[ShotId] = frozenset(),
    only: frozenset[ShotId] | None = None,
    everyone: Rows = tuple,
    has_shelf: bool = False,
    rehearse: Rehearse = lambda _request: None,
) -> Plan:
    """One step per shot, in board order, and everything that refuses the plan.

    `requests` has one for every shot that is not footage, or one for several (see
    `together.join`). `offers` says what a provider's model can do (None: no such
    model), `providers` is every provider there is, `present` whether a clip is in the
    store. Shots in `force` are made anew. `everyone` is asked for what the models of
    all providers can do, where something does not fit; `has_shelf` says whether the
    user publishes files, so that services can fetch them; `rehearse` says why an
    adapter could not send a request that its table takes.

    With `only`, shots outside it are planned alike, so that the plan says what they
    need, but they are neither forced nor compared with what their provider can do:
    nothing will be asked for them. Whoever runs the plan leaves them out. Shots that
    are one job are chosen together.
    """
    sheets = {sheet.shot.id: sheet for sheet in breakdown(board)}
    stage = _Stage(board, sheets, providers, cache(everyone), has_shelf, rehearse)
    archive = Archive(takes, present)
    chosen = None if only is None else widened(only, requests)
    forced = widened(force, requests)
    own = {shot: s for shot, s in sheets.items() if s.shot.footage is not None}
    steps = {shot: footage(sheet) for shot, sheet in own.items()}
    findings: list[Finding] = []
    used: dict[tuple[str, str], _Used] = {}
    for request in requests:
        offered = offers(request.provider, request.model)
        asked = chosen is None or request.shot in chosen
        anew = asked and request.shot in forced
        told = settled(request, offered) if offered else request
        made = tuple(steps_of(told, offered, archive, forced=anew))
        steps |= {step.shot: step for step in made}
        if asked:
            findings += stage.findings(request, offered, made[0])
        if offered:
            row = used.setdefault((offered.provider, offered.model), _Used(offered))
            if asked and made[0].action == "generate":
                row.makes.append(made[0])
    problems = (
        *unserved(board, tuple(sheets.values()), _by_shot(requests)),
        *_strangers(tuple(sheets.values()), providers),
        *gathered(findings),
        *_widened(board, force if only is None else only, requests, steps),
        *(note for row in used.values() for note in stage.notes(row)),
    )
    return Plan(
        steps=tuple(steps[shot] for shot in sheets),
        problems=tuple(dict.fromkeys(problems)),
        rows=tuple(row.offered for row in used.values()),
    )


def _by_shot(requests: Sequence[ClipRequest]) -> Mapping[ShotId, ClipRequest]:
    return {shot: request for request in requests for shot in shots_of(request)}


@dataclass(frozen=True)
class _Used:
    """A model that a plan asks, and what it is to make there."""

    offered: Capabilities
    makes: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class _Stage:
    """What a request is looked at against."""

    board: Storyboard
    sheets: Mapping[ShotId, Sheet]
    providers: Sequence[str]
    everyone: Rows
    has_shelf: bool
    rehearse: Rehearse

    def findings(
        self, request: ClipRequest, offered: Capabilities | None, lead: Step
    ) -> Iterator[Finding]:
        """What is wrong with a request, and what there is to know of it."""
        at = self._at(request)
        scene = request.slate.scene if request.beats else None
        found = (
            self._known(lead, request, offered, at)
            if offered
            else self._nobody(request, at)
        )
        for problem in found:
            yield Finding(request.shot, problem, scene)

    def notes(self, used: _Used) -> Iterator[Problem]:
        """What there is to say of a model that makes something."""
        request = used.makes[0].request if used.makes else None
        if request is not None:
            at = self._at(request)("model")
            yield from model_notes(used.offered, used.makes, at)

    def _at(self, request: ClipRequest) -> At:
        """Where a request's wishes are written; a joint one's own in its scene."""
        sheet = self.sheets[request.shot]
        alone = partial(written, self.board, sheet)

        def together(name: str) -> Where:
            where = alone(name)
            inside = where[:1] == sheet.where[:1]
            return (*sheet.where[:2], "together") if inside else where

        return together if request.beats else alone

    def _known(
        self, lead: Step, request: ClipRequest, offered: Capabilities, at: At
    ) -> Iterator[Problem]:
        """What the model cannot do; of a reused take, that another model made it."""
        if lead.action == "generate":
            wrong = tuple(misfits(request, offered, at))
            yield from with_others(wrong, request, offered, self.everyone)
            if not any(problem.severity == "error" for problem in wrong):
                yield from self._unsayable(lead, at)
            if lead.request and offered.mode_of(lead.request):
                yield from reach(
                    lead.request,
                    offered,
                    at,
                    has_shelf=self.has_shelf,
                    others=self.everyone,
                )
            if request.beats:
                sheets = [self.sheets[shot] for shot in shots_of(request)]
                yield from quarrels(
                    request, sheets, lambda sheet: partial(written, self.board, sheet)
                )
        elif not same_model(lead.provider, lead.model, offered, self.everyone):
            message = f"made with {lead.model}; the board now says {offered.model}"
            hint = "`--force` makes it anew"
            yield Problem("other-model", message, at("model"), hint, "note")

    def _unsayable(self, lead: Step, at: At) -> Iterator[Problem]:
        """What only its adapter knows that a service does not take."""
        why = self.rehearse(lead.request) if lead.request else None
        if why:
            yield Problem("unsayable", why, at("extra"))

    def _nobody(self, request: ClipRequest, at: At) -> Iterator[Problem]:
        """No such provider, or no such model there."""
        name = request.provider
        if name not in self.providers:
            message = f'no provider is called "{name}"'
            hint = offer(name, self.providers)
            yield Problem("unknown-provider", message, at("provider"), hint)
        else:
            problem = unknown_model(name, request.model or "", self.everyone())
            yield replace(problem, where=at("model"))


def _widened(
    board: Storyboard,
    picked: frozenset[ShotId],
    requests: Sequence[ClipRequest],
    steps: Mapping[ShotId, Step],
) -> Iterator[Problem]:
    """That shots are made which nobody picked, because a picked one is in their job."""
    places = {scene.id: number for number, scene in enumerate(board.scenes)}
    for request in requests:
        shots = shots_of(request)
        others = [shot for shot in shots if shot not in picked]
        if len(others) in {0, len(shots)} or steps[request.shot].action == "reuse":
            continue
        mine = ", ".join(shot for shot in shots if shot in picked)
        message = (
            f"scene {request.slate.scene} is one job: with {mine}, it makes "
            f"{', '.join(others)} as well"
        )
        where = ("scenes", places[request.slate.scene], "together")
        yield Problem("whole-job", message, where, severity="note")


def _strangers(sheets: Sequence[Sheet], providers: Sequence[str]) -> Iterator[Problem]:
    """`extra` fields for a provider that nobody has and the board never asks."""
    named = {name for sheet in sheets for name in sheet.providers}
    known = [*providers, *sorted(named.difference(providers))]
    for sheet in sheets:
        for name in sheet.extra:
            if name not in known:
                own = name in sheet.shot.extra
                at = (*sheet.where, "extra") if own else ("defaults", "extra")
                message = f'no provider is called "{name}", so nobody reads its fields'
                hint = offer(name, known)
                where = (*at, name)
                yield Problem("unknown-provider", message, where, hint, "warning")
