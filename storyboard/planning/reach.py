"""Whether a request's files can reach a service: known before anything is sent."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from storyboard.errors import Problem, Severity
from storyboard.model.capabilities import Capabilities
from storyboard.model.media import MediaKind
from storyboard.model.request import ClipRequest, MediaInput
from storyboard.planning.places import At, word_of

_KINDS: tuple[MediaKind, ...] = ("image", "video", "audio")
_PLURAL = {"image": "images", "video": "videos", "audio": "sounds"}
_NAMED = 2
"""How many files are named; of more, how many there are."""


def _nobody() -> tuple[Capabilities, ...]:
    return ()


def reach(
    request: ClipRequest,
    offered: Capabilities,
    at: At,
    *,
    has_shelf: bool,
    others: Callable[[], Iterable[Capabilities]] = _nobody,
) -> Iterator[Problem]:
    """One problem for each kind of file that a paid service cannot fetch.

    `has_shelf` says whether the user publishes files (`[media]` of storyboard.toml).
    `others` gives the rows of the other providers; it is only called where there is a
    problem. A sandbox is always reached: there it is a note on what the service itself
    would need.
    """
    if has_shelf or offered.origin not in {"paid", "sandbox"}:
        return
    severity: Severity = "error" if offered.origin == "paid" else "note"
    for kind in _KINDS:
        files = [m for m in request.media if m.kind == kind]
        if not files or offered.delivery.get(kind, "address") != "address":
            continue
        named, verb = _files(files)
        message = (
            f"{offered.provider} fetches {_PLURAL[kind]} by address, and {named} "
            f"{verb} only on this disk"
        )
        hint = _hint(kind, others())
        yield Problem("no-address", message, at(word_of(files[0])), hint, severity)


def _files(files: Sequence[MediaInput]) -> tuple[str, str]:
    """`refs/mira.png and refs/lamp.png are`."""
    names = list(dict.fromkeys(medium.called for medium in files))
    more = len(names) - _NAMED
    if more > 0:
        return f"{', '.join(names[:_NAMED])} and {more} more", "are"
    return " and ".join(names), "is" if len(names) == 1 else "are"


def _hint(kind: MediaKind, others: Iterable[Capabilities]) -> str:
    way = (
        "set `[media] publish` in storyboard.toml to a bucket, or to a folder that "
        "you serve"
    )
    able = sorted(
        {
            row.provider
            for row in others
            if row.origin != "animatic"
            and row.delivery.get(kind, "address") != "address"
        }
    )
    if not able:
        return way
    return f"{way}; or take a provider that files are handed to: {', '.join(able)}"
