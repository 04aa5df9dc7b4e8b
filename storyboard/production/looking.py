"""A look at what was fetched: whether it is a clip, and what is wrong with it."""

from pathlib import Path

from storyboard.model.plan import Plan
from storyboard.model.request import ClipRequest
from storyboard.production.script import measure
from storyboard.scheduler.outside import Look


def look_at(plan: Plan, clip: Path, request: ClipRequest | None) -> Look:
    """A clip's length and flaws, against its request where that is known.

    MediaError where it is no clip. May run in threads.
    """
    from storyboard.media.inspect import asked_of, inspect  # noqa: PLC0415 - heavy

    told = plan.told_by(request) if request is not None else None
    asked = asked_of(request, told) if request is not None and told else None
    return Look(measure(clip), inspect(clip, asked))
