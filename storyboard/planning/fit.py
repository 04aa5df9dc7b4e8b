"""Whether a service can do what a request asks: all of it, before anything is sent."""

import re
from collections import Counter
from collections.abc import Iterator

from storyboard.errors import Problem, Severity, offer
from storyboard.model.capabilities import Capabilities
from storyboard.model.request import ClipRequest
from storyboard.model.told import told_prompt
from storyboard.planning.places import At, word_of
from storyboard.planning.settling import apart, settled

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def misfits(request: ClipRequest, offered: Capabilities, at: At) -> Iterator[Problem]:
    """Everything in a request that a model cannot do.

    An animatic is a preview: key frames and references that it does not show are
    worth a note.
    """
    told = settled(request, offered)
    yield from _length(request, offered, at)
    yield from _picture(request, told, offered, at)
    yield from _prompt(request, offered, at)
    yield from _files(request, told, offered, at)
    yield from _switches(request, told, offered, at)
    yield from _extra(request, offered, at)


def _by(offered: Capabilities) -> str:
    if offered.model == offered.provider:
        return offered.provider
    return f"{offered.model} at {offered.provider}"


def _length(request: ClipRequest, offered: Capabilities, at: At) -> Iterator[Problem]:
    seconds, (least, most) = request.seconds, offered.seconds
    length, lengths = offered.length_for(seconds), offered.allowed_seconds
    if length == seconds:
        return
    asked, does = f"{seconds:g} s are wanted", f"{_by(offered)} makes"
    shots = len(request.beats)
    if shots:
        asked = f"its {shots} shots together want {seconds:g} s"
    if length is not None:
        used = "the cut takes what it needs of it"
        message = f"{asked}; {does} {length:g} s, and {used}"
        yield Problem("seconds", message, at("seconds"), severity="note")
        return
    allowed = ", ".join(f"{each:g}" for each in sorted(lengths))
    message = f"{asked}, and {does} {allowed or f'{least:g} to {most:g}'} seconds"
    hint = "make two shots of it, or choose another model"
    if shots:
        hint = "make two scenes of it, or shorten its shots"
    yield Problem("seconds", message, at("seconds"), hint)


def _picture(
    request: ClipRequest, told: ClipRequest, offered: Capabilities, at: At
) -> Iterator[Problem]:
    """Of a clip of another shape or size the cut makes the film's own."""
    for name, value, asked, choice in (
        ("aspect", request.aspect, told.aspect, offered.aspects),
        ("resolution", request.resolution, told.resolution, offered.resolutions),
    ):
        if asked != value:
            message = f"{_by(offered)} has no {name} {value}, so {asked} is asked"
            hint = "the cut makes the clip smaller"
            if name == "aspect":
                cropped = float(1 - 1 / apart(asked, value))
                hint = f"with `fit: fill` the cut crops {cropped:.0%} of the clip"
            yield Problem(name, message, at(name), hint, "note")
        elif choice and value not in choice:
            message = f"{_by(offered)} has no {name} {value}"
            if name == "aspect":
                message += ", nor one near it"
            yield Problem(name, message, at(name), f"it offers {', '.join(choice)}")


def _prompt(request: ClipRequest, offered: Capabilities, at: At) -> Iterator[Problem]:
    prompt = told_prompt(request, offered)
    length, limit = len(prompt), offered.prompt_limit
    if offered.together == "scenes":
        length = max(length, *(len(beat.prompt) for beat in request.beats), 0)
    if limit is not None and length > limit:
        message = (
            f"its prompt has {length:,} characters, "
            f"and {_by(offered)} takes {limit:,} at most"
        )
        hint = "shorten the action or the sheets; `storyboard prompts` shows it"
        yield Problem("prompt-limit", message, at("action"), hint)
    advice = offered.prompt_advice
    if advice is None:
        return
    for what, count, most in (
        (
            "Chinese, Japanese or Korean characters",
            len(_CJK.findall(prompt)),
            advice.characters,
        ),
        ("words", len(prompt.split()), advice.words),
    ):
        if count > most:
            message = (
                f"its prompt has {count:,} {what}; {_by(offered)} advises {most:,}"
            )
            yield Problem("prompt-advice", message, at("action"), severity="warning")


