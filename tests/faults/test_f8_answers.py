"""F8: answers that no document describes, to a submit and to the question after it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from storyboard.sandbox.server import Sandbox
from tests.faults import calls
from tests.faults.between import Answer, Between, Call
from tests.faults.film import CLASSES, Film, lay, plain_shots
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
UNKNOWN = {"idempotent": "done", "listing": "done", "blind": "uncertain"}
_IDS = ("id", "taskId")
_STATES = ("status", "state")
_PAGE = b"<!doctype html><html><body>We will be back in a moment</body></html>"
_DEEP = 10_000
_BIG = 10_000_000
_NUMBER = 40_960_001


def _changed(
    names: tuple[str, ...], change: Callable[[dict[str, Any], str], None]
) -> Callable[[Answer], Answer]:
    """The answer with something done wherever one of these names stands for a text."""

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for name in [n for n in names if isinstance(value.get(n), str)]:
                change(value, name)
            for held in value.values():
                walk(held)

    def spoiled(answer: Answer) -> Answer:
        value = answer.json()
        walk(value)
        return answer.said(value)

    return spoiled


def _set(value: object) -> Callable[[dict[str, Any], str], None]:
    return lambda held, name: held.update({name: value})


def _renamed(held: dict[str, Any], name: str) -> None:
    held[f"job_{name}"] = held.pop(name)


def _error_within(answer: Answer) -> Answer:
    told = {"code": "internal_error", "message": "something went wrong"}
    return replace(answer, status=200).said({**told, "error": told})


ANYWHERE: Mapping[str, Callable[[Answer], Answer]] = {
    "a page": lambda _: Answer(200, {"content-type": "text/html"}, _PAGE),
    "an error in a 200": _error_within,
    "nothing": lambda a: Answer(200, a.headers, b""),
    "ten megabytes": lambda a: a.said({"padding": "x" * _BIG}),
    "ten thousand levels": lambda a: replace(a, body=b"[" * _DEEP + b"]" * _DEEP),
    "no UTF-8": lambda a: replace(a, body=b"\xff\xfe" + a.body),
}
SUBMIT = {
    **ANYWHERE,
    "another type": _changed(_IDS, _set(["not", "a", "name"])),
    "no id": _changed(_IDS, lambda held, name: held.pop(name)),
    "another name": _changed(_IDS, _renamed),
}
POLL = {
    **ANYWHERE,
    "another type": _changed(_STATES, _set({"is": ["no", "text"]})),
    "another name": _changed(_STATES, _renamed),
    "a state that nobody knows": _changed(_STATES, _set("dreaming")),
}


def _states(film: Film) -> list[str]:
    return [entry.state for entry in entries_of(film)]


def _lay(
    folder: Path,
    between: Between,
    tag: str,
    kind: str,
    *,
    pace: float = PACE,
    shots: int = 2,
) -> Film:
    return lay(
        folder / "film",
        between.sandbox,
        tag,
        plain_shots(shots),
        provider=CLASSES[kind],
        **between.environment(CLASSES[kind]),
        **calls.pace(pace),
    )


@pytest.mark.row("F8 answers")
@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("what", SUBMIT)
def test_an_odd_answer_to_a_submit_is_of_unknown_outcome(
    what: str, kind: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    def change(call: Call, answer: Answer) -> Answer:
        first = (call.kind, call.shot, call.turn) == ("submit", "010", 1)
        return SUBMIT[what](answer) if first else answer

    with Between(quick_sandbox, change) as between:
        tag = f"f8-submit-{list(SUBMIT).index(what)}-{kind}"
        film = _lay(tmp_path, between, tag, kind)
        runs.run(film, *SHOOT)
        assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert _states(film) == [UNKNOWN[kind], "done"]
    assert len(jobs_of(film, quick_sandbox.book)) == len(film.shots)


@pytest.mark.row("F8 answers")
@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("what", POLL)
def test_an_odd_answer_about_a_job_is_asked_for_again(
    what: str, kind: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    def change(call: Call, answer: Answer) -> Answer:
        odd = (call.kind, call.shot) == ("poll", "010") and call.turn <= 3
        return POLL[what](answer) if odd else answer

    with Between(quick_sandbox, change) as between:
        tag = f"f8-poll-{list(POLL).index(what)}-{kind}"
        film = _lay(tmp_path, between, tag, kind)
        ended = runs.run(film, *SHOOT)
        assert ended.code == 0, ended.said
        assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
        assert len(between.times("poll", "010")) > 3
    assert _states(film) == ["done", "done"]
    assert submits_of(film, quick_sandbox.book) == len(film.shots)


@pytest.mark.row("F8 answers")
@pytest.mark.parametrize("kind", CLASSES)
def test_a_job_whose_state_goes_back_is_waited_for(
    kind: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    words = {
        "idempotent": ("processing", "pending", "queued", "processing"),
        "listing": ("running", "queued", "running", "queued"),
        "blind": ("generating", "waiting", "generating", "waiting"),
    }[kind]

    def change(call: Call, answer: Answer) -> Answer:
        if call.kind != "poll" or call.turn > len(words):
            return answer
        return _changed(_STATES, _set(words[call.turn - 1]))(answer)

    with Between(quick_sandbox, change) as between:
        film = _lay(tmp_path, between, f"f8-back-{kind}", kind)
        ended = runs.run(film, *SHOOT)
        assert ended.code == 0, ended.said
        assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert submits_of(film, quick_sandbox.book) == len(film.shots)


@pytest.mark.row("F8 answers")
@pytest.mark.parametrize("kind", CLASSES)
def test_a_service_whose_ids_are_numbers_is_asked_by_them(
    kind: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    """The service itself calls its jobs so, in its answers and in its paths."""
    with Between(quick_sandbox, renumber=_NUMBER) as between:
        film = _lay(tmp_path, between, f"f8-number-{kind}", kind, shots=1)
        ended = runs.run(film, *SHOOT)
        assert ended.code == 0, ended.said
        assert runs.run(film, *SHOOT).code == 0
    (entry,) = entries_of(film)
    assert entry.state == "done"
    assert entry.ticket is not None
    assert entry.ticket.id == str(_NUMBER)
    assert submits_of(film, quick_sandbox.book) == 1


@pytest.mark.row("F8 answers")
@pytest.mark.parametrize("kind", CLASSES)
def test_a_service_that_never_answers_sense_about_a_job_does_not_lose_it(
    kind: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    spoilt = True

    def change(call: Call, answer: Answer) -> Answer:
        odd = spoilt and call.kind == "poll"
        return POLL["a state that nobody knows"](answer) if odd else answer

    with Between(quick_sandbox, change) as between:
        tag = f"f8-sense-{kind}"
        film = _lay(tmp_path, between, tag, kind, pace=200.0)
        ended = runs.run(film, *SHOOT)
        assert ended.code == MISSING, ended.said
        assert "gives no answer about the job" in ended.said
        assert _states(film) == ["submitted", "submitted"]
        spoilt = False
        assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert _states(film) == ["done", "done"]
    assert submits_of(film, quick_sandbox.book) == len(film.shots)
