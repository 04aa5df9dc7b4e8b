"""Files as text: encodings, odd characters, size."""

from pathlib import Path

import pytest

from storyboard.dsl.text import MAX_BYTES, SourceText, load, shown


def told(path: Path) -> list[tuple[str, str]]:
    source, problems = load(path, "b")
    assert (source is None) == bool(problems)
    return [(problem.code, str(problem.spot)) for problem in problems]


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "b"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    source, problems = load(path, "b")
    assert problems == ()
    assert source is not None
    assert source.text == "a: 1\n"


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"a: 1\nb: \xff\n", ("encoding", "b:2:4")),
        ("a: 漢\nb: é".encode("latin-1", "replace"), ("encoding", "b:2:4")),
        ("a: 1".encode("utf-16"), ("encoding", "b:1:1")),
        (b"a: 1\nbc: \x00\n", ("character", "b:2:5")),
        (b"a: \x1b[31m", ("character", "b:1:4")),
        ("a: 漢\u2028b: 1".encode(), ("character", "b:1:5")),
        ("a: 1\r\n\ufeffb: 1".encode(), ("character", "b:2:1")),
        (b"a" * (MAX_BYTES + 1), ("too-large", "b:1:1")),
        (b"a" * (10 * 1024 * 1024), ("too-large", "b:1:1")),
    ],
)
def test_what_is_no_text_is_told_with_its_place(
    tmp_path: Path, content: bytes, finding: tuple[str, str]
) -> None:
    path = tmp_path / "b"
    path.write_bytes(content)
    assert told(path) == [finding]


def test_a_spot_ends_with_its_line() -> None:
    source = SourceText("b", "abc\ndef")
    spot = source.spot(1, 6)
    assert (spot.line, spot.column, spot.width, spot.text) == (1, 2, 2, "abc")
    assert source.spot(7).column == 4


def test_text_in_messages_is_harmless_and_short() -> None:
    assert shown("a\x1b[31m\nb") == "a\\x1b[31m\\x0ab"
    assert shown("x" * 100, 10) == "x" * 9 + "…"
