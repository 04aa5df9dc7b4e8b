from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyboard.assembly.rolls import Roll, rolls
from storyboard.errors import MediaError
from storyboard.model.timeline import Source, Timeline
from tests.assembly.footage import cut_of, number_of, numbered, source


def rolled(timeline: Timeline, cache: Path) -> tuple[Roll, ...]:
    return rolls(timeline, cache, lambda _done: None)


def shown(roll: Roll) -> list[int]:
    return [number_of(y) for y, _, _ in roll.planes()]


@pytest.mark.parametrize("short", [1, 2])
def test_a_clip_up_to_two_frames_short_is_held_on_its_last(
    tmp_path: Path, short: int
) -> None:
    clip = source(numbered(tmp_path / "clip.mp4", 10))
    (roll,) = rolled(cut_of((clip, 4, 6 + short)), tmp_path)
    assert shown(roll) == [4, 5, 6, 7, 8, 9] + [9] * short
    assert roll.missing == 0


def test_a_clip_that_lacks_more_ends_in_a_slate_and_never_freezes(
    tmp_path: Path,
) -> None:
    clip = source(numbered(tmp_path / "clip.mp4", 10, first=1000))
    (roll,) = rolled(cut_of((clip, 4, 9)), tmp_path)
    frames = [y for y, _, _ in roll.planes()]
    assert [number_of(y) for y in frames[:6]] == list(range(1004, 1010))
    assert len(frames) == 9
    assert all(np.array_equal(y, frames[6]) for y in frames[6:])
    assert np.abs(frames[6].astype(int) - frames[5]).mean() > 20
    assert roll.missing == 3


def test_a_clip_that_ends_before_its_trim_starts_is_a_slate(tmp_path: Path) -> None:
    clip = source(numbered(tmp_path / "clip.mp4", 10))
    (roll,) = rolled(cut_of((clip, 10, 2)), tmp_path)
    assert len(shown(roll)) == roll.missing == 2


def test_a_missing_shot_is_a_slate_for_all_of_its_length(tmp_path: Path) -> None:
    slate = Source(kind="slate", reason="refused", palette=("#102030", "#e0a030"))
    (roll,) = rolled(cut_of((slate, 0, 5)), tmp_path)
    assert len(shown(roll)) == roll.missing == 5


def test_a_still_stands_for_all_of_its_length(tmp_path: Path) -> None:
    path = tmp_path / "still.png"
    Image.new("RGB", (40, 40), "white").save(path)
    still = Source(kind="still", file=str(path), digest="still")
    (roll,) = rolled(cut_of((still, 3, 4)), tmp_path)
    frames = list(roll.planes())
    assert [y.min() for y, _, _ in frames] == [235] * 4
    assert roll.missing == 0


def test_a_clip_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"there is no file .*gone\.mp4"):
        rolled(cut_of((source(tmp_path / "gone.mp4"), 0, 4)), tmp_path)
