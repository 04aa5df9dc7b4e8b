"""Everything that is heard, as samples, for any window of the film."""

import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from storyboard.assembly.envelope import Span, duck, factor, fade, near, spans
from storyboard.assembly.heard import heard
from storyboard.assembly.voices import SEAM, Voice, film_samples, voices
from storyboard.media.read import SAMPLE_RATE, Samples, SoundReader
from storyboard.model.timeline import Speech, Timeline

EDITION = 1
"""Counts up when the same voices are mixed differently; keys of windows then change."""


def mixed(
    voices: Sequence[Voice], speech: Sequence[Speech], first: int, last: int
) -> Samples:
    """Samples [first, last) of the film: shape (last - first, 2); they may exceed 1.

    They have the same values in whatever window they are asked for. For many windows
    a `Mixer` is quicker. MediaError where a file cannot be read.
    """
    with Mixer(voices, speech) as mixer:
        return mixer.window(first, last)


class Mixer:
    """Windows of the film's sound, one after the other: what sounds on is kept open.

    Only the files of the last window are. For one thread; used as a context manager.
    """

    def __init__(self, voices: Sequence[Voice], speech: Sequence[Speech]) -> None:
        self._voices = tuple(voices)
        self._speech = spans(speech)
        self._open: dict[int, SoundReader] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all files."""
        self._close(set())

    def window(self, first: int, last: int) -> Samples:
        """As `mixed`."""
        sounding = {
            number: voice
            for number, voice in enumerate(self._voices)
            if voice.at < last and first < voice.end
        }
        self._close(set(sounding))
        mix = np.zeros((last - first, 2), np.float32)
        for start in range(first, last, SAMPLE_RATE):
            end = min(start + SAMPLE_RATE, last)
            # Two planes, as decoders give them, and as they are quickest to add up.
            planes = np.zeros((2, end - start), np.float32).T
            for number, voice in sounding.items():
                self._add(number, voice, planes, start)
            mix[start - first : end - first] = planes
        return mix

    def _add(self, number: int, voice: Voice, planes: Samples, first: int) -> None:
        """Mix a voice into a second of the film, or less, that starts on `first`."""
        start, end = max(voice.at, first), min(voice.end, first + len(planes))
        if start >= end:
            return
        if number not in self._open:
            self._open[number] = SoundReader(voice.file)
        into = start - voice.at
        heard = _heard(voice, self._open[number], into + voice.passed, end - start)
        fade(heard, into, voice.end - voice.at, voice.fade_in, voice.fade_out)
        if voice.duck:
            duck(heard, start, self._speech, voice.duck)
        if voice.gain:
            heard *= np.float32(factor(voice.gain))
        planes[start - first : end - first] += heard

    def _close(self, but: set[int]) -> None:
        for number in self._open.keys() - but:
            self._open.pop(number).close()


def _heard(voice: Voice, reader: SoundReader, into: int, count: int) -> Samples:
    """A voice as its file has it, for `count` samples from its sample `into` on."""
    if not voice.period:
        return reader.read(voice.start + into, count)
    found = np.zeros((2, count), np.float32).T
    length = voice.period + SEAM
    # The round before goes on under the start of the next one.
    for turn in range(max(into - SEAM, 0) // voice.period, _turns(voice, into + count)):
        at = turn * voice.period
        start, end = max(at, into), min(at + length, into + count)
        if start < end:
            part = reader.read(voice.start + start - at, end - start)
            fade(part, start - at, length, SEAM if turn else 0, SEAM)
            found[start - into : end - into] += part
    return found


def _turns(voice: Voice, end: int) -> int:
    """How many rounds have started before a sample of the voice."""
    return -(-end // voice.period)


class FilmMix:
    """The sound of a whole film, for threads that work on it in windows.

    What it reads is let go of at the end of its context.
    """

    def __init__(self, timeline: Timeline, cache: Path) -> None:
        self.length = film_samples(timeline)
        self._voices = voices(timeline)
        self._speech = heard(timeline, cache)
        self._idle: list[tuple[int, Mixer]] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for _, mixer in self._idle:
            mixer.close()

    def samples(self, first: int, last: int) -> Samples:
        """Samples [first, last), as `mixed`; several threads may ask at once."""
        mixer = self._taken(first)
        try:
            found = mixer.window(first, last)
        except BaseException:
            mixer.close()
            raise
        with self._lock:
            self._idle.append((last, mixer))
        return found

    def key(self, first: int, last: int) -> list[object]:
        """All that they follow from, as `window_key`."""
        return window_key(self._voices, self._speech, first, last)

    def _taken(self, first: int) -> Mixer:
        """A mixer for one thread: the one that comes nearest to where it goes on."""
        with self._lock:
            if not self._idle:
                return Mixer(self._voices, self._speech)
            self._idle.sort(key=lambda idle: abs(idle[0] - first), reverse=True)
            return self._idle.pop()[1]


def window_key(
    voices: Sequence[Voice], speech: Sequence[Speech], first: int, last: int
) -> list[object]:
    """All that samples [first, last) follow from, as JSON has it; no file is read.

    Counted from `first`: a window is the same wherever in the film it stands.
    """
    spoken = near(first, last, spans(speech))
    return [
        EDITION,
        last - first,
        *(
            _key(voice, spoken, first, last)
            for voice in voices
            if voice.at < last and first < voice.end
        ),
    ]


def _key(voice: Voice, spoken: Sequence[Span], first: int, last: int) -> list[object]:
    coming = first < voice.at + voice.fade_in
    going = last > voice.end - voice.fade_out
    into = first - voice.at
    passed = into + voice.passed
    return [
        voice.digest,
        [voice.start, voice.period, passed] if voice.period else voice.start + passed,
        voice.gain,
        [voice.fade_in, -into] if coming else None,
        [voice.fade_out, voice.end - first] if going else None,
        voice.duck
        and spoken
        and [voice.duck, *([at - first, end - first] for at, end in spoken)],
    ]
