"""A thousand damaged media files through everything that reads media."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from storyboard.media.ffmpeg import media_input, media_output, run
from tests.assembly.footage import bars, numbered
from tests.faults.ground import MEMORY, WORK, Ended, Ground

MUTANTS = 1_000
BATCH = 50


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small files of every format that is read."""
    folder = tmp_path_factory.mktemp("good")
    clip = numbered(folder / "good.mp4", 12, size=(64, 36), rate=Fraction(12))
    for name, arguments in {
        "good.mov": ("-c", "copy"),
        "good.mkv": ("-c", "copy"),
        "good.m4v": ("-c:v", "libx264", "-bf", "2", "-c:a", "copy"),
        "good.wav": ("-vn", "-ar", "8000", "-ac", "1"),
        "good.flac": ("-vn", "-ar", "8000", "-ac", "1"),
        "good.mp3": ("-vn", "-ar", "8000", "-ac", "1"),
        "good.ogg": ("-vn", "-ac", "1"),
        "good.m4a": ("-vn", "-c:a", "copy"),
    }.items():
        run([*media_input(clip), *arguments, media_output(folder / name)])
    for suffix in ("png", "jpg", "webp", "tiff", "bmp"):
        Image.fromarray(bars(77, (64, 36))).save(folder / f"good.{suffix}")
    return folder


def gone_through(
    seeds: range, folder: Path, ground: Ground
) -> tuple[Ended, list[dict[str, Any]]]:
    arguments = (str(folder), str(seeds.start), str(seeds.stop))
    ended = ground.python("tests.faults.bad.mutants", *arguments)
    return ended, [json.loads(line) for line in ended.out.splitlines()]


def slow(told: list[dict[str, Any]]) -> list[int]:
    return [each["seed"] for each in told if each.get("work", 0) > WORK]


def again(seed: int, folder: Path, ground: Ground) -> bool:
    """Whether it is slow by itself, too, and not because the machine was busy."""
    return bool(slow(gone_through(range(seed, seed + 1), folder, ground)[1]))


@pytest.mark.row("B media mutated", cases=BATCH)
@pytest.mark.parametrize("first", range(0, MUTANTS, BATCH))
def test_damage_is_told_or_read_over(
    first: int, ground: Ground, good: Path, tmp_path: Path
) -> None:
    """No crash, no error but MediaError, and each file soon and small."""
    folder = tmp_path / "mutants"
    folder.mkdir()
    for file in good.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    before = ground.around()
    ended, told = gone_through(range(first, first + BATCH), folder, ground)
    assert ended.code == 0, f"{told[-1:]}: {ended.err[-2000:]}"
    wrong = [
        f"seed {each['seed']}: {each['wrong']}" for each in told if each.get("wrong")
    ]
    assert not wrong, "\n".join(wrong)
    assert [seed for seed in slow(told) if again(seed, folder, ground)] == []
    assert sum("work" in each for each in told) == BATCH
    assert ended.memory <= MEMORY
    assert ground.around() == before
