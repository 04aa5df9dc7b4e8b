"""One step of a plan in plain lines."""

from collections.abc import Iterator

from storyboard.model.plan import Step
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
    "missing clip": "the clip of take {number} is gone or damaged",
    "forced": "it was asked for anew",
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
    yield from (_change(step, part) for part in step.reason.parts)
    if step.action == "footage":
        return
    made = step.action == "reuse"
    model = f", model {step.model}" if step.model else ""
    yield f"{'made by' if made else 'by'} {step.provider}{model}"
    if made and step.take and step.take.shot != step.shot:
        yield f"take {step.number}, made for shot {step.take.shot}"
    else:
        yield f"take {step.number}, {step.seconds:g} s"
    seed = step.take.seed if made and step.take else _asked_seed(step)
    if seed is not None:
        yield f"seed {seed}"
    if step.fingerprint:
        yield f"fingerprint {step.fingerprint[:12]}"
    if not made:
        yield f"price {step.price}" if step.price else "price unknown"


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
