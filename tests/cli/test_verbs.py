"""The verbs as a user meets them: what they print, and how they end."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from storyboard.cli import main
from tests.process import storyboard

BOARD = """\
storyboard: 1
title: Two Small Shots
format: {resolution: 120p, fps: 12}
defaults: {seconds: 1}
characters: {mira: {sheet: A woman in a grey coat}}
scenes:
  - id: pier
    shots:
      - {id: "010", action: "{{ mira }} waits.", tags: [hero]}
      - {id: "020", action: "{{ mira }} leaves."}
"""


class Told:
    """What a command printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Run = Callable[..., Told]


@pytest.fixture
def run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run the command in a project folder with a board of two shots."""
    (folder / "storyboard.yaml").write_text(BOARD, encoding="utf-8")
    monkeypatch.chdir(folder)

    def command(*arguments: str) -> Told:
        monkeypatch.setattr(sys, "argv", ["storyboard", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Told(code, told.out, told.err)

    return command


def test_check_finds_the_nearest_board_and_counts_it(run: Run) -> None:
    told = run("check")
    assert told.code == 0
    assert told.out == "storyboard.yaml: 2 shots in 1 scene, 2.0 s; no problems\n"


def test_check_counts_what_overlaps_and_no_fade_at_the_films_start(run: Run) -> None:
    board = BOARD.replace('"010"', '"010", enter: fade 0.5')
    board = board.replace('"020"', '"020", enter: dissolve 0.25')
    Path("storyboard.yaml").write_text(board, encoding="utf-8")
    assert run("check").out.endswith("1 scene, 1.8 s; no problems\n")


def test_check_ends_with_2_and_shows_every_problem(run: Run) -> None:
    broken = BOARD.replace("action", "acton").replace("fps: 12", "fps: 0")
    Path("storyboard.yaml").write_text(broken, encoding="utf-8")
    told = run("check")
    assert told.code == 2
    assert told.out == ""
    assert "storyboard.yaml:3:33: error" in told.err
    assert "storyboard.yaml:9:21: error" in told.err
    assert "storyboard.yaml:10:21: error" in told.err
    assert 'did you mean "action"?' in told.err


def test_check_prints_problems_as_json(run: Run) -> None:
    Path("storyboard.yaml").write_text(BOARD.replace("action", "acton"), "utf-8")
    told = run("check", "--json")
    assert told.code == 2
    first, *_ = json.loads(told.out)["problems"]
    assert (first["file"], first["line"], first["column"]) == ("storyboard.yaml", 9, 21)
    assert first["code"] == "unknown-key"
    assert first["where"] == ["scenes", 0, "shots", 0, "acton"]


def test_prompts_are_the_same_each_time(run: Run) -> None:
    first = run("prompts", "010")
    assert first.out.startswith("pier · 010\n")
    assert "A woman in a grey coat waits." in first.out
    assert "020" not in first.out
    assert run("prompts", "010").out == first.out


def test_plan_lists_each_shot_with_its_reason(run: Run) -> None:
    told = run("plan")
    assert told.code == 0
    assert "generate" in told.out
    assert "2 shots: 2 to make (2.0 s, free)" in told.out


def test_plan_check_ends_with_10_where_something_is_to_do(run: Run) -> None:
    assert run("plan", "--check").code == 10


def test_plan_is_refused_with_3_and_the_place(run: Run) -> None:
    board = BOARD + "variants: [{name: tall, reframe: shoot}]\n"
    Path("storyboard.yaml").write_text(board, encoding="utf-8")
    told = run("plan")
    assert told.code == 3
    assert "storyboard.yaml:11:34:" in told.err
    assert "variants that are shot anew are not served yet" in told.err


def test_plan_as_json_names_prices_and_reasons(run: Run) -> None:
    steps = json.loads(run("plan", "--json").out)["steps"]
    assert [step["shot"] for step in steps] == ["010", "020"]
    assert steps[0]["reason"] == "new"
    assert steps[0]["price"] == {"amount": "0", "unit": "usd"}


def test_an_unknown_shot_is_refused_with_what_was_meant(run: Run) -> None:
    told = run("plan", "011")
    assert told.code == 3
    assert '"010"' in told.err


def test_why_explains_one_shot(run: Run) -> None:
    told = run("why", "020")
    assert told.code == 0
    assert "020" in told.out
    assert "shot 020 is to be made" in told.out


def test_why_wants_a_shot(run: Run) -> None:
    told = run("why")
    assert told.code == 2
    assert "name a shot" in told.err


def test_status_shows_what_is_missing(run: Run) -> None:
    told = run("status")
    assert told.code == 0
    assert told.out.count("missing") == 2
    assert "two-small-shots.mp4: not cut yet" in told.out


def test_schema_is_json(run: Run) -> None:
    assert "properties" in json.loads(run("schema").out)
    assert "characters" in json.loads(run("schema", "--library").out)["properties"]


def test_providers_are_listed_with_their_price(run: Run) -> None:
    told = run("providers")
    assert told.code == 0
    assert "animatic" in told.out
    assert "free" in told.out


def test_an_unknown_verb_says_which_was_meant(run: Run) -> None:
    told = run("rendr")
    assert told.code == 2
    assert 'did you mean "render"?' in told.err


def test_two_boards_at_once_are_refused(run: Run) -> None:
    told = run("check", "a.yaml", "b.yaml")
    assert told.code == 2
    assert "one board at a time" in told.err


def test_a_board_that_is_not_there_is_named(run: Run) -> None:
    told = run("check", "nowhere.yaml")
    assert told.code == 2
    assert "nowhere.yaml" in told.err


def test_version_is_printed(run: Run) -> None:
    assert run("--version").out.startswith("storyboard, version 0.")


def test_new_makes_a_project_that_has_no_problems(run: Run) -> None:
    told = run("new", "my-film")
    assert told.code == 0
    assert {path.name for path in Path("my-film").iterdir()} == {
        ".gitignore",
        "library",
        "library.schema.json",
        "storyboard.schema.json",
        "storyboard.toml",
        "storyboard.yaml",
        "templates",
    }
    checked = run("check", "my-film/storyboard.yaml")
    assert (checked.code, "no problems" in checked.out) == (0, True)


def test_new_leaves_a_folder_with_files_alone(run: Run) -> None:
    told = run("new", ".")
    assert told.code == 2
    assert "not empty" in told.err


def test_render_makes_a_film_once(run: Run, folder: Path) -> None:
    del run
    first = storyboard(folder, "render")
    assert first.returncode == 0, first.stderr
    assert "010  done" in first.stdout
    assert "two-small-shots.mp4  2.0 s, 24 frames, 2 clips made" in first.stdout

    second = storyboard(folder, "render")
    assert second.returncode == 0
    assert "0 clips made, unchanged" in second.stdout
    assert storyboard(folder, "plan", "--check").returncode == 0


def test_render_as_json_prints_one_event_a_line(run: Run, folder: Path) -> None:
    del run
    told = storyboard(folder, "render", "--json")
    events = [json.loads(line) for line in told.stdout.splitlines()]
    assert {event["event"] for event in events} == {"shot", "cut", "film"}
    assert events[-1]["frames"] == 24


def test_help_loads_nothing_heavy(folder: Path) -> None:
    heavy = "{'numpy', 'av', 'PIL', 'moviepy', 'sqlalchemy', 'pydantic', 'jinja2'}"
    code = (
        "import sys; sys.argv = ['storyboard', '--help']\n"
        "from storyboard.cli import main\n"
        "try: main()\n"
        f"except SystemExit: print(sorted({heavy} & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.splitlines()[-1] == "[]"


def test_every_verb_can_speak_through_a_narrow_pipe(folder: Path, run: Run) -> None:
    del run
    narrow = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    for verb in ("check", "plan", "status", "providers", "prompts"):
        told = subprocess.run(
            [sys.executable, "-m", "storyboard", verb],
            cwd=folder,
            env=narrow,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert (verb, told.returncode, told.stderr) == (verb, 0, b"")


def test_json_is_ascii_whatever_the_board_says(run: Run) -> None:
    board = BOARD.replace("waits", "wartet auf die Fähre 灯台")
    Path("storyboard.yaml").write_text(board, encoding="utf-8")
    told = run("prompts", "--json")
    assert told.out.isascii()
    assert "Fähre 灯台" in json.loads(told.out)[0]["prompt"]


def test_a_reader_that_goes_away_stops_nothing(run: Run, folder: Path) -> None:
    del run
    with subprocess.Popen(
        [sys.executable, "-m", "storyboard", "render", "--json"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as render:
        assert render.stdout is not None
        assert render.stderr is not None
        render.stdout.readline()
        render.stdout.close()
        assert render.stderr.read() == b""
    assert render.returncode == 0
    assert (folder / "two-small-shots.mp4").is_file()


def test_a_film_never_takes_the_place_of_another_kind_of_file(run: Run) -> None:
    for name in ("storyboard.yaml", "storyboard.lock", "film", os.devnull):
        told = run("render", "-o", name)
        assert told.code == 2
        assert "no film's name" in told.err
    assert Path("storyboard.yaml").read_text(encoding="utf-8") == BOARD
    assert not Path(".storyboard").exists()


def test_a_shot_that_was_not_made_is_named(run: Run, folder: Path) -> None:
    del run
    (folder / "torn.png").write_bytes(b"no picture")
    board = BOARD.replace('leaves."', 'leaves.", references: [torn.png]')
    (folder / "storyboard.yaml").write_text(board, encoding="utf-8")
    told = storyboard(folder, "shoot")
    assert told.returncode == 5
    assert "error: shot 020: animatic did not make it" in told.stderr


def test_new_says_why_it_cannot_make_a_folder(run: Run) -> None:
    told = run("new", "storyboard.yaml/film")
    assert told.code == 6
    assert "storyboard.yaml/film: Not a directory" in told.err


def test_a_board_that_is_no_file_is_said_so(run: Run) -> None:
    Path("folder.yaml").mkdir()
    told = run("check", "folder.yaml")
    assert told.code == 2
    assert "folder.yaml is no file" in told.err


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("plan 01", ["file,01", "plain,010"]),
        ("plan scene:", ["file,scene:", "plain,scene:pier"]),
        ("check 01", ["file,01"]),
        ("plan /tmp", ["file,/tmp"]),
        ("plan a.yaml b.yaml 0", ["file,0"]),
    ],
)
def test_the_shell_completes_files_and_shots(
    run: Run, folder: Path, typed: str, offered: list[str]
) -> None:
    del run
    words = f"storyboard {typed}"
    told = subprocess.run(
        [sys.executable, "-c", "from storyboard.cli import main; main()"],
        cwd=folder,
        env={
            **os.environ,
            "_STORYBOARD_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split()) - 1),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.stdout.splitlines() == offered


def test_a_film_is_drawn_here_or_asked_elsewhere_and_not_both(run: Run) -> None:
    told = run("plan", "--animatic", "--provider", "evolink")
    assert told.code == 2
    assert "take one of them" in told.err
    assert run("plan", "--animatic", "--provider", "animatic").code == 0
    assert run("plan", "--provider", "animatic").code == 0


def test_log_tells_a_take_from_its_wish_to_its_clip(run: Run, folder: Path) -> None:
    assert run("log", "010").out == "nothing was ever made of it\n"
    assert run("log").code == 2
    assert storyboard(folder, "shoot", "010").returncode == 0
    told = run("log", "010")
    head, by, ticket, price, *moments = told.out.splitlines()
    assert head == "shot 010, take 1: done"
    assert by == "  animatic, by animatic animatic"
    assert ticket.startswith("  ticket ")
    assert price == "  price 0.00 USD"
    assert [line.split()[-1] for line in moments] == [
        "wanted",
        "intent",
        "submitted",
        "ready",
        "done",
    ]
    (take,) = json.loads(run("log", "010", "--json").out)
    assert take["moments"][-1]["state"] == "done"
    assert take["price"] == {"amount": "0", "unit": "usd"}
