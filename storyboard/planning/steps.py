"""One step of a plan: whether a take is reused or made, why, and for how much."""

from collections.abc import Iterator

from storyboard.model.breakdown import Sheet
from storyboard.model.capabilities import Capabilities
from storyboard.model.plan import Reason, Step
from storyboard.model.price import price_of
from storyboard.model.request import ClipRequest
from storyboard.model.take import Take
from storyboard.planning.archive import Archive, changed, told_parts, wanted
from storyboard.planning.together import offsets, print_of, share


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
    request: ClipRequest,
    offered: Capabilities | None,
    archive: Archive,
    *,
    forced: bool,
) -> Iterator[Step]:
    """A step for each shot that a request makes; of a joint one, the first leads.

    Where nobody offers the model, all are new and unpriced.
    """
    lead = _lead(request, offered, archive, forced=forced)
    if not request.beats:
        yield lead
        return
    if lead.action == "generate" and offered:
        # The clip is the next take of each of its shots.
        latest = [archive.latest(b.shot, offered.origin) for b in request.beats]
        number = max(take.number if take else 0 for take in latest) + 1
        lead = lead.model_copy(update={"number": number})
    yield lead.model_copy(update={"seconds": request.beats[0].seconds})
    for place in range(1, len(request.beats)):
        yield _follower(lead, request, place, offered, archive)


def _lead(
    request: ClipRequest,
    offered: Capabilities | None,
    archive: Archive,
    *,
    forced: bool,
) -> Step:
    step = Step(
        shot=request.shot,
        scene=request.slate.scene,
        action="generate",
        reason=Reason(kind="new"),
        seconds=request.seconds,
        provider=request.provider,
        model=request.model,
        request=request,
    )
    if offered is None:
        return step
    mode = offered.mode_of(request)
    parts = told_parts(request, offered)
    told: dict[str, object] = {
        "parts": parts,
        "fingerprint": wanted(parts),
        "asked": offered.model,
        "mode": mode.name if mode else "",
    }
    take = None if forced else archive.satisfying(step.shot, wanted(parts), offered)
    step = step.model_copy(update=told)
    if take and request.beats:
        take = share(take, request, 0)
    change = _reusing(take) if take else _making(step, offered, archive)
    if forced:
        change["reason"] = Reason(kind="forced")
    return step.model_copy(update=change)


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
    why = _why(step, offered, archive)
    if lead.reason.kind == "forced":
        why["reason"] = lead.reason
    return step.model_copy(update=why)


def _reusing(take: Take) -> dict[str, object]:
    return {
        "action": "reuse",
        "reason": Reason(kind="unchanged"),
        "provider": take.provider,
        "model": take.model,
        "take": take,
        "number": take.number,
    }


def _making(step: Step, offered: Capabilities, archive: Archive) -> dict[str, object]:
    latest = archive.latest(step.shot, offered.origin)
    price, edition = (
        price_of(offered.prices, step.request) if step.request else (None, None)
    )
    return {
        **_why(step, offered, archive),
        "model": offered.model,
        "number": latest.number + 1 if latest else 1,
        "price": price,
        "dollars": edition.in_usd(price) if edition and price else None,
    }


def _why(step: Step, offered: Capabilities, archive: Archive) -> dict[str, object]:
    """Why a shot is to be made, and its last take."""
    latest = archive.latest(step.shot, offered.origin)
    lost = archive.lost(step.shot, step.fingerprint, offered.origin)
    if lost:
        reason = Reason(kind="missing clip")
    elif latest:
        reason = Reason(kind="changed", parts=changed(latest, step.parts))
    else:
        reason = Reason(kind="new")
    return {"reason": reason, "take": lost or latest}
