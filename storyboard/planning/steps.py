"""The steps of a shot: which take is reused, what is made, why, and for how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from storyboard.model.breakdown import Sheet
from storyboard.model.capabilities import Capabilities
from storyboard.model.plan import Reason, Step
from storyboard.model.price import price_of
from storyboard.model.request import ClipRequest
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.planning.archive import Archive, best, changed, told_parts, wanted
from storyboard.planning.preceding import moved_on
from storyboard.planning.together import offsets, print_of, share


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a request."""

    takes: int = 1
    """How many takes there are to be."""
    again: int = 0
    """How many more are to be made, whatever there is."""
    keeps: bool = False
    """Whether a take stands although the shot that it continues has another one."""


@dataclass(frozen=True)
class Asked:
    """A request as it is put to somebody who can make it."""

    request: ClipRequest
    offered: Capabilities | None
    """What the model can do; None: nobody offers it."""
    after: tuple[ShotId, ...] = ()
    """The shots whose takes have to be made first."""


def footage(sheet: Sheet) -> Step:
    """Of a shot of own material."""
    return Step(
        shot=sheet.shot.id,
        scene=sheet.scene.id,
        action="footage",
        reason=Reason(kind="footage"),
        seconds=sheet.seconds,
    )


def steps_of(
    asked: Asked, archive: Archive, want: Wanted, others: Sequence[Asked] = ()
) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """A step for each shot that a request makes, and the further takes of the first.

    Of a joint request the first shot leads. Where nobody offers the model, all are new
    and unpriced. `others` are those who are asked instead where this one says no; what
    one of them made serves as well.
    """
    lead, further = _leads(asked, archive, want, others)
    request, offered = asked.request, asked.offered
    if not request.beats:
        return (lead,), further
    if lead.action == "generate" and offered:
        # The clip is the next take of each of its shots.
        latest = [archive.latest(b.shot, offered.origin) for b in request.beats]
        number = max(take.number if take else 0 for take in latest) + 1
        lead = lead.model_copy(update={"number": number})
    followers = (
        _follower(lead, request, place, offered, archive)
        for place in range(1, len(request.beats))
    )
    first = lead.model_copy(update={"seconds": request.beats[0].seconds})
    return (first, *followers), further


def blank(asked: Asked) -> Step:
    """The step of a request before anything is compared, priced where it can be."""
    request, offered = asked.request, asked.offered
    step = Step(
        shot=request.shot,
        scene=request.slate.scene,
        action="generate",
        reason=Reason(kind="new"),
        seconds=request.seconds,
        provider=request.provider,
        model=request.model,
        request=request,
        after=asked.after,
    )
    if offered is None:
        return step
    mode = offered.mode_of(request)
    parts = told_parts(request, offered)
    price, edition = price_of(offered.prices, request)
    told: dict[str, object] = {
        "model": offered.model,
        "asked": offered.model,
        "mode": mode.name if mode else "",
        "parts": parts,
        "fingerprint": wanted(parts),
        "price": price,
        "dollars": edition.in_usd(price) if edition and price else None,
    }
    return step.model_copy(update=told)


def _leads(
    asked: Asked, archive: Archive, want: Wanted, others: Sequence[Asked]
) -> tuple[Step, tuple[Step, ...]]:
    step, offered = blank(asked), asked.offered
    if offered is None:
        return step, ()
    rest = tuple(blank(other) for other in others if other.offered)
    step = step.model_copy(update={"fallbacks": rest})
    serving = _serving(step, offered, archive)
    picked = archive.picked(step.shot, offered.origin)
    latest = archive.latest(step.shot, offered.origin)
    why = _why(step, offered, archive)
    number = latest.number + 1 if latest else 1
    stands = picked or best(serving, step.shot, offered.model)
    if stands is None and want.keeps and why[0].kind == "preceded":
        alike = archive.alike(step.shot, offered.origin, partial(_differs, step))
        stands = best(alike, step.shot, offered.model)
    own = [take for take in serving if take.shot == step.shot] or list(serving[:1])
    missing = 0 if stands and stands not in serving else max(want.takes - len(own), 0)
    if not own:
        # What is made anyway is the first take as well.
        missing = max(missing - want.again, 0)
    attempts = _attempts([take.attempt for take in own], missing, want.again)
    reasons = [Reason(kind="another take")] * missing + [Reason(kind="forced")] * (
        want.again
    )
    makes = [
        _taken(step, attempt, number + place, reason, stands or why[1])
        for place, (attempt, reason) in enumerate(zip(attempts, reasons, strict=True))
    ]
    if stands is not None and (picked or not want.again):
        return _reusing(step, stands, asked, archive), tuple(makes)
    first = makes[0]
    if not want.again:
        first = first.model_copy(update={"reason": why[0]})
    return first, tuple(makes[1:])


