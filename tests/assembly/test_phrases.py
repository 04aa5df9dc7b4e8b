import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.assembly.phrases import LINE, broken, divided, flowing, length

NIGHT = (
    "The fog came early that year. Nobody saw the ferry leave, and when it was gone, "
    "nobody spoke of it. It was as if the harbour had always been empty."
)


def test_a_short_text_stays_on_one_line() -> None:
    assert broken("Not tonight.") == "Not tonight."
    assert divided("Not tonight.") == ["Not tonight."]


def test_a_longer_one_is_broken_where_one_pauses() -> None:
    assert broken("I told you that I would, but not tonight, my dear.") == (
        "I told you that I would,\nbut not tonight, my dear."
    )


def test_a_text_is_divided_at_the_end_of_a_sentence_or_else_of_a_clause() -> None:
    text = "The fog came early that year. Nobody saw the ferry leave, and it was gone"
    text += " before noon."
    assert divided(text)[0] == "The fog came early that year."
    parts = divided(NIGHT)
    assert [part.split()[-1] for part in parts] == ["year.", "it.", "empty."]
    assert all(length(part) <= 2 * LINE for part in parts)
    assert " ".join(parts) == NIGHT


def test_signs_of_east_asia_have_shorter_lines() -> None:
    lines = broken("今夜はだめだと言ったでしょう、灯台の火が消えてしまうから。").split(
        "\n"
    )
    assert len(lines) == 2
    assert all(len(line) <= 17 for line in lines)
    assert not lines[1].startswith(("、", "。"))


def test_a_word_that_cannot_be_divided_stays_whole() -> None:
    assert broken("x" * 100) == "x" * 100
    assert divided("x" * 200) == ["x" * 200]


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("one\n  two ", "one two"),
        ("灯\n台", "灯台"),
        ("안녕\n하세요", "안녕 하세요"),
        ("– one\ntwo\n– three", "– one two\n– three"),
        ("", ""),
    ],
)
def test_a_text_flows_again_without_its_breaks(text: str, flat: str) -> None:
    assert flowing(text, "– ") == flat


@given(st.text(alphabet="ab ,.灯。\n", max_size=300))
def test_no_letter_is_lost_and_none_is_added(text: str) -> None:
    def letters(text: str) -> str:
        return "".join(text.split())

    assert letters("".join(divided(text))) == letters(text)
    assert letters(broken(text)) == letters(text)
    assert broken(text).count("\n") <= 1


@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=9), max_size=60))
def test_parts_fit_into_two_lines(words: list[str]) -> None:
    for part in divided(" ".join(words)):
        assert length(part) <= 2 * LINE
        assert all(length(line) <= LINE + 9 for line in broken(part).split("\n"))
