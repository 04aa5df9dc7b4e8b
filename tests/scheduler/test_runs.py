"""One runner for each film, and what becomes of a run that gave no sign of life."""

from dataclasses import replace

import pytest

from storyboard.errors import StoreError
from storyboard.scheduler.entry import Entry
from storyboard.scheduler.ledger import Ledger, LostClaim
from storyboard.scheduler.runs import OustedError, Runner
from tests.scheduler.stage import (
    PROJECT,
    Killed,
    Stage,
    killed_from,
    step,
    takes_of,
)
from tests.scheduler.test_entry import WISH

OURS = replace(WISH, project=PROJECT)
HOLD = 10.0
OTHER = Runner(run="other", owner="ada", host="loom", pid=4711, guard="g")
NEXT = replace(OTHER, run="next", owner="bob", pid=4712)


def alive(_runner: Runner) -> bool:
    return False


def dead(_runner: Runner) -> bool:
    return True


def held_by(ledger: Ledger, run: str, hold: float = HOLD) -> Entry:
    (entry,) = ledger.want([OURS], present=lambda _clip: True)
    held = ledger.claim(entry, run=run, hold=hold)
    assert held is not None
    return held


def test_a_second_run_is_refused_and_told_who_shoots(stage: Stage) -> None:
    with stage.ledger() as ledger:
        assert ledger.enlist(PROJECT, OTHER, hold=HOLD, is_dead=alive) is None
        stage.clock.passed += 4
        with pytest.raises(StoreError) as caught:
            ledger.enlist(PROJECT, NEXT, hold=HOLD, is_dead=alive)
        seen = ledger.runner(PROJECT)
    assert str(caught.value) == (
        "another run is shooting this film: ada on loom, process 4711, for 4 s; wait "
        "for it, or look on with `storyboard status`. If it was stopped or lost, it "
        "can be taken over from in 6 s, unless it gives another sign of life"
    )
    assert seen is not None
    assert seen.runner == OTHER


def test_another_film_of_the_project_may_be_shot_meanwhile(stage: Stage) -> None:
    with stage.ledger() as ledger:
        ledger.enlist(PROJECT, OTHER, hold=HOLD, is_dead=alive)
        assert ledger.enlist("the-film/two", NEXT, hold=HOLD, is_dead=alive) is None


def test_a_run_that_is_known_to_be_dead_is_taken_over_from_at_once(
    stage: Stage,
) -> None:
    stage.dead_are_known = True
    with pytest.raises(BaseExceptionGroup):
        stage.run(step("010"), ledger=stage.watched(before=killed_from(5)))
    (left,) = stage.entries()
    now = stage.clock.passed
    assert left.lease_until > stage.clock.now().timestamp()
    with stage.only_run(), stage.ledger() as ledger:
        assert ledger.claim(left, run="mine", hold=HOLD)
    assert stage.clock.passed == now


def test_a_run_elsewhere_is_taken_over_from_once_its_lease_is_over(
    stage: Stage,
) -> None:
    with pytest.raises(BaseExceptionGroup):
        stage.run(step("010"), ledger=stage.watched(before=killed_from(5)))
    with stage.ledger() as ledger:
        seen = ledger.runner(PROJECT)
        assert seen is not None
        stage.clock.passed += seen.lease_until - 1 - stage.clock.now().timestamp()
        with pytest.raises(StoreError, match="in 1 s"):
            ledger.enlist(PROJECT, NEXT, hold=HOLD, is_dead=alive)
        stage.clock.passed += 1
        assert ledger.enlist(PROJECT, NEXT, hold=HOLD, is_dead=alive) == seen


def test_the_run_after_a_crash_goes_on_and_pays_once(stage: Stage) -> None:
    for each in (True, False):
        stage.dead_are_known = each
        shot = f"0{1 + each}0"
        with pytest.raises((Killed, BaseExceptionGroup)):
            stage.run(step(shot), ledger=stage.watched(before=killed_from(6)))
        assert takes_of(stage.run(step(shot))) == [(shot, 0)]
        assert stage.service.charges[shot] == 1


