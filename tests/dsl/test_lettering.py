"""What the check says of fonts, letters and subtitles."""

from collections.abc import Callable
from pathlib import Path

import pytest

from storyboard.dsl.reading import read
from storyboard.errors import Problem
from storyboard.panels import script
from tests.panels.cut_font import font_with

Lay = Callable[[dict[str, str]], Path]
Found = Callable[..., list[Problem]]
CAST = "characters: {ann: {sheet: a clerk}}\n"


@pytest.fixture
def found(lay: Lay, folder: Path) -> Found:
    """The findings about a film of one shot with these lines."""

    def problems(rest: str, *lines: str) -> list[Problem]:
        text = "storyboard: 1\ntitle: Fog\nscenes:\n  - id: pier\n"
        text += "    characters: [ann]\n    shots:\n"
        text += '      - id: "010"\n        action: She waits.\n        seconds: 60\n'
        text += "        dialogue:\n" if lines else ""
        text += "".join(f"          - {{who: ann, {line}}}\n" for line in lines)
        board = lay({"storyboard.yaml": text + CAST + rest, "a.wav": ""})
        return list(read(board, folder, packs={}).problems)

    return problems


def title(more: str) -> str:
    return f"titles: [{{at: 0, {more}}}]\n"


def test_a_font_may_be_named_wherever_letters_are(found: Found, folder: Path) -> None:
    font_with("AB", folder / "fonts" / "own.ttf")
    assert found(title("text: AB, font: fonts/own.ttf")) == []
    assert found("lettering: {font: fonts/own.ttf}\n" + title("text: AB")) == []
    subtitles = "subtitles: {lettering: {font: fonts/own.ttf}}\n"
    assert found(subtitles) == []


@pytest.mark.parametrize(
    ("file", "code", "said"),
    [
        ("none.ttf", "missing-file", "there is no file"),
        ("a.wav", "wrong-kind", "is no font file"),
        ("bad.ttf", "font", '"bad.ttf" is no font, or a damaged one'),
    ],
)
def test_a_font_that_cannot_be_used_is_told_of_where_it_is_named(
    found: Found, folder: Path, file: str, code: str, said: str
) -> None:
    (folder / "bad.ttf").write_bytes(b"not a font")
    (problem,) = found(title(f"text: Олень, font: {file}"))
    assert (problem.code, problem.severity) == (code, "error")
    assert said in problem.message
    assert problem.where == ("titles", 0, "font")
    assert problem.spot is not None
    assert problem.spot.line == 11


def test_a_letter_that_no_font_has_is_named(found: Found) -> None:
    (problem,) = found(title(r'text: "Fog \uE123\uE124"'))
    assert (problem.code, problem.where) == ("no-letter", ("titles", 0, "text"))
    assert "U+E123 \ue123, U+E124 \ue124 for this title" in problem.message
    assert "`font`" in problem.hint


def test_a_font_that_has_the_letter_settles_it(found: Found, folder: Path) -> None:
    font_with("\ue123", folder / "own.ttf")
    assert found(title(r'text: "Fog \uE123", font: own.ttf')) == []
    board = "lettering: {font: own.ttf}\n"
    assert found(board + title(r'text: "Fog \uE123"')) == []


@pytest.mark.parametrize(
    ("subtitles", "codes"),
    [
        ("", []),
        ("subtitles: {}\n", []),
        ("subtitles: {burn: true}\n", ["no-letter"]),
        ("subtitles: {burn: true, lettering: {font: own.ttf}}\n", []),
    ],
)
def test_letters_of_lines_count_where_they_are_drawn(
    found: Found, folder: Path, subtitles: str, codes: list[str]
) -> None:
    font_with("\ue123", folder / "own.ttf")
    problems = found(subtitles, r'line: "Fog \uE123"')
    assert [problem.code for problem in problems] == codes
    place = ("scenes", 0, "shots", 0, "dialogue", 0, "line")
    assert [problem.where for problem in problems] == [place] * len(codes)


def test_letters_of_translations_are_their_players_affair(found: Found) -> None:
    line = r'line: Fog, translations: {de: "\uE123"}'
    assert found("subtitles: {burn: true, languages: [en, de]}\n", line) == []


def test_a_script_that_cannot_be_shaped_is_a_warning(
    found: Found, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    font_with("אב", folder / "own.ttf")
    hebrew = title("text: אב, font: own.ttf")
    monkeypatch.setattr(script, "shapes", lambda: False)
    (problem,) = found(hebrew)
    assert (problem.code, problem.severity) == ("shaping", "warning")
    monkeypatch.setattr(script, "shapes", lambda: True)
    assert found(hebrew) == []


def test_a_line_without_its_translation_is_told_of(found: Found) -> None:
    problems = found(
        "subtitles: {languages: [en, de, fr]}\n",
        "line: Fog, translations: {de: Nebel}",
        "line: No., at: 5, translations: {de: Nein., fr: Non.}",
    )
    (problem,) = problems
    assert problem.message == '"Fog" has no translation into fr'
    assert problem.where == ("scenes", 0, "shots", 0, "dialogue", 0, "line")
    assert "translations: {fr: …}" in problem.hint


def test_narration_is_translated_too_and_has_to_have_words(found: Found) -> None:
    sound = "sound: {narration: [{file: a.wav}, {file: a.wav, at: 9, line: Fog.}]}\n"
    one, two = found(sound + "subtitles: {languages: [en, de]}\n")
    assert (one.code, one.severity) == ("no-words", "warning")
    assert (two.code, two.severity) == ("translation", "error")
    assert two.where == ("sound", "narration", 1, "line")
    assert found(sound) == []


def test_credits_take_their_time_and_have_no_position(found: Found) -> None:
    roll = "text: A | B, credits: roll"
    assert found(title(f"{roll}, seconds: 10")) == []
    (fast,) = found(title(f"{roll}, seconds: 2"))
    assert (fast.code, fast.severity) == ("credits", "warning")
    assert "about 10 s" in fast.hint
    (placed,) = found(title(f"{roll}, seconds: 10, position: top"))
    assert placed.where == ("titles", 0, "position")
