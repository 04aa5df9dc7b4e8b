"""Subtitles: from what is said to tracks that can be read in time; pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from storyboard.assembly.cues import Files, Film, face_of
from storyboard.assembly.phrases import broken, divided, flowing, length
from storyboard.model.finish import Narration
from storyboard.model.parts import Line
from storyboard.model.storyboard import Storyboard
from storyboard.model.time import to_frames
from storyboard.model.timeline import (
    Subtitle,
    SubtitleTrack,
    TitleCue,
)
from storyboard.model.value import exact

READ = 15.0
"""Letters that are read in a second."""
_LEAST = 1.2
"""Seconds that a subtitle stands at the least, unless the next one comes."""
_AT_ONCE = 0.2
"""Seconds; what follows sooner is shown together with what came before."""
_TOO_SOON = 0.7, 2.0
"""The same where the one before is still to be read: within half of the time that it
takes, and within these seconds at the least and at the most."""
_GOES_ON = 0.8
"""Seconds that a line may stand after its shot."""
_GAP = 0.08
"""Seconds without any between two that follow close: the eye sees that it changed."""
_DASH = "– "
_WHITE = "#ffffff"


_Words = Callable[[Line | Narration], str | None]
"""What is said in some language; None: nothing in that one."""


class _Said(NamedTuple):
    """Something that is said, in seconds of the film."""

    at: float
    end: float
    text: str
    who: str


def subtitle_tracks(
    board: Storyboard, film: Film, files: Files
) -> tuple[SubtitleTrack, ...]:
    """A track for each language of the board's subtitles; none without them.

    A line of dialogue stands from when it is said for as long as it takes to read,
    though not much longer than its shot; narration for as long as it is heard, divided
    at the ends of sentences and clauses. Two voices at once share a subtitle, a dash
    before each. What lacks a translation is left out of that track.
    """
    if board.subtitles is None:
        return ()
    own = board.subtitles.languages[0]
    end = float(film.edits[-1].end / film.rate)
    tracks = []
    # A language that is named twice is one track.
    for language in dict.fromkeys(board.subtitles.languages):

        def words(said: Line | Narration, language: str = language) -> str | None:
            return said.line if language == own else said.translations.get(language)

        said = [*_dialogue(film, words), *_narration(board, film, files, words)]
        tracks.append(SubtitleTrack(language=language, subtitles=_track(said, end)))
    return tuple(tracks)


def _reading(text: str) -> float:
    return max(length(text) / READ + 0.3, _LEAST)


def _dialogue(film: Film, words: _Words) -> Iterator[_Said]:
    whole = float(film.edits[-1].end / film.rate)
    for index, (sheet, edit) in enumerate(zip(film.sheets, film.edits, strict=True)):
        start, end = film.start_of(index), float(edit.end / film.rate)
        for line in sheet.shot.dialogue:
            text = words(line)
            at = float(start + exact(line.at))
            if text and at < end:
                until = min(at + _reading(text), max(end + _GOES_ON, at + _LEAST))
                yield from _in_parts(text, at, min(until, whole), line.who)


def _narration(
    board: Storyboard, film: Film, files: Files, words: _Words
) -> Iterator[_Said]:
    for cue in board.sound.narration:
        text = words(cue)
        if text:
            at = film.moment(cue)
            heard = files.seconds(files.file(cue.file))
            yield from _in_parts(text, at, at + max(heard, _LEAST), "")


def _in_parts(text: str, at: float, end: float, who: str) -> Iterator[_Said]:
    """A text in subtitles; each stands as long as its share of the letters."""
    parts = divided(text)
    whole = sum(length(part) for part in parts) or 1
    for part in parts:
        lasts = (end - at) * length(part) / whole
        whole -= length(part)
        yield _Said(at, at + lasts, part, who)
        at += lasts


def _track(said: Iterable[_Said], film: float) -> tuple[Subtitle, ...]:
    """Subtitles in order, no two at once, all inside the film."""
    together: list[list[_Said]] = []
    for each in sorted(said, key=lambda each: (each.at, each.end)):
        last = together[-1] if together else None
        if last and _joins(each, last, film):
            last.append(each)
        elif each.at < film:
            together.append([each])
    found = []
    for group, after in pairwise([*together, None]):
        if group is None:
            continue
        end = min(_end(group), film)
        if after is not None and after[0].at - end < _GAP:
            end = max(after[0].at - _GAP, group[0].at + _GAP)
        found.append(
            Subtitle(
                at=round(group[0].at, 3),
                end=round(end, 3),
                text=_shown(group),
                who=", ".join(dict.fromkeys(each.who for each in group if each.who)),
            )
        )
    return tuple(found)


def _joins(each: _Said, group: Sequence[_Said], film: float) -> bool:
    """Whether something comes too soon, or too late, to take the place of others."""
    after, end = each.at - group[0].at, _end(group)
    least, most = _TOO_SOON
    patience = min(max((end - group[0].at) / 2, least), most)
    hurried = after < _AT_ONCE or film - _AT_ONCE < each.at < film
    return hurried or (each.at < end and after < patience)


def _end(group: Sequence[_Said]) -> float:
    return max(each.end for each in group)


def _shown(group: Sequence[_Said]) -> str:
    if len({each.who for each in group}) == 1:
        return broken(" ".join(each.text for each in group))
    return "\n".join(_DASH + broken(each.text) for each in group)


def burnt(
    board: Storyboard,
    tracks: Sequence[SubtitleTrack],
    titles: Sequence[TitleCue],
    film: Film,
    files: Files,
) -> tuple[TitleCue, ...]:
    """The first track as titles that are drawn into the picture, where it is to be.

    They look as the subtitles' own lettering says, and stand at the top while a title
    stands at the bottom.
    """
    told = board.subtitles
    if told is None or not told.burn:
        return ()
    face, low = face_of(told.lettering, files), [t for t in titles if _is_low(t)]
    found = []
    for subtitle in tracks[0].subtitles:
        at = to_frames(subtitle.at, film.rate)
        end = max(to_frames(subtitle.end, film.rate), at + 1)
        taken = any(each.at < end and at < each.at + each.length for each in low)
        cue = TitleCue(
            text=flowing(subtitle.text, _DASH),
            kind="subtitle",
            at=at,
            length=end - at,
            fade=0,
            position="top" if taken else "bottom",
            colour=told.lettering.colour or _WHITE,
            face=face,
        )
        found.append(cue)
    return tuple(found)


def _is_low(title: TitleCue) -> bool:
    over_picture = title.kind in {"title", "lower third"}
    return over_picture and title.position == "bottom"
