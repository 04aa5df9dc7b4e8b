"""The most that may be spent, whatever happens at once."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from storyboard.model.event import Event
from storyboard.model.money import Money
from storyboard.model.plan import Step
from storyboard.model.request import ClipRequest
from storyboard.model.value import ShotId
from storyboard.providers.base import (
    NotSent,
    RecoveryClass,
    Refused,
    SubmitRefused,
    Ticket,
)
from storyboard.scheduler.caps import Cap
from tests.scheduler.stage import (
    PROJECT,
    FakeService,
    Fault,
    Stage,
    codes_of,
    in_no_hurry,
    step,
    takes_of,
    usd,
)

RUN = "--max-cost"
BUDGET = "the project's budget"
TWO, THREE = [step("010"), step("020")], [step("010"), step("020"), step("030")]


def capped(stage: Stage, amount: str, *, run: bool = True) -> None:
    stage.caps = [Cap(usd(amount), RUN if run else BUDGET, run=run)]


def credits_of(amount: str, provider: str = "fake") -> Money:
    return Money(amount=Decimal(amount), unit=f"credits@{provider}")


def nothing_said(_request: ClipRequest) -> None:
    return None


def test_what_comes_exactly_to_the_cap_is_made(stage: Stage) -> None:
    capped(stage, "1.00")
    assert takes_of(stage.run(*TWO)) == [("010", 0), ("020", 0)]


def test_one_more_than_the_cap_allows_is_refused_and_nothing_is_sent(
    stage: Stage,
) -> None:
    stage.limit = 3
    capped(stage, "1.00")
    outcome = stage.run(*THREE)
    assert takes_of(outcome) == [("010", 0), ("020", 0)]
    assert str(outcome.failures[ShotId("030"), 0]) == (
        "error: not sent: its price of 0.50 USD would pass --max-cost of 1.00 USD, of "
        "which 1.00 USD are spent or in flight (nothing was sent; raise the cap, and "
        "run again)"
    )
    assert len(stage.service.submits) == 2
    assert stage.states()["030"] == "wanted"


def test_a_shot_that_was_over_the_cap_is_made_once_the_cap_is_raised(
    stage: Stage,
) -> None:
    capped(stage, "0.50", run=False)
    assert codes_of(stage.run(*TWO)) == {"020": "over-cap"}
    capped(stage, "1.00", run=False)
    assert takes_of(stage.run(*TWO)) == [("010", 0), ("020", 0)]
    assert stage.service.charges == {"010": 1, "020": 1}


@pytest.mark.parametrize(
    ("said", "made"), [("0.20", 3), ("0.50", 2), ("0.50001", 1), ("0.80", 1)]
)
def test_what_a_job_took_counts_in_place_of_what_it_was_expected_to(
    stage: Stage, said: str, made: int
) -> None:
    stage.limit = 1
    stage.service.says = lambda _request: usd(said)
    capped(stage, "1.00")
    outcome = stage.run(*THREE, step("040"))
    assert len(outcome.takes) == made
    assert set(codes_of(outcome).values()) == {"over-cap"}


@pytest.mark.parametrize(
    ("charged", "code"), [(False, ""), (True, "over-cap"), (None, "over-cap")]
)
def test_a_failed_job_gives_back_only_what_it_is_known_not_to_have_taken(
    stage: Stage, *, charged: bool | None, code: str
) -> None:
    stage.limit = 1
    stage.service.faults["poll"].append(
        Refused(code="crashed", message="out of luck", charged=charged)
    )
    capped(stage, "0.50")
    failures = codes_of(stage.run(*TWO))
    assert failures.pop("010") == "failed"
    assert failures.get("020", "") == code


def test_a_refused_request_holds_nothing(stage: Stage) -> None:
    stage.limit = 1
    stage.service.declines = frozenset({"010"})
    capped(stage, "0.50")
    assert takes_of(stage.run(*TWO)) == [("020", 0)]


def test_an_uncertain_request_holds_its_price(stage: Stage) -> None:
    stage.limit = 1
    stage.service.faults["submit"].append(ConnectionResetError())
    capped(stage, "0.50")
    assert codes_of(stage.run(*TWO)) == {"010": "uncertain", "020": "over-cap"}


def test_an_unknown_price_holds_nothing_until_the_service_says_it(
    stage: Stage,
) -> None:
    stage.limit = 3
    capped(stage, "0.10")
    outcome = stage.run(step("010", price=None), step("020", price=None))
    assert len(outcome.takes) == 2
    with stage.ledger() as ledger:
        assert ledger.held(PROJECT.partition("/")[0], "paid", "usd") == Decimal("0.8")
    assert codes_of(stage.run(step("030"))) == {"030": "over-cap"}


@pytest.mark.parametrize(
    ("most", "made"),
    [
        (usd("0.60"), 1),
        (credits_of("60"), 1),
        (usd("1.00"), 2),
        (credits_of("100"), 2),
        (credits_of("1", "another"), 3),
    ],
)
def test_credits_count_for_themselves_and_as_what_they_are_worth_in_dollars(
    stage: Stage, most: Money, made: int
) -> None:
    stage.limit = 3
    stage.service.says = nothing_said
    stage.caps = [Cap(most, RUN)]
    shots = ("010", "020", "030")
    price, dollars = credits_of("50"), usd("0.50")
    outcome = stage.run(*(step(s, price=price, dollars=dollars) for s in shots))
    assert len(outcome.takes) == made


def test_of_credits_that_were_charged_dollars_count_in_proportion(
    stage: Stage,
) -> None:
    stage.limit = 1
    stage.service.says = lambda _request: credits_of("100")
    stage.caps = [Cap(usd("1.20"), RUN)]
    price, dollars = credits_of("50"), usd("0.50")
    outcome = stage.run(*(step(s, price=price, dollars=dollars) for s in ("1", "2")))
    assert codes_of(outcome) == {"2": "over-cap"}


def test_what_is_charged_in_a_unit_of_unknown_worth_stays_reserved_in_dollars(
    stage: Stage,
) -> None:
    stage.limit = 1
    stage.service.says = lambda _request: credits_of("7")
    capped(stage, "0.60")
    assert codes_of(stage.run(*TWO)) == {"020": "over-cap"}


def test_a_run_has_its_own_cap_and_all_films_share_the_budget(stage: Stage) -> None:
    stage.service.says = lambda _request: usd("0.50")
    per_run, budget = Cap(usd("0.50"), RUN), Cap(usd("1.00"), BUDGET, run=False)
    stage.caps = [per_run, budget]
    one, two, other = "the-film/one", "the-film/two", "another-film/one"
    assert codes_of(stage.run(*TWO, project=one)) == {"020": "over-cap"}
    assert not stage.run(step("010"), project=two).failures
    problem = stage.run(step("020"), project=two).failures[ShotId("020"), 0]
    assert BUDGET in problem.message
    assert not stage.run(step("010"), project=other).failures
    assert not stage.run(*TWO[:1], project="the-film-2/one").failures


def test_a_job_of_an_earlier_run_counts_in_the_run_that_goes_on_with_it(
    stage: Stage,
) -> None:
    stage.service.polls_needed = 10_000
    stage.terms = None
    stage.patience = type(stage.patience)(longest_job=10)
    assert codes_of(stage.run(step("010"))) == {"010": "still-running"}
    stage.service.polls_needed = 2
    capped(stage, "0.50")
    stage.limit = 2
    assert codes_of(stage.run(*TWO)) == {"020": "over-cap"}


def test_nobody_else_is_asked_for_what_would_pass_the_cap(stage: Stage) -> None:
    other = FakeService("other")
    stage.others = [other]
    capped(stage, "0.40")
    cheap = step("010", provider="other", price=usd("0.10"))
    outcome = stage.run(step("010", fallbacks=[cheap]))
    assert codes_of(outcome) == {"010": "over-cap"}
    assert not other.submits


SCHEDULES = 200
"""How many random runs over a budget are played."""
_AT_ONCE = 20
_SHOTS = 4


@dataclass
class Purse(FakeService):
    """A service in a random mood that never lets more than the cap be spent."""

    dice: random.Random = field(default_factory=random.Random)
    most: Decimal = Decimal(0)
    by_film: dict[str, Decimal] = field(default_factory=dict)
    """What a film's run may spend by itself."""
    fullest: Decimal = Decimal(0)

    def outlay(self, film: str | None = None) -> Decimal:
        """What was charged or may be: in flight a job counts with its price."""
        return sum(
            (
                self._cost(ticket, asked)
                for ticket, asked in self.asked.items()
                if film in {None, asked.slate.film}
            ),
            Decimal(0),
        )

    def _cost(self, ticket: str, asked: ClipRequest) -> Decimal:
        if ticket in self.refunded:
            return Decimal(0)
        if self.polls[ticket] >= self.polls_needed:
            return took(asked).amount
        return Decimal(asked.prompt)

    async def submit(self, request: ClipRequest, key: str) -> Ticket:
        try:
            return await super().submit(request, key)
        finally:
            assert self.outlay() <= self.most
            for film, most in self.by_film.items():
                assert self.outlay(film) <= most
            self.fullest = max(self.fullest, self.outlay())

    def whim(self, point: str) -> Fault:
        if self.dice.random() > 0.25:
            return None
        match point:
            case "submit":
                said = Refused(kind="rate", code="no", message="no")
                return self.dice.choice(
                    [
                        NotSent("no route"),
                        SubmitRefused(said),
                        SubmitRefused(said, later=True),
                        ConnectionResetError(),
                    ]
                )
            case "charged":
                return ConnectionResetError()
            case "poll":
                charged = self.dice.choice([True, False, None])
                ended = Refused(code="crashed", message="crashed", charged=charged)
                return ended if self.dice.random() < 0.3 else TimeoutError()
            case _:
                return None


