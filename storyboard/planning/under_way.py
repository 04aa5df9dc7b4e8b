"""What of a plan was sent already: jobs that run, or that nobody knows about. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from storyboard.model.money import Money
from storyboard.model.plan import Plan, Reason, Step
from storyboard.model.value import ShotId, Value
from storyboard.model.words import Origin

SentState = Literal["running", "on its way", "uncertain"]


class Sent(Value):
    """A request that left, or was about to, in an earlier run."""

    shot: ShotId
    """The shot; of a job for several, the first."""
    provider: str
    """Who was asked."""
    origin: Origin
    """Where its clip comes from."""
    fingerprint: str
    """Of the request."""
    number: int
    """The take's number."""
    attempt: int = 0
    """Which of the shot's takes of this request it is."""
    state: SentState
    """Whether it was accepted, was under way when the run ended, or nobody knows and it
    is never sent again by itself."""


def under_way(plan: Plan, sent: Sequence[Sent]) -> Plan:
    """The plan, those of its steps that were sent already with that as their reason.

    What runs was paid for when it was accepted, and what is uncertain is not sent
    again: neither costs anything more.
    """
    leads = {
        (step.shot, step.attempt): found
        for step in plan.to_make
        for found in [_of(step, plan, sent)]
        if found is not None
    }
    if not leads:
        return plan

    def told(step: Step) -> Step:
        found = leads.get((step.lead or step.shot, step.attempt))
        if step.action != "generate" or found is None:
            return step
        return _told(step, found)

    return plan.model_copy(
        update={
            "steps": tuple(map(told, plan.steps)),
            "further": tuple(map(told, plan.further)),
        }
    )


def _of(step: Step, plan: Plan, sent: Sequence[Sent]) -> Sent | None:
    """The last request for what a step asks, if it was sent, to whomever it asks.

    Of a step that is forced nothing is said: it may become another take.
    """
    row = plan.row_of(step)
    if step.reason.kind == "forced" or row is None:
        return None
    asked = {(each.provider, each.fingerprint) for each in step.candidates}
    ours = [
        each
        for each in sent
        if (each.shot, each.attempt) == (step.shot, step.attempt)
        and (each.provider, each.fingerprint) in asked
        and each.origin == row.origin
    ]
    return max(ours, key=lambda each: each.number, default=None)


def _told(step: Step, sent: Sent) -> Step:
    running = sent.state == "running"
    reason = Reason(kind="being made" if running else "in doubt")
    change: dict[str, object] = {"reason": reason, "number": sent.number}
    # A job at a fall-back may end at no cost, and then the first one is paid after all.
    ours = sent.provider == step.provider
    if ours and sent.state != "on its way" and step.lead is None:
        unit = step.price.unit if step.price else "usd"
        change |= {"price": Money(amount=Decimal(0), unit=unit), "dollars": None}
    return step.model_copy(update=change)
