"""One run at a time, what it leaves behind, and what is written down of its takes."""

import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from storyboard.errors import StoreError
from storyboard.model.event import RunLeft, ShotMoved
from storyboard.model.request import ClipRequest
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.production import Dailies, Planned, cut, plan, read, shoot
from storyboard.store.lock import Lock, read_lock, write_lock
from tests.production.lot import Lot, per_second


def planned(lot: Lot, *shots: str, force: bool = False, again: int = 1) -> Planned:
    script = read(lot.board, studio=lot.studio)
    return plan(script, shots, force=force, again=again)


def shot(lot: Lot) -> Dailies:
    return shoot(planned(lot))


def lock_of(lot: Lot) -> Lock:
    lock = read_lock(lot.board.with_suffix(".lock"))
    assert lock is not None
    return lock


def at(name: str, act: Callable[[], object]) -> Callable[[ClipRequest], None]:
    """Do something once, when the request of a shot has arrived."""
    done: list[str] = []

    def arrived(request: ClipRequest) -> None:
        if request.shot == name and not done:
            done.append(name)
            act()

    return arrived


def in_a_thread(work: Callable[[], Any]) -> BaseException | None:
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).exception()


def test_while_one_run_shoots_another_is_refused_and_sends_nothing(lot: Lot) -> None:
    refused: list[BaseException | None] = []
    lot.service.on_submit = at(
        "020", lambda: refused.append(in_a_thread(lambda: shot(lot)))
    )
    dailies = shot(lot)

    (error,) = refused
    assert isinstance(error, StoreError)
    assert error.exit_code == 6
    assert list(dailies.takes) == ["010", "020", "030"]
    assert len(lot.service.submitted) == 3


def test_a_run_that_ended_leaves_room_for_the_next(lot: Lot) -> None:
    shot(lot)
    lot.change("waits.", "sits.")
    shot(lot)
    assert len(lot.service.submitted) == 4


def test_an_interrupted_run_says_what_goes_on_and_costs(lot: Lot) -> None:
    lot.service.origin = "paid"
    lot.service.prices = (per_second("1"),)
    lot.service.on_submit = at("030", lambda: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        shot(lot)

    (left,) = [event for event in lot.events if isinstance(event, RunLeft)]
    assert "030" in {job.shot for job in left.jobs}
    assert {job.provider for job in left.jobs} == {"plain"}
    assert {str(job.price) for job in left.jobs} == {"1.00 USD"}
    assert all(job.ticket for job in left.jobs)

    dailies = shot(lot)
    assert list(dailies.takes) == ["010", "020", "030"]
    assert len(lot.service.submitted) == 3


def test_every_take_of_a_run_is_written_down(lot: Lot) -> None:
    lot.change('waits."', 'waits.", takes: 3, seed: 7')
    dailies = shot(lot)
    takes = [take for take in lock_of(lot).takes if take.shot == "010"]
    assert [(take.number, take.attempt) for take in takes] == [(1, 0), (2, 1), (3, 2)]
    seeds = [r.seed for r in lot.service.submitted if r.shot == "010"]
    assert sorted(seed for seed in seeds if seed is not None) == [7, 8, 9]
    assert len(dailies.made) == 5
    assert planned(lot).to_make == ()


def pick(lot: Lot, number: int, **more: object) -> Take:
    """Choose a take of shot 010, as a person does."""
    lock, chosen = lock_of(lot), {"picked": True, "note": "her eyes", "rating": 5}
    takes = tuple(
        take.model_copy(update=chosen | more)
        if (take.shot, take.number) == ("010", number)
        else take
        for take in lock.takes
    )
    write_lock(lot.board.with_suffix(".lock"), lock.model_copy(update={"takes": takes}))
    return next(take for take in takes if take.picked)


def test_what_a_person_chose_and_said_outlives_every_run(lot: Lot) -> None:
    lot.change('waits."', 'waits.", takes: 2')
    shot(lot)
    take = pick(lot, 1)

    lot.change("waits.", "sits.")
    dailies = shot(lot)
    assert dailies.takes[ShotId("010")] == take
    assert cut(dailies).stale == ("010",)
    assert len(lot.service.submitted) == 4

    shoot(planned(lot, "010", force=True))
    assert take in lock_of(lot).takes
    assert shot(lot).takes[ShotId("010")] == take


def test_takes_are_made_beside_a_picked_one_and_it_stays_in_the_cut(lot: Lot) -> None:
    shot(lot)
    take = pick(lot, 1)
    dailies = shoot(planned(lot, "010", force=True, again=2))
    assert sorted(made.number for made in dailies.made) == [2, 3]
    assert dailies.takes[ShotId("010")] == take


def test_a_forced_shot_that_is_refused_is_cut_from_the_take_that_is_there(
    lot: Lot,
) -> None:
    shot(lot)
    lot.service.refuses = {"010"}
    dailies = shoot(planned(lot, "010", force=True))
    assert "not this one" in dailies.failures[ShotId("010")].message
    film = cut(dailies)
    assert (film.slates, film.stale) == ((), ())


def test_a_forced_take_with_a_flaw_does_not_push_out_a_good_one(lot: Lot) -> None:
    shot(lot)
    lot.service.short = 0.25
    dailies = shoot(planned(lot, "010", force=True))
    assert [take.number for take in dailies.made] == [2]
    assert dailies.takes[ShotId("010")].number == 1
    assert planned(lot).plan.steps[0].number == 1


def test_who_stood_in_and_why_is_written_down_and_paid_once(lot: Lot) -> None:
    other = lot.hire("other")
    lot.change("provider: plain", "provider: [plain, other]")
    lot.service.refuses = {"020"}
    dailies = shot(lot)

    take = dailies.takes[ShotId("020")]
    assert (take.provider, dailies.failures) == ("other", {})
    assert take.instead_of is not None
    assert "not this one" in take.instead_of
    assert take in lock_of(lot).takes
    done = [e.take for e in lot.events if isinstance(e, ShotMoved) and e.take]
    assert take.instead_of in {each.instead_of for each in done}

    assert planned(lot).to_make == ()
    shot(lot)
    assert (len(lot.service.submitted), len(other.submitted)) == (2, 1)


def test_an_own_field_of_who_is_asked_first_is_not_told_to_the_other(lot: Lot) -> None:
    other = lot.hire("other")
    lot.change("provider: plain", "provider: [plain, other]")
    (step, *_) = planned(lot).to_make
    assert [each.provider for each in step.fallbacks] == ["other"]
    lot.service.refuses = {"010", "020", "030"}
    shot(lot)
    assert {request.provider for request in other.submitted} == {"other"}