def took(request: ClipRequest) -> Money:
    """What a job took in the end: its price, or less."""
    return usd(Decimal(request.prompt) * (Decimal(1) - Decimal(request.seed or 0) / 4))


def film_of(dice: random.Random, name: str) -> list[Step]:
    steps = []
    for number in range(1, dice.randint(2, _SHOTS) + 1):
        cost = Decimal(dice.randint(1, 50)) / 100
        made = step(f"0{number}0", prompt=str(cost), price=usd(cost))
        assert made.request is not None
        slate = made.request.slate.model_copy(update={"film": name})
        told = {"slate": slate, "seed": dice.randint(0, 2)}
        request = made.request.model_copy(update=told)
        steps.append(made.model_copy(update={"request": request}))
    return steps


def worth(steps: Sequence[Step]) -> Decimal:
    return sum((each.price.amount for each in steps if each.price), Decimal(0))


def play(stage: Stage, service: Purse, dice: random.Random) -> list[str]:
    """Two films of a project shot at once, called off in between, and again."""
    films = {name: film_of(dice, name) for name in ("a", "b")}
    share = Decimal(dice.randint(20, 110)) / 100
    service.most = (worth([*films["a"], *films["b"]]) * share).quantize(Decimal("0.01"))
    budget = Cap(usd(service.most), BUDGET, run=False)
    stage.caps = [budget]
    again = dice.random() < 0.5
    if not again:
        most = (service.most * 2 / 3).quantize(Decimal("0.01"))
        service.by_film = dict.fromkeys(films, most)
        stage.caps = [budget, Cap(usd(most), RUN)]
    codes: list[str] = []

    async def both(turn: int, until: int) -> None:
        runs: list[asyncio.Task[None]] = []
        left = until

        def count(_event: Event) -> None:
            nonlocal left
            left -= 1
            if not left:
                for run in runs:
                    run.cancel()

        async def one(name: str) -> None:
            with in_no_hurry(stage.ledger()) as ledger:
                outcome = await stage.shoot(
                    films[name],
                    ledger,
                    run=f"{name}{turn}",
                    project=f"the-film/{name}",
                )
            codes.extend(codes_of(outcome).values())

        stage.report = count
        runs += [asyncio.create_task(one(name)) for name in films]
        ended = await asyncio.gather(*runs, return_exceptions=True)
        faults = [each for each in ended if isinstance(each, Exception)]
        assert not faults, faults

    if again:
        asyncio.run(both(0, dice.randint(1, 20)))
    asyncio.run(both(1, 0))
    with stage.ledger() as ledger:
        held = ledger.held("the-film", "paid", "usd")
    assert service.outlay() <= held <= service.most
    return codes


@pytest.mark.parametrize("first", range(0, SCHEDULES, _AT_ONCE))
def test_whatever_happens_at_once_the_service_never_takes_more_than_the_cap(
    folder: Path, first: int
) -> None:
    codes: list[str] = []
    full = 0
    for seed in range(first, first + _AT_ONCE):
        dice = random.Random(seed)  # noqa: S311 - to be played again
        recovery = dice.choice(get_args(RecoveryClass))
        service = Purse(recovery=recovery, says=took, dice=dice)
        service.mood = service.whim
        here = Stage(folder / str(seed), service, limit=dice.randint(1, 8))
        codes += play(here, service, dice)
        assert set(service.paid.values()) <= {1}
        full += service.fullest > service.most * Decimal("0.8")
    # Else the caps would not have been what held it.
    assert codes.count("over-cap") > _AT_ONCE / 4
    assert full > _AT_ONCE / 4
