"""A part of a film as a film of its own: a window of it, or chosen shots. Pure.

Nothing is cut short by a window: it is the same film, looked at from another zero. A
passage, title or cue that its edge goes through starts at a negative frame or second,
or ends after the film, and looks and sounds in it as it does in the whole film.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from itertools import groupby
from typing import TypeVar

from storyboard.errors import PlanError
from storyboard.model.timeline import (
    Edit,
    SoundCue,
    Speech,
    Subtitle,
    SubtitleTrack,
    Timeline,
    TitleCue,
)
from storyboard.model.value import exact

_NEAR = Fraction(2)
"""Seconds: what is said so near to a window still makes its music step back."""


def window(timeline: Timeline, first: int, last: int) -> Timeline:
    """The film from frame `first` until before frame `last`, which must lie in it."""
    shift = Shift(timeline, first, last)
    return timeline.model_copy(
        update={
            "edits": tuple(shift.edits(timeline.edits)),
            "length": last - first,
            "titles": tuple(shift.titles(timeline.titles)),
            "cues": tuple(shift.cues(timeline.cues)),
            "speech": tuple(shift.speech(timeline.speech)),
            "subtitles": tuple(map(shift.subtitles, timeline.subtitles)),
            "zero": timeline.zero + first,
        }
    )


class Shift:
    """A window of a film: what lies in it, counted from where it begins."""

    def __init__(self, timeline: Timeline, first: int, last: int) -> None:
        self._rate = Fraction(timeline.rate)
        self._first, self._last = first, last
        self._whole = timeline.length
        self._start, self._end = first / self._rate, last / self._rate

    def edits(self, edits: Iterable[Edit]) -> Iterator[Edit]:
        """Those that are seen or heard."""
        for edit in edits:
            heard_at = edit.at - edit.leads * self._rate
            heard_end = edit.end + edit.lags * self._rate
            if heard_at < self._last and heard_end > self._first:
                yield edit.model_copy(update={"at": edit.at - self._first})

    def titles(self, titles: Iterable[TitleCue]) -> Iterator[TitleCue]:
        """Those that are seen."""
        for title in titles:
            if title.at < self._last and title.at + title.length > self._first:
                yield title.model_copy(update={"at": title.at - self._first})

    def cues(self, cues: Iterable[SoundCue]) -> Iterator[SoundCue]:
        """Those that may be heard; how long their files are is not known here."""
        for cue in cues:
            # A cue that the film's end cuts short fades out there, not here.
            end = self._whole / self._rate if cue.end is None else cue.end
            if cue.at < self._end and end > self._start:
                heard = cue.heard and tuple(map(self._moved, cue.heard))
                moved = {"at": self._moved(cue.at), "end": self._moved(end)}
                yield cue.model_copy(update={**moved, "heard": heard})

    def speech(self, speech: Iterable[Speech]) -> Iterator[Speech]:
        """What is said in it or so near that music steps back for it."""
        for said in speech:
            if said.at < self._end + _NEAR and said.end > self._start - _NEAR:
                moved = {"at": self._moved(said.at), "end": self._moved(said.end)}
                yield said.model_copy(update=moved)

    def subtitles(self, track: SubtitleTrack) -> SubtitleTrack:
        """What is read in it, from its start and to its end at most."""
        seen = (
            each.model_copy(
                update={
                    "at": max(self._moved(each.at), 0.0),
                    "end": min(self._moved(each.end), float(self._end - self._start)),
                }
            )
            for each in track.subtitles
            if each.at < self._end and each.end > self._start
        )
        return track.model_copy(update={"subtitles": tuple(seen)})

    def _moved(self, second: float | Fraction) -> float:
        second = second if isinstance(second, Fraction) else exact(second)
        return float(second - self._start)


def only(timeline: Timeline, shots: AbstractSet[str]) -> Timeline:
    """The film of these shots alone, each with all the frames in which it is seen.

    What passes between two of them that follow each other stays; a shot that came in
    over one that is left out comes in by a cut. Sound and titles are those that go
    with the shots. PlanError where none of them is seen.
    """
    runs = list(_runs(timeline, shots))
    if not runs:
        raise PlanError("none of the chosen shots is in this part of the film")
    if len(runs) == 1:
        return _run(timeline, runs[0])
    parts: list[Timeline] = []
    length = 0
    for run in runs:
        part = _run(timeline, run)
        parts.append(_placed(part, length))
        length += part.length
    return timeline.model_copy(
        update={
            "edits": tuple(edit for part in parts for edit in part.edits),
            "length": length,
            "titles": tuple(title for part in parts for title in part.titles),
            "cues": tuple(cue for part in parts for cue in part.cues),
            "speech": tuple(said for part in parts for said in part.speech),
            "subtitles": tuple(
                track.model_copy(
                    update={
                        "subtitles": tuple(
                            each
                            for part in parts
                            for each in part.subtitles[place].subtitles
                        )
                    }
                )
                for place, track in enumerate(timeline.subtitles)
            ),
            "zero": parts[0].zero,
        }
    )


def _runs(timeline: Timeline, shots: AbstractSet[str]) -> Iterator[Sequence[int]]:
    """The places of the chosen shots that are seen, those together that touch."""
    edits = timeline.edits

    def chosen(place: int) -> bool:
        seen = edits[place].at < timeline.length and edits[place].end > 0
        return seen and edits[place].slate.shot in shots

    for is_chosen, run in groupby(range(len(edits)), chosen):
        if is_chosen:
            yield list(run)


def _run(timeline: Timeline, places: Sequence[int]) -> Timeline:
    """Shots that follow each other, without what they come from and go into."""
    edits = timeline.edits
    first, last = edits[places[0]], edits[places[-1]]
    part = window(timeline, max(first.at, 0), min(last.end, timeline.length))
    shift = part.zero - timeline.zero
    kept = [edits[i].model_copy(update={"at": edits[i].at - shift}) for i in places]
    if places[0] > 0:
        kept[0] = kept[0].model_copy(update={"enter": None})
    return part.model_copy(update={"edits": tuple(kept)})


def _placed(part: Timeline, at: int) -> Timeline:
    """A run in its place among others, none of which it is heard or seen in."""
    rate = Fraction(part.rate)
    seconds, end = float(at / rate), float((at + part.length) / rate)

    def heard(cue: SoundCue) -> SoundCue:
        moved = {"at": cue.at + seconds, "heard": (seconds, end)}
        if cue.end is not None:
            moved["end"] = cue.end + seconds
        return cue.model_copy(update=moved)

    return part.model_copy(
        update={
            "edits": tuple(
                e.model_copy(update={"at": e.at + at})
                for e in _trimmed(part.edits, part.length)
            ),
            "titles": tuple(_clipped(title, part.length, at) for title in part.titles),
            "cues": tuple(map(heard, part.cues)),
            "speech": tuple(
                said.model_copy(
                    update={"at": said.at + seconds, "end": said.end + seconds}
                )
                for said in part.speech
            ),
            "subtitles": tuple(
                track.model_copy(
                    update={
                        "subtitles": tuple(
                            each.model_copy(
                                update={
                                    "at": each.at + seconds,
                                    "end": each.end + seconds,
                                }
                            )
                            for each in track.subtitles
                        )
                    }
                )
                for track in part.subtitles
            ),
        }
    )


_Told = TypeVar("_Told", Speech, Subtitle)


def _later(told: _Told, seconds: float) -> _Told:
    moved = {"at": told.at + seconds, "end": told.end + seconds}
    return told.model_copy(update=moved)


def _trimmed(edits: Sequence[Edit], length: int) -> Iterator[Edit]:
    """Edits that neither start before a run nor end after it."""
    for edit in edits:
        start, end = max(edit.at, 0), min(edit.end, length)
        cut_off = end < edit.end
        yield edit.model_copy(
            update={
                "at": start,
                "start": edit.start + start - edit.at,
                "length": end - start,
                "enter": edit.enter if start == edit.at else None,
                "leave": None if cut_off else edit.leave,
            }
        )


def _clipped(title: TitleCue, length: int, at: int) -> TitleCue:
    """A title within a run; where it is cut short it fades within what is left."""
    start, end = max(title.at, 0), min(title.at + title.length, length)
    return title.model_copy(
        update={
            "at": start + at,
            "length": end - start,
            "fade": min(title.fade, (end - start) // 2),
        }
    )


def drafted(timeline: Timeline) -> Timeline:
    """The film at half the size, to be looked at and thrown away."""
    return timeline.model_copy(
        update={
            "width": max(timeline.width // 4 * 2, 2),
            "height": max(timeline.height // 4 * 2, 2),
            "codec": "h264",
            "draft": True,
        }
    )
