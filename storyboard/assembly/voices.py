"""Who is heard when: the timeline's sounds as voices, in samples of the film."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from storyboard.assembly.envelope import DECLICK
from storyboard.errors import MediaError
from storyboard.media.probe import probe
from storyboard.media.read import SAMPLE_RATE, SoundReader
from storyboard.model.timeline import Edit, Passage, SoundCue, Timeline
from storyboard.model.value import exact, half_up

SPLIT = SAMPLE_RATE // 10
"""Where sound leads or lags its picture, it comes in or goes out over so many samples:
it does so under another shot's, where a hard cut would be heard."""
SEAM = SAMPLE_RATE // 100
"""10 ms: where a sound starts over, its end and its start cross over."""
_MEETING = ("fade", "dip")
"""The passages in which one shot has gone before the other comes."""


@dataclass(frozen=True)
class Voice:
    """One sound in the film; moments in samples.

    It may start before the film and end after it: a window of a longer one does not
    change what sounds in it.
    """

    file: Path
    digest: str
    """SHA-256 of the file's bytes, in hex."""
    at: int
    """Where in the film it starts."""
    end: int
    """Where in the film it ends."""
    start: int = 0
    """Where in the file it starts."""
    gain: float = 0.0
    """Decibels."""
    fade_in: int = DECLICK
    """Samples."""
    fade_out: int = DECLICK
    """Samples."""
    duck: float = 0.0
    """Decibels that it steps back under speech."""
    passed: int = 0
    """How many of its samples are past when it starts."""
    period: int = 0
    """After how many samples it starts over, going on for SEAM under its start; 0: it
    does not."""


def film_samples(timeline: Timeline) -> int:
    """The length of the film's sound: that of its picture, to the nearest sample."""
    return _sample(timeline.length, timeline)


def voices(timeline: Timeline) -> tuple[Voice, ...]:
    """Everything that is heard in the film, in the order in which it starts.

    A clip's sound dissolves with its picture. MediaError where a cue's file cannot
    be played.
    """
    found = [
        *_joined(tuple(voice for _, voice in own_sound(timeline))),
        *cue_sound(timeline, timeline.cues),
    ]
    return tuple(sorted(found, key=lambda voice: voice.at))


def _sample(frame: int, timeline: Timeline) -> int:
    return half_up(frame * SAMPLE_RATE / Fraction(timeline.rate))


def _samples(seconds: float) -> int:
    return half_up(exact(seconds) * SAMPLE_RATE)


def own_sound(timeline: Timeline) -> Iterator[tuple[Edit, Voice]]:
    """The sound of each clip that is heard; clips may turn out to have none."""
    if timeline.clips_gain is None:
        return
    film = film_samples(timeline)
    edits = timeline.edits
    for index, edit in enumerate(edits):
        if edit.source.kind != "clip" or edit.gain is None:
            continue
        before = edits[index - 1] if index else None
        after = edits[index + 1] if index + 1 < len(edits) else None
        leave = after.enter if after else edit.leave
        late, fade_in = _side(edit.enter, timeline, edge=before is None)
        early, fade_out = _side(leave, timeline, edge=after is None)
        # Its neighbour is heard under it: the two change over rather than cut.
        soft_in = edit.leads or (before and before.lags)
        soft_out = edit.lags or (after and after.leads)
        picture, start = _sample(edit.at, timeline), _sample(edit.start, timeline)
        # What lies before the clip's start cannot be heard.
        at = max(picture + late - _samples(edit.leads), picture - max(start, 0))
        end = _sample(edit.end, timeline) - early + _samples(edit.lags)
        if edit.at == 0:
            at = max(at, 0)
        if edit.end == timeline.length:
            end = min(end, film)
        if at < end:
            yield (
                edit,
                Voice(
                    file=Path(edit.source.file),
                    digest=edit.source.digest,
                    at=at,
                    end=end,
                    start=start + at - picture,
                    gain=edit.gain + timeline.clips_gain,
                    fade_in=max(fade_in, SPLIT if soft_in else DECLICK),
                    fade_out=max(fade_out, SPLIT if soft_out else DECLICK),
                ),
            )


