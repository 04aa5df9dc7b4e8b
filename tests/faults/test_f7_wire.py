"""F7: services that are busy or broken, and a network that is."""

from collections.abc import Mapping
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from storyboard.sandbox.server import Sandbox
from tests.faults import calls
from tests.faults.between import Answer, Between, Call
from tests.faults.film import CLASSES, Film, Shot, lay, plain_shots
from tests.faults.judge import (
    MISSING,
    SHOOT,
    entries_of,
    jobs_of,
    seen_to_the_end,
    submits_of,
)
from tests.faults.runs import Runs

PACE = 20.0
"""Clocks of these runs go so many times as fast."""
ASKED = 30
"""Seconds that a service asks to be left alone."""
UNKNOWN = {"idempotent": "done", "listing": "done", "blind": "uncertain"}
"""What becomes of a submit whose answer nobody can use: the same key is sent again,
the job is looked for, or nothing is done."""


def _states(film: Film) -> list[str]:
    return [entry.state for entry in entries_of(film)]


def _busy(answer: Answer, headers: Mapping[str, str]) -> Answer:
    """A no as EvoLink words it."""
    error = {"message": "slow down", "type": "rate_limit_error", "code": 429}
    plain = {"content-type": "application/json"}
    return Answer(429, {**plain, **headers}, answer.said({"error": error}).body)


@pytest.mark.row("F7 wire")
@pytest.mark.parametrize("said", ["seconds", "a date", "nothing"])
def test_a_service_that_says_later_is_left_alone_for_as_long_as_it_asks(
    said: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    tag = f"f7-later-{said.rsplit(maxsplit=1)[-1]}"
    pace = calls.pace(PACE)

    def headers() -> dict[str, str]:
        then = calls.told_at(pace) + timedelta(seconds=ASKED)
        told = {"seconds": str(ASKED), "a date": format_datetime(then, usegmt=True)}
        return {"retry-after": told[said]} if said in told else {}

    def change(call: Call, answer: Answer) -> Answer:
        # What is turned away makes no job: it is turned away before it arrives.
        later = call.kind == "submit" and call.turn == 1
        return _busy(answer, headers()) if later else answer

    with Between(quick_sandbox, change, keeps_out=_first_submits) as between:
        film = lay(
            tmp_path / "film",
            quick_sandbox,
            tag,
            plain_shots(2),
            **between.environment("evolink"),
            **pace,
        )
        ended = runs.run(film, *SHOOT)
        assert ended.code == 0, ended.said
        assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert len(jobs_of(film, quick_sandbox.book)) == len(film.shots)
    if said != "nothing":
        for shot in film.shots:
            first, second = between.times("submit", shot)
            # A date is told in whole seconds.
            assert (second - first) * PACE >= ASKED - 1


def _first_submits(call: Call) -> bool:
    return call.kind == "submit" and call.turn == 1


@pytest.mark.row("F7 wire")
@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_storm_of_broken_answers_to_submits_pays_nothing_twice(
    status: int, kind: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    film = lay(
        tmp_path / "film",
        quick_sandbox,
        f"f7-{status}-{kind}",
        [
            Shot("010", wish=f"status={status} html on=submit times=2"),
            Shot("020", wish=f"status={status} on=submit times=1"),
            Shot("030"),
        ],
        provider=CLASSES[kind],
        **calls.pace(PACE),
    )
    runs.run(film, *SHOOT)
    assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert _states(film) == [UNKNOWN[kind], UNKNOWN[kind], "done"]
    assert len(jobs_of(film, quick_sandbox.book)) == len(film.shots)


@pytest.mark.row("F7 wire")
@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("when", ["reset-before", "reset-after"])
def test_a_connection_that_breaks_during_a_submit_pays_nothing_twice(
    when: str, kind: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    film = lay(
        tmp_path / "film",
        quick_sandbox,
        f"f7-{when}-{kind}",
        [Shot("010", wish=f"{when} on=submit times=1"), Shot("020")],
        provider=CLASSES[kind],
        **calls.pace(PACE),
    )
    runs.run(film, *SHOOT)
    assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert _states(film) == [UNKNOWN[kind], "done"]
    made = 1 if kind == "blind" and when == "reset-before" else 2
    assert len(jobs_of(film, quick_sandbox.book)) == made


@pytest.mark.row("F7 wire")
@pytest.mark.parametrize("fault", ["name", "certificate", "silence"])
def test_a_service_that_cannot_be_reached_is_not_in_doubt(
    fault: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    film = lay(
        tmp_path / "film",
        quick_sandbox,
        f"f7-{fault}",
        plain_shots(2),
        provider="kinovi",
        **calls.pace(PACE),
        STORYBOARD_LEDGER_SUBMIT_SECONDS="1",
    )
    with Between(quick_sandbox) as plain:
        # Asked for TLS, the one says what it thinks of that, the other waits for more.
        address = {
            "name": "https://kinovi.invalid",
            "certificate": plain.address.replace("http:", "https:"),
            "silence": quick_sandbox.address.replace("http:", "https:"),
        }
        ended = runs.run(film, *SHOOT, KINOVI_BASE_URL=address[fault])
    assert ended.code == MISSING, ended.said
    assert "in 6 tries" in ended.said
    assert _states(film) == ["wanted", "wanted"]
    assert submits_of(film, quick_sandbox.book) == 0
    assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert len(jobs_of(film, quick_sandbox.book)) == len(film.shots)


@pytest.mark.row("F7 wire")
@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("how", ["a byte at a time", "too late"])
def test_an_answer_to_a_submit_that_takes_too_long_is_of_unknown_outcome(
    how: str, kind: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    def change(call: Call, answer: Answer) -> Answer:
        if call.kind != "submit" or call.turn > 1:
            return answer
        return answer.slowly(1.0) if how != "too late" else answer.later(2.0)

    with Between(quick_sandbox, change) as between:
        film = lay(
            tmp_path / "film",
            quick_sandbox,
            f"f7-{how.rsplit(maxsplit=1)[-1]}-{kind}",
            plain_shots(2),
            provider=CLASSES[kind],
            **between.environment(CLASSES[kind]),
            STORYBOARD_LEDGER_SUBMIT_SECONDS="0.7",
        )
        runs.run(film, *SHOOT)
        assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert _states(film) == [UNKNOWN[kind]] * 2
    assert len(jobs_of(film, quick_sandbox.book)) == len(film.shots)


@pytest.mark.row("F7 wire")
@pytest.mark.parametrize("call", ["poll", "clip"])
def test_bytes_that_come_one_a_second_are_not_waited_for_without_end(
    call: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    """At this pace a minute passes in a second, in which one byte comes."""

    def change(asked: Call, answer: Answer) -> Answer:
        slow = asked.kind == call and asked.turn == 1
        return answer.slowly(1.0) if slow else answer

    with Between(quick_sandbox, change) as between:
        film = lay(
            tmp_path / "film",
            quick_sandbox,
            f"f7-drops-{call}",
            plain_shots(2),
            **between.environment("evolink"),
            **calls.pace(60.0),
            FAULTS_ANSWER_SECONDS="1",
        )
        ended = runs.run(film, *SHOOT)
        assert ended.code == 0, ended.said
        assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
        asked = between.times("poll" if call == "poll" else "clip", "010")
        assert len(asked) > 1
    assert submits_of(film, quick_sandbox.book) == len(film.shots)
