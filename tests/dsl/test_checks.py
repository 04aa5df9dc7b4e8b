"""What a well-shaped board may still get wrong, and what it may not be accused of."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from storyboard.dsl.checks.timing import speech_seconds

Codes = Callable[..., list[str]]


def shot(number: int, more: str = "") -> str:
    return f'id: "{number:03}", action: She waits., seconds: 4{more}'


def test_own_material_of_unknown_length_is_not_accused(codes: Codes) -> None:
    plate = 'id: "020", footage: pier.mp4, trim: {from: 20, to: 90}'
    assert codes(shot(10), plate, shot(30, ", enter: dissolve 3")) == []
    whole = 'id: "020", footage: pier.mp4'
    titles = "titles: [{text: END, at: 5000}]\n"
    assert codes(shot(10), whole, rest=titles) == []


def test_own_material_of_known_length_is_held_to_it(codes: Codes) -> None:
    plate = 'id: "020", footage: pier.mp4, seconds: 10, trim: {to: 11}'
    assert codes(plate) == ["trim"]


def test_the_films_end_counts_overlaps_and_trims(codes: Codes) -> None:
    film = shot(10, ", trim: {from: 1, to: 3}"), shot(20, ", enter: dissolve 0.5")
    at_end, before = "titles: [{text: END, at: 5.5}]\n", "titles: [{text: E, at: 2}]\n"
    assert codes(*film, rest=at_end) == ["after-the-end"]
    assert codes(*film, rest=before) == []


def test_a_sound_on_a_shot_counts_from_that_shot(codes: Codes) -> None:
    effects = "sound: {{effects: [{{file: a.wav, shot: '020', at: {}}}]}}\n"
    film = shot(10), shot(20)
    assert codes(*film, rest=effects.format(3.9)) == []
    assert codes(*film, rest=effects.format(4)) == ["after-the-end"]


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("x" * 30, Fraction(2)),
        ("  " + "x" * 30 + "  ", Fraction(2)),
        ("灯" * 10, Fraction(2)),
        ("안녕하세요", Fraction(1)),
        ("灯" * 5 + "x" * 15, Fraction(2)),
    ],
)
def test_speech_is_timed_by_its_script(line: str, seconds: Fraction) -> None:
    assert speech_seconds(line) == seconds


@pytest.mark.parametrize(("length", "found"), [(60, []), (61, ["long-line"])])
def test_a_line_may_fill_its_shot(codes: Codes, length: int, found: list[str]) -> None:
    line = f", dialogue: [{{who: ann, line: {'x' * length}}}]"
    cast = "characters: {ann: {sheet: a clerk}}\n"
    assert codes(shot(10, line), scene="characters: [ann]", rest=cast) == found


def test_a_line_counts_from_the_trimmed_start(codes: Codes) -> None:
    cast = "characters: {ann: {sheet: a clerk}}\n"
    line = ", trim: {from: 2}, dialogue: [{who: ann, line: Hm., at: 1.9}]"
    late = ", trim: {from: 2}, dialogue: [{who: ann, line: Hm., at: 2}]"
    assert codes(shot(10, late), scene="characters: [ann]", rest=cast) == ["late-line"]
    assert "late-line" not in codes(
        shot(10, line), scene="characters: [ann]", rest=cast
    )


def test_a_line_may_go_on_while_its_sound_lags(codes: Codes) -> None:
    cast = "characters: {ann: {sheet: a clerk}}\n"
    said = ", trim: {to: 3}, dialogue: [{who: ann, line: " + "x" * 55 + "}]"
    lags = said + ", own_sound: {lags: 0.9}"
    film = {"scene": "characters: [ann]", "rest": cast}
    assert codes(shot(10, said), shot(20), **film) == ["long-line"]
    assert codes(shot(10, lags), shot(20), **film) == []


def test_shots_may_wait_for_each_other_without_a_circle(codes: Codes) -> None:
    film = (
        shot(10, ', ends_on: "040"'),
        shot(20, ', continues: "010", ends_on: "040"'),
        shot(30, ', continues: "020"'),
        shot(40),
    )
    assert codes(*film) == []


def test_an_end_frame_and_a_start_frame_can_make_a_circle(codes: Codes) -> None:
    film = shot(10, ', ends_on: "020"'), shot(20, ', continues: "010"')
    assert codes(*film) == ["continuity-circle"]


def test_two_circles_are_two_findings(codes: Codes) -> None:
    film = (
        shot(10, ', continues: "020"'),
        shot(20, ', continues: "010"'),
        shot(30, ', continues: "040"'),
        shot(40, ', continues: "030"'),
        shot(50, ', continues: "040"'),
    )
    assert codes(*film) == ["continuity-circle"] * 2


def test_a_long_chain_is_no_circle(codes: Codes) -> None:
    film = [shot(1)] + [shot(n, f', continues: "{n - 1:03}"') for n in range(2, 900)]
    assert codes(*film) == []
    assert codes(*reversed(film)) == []


def test_a_look_carried_from_an_earlier_scene_is_known(codes: Codes) -> None:
    rest = (
        "  - id: deck\n    characters: [ann]\n"
        '    shots: [{id: "020", action: A., in_shot: [ann]}]\n'
        "characters: {ann: {sheet: a clerk, looks: {wet: soaked}}}\n"
    )
    assert codes(shot(10), scene="characters: {ann: wet}", rest=rest) == []


def test_a_scene_together_takes_plain_shots(codes: Codes) -> None:
    assert codes(shot(10), shot(20), scene="together: true") == []
    plate = 'id: "030", footage: pier.mp4'
    assert codes(shot(10), plate, scene="together: true") == ["together"]


def test_suffixes_may_be_capitals(codes: Codes, folder: Path) -> None:
    (folder / "B.MOV").touch()
    assert codes('id: "010", footage: B.MOV') == []


def test_a_folder_is_no_file(codes: Codes, folder: Path) -> None:
    (folder / "plates.mp4").mkdir()
    assert codes('id: "010", footage: plates.mp4') == ["missing-file"]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("fog.mp4", []),
        ("films/fog.mp4", []),
        ("films/../fog.mp4", []),
        ("./pier.mp4", ["output"]),
        ("pier.mp4", ["output"]),
        ("../fog.mp4", ["outside"]),
        ("C:fog.mp4", ["outside"]),
        ("fog.webm", []),
        ("/fog.mp4", ["output"]),
    ],
)
def test_the_film_stays_in_the_project_and_off_its_sources(
    codes: Codes, written: str, found: list[str]
) -> None:
    output = f"output: {{file: '{written}'}}\n"
    assert codes('id: "010", footage: pier.mp4', rest=output) == found


def test_a_file_that_may_not_be_read_is_found(
    codes: Codes, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Who runs the tests may be allowed to read anything.
    monkeypatch.setattr("os.access", lambda *_: False)
    assert codes('id: "010", footage: pier.mp4, trim: {to: 1}') == ["unreadable"]