def _side(
    passage: Passage | None, timeline: Timeline, *, edge: bool
) -> tuple[int, int]:
    """By how much a passage shortens the sound on its side, and for how long it fades.

    Where a colour stands in between, one sound has gone before the other comes.
    """
    if passage is None:
        return 0, 0
    length = _sample(passage.frames, timeline)
    if passage.kind in _MEETING and not edge:
        return length - length // 2, length // 2
    return 0, length


def _joined(found: tuple[Voice, ...]) -> Iterator[Voice]:
    """Voices of shots that follow each other in the film as in the clip are one."""
    held: Voice | None = None
    for voice in found:
        if held is not None and _goes_on(held, voice):
            held = replace(held, end=voice.end, fade_out=voice.fade_out)
        else:
            if held is not None:
                yield held
            held = voice
    if held is not None:
        yield held


def _goes_on(before: Voice, voice: Voice) -> bool:
    # Both are rounded from frames, each by up to half a sample.
    off = voice.at - before.at - (voice.start - before.start)
    return (
        before.digest == voice.digest
        and before.end == voice.at
        and before.gain == voice.gain
        and before.fade_out == voice.fade_in == DECLICK
        and abs(off) <= 1
    )


def cue_sound(timeline: Timeline, cues: Iterable[SoundCue]) -> Iterator[Voice]:
    """The sound of some of a timeline's cues; MediaError as `voices`."""
    film = film_samples(timeline)
    for cue in cues:
        at, end = _samples(cue.at), film if cue.end is None else _samples(cue.end)
        start, until, beyond = _part(cue)
        period = 0
        if cue.loop:
            # The end goes on under the start: there has to be something that goes on.
            period = min(until, beyond - SEAM) - start
        else:
            end = min(end, at + until - start)
        voice = Voice(
            file=Path(cue.file),
            digest=cue.digest,
            at=at,
            end=end,
            start=start,
            gain=cue.gain,
            fade_in=max(_samples(cue.fade_in), DECLICK),
            fade_out=max(_samples(cue.fade_out), DECLICK),
            duck=cue.duck,
            period=period,
        )
        if cue.heard is not None:
            voice = _between(voice, *map(_samples, cue.heard))
        if voice.at < min(voice.end, film) and voice.end > 0:
            yield voice


def _between(voice: Voice, first: int, last: int) -> Voice:
    """What is heard of a voice from one sample of the film until before another."""
    late, early = max(first - voice.at, 0), max(voice.end - last, 0)
    return replace(
        voice,
        at=voice.at + late,
        passed=late,
        fade_in=max(voice.fade_in - late, DECLICK),
        end=voice.end - early,
        fade_out=max(voice.fade_out - early, DECLICK),
    )


def _part(cue: SoundCue) -> tuple[int, int, int]:
    """Where in its file a cue starts and ends, and where its file ends."""
    name = Path(cue.file).name
    length = _length(Path(cue.file), exactly=cue.loop)
    if not length:
        raise MediaError(f"{name} has no sound")
    start = _samples(cue.start)
    until = length if cue.until is None else min(_samples(cue.until), length)
    if start >= length:
        raise MediaError(
            f"{name} lasts {length / SAMPLE_RATE:.1f} s; it cannot be played from "
            f"{cue.start:g} s on"
        )
    if start >= until:
        raise MediaError(
            f"{name} cannot be played from {cue.start:g} s until {cue.until:g} s"
        )
    if cue.loop and until - start < 2 * SEAM:
        seconds = (until - start) / SAMPLE_RATE
        raise MediaError(
            f"{name}: {seconds:.3f} s are too short to be played in a loop"
        )
    return start, until, length


def _length(file: Path, *, exactly: bool) -> int:
    """Of a file's sound, in samples; packets tell of what its ends lose, too."""
    if not file.is_file():
        raise MediaError(f"there is no file {file}")
    facts = file.stat()
    return _counted(file, exactly, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=1024)
def _counted(file: Path, exactly: bool, _changed: int, _size: int) -> int:  # noqa: FBT001
    if not exactly:
        return half_up(exact(probe(file).sound_seconds) * SAMPLE_RATE)
    # A hole would be heard in each round.
    with closing(SoundReader(file)) as reader:
        return reader.length()
