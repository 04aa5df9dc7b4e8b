"""Seats and turns, on a clock that jumps."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from storyboard.providers.base import Refused, SubmitRefused
from storyboard.scheduler.lane import Lane
from storyboard.scheduler.patience import Terms
from tests.scheduler.stage import JumpingClock, Stage, step, takes_of


def lane(jobs: int = 1) -> tuple[Lane, JumpingClock]:
    clock = JumpingClock()
    return Lane(Terms(jobs), clock), clock


def play(act: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        await act()

    asyncio.run(whole())


async def breathe() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_there_are_never_more_seats_than_jobs() -> None:
    async def act() -> None:
        way, clock = lane(3)
        seated: list[int] = []

        async def sit(number: int) -> None:
            await way.sit(number, running=False)
            seated.append(number)
            most.append(len(seated))
            await clock.sleep(1)
            seated.remove(number)
            way.leave()

        await asyncio.gather(*map(sit, range(20)))

    most: list[int] = []
    play(act)
    assert max(most) == 3
    assert len(most) == 20


def test_whoever_has_the_lowest_rank_sits_down_first() -> None:
    order: list[int] = []

    async def act() -> None:
        way, _ = lane()
        await way.sit(0, running=False)

        async def sit(rank: int) -> None:
            await way.sit(rank, running=False)
            order.append(rank)
            way.leave()

        waiting = [asyncio.create_task(sit(rank)) for rank in (5, 2, 9, 2, 1)]
        await breathe()
        assert not order
        way.leave()
        await asyncio.gather(*waiting)

    play(act)
    assert order == [1, 2, 2, 5, 9]


def test_what_runs_at_the_service_takes_a_seat_in_any_case() -> None:
    async def act() -> None:
        way, _ = lane()
        await way.sit(0, running=True)
        await way.sit(1, running=True)
        new = asyncio.create_task(way.sit(2, running=False))
        way.leave()
        await breathe()
        assert not new.done()
        way.leave()
        await asyncio.wait_for(new, 1)

    play(act)


@pytest.mark.parametrize("seated", [False, True])
def test_whoever_is_called_off_while_waiting_loses_no_seat(*, seated: bool) -> None:
    async def act() -> None:
        way, _ = lane()
        await way.sit(0, running=False)
        called_off = asyncio.create_task(way.sit(1, running=False))
        following = asyncio.create_task(way.sit(2, running=False))
        await breathe()
        if seated:
            way.leave()
        called_off.cancel()
        with pytest.raises(asyncio.CancelledError):
            await called_off
        if not seated:
            way.leave()
        await asyncio.wait_for(following, 1)
        last = asyncio.create_task(way.sit(3, running=False))
        await breathe()
        assert not last.done()
        way.leave()
        await asyncio.wait_for(last, 1)

    play(act)


def test_whoever_waits_for_a_job_to_end_wakes_when_one_leaves() -> None:
    async def act() -> None:
        way, clock = lane(2)
        await way.sit(0, running=False)
        waiting = asyncio.create_task(way.until_one_left(600))
        await asyncio.sleep(0)
        way.leave()
        await waiting
        assert clock.passed < 600

    play(act)


def test_whoever_waits_for_a_job_to_end_waits_no_longer_than_it_may() -> None:
    async def act() -> None:
        way, clock = lane(2)
        await way.until_one_left(600)
        assert clock.passed == 600

    play(act)


async def times(way: Lane, clock: JumpingClock, count: int) -> list[float]:
    """When each of so many turns came; the service takes them all."""
    came: list[float] = []

    async def turn() -> None:
        await way.turn()
        came.append(clock.elapsed())

    await asyncio.gather(*(turn() for _ in range(count)))
    return came


def test_turns_come_at_once_until_the_service_wants_them_slower() -> None:
    async def act() -> None:
        way, clock = lane()
        assert await times(way, clock, 5) == [0.0] * 5
        way.slow_down(7)
        way.slow_down(3)
        assert await times(way, clock, 3) == [7.0, 7.25, 7.5]

    play(act)


def test_turns_come_closer_again_once_requests_are_taken() -> None:
    async def act() -> None:
        way, clock = lane()
        for _ in range(20):
            way.slow_down(1)
            await way.turn()
        first, second = await times(way, clock, 2)
        assert second - first == 30
        for _ in range(60):
            way.speed_up()
        await times(way, clock, 1)
        came = await times(way, clock, 3)
        assert came == [came[0]] * 3

    play(act)


def test_many_refusals_at_once_slow_turns_down_once() -> None:
    async def act() -> None:
        way, clock = lane(50)
        await times(way, clock, 50)
        for _ in range(50):
            way.slow_down(1)
        assert await times(way, clock, 3) == [1.0, 1.25, 1.5]

    play(act)


def test_of_fifty_shots_in_a_storm_of_refusals_each_is_made_and_paid_once(
    stage: Stage,
) -> None:
    stage.limit = 50
    busy = Refused(kind="rate", code="429", message="too fast")
    taken = -2.0

    def one_in_two_seconds(point: str) -> BaseException | None:
        nonlocal taken
        if point != "submit":
            return None
        if stage.clock.elapsed() - taken < 2:
            after = len(stage.service.submits) % 7 or None
            return SubmitRefused(busy, later=True, after=after)
        taken = stage.clock.elapsed()
        return None

    stage.service.mood = one_in_two_seconds
    steps = [step(f"{number:03}") for number in range(10, 510, 10)]
    outcome = stage.run(*steps)
    assert not outcome.failures
    assert takes_of(outcome) == [(each.shot, 0) for each in steps]
    assert set(stage.service.charges.values()) == {1}
    assert len(stage.service.submits) > 2 * 50


@pytest.mark.parametrize(
    "terms",
    [
        Terms(jobs=9, per_minute=30),
        Terms(jobs=9, submits_per_minute=30),
        Terms(jobs=9, per_minute=60, submits_per_minute=30),
    ],
)
def test_submits_keep_to_so_many_a_minute_before_they_are_written_down(
    terms: Terms,
) -> None:
    clock = JumpingClock()
    way = Lane(terms, clock)
    left: list[float] = []

    async def act() -> None:
        for _ in range(4):
            await way.turn()
            left.append(clock.elapsed())

    play(act)
    assert left == [0, 2, 4, 6]


def test_a_busy_loop_does_not_make_a_pace_slower_nor_a_pause_make_it_faster() -> None:
    clock = JumpingClock()
    way = Lane(Terms(jobs=9, submits_per_minute=60), clock)
    left: list[float] = []

    async def act() -> None:
        for late in (0, 0.25, 0.25, 30, 0, 0):
            await way.turn()
            left.append(clock.elapsed())
            clock.passed += late

    play(act)
    assert left[:4] == [0, 1, 2, 3]
    # After a pause one turn may come early, and no more than one.
    assert left[4:] == [33, 33]


@pytest.mark.parametrize(("per_minute", "at_once"), [(None, 32), (600, 32), (5, 1)])
def test_few_questions_are_asked_where_few_requests_may_leave(
    per_minute: int | None, at_once: int
) -> None:
    way = Lane(Terms(jobs=9, per_minute=per_minute), JumpingClock())

    async def act() -> None:
        for _ in range(at_once):
            assert not way.questions.locked()
            await way.questions.acquire()
        assert way.questions.locked()

    play(act)
