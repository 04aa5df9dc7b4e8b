import pytest

from storyboard.panels.script import (
    cleaned,
    in_sight,
    levels,
    needs_shaping,
    pieces,
    wide,
)

HEBREW = "אב"


@pytest.mark.parametrize(
    ("line", "deep"),
    [
        ("ab 1", [0, 0, 0, 0]),
        (HEBREW, [1, 1]),
        (f"a {HEBREW} b", [0, 0, 1, 1, 0, 0]),
        (f"{HEBREW} ab", [1, 1, 1, 2, 2]),
        (f"{HEBREW} 12!", [1, 1, 1, 2, 2, 1]),
        (f"{HEBREW} א", [1, 1, 1, 1]),
        ("! 1", [0, 0, 0]),
        ("א\u05b0", [1, 1]),
    ],
)
def test_every_character_lies_as_deep_as_its_script_says(
    line: str, deep: list[int]
) -> None:
    assert levels(line) == deep


@pytest.mark.parametrize(
    ("deep", "order"),
    [
        ([], []),
        ([0], [0]),
        ([0, 1, 0], [0, 1, 2]),
        ([0, 1, 2, 1, 0], [0, 3, 2, 1, 4]),
        ([1, 2, 1], [2, 1, 0]),
    ],
)
def test_runs_are_seen_from_left_to_right(deep: list[int], order: list[int]) -> None:
    assert in_sight(deep) == order


def test_lines_break_at_spaces_and_between_signs() -> None:
    assert pieces("not  tonight") == [("", "not"), (" ", "tonight")]
    assert pieces("今夜は、だめ。") == [
        ("", "今"),
        ("", "夜"),
        ("", "は、"),
        ("", "だ"),
        ("", "め。"),
    ]
    assert pieces("「灯」 OK") == [("", "「灯」"), (" ", "OK")]
    assert pieces("안녕 하세요") == [("", "안녕"), (" ", "하세요")]


def test_what_has_no_shape_is_left_out() -> None:
    assert cleaned("a\u200b\ufe0fb\x07") == "ab"
    assert cleaned("e\u0301") == "é"


def test_scripts_that_need_their_neighbours_are_known() -> None:
    assert all(needs_shaping(text) for text in ("سلام", "नमस्ते", "สวัสดี", HEBREW))
    assert not any(needs_shaping(text) for text in ("Grüße", "Привет", "灯台", "Ω"))


def test_broad_signs_count_for_more() -> None:
    assert wide("abc") == 3
    assert wide("灯") > 2
