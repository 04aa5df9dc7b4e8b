"""The ledger, on SQLite and on PostgreSQL alike."""

import itertools
import threading
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.errors import StoreError
from storyboard.model.money import Money
from storyboard.model.take import Flaw
from storyboard.model.value import ShotId
from storyboard.providers.base import Ticket
from storyboard.scheduler.caps import Cap, OverCap
from storyboard.scheduler.entry import Entry, Wish
from storyboard.scheduler.ledger import Ledger, LostClaim
from storyboard.scheduler.moves import ALL, MOVES
from storyboard.scheduler.runs import OustedError, Runner
from tests.scheduler.stage import START, JumpingClock

WISH = Wish(
    project="the-film/board",
    origin="paid",
    shot=ShotId("010"),
    number=1,
    fingerprint="one",
    parts={"prompt": "a"},
    provider="fake",
    model="fake-1",
    seed=3,
    price=Money(amount=Decimal("0.10"), unit="usd"),
    dollars=Money(amount=Decimal("0.10"), unit="usd"),
)
FILM = WISH.project
HOLD = 10.0
NOW = START.timestamp()


def want(ledger: Ledger, wish: Wish = WISH) -> Entry:
    (entry,) = ledger.want([wish], present=lambda _clip: True)
    return entry


def claim(ledger: Ledger, entry: Entry, run: str = "this") -> Entry:
    held = ledger.claim(entry, run=run, hold=HOLD)
    assert held is not None
    return held


def usd(amount: str) -> Money:
    return Money(amount=Decimal(amount), unit="usd")


def runner(name: str) -> Runner:
    return Runner(run=name, owner="me", host="here", pid=7, guard=f"/tmp/{name}")  # noqa: S108 - a name, never opened


def test_what_is_written_is_read_back_exactly(ledger: Ledger) -> None:
    wish = replace(WISH, attempt=2, instead_of="ark: it is against the rules")
    held = claim(ledger, want(ledger, wish))
    intent = ledger.move(held, "intent", hold=2, sent_by=NOW + 3.25)
    ticket = Ticket(provider="fake", id="job-1")
    sent = ledger.move(intent, "submitted", hold=5, ticket=ticket, submitted=NOW)
    charged = Money(amount=Decimal("0.3000000000000000001"), unit="credits@fake")
    ready = ledger.move(sent, "ready", hold=7, seed=2**53 + 1, charged=charged)
    flaws = (Flaw(kind="black", said="schwarz für 1,5 s — ‘…’"),)
    done = ledger.move(ready, "done", hold=9, clip="c", seconds=5.04, flaws=flaws)
    assert ledger.entry(done.key) == done
    assert done.wish == wish
    (take,) = ledger.takes(FILM)
    assert (take.seed, take.price, take.seconds) == (2**53 + 1, charged, 5.04)


def test_wishes_come_back_in_their_order(ledger: Ledger) -> None:
    shots = ["030", "010", "020"]
    wishes = [replace(WISH, shot=ShotId(shot)) for shot in shots]
    entries = ledger.want(wishes, present=lambda _clip: True)
    assert [entry.wish.shot for entry in entries] == shots
    assert {entry.state for entry in entries} == {"wanted"}


def test_the_same_wish_is_one_entry(ledger: Ledger, clock: JumpingClock) -> None:
    first = want(ledger)
    clock.passed = 5
    assert want(ledger) == first


def test_a_held_take_cannot_be_claimed_before_its_lease_runs_out(
    ledger: Ledger, clock: JumpingClock
) -> None:
    held = claim(ledger, want(ledger))
    clock.passed = HOLD - 0.1
    assert ledger.claim(held, run="other", hold=HOLD) is None
    clock.passed = HOLD
    assert ledger.claim(held, run="other", hold=HOLD)


def test_of_two_who_read_the_same_fence_one_gets_the_claim(ledger: Ledger) -> None:
    read = want(ledger)
    assert ledger.claim(read, run="one", hold=0)
    assert ledger.claim(read, run="two", hold=HOLD) is None


def test_a_claim_brings_the_entry_as_it_stands(
    ledger: Ledger, clock: JumpingClock
) -> None:
    held = claim(ledger, want(ledger))
    intent = ledger.move(held, "intent", hold=0, sent_by=1)
    clock.passed = 1
    assert ledger.claim(intent, run="other", hold=2) == replace(
        intent, fence=2, lease_until=NOW + 3, run="other"
    )


