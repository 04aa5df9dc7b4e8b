"""The material of `benchmarks.cut`: clips as services send them, and films of them."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image

from storyboard.model.request import SlateText
from storyboard.model.timeline import Edit, Passage, Source, Timeline
from storyboard.model.value import SceneId, ShotId

SIZE = (1280, 720)
RATE = Fraction(24)
FRAMES = 120
OVERLAP = 12
"""Frames of a dissolve: half a second."""
TRIMMED = 5
"""By so many frames a shot is shortened."""
DISTINCT = 120
"""Clips at most; longer films use them again."""
SAMPLES = 48_000
_BEYOND = (1920, 1080)
"""What a camera pans over."""
_UNFINISHED = ".partial.mp4"

Level = NDArray[np.float32]
Plane = NDArray[np.uint8]


def clips(folder: Path, shots: int) -> list[Path]:
    """The clips of a film, and one more; those that are not there are made."""
    places = [folder / f"{n:03}.mp4" for n in range(min(shots, DISTINCT) + 1)]
    folder.mkdir(parents=True, exist_ok=True)
    missing = [place for place in places if not place.exists()]
    if missing:
        with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
            list(pool.map(_clip, missing))
    return places


def timeline(
    folder: Path, shots: int, *, dissolves: bool, sound: bool, changed: str = ""
) -> Timeline:
    """A film of five-second shots; in its middle another `shot`, or another `trim`.

    With sound it comes to −16 LUFS; without, it is silent.
    """
    places = clips(folder, shots)
    overlap = OVERLAP if dissolves else 0
    edits: list[Edit] = []
    for number in range(shots):
        middle = number == shots // 2
        place = number % (len(places) - 1)
        if middle and changed == "shot":
            place = len(places) - 1
        edits.append(
            Edit(
                slate=SlateText(
                    film="Benchmark",
                    scene=SceneId("one"),
                    shot=ShotId(f"{number + 1:04}0"),
                ),
                source=Source(
                    kind="clip",
                    file=str(places[place]),
                    digest=str(place),
                ),
                start=0,
                length=FRAMES - (TRIMMED if middle and changed == "trim" else 0),
                at=(edits[-1].end - overlap if edits else 0),
                enter=Passage(kind="dissolve", frames=overlap)
                if overlap and edits
                else None,
            )
        )
    return Timeline(
        title="Benchmark",
        rate=str(RATE),
        width=SIZE[0],
        height=SIZE[1],
        edits=tuple(edits),
        length=edits[-1].end,
        clips_gain=0.0 if sound else None,
        loudness=-16.0 if sound else None,
    )


def _clip(place: Path) -> None:
    """Five seconds: a pan over a scene, things that move in it, grain, and sound."""
    seed = int(place.stem)
    unfinished = place.with_suffix(_UNFINISHED)
    with av.open(str(unfinished), "w", format="mp4") as file:
        picture = file.add_stream("libx264", rate=RATE)
        heard = file.add_stream("aac", rate=SAMPLES)
        assert isinstance(picture, VideoStream)  # noqa: S101 - for the types
        assert isinstance(heard, AudioStream)  # noqa: S101 - for the types
        picture.width, picture.height = SIZE
        picture.pix_fmt = "yuv420p"
        picture.options = {"preset": "veryfast", "crf": "20", "bf": "2"}
        picture.codec_context.thread_count = 1
        heard.layout = "stereo"
        samples = _heard(seed)
        for frame, planes in enumerate(_seen(seed)):
            file.mux(picture.encode(_framed(planes, frame)))
            start = frame * len(samples) // FRAMES
            part = samples[start : (frame + 1) * len(samples) // FRAMES]
            file.mux(heard.encode(_spoken(part, start)))
        file.mux(picture.encode(None))
        file.mux(heard.encode(None))
    unfinished.replace(place)


def _seen(seed: int) -> Iterator[tuple[Plane, Plane, Plane]]:
    random = np.random.default_rng(seed)
    scene = _clouds(random, _BEYOND, 40, 200)
    tints = [_clouds(random, (960, 540), 96, 160, octaves=2) for _ in range(2)]
    grain = random.normal(0, 2.6, (6, SIZE[1] + 32, SIZE[0] + 32)).astype(np.float32)
    bodies = random.uniform(0, 1, (4, 6))
    # Around a point, so that the camera speeds up, slows down and comes to rest.
    turns, phase = random.uniform(0.1, 0.5), random.uniform(0, 6)
    for frame in range(FRAMES):
        angle = phase + turns * 2 * np.pi * frame / FRAMES
        x, y = (
            round((1 + turn(angle)) * room / 2) // 2 * 2
            for turn, room in ((np.cos, 639), (np.sin, 359))
        )
        luma = scene[y : y + SIZE[1], x : x + SIZE[0]].copy()
        for body in bodies:
            _body(luma, body, frame)
        dx, dy = random.integers(0, 32, 2)
        luma += grain[frame % 6, dy : dy + SIZE[1], dx : dx + SIZE[0]]
        chroma = [
            tint[y // 2 : y // 2 + SIZE[1] // 2, x // 2 : x // 2 + SIZE[0] // 2]
            for tint in tints
        ]
        y8, b8, r8 = (np.clip(p, 16, 235).astype(np.uint8) for p in (luma, *chroma))
        yield y8, b8, r8


def _clouds(
    random: np.random.Generator,
    size: tuple[int, int],
    low: float,
    high: float,
    octaves: int = 8,
) -> Level:
    """Soft shapes with finer ones in them, down to some pixels."""
    total = np.zeros((size[1], size[0]), np.float32)
    for octave in range(octaves):
        cells = (4 * 2**octave, 3 * 2**octave)
        small = Image.fromarray(random.uniform(-1, 1, cells[::-1]).astype(np.float32))
        wide = small.resize(size, Image.Resampling.BICUBIC)
        total += np.asarray(wide, np.float32) / 1.5**octave
    # Firmer than clouds: most of a scene lies on one side or the other.
    total = np.tanh(1.6 * total)
    total -= total.min()
    return np.asarray(low + (high - low) * total / total.max(), np.float32)


def _body(luma: Level, told: NDArray[np.float64], frame: int) -> None:
    """A soft disc that goes its way."""
    radius = 40 + 80 * told[4]
    x = (told[0] * SIZE[0] + (told[1] - 0.5) * 14 * frame) % SIZE[0]
    y = (told[2] * SIZE[1] + (told[3] - 0.5) * 8 * frame) % SIZE[1]
    left, top = max(int(x - radius), 0), max(int(y - radius), 0)
    part = luma[top : int(y + radius), left : int(x + radius)]
    down, across = np.ogrid[: part.shape[0], : part.shape[1]]
    far = np.hypot(across + left - x, down + top - y) / radius
    part += (np.clip((1 - far) * 4, 0, 1) * (120 * told[5] - 60)).astype(np.float32)


def _heard(seed: int) -> Level:
    """A hum, and bursts of noise as dense as syllables."""
    random = np.random.default_rng(seed + 1000)
    count = int(FRAMES / RATE * SAMPLES)
    at = np.arange(count) / SAMPLES
    hum = 0.05 * np.sin(2 * np.pi * (90 + 10 * (seed % 9)) * at)
    noise = np.convolve(random.normal(0, 0.25, count), np.ones(8) / 8, "same")
    beat = np.clip(np.sin(2 * np.pi * 3.1 * at + seed), 0, 1) ** 2
    wave = (hum + noise * beat).astype(np.float32)
    return np.stack([wave, np.roll(wave, 12)], axis=1)


def _framed(planes: tuple[Plane, Plane, Plane], number: int) -> av.VideoFrame:
    frame = av.VideoFrame(*SIZE, "yuv420p")
    for target, plane in zip(frame.planes, planes, strict=True):
        rows = np.frombuffer(memoryview(target), np.uint8)
        rows.reshape(-1, target.line_size)[:, : plane.shape[1]] = plane
    frame.pts, frame.time_base = number, 1 / RATE
    return frame


def _spoken(part: Level, start: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part.T), "fltp", "stereo")
    frame.sample_rate = SAMPLES
    frame.pts, frame.time_base = start, Fraction(1, SAMPLES)
    return frame