def _files(
    request: ClipRequest, told: ClipRequest, offered: Capabilities, at: At
) -> Iterator[Problem]:
    if told.media != request.media:
        behind = [m.shows or m.file for m in request.media if m not in told.media]
        message = (
            f"{_by(offered)} takes no references beside key frames, so those of "
            f"{', '.join(dict.fromkeys(behind))} stay behind"
        )
        hint = "the key frames show what is to be seen"
        yield Problem("references", message, at("references"), hint, "warning")
    mode = offered.mode_of(told)
    if mode is not None:
        if mode.note:
            yield Problem("mode", mode.note, at("references"), severity="note")
        yield from _measures(told, offered, at)
        return
    severity: Severity = "note" if offered.origin == "animatic" else "error"
    if len(offered.modes) == 1:
        message = f"{_by(offered)} {' and '.join(offered.modes[0].refusals(request))}"
        if "takes at most" in message or "needs" in message:
            message += f"; it has {_given(request)}"
    else:
        why = "; ".join(
            f"its {mode.name} {' and '.join(mode.refusals(request))}"
            for mode in offered.modes
        )
        message = f"{_by(offered)} cannot be given {_given(request)}: {why}"
    hint = "references of characters, locations, props and voices count"
    fields = [word_of(medium) for medium in request.media]
    field = "references" if "references" in fields else next(iter(fields), "references")
    yield Problem("references", message, at(field), hint, severity)


def _given(request: ClipRequest) -> str:
    """`a first frame and 11 reference images`."""
    names = {
        "first_frame": "a first frame",
        "last_frame": "a last frame",
    }
    said = [names[m.role] for m in request.media if m.role in names]
    guides = Counter(m.kind for m in request.media if m.role not in names)
    said += [
        f"{count} reference {kind}{'s' * (count > 1)}" for kind, count in guides.items()
    ]
    *first, last = said or ["no files"]
    return f"{', '.join(first)} and {last}" if first else last


def _measures(request: ClipRequest, offered: Capabilities, at: At) -> Iterator[Problem]:
    """Files that are too large, too long or of the wrong kind."""
    for medium in request.media:
        limits = offered.limits.get(medium.kind)
        for why in limits.refusals(medium.facts) if limits and medium.facts else ():
            message = f"{medium.called} {why} by {_by(offered)}"
            yield Problem("media-limit", message, at(word_of(medium)))
    for kind, limits in offered.limits.items():
        facts = [m.facts for m in request.media if m.kind == kind and m.facts]
        total, most = sum(f.seconds or 0.0 for f in facts), limits.most_seconds
        if most is not None and total > most:
            message = (
                f"its {kind} references have {total:g} seconds together, and "
                f"{_by(offered)} takes {most:g}"
            )
            yield Problem("media-limit", message, at("references"))


def _switches(
    request: ClipRequest, told: ClipRequest, offered: Capabilities, at: At
) -> Iterator[Problem]:
    """Switches and seeds are asked only of services that have them: worth a note."""
    by = _by(offered)
    if request.audio is not None and told.audio is None:
        message = f"{by} has no switch for sound, so `audio` is not asked"
        yield Problem("audio-switch", message, at("generate"), severity="note")
    if request.web_search and not told.web_search:
        message = f"{by} cannot look things up, so `web_search` is not asked"
        yield Problem("web-search", message, at("generate"), severity="note")
    if request.seed is not None and not offered.seed:
        message = f"{by} takes no seed, so none is asked"
        yield Problem("seed", message, at("seed"), severity="note")


def _extra(request: ClipRequest, offered: Capabilities, at: At) -> Iterator[Problem]:
    for name in sorted(request.extra):
        field = offered.extra.get(name)
        if field is None:
            message = f'{_by(offered)} has no field "{name}" of its own'
            hint = offer(name, list(offered.extra))
            yield Problem("extra", message, at("extra"), hint)
            continue
        wrong = field.refusal(request.extra[name])
        if wrong:
            message = f"{_by(offered)}: {name} {wrong}"
            yield Problem("extra", message, at("extra"), field.about)
