"""Shots that are selected by how they stand."""

import pytest

from storyboard.model.plan import Plan, Step
from storyboard.model.value import ShotId
from storyboard.model.words import Origin
from storyboard.production import choose, plan, read, shoot
from storyboard.production.selecting import failed_shots
from storyboard.scheduler.entry import Entry, Wish
from storyboard.scheduler.moves import State
from tests.production.lot import Lot
from tests.production.takes import make


def entry(
    shot: str,
    number: int,
    state: State,
    *,
    attempt: int = 0,
    origin: Origin = "sandbox",
    error: str | None = None,
) -> Entry:
    wish = Wish(
        project="film",
        origin=origin,
        shot=ShotId(shot),
        number=number,
        fingerprint="f",
        parts={},
        provider="plain",
        model="grey",
        seed=None,
        price=None,
        attempt=attempt,
    )
    return Entry(wish.key, wish, state, fence=0, lease_until=0, error_code=error)


@pytest.fixture
def film(lot: Lot) -> Plan:
    return plan(read(lot.board, studio=lot.studio)).plan


@pytest.mark.parametrize(
    ("entries", "shots"),
    [
        ([], []),
        ([entry("010", 1, "failed"), entry("030", 1, "uncertain")], ["010", "030"]),
        ([entry("020", 1, "refused")], ["020"]),
        ([entry("020", 2, "done"), entry("020", 1, "failed")], []),
        ([entry("020", 2, "failed"), entry("020", 1, "done")], ["020"]),
        ([entry("010", 1, "submitted"), entry("020", 1, "intent")], []),
        ([entry("010", 1, "ready")], []),
        ([entry("010", 1, "ready", error="gone")], ["010"]),
        ([entry("010", 1, "failed", origin="paid")], []),
        ([entry("010", 2, "failed", attempt=1), entry("010", 3, "done")], []),
        ([entry("099", 1, "failed")], []),
    ],
)
def test_the_last_attempt_at_a_shot_decides(
    film: Plan, entries: list[Entry], shots: list[str]
) -> None:
    assert list(failed_shots(film, entries)) == shots


def test_of_a_shot_that_wants_several_takes_each_counts(film: Plan) -> None:
    further = film.steps[0].model_copy(update={"attempt": 1})
    wanting = film.model_copy(update={"further": (further,)})
    entries = [entry("010", 1, "failed"), entry("010", 2, "done", attempt=1)]
    assert list(failed_shots(wanting, entries)) == ["010"]


def test_of_a_job_that_failed_all_its_shots_did(film: Plan) -> None:
    def joined(step: Step) -> Step:
        return step.model_copy(update={"lead": ShotId("010")})

    steps = (film.steps[0], *map(joined, film.steps[1:]))
    job = film.model_copy(update={"steps": steps})
    assert list(failed_shots(job, [entry("010", 1, "refused")])) == [
        "010",
        "020",
        "030",
    ]


def test_changed_is_what_the_board_wants_anew(lot: Lot) -> None:
    make(plan(read(lot.board, studio=lot.studio)), "010", "020")
    lot.change("waits.", "waits no more.")
    script = read(lot.board, studio=lot.studio)
    assert choose(script, ["changed"]) == {"010", "030"}
    planned = plan(script, ["changed"], force=True)
    assert [step.shot for step in planned.to_make] == ["010", "030"]


def test_nothing_that_changed_is_nothing_to_make(lot: Lot) -> None:
    make(plan(read(lot.board, studio=lot.studio)), "010", "020", "030")
    planned = plan(read(lot.board, studio=lot.studio), ["changed"], force=True)
    assert planned.selected == frozenset()
    assert planned.to_make == ()


def test_nothing_failed_where_nothing_was_ever_made(lot: Lot) -> None:
    script = read(lot.board, studio=lot.studio)
    assert choose(script, ["failed"]) == frozenset()
    assert not (lot.folder / ".storyboard").exists()


def test_failed_is_what_the_ledger_says_of_the_last_run(lot: Lot) -> None:
    lot.service.refuses = {"020"}
    shoot(plan(read(lot.board, studio=lot.studio)))
    script = read(lot.board, studio=lot.studio)
    assert choose(script, ["failed"]) == {"020"}
    lot.service.refuses = set()
    shoot(plan(script, ["failed"]))
    assert choose(read(lot.board, studio=lot.studio), ["failed"]) == frozenset()
    assert [request.shot for request in lot.service.submitted] == ["010", "030", "020"]
