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
