"""Why a segment had to be made: its parts against those of the film's last cut.

    parts_of(segment, recipe)       what is kept of a segment in the film's record
    recorded(timeline, recipe)      the same of a whole film, in order
    explained(now, former)          a function from a segment's parts to the words

`former` is what `recorded` gave for the film as it was last cut; empty: never.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from storyboard.assembly.segments import Segment, segments
from storyboard.assembly.strips import Strip
from storyboard.media.recipe import Recipe
from storyboard.model.request import digest_of
from storyboard.model.timeline import Timeline

Parts = Mapping[str, str]
"""Small named digests and words; the same parts, the same segment. What is empty is
left out:

    key       the segment's fingerprint
    shots     the shots that are seen, as in 020+030
    clips     of each of them, the kind of its picture and the start of its digest
    range     the first frame of each that is used, and how many
    framing   how they are fitted into the frame
    passage   how they pass: the kind, and a digest
    titles    the lettering over them
    stamp     what a draft writes over it all
    recipe    how it is coded
"""
_SHORT = 12
"""Letters of a digest: enough to tell a film's parts from one another."""
_WORDS = {
    "recipe": "other size or codec",
    "framing": "framed otherwise",
    "titles": "lettering changed",
    "stamp": "another time code",
}
"""What is said of a part that changed."""


def parts_of(segment: Segment, recipe: Recipe) -> Parts:
    """What a segment is made of, small enough to be kept."""
    passing, stamp = segment.passing, segment.stamp
    found = {
        "key": _short(segment.key(recipe)),
        "shots": "+".join(segment.shots),
        "clips": "+".join(_picture(strip) for strip in segment.strips),
        "range": "+".join(_range(strip) for strip in segment.strips),
        "framing": _digest([[s.edit.fit, s.edit.focus] for s in segment.strips]),
        "passage": "",
        "titles": "",
        "stamp": f"{stamp.shot} {stamp.at}" if stamp else "",
        "recipe": _digest(recipe.facts),
    }
    if passing:
        facts = [passing.passage.model_dump(mode="json"), passing.first, passing.side]
        found["passage"] = f"{passing.passage.kind} {_digest(facts)}"
    if segment.titles:
        cues = [
            [
                each.cue.model_dump(
                    mode="json", exclude={"at": True, "face": {"font"}}
                ),
                each.first,
            ]
            for each in segment.titles
        ]
        found["titles"] = _digest(cues)
    return {name: part for name, part in found.items() if part}


def recorded(timeline: Timeline, recipe: Recipe) -> tuple[Parts, ...]:
    """The parts of every segment of a film, in order."""
    return tuple(parts_of(each, recipe) for each in segments(timeline))


def explained(now: Sequence[Parts], former: Sequence[Parts]) -> Callable[[Parts], str]:
    """A function that says why a segment that is not kept has to be made.

    `now` and `former` are all segments of the film as it is and as it was.
    """
    used, used_before = _used(now), _used(former)
    keys = {parts.get("key") for parts in former}
    alike: dict[str, list[Parts]] = defaultdict(list)
    for parts in former:
        alike[parts.get("shots", "")].append(parts)

    def said(parts: Parts) -> str:
        if parts["key"] in keys:
            return "no longer kept"
        here = alike.get(parts["shots"], [])
        if here:
            nearest = max(here, key=lambda each: _likeness(parts, each))
            shots = parts["shots"].split("+")
            trimmed = any(used.get(shot) != used_before.get(shot) for shot in shots)
            return _change(parts, nearest, trimmed=trimmed)
        if not former or "passage" not in parts or "+" not in parts["shots"]:
            return "new"
        kind = parts["passage"].partition(" ")[0]
        known = {shot for shots in alike for shot in shots.split("+")}
        return f"a new {kind}" if {*parts["shots"].split("+")} <= known else "new"

    return said


def _used(film: Sequence[Parts]) -> dict[str, tuple[int, int]]:
    """From which to which frame each shot is used."""
    found: dict[str, tuple[int, int]] = {}
    for parts in film:
        ranges = parts.get("range", "").split("+")
        for shot, span in zip(parts.get("shots", "").split("+"), ranges, strict=False):
            first, _, count = span.partition(" ")
            start, end = int(first), int(first) + int(count)
            lowest, highest = found.get(shot, (start, end))
            found[shot] = min(lowest, start), max(highest, end)
    return found


def _likeness(parts: Parts, former: Parts) -> tuple[int, int]:
    """The more parts are the same, the more alike; then the nearer in the clip."""
    names = ("clips", "passage", "range", "framing", "titles", "stamp", "recipe")
    same = sum(parts.get(name) == former.get(name) for name in names)
    return same, -abs(_first(parts) - _first(former))


def _first(parts: Parts) -> int:
    """The first frame that is used of the first clip."""
    return int(parts["range"].partition(" ")[0])


def _change(parts: Parts, former: Parts, *, trimmed: bool) -> str:
    """What changed most between two segments of the same shots."""
    moved = parts.get("range") != former.get("range")
    if parts.get("clips") != former.get("clips"):
        return _another_picture(parts, former)
    for name in ("recipe", "framing"):
        if parts.get(name) != former.get(name):
            return _WORDS[name]
    if parts.get("passage") != former.get("passage"):
        return _another_passage(parts.get("passage", ""), former.get("passage", ""))
    if moved and trimmed:
        return "trimmed"
    for name in ("titles", "stamp"):
        if parts.get(name) != former.get(name):
            return _WORDS[name]
    return "divided otherwise" if moved else "drawn otherwise by this version"


def _another_picture(parts: Parts, former: Parts) -> str:
    shots = parts["shots"].split("+")
    now, before = parts["clips"].split("+"), former.get("clips", "").split("+")
    for shot, here, there in zip(shots, now, before, strict=False):
        kinds = here.partition(" ")[0], there.partition(" ")[0]
        if here == there:
            continue
        if kinds == ("clip", "clip"):
            return f"another take of {shot}"
        if kinds == ("slate", "slate"):
            return f"another slate for {shot}"
        if "slate" in kinds:
            missing = kinds[0] == "slate"
            return f"{shot} is missing" if missing else f"{shot} was missing before"
        return f"another picture of {shot}"
    return "new"


def _another_passage(now: str, before: str) -> str:
    kind, former = now.partition(" ")[0], before.partition(" ")[0]
    if not now:
        return f"the {former} is gone"
    if not before:
        return f"a new {kind}"
    if kind != former:
        return f"a {kind} in place of the {former}"
    return f"the {kind} changed"


def _picture(strip: Strip) -> str:
    source = strip.edit.source
    facts: list[object] = [source.digest]
    if source.kind == "slate":
        facts = [
            strip.edit.slate.model_dump(mode="json"),
            source.reason,
            source.palette,
        ]
    return f"{source.kind} {_digest(facts)}"


def _range(strip: Strip) -> str:
    first = strip.edit.start + strip.first if strip.edit.source.kind == "clip" else 0
    return f"{first} {strip.count}"


def _digest(data: object) -> str:
    return _short(digest_of(data))


def _short(digest: str) -> str:
    return digest[:_SHORT]
