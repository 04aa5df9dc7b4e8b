"""From a board and its sources to the edit in whole frames: pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Literal

from storyboard.errors import BoardError, Problem
from storyboard.model.breakdown import Sheet, breakdown
from storyboard.model.finish import Cue, Music, Title
from storyboard.model.request import SlateText
from storyboard.model.storyboard import Storyboard
from storyboard.model.time import frame_size, parse_rate, to_frames
from storyboard.model.timeline import (
    Dissolve,
    Edit,
    SoundCue,
    Source,
    Speech,
    Timeline,
    TitleCue,
)
from storyboard.model.value import Decibels, ShotId, exact, half_up

SPEECH_RATE = 15.0
"""Characters that are spoken in a second, for lines whose length nobody measured."""
_MUTE: Decibels = -96.0


@dataclass(frozen=True)
class _Files:
    """How an asset becomes a file, its digest and its length."""

    digest: Callable[[str], str]
    file: Callable[[str], Path]
    seconds: Callable[[Path], float]


def edit(
    board: Storyboard,
    sources: Mapping[ShotId, Source],
    *,
    digest: Callable[[str], str],
    file: Callable[[str], Path],
    seconds: Callable[[Path], float],
) -> Timeline:
    """The film's timeline: every shot of the board from its source, and all sound.

    `sources` has one source for each shot. `digest` and `file` turn an asset path
    into its SHA-256 and its file, `seconds` measures a file; it is asked for
    narration, and for footage that says neither seconds nor where its trim ends:
    such a clip lasts as long as shots do by default, or as long as it is if that is
    shorter. BoardError where a transition cannot be cut.
    """
    files = _Files(digest, file, seconds)
    rate = parse_rate(board.format.fps)
    width, height = frame_size(board.format.aspect, board.format.resolution)
    sheets = breakdown(board)
    edits = _edits(board, sheets, sources, rate, files)
    film_sound = board.sound
    return Timeline(
        title=board.title,
        rate=str(rate),
        width=width,
        height=height,
        edits=edits,
        length=edits[-1].end,
        titles=tuple(_title(title, rate) for title in board.titles),
        cues=_cues(board, edits, rate, files),
        speech=_speech(board, sheets, edits, rate, files),
        clips_gain=_gain(film_sound.clips.gain),
        loudness=film_sound.loudness,
    )


def _edits(
    board: Storyboard,
    sheets: Sequence[Sheet],
    sources: Mapping[ShotId, Source],
    rate: Fraction,
    files: _Files,
) -> tuple[Edit, ...]:
    used = [_used(sheet, sources[sheet.shot.id], files) for sheet in sheets]
    spans = tuple(_spans(sheets, used))
    grid = [(half_up(at * rate), half_up(end * rate)) for at, end in spans]
    overlaps = [
        before_end - at for (_, before_end), (at, _) in pairwise(((0, 0), *grid))
    ]
    edits = tuple(
        Edit(
            slate=SlateText(film=board.title, scene=sheet.scene.id, shot=sheet.shot.id),
            source=sources[sheet.shot.id],
            start=_start(sources[sheet.shot.id], used[i][0], spans[i][0], rate),
            length=grid[i][1] - grid[i][0],
            at=grid[i][0],
            enter=Dissolve(frames=overlaps[i]) if overlaps[i] else None,
            fit=sheet.fit,
            focus=sheet.shot.focus,
            gain=_gain(sheet.own_sound.gain),
        )
        for i, sheet in enumerate(sheets)
    )
    problems = (*_unserved(sheets), *_too_short(edits))
    if problems:
        raise BoardError("the film cannot be cut like this", problems)
    return edits


def _used(sheet: Sheet, source: Source, files: _Files) -> tuple[Fraction, Fraction]:
    """From where to where the source is used, in seconds."""
    start, end = (exact(moment) for moment in sheet.used)
    shot = sheet.shot
    open_ended = shot.seconds is None and (shot.trim is None or shot.trim.to is None)
    if shot.footage is not None and source.kind == "clip" and open_ended:
        end = min(end, exact(files.seconds(Path(source.file))))
    return start, end


def _start(source: Source, first: Fraction, at: Fraction, rate: Fraction) -> int:
    """The first frame used of a source, `first` seconds after the shot starts in it.

    Shots of one job share a clip. A later one is counted from the frame of the film on
    which the clip would have begun, so that shots that follow each other in the film
    as in the clip leave out no frame at the cut, and show none twice.
    """
    if not source.offset:
        return to_frames(first, rate)
    into = exact(source.offset) + first
    return half_up(at * rate) - half_up((at - into) * rate)


def _spans(
    sheets: Sequence[Sheet], used: Sequence[tuple[Fraction, Fraction]]
) -> Iterator[tuple[Fraction, Fraction]]:
    """The second of the film on which each shot starts, and the one on which it ends.

    Exact seconds are added up and only rounded to frames afterwards, dissolves among
    them, so that the film is as long as its board says.
    """
    end = Fraction(0)
    for sheet, (first, last) in zip(sheets, used, strict=True):
        at = end - exact(sheet.enter.seconds or 0) if end else end
        end = at + last - first
        yield at, end


def _unserved(sheets: Sequence[Sheet]) -> Iterator[Problem]:
    """What planning refuses already; a timeline of it would be a lie."""
    for sheet in sheets:
        enter, own = sheet.enter, sheet.own_sound
        if enter.kind not in ("cut", "dissolve") or enter.over != "overlap":
            yield Problem(
                "unserved-transition",
                f"shot {sheet.shot.id} comes in by {enter.kind} over {enter.over}",
                hint="cut and dissolve, with overlap, are what can be cut",
            )
        if own.leads or own.lags:
            yield Problem(
                "unserved-own-sound",
                f"the sound of shot {sheet.shot.id} leads or lags its picture",
                hint="leave leads and lags out",
            )


def _too_short(edits: Sequence[Edit]) -> Iterator[Problem]:
    following = [*(e.enter.frames if e.enter else 0 for e in edits[1:]), 0]
    for each, after in zip(edits, following, strict=True):
        before = each.enter.frames if each.enter else 0
        if each.length < max(before + after, 1):
            room = f"the {before + after} of the dissolves at its ends"
            yield Problem(
                "shot-too-short",
                f"shot {each.slate.shot} has {each.length} frames in the film, fewer "
                f"than {room if before + after else 'one'}",
                hint="lengthen the shot or shorten the dissolves",
            )


def _gain(gain: float) -> float | None:
    return None if gain <= _MUTE else gain


def _title(title: Title, rate: Fraction) -> TitleCue:
    at = to_frames(title.at, rate)
    end = to_frames(exact(title.at) + exact(title.seconds), rate)
    return TitleCue(
        text=title.text,
        kind=title.kind,
        at=at,
        length=end - at,
        fade=min(to_frames(title.fade, rate), (end - at) // 2),
        position=title.position or "centre",
        colour=title.colour,
        background=title.background,
    )


def _cues(
    board: Storyboard, edits: Sequence[Edit], rate: Fraction, files: _Files
) -> tuple[SoundCue, ...]:
    def spoken_or_effect(role: Literal["narration", "effect"], cue: Cue) -> SoundCue:
        return SoundCue(
            role=role,
            file=str(files.file(cue.file)),
            digest=files.digest(cue.file),
            at=_moment(cue, edits, rate),
            gain=cue.gain,
        )

    sound = board.sound
    return (
        *(_music(cue, files) for cue in sound.music),
        *(spoken_or_effect("narration", cue) for cue in sound.narration),
        *(spoken_or_effect("effect", cue) for cue in sound.effects),
    )


def _music(cue: Music, files: _Files) -> SoundCue:
    return SoundCue(
        role="music",
        file=str(files.file(cue.file)),
        digest=files.digest(cue.file),
        at=cue.at,
        start=cue.from_,
        end=cue.to,
        gain=cue.gain,
        fade_in=cue.fade_in,
        fade_out=cue.fade_out,
        duck=cue.duck,
        loop=cue.loop,
    )


def _moment(cue: Cue, edits: Sequence[Edit], rate: Fraction) -> float:
    """Where in the film a cue starts, in seconds."""
    if cue.shot is None:
        return cue.at
    at = next(each.at for each in edits if each.slate.shot == cue.shot)
    return float(at / rate + exact(cue.at))


def _speech(
    board: Storyboard,
    sheets: Sequence[Sheet],
    edits: Sequence[Edit],
    rate: Fraction,
    files: _Files,
) -> tuple[Speech, ...]:
    """When narration is heard, and dialogue in clips that are heard."""
    found = []
    clips_gain = _gain(board.sound.clips.gain)
    for cue in board.sound.narration:
        at = _moment(cue, edits, rate)
        found.append(Speech(at=at, end=at + files.seconds(files.file(cue.file))))
    for sheet, each in zip(sheets, edits, strict=True):
        if each.source.kind != "clip" or None in (each.gain, clips_gain):
            continue
        end = float(each.end / rate)
        for line in sheet.shot.dialogue:
            at = float(each.at / rate) + line.at
            if at < end:
                spoken = at + len(line.line) / SPEECH_RATE
                found.append(Speech(at=at, end=min(spoken, end)))
    return tuple(sorted(found, key=lambda speech: (speech.at, speech.end)))
