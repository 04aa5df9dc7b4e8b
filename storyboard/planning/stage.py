"""What requests are looked at against: everything that is wrong with one of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from storyboard.errors import Problem, Where, offer
from storyboard.model.breakdown import Sheet
from storyboard.model.capabilities import Capabilities
from storyboard.model.plan import Step
from storyboard.model.request import ClipRequest
from storyboard.model.storyboard import Storyboard
from storyboard.model.value import ShotId
from storyboard.planning.fit import misfits
from storyboard.planning.gathering import Finding
from storyboard.planning.notes import model_notes
from storyboard.planning.others import Rows, same_model, unknown_model, with_others
from storyboard.planning.places import At, written
from storyboard.planning.reach import reach
from storyboard.planning.steps import Asked
from storyboard.planning.together import quarrels, shots_of

Rehearse = Callable[[ClipRequest], str | None]
"""Why a request could not be sent; None: it can be."""


@dataclass(frozen=True)
class Used:
    """A model that a plan asks, and what it is to make there."""

    offered: Capabilities
    makes: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class Stage:
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
        at = self.at(request)
        scene = request.slate.scene if request.beats else None
        found = (
            self._known(lead, request, offered, at)
            if offered
            else self._nobody(request, at)
        )
        for problem in found:
            yield Finding(request.shot, problem, scene)

    def unable(
        self, request: ClipRequest, others: Sequence[Asked], able: Sequence[Asked]
    ) -> Iterator[Finding]:
        """Who of those named could not stand in, and why."""
        at = self.at(request)
        for other in others:
            if other in able:
                continue
            name, why = other.request.provider, "it has no such model"
            if other.offered is not None:
                wrong = misfits(other.request, other.offered, at)
                why = next(w.message for w in wrong if w.severity == "error")
            message = f"{name} could not make it instead: {why}"
            problem = Problem("no-fallback", message, at("provider"), "", "warning")
            yield Finding(request.shot, problem)

    def notes(self, used: Used) -> Iterator[Problem]:
        """What there is to say of a model that makes something."""
        request = used.makes[0].request if used.makes else None
        if request is not None:
            at = self.at(request)("model")
            yield from model_notes(used.offered, used.makes, at)

    def at(self, request: ClipRequest) -> At:
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
