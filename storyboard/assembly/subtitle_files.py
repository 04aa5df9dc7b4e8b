"""Subtitles as files beside the film, for players and for sites that take them."""

import os
from pathlib import Path
from typing import Literal

from pysubs2 import SSAEvent, SSAFile

from storyboard.errors import MediaError
from storyboard.media.captions import escaped
from storyboard.media.settle import settle
from storyboard.model.timeline import Subtitle, SubtitleTrack, Timeline

Form = Literal["srt", "vtt"]
FORMS: tuple[Form, ...] = ("srt", "vtt")
"""SubRip, which every player reads; WebVTT, which browsers read."""
_WORD_JOINER = "\u2060"


def write_subtitles(timeline: Timeline, film: Path) -> tuple[Path, ...]:
    """Write every track beside the film: `film.en.srt` and `film.en.vtt` for film.mp4.

    Each is written whole or not at all. MediaError where one cannot be written.
    """
    return tuple(
        _write(film.with_name(f"{film.stem}.{track.language}.{form}"), track, form)
        for track in timeline.subtitles
        for form in FORMS
    )


def _write(place: Path, track: SubtitleTrack, form: Form) -> Path:
    unfinished = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        unfinished.write_text(_text(track, form), encoding="utf-8", newline="\n")
        settle(unfinished, place)
    except OSError as error:
        raise MediaError(f"{place.name} could not be written: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return place


def _text(track: SubtitleTrack, form: Form) -> str:
    file = SSAFile()
    file.events = [_event(each, form) for each in track.subtitles]
    # What stands in braces was said, and is no mark of style.
    return file.to_string(form, keep_ssa_tags=True).rstrip("\n") + "\n"


def _event(subtitle: Subtitle, form: Form) -> SSAEvent:
    text = escaped(subtitle.text) if form == "vtt" else subtitle.text
    # A backslash before n, N or h would be read as a break or a space.
    text = text.replace("\\", f"\\{_WORD_JOINER}")
    return SSAEvent(
        start=round(subtitle.at * 1000), end=round(subtitle.end * 1000), text=text
    )
