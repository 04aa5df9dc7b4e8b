from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.model.money import Money
from storyboard.model.value import ShotId
from storyboard.providers.base import Ticket
from storyboard.scheduler.entry import Entry, Wish
from storyboard.scheduler.ledger import Ledger, LostClaim
from storyboard.scheduler.moves import ALL, MOVES, State

WISH = Wish(
    project="the-film",
    origin="paid",
    shot=ShotId("010"),
    number=1,
    fingerprint="one",
    parts={"prompt": "a"},
    provider="fake",
    model="fake-1",
    seed=3,
    price=Money(amount=Decimal("0.10"), unit="usd"),
)


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger("sqlite://") as opened:
        yield opened


def want(ledger: Ledger, wish: Wish = WISH, now: float = 0.0) -> Entry:
    (entry,) = ledger.want([wish], now=now, present=lambda _clip: True)
    return entry


def claim(ledger: Ledger, entry: Entry, now: float = 0.0) -> Entry:
    held = ledger.claim(entry, now=now, until=now + 10)
    assert held is not None
    return held


def test_what_is_written_is_read_back_exactly(ledger: Ledger) -> None:
    held = claim(ledger, want(ledger))
    intent = ledger.move(held, "intent", now=1, until=2, sent_by=3)
    ticket = Ticket(provider="fake", id="job-1")
    sent = ledger.move(intent, "submitted", now=4, until=5, ticket=ticket, submitted=4)
    charged = Money(amount=Decimal("0.3000000000000000001"), unit="credits@fake")
    ready = ledger.move(sent, "ready", now=6, until=7, seed=9, charged=charged)
    done = ledger.move(ready, "done", now=8.5, until=9, clip="c", seconds=5.04)
    assert ledger.entry(done.key) == done
    assert done.wish == WISH
    (take,) = ledger.takes("the-film")
    assert (take.seed, take.price, take.seconds) == (9, charged, 5.04)


def test_wishes_come_back_in_their_order(ledger: Ledger) -> None:
    shots = ["030", "010", "020"]
    wishes = [replace(WISH, shot=ShotId(shot)) for shot in shots]
    entries = ledger.want(wishes, now=0, present=lambda _clip: True)
    assert [entry.wish.shot for entry in entries] == shots
    assert {entry.state for entry in entries} == {"wanted"}


def test_the_same_wish_is_one_entry(ledger: Ledger) -> None:
    assert want(ledger) == want(ledger, now=5)


def test_a_held_take_cannot_be_claimed_before_its_lease_runs_out(
    ledger: Ledger,
) -> None:
    held = claim(ledger, want(ledger), now=0)
    assert ledger.claim(held, now=9.9, until=20) is None
    assert ledger.claim(held, now=10, until=20)


def test_of_two_who_read_the_same_fence_one_gets_the_claim(ledger: Ledger) -> None:
    read = want(ledger)
    assert ledger.claim(read, now=0, until=0)
    assert ledger.claim(read, now=5, until=10) is None


def test_a_claim_brings_the_entry_as_it_stands(ledger: Ledger) -> None:
    read = want(ledger)
    held = claim(ledger, read)
    intent = ledger.move(held, "intent", now=0, until=0, sent_by=1)
    assert ledger.claim(intent, now=1, until=2) == replace(
        intent, fence=2, lease_until=2
    )


def test_whoever_lost_the_claim_writes_nothing(ledger: Ledger) -> None:
    old = claim(ledger, want(ledger), now=0)
    new = claim(ledger, old, now=10)
    with pytest.raises(LostClaim):
        ledger.move(old, "intent", now=11, until=20)
    with pytest.raises(LostClaim):
        ledger.extend(old, until=99)
    ledger.release(old)
    assert ledger.entry(new.key) == new
    assert [event.state for event in ledger.story(new.key)] == ["wanted"]


def test_a_released_take_can_be_claimed_at_once(ledger: Ledger) -> None:
    held = claim(ledger, want(ledger), now=0)
    ledger.release(held)
    assert ledger.claim(held, now=1, until=2)


def test_an_extended_lease_holds(ledger: Ledger) -> None:
    held = ledger.extend(claim(ledger, want(ledger), now=0), until=100)
    assert ledger.claim(held, now=99, until=200) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [(a, b) for a in sorted(ALL) for b in sorted(ALL) if b not in MOVES[a]],
)
def test_an_illegal_move_is_refused(
    ledger: Ledger, before: State, after: State
) -> None:
    held = replace(claim(ledger, want(ledger)), state=before)
    with pytest.raises(ValueError, match="cannot become"):
        ledger.move(held, after, now=0, until=0)


def test_every_change_is_told_in_order(ledger: Ledger) -> None:
    held = claim(ledger, want(ledger, now=1))
    intent = ledger.move(held, "intent", now=2, until=9)
    ledger.move(intent, "wanted", now=3, until=9, error_message="no route")
    ledger.note(intent, "a late word", now=4)
    told = ledger.story(held.key)
    assert [(e.at, e.fence, e.state, e.note) for e in told] == [
        (1, 0, "wanted", ""),
        (2, 1, "intent", ""),
        (3, 1, "wanted", "no route"),
        (4, 1, "intent", "a late word"),
    ]


def test_an_error_is_cleared_by_the_next_change(ledger: Ledger) -> None:
    held = claim(ledger, want(ledger))
    intent = ledger.move(held, "intent", now=0, until=9)
    back = ledger.move(intent, "wanted", now=0, until=9, error_code="not-sent")
    again = ledger.move(back, "intent", now=0, until=9)
    assert (back.error_code, again.error_code) == ("not-sent", None)


def test_projects_are_kept_apart(ledger: Ledger) -> None:
    want(ledger)
    other = want(ledger, replace(WISH, project="another"))
    assert ledger.entries("another") == (other,)
    assert ledger.next_number("another", WISH.shot, "paid") == 2
    assert ledger.next_number("another", WISH.shot, "animatic") == 1


def test_open_jobs_are_those_that_may_cost(ledger: Ledger) -> None:
    held = claim(ledger, want(ledger))
    assert not ledger.open_jobs("the-film")
    intent = ledger.move(held, "intent", now=0, until=9)
    assert ledger.open_jobs("the-film") == (intent,)
    doubt = ledger.move(intent, "uncertain", now=0, until=9)
    assert ledger.open_jobs("the-film") == (doubt,)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    turns=st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(["claim", "write", "wait"]))
    )
)
def test_at_most_one_of_three_runs_can_write(
    turns: list[tuple[int, str]],
) -> None:
    """Whatever the order: a write succeeds only for whoever claimed last."""
    with Ledger("sqlite://") as ledger:
        first = want(ledger)
        views: list[Entry] = [first] * 3
        holder: int | None = None
        now = 0.0
        for run, turn in turns:
            if turn == "wait":
                now += 6
            elif turn == "claim":
                views[run] = ledger.entry(first.key)
                held = ledger.claim(views[run], now=now, until=now + 10)
                if held is not None:
                    views[run], holder = held, run
            elif holder == run:
                views[run] = ledger.extend(views[run], until=now + 10)
            elif views[run].fence:
                with pytest.raises(LostClaim):
                    ledger.extend(
                        replace(views[run], fence=views[run].fence - 1), until=0
                    )
