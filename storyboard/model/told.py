"""The prompt as a service gets it: shots in order, and what each file shows."""

from collections import Counter
from collections.abc import Iterable, Iterator

from storyboard.model.capabilities import Capabilities
from storyboard.model.request import Beat, ClipRequest, MediaInput


def told_prompt(request: ClipRequest, offered: Capabilities) -> str:
    """The composed prompt and what has to be said beside it.

    The shots of one job become a numbered list with their seconds, unless the service
    has a field for them; references are named as its prompts name files, so that it
    can tell whose face is whose.
    """
    parts = [request.prompt]
    if request.beats and offered.together == "prompt":
        parts += _shots(request.beats)
    parts += legend(request, offered)
    return "\n".join(part for part in parts if part)


def legend(request: ClipRequest, offered: Capabilities) -> Iterator[str]:
    """One sentence for each file that the prompt has to explain."""
    numbers: Counter[str] = Counter()
    mode = offered.mode_of(request)
    frames_told = offered.frames_told or (mode is not None and mode.frames_told)
    for medium in listed(request.media):
        if medium.role in _FRAMES and not frames_told:
            continue
        numbers[medium.kind] += 1
        mention, relation = offered.mentions.get(medium.kind), _relation(medium)
        if mention and relation:
            named = mention.format(n=numbers[medium.kind])
            yield f"{named[0].upper()}{named[1:]} {relation}."


def listed(media: Iterable[MediaInput]) -> tuple[MediaInput, ...]:
    """Files in the order in which a service that has one list of them gets them.

    The first frame, the last frame, other images, videos, sounds; those of one sort
    stay as they came.
    """

    def place(medium: MediaInput) -> int:
        return _ORDER.index(
            medium.role if medium.role in _FRAMES else medium.kind,
        )

    return tuple(sorted(media, key=place))


_FRAMES = {"first_frame": "is the first frame", "last_frame": "is the last frame"}
_ORDER = ("first_frame", "last_frame", "image", "video", "audio")


def _relation(medium: MediaInput) -> str:
    """What a file is to the clip; empty where nobody knows."""
    if medium.role in _FRAMES:
        return _FRAMES[medium.role]
    if not medium.shows:
        return ""
    if medium.role == "voice":
        return f"is the voice of {medium.shows}"
    return f"{'is the sound of' if medium.kind == 'audio' else 'shows'} {medium.shows}"


def _shots(beats: tuple[Beat, ...]) -> Iterator[str]:
    total = sum(beat.seconds for beat in beats)
    yield f"{len(beats)} shots in {total:g} seconds, joined by hard cuts:"
    at = 0.0
    for number, beat in enumerate(beats, 1):
        end = at + beat.seconds
        said = " ".join(beat.prompt.split())
        yield f"Shot {number} ({at:g}–{end:g} s): {said}"
        at = end
