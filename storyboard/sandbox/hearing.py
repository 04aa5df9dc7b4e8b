"""What can be drawn of a prompt: its film words, its people and its place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from storyboard.model.request import Place, SpokenLine, Staging
from storyboard.model.words import Angle, MoveKind, Pace, ShotSize
from storyboard.sandbox.legend import is_legend
from storyboard.sandbox.people import People, is_somebody

_SIZES = {size: size for size in get_args(ShotSize)} | {
    "long shot": "wide",
    "establishing shot": "extreme wide",
    "full shot": "full",
}
_BARE = {"wide", "full", "medium"}
"""Sizes that are everyday words, and mean a size only before "shot"."""
_ANGLES = {
    "eye level": "eye level",
    "low angle": "low",
    "high angle": "high",
    "overhead": "overhead",
    "bird's eye": "overhead",
    "worm's eye": "worm's eye",
    "dutch": "dutch",
    "over the shoulder": "over the shoulder",
    "point of view": "point of view",
}
_OTHERWISE = {
    "in": "push in",
    "out": "pull out",
    "left": "track left",
    "right": "track right",
    "up": "crane up",
    "down": "crane down",
    "forward": "track forward",
    "back": "track back",
}
"""The move for a way that its verb does not go, such as "dolly in"."""
_MOVE = re.compile(
    r"\b(push|pull|zoom|pan|tilt|track|crane|orbit|doll(?:y|ie)|truck|slide)(?:n?ing|s|es)?"
    r"(?: to the| shot)?[ -](in|out|left|right|up|down|forward|back)(?:wards?)?\b",
    re.IGNORECASE,
)
_QUICK = re.compile(r"\b(quick|fast|rapid|swift)(?:ly)?\b", re.IGNORECASE)
_SLOW = re.compile(r"\b(slow|gentle|gently|gradual)(?:ly)?\b", re.IGNORECASE)
_SAYS = re.compile(
    r"(?:^|(?<=[.!?…”\"] ))"
    r"(?P<who>(?:(?:Dr|Mr|Mrs|Ms|St)\.|[^.!?…:“”\"]){1,60}?) says: "
    r"(?:“(?P<line>[^”]+)”|\"(?P<plain>[^\"]+)\")(?=\s|$)"
)
_SENTENCE_END = re.compile(r"(?<=[.!?…]) +(?=[A-Z@“])")
_LABEL = re.compile(r"(?P<label>[^:.“]{1,60}): (?P<text>.+)")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
_CAMERA_WORK = re.compile(
    r"(?:.{0,24} )?(?:shot|close-?up|angle|lens|\d+ ?mm)|.{0,24} view|at eye level|"
    r"seen from directly overhead|over the shoulder|from .{0,20} point of view|"
    r"(?:handheld|static) camera|(?:the )?(?:camera|lens) (?:\w+ly )?"
    r"(?:hold|push|pull|zoom|pan|tilt|track|crane|orbit|doll(?:y|ie)|truck|slide|"
    r"follow|move|stay|glide|drift)n?(?:e?s|ing)?\b.*",
    re.IGNORECASE,
)
"""A part of a sentence that says how it is shot and nothing of what is seen."""
_LONGEST = 400
_LONG = 160
"""Characters: a sentence, not a paragraph."""
_PLACES = {"location", "place"}
_UNSEEN = {"avoid", "negative", "negative prompt", "sound", "audio", "music"}
"""Labels of what is not to be seen."""
_CAMERA = {"camera", "shot", "framing"}
_LASTING = {"location", "time", "style"}
"""Labels that hold for the later shots of a job until they say otherwise."""
_IN_FRAME = "in frame"
_WORDS_OF_FILM = _PLACES | _UNSEEN | _CAMERA | _LASTING | {
    "palette", "light", "lighting", "mood", "lens", "scene", "action",
}  # fmt: skip
"""Labels that are nobody's name."""


@dataclass(frozen=True)
class Heard:
    """A prompt, taken apart."""

    plain: tuple[str, ...]
    """The sentences without a label."""
    labels: tuple[tuple[str, str], ...]
    """What follows each label, the labels in small letters."""
    said: tuple[tuple[str, str], ...]
    """Who speaks, and the line."""

    @property
    def action(self) -> str:
        """What happens: everything but how it is shot."""
        seen = [each for each in self.plain if not _is_camera_work(each)]
        return " ".join(seen or self.plain)[:_LONGEST]

    @property
    def camera(self) -> str:
        """What says how it is shot; where nothing does, all that is not labelled."""
        told = [each for each in self.plain if _is_framing(each)]
        told += [text for label, text in self.labels if label in _CAMERA]
        return " ".join(told or self.plain)

    @property
    def described(self) -> dict[str, str]:
        """People with a line of their own."""
        return {
            label: text
            for label, text in self.labels
            if label not in {*_WORDS_OF_FILM, _IN_FRAME}
            and is_somebody(f"{label} {text}")
        }

    @property
    def in_frame(self) -> str:
        """Who is said to be there without a part in the action."""
        return " ".join(text for label, text in self.labels if label == _IN_FRAME)