def _serving(step: Step, offered: Capabilities, archive: Archive) -> tuple[Take, ...]:
    """Every take that satisfies the request as any of those asked is told it."""
    return tuple(
        take
        for name in step.fingerprints
        for take in archive.serving(name, offered.origin)
    )


def _attempts(used: Sequence[int], missing: int, again: int) -> list[int]:
    """The attempts to make: the lowest that are free, then as many beyond all."""
    found: list[int] = []
    attempt = 0
    while len(found) < missing:
        if attempt not in used:
            found.append(attempt)
        attempt += 1
    last = max((*used, *found), default=-1)
    return [*found, *range(last + 1, last + 1 + again)]


def _taken(
    step: Step, attempt: int, number: int, reason: Reason, latest: Take | None
) -> Step:
    """The step for one take of a request: the board's seed and so many more."""
    change = {"attempt": attempt, "number": number, "reason": reason, "take": latest}
    fallbacks = tuple(_seeded(each, attempt) for each in step.fallbacks)
    return _seeded(step, attempt).model_copy(update={**change, "fallbacks": fallbacks})


def _seeded(step: Step, attempt: int) -> Step:
    told = step.request.reseeded(attempt) if step.request else None
    return step.model_copy(update={"request": told, "attempt": attempt})


def _reusing(step: Step, take: Take, asked: Asked, archive: Archive) -> Step:
    """The step that a take serves.

    Of one that stands although the board has changed, what differs is its reason.
    """
    if asked.request.beats:
        take = share(take, asked.request, 0)
    serves = take.fingerprint in step.fingerprints
    differs = () if serves else _differs(step, take)
    if take.picked and take.shot == step.shot:
        parts = tuple(part for part in differs if part != "model")
        reason = Reason(kind="picked", parts=parts)
    elif differs:
        reason = Reason(kind="preceded", parts=moved_on(step, take, archive))
    else:
        reason = Reason(kind="unchanged")
    return step.model_copy(
        update={
            "action": "reuse",
            "reason": reason,
            "provider": take.provider,
            "model": take.model,
            "take": take,
            "number": take.number,
            "attempt": take.attempt,
            "after": (),
            "fallbacks": (),
            "price": None,
            "dollars": None,
        }
    )


def _follower(
    lead: Step,
    request: ClipRequest,
    place: int,
    offered: Capabilities | None,
    archive: Archive,
) -> Step:
    """The step of a later shot of a job, as its first shot's goes."""
    beat = request.beats[place]
    step = lead.model_copy(
        update={
            "shot": beat.shot,
            "seconds": beat.seconds,
            "lead": lead.shot,
            "offset": offsets(request)[place],
            "fingerprint": print_of(lead.fingerprint, place) if offered else "",
            "price": None,
            "dollars": None,
        }
    )
    if lead.action == "reuse" and lead.take is not None:
        return step.model_copy(update={"take": share(lead.take, request, place)})
    if offered is None:
        return step
    reason, take = _why(step, offered, archive)
    if lead.reason.kind == "forced":
        reason = lead.reason
    return step.model_copy(update={"reason": reason, "take": take})


def _why(
    step: Step, offered: Capabilities, archive: Archive
) -> tuple[Reason, Take | None]:
    """Why a shot is to be made, and its last take."""
    latest = archive.latest(step.shot, offered.origin)
    lost = archive.lost(step.shot, step.fingerprint, offered.origin)
    if lost:
        return Reason(kind="missing clip"), lost
    if latest is None:
        return Reason(kind="new"), None
    parts = _differs(step, latest)
    if set(parts) - {"model"} == {"preceded"}:
        moved = moved_on(step, latest, archive)
        return Reason(kind="preceded", parts=moved), latest
    return Reason(kind="changed", parts=parts), latest


def _differs(step: Step, take: Take) -> tuple[str, ...]:
    """The parts in which a take differs from what is wanted of whoever made it."""
    asked = [each for each in step.candidates if each.provider == take.provider]
    return min((changed(take, each.parts) for each in asked or [step]), key=len)
