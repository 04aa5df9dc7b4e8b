import os
import subprocess
import sys
from pathlib import Path

import pytest

from storyboard.assembly.kept import clear_litter, head_of, keep, part, place_of
from storyboard.assembly.segments import Segment, segments
from storyboard.errors import MediaError
from storyboard.media.encode import encode
from storyboard.media.recipe import Recipe
from tests.assembly.footage import RATE, SIZE, cut_of, numbered, source

RECIPE = Recipe("h264", SIZE, RATE)


@pytest.fixture
def segment(tmp_path: Path) -> Segment:
    one = source(numbered(tmp_path / "1.mp4", 8))
    (found,) = segments(cut_of((one, 0, 8)))
    return found


def kept(segment: Segment, cache: Path) -> Path:
    place = place_of(segment, RECIPE, cache)
    keep(place, segment.strips[0].frames(), RECIPE, segment)
    return place


def test_what_is_kept_is_given_back(tmp_path: Path, segment: Segment) -> None:
    assert head_of(place_of(segment, RECIPE, tmp_path / "cache"), segment) is None
    packets: list[bytes] = []
    made = encode(segment.strips[0].frames(), RECIPE, packets.append)
    place = kept(segment, tmp_path / "cache")
    head = head_of(place, segment)
    assert head is not None
    assert (head.coded, head.missing) == (made, 0)
    assert len(made.sizes) == 8
    assert list(part(place, head).packets) == packets
    assert [path.name for path in place.parent.iterdir()] == [place.name]


@pytest.mark.parametrize("size", [0, 1, 200, -1])
def test_a_file_cut_short_is_as_good_as_none(
    tmp_path: Path, segment: Segment, size: int
) -> None:
    place = kept(segment, tmp_path)
    place.write_bytes(place.read_bytes()[:size])
    assert head_of(place, segment) is None


def test_a_changed_byte_is_noticed_when_it_is_read(
    tmp_path: Path, segment: Segment
) -> None:
    place = kept(segment, tmp_path)
    content = bytearray(place.read_bytes())
    content[20] ^= 1
    place.write_bytes(content)
    head = head_of(place, segment)
    assert head is not None
    with pytest.raises(MediaError, match="is damaged"):
        part(place, head)


def test_a_slate_that_stands_in_has_to_name_the_right_shot(tmp_path: Path) -> None:
    one = source(numbered(tmp_path / "1.mp4", 4))
    (short,) = segments(cut_of((one, 0, 8)))
    place = kept(short, tmp_path)
    head = head_of(place, short)
    assert head is not None
    assert head.missing == 2
    (renamed,) = segments(
        cut_of((one, 0, 8)).model_copy(
            update={
                "edits": tuple(
                    edit.model_copy(
                        update={"slate": edit.slate.model_copy(update={"shot": "9"})}
                    )
                    for edit in cut_of((one, 0, 8)).edits
                )
            }
        )
    )
    assert place_of(renamed, RECIPE, tmp_path) == place
    assert head_of(place, renamed) is None


def test_what_killed_runs_left_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"],
        capture_output=True,
        text=True,
        check=True,
    )
    left = tmp_path / f"abc.{ended.stdout.strip()}-7.partial"
    ours = tmp_path / f"abc.{os.getpid()}-7.partial"
    odd = tmp_path / "who.knows.partial"
    for path in (left, ours, odd, tmp_path / "abc.seg"):
        path.write_bytes(b"x")
    clear_litter(tmp_path)
    assert not left.exists()
    assert {path.name for path in tmp_path.iterdir()} == {
        ours.name,
        odd.name,
        "abc.seg",
    }


def test_a_place_that_cannot_be_written_is_told(
    tmp_path: Path, segment: Segment
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(MediaError, match="cannot be written"):
        keep(tmp_path / "file" / "a.seg", segment.strips[0].frames(), RECIPE, segment)
