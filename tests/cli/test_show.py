import click
import pytest

from storyboard.cli.show import LONGEST_LINE, harmless, problem_text
from storyboard.errors import Problem, Spot


def plain(problem: Problem) -> list[str]:
    return click.unstyle(problem_text(problem)).split("\n")


def test_a_problem_shows_its_line_a_caret_and_what_to_do() -> None:
    spot = Spot("film.yaml", 14, 15, "        move: push inn", 8)
    found = Problem("move", '"push inn" is no camera move', hint="write push in")
    assert plain(Problem(**{**found.__dict__, "spot": spot})) == [
        'film.yaml:14:15: error: "push inn" is no camera move',
        "   14 │         move: push inn",
        "      │               ^^^^^^^^",
        "  → write push in",
    ]


def test_the_caret_stands_under_wide_letters() -> None:
    spot = Spot("film.yaml", 3, 9, "title: 灯台 x", 2)
    lines = plain(Problem("x", "no", spot=spot))
    # A wide letter takes two columns: the caret is as wide as what it marks.
    assert lines[2] == "      │ " + " " * 9 + "^^^"


def test_a_tab_before_the_place_stays_a_tab() -> None:
    spot = Spot("film.yaml", 3, 3, '\t\t"a"', 3)
    assert plain(Problem("x", "no", spot=spot))[2] == "      │ \t\t^^^"


def test_a_problem_without_a_place_is_one_line_and_a_hint() -> None:
    found = Problem("x", "nothing is there", hint="make it", severity="warning")
    assert plain(found) == ["warning: nothing is there", "  → make it"]


def test_of_a_long_line_the_part_around_its_caret_is_shown() -> None:
    text = "notes: {" + "a: 1, " * 100_000 + "}"
    spot = Spot("film.yaml", 3, 6_009, text, 1)
    _, line, caret = plain(Problem("x", "no", spot=spot))
    assert len(line) < LONGEST_LINE + 20
    assert line.endswith("…")
    assert line[caret.index("^")] == text[6_008]
    whole = Spot("film.yaml", 3, 1, text, len(text))
    assert len(plain(Problem("x", "no", spot=whole))[2]) < LONGEST_LINE + 20


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m\tand\nplain", "\x1b[31mred\x1b[0m\tand\nplain"),
        ("\x1b]0;a title\x07", "]0;a title"),
        ("\x1b[2Jcleared", "[2Jcleared"),
        ("back\b\b\b\x9b2Jdel\x7f\r", "back2Jdel"),
        ("gnp.\u202egpj\u2066", "gnp.gpj"),
    ],
)
def test_what_steers_a_terminal_is_not_printed(text: str, shown: str) -> None:
    assert harmless(text) == shown
