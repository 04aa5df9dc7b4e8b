"""The options of the cut, and what is said of it, as a user meets them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from storyboard.cli.cut_bars import Stage, cut_bars
from storyboard.cli.live import CallSheet, Log
from storyboard.cli.outcome import _film_text
from storyboard.model.event import CutMoved, FilmMade, PartMade
from storyboard.model.value import ShotId
from tests.assembly.footage import numbered

Run = Callable[..., tuple[int, str, str]]
BOARD = """\
storyboard: 1
title: Two Small Shots
format: {resolution: 120p, fps: 12}
defaults: {seconds: 1}
variants: [{name: tall, format: {aspect: "9:16"}}]
scenes:
  - id: pier
    shots:
      - {id: "010", footage: a.mp4, seconds: 1, tags: [hero]}
      - {id: "020", footage: b.mp4, seconds: 1}
"""


@pytest.fixture
def film(verb: Run) -> Run:
    """The command in a folder with a board of two own clips and a variant."""
    Path("storyboard.yaml").write_text(BOARD, encoding="utf-8")
    numbered(Path("a.mp4"), 12, size=(214, 120))
    numbered(Path("b.mp4"), 12, 100, size=(214, 120))
    return verb


def test_render_cuts_the_film_and_its_variants(film: Run) -> None:
    code, out, _ = film("render")
    assert code == 0
    assert "two-small-shots.mp4  2.0 s, 24 frames, 0 clips made" in out
    assert "two-small-shots-tall.mp4  2.0 s, 24 frames" in out
    code, out, _ = film("cut", "--variant", "tall")
    assert "two-small-shots-tall.mp4  2.0 s, 24 frames, 0 clips made, unchanged" in out
    assert "two-small-shots.mp4 " not in out


def test_parts_and_drafts_have_files_of_their_own(film: Run) -> None:
    main = ("--variant", "main")
    film("render", *main)
    assert film("cut", *main, "--draft")[1].startswith("cutting the picture")
    code, out, _ = film("cut", *main, "--shots", "tag:hero", "--draft")
    assert (code, "two-small-shots-part-draft.mp4  1.0 s, 12 frames" in out) == (
        0,
        True,
    )
    code, out, _ = film("cut", *main, "--from", "0:00.5", "--to", "020")
    assert (code, "two-small-shots-part.mp4  1.5 s, 18 frames" in out) == (0, True)
    assert sorted(path.name for path in Path().glob("*.mp4")) == [
        "a.mp4",
        "b.mp4",
        "two-small-shots-draft.mp4",
        "two-small-shots-part-draft.mp4",
        "two-small-shots-part.mp4",
        "two-small-shots.mp4",
    ]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--from", "0:05"), 3, "--from 0:05 lies outside the film, which ends at"),
        (("--from", "1", "--to", "0.5"), 3, "--from 1 --to 0.5 leaves nothing"),
        (("--from", "O10"), 3, '"O10" is no time of the film and no shot'),
        (("--shots", "030"), 3, '"030" selects no shot'),
        (("--variant", "wide"), 3, 'there is no variant "wide"'),
        (("--variant", "main", "-o", "a.avi"), 2, "a.avi is no film's name"),
    ],
)
@pytest.mark.parametrize("verb_", ["cut", "render"])
def test_what_cannot_be_cut_is_said_before_anything_is_made(
    film: Run, verb_: str, options: tuple[str, ...], code: int, said: str
) -> None:
    text = BOARD.replace("footage: b.mp4", "action: She leaves.")
    Path("storyboard.yaml").write_text(text, encoding="utf-8")
    ended, _, err = film(verb_, *options)
    assert (ended, said in err) == (code, True), err
    assert not Path(".storyboard", "clips").exists()


def test_the_report_lists_what_was_made_and_why(film: Run) -> None:
    film("render", "--variant", "main")
    text = BOARD.replace("[hero]}", "[hero], trim: {from: 0.25}}")
    Path("storyboard.yaml").write_text(text, encoding="utf-8")
    code, out, _ = film("cut", "--variant", "main", "--report")
    assert code == 0
    assert "2 segments: 1 made (010 trimmed), 1 kept" in out
    assert out.splitlines()[-1].split() == [
        "00:00:00:00", "00:00:00:09", "010", "trimmed",
    ]  # fmt: skip


def test_scripts_hear_of_each_film_and_what_was_made(film: Run) -> None:
    _, out, _ = film("render", "--json")
    films = [
        line for line in map(json.loads, out.splitlines()) if "film" in line.values()
    ]
    assert [Path(each["file"]).name for each in films] == [
        "two-small-shots.mp4",
        "two-small-shots-tall.mp4",
    ]
    assert all("kept" in each and "made" in each for each in films)


def test_a_machine_without_a_viewer_says_so_and_ends_well(
    film: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    film("render", "--variant", "main")
    opened: list[str] = []

    def launch(address: str) -> int:
        opened.append(Path(address).name)
        return 1

    monkeypatch.setattr("storyboard.cli.outcome.click.launch", launch)
    code, _, err = film("cut", "--variant", "main", "--open")
    assert (code, opened) == (0, ["two-small-shots.mp4"])
    assert err == "no viewer was found for two-small-shots.mp4; open it by hand\n"


def part(shots: tuple[str, ...], why: str) -> PartMade:
    return PartMade(at=0, length=4, shots=tuple(map(ShotId, shots)), why=why)


def said(*made: PartMade, kept: int = 38) -> str:
    film = FilmMade(file="a.mp4", frames=4, seconds=1, made=made, kept=kept)
    return _film_text(film, 0).splitlines()[1].strip()


def test_what_was_made_is_said_in_one_line() -> None:
    assert said(
        part(("020",), "another take of 020"),
        part(("020",), "another take of 020"),
        part(("020", "030"), "the dissolve changed"),
    ) == (
        "41 segments: 3 made (another take of 020, 020→030 the dissolve changed), "
        "38 kept"
    )
    assert said(part(("010",), "new"), kept=0) == "1 segment: 1 made, none kept"
    assert said() == "38 segments: all kept"
    two = [part((shot,), "trimmed") for shot in ("010", "020", "020")]
    assert said(*two, kept=0) == "3 segments: 3 made (010, 020 trimmed), none kept"
    all_of_them = [part((f"{shot}0",), "other size or codec") for shot in range(6)]
    assert "6 made (6 other size or codec), 38 kept" in said(*all_of_them)
    many = [part(("010",), f"why {number}") for number in range(6)]
    assert "010 why 3 and 2 more; --report lists them), 38 kept" in said(*many)


def moved(done: int, segments: int = 0, of: int = 0) -> CutMoved:
    return CutMoved(stage="picture", done=done, total=100, segments=segments, of=of)


def test_time_left_counts_only_what_is_really_made() -> None:
    stage = Stage(moved(0), 10.0, 0)
    # What was kept is done at once, and says nothing of the rest.
    stage.note(moved(60, 3, 5), 10.1)
    assert stage.left(10.5) is None
    stage.note(moved(70, 3, 5), 12.1)
    assert stage.left(12.1) == pytest.approx(6)
    stage.note(moved(100, 5, 5), 18.1)
    assert stage.left(18.1) is None


def test_a_cold_cut_is_timed_from_its_first_frames() -> None:
    stage = Stage(moved(0), 0.0, 0)
    stage.note(moved(0, 0, 5), 0.1)
    stage.note(moved(10, 0, 5), 1.0)
    stage.note(moved(30, 1, 5), 3.0)
    assert stage.left(3.0) == pytest.approx(7)


def test_a_cut_has_a_bar_for_each_stage_until_the_film_is_there() -> None:
    sheet = CallSheet()
    sheet.note(moved(40, 2, 5))
    sheet.note(CutMoved(stage="sound", done=10, total=100))
    assert list(sheet.stages) == ["picture", "sound"]
    assert cut_bars(sheet.stages, 0.0).row_count == 2
    sheet.note(CutMoved(stage="beside"))
    assert cut_bars(sheet.stages, 0.0).row_count == 3
    sheet.note(FilmMade(file="a.mp4", frames=1, seconds=1))
    assert sheet.stages == {}
    sheet.note(CutMoved(stage="up to date", done=4))
    assert sheet.stages == {}


def test_in_a_pipe_a_cut_says_each_stage_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = Log()
    for event in (moved(0), moved(40, 2, 5), CutMoved(stage="join", total=9)):
        log.note(event)
    assert capsys.readouterr().out == "cutting the picture\n"
