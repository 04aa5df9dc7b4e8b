"""Whether a service can do what a request asks: all of it, before anything is sent."""

from collections.abc import Iterator

from storyboard.errors import Problem, Severity, offer
from storyboard.model.capabilities import Capabilities
from storyboard.model.request import ClipRequest, MediaKind
from storyboard.planning.places import At


def misfits(request: ClipRequest, offered: Capabilities, at: At) -> Iterator[Problem]:
    """Everything in a request that a model cannot do.

    An animatic is a preview: key frames and references that it does not show are
    worth a note.
    """
    yield from _length(request, offered, at)
    yield from _picture(request, offered, at)
    yield from _prompt(request, offered, at)
    yield from _files(request, offered, at)
    yield from _switches(request, offered, at)
    yield from _extra(request, offered, at)


def _by(offered: Capabilities) -> str:
    if offered.model == offered.provider:
        return offered.provider
    return f"{offered.model} at {offered.provider}"


def _length(request: ClipRequest, offered: Capabilities, at: At) -> Iterator[Problem]:
    seconds, (least, most) = request.seconds, offered.seconds
    lengths = offered.allowed_seconds
    if lengths and seconds not in lengths:
        allowed = ", ".join(f"{length:g}" for length in sorted(lengths))
    elif not least <= seconds <= most:
        allowed = f"{least:g} to {most:g}"
    elif offered.whole_seconds and seconds % 1:
        allowed = "only whole"
    else:
        return
    message = f"{seconds:g} s is asked, and {_by(offered)} makes {allowed} seconds"
    hint = "change its seconds; a trim can shorten it in the cut"
    yield Problem("seconds", message, at("seconds"), hint)


def _picture(request: ClipRequest, offered: Capabilities, at: At) -> Iterator[Problem]:
    for name, value, choice in (
        ("aspect", request.aspect, offered.aspects),
        ("resolution", request.resolution, offered.resolutions),
    ):
        if choice and value not in choice:
            message = f"{_by(offered)} has no {name} {value}"
            yield Problem(name, message, at(name), f"it offers {', '.join(choice)}")


def _prompt(request: ClipRequest, offered: Capabilities, at: At) -> Iterator[Problem]:
    length, limit = len(request.prompt), offered.prompt_limit
    if limit is not None and length > limit:
        message = (
            f"its prompt has {length:,} characters, "
            f"and {_by(offered)} takes {limit:,} at most"
        )
        hint = "shorten the action or the sheets; `storyboard prompts` shows it"
        yield Problem("prompt-limit", message, at("action"), hint)


def _files(request: ClipRequest, offered: Capabilities, at: At) -> Iterator[Problem]:
    severity: Severity = "note" if offered.origin == "animatic" else "error"
    kinds: tuple[tuple[MediaKind, int], ...] = (
        ("image", offered.images),
        ("video", offered.videos),
        ("audio", offered.audios),
    )
    guides = [m for m in request.media if m.role in {"reference", "voice"}]
    for kind, most in kinds:
        count = sum(medium.kind == kind for medium in guides)
        if count > most:
            message = (
                f"{count} {kind} references go along, and {_by(offered)} takes {most}"
                if most
                else f"{_by(offered)} goes by no {kind} references"
            )
            hint = "those of characters, locations, props and voices count"
            yield Problem("references", message, at("references"), hint, severity)
    for role, can in (
        ("first_frame", offered.first_frame),
        ("last_frame", offered.last_frame),
    ):
        if not can and any(medium.role == role for medium in request.media):
            message = f"{_by(offered)} cannot be given a {role.replace('_', ' ')}"
            hint = f"leave out {role}, or choose another provider for the shot"
            yield Problem("key-frame", message, at(role), hint, severity)


def _switches(request: ClipRequest, offered: Capabilities, at: At) -> Iterator[Problem]:
    """Switches and seeds are asked only of services that have them: worth a note."""
    by = _by(offered)
    if request.audio is not None and not offered.audio_switch:
        message = f"{by} has no switch for sound, so `audio` is not asked"
        yield Problem("audio-switch", message, at("generate"), severity="note")
    if request.web_search and not offered.web_search:
        message = f"{by} cannot look things up, so `web_search` is not asked"
        yield Problem("web-search", message, at("generate"), severity="note")
    if request.seed is not None and not offered.seed:
        message = f"{by} takes no seed, so none is asked"
        yield Problem("seed", message, at("seed"), severity="note")


def _extra(request: ClipRequest, offered: Capabilities, at: At) -> Iterator[Problem]:
    for name in sorted(request.extra):
        if name not in offered.extra:
            message = f'{_by(offered)} has no field "{name}" of its own'
            yield Problem("extra", message, at("extra"), offer(name, offered.extra))
