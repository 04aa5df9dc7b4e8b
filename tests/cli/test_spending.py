"""Money on the command line: what is asked, what is refused, and what is left."""

import io
import sys
from pathlib import Path

import pytest

from storyboard.errors import PreflightError
from tests.cli.conftest import Run

BOARD = """\
storyboard: 1
title: Two Paid Shots
provider: evolink
model: seedance-2.0
format: {resolution: 480p}
defaults: {seconds: 4}
scenes:
  - id: pier
    shots:
      - {id: "010", action: "Rain."}
      - {id: "020", action: "Wind."}
"""
COST = "50.22 credits@evolink (0.74 USD)"
SENT = 4
"""Where a paid run ends that may spend: here, right before it would send."""


@pytest.fixture
def paid(verb: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    def send(*_: object) -> None:
        raise PreflightError("it would be sent now")

    Path("storyboard.yaml").write_text(BOARD, encoding="utf-8")
    for name in ("EVOLINK_API_KEY", "ARK_API_KEY"):
        monkeypatch.setenv(name, "a-key")
    monkeypatch.setattr("storyboard.cli.shooting.shoot", send)
    return verb


class Typed(io.StringIO):
    """A terminal at which somebody types."""

    def isatty(self) -> bool:
        return True


def test_nobody_is_asked_for_money_where_a_key_is_missing(
    paid: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EVOLINK_API_KEY")
    monkeypatch.setattr(sys, "stdin", Typed("y\n"))
    code, _, err = paid("render")
    assert code == 4
    assert "EVOLINK_API_KEY is not set" in err
    assert "Spend" not in err


@pytest.mark.parametrize("name", ["render", "shoot"])
def test_without_a_terminal_nothing_is_spent_unless_it_was_said(
    paid: Run, name: str
) -> None:
    code, out, err = paid(name)
    assert (code, out) == (3, "")
    assert f"this costs {COST}, and there is no terminal to ask at" in err
    assert "--yes" in err
    assert not Path(".storyboard").exists()
    assert not Path("storyboard.lock").exists()


@pytest.mark.parametrize("yes", ["--yes", "-y"])
def test_yes_spends_without_asking(paid: Run, yes: str) -> None:
    code, _, err = paid("render", yes)
    assert code == SENT
    assert "it would be sent now" in err


@pytest.mark.parametrize(("typed", "ends"), [("y\n", SENT), ("n\n", 3), ("\n", 3)])
def test_at_a_terminal_it_is_asked_and_no_is_the_answer_unless_yes_is(
    paid: Run, monkeypatch: pytest.MonkeyPatch, typed: str, ends: int
) -> None:
    monkeypatch.setattr(sys, "stdin", Typed(typed))
    code, out, err = paid("render")
    assert code == ends
    assert f"Spend {COST}? [y/N]" in out + err
    assert ("nothing was sent, and nothing is charged" in err) == (ends == 3)


def test_a_plan_that_costs_more_than_it_may_is_refused(paid: Run) -> None:
    code, _, err = paid("render", "--yes", "--max-cost", "0.50usd")
    assert code == 3
    assert "the plan costs 0.74 USD; --max-cost is 0.50 USD" in err
    code, _, err = paid("render", "--yes", "--max-cost", "50credits@evolink")
    assert code == 3
    assert "the plan costs 50.22 credits@evolink; --max-cost is 50" in err


def test_a_plan_within_its_limits_goes_on(paid: Run) -> None:
    limits = ("--max-cost", "12usd", "--max-cost", "500credits@evolink")
    assert paid("render", "--yes", *limits)[0] == SENT


@pytest.mark.parametrize(
    "amount", ["12", "usd", "-1usd", "12 eur", "1e3usd", "credits"]
)
def test_an_amount_that_is_none_is_refused_with_examples(
    paid: Run, amount: str
) -> None:
    code, _, err = paid("render", "--max-cost", amount)
    assert code == 2
    assert f'"{amount}" is no amount; write 12usd, 80cny or 500credits@PROVIDER' in err


def test_a_flaw_that_there_is_not_is_refused_with_those_that_there_are(
    paid: Run,
) -> None:
    code, _, err = paid("render", "--retake-on", "blakc,frozen")
    assert code == 2
    assert '"blakc" is no flaw' in err
    assert "black, frozen, silent, cut, size, rate, seconds" in err


def test_paying_twice_needs_a_limit(paid: Run) -> None:
    code, _, err = paid("render", "--yes", "--retake-on", "black, frozen")
    assert code == 3
    assert "--retake-on may pay shots twice" in err
    limited = ("--yes", "--retake-on", "black", "--max-cost", "5usd")
    assert paid("render", *limited)[0] == SENT


def test_what_may_cost_more_elsewhere_is_said_before(paid: Run) -> None:
    dearer = BOARD.replace("provider: evolink", "provider: [evolink, ark]")
    Path("storyboard.yaml").write_text(dearer, encoding="utf-8")
    code, _, err = paid("render")
    assert code == 3
    assert f"this costs {COST}, or more where ark is asked instead" in err


@pytest.mark.parametrize(
    "more", [["010"], ["--force"], ["--sandbox"], ["--animatic"], ["--keep-followers"]]
)
@pytest.mark.parametrize("name", ["render", "shoot"])
def test_a_saved_plan_says_everything_itself(
    paid: Run, name: str, more: list[str]
) -> None:
    Path("saved.json").write_text("{}", encoding="utf-8")
    code, _, err = paid(name, "--plan", "saved.json", *more)
    assert code == 2
    assert "give --plan without selections" in err
