"""How long the cut takes, against MoviePy's own concatenation of the same clips.

Run by hand: `python benchmarks/cut.py [FOLDER]`. It makes six 5-second 720p clips and a
music file, cuts them (two dissolves, one title, music) and prints the times. MoviePy
composes the same dissolves and title with the same encoder settings, but no music.
"""

import resource
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
from moviepy import CompositeVideoClip, ImageClip, VideoFileClip, concatenate_videoclips
from moviepy.video.fx import CrossFadeIn, CrossFadeOut

from storyboard.assembly.film import cut
from storyboard.media.probe import probe
from storyboard.media.write import ClipWriter
from storyboard.model.event import CutMoved, Event
from storyboard.model.request import SlateText
from storyboard.model.timeline import (
    Dissolve,
    Edit,
    SoundCue,
    Source,
    Timeline,
    TitleCue,
)
from storyboard.model.value import SceneId, ShotId
from storyboard.panels.title import title

SIZE = (1280, 720)
RATE = Fraction(24)
FRAMES = 120
SHOTS = 6
OVERLAP = 12
DISSOLVES = (2, 4)
TITLE = TitleCue(text="THE CUT", kind="title", at=12, length=72, fade=10)


def _clip(path: Path, seed: int) -> Path:
    """Five seconds of a slow drift over soft shapes with some grain, and a tone."""
    random = np.random.default_rng(seed)
    small = random.integers(30, 220, (19, 33), dtype=np.uint8)
    wide = np.kron(small, np.ones((40, 41), np.uint8))
    grain = random.integers(0, 6, (8, SIZE[1], SIZE[0]), dtype=np.uint8)
    chroma = np.full((SIZE[1] // 2, SIZE[0] // 2), 120 + seed, np.uint8)
    seconds = FRAMES / RATE
    at = np.arange(int(seconds * 48_000)) / 48_000
    wave = (0.1 * np.sin(2 * np.pi * 110 * (seed + 2) * at)).astype(np.float32)
    with ClipWriter(path, SIZE, RATE) as writer:
        for frame in range(FRAMES):
            shown = wide[frame // 4 :][: SIZE[1], frame // 2 :][:, : SIZE[0]]
            writer.planes((shown + grain[frame % 8], chroma, chroma))
        writer.sound(np.stack([wave, wave], axis=1))
    return path


def _timeline(clips: list[Path], music: Path) -> Timeline:
    edits: list[Edit] = []
    for index, path in enumerate(clips):
        overlap = OVERLAP if index in DISSOLVES else 0
        edits.append(
            Edit(
                slate=SlateText(
                    film="Bench", scene=SceneId("one"), shot=ShotId(f"{index + 1}0")
                ),
                source=Source(kind="clip", file=str(path), digest=path.name),
                start=0,
                length=FRAMES,
                at=(edits[-1].end if edits else 0) - overlap,
                enter=Dissolve(frames=overlap) if overlap else None,
            )
        )
    return Timeline(
        title="Bench",
        rate=str(RATE),
        width=SIZE[0],
        height=SIZE[1],
        edits=tuple(edits),
        length=edits[-1].end,
        titles=(TITLE,),
        cues=(
            SoundCue(
                role="music",
                file=str(music),
                digest="music",
                at=0,
                gain=-12,
                fade_in=1,
                fade_out=2,
                loop=True,
            ),
        ),
    )


def _ours(timeline: Timeline, folder: Path) -> float:
    stages: dict[str, float] = {}

    def report(event: Event) -> None:
        if isinstance(event, CutMoved):
            stages[event.stage] = time.perf_counter()

    started = time.perf_counter()
    cut(timeline, folder / "ours.mp4", cache=folder / "cache", report=report)
    took = time.perf_counter() - started
    before = started
    for stage, ended in stages.items():
        print(f"    {stage:8} {ended - before:6.2f} s")
        before = ended
    return took


def _moviepy(clips: list[Path], folder: Path) -> float:
    started = time.perf_counter()
    loaded = [VideoFileClip(str(path)) for path in clips]
    at = 0.0
    placed = []
    for index, clip in enumerate(loaded):
        if index in DISSOLVES:
            at -= float(OVERLAP / RATE)
            clip = clip.with_effects([CrossFadeIn(float(OVERLAP / RATE))])  # noqa: PLW2901
        placed.append(clip.with_start(at))
        at += clip.duration
    fade = float(TITLE.fade / RATE)
    letters = (
        ImageClip(np.asarray(title(TITLE, SIZE)), duration=float(TITLE.length / RATE))
        .with_start(float(TITLE.at / RATE))
        .with_effects([CrossFadeIn(fade), CrossFadeOut(fade)])
    )
    film = CompositeVideoClip([*placed, letters], size=SIZE)
    film.write_videofile(
        str(folder / "moviepy.mp4"),
        fps=float(RATE),
        preset="veryfast",
        ffmpeg_params=["-crf", "18"],
        audio_codec="aac",
        logger=None,
    )
    return time.perf_counter() - started


def _plain(clips: list[Path], folder: Path) -> float:
    started = time.perf_counter()
    film = concatenate_videoclips(
        [VideoFileClip(str(path)) for path in clips], method="compose"
    )
    film.write_videofile(
        str(folder / "plain.mp4"),
        fps=float(RATE),
        preset="veryfast",
        ffmpeg_params=["-crf", "18"],
        audio_codec="aac",
        logger=None,
    )
    return time.perf_counter() - started


def main() -> None:
    """Make the material, cut it three ways and print the times."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        clips = [_clip(folder / f"clip{index}.mp4", index) for index in range(SHOTS)]
        timeline = _timeline(clips, clips[0])
        seconds = float(timeline.length / RATE)
        print(f"{SHOTS} clips, {timeline.length} frames, {seconds:.1f} s of 720p24")
        ours = _ours(timeline, folder)
        facts = probe(folder / "ours.mp4")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"  storyboard         {ours:6.2f} s  {facts.frames} frames, {peak:.0f} MB"
        )
        theirs = _moviepy(clips, folder)
        print(
            f"  MoviePy, the same  {theirs:6.2f} s  {theirs / ours:.1f} times as long"
        )
        plain = _plain(clips, folder)
        print(f"  MoviePy, compose   {plain:6.2f} s  {plain / ours:.1f} times as long")


if __name__ == "__main__":
    main()
