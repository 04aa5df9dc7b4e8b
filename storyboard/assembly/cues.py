"""What a board adds to its shots, as cues: titles, sound, and when someone speaks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from storyboard.assembly.lengths import Measure
from storyboard.model.breakdown import Sheet
from storyboard.model.finish import Cue, Lettering, Music, Title
from storyboard.model.storyboard import Storyboard
from storyboard.model.time import to_frames
from storyboard.model.timeline import Edit, Face, SoundCue, Speech, TitleCue
from storyboard.model.value import Decibels, exact

SPEECH_RATE = 15.0
"""Characters that are spoken in a second, for lines whose length nobody measured."""
_MUTE: Decibels = -96.0
_WHITE = "#ffffff"


@dataclass(frozen=True)
class Files:
    """How an asset becomes a file, its digest and its length."""

    digest: Callable[[str], str]
    file: Callable[[str], Path]
    seconds: Measure


@dataclass(frozen=True)
class Film:
    """A board's shots as they lie in the film."""

    sheets: Sequence[Sheet]
    edits: Sequence[Edit]
    starts: Sequence[int]
    """The frames of the film on which their trims start, after any handle."""
    rate: Fraction

    def start_of(self, index: int) -> Fraction:
        """The second of the film on which a shot's trim starts."""
        return self.starts[index] / self.rate

    def moment(self, cue: Cue) -> float:
        """Where in the film a cue starts, in seconds."""
        if cue.shot is None:
            return cue.at
        shots = [edit.slate.shot for edit in self.edits]
        return float(self.start_of(shots.index(cue.shot)) + exact(cue.at))


def gain_of(gain: float) -> float | None:
    """A gain in dB; None: mute."""
    return None if gain <= _MUTE else gain


def merged(*letterings: Lettering) -> Lettering:
    """How letters look: each key as the first of them says that says it."""
    said: dict[str, object] = {}
    for each in reversed(letterings):
        values = {name: getattr(each, name) for name in Lettering.model_fields}
        said |= {name: value for name, value in values.items() if value is not None}
    return Lettering.model_validate(said)


def face_of(lettering: Lettering, files: Files) -> Face:
    """The same with its font's file."""
    font = lettering.font
    return Face(
        font=str(files.file(font)) if font else "",
        digest=files.digest(font) if font else "",
        weight=lettering.weight,
        italic=lettering.italic or False,
        size=lettering.size,
        tracking=lettering.tracking,
    )


def title_cues(board: Storyboard, rate: Fraction, files: Files) -> tuple[TitleCue, ...]:
    """Every title, card, lower third and roll of credits."""
    return tuple(_title(title, board.lettering, rate, files) for title in board.titles)


def _title(
    title: Title, lettering: Lettering, rate: Fraction, files: Files
) -> TitleCue:
    at = to_frames(title.at, rate)
    end = to_frames(exact(title.at) + exact(title.seconds), rate)
    look = merged(title, lettering)
    return TitleCue(
        text=title.text,
        kind="credits" if title.credits else title.kind,
        at=at,
        length=end - at,
        fade=min(to_frames(title.fade, rate), (end - at) // 2),
        position=title.position
        or ("bottom" if title.kind == "lower third" else "centre"),
        align=title.align,
        colour=look.colour or _WHITE,
        background=title.background,
        face=face_of(look, files),
    )


def sound_cues(board: Storyboard, film: Film, files: Files) -> tuple[SoundCue, ...]:
    """Music, narration and effects."""

    def spoken_or_effect(role: Literal["narration", "effect"], cue: Cue) -> SoundCue:
        return SoundCue(
            role=role,
            file=str(files.file(cue.file)),
            digest=files.digest(cue.file),
            at=film.moment(cue),
            gain=cue.gain,
            fade_in=cue.fade_in,
            fade_out=cue.fade_out,
        )

    sound = board.sound
    return (
        *(_music(cue, film, files) for cue in sound.music),
        *(spoken_or_effect("narration", cue) for cue in sound.narration),
        *(spoken_or_effect("effect", cue) for cue in sound.effects),
    )


def _music(cue: Music, film: Film, files: Files) -> SoundCue:
    past = cue.to is not None and exact(cue.to) * film.rate >= film.edits[-1].end
    return SoundCue(
        role="music",
        file=str(files.file(cue.file)),
        digest=files.digest(cue.file),
        at=cue.at,
        start=cue.from_,
        # With the film, it fades out there.
        end=None if past else cue.to,
        until=cue.until,
        gain=cue.gain,
        fade_in=cue.fade_in,
        fade_out=cue.fade_out,
        duck=cue.duck,
        loop=cue.loop,
    )


def speech(board: Storyboard, film: Film, files: Files) -> tuple[Speech, ...]:
    """When narration is heard, and dialogue in clips that are heard."""
    found = []
    for cue in board.sound.narration:
        at = film.moment(cue)
        found.append(Speech(at=at, end=at + files.seconds(files.file(cue.file))))
    for index, (sheet, edit) in enumerate(zip(film.sheets, film.edits, strict=True)):
        heard = None not in (edit.gain, gain_of(board.sound.clips.gain))
        if edit.source.kind != "clip" or not heard:
            continue
        start, end = film.start_of(index), float(edit.end / film.rate) + edit.lags
        for line in sheet.shot.dialogue:
            at = float(start + exact(line.at))
            spoken = at + len(line.line) / SPEECH_RATE
            if at < end:
                shot = edit.slate.shot
                found.append(Speech(at=at, end=min(spoken, end), shot=shot))
    return tuple(sorted(found, key=lambda speech: (speech.at, speech.end)))
