"""From a board and its sources to the edit in whole frames: pure."""

from collections.abc import Callable, Mapping
from pathlib import Path

from storyboard.assembly.cues import (
    Files,
    Film,
    gain_of,
    sound_cues,
    speech,
    title_cues,
)
from storyboard.assembly.lengths import Lie, laid
from storyboard.assembly.subtitles import burnt, subtitle_tracks
from storyboard.model.breakdown import Sheet, breakdown
from storyboard.model.containers import codec_in
from storyboard.model.finish import Output
from storyboard.model.request import SlateText
from storyboard.model.storyboard import Storyboard
from storyboard.model.time import frame_size, parse_rate
from storyboard.model.timeline import Edit, Source, Timeline
from storyboard.model.value import ShotId
from storyboard.model.words import Codec


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
    narration, and for footage that does not say its seconds: without a trim, such a
    clip lasts as long as shots do by default, or as long as it is if that is shorter.
    BoardError where the film cannot be cut like this.
    """
    files = Files(digest, file, seconds)
    rate = parse_rate(board.format.fps)
    width, height = frame_size(board.format.aspect, board.format.resolution)
    sheets = breakdown(board)
    lies = laid(sheets, sources, rate, seconds)
    edits = tuple(
        _edit(board, sheet, sources[sheet.shot.id], lie)
        for sheet, lie in zip(sheets, lies, strict=True)
    )
    film = Film(sheets, edits, [lie.trimmed for lie in lies], rate)
    tracks = subtitle_tracks(board, film, files)
    titles = title_cues(board, rate, files)
    return Timeline(
        title=board.title,
        rate=str(rate),
        width=width,
        height=height,
        edits=edits,
        length=edits[-1].end,
        titles=(*titles, *burnt(board, tracks, titles, film, files)),
        cues=sound_cues(board, film, files),
        speech=speech(board, film, files),
        clips_gain=gain_of(board.sound.clips.gain),
        loudness=board.sound.loudness,
        subtitles=tracks,
        burn=board.subtitles is not None and board.subtitles.burn,
        codec=_codec(board.output),
    )


def _edit(board: Storyboard, sheet: Sheet, source: Source, lie: Lie) -> Edit:
    return Edit(
        slate=SlateText(film=board.title, scene=sheet.scene.id, shot=sheet.shot.id),
        source=source,
        start=lie.start,
        length=lie.length,
        at=lie.at,
        enter=lie.enter,
        leave=lie.leave,
        fit=sheet.fit,
        focus=sheet.shot.focus,
        gain=gain_of(sheet.own_sound.gain),
        leads=lie.leads,
        lags=lie.lags,
    )


def _codec(output: Output) -> Codec:
    """What the board says; else what its film's file holds."""
    if output.codec is None and output.file is not None:
        return codec_in(output.file, None) or "h264"
    return output.codec or "h264"
