"""Board, requests and takes → plan: what is reused, what is made, and why. Pure."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from storyboard.errors import Problem, offer
from storyboard.model.breakdown import Sheet, breakdown
from storyboard.model.capabilities import Capabilities
from storyboard.model.plan import Plan, Reason, Step
from storyboard.model.request import ClipRequest
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.planning.archive import Archive, changed, told_parts, wanted
from storyboard.planning.fit import misfits
from storyboard.planning.gathering import Finding, gathered
from storyboard.planning.places import At, written
from storyboard.planning.unserved import unserved

Offers = Callable[[str, str | None], Capabilities | None]


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
) -> Plan:
    """One step per shot, in board order, and everything that refuses the plan.

    `requests` has one for every shot that is not footage. `offers` says what a
    provider's model can do (None: no such model), `providers` is every provider there
    is, `present` whether a clip is in the store. Shots in `force` are made anew.

    With `only`, shots outside it are planned alike, so that the plan says what they
    need, but they are neither forced nor compared with what their provider can do:
    nothing will be asked for them. Whoever runs the plan leaves them out.
    """
    archive = Archive(takes, present)
    asked = {request.shot: request for request in requests}
    sheets = breakdown(board)
    steps: list[Step] = []
    findings: list[Finding] = []
    for sheet in sheets:
        shot = sheet.shot.id
        if sheet.shot.footage is not None:
            steps.append(_footage(sheet))
            continue
        request, chosen = asked[shot], only is None or shot in only
        offered = offers(request.provider, request.model)
        forced = chosen and shot in force
        step = _step(sheet, request, offered, archive, forced=forced)
        steps.append(step)
        if chosen:
            at = partial(written, board, sheet)
            found = (
                _known(step, request, offered, at)
                if offered
                else _nobody(request, offers, providers, at)
            )
            findings += (Finding(shot, problem) for problem in found)
    problems = (
        *unserved(board, sheets, asked),
        *_strangers(sheets, providers),
        *gathered(findings),
    )
    return Plan(steps=tuple(steps), problems=tuple(dict.fromkeys(problems)))


def _footage(sheet: Sheet) -> Step:
    return Step(
        shot=sheet.shot.id,
        scene=sheet.scene.id,
        action="footage",
        reason=Reason(kind="footage"),
        seconds=sheet.seconds,
    )


def _step(
    sheet: Sheet,
    request: ClipRequest,
    offered: Capabilities | None,
    archive: Archive,
    *,
    forced: bool,
) -> Step:
    """What happens with a shot; where nobody offers it, it is new and unpriced."""
    step = Step(
        shot=request.shot,
        scene=sheet.scene.id,
        action="generate",
        reason=Reason(kind="new"),
        seconds=request.seconds,
        provider=request.provider,
        model=request.model,
        request=request,
    )
    if offered is None:
        return step
    parts = told_parts(request, offered)
    told: dict[str, object] = {"parts": parts, "fingerprint": wanted(parts)}
    take = None if forced else archive.satisfying(step.shot, wanted(parts), offered)
    change = _reusing(take) if take else _making(step, offered, parts, archive)
    if forced:
        change["reason"] = Reason(kind="forced")
    return step.model_copy(update=told | change)


def _reusing(take: Take) -> dict[str, object]:
    return {
        "action": "reuse",
        "reason": Reason(kind="unchanged"),
        "provider": take.provider,
        "model": take.model,
        "take": take,
        "number": take.number,
    }


def _making(
    step: Step, offered: Capabilities, parts: dict[str, str], archive: Archive
) -> dict[str, object]:
    latest = archive.latest(step.shot, offered.origin)
    lost = archive.lost(step.shot, wanted(parts), offered.origin)
    if lost:
        reason = Reason(kind="missing clip")
    elif latest:
        reason = Reason(kind="changed", parts=changed(latest, parts))
    else:
        reason = Reason(kind="new")
    return {
        "reason": reason,
        "model": offered.model,
        "take": lost or latest,
        "number": latest.number + 1 if latest else 1,
        "price": offered.price.of(step.seconds) if offered.price else None,
    }


def _known(
    step: Step, request: ClipRequest, offered: Capabilities, at: At
) -> Iterator[Problem]:
    """What the model cannot do; of a reused take, that another model made it."""
    if step.action == "generate":
        yield from misfits(request, offered, at)
    elif step.model != offered.model:
        message = f"made with {step.model}; the board now says {offered.model}"
        hint = "`--force` makes it anew"
        yield Problem("other-model", message, at("model"), hint, "note")


def _nobody(
    request: ClipRequest, offers: Offers, providers: Sequence[str], at: At
) -> Iterator[Problem]:
    """No such provider, or no such model there."""
    name, model = request.provider, request.model or ""
    if name not in providers:
        message = f'no provider is called "{name}"'
        hint = offer(name, providers)
        yield Problem("unknown-provider", message, at("provider"), hint)
    else:
        usual = offers(name, None)
        hint = offer(model, [usual.model] if usual else [])
        message = f'{name} has no model "{model}"'
        yield Problem("unknown-model", message, at("model"), hint)


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
