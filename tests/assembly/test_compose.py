"""Segments that are not straight, drawn frame by frame."""

import inspect
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from storyboard.assembly.compose import composed
from storyboard.assembly.segments import Segment, segments
from storyboard.errors import MediaError
from storyboard.media.pictures import Frame
from storyboard.media.read import Plane, planes_of
from storyboard.model.timeline import Passage, Timeline, TitleCue
from tests.assembly.footage import (
    RATE,
    SIZE,
    clip,
    cut_of,
    flat,
    number_of,
    numbered,
    source,
)

FADE = Passage(kind="fade", frames=4)


def drawn(segment: Segment) -> list[Frame]:
    return list(composed(segment, SIZE, RATE))


def lumas(segment: Segment) -> list[Plane]:
    return [planes_of(frame)[0] for frame in drawn(segment)]


def special(timeline: Timeline) -> list[Segment]:
    return [each for each in segments(timeline) if not each.straight]


def with_edits(timeline: Timeline, **changes: Passage) -> Timeline:
    first, *rest = timeline.edits
    *middle, last = (first.model_copy(update={"enter": changes.get("enter")}), *rest)
    last = last.model_copy(update={"leave": changes.get("leave")})
    return timeline.model_copy(update={"edits": (*middle, last)})


@pytest.fixture
def grey(tmp_path: Path) -> Callable[[int], Path]:
    def made(level: int) -> Path:
        return clip(tmp_path / f"{level}.mp4", [flat(level)] * 12)

    return made


def test_a_dissolve_goes_from_the_one_shot_to_the_other(
    grey: Callable[[int], Path],
) -> None:
    cut = cut_of((source(grey(50)), 0, 10), (source(grey(200)), 0, 10, 4))
    (segment,) = special(cut)
    found = [float(luma.mean()) for luma in lumas(segment)]
    dark, light = 16 + 50 * 219 / 255, 16 + 200 * 219 / 255
    wanted = [dark + (light - dark) * n / 5 for n in range(1, 5)]
    assert found == pytest.approx(wanted, abs=1.5)


def test_a_passage_shows_the_frames_of_both_that_are_due(tmp_path: Path) -> None:
    one = numbered(tmp_path / "one.mp4", 12, heard=None)
    other = numbered(tmp_path / "other.mp4", 12, first=100, heard=None)
    cut = cut_of((source(one), 1, 10), (source(other), 2, 10, 4))
    push = Passage(kind="push", frames=4, direction="up")
    edits = (cut.edits[0], cut.edits[1].model_copy(update={"enter": push}))
    (segment,) = special(cut.model_copy(update={"edits": edits}))
    found = lumas(segment)
    assert [number_of(luma[:4]) for luma in found] == [7, 8, 9, 10]
    assert [number_of(luma[-4:]) for luma in found] == [102, 103, 104, 105]


def test_the_film_comes_in_and_goes_out(grey: Callable[[int], Path]) -> None:
    cut = cut_of((source(grey(200)), 0, 12))
    starts, ends = special(with_edits(cut, enter=FADE, leave=FADE))
    comes, goes = ([float(y.mean()) for y in lumas(each)] for each in (starts, ends))
    assert comes[0] == goes[-1] == 16
    assert comes == goes[::-1]
    assert comes == sorted(comes)


def test_a_passage_in_two_parts_is_the_same_passage(
    grey: Callable[[int], Path],
) -> None:
    """A title that comes up in its middle divides it, and changes nothing else."""
    cut = cut_of((source(grey(50)), 0, 10), (source(grey(200)), 0, 10, 4))
    title = TitleCue(text=" ", kind="title", at=8, length=12, fade=0)
    divided = special(cut.model_copy(update={"titles": (title,)}))[:2]
    assert [segment.length for segment in divided] == [2, 2]
    (whole,) = special(cut)
    parts = [luma for segment in divided for luma in lumas(segment)]
    for one, other in zip(parts, lumas(whole), strict=True):
        assert (one == other).all()


def test_a_title_that_goes_on_over_a_cut_goes_on_with_its_fade(
    grey: Callable[[int], Path],
) -> None:
    dark = source(grey(0))
    cut = cut_of((dark, 0, 10), (dark, 0, 10))
    title = TitleCue(text="FOG", kind="title", at=7, length=6, fade=4)
    found = special(cut.model_copy(update={"titles": (title,)}))
    peaks = [int(luma.max()) for segment in found for luma in lumas(segment)]
    assert len(peaks) == 6
    assert peaks[:3] == sorted(set(peaks[:3]))
    assert peaks == peaks[::-1]


def test_the_last_title_lies_on_top(grey: Callable[[int], Path]) -> None:
    cut = cut_of((source(grey(100)), 0, 4))
    white, black = (
        TitleCue(text=" ", kind="card", at=0, length=4, fade=0, background=colour)
        for colour in ("#ffffff", "#000000")
    )
    (segment,) = special(cut.model_copy(update={"titles": (white, black)}))
    assert {int(luma.max()) for luma in lumas(segment)} == {16}


def test_a_draft_is_stamped_with_its_shot_and_a_running_time_code(
    grey: Callable[[int], Path],
) -> None:
    cut = cut_of((source(grey(128)), 0, 4), (source(grey(128)), 0, 4))
    first, second = special(cut.model_copy(update={"draft": True}))
    frames = [*lumas(first), *lumas(second)]
    plain = frames[0][-1, -1]
    written = np.argwhere(np.abs(frames[0].astype(int) - int(plain)) > 8)
    (top, left), (bottom, right) = written.min(0), written.max(0)
    assert bottom < SIZE[1] / 4
    assert right < SIZE[0] * 0.7
    assert min(top, left) > 0
    plates = [frame[top : bottom + 1, left : right + 1] for frame in frames]
    assert len({plate.tobytes() for plate in plates}) == 8


def test_the_same_segment_is_drawn_the_same_again(
    grey: Callable[[int], Path],
) -> None:
    cut = cut_of((source(grey(50)), 0, 10), (source(grey(200)), 0, 10, 4))
    title = TitleCue(text="FOG", kind="lower third", at=2, length=12, fade=2)
    cut = cut.model_copy(update={"titles": (title,), "draft": True})
    for segment in special(cut):
        for one, other in zip(drawn(segment), drawn(segment), strict=True):
            for plane, again in zip(planes_of(one), planes_of(other), strict=True):
                assert (plane == again).all()


def test_a_damaged_clip_is_told(grey: Callable[[int], Path]) -> None:
    whole = grey(50)
    cut = cut_of((source(whole), 0, 10), (source(whole), 0, 10, 4))
    (segment,) = special(cut)
    whole.write_bytes(b"no clip at all")
    with pytest.raises(MediaError):
        drawn(segment)


def test_a_segment_that_is_left_early_closes_its_clips(
    grey: Callable[[int], Path],
) -> None:
    cut = cut_of((source(grey(50)), 0, 10), (source(grey(200)), 0, 10, 4))
    (segment,) = special(cut)
    frames = composed(segment, SIZE, RATE)
    next(frames)
    shots = inspect.getgeneratorlocals(frames)["shots"]
    frames.close()
    states = [inspect.getgeneratorstate(shot) for shot in shots]
    assert states == [inspect.GEN_CLOSED] * 2
