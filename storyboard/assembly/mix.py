"""The film's sound, mixed once from samples, a second at a time."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from storyboard.assembly.envelope import DECLICK, ducked, factor, faded
from storyboard.assembly.rolls import Roll
from storyboard.errors import MediaError
from storyboard.media.probe import probe
from storyboard.media.read import SAMPLE_RATE, Samples, sound
from storyboard.model.timeline import SoundCue, Speech, Timeline
from storyboard.model.value import exact, half_up

BLOCK = SAMPLE_RATE
"""Samples that are mixed at a time."""


@dataclass(frozen=True)
class Voice:
    """One sound in the film; moments in samples of the film."""

    file: Path
    at: int
    """Where it starts."""
    end: int
    """Where it ends."""
    start: float = 0.0
    """Where in the file it starts, in seconds."""
    gain: float = 0.0
    """Decibels."""
    fade_in: int = DECLICK
    """Samples."""
    fade_out: int = DECLICK
    """Samples."""
    duck: float = 0.0
    """Decibels that it steps back under speech."""
    loop: bool = False
    """Whether it starts over, from `start`, when the file ends."""


def film_samples(timeline: Timeline) -> int:
    """The length of the film's sound: that of its picture, to the nearest sample."""
    return _sample(timeline.length, timeline)


def voices(timeline: Timeline, rolls: Sequence[Roll]) -> tuple[Voice, ...]:
    """Everything that is heard in the film, in the order in which it starts."""
    found = [*_own_sound(timeline, rolls), *_cues(timeline)]
    return tuple(sorted(found, key=lambda voice: voice.at))


def _sample(frame: int, timeline: Timeline) -> int:
    return half_up(frame * SAMPLE_RATE / Fraction(timeline.rate))


def _own_sound(timeline: Timeline, rolls: Sequence[Roll]) -> Iterator[Voice]:
    """The clips' own sound; it dissolves with the picture."""
    if timeline.clips_gain is None:
        return
    for index, roll in enumerate(rolls):
        edit = roll.edit
        if roll.clip is None or edit.gain is None:
            continue
        following = timeline.edits[index + 1 : index + 2]
        leaving = following[0].enter if following else None
        yield Voice(
            file=roll.clip,
            at=_sample(edit.at, timeline),
            end=_sample(edit.end, timeline),
            start=float(edit.start / Fraction(timeline.rate)),
            gain=edit.gain + timeline.clips_gain,
            fade_in=_sample(edit.enter.frames, timeline) if edit.enter else DECLICK,
            fade_out=_sample(leaving.frames, timeline) if leaving else DECLICK,
        )


def _cues(timeline: Timeline) -> Iterator[Voice]:
    for cue in timeline.cues:
        at = half_up(exact(cue.at) * SAMPLE_RATE)
        end = _end(cue, at, film_samples(timeline))
        if at < end:
            yield Voice(
                file=Path(cue.file),
                at=at,
                end=end,
                start=cue.start,
                gain=cue.gain,
                fade_in=max(half_up(exact(cue.fade_in) * SAMPLE_RATE), DECLICK),
                fade_out=max(half_up(exact(cue.fade_out) * SAMPLE_RATE), DECLICK),
                duck=cue.duck,
                loop=cue.loop,
            )


def _end(cue: SoundCue, at: int, film: int) -> int:
    """With the film, at the latest; with its own end; with the file unless it loops."""
    facts = probe(Path(cue.file))
    if not facts.has_sound:
        raise MediaError(f"{Path(cue.file).name} has no sound")
    left = facts.sound_seconds - cue.start
    if left <= 0:
        raise MediaError(
            f"{Path(cue.file).name} lasts {facts.sound_seconds:.1f} s; it cannot be "
            f"played from {cue.start:g} s on"
        )
    ends = [film]
    if cue.end is not None:
        ends.append(half_up(exact(cue.end) * SAMPLE_RATE))
    if not cue.loop:
        ends.append(at + half_up(exact(left) * SAMPLE_RATE))
    return min(ends)


def mixed(
    voices: Sequence[Voice], speech: Sequence[Speech], length: int
) -> Iterator[Samples]:
    """The mix of all voices, `length` samples long, in blocks; it may exceed 1.

    Only what sounds at the moment is open. `voices` come in the order they start.
    """
    waiting = list(reversed(voices))
    playing: list[_Player] = []
    try:
        for first in range(0, length, BLOCK):
            last = min(first + BLOCK, length)
            while waiting and waiting[-1].at < last:
                playing.append(_Player(waiting.pop()))
            block = np.zeros((last - first, 2), np.float32)
            for player in playing:
                player.add_to(block, first, speech)
            for player in [p for p in playing if p.voice.end <= last]:
                player.close()
                playing.remove(player)
            yield block
    finally:
        for player in playing:
            player.close()


class _Player:
    """A voice while it sounds."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self._blocks = _played(voice)
        self._left = np.zeros((0, 2), np.float32)

    def add_to(self, block: Samples, first: int, speech: Sequence[Speech]) -> None:
        """Mix into a block that starts on sample `first` of the film."""
        voice = self.voice
        start = max(voice.at, first)
        end = min(voice.end, first + len(block))
        samples = self._next(end - start)
        count = len(samples)
        factors = faded(
            start - voice.at,
            count,
            voice.end - voice.at,
            voice.fade_in,
            voice.fade_out,
        )
        factors *= factor(voice.gain)
        if voice.duck:
            factors *= ducked(start, count, speech, voice.duck)
        block[start - first : start - first + count] += samples * factors[:, None]

    def _next(self, count: int) -> Samples:
        """The next samples; fewer where the file has ended."""
        parts, there = [self._left], len(self._left)
        while there < count:
            part = next(self._blocks, None)
            if part is None:
                break
            parts.append(part)
            there += len(part)
        joined = np.concatenate(parts)
        self._left = joined[count:]
        return joined[:count]

    def close(self) -> None:
        """Let go of the file."""
        self._blocks.close()


def _played(voice: Voice) -> Generator[Samples]:
    again = True
    while again:
        again = False
        with closing(sound(voice.file, voice.start)) as blocks:
            for block in blocks:
                again = voice.loop
                yield block