def test_whoever_lost_the_claim_writes_nothing(
    ledger: Ledger, clock: JumpingClock
) -> None:
    old = claim(ledger, want(ledger))
    clock.passed = HOLD
    new = claim(ledger, old, run="other")
    with pytest.raises(LostClaim):
        ledger.move(old, "intent", hold=HOLD)
    ledger.release(old)
    assert ledger.entry(new.key) == new
    assert [event.state for event in ledger.story(new.key)] == ["wanted"]


def test_a_released_take_can_be_claimed_at_once(ledger: Ledger) -> None:
    held = claim(ledger, want(ledger))
    ledger.release(held)
    assert ledger.claim(held, run="other", hold=HOLD)


def test_an_illegal_move_is_refused(ledger: Ledger) -> None:
    held = claim(ledger, want(ledger))
    for before, after in itertools.product(sorted(ALL), repeat=2):
        if after not in MOVES[before]:
            with pytest.raises(ValueError, match="cannot become"):
                ledger.move(replace(held, state=before), after, hold=0)
    assert ledger.entry(held.key) == held


def test_every_change_is_told_in_order(ledger: Ledger, clock: JumpingClock) -> None:
    clock.passed = 1
    held = claim(ledger, want(ledger))
    clock.passed = 2
    intent = ledger.move(held, "intent", hold=9)
    clock.passed = 3
    ledger.move(intent, "wanted", hold=9, error_message="no route")
    clock.passed = 4
    ledger.note(intent, "a late word")
    told = ledger.story(held.key)
    assert [(e.at - NOW, e.fence, e.state, e.note) for e in told] == [
        (1, 0, "wanted", ""),
        (2, 1, "intent", ""),
        (3, 1, "wanted", "no route"),
        (4, 1, "intent", "a late word"),
    ]


def test_an_error_is_cleared_by_the_next_change(ledger: Ledger) -> None:
    held = claim(ledger, want(ledger))
    intent = ledger.move(held, "intent", hold=9)
    back = ledger.move(intent, "wanted", hold=9, error_code="not-sent")
    again = ledger.move(back, "intent", hold=9)
    assert (back.error_code, again.error_code) == ("not-sent", None)


def test_projects_are_kept_apart(ledger: Ledger) -> None:
    want(ledger)
    other = want(ledger, replace(WISH, project="another"))
    assert ledger.entries("another") == (other,)
    assert ledger.next_number("another", WISH.shot, "paid") == 2
    assert ledger.next_number("another", WISH.shot, "animatic") == 1


def test_open_jobs_are_those_that_may_cost(ledger: Ledger) -> None:
    held = claim(ledger, want(ledger))
    assert not ledger.open_jobs(FILM)
    intent = ledger.move(held, "intent", hold=9)
    assert ledger.open_jobs(FILM) == (intent,)
    doubt = ledger.move(intent, "uncertain", hold=9)
    assert ledger.open_jobs(FILM) == (doubt,)


def test_a_cap_counts_what_was_spent_and_what_is_reserved(ledger: Ledger) -> None:
    cap = Cap(usd("0.25"), "--max-cost")
    wishes = [replace(WISH, shot=ShotId(shot)) for shot in ("010", "020", "030")]
    first, second, third = (
        claim(ledger, each) for each in ledger.want(wishes, present=lambda _clip: True)
    )
    ledger.move(first, "intent", hold=9, caps=[cap])
    ledger.move(second, "intent", hold=9, caps=[cap])
    with pytest.raises(OverCap) as caught:
        ledger.move(third, "intent", hold=9, caps=[cap])
    assert caught.value.held == usd("0.2")
    assert ledger.entry(third.key) == third