def heard(prompt: str) -> Heard:
    """Take a prompt apart; what it says of the files that go along is left out.

    It is the same whether each statement has a line of its own, or all stand in one
    line, as in a list of shots.
    """
    plain: list[str] = []
    labels: list[tuple[str, str]] = []
    said: list[tuple[str, str]] = []
    for line in filter(None, map(str.strip, prompt.splitlines())):
        labelled = False
        for number, sentence in enumerate(_sentences(line)):
            speech, label = _SAYS.fullmatch(sentence), _label(sentence, number)
            if speech:
                said.append((speech["who"], speech["line"] or speech["plain"]))
                labelled = False
            elif label:
                labels.append(label)
                labelled = True
            elif labelled:
                labels[-1] = (labels[-1][0], f"{labels[-1][1]} {sentence}")
            elif not is_legend(sentence):
                plain.append(sentence)
    return Heard(tuple(plain), tuple(labels), tuple(said))


def _sentences(line: str) -> Iterator[str]:
    at = 0
    for speech in _SAYS.finditer(line):
        yield from filter(None, _SENTENCE_END.split(line[at : speech.start()].strip()))
        yield speech[0]
        at = speech.end()
    yield from filter(None, _SENTENCE_END.split(line[at:].strip()))


def _label(sentence: str, number: int) -> tuple[str, str] | None:
    """A label and its text; after other sentences only where there is no doubt."""
    match = _LABEL.fullmatch(sentence)
    if match is None:
        return None
    label, text = match["label"].casefold(), match["text"]
    if label in {*_WORDS_OF_FILM, _IN_FRAME}:
        return ("location" if label in _PLACES else label), text
    sure = number == 0 or re.match(r"(?:an?|the)\b", text)
    return (label, text) if sure and not _is_framing(label) else None


def staging_of(prompt: str) -> Staging:
    """A prompt as a staging: what its words name, and plain choices for the rest."""
    return stagings_of((prompt,))[0]


def stagings_of(prompts: Sequence[str]) -> tuple[Staging, ...]:
    """The shots of one job as stagings.

    Who was described in one of them looks the same in the later ones, and their place,
    time and style stay until they are said anew.
    """
    shots = [heard(prompt) for prompt in prompts]
    common = set.intersection(*(set(shot.labels) for shot in shots))
    people, lasting = People(), dict[str, str]()
    stagings = []
    for shot in shots:
        lasting |= {label: text for label, text in shot.labels if label in _LASTING}
        people.describe(shot.described)
        own = [
            name
            for name, text in shot.described.items()
            if len(shots) == 1 or (name, text) not in common
        ]
        stagings.append(_staging(shot, own, people, {**dict(shot.labels), **lasting}))
    return tuple(stagings)


def _staging(
    shot: Heard, own: Sequence[str], people: People, labels: Mapping[str, str]
) -> Staging:
    action, camera = shot.action, shot.camera
    seen = [text for label, text in labels.items() if label not in _UNSEEN]
    around = " ".join([action, *seen])
    place, style = labels.get("location") or around, labels.get("style")
    subjects = people.of_shot(f"{action} {shot.in_frame}", shot.described, own)
    return Staging(
        size=_size(camera),
        angle=_angle(camera),
        move=_move(camera),
        pace=_pace(camera) if _MOVE.search(camera) else None,
        action=action,
        subjects=subjects,
        place=Place(id="place", name=_first_words(place), sheet=place),
        time=labels.get("time") or around,
        medium=style,
        palette=tuple(_COLOUR.findall(style or "")),
        dialogue=tuple(_lines(shot, people)),
    )


def _lines(shot: Heard, people: People) -> Iterator[SpokenLine]:
    for number, (who, line) in enumerate(shot.said):
        person = people.speaker(who)
        known_as, name = (person.id, person.name) if person else ("voice", who)
        yield SpokenLine(who=known_as, name=name, line=line, at=0.2 + 2 * number)


def _first_words(text: str) -> str:
    return " ".join(text.split()[:6])


def _is_framing(line: str) -> bool:
    named = _size_in(line) or _MOVE.search(line) or re.search(r"\bcamera\b", line)
    return (bool(named) or _is_camera_work(line)) and len(line) < _LONG


def _is_camera_work(line: str) -> bool:
    parts = line.strip(" .").split(", ")
    return len(line) < _LONG and all(_CAMERA_WORK.fullmatch(part) for part in parts)


def _size_in(text: str) -> ShotSize | None:
    folded = text.casefold().replace("close up", "close-up")
    found: dict[int, tuple[int, str]] = {}
    for words, size in _SIZES.items():
        after = r" shot\b" if words in _BARE else r"\b"
        match = re.search(rf"\b{re.escape(words)}{after}", folded)
        if match:
            longest = found.get(match.start(), (0, ""))
            found[match.start()] = max(longest, (len(words), size))
    if not found:
        return None
    earliest = found[min(found)][1]
    return next(size for size in get_args(ShotSize) if size == earliest)


def _size(text: str) -> ShotSize:
    return _size_in(text) or "medium wide"


def _angle(text: str) -> Angle:
    folded = text.casefold().replace("-", " ").replace("’", "'")
    wanted = next((to for words, to in _ANGLES.items() if words in folded), "eye level")
    return next(angle for angle in get_args(Angle) if angle == wanted)


def _move(text: str) -> str:
    match = _MOVE.search(text)
    if match:
        verb, way = (part.casefold() for part in match.groups())
        move = f"{verb} {way}"
        return move if move in get_args(MoveKind) else _OTHERWISE[way]
    return "handheld" if "handheld" in text.casefold() else "static"


def _pace(text: str) -> Pace | None:
    if _QUICK.search(text):
        return "fast"
    return "slow" if _SLOW.search(text) else None
