"""One step of a plan in plain lines."""

from collections.abc import Iterator

from storyboard.model.plan import Step, with_dollars
from storyboard.model.request import ClipRequest
from storyboard.model.take import Take

_ACTIONS = {
    "reuse": "is reused",
    "generate": "is to be made",
    "footage": "is own footage",
}
_REASONS = {
    "unchanged": "nothing that the service is told has changed",
    "new": "it has no take of this kind yet",
    "changed": "what the service is told has changed since take {number}",
    "preceded": "a shot whose frame it begins or ends with has another take",
    "missing clip": "the clip of take {number} is gone or damaged",
    "forced": "it was asked for anew",
    "another take": "the board wants more takes of it than there are",
    "picked": "somebody picked take {number}, which stands until it is unlocked",
    "being made": "it was sent in an earlier run; `render` waits for it and fetches it",
    "in doubt": "an earlier run ended while it was sent, and nobody knows whether it "
    "was accepted",
    "footage": "nothing is generated",
}


def explain(step: Step) -> tuple[str, ...]:
    """What happens with a shot and why: a headline, then indented facts.

    A take keeps digests of what was told, not the words, so an old value is shown
    only where the take has it.
    """
    number = step.take.number if step.take else step.number
    reason = _REASONS[step.reason.kind].format(number=number)
    head = f"shot {step.shot} {_ACTIONS[step.action]}: {reason}"
    return (head, *(f"  {fact}" for fact in _facts(step)))


def _facts(step: Step) -> Iterator[str]:
    if step.reason.kind == "preceded":
        yield from (f"it follows shot {shot}" for shot in step.reason.parts)
    else:
        yield from (_change(step, part) for part in step.reason.parts)
    if step.action == "footage":
        return
    made = step.action == "reuse"
    model = f", model {step.model}" if step.model else ""
    mode = f", {step.mode}" if step.mode and not made else ""
    yield f"{'made by' if made else 'by'} {step.provider}{model}{mode}"
    yield from _job(step)
    if made and step.take and step.take.shot != step.shot:
        yield f"take {step.number}, made for shot {step.take.shot}"
    else:
        yield f"take {step.number}, {step.seconds:g} s"
    seed = step.take.seed if made and step.take else _asked_seed(step)
    if seed is not None:
        yield f"seed {seed}"
    if step.fingerprint:
        yield f"fingerprint {step.fingerprint[:12]}"
    if made:
        return
    if step.lead is not None:
        yield f"its price is in that of shot {step.lead}"
    elif step.price is None:
        yield "price unknown"
    else:
        yield f"price {with_dollars(step.price, step.dollars)}"


def _job(step: Step) -> Iterator[str]:
    """That a shot is part of a job, and which part."""
    request = step.request
    if request is None or not request.beats:
        return
    others = [beat.shot for beat in request.beats if beat.shot != step.shot]
    end = step.offset + step.seconds
    yield (
        f"one job with {', '.join(others)}: {step.offset:g} to {end:g} of "
        f"{request.seconds:g} s"
    )


def _asked_seed(step: Step) -> int | None:
    return step.request.seed if step.request else None


def _change(step: Step, part: str) -> str:
    known = _known(step.take, step.request, part)
    if known:
        return f"{part}: {known[0]} → {known[1]}"
    old = (step.take.parts if step.take else {}).get(part)
    new = step.parts.get(part)
    return f"{part}: {_digest(old)} → {_digest(new)}"


def _known(
    take: Take | None, request: ClipRequest | None, part: str
) -> tuple[object, object] | None:
    if take is None or request is None:
        return None
    if part == "seed" and take.seed is not None:
        return take.seed, request.seed
    if part == "model" and request.model is not None:
        return take.model, request.model
    return None


def _digest(digest: str | None) -> str:
    return f"[{digest[:8]}]" if digest else "not told"
