import signal
from datetime import UTC, datetime

import pytest

from storyboard.cli.live import CallSheet, Log, watch
from storyboard.model.event import JobLeft, RunLeft, RunTakenOver, ShotMoved
from storyboard.model.money import money
from storyboard.model.take import Flaw, Take
from storyboard.model.value import ShotId

TOLD_TO_END = [
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
]


@pytest.mark.parametrize("told", TOLD_TO_END)
def test_being_told_to_end_is_an_interruption(told: signal.Signals) -> None:
    before = signal.signal(told, signal.SIG_DFL)
    try:
        with pytest.raises(KeyboardInterrupt), watch(as_json=True):
            signal.raise_signal(told)
        assert signal.getsignal(told) is signal.SIG_DFL
    finally:
        signal.signal(told, before)


@pytest.mark.parametrize("told", TOLD_TO_END)
def test_what_is_ignored_on_purpose_stays_ignored(told: signal.Signals) -> None:
    before = signal.signal(told, signal.SIG_IGN)
    try:
        with watch(as_json=True):
            signal.raise_signal(told)
    finally:
        signal.signal(told, before)


def test_in_a_pipe_it_is_said_once_why_a_shot_waits(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = Log()
    for left in (9, 8, 7):
        message = f"held by another run: {left} s more"
        log.note(ShotMoved(shot=ShotId("010"), state="waiting", message=message))
    log.note(ShotMoved(shot=ShotId("020"), state="working", message="no answer"))
    log.note(ShotMoved(shot=ShotId("020"), state="working", progress=0.5))
    assert capsys.readouterr().out.splitlines() == [
        "010  waits  held by another run: 9 s more",
        "020  waits  no answer",
    ]


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="not on Windows")
def test_a_job_in_the_background_can_be_told_to_end() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with watch(as_json=True):
            signal.raise_signal(signal.SIGINT)
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGTERM)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


GO_ON = (
    "the same command goes on with all of it; `storyboard cancel` calls off what can "
    "be called off"
)
LEFT = RunLeft(
    jobs=(
        JobLeft(
            shot=ShotId("010"), provider="ark", ticket="cgt-7", price=money("2cny")
        ),
        JobLeft(shot=ShotId("020"), provider="evolink", ticket=None, price=None),
    )
)


def test_an_interruption_says_what_goes_on_and_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = (
        "still running, and costing:",
        "  010  ark  cgt-7  2.00 CNY",
        "  020  evolink  nobody knows whether it was accepted  price unknown",
        GO_ON,
    )
    Log().note(LEFT)
    assert tuple(capsys.readouterr().out.splitlines()) == said
    sheet = CallSheet()
    sheet.note(LEFT)
    assert "\n".join(sheet.notes).splitlines() == list(said)


def test_an_interruption_that_leaves_nothing_behind_says_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    nothing = RunLeft(jobs=())
    Log().note(nothing)
    sheet = CallSheet()
    sheet.note(nothing)
    assert (capsys.readouterr().out, sheet.notes) == ("", [])


def test_a_run_that_is_taken_over_from_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Log().note(RunTakenOver(owner="ana", host="studio-2", pid=41, silent=12.4))
    assert capsys.readouterr().out == (
        "taking over from ana on studio-2, process 41, which gave its last sign of "
        "life 12 s ago; what it sent goes on\n"
    )


def done(attempt: int = 0, **more: object) -> ShotMoved:
    take = Take(
        shot=ShotId("010"),
        number=attempt + 1,
        origin="paid",
        provider="kinovi",
        model="k-20",
        fingerprint="f",
        parts={},
        clip="c",
        seconds=4,
        made=datetime(2026, 11, 21, tzinfo=UTC),
    ).model_copy(update=more)
    return ShotMoved(shot=take.shot, attempt=attempt, state="done", take=take)


def test_who_stood_in_and_what_is_wrong_with_a_clip_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    flaws = (
        Flaw(kind="black", said="black from 1.2 to 2.0 s"),
        Flaw(kind="silent", said="silent"),
    )
    log = Log()
    log.note(done())
    log.note(done(instead_of="evolink refused the request"))
    log.note(done(attempt=1, flaws=flaws))
    assert capsys.readouterr().out.splitlines() == [
        "010  done  4.00 s by kinovi",
        "010  done  4.00 s by kinovi, instead of evolink refused the request",
        "010/2  done  4.00 s by kinovi; black from 1.2 to 2.0 s; silent",
    ]


def test_each_take_of_a_shot_has_its_row() -> None:
    sheet = CallSheet()
    for attempt in (0, 1):
        sheet.note(ShotMoved(shot=ShotId("010"), attempt=attempt, state="waiting"))
    sheet.note(done(attempt=1))
    assert {name: row.state for name, row in sheet.rows.items()} == {
        "010": "waiting",
        "010/2": "done",
    }


def test_what_a_service_says_steers_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = "no\x1b[2J \x1b[31mcredits\x07\nleft"
    event = ShotMoved(shot=ShotId("010"), state="failed", message=said)
    Log().note(event)
    assert capsys.readouterr().out == "010  failed  no[2J credits left\n"
    sheet = CallSheet()
    sheet.note(event)
    assert sheet.rows["010"].message == "no[2J credits left"
