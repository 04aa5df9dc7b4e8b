"""F9: jobs that end late, badly or not at all, and clips that are gone."""

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
    judged,
    seen_to_the_end,
    submits_of,
)
from tests.faults.runs import Runs

PACE = 20.0


def _states(film: Film) -> list[str]:
    return [entry.state for entry in entries_of(film)]


@pytest.mark.row("F9 ends")
@pytest.mark.parametrize("kind", CLASSES)
def test_a_job_that_never_finishes_is_kept_and_never_sent_again(
    kind: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    service = CLASSES[kind]
    film = lay(
        tmp_path / "film",
        quick_sandbox,
        f"f9-never-{kind}",
        [Shot("010", wish="stuck"), Shot("020")],
        provider=service,
        **calls.pace(PACE),
        **{f"STORYBOARD_{service.upper()}_PATIENCE": "10"},
    )
    for _ in range(2):
        ended = runs.run(film, *SHOOT)
        assert ended.code == MISSING, ended.said
        assert "is still working on it" in ended.said
        assert _states(film) == ["submitted", "done"]
        assert judged(film, quick_sandbox.book) == []
    assert submits_of(film, quick_sandbox.book) == len(film.shots)


@pytest.mark.row("F9 ends")
@pytest.mark.parametrize("kind", CLASSES)
def test_a_job_that_finishes_late_is_collected_by_a_later_run(
    kind: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    service = CLASSES[kind]
    film = lay(
        tmp_path / "film",
        quick_sandbox,
        f"f9-late-{kind}",
        [Shot("010", wish="seconds=4"), Shot("020")],
        provider=service,
        **calls.pace(PACE),
        **{f"STORYBOARD_{service.upper()}_PATIENCE": "20"},
    )
    ended = runs.run(film, *SHOOT)
    assert ended.code == MISSING, ended.said
    ended = runs.run(film, *SHOOT, **{f"STORYBOARD_{service.upper()}_PATIENCE": "600"})
    assert ended.code == 0, ended.said
    assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert _states(film) == ["done", "done"]
    assert submits_of(film, quick_sandbox.book) == len(film.shots)


@pytest.mark.row("F9 ends")
@pytest.mark.parametrize("kind", CLASSES)
def test_a_clip_that_is_gone_is_fetched_later_and_not_paid_again(
    kind: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    gone = True

    def change(call: Call, answer: Answer) -> Answer:
        missing = gone and (call.kind, call.shot) == ("clip", "010")
        return Answer(404, {}, b"no such clip") if missing else answer

    with Between(quick_sandbox, change) as between:
        film = lay(
            tmp_path / "film",
            quick_sandbox,
            f"f9-gone-{kind}",
            plain_shots(2),
            provider=CLASSES[kind],
            **between.environment(CLASSES[kind]),
            **calls.pace(PACE),
        )
        for _ in range(2):
            ended = runs.run(film, *SHOOT)
            assert ended.code == MISSING, ended.said
            assert "did not arrive whole" in ended.said
            assert _states(film) == ["ready", "done"]
            assert judged(film, quick_sandbox.book) == []
        gone = False
        assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert _states(film) == ["done", "done"]
    assert submits_of(film, quick_sandbox.book) == len(film.shots)


@pytest.mark.row("F9 ends")
@pytest.mark.parametrize("kind", CLASSES)
def test_a_link_that_has_run_out_is_asked_for_anew(
    kind: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    """Only the second address that the service gives for a clip still works."""

    def change(call: Call, answer: Answer) -> Answer:
        if call.kind == "clip" and call.turn == 1:
            return Answer(403, {}, b"the link has expired")
        return answer

    with Between(quick_sandbox, change) as between:
        film = lay(
            tmp_path / "film",
            quick_sandbox,
            f"f9-link-{kind}",
            plain_shots(2),
            provider=CLASSES[kind],
            **between.environment(CLASSES[kind]),
            **calls.pace(PACE),
        )
        ended = runs.run(film, *SHOOT)
        assert ended.code == 0, ended.said
        assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
        first, second = between.times("clip", "010")
        polls = between.times("poll", "010")
        assert any(first < poll < second for poll in polls)
    assert submits_of(film, quick_sandbox.book) == len(film.shots)


@pytest.mark.row("F9 ends", cases=2)
@pytest.mark.parametrize("kind", CLASSES)
def test_a_job_that_fails_or_is_moderated_costs_what_the_service_says(
    kind: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    film = lay(
        tmp_path / "film",
        quick_sandbox,
        f"f9-refunded-{kind}",
        [
            Shot("010", wish="fail=content"),
            Shot("020", wish="fail=failed"),
            Shot("030"),
        ],
        provider=CLASSES[kind],
        **calls.pace(PACE),
    )
    ended = runs.run(film, *SHOOT)
    assert ended.code == MISSING, ended.said
    assert _states(film) == ["failed", "failed", "done"]
    assert [entry.failed_at_a_cost for entry in entries_of(film)[:2]] == [False, False]
    assert judged(film, quick_sandbox.book) == []
    # It is for the user to ask again: each time is another take.
    assert runs.run(film, *SHOOT).code == MISSING
    assert len(jobs_of(film, quick_sandbox.book)) == 5
    assert judged(film, quick_sandbox.book) == []


@pytest.mark.row("F9 ends")
@pytest.mark.parametrize("service", ["seedanceapi", "seedance2ink"])
def test_a_job_that_fails_at_a_service_that_keeps_the_money_counts(
    service: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    film = lay(
        tmp_path / "film",
        quick_sandbox,
        f"f9-charged-{service}",
        [Shot("010", wish="fail=failed charged"), Shot("020")],
        provider=service,
        **calls.pace(PACE),
    )
    ended = runs.run(film, *SHOOT)
    assert ended.code == MISSING, ended.said
    assert _states(film) == ["failed", "done"]
    assert judged(film, quick_sandbox.book) == []
    # The service does not say that it gave the money back: it stays counted.
    lost, made = entries_of(film)
    assert lost.failed_at_a_cost is None
    assert lost.holds == made.holds
