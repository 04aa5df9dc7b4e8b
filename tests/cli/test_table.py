import click
import pytest

from storyboard.cli.table import Row, print_table


def test_columns_stand_under_their_heads(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [Row(("010", "new", "4")), Row(("020", "changed: prompt", "12.5"), "dim")]
    print_table(("shot", "why", "seconds"), rows, right=("seconds",))
    assert capsys.readouterr().out.splitlines() == [
        "shot  why              seconds",
        "010   new                    4",
        "020   changed: prompt     12.5",
    ]


def test_wide_letters_take_their_room(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("shot", "by"), [Row(("灯台", "a")), Row(("x", "b"))])
    assert capsys.readouterr().out.splitlines() == ["shot  by", "灯台  a", "x     b"]


def test_a_row_is_one_line_however_narrow_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    print_table(("why",), [Row(("changed: prompt, camera, move, style",))])
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize(
    ("columns", "terminal", "shown"),
    [
        ("40", True, "shot  scene    why  seconds"),
        ("20", True, "shot  why  seconds"),
        ("12", True, "shot  why"),
        ("5", True, "shot  why"),
        ("20", False, "shot  scene    why  seconds"),
    ],
)
def test_a_narrow_terminal_does_without_spare_columns(
    *,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    columns: str,
    terminal: bool,
    shown: str,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    row = Row(("010", "arrival", "new", "4"))
    heads = ("shot", "scene", "why", "seconds")
    print_table(heads, [row], right=("seconds",), spare=("scene", "seconds"))
    head, line = click.unstyle(capsys.readouterr().out).splitlines()
    assert head == shown
    assert len(line.split()) == len(head.split())
