"""Board, requests and takes → plan: what is reused, what is made, and why. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from storyboard.errors import Problem, offer
from storyboard.model.breakdown import Sheet, breakdown
from storyboard.model.plan import Plan, Step
from storyboard.model.request import ClipRequest
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.planning.archive import Archive
from storyboard.planning.chains import drift, in_order
from storyboard.planning.gathering import gathered
from storyboard.planning.others import Rows
from storyboard.planning.stage import Rehearse, Stage
from storyboard.planning.steps import footage
from storyboard.planning.table import Table
from storyboard.planning.together import Offers, shots_of, widened
from storyboard.planning.unserved import unserved


def plan(
    board: Storyboard,
    requests: Sequence[ClipRequest],
    *,
    offers: Offers,
    providers: Sequence[str],
    takes: Sequence[Take],
    present: Callable[[str], bool],
    again: Mapping[ShotId, int] = MappingProxyType({}),
    only: frozenset[ShotId] | None = None,
    others: Mapping[ShotId, Sequence[ClipRequest]] = MappingProxyType({}),
    keeps: bool = False,
    everyone: Rows = tuple,
    has_shelf: bool = False,
    rehearse: Rehearse = lambda _request: None,
) -> Plan:
    """A step for every shot, in board order, and everything that refuses the plan.

    `requests` has one for every shot that is not footage, or one for several (see
    `together.join`). `offers` says what a provider's model can do (None: no such
    model), `providers` is every provider there is, `present` whether a clip is in the
    store. `again` says of how many shots how many more takes are to be made. `others`
    has the requests of those who are asked where the first one says no. With `keeps`,
    a take stands although the shot that it continues has another one. `everyone` is
    asked for what the models of all providers can do, where something does not fit;
    `has_shelf` says whether the user publishes files, so that services can fetch them;
    `rehearse` says why an adapter could not send a request that its table takes.

    With `only`, shots outside it are planned alike, so that the plan says what they
    need, but they are neither made again nor compared with what their provider can do:
    nothing will be asked for them. Whoever runs the plan leaves them out. Shots that
    are one job are chosen together.
    """
    sheets = {sheet.shot.id: sheet for sheet in breakdown(board)}
    stage = Stage(board, sheets, providers, cache(everyone), has_shelf, rehearse)
    chosen = None if only is None else widened(only, requests)
    table = Table(
        stage, offers, Archive(takes, present), chosen, _forced(again, requests), keeps
    )
    for request in in_order(requests):
        table.lay(request, others.get(request.shot, ()))
    own = {shot: s for shot, s in sheets.items() if s.shot.footage is not None}
    steps = table.steps | {shot: footage(sheet) for shot, sheet in own.items()}
    findings = [
        finding
        for request in requests
        for finding in table.findings.get(request.shot, ())
    ]
    problems = (
        *unserved(board, tuple(sheets.values()), requests),
        *_strangers(tuple(sheets.values()), providers),
        *gathered(findings),
        *drift(sheets, requests),
        *_widened(board, frozenset(again) if only is None else only, requests, steps),
        *(note for row in table.used.values() for note in stage.notes(row)),
    )
    return Plan(
        steps=tuple(steps[shot] for shot in sheets),
        further=tuple(step for shot in sheets for step in table.further.get(shot, ())),
        problems=tuple(dict.fromkeys(problems)),
        rows=tuple(row.offered for row in table.used.values()),
    )


def _forced(
    again: Mapping[ShotId, int], requests: Sequence[ClipRequest]
) -> Mapping[ShotId, int]:
    """How many more takes there are to be, of all shots of a job alike."""
    return {
        request.shot: most
        for request in requests
        for most in [max(again.get(shot, 0) for shot in shots_of(request))]
        if most
    }


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
