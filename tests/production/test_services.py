"""A board at every service, whole: plan, publish, submit, wait, fetch, cut."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from storyboard.errors import BoardError, SettingsError
from storyboard.production import (
    Dailies,
    as_if_sandboxed,
    film_file,
    plan,
    read,
    shoot,
)
from storyboard.sandbox.options import SERVICES, Options
from storyboard.sandbox.server import Sandbox
from storyboard.studio import Studio
from tests.production.lot import FakeClock

BOARD = """\
storyboard: 1
title: Three Plain Shots
provider: {name}
model: seedance-2.0
format: {{aspect: 16:9}}
defaults: {{seconds: 5}}
seed: 7
characters: {{mira: {{name: Mira, sheet: A woman in a grey coat}}}}
scenes:
  - id: one
    shots:
      - {{id: "010", size: wide, move: pan left, action: "{{{{ mira }}}} waits."}}
      - {{id: "020", action: "{{{{ mira }}}} stands up."}}
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Options(clips="tiny", seconds=0)) as running:
        yield running


def film(folder: Path, sandbox: Sandbox, name: str, text: str = BOARD) -> Dailies:
    board = folder / "storyboard.yaml"
    board.write_text(text.format(name=name), encoding="utf-8")
    studio = as_if_sandboxed(Studio.real(), sandbox.address)
    return shoot(plan(read(board, studio=replace(studio, clock=FakeClock()))))


def test_a_sandboxs_film_never_takes_a_paid_ones_place(folder: Path) -> None:
    board = folder / "storyboard.yaml"
    board.write_text(BOARD.format(name="evolink"), encoding="utf-8")
    paid, ours = Studio.real(), as_if_sandboxed(Studio.real())
    assert film_file(read(board, studio=paid)).name == "three-plain-shots.mp4"
    assert film_file(read(board, studio=ours)).name == "three-plain-shots-sandbox.mp4"
    other = read(board, provider="kinovi", studio=ours)
    assert film_file(other).name == "three-plain-shots-kinovi-sandbox.mp4"
    mixed = BOARD.replace('{{id: "020",', '{{id: "020", provider: animatic,')
    board.write_text(mixed.format(name="evolink"), encoding="utf-8")
    drawn = read(board, provider="animatic", studio=ours)
    assert film_file(drawn).name == "three-plain-shots-animatic.mp4"


def jobs(sandbox: Sandbox, name: str) -> int:
    return len(sandbox.book.jobs(name))


@pytest.mark.parametrize("name", SERVICES)
def test_a_board_is_shot_at_every_service(
    folder: Path, sandbox: Sandbox, name: str
) -> None:
    before = jobs(sandbox, name)
    dailies = film(folder, sandbox, name)
    assert dailies.failures == {}
    takes = list(dailies.takes.values())
    assert [take.shot for take in takes] == ["010", "020"]
    assert {take.origin for take in takes} == {"sandbox"}
    assert {take.provider for take in takes} == {name}
    assert jobs(sandbox, name) == before + 2
    again = film(folder, sandbox, name)
    assert again.planned.to_make == ()
    assert jobs(sandbox, name) == before + 2


@pytest.mark.parametrize("name", SERVICES)
def test_a_scene_that_is_shot_together_is_one_job_everywhere(
    folder: Path, sandbox: Sandbox, name: str
) -> None:
    before = jobs(sandbox, name)
    joint = BOARD.replace("- id: one", "- id: one\n    together: true")
    dailies = film(folder, sandbox, name, joint)
    assert dailies.failures == {}
    first, second = dailies.takes.values()
    assert first.clip == second.clip
    assert (first.offset, second.offset) == (0, 5)
    (job,) = sandbox.book.jobs(name)[before:]
    assert [seconds for _, seconds in job.order.prompts] == [5, 5]


@pytest.mark.parametrize("name", SERVICES)
def test_one_shot_that_is_turned_away_stops_no_other(
    folder: Path, sandbox: Sandbox, name: str
) -> None:
    faulty = BOARD.replace("waits.", "waits. [sandbox: fail=content]")
    dailies = film(folder, sandbox, name, faulty)
    assert list(dailies.takes) == ["020"]
    (problem,) = dailies.failures.values()
    assert problem.code == "failed"
    assert name in problem.message
    assert "run again" in problem.hint


def test_a_service_with_room_for_one_job_makes_them_one_after_the_other(
    folder: Path,
) -> None:
    with Sandbox(Options(clips="tiny", seconds=0.05, concurrency=1)) as sandbox:
        dailies = film(folder, sandbox, "kinovi")
        assert dailies.failures == {}
        assert jobs(sandbox, "kinovi") == 2
        busy = [call for call in sandbox.book.submits if call.status == 429]
        assert busy


def test_what_a_service_says_it_took_is_in_the_take(
    folder: Path, sandbox: Sandbox
) -> None:
    dailies = film(folder, sandbox, "kinovi")
    assert {str(take.price) for take in dailies.takes.values()} == {
        "200 credits@kinovi"
    }


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ('[providers.kinovi.prices."seedance-9"]\nper_second = 1', "no such model"),
        (
            '[providers.kinovi.prices."seedance-20"]\nby_resolution = {"721p" = 3}',
            'has no 721p .*"720p"',
        ),
        ("[providers.kinovi]\nconcurency = 2", 'did you mean "concurrency"'),
        ('[providers.kinovi]\napi_key = "sk"', "KINOVI_API_KEY"),
        ("[providers.kinovi]\nprice_list = 2020-01-01", "2026-03-31, 2026-06-30"),
        ('[providers.kinovi]\nbase_url = "kinovi.ai"', "begins with https://"),
    ],
)
def test_settings_that_would_come_to_nothing_are_refused(
    folder: Path, toml: str, why: str
) -> None:
    (folder / "storyboard.toml").write_text(toml, encoding="utf-8")
    board = folder / "storyboard.yaml"
    board.write_text(BOARD.format(name="kinovi"), encoding="utf-8")
    with pytest.raises(SettingsError, match=why):
        plan(read(board))


def test_a_profile_for_nobody_is_told(folder: Path) -> None:
    toml = '[profiles."seedance-2.0"]\nkinowi = "x"'
    (folder / "storyboard.toml").write_text(toml, encoding="utf-8")
    board = folder / "storyboard.yaml"
    board.write_text(BOARD.format(name="kinovi"), encoding="utf-8")
    problems = plan(read(board)).plan.problems
    (warning,) = [p for p in problems if p.code == "unknown-provider"]
    assert warning.hint == 'did you mean "kinovi"?'


def test_every_file_that_cannot_be_read_is_told_with_its_shot(folder: Path) -> None:
    (folder / "a.png").write_text("not a picture", encoding="utf-8")
    (folder / "b.mp3").write_bytes(b"")
    text = BOARD.replace('waits."', 'waits.", references: [a.png, {{audio: b.mp3}}]')
    board = folder / "storyboard.yaml"
    board.write_text(text.format(name="kinovi"), encoding="utf-8")
    with pytest.raises(BoardError) as told:
        plan(read(board))
    first, second = told.value.problems
    assert first.message.startswith("shot 010 cannot use a.png: ")
    assert second.message.startswith("shot 010 cannot use b.mp3: ")
