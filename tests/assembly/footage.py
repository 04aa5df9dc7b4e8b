"""Clips that say who they are: frame numbers as bars, clicks and tones as sound."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from storyboard.media.container import opened
from storyboard.media.read import sound
from storyboard.media.write import ClipWriter
from storyboard.model.request import SlateText
from storyboard.model.timeline import Edit, Passage, Source, Timeline
from storyboard.model.value import SceneId, ShotId

BITS = 12
SIZE = (192, 108)
RATE = Fraction(12)
SAMPLES = 48_000

Picture = NDArray[np.uint8]
Sound = NDArray[np.float32]


def bars(number: int, size: tuple[int, int] = SIZE) -> Picture:
    """A frame whose upright bars spell a number in binary, white for 1."""
    bits = [(number >> bit) & 1 for bit in reversed(range(BITS))]
    columns = np.arange(size[0]) * BITS // size[0]
    row = np.array([40 + 180 * bit for bit in bits], np.uint8)[columns]
    return np.repeat(np.tile(row, (size[1], 1))[..., None], 3, axis=2)


def number_of(luma: Picture) -> int:
    """The number that a frame's bars spell; the frame may have any size."""
    middle = luma[luma.shape[0] // 2]
    at = [(2 * bit + 1) * len(middle) // (2 * BITS) for bit in range(BITS)]
    return int("".join("1" if middle[x] > 128 else "0" for x in at), 2)


def flat(level: int, size: tuple[int, int] = SIZE) -> Picture:
    return np.full((size[1], size[0], 3), level, np.uint8)


def tone(seconds: float, hertz: float = 440.0, level: float = 0.25) -> Sound:
    time = np.arange(round(seconds * SAMPLES)) / SAMPLES
    wave = (level * np.sin(2 * np.pi * hertz * time)).astype(np.float32)
    return np.stack([wave, wave], axis=1)


def clicks(seconds: float) -> Sound:
    """Silence with a click of 2 ms in the middle of each second."""
    samples = np.zeros((round(seconds * SAMPLES), 2), np.float32)
    for at in range(SAMPLES // 2, len(samples), SAMPLES):
        samples[at : at + 96] = 0.9
    return samples


def click_times(samples: Sound) -> list[float]:
    """Where clicks start, in seconds."""
    loud = np.flatnonzero(np.abs(samples[:, 0]) > 0.3)
    starts = loud[np.diff(loud, prepend=-SAMPLES) > SAMPLES // 10]
    return [float(start) / SAMPLES for start in starts]


def clip(
    path: Path,
    pictures: Sequence[Picture],
    heard: Sound | None = None,
    rate: Fraction = RATE,
) -> Path:
    """A clip that fits a film of its size and rate as it is."""
    height, width = pictures[0].shape[:2]
    writer = ClipWriter(path, (width, height), rate, sound=heard is not None)
    with writer:
        for each in pictures:
            writer.picture(each)
        if heard is not None:
            writer.sound(heard)
    return path


def numbered(
    path: Path,
    frames: int,
    first: int = 0,
    *,
    size: tuple[int, int] = SIZE,
    rate: Fraction = RATE,
    heard: Callable[[float], Sound] | None = tone,
) -> Path:
    pictures = [bars(first + i, size) for i in range(frames)]
    return clip(path, pictures, heard(float(frames / rate)) if heard else None, rate)


def lumas(film: Path) -> list[Picture]:
    """Every frame's luma."""
    with opened(film) as container:
        return [
            frame.to_ndarray()[: frame.height].astype(np.uint8)
            for frame in container.decode(video=0)
        ]


def numbers(film: Path) -> list[int]:
    return [number_of(luma) for luma in lumas(film)]


def levels(film: Path) -> list[float]:
    """Every frame's mean luma."""
    return [float(luma.mean()) for luma in lumas(film)]


def heard(film: Path) -> Sound:
    return np.concatenate([*sound(film), np.zeros((0, 2), np.float32)])


def loudness_at(samples: Sound, at: float, seconds: float = 0.1) -> float:
    """The root mean square around a moment."""
    first = round((at - seconds / 2) * SAMPLES)
    part = samples[max(first, 0) : first + round(seconds * SAMPLES)]
    return float(np.sqrt(np.mean(np.square(part))))


def source(path: Path) -> Source:
    # Good enough for a digest here: tests never change a file in place.
    return Source(kind="clip", file=str(path), digest=str(path))


def cut_of(
    *parts: tuple[Source, int, int] | tuple[Source, int, int, int],
    size: tuple[int, int] = SIZE,
    rate: Fraction = RATE,
) -> Timeline:
    """A timeline of (source, start, length[, dissolve]) in frames."""
    edits: list[Edit] = []
    for index, (what, start, length, *dissolve) in enumerate(parts):
        overlap = dissolve[0] if dissolve else 0
        edits.append(
            Edit(
                slate=SlateText(
                    film="Test",
                    scene=SceneId("one"),
                    shot=ShotId(f"{index + 1:02}0"),
                ),
                source=what,
                start=start,
                length=length,
                at=(edits[-1].end if edits else 0) - overlap,
                enter=Passage(kind="dissolve", frames=overlap) if overlap else None,
            )
        )
    return Timeline(
        title="Test",
        rate=str(rate),
        width=size[0],
        height=size[1],
        edits=tuple(edits),
        length=edits[-1].end,
    )


def remux(path: Path, out: Path, *, rotation: int = 0) -> Path:
    """The same packets with a note to turn the picture when it is shown."""
    with opened(path) as old, av.open(str(out), "w") as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        stream.set_display_rotation(rotation)
        for packet in old.demux(old.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                new.mux(packet)
    return out