def test_whoever_was_taken_over_from_learns_it_at_its_next_sign_of_life(
    stage: Stage,
) -> None:
    with stage.ledger() as ledger:
        ledger.enlist(PROJECT, OTHER, hold=HOLD, is_dead=alive)
        ledger.sign_of_life(PROJECT, OTHER.run, hold=HOLD)
        stage.clock.passed += HOLD
        ledger.enlist(PROJECT, NEXT, hold=HOLD, is_dead=alive)
        with pytest.raises(OustedError, match="another run has taken this film over"):
            ledger.sign_of_life(PROJECT, OTHER.run, hold=HOLD)
        ledger.sign_of_life(PROJECT, NEXT.run, hold=HOLD)


def test_whoever_was_taken_over_from_writes_nothing_on_what_was_claimed(
    stage: Stage,
) -> None:
    with stage.ledger() as ledger:
        ledger.enlist(PROJECT, OTHER, hold=HOLD, is_dead=alive)
        intent = ledger.move(held_by(ledger, OTHER.run), "intent", hold=HOLD)
        ledger.enlist(PROJECT, NEXT, hold=HOLD, is_dead=dead)
        now = ledger.claim(intent, run=NEXT.run, hold=HOLD)
        with pytest.raises(LostClaim):
            ledger.move(intent, "wanted", hold=HOLD)
        with pytest.raises(OustedError):
            ledger.sign_of_life(PROJECT, OTHER.run, hold=3600)
        ledger.release(intent)
        ledger.retire(PROJECT, OTHER.run)
        assert ledger.entry(intent.key) == now
        seen = ledger.runner(PROJECT)
    assert seen is not None
    assert seen.runner == NEXT


def test_a_sign_of_life_holds_every_take_of_the_run_longer(stage: Stage) -> None:
    shots = [replace(OURS, shot=type(OURS.shot)(f"0{n}0")) for n in (1, 2, 3)]
    with stage.ledger() as ledger:
        ledger.enlist(PROJECT, OTHER, hold=HOLD, is_dead=alive)
        entries = ledger.want(shots, present=lambda _clip: True)
        for entry in entries[:2]:
            assert ledger.claim(entry, run=OTHER.run, hold=HOLD)
        theirs = ledger.claim(entries[2], run="a stranger", hold=HOLD)
        assert theirs is not None
        stage.clock.passed += HOLD - 1
        ledger.sign_of_life(PROJECT, OTHER.run, hold=HOLD)
        until = stage.clock.now().timestamp() + HOLD
        leases = [ledger.entry(entry.key).lease_until for entry in entries]
    assert leases == [until, until, theirs.lease_until]


def test_a_sign_of_life_never_shortens_the_hold_of_a_request_on_its_way(
    stage: Stage,
) -> None:
    with stage.ledger() as ledger:
        ledger.enlist(PROJECT, OTHER, hold=HOLD, is_dead=alive)
        intent = ledger.move(held_by(ledger, OTHER.run), "intent", hold=150)
        ledger.sign_of_life(PROJECT, OTHER.run, hold=HOLD)
        assert ledger.entry(intent.key).lease_until == intent.lease_until


def test_a_sign_of_life_holds_nothing_that_was_let_go(stage: Stage) -> None:
    with stage.ledger() as ledger:
        ledger.enlist(PROJECT, OTHER, hold=HOLD, is_dead=alive)
        held = held_by(ledger, OTHER.run)
        ledger.release(held)
        ledger.sign_of_life(PROJECT, OTHER.run, hold=HOLD)
        assert ledger.claim(held, run=NEXT.run, hold=HOLD)


def test_after_a_run_nobody_shoots_the_film(stage: Stage) -> None:
    stage.run(step("010"))
    with stage.ledger() as ledger:
        assert ledger.runner(PROJECT) is None
