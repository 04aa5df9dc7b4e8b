"""When someone is really heard to speak: what music steps back under.

A board says about when; here the sound is listened to. A file is listened to once:
what was found is kept by its content.
"""

import json
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from storyboard.assembly.envelope import ATTACK, RELEASE, Span
from storyboard.assembly.voices import Voice, cue_sound, film_samples, own_sound
from storyboard.media.read import SAMPLE_RATE, sound
from storyboard.model.timeline import Speech, Timeline
from storyboard.store.caches import UNFINISHED, touch

EDITION = 1
"""Counts up when the same file would be heard differently."""
HOLD = 0.5
"""Seconds that music stays back after a word: another one may follow."""
AROUND = 0.75
"""Seconds before and after a line's estimated time in which it may be heard, too."""
STEP = SAMPLE_RATE // 100
"""Samples of one level: 10 ms."""
_SMOOTH = 5
"""Levels that are averaged: a voice beats with its pitch."""
_QUIET = -50.0
"""Decibels below full scale: nothing below it is speech."""
_BELOW = 24.0
"""Decibels by which speech is quieter than a file's loud parts, at most: in its pauses
a room goes on."""
_NOTHING = 1e-12
_SHORTEST = 4
"""Levels: what sounds for a shorter time is a click."""


def heard(timeline: Timeline, cache: Path) -> tuple[Speech, ...]:
    """The timeline's speech as it sounds: stretches in order, apart from each other.

    Narration is heard where its file is not silent; a line in a clip where the clip is
    not, about when the line is due. Pauses too short to come back in are none. What
    was found in a file is kept in `cache`, by its digest. Nothing where no cue steps
    back. MediaError where a file cannot be read.
    """
    if not timeline.speech or not any(cue.duck for cue in timeline.cues):
        return ()
    found = sorted(_spoken(timeline, cache))
    film = film_samples(timeline)
    close = round((ATTACK + RELEASE) * SAMPLE_RATE)
    joined: list[list[int]] = []
    for at, end in found:
        held = min(end + round(HOLD * SAMPLE_RATE), film)
        if joined and at < joined[-1][1] + close:
            joined[-1][1] = max(joined[-1][1], held)
        elif at < held:
            joined.append([at, held])
    return tuple(
        Speech(at=at / SAMPLE_RATE, end=end / SAMPLE_RATE) for at, end in joined
    )


def _spoken(timeline: Timeline, cache: Path) -> Iterator[Span]:
    """Where there are words, in samples of the film."""
    narration = [cue for cue in timeline.cues if cue.role == "narration"]
    for voice in cue_sound(timeline, narration):
        yield from _within(voice, voice.at, voice.end, cache)
    clips = {edit.slate.shot: voice for edit, voice in own_sound(timeline)}
    around = round(AROUND * SAMPLE_RATE)
    for line in timeline.speech:
        voice_of = clips.get(line.shot) if line.shot is not None else None
        if voice_of is not None:
            at, end = round(line.at * SAMPLE_RATE), round(line.end * SAMPLE_RATE)
            yield from _within(voice_of, at - around, end + around, cache)


def _within(voice: Voice, first: int, last: int, cache: Path) -> Iterator[Span]:
    """Where a voice is active in a stretch of the film."""
    off = voice.at - voice.start
    first, last = max(first, voice.at), min(last, voice.end)
    for at, end in active(voice.file, voice.digest, cache):
        start, stop = max(at * STEP + off, first), min(end * STEP + off, last)
        if start < stop:
            yield start, stop


@lru_cache(maxsize=256)
def active(file: Path, digest: str, cache: Path) -> tuple[Span, ...]:
    """Where a file's sound is active, in units of STEP, from its time 0 on.

    Listened to once: the answer is kept in `cache`.
    """
    place = cache / f"{digest}.heard"
    kept = _kept(place)
    if kept is None:
        kept = active_in(_levels(file))
        _keep(place, kept)
    return kept


def _kept(place: Path) -> tuple[Span, ...] | None:
    """What was found before; None where it is not there, or of no use."""
    try:
        data = json.loads(place.read_bytes())
        found = tuple((int(at), int(end)) for at, end in data["active"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if data.get("edition") != EDITION:
        return None
    touch(place)
    return found


def _keep(place: Path, found: Sequence[Span]) -> None:
    mark = f"{os.getpid()}-{threading.get_ident()}"
    unfinished = place.with_name(f"{place.stem}.{mark}{UNFINISHED}")
    # A store that may only be read serves as well: it is listened to again.
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps({"edition": EDITION, "active": found}))
        unfinished.replace(place)


def active_in(levels: NDArray[np.float64]) -> tuple[Span, ...]:
    """The stretches of levels, in mean squares, that are loud enough to be speech."""
    if not len(levels):
        return ()
    smooth = np.convolve(levels, np.full(_SMOOTH, 1 / _SMOOTH), "same")
    # Weighted by itself: the level of what is loud, however seldom it is.
    loud = float(np.square(smooth).sum() / max(smooth.sum(), _NOTHING))
    gate = max(loud * 10 ** (-_BELOW / 10), 10 ** (_QUIET / 10))
    above = np.concatenate([[False], smooth > gate, [False]])
    edges = np.flatnonzero(above[1:] != above[:-1])
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return tuple((at, end) for at, end in pairs if end - at >= _SHORTEST + _SMOOTH - 1)


def _levels(file: Path) -> NDArray[np.float64]:
    """The mean square of every 10 ms of a file, the louder side of it."""
    found = []
    left = np.zeros((0, 2), np.float32)
    for block in sound(file):
        joined = np.concatenate([left, block])
        whole = len(joined) // STEP * STEP
        left = joined[whole:]
        squares = np.square(joined[:whole], dtype=np.float64).reshape(-1, STEP, 2)
        found.append(squares.mean(axis=1).max(axis=1))
    return np.concatenate(found) if found else np.zeros(0)
