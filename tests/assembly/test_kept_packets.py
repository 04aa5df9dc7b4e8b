from collections.abc import Iterator
from pathlib import Path

import pytest

from storyboard.assembly.kept_packets import is_kept, keep_packets, packets_in
from storyboard.errors import MediaError

PACKETS = [b"first", b"", b"third" * 500]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "cache" / "some.aac"
    keep_packets(place, PACKETS)
    return place


def test_packets_are_kept_as_they_are(place: Path) -> None:
    assert list(packets_in(place)) == PACKETS
    assert is_kept(place)
    assert [each.name for each in place.parent.iterdir()] == ["some.aac"]


def test_no_packets_are_kept_too(tmp_path: Path) -> None:
    keep_packets(tmp_path / "none.aac", [])
    assert list(packets_in(tmp_path / "none.aac")) == []


def test_damage_anywhere_is_noticed(place: Path) -> None:
    whole = place.read_bytes()
    for at in [*range(60), *range(60, len(whole), 97), len(whole) - 1]:
        harmed = bytearray(whole)
        harmed[at] ^= 0x41
        place.write_bytes(harmed)
        assert not is_kept(place), at


def test_a_file_that_is_too_short_or_too_long_is_noticed(place: Path) -> None:
    whole = place.read_bytes()
    for harmed in (b"", whole[:10], whole[:30], whole[:-1], whole + b"x"):
        place.write_bytes(harmed)
        with pytest.raises(MediaError, match="is damaged"):
            list(packets_in(place))


def test_a_file_that_is_not_there_is_not_kept(tmp_path: Path) -> None:
    assert not is_kept(tmp_path / "some.aac")
    with pytest.raises(MediaError, match="cannot be read"):
        list(packets_in(tmp_path / "some.aac"))


def test_nothing_stays_of_packets_that_were_not_finished(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"first"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep_packets(tmp_path / "some.aac", broken())
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MediaError, match=r"some\.aac: cannot be written"):
        keep_packets(tmp_path / "file" / "some.aac", PACKETS)