def test_of_two_who_want_the_last_of_the_budget_at_once_one_gets_it(
    database: str, clock: JumpingClock
) -> None:
    cap = Cap(usd("0.15"), "the project's budget", run=False)
    wishes = [replace(WISH, shot=ShotId(f"{shot}0")) for shot in range(1, 5)]
    with Ledger(database, clock) as ledger:
        wanted = ledger.want(wishes, present=lambda _clip: True)
        held = [claim(ledger, entry, run=entry.key) for entry in wanted]
    all_here = threading.Barrier(len(held))
    said: list[str] = []

    def spend(entry: Entry) -> None:
        with Ledger(database, clock) as own:
            all_here.wait()
            try:
                said.append(own.move(entry, "intent", hold=9, caps=[cap]).state)
            except (OverCap, StoreError) as error:
                said.append(type(error).__name__)

    runs = [threading.Thread(target=spend, args=[entry]) for entry in held]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sorted(said) == ["OverCap", "OverCap", "OverCap", "intent"]


def test_of_two_runs_that_begin_at_once_one_gets_the_film(
    database: str, clock: JumpingClock
) -> None:
    all_here = threading.Barrier(4)
    said: list[str] = []

    def begin(name: str) -> None:
        with Ledger(database, clock) as own:
            all_here.wait()
            try:
                own.enlist(FILM, runner(name), hold=HOLD, is_dead=lambda _: False)
            except StoreError as error:
                said.append(str(error))
            else:
                said.append("in")

    Ledger(database, clock).close()
    runs = [threading.Thread(target=begin, args=[name]) for name in "abcd"]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert said.count("in") == 1
    assert len([words for words in said if "another run" in words]) == 3


def test_a_run_without_a_sign_of_life_is_taken_over_from(
    ledger: Ledger, clock: JumpingClock
) -> None:
    ledger.enlist(FILM, runner("old"), hold=HOLD, is_dead=lambda _: False)
    held = claim(ledger, want(ledger), run="old")
    clock.passed = HOLD - 1
    ledger.sign_of_life(FILM, "old", hold=HOLD)
    clock.passed = HOLD
    with pytest.raises(StoreError, match="me on here, process 7"):
        ledger.enlist(FILM, runner("new"), hold=HOLD, is_dead=lambda _: False)
    assert ledger.claim(held, run="new", hold=HOLD) is None
    clock.passed = 2 * HOLD - 1
    before = ledger.enlist(FILM, runner("new"), hold=HOLD, is_dead=lambda _: False)
    assert before is not None
    assert before.runner == runner("old")
    assert ledger.claim(held, run="new", hold=HOLD)
    with pytest.raises(OustedError):
        ledger.sign_of_life(FILM, "old", hold=HOLD)


def test_a_run_that_is_known_to_be_dead_holds_nothing(ledger: Ledger) -> None:
    ledger.enlist(FILM, runner("old"), hold=HOLD, is_dead=lambda _: False)
    held = claim(ledger, want(ledger), run="old")
    ledger.enlist(FILM, runner("new"), hold=HOLD, is_dead=lambda _: True)
    assert ledger.claim(held, run="new", hold=HOLD)


def test_after_a_run_has_retired_the_next_begins_at_once(ledger: Ledger) -> None:
    ledger.enlist(FILM, runner("old"), hold=HOLD, is_dead=lambda _: False)
    held = claim(ledger, want(ledger), run="old")
    ledger.retire(FILM, "old")
    assert ledger.runner(FILM) is None
    assert not ledger.enlist(FILM, runner("new"), hold=HOLD, is_dead=lambda _: False)
    assert ledger.claim(held, run="new", hold=HOLD)


_films = itertools.count()


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    turns=st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(["claim", "write", "wait"])),
        max_size=20,
    )
)
def test_at_most_one_of_three_runs_can_write(
    ledger: Ledger, clock: JumpingClock, turns: list[tuple[int, str]]
) -> None:
    """Whatever the order: a write succeeds only for whoever claimed last."""
    first = want(ledger, replace(WISH, project=f"film {next(_films)}"))
    first = ledger.move(claim(ledger, first), "intent", hold=0)
    views: list[Entry] = [first] * 3
    holder: int | None = None
    for run, turn in turns:
        if turn == "wait":
            clock.passed += 6
        elif turn == "claim":
            views[run] = ledger.entry(first.key)
            held = ledger.claim(views[run], run=str(run), hold=HOLD)
            if held is not None:
                views[run], holder = held, run
        elif holder == run:
            views[run] = ledger.move(views[run], "intent", hold=HOLD)
        elif holder is not None:
            stale = replace(views[run], fence=ledger.entry(first.key).fence - 1)
            with pytest.raises(LostClaim):
                ledger.move(stale, "intent", hold=0)
