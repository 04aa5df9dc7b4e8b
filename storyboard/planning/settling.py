"""What a model is asked for, where it does not make just what a film wants. Pure.

A film has any length of shot, any shape and any size; a model has a few. What is asked
is the least that holds what is wanted, and the cut takes what it needs of it: a clip
that is longer is cut at the shot's seconds, one of another shape is fitted as the
board's `fit` says, a larger one is made smaller.
"""

from fractions import Fraction

from storyboard.model.capabilities import Capabilities
from storyboard.model.request import Beat, ClipRequest
from storyboard.model.time import frame_size
from storyboard.model.value import exact

FURTHEST = Fraction(7, 5)
"""How far a clip's shape may be from the film's: as far as 16:9 is from 2.39:1, for
which films are often shot and cropped so."""


def settled(request: ClipRequest, offered: Capabilities) -> ClipRequest:
    """The request as the model is asked; what it cannot hold stays as it is.

    Switches that the model or its mode lacks are not asked, and files that it does not
    take beside key frames stay behind (see `beside_frames`).
    """
    request = beside_frames(request, offered)
    mode = offered.mode_of(request)
    can_search = mode is not None and mode.web_search
    seconds = offered.length_for(request.seconds) or request.seconds
    return request.model_copy(
        update={
            "seconds": seconds,
            "beats": _filled(request.beats, seconds),
            "aspect": aspect_for(request.aspect, offered) or request.aspect,
            "resolution": resolution_for(request, offered) or request.resolution,
            "audio": request.audio if offered.audio_switch else None,
            "web_search": request.web_search if can_search else None,
        }
    )


def beside_frames(request: ClipRequest, offered: Capabilities) -> ClipRequest:
    """The request without the references that come with who and what is in the shot.

    Only where the model takes none beside the shot's key frames, which show already
    what is to be seen; references that the shot itself names are never left behind.
    """
    frames = [m for m in request.media if m.role in {"first_frame", "last_frame"}]
    if not frames or offered.mode_of(request) is not None:
        return request
    own = tuple(medium for medium in request.media if medium.of is None)
    lean = request.model_copy(update={"media": own})
    return request if offered.mode_of(lean) is None else lean


def _filled(beats: tuple[Beat, ...], seconds: float) -> tuple[Beat, ...]:
    """The shots of a job, the last of them as long as what is left of the clip."""
    if not beats:
        return beats
    *first, last = beats
    left = exact(seconds) - sum(exact(beat.seconds) for beat in first)
    return (*first, last.model_copy(update={"seconds": float(left)}))


def aspect_for(aspect: str, offered: Capabilities) -> str | None:
    """The model's aspect that is nearest; None where all are too far."""
    if not offered.aspects or aspect in offered.aspects:
        return aspect
    shaped = [each for each in offered.aspects if ":" in each]
    nearest = min(shaped, key=lambda each: apart(each, aspect), default=None)
    if nearest is None or apart(nearest, aspect) > FURTHEST:
        return None
    return nearest


def resolution_for(request: ClipRequest, offered: Capabilities) -> str | None:
    """The model's lowest resolution that is no lower; None where all are lower."""
    if not offered.resolutions or request.resolution in offered.resolutions:
        return request.resolution
    enough = [
        each
        for each in offered.resolutions
        if _lines(each) >= _lines(request.resolution)
    ]
    return min(enough, key=_lines, default=None)


def apart(one: str, other: str) -> Fraction:
    """How many times wider one aspect is than the other, or the other than it."""
    a, b = _ratio(one), _ratio(other)
    return max(a, b) / min(a, b)


def _ratio(aspect: str) -> Fraction:
    across, down = (Fraction(part) for part in aspect.split(":"))
    return across / down


def _lines(resolution: str) -> int:
    return min(frame_size("1:1", resolution))
