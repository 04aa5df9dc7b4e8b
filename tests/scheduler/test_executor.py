"""Whoever runs the shots, and however often: nothing is paid twice."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from storyboard.errors import StoreError
from storyboard.model.plan import Step
from storyboard.providers.base import RecoveryClass, Refused
from storyboard.scheduler.executor import EmbeddedExecutor, Executor, Shot
from storyboard.scheduler.runs import OustedError
from tests.scheduler.stage import FakeService, Stage, codes_of, flawed, step, takes_of

RECOVERIES: list[RecoveryClass] = ["idempotent", "listing", "blind"]


class OneByOne:
    """One shot after the other."""

    async def run(self, shots: Sequence[Shot]) -> None:
        for shot in shots:
            await shot()


class InReverse:
    """All at once, the last begun first."""

    async def run(self, shots: Sequence[Shot]) -> None:
        await asyncio.gather(*(shot() for shot in reversed(shots)))


class TwiceOver:
    """All of them, and then all of them again."""

    async def run(self, shots: Sequence[Shot]) -> None:
        for _ in range(2):
            await asyncio.gather(*(shot() for shot in shots))


class TwiceAtOnce:
    """Each shot begun twice at the same time."""

    async def run(self, shots: Sequence[Shot]) -> None:
        await asyncio.gather(*(shot() for shot in (*shots, *shots)))


@dataclass
class Restarting:
    """Calls every shot off in the middle, and begins anew."""

    steps: int

    async def run(self, shots: Sequence[Shot]) -> None:
        first = [asyncio.ensure_future(shot()) for shot in shots]
        for _ in range(self.steps):
            await asyncio.sleep(0)
        for each in first:
            each.cancel()
        await asyncio.gather(*first, return_exceptions=True)
        await asyncio.gather(*(shot() for shot in shots))


EXECUTORS: list[Executor] = [
    EmbeddedExecutor(),
    OneByOne(),
    InReverse(),
    TwiceOver(),
    TwiceAtOnce(),
    *map(Restarting, (1, 3, 6, 10, 20)),
]


def called(executor: object) -> str:
    """The executor's name, the same in every process of the tests."""
    steps = executor.steps if isinstance(executor, Restarting) else ""
    return f"{type(executor).__name__}{steps}"


@pytest.fixture
def stage(folder: Path) -> Stage:
    return Stage(folder)


def film() -> list[Step]:
    """Two takes of a shot, what continues it, a fall-back and one that fails."""
    return [
        step("010"),
        step("010", attempt=1),
        step("020", after=["010"]),
        step("030", fallbacks=[step("030", provider="other")]),
        step("040"),
    ]


@pytest.mark.parametrize("recovery", RECOVERIES)
@pytest.mark.parametrize("executor", EXECUTORS, ids=called)
def test_whoever_runs_the_shots_nothing_is_paid_twice(
    stage: Stage, executor: Executor, recovery: RecoveryClass
) -> None:
    other = FakeService("other", recovery)
    stage.service.recovery = recovery
    stage.service.declines = frozenset({"030"})
    stage.others = [other]
    stage.executor = executor
    stage.limit = 5
    outcome = stage.run(*film())
    assert takes_of(outcome) == [
        ("010", 0),
        ("010", 1),
        ("020", 0),
        ("030", 0),
        ("040", 0),
    ]
    assert stage.service.charges == {"010": 2, "020": 1, "040": 1}
    assert other.charges == {"030": 1}
    assert set(stage.service.paid.values()) == {1}


@pytest.mark.parametrize("executor", EXECUTORS, ids=called)
def test_a_job_that_failed_at_a_cost_is_not_tried_again_by_an_executor(
    stage: Stage, executor: Executor
) -> None:
    stage.executor = executor
    gone = Refused(code="crashed", message="out of luck", charged=True)
    stage.service.faults["poll"].extend([gone] * 10)
    assert codes_of(stage.run(step("010"))) == {"010": "failed"}
    assert stage.service.charges == {"010": 1}


@pytest.mark.parametrize("executor", EXECUTORS, ids=called)
def test_one_more_take_for_a_flaw_is_made_once_whoever_runs_the_shots(
    stage: Stage, executor: Executor
) -> None:
    stage.executor = executor
    stage.retake_on = frozenset({"black"})
    stage.look_at = lambda _clip, _request: flawed("black")
    assert takes_of(stage.run(step("010"))) == [("010", 0), ("010", 1)]
    assert stage.service.charges == {"010": 2}


@pytest.mark.parametrize("kind", [StoreError, OustedError])
def test_what_ends_a_run_is_told_with_all_that_others_add(
    kind: type[StoreError],
) -> None:
    said = ["it is full", "it is full; job-1 is lost", "it is full", "job-2 is lost"]

    def failing(words: str) -> Shot:
        async def shot() -> None:
            raise kind(words)

        return shot

    with pytest.raises(kind) as caught:
        asyncio.run(EmbeddedExecutor().run([failing(words) for words in said]))
    assert str(caught.value) == "it is full; job-1 is lost\njob-2 is lost"


def test_an_error_of_a_shot_calls_the_others_off() -> None:
    called_off: list[bool] = []

    async def patient() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            called_off.append(True)
            raise

    async def broken() -> None:
        raise ValueError("a mistake")

    with pytest.raises(ValueError, match="a mistake"):
        asyncio.run(EmbeddedExecutor().run([patient, broken]))
    assert called_off
