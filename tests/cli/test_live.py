import signal

import pytest

from storyboard.cli.live import Log, watch
from storyboard.model.event import ShotMoved
from storyboard.model.value import ShotId

TOLD_TO_END = [
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
]


@pytest.mark.parametrize("told", TOLD_TO_END)
def test_being_told_to_end_is_an_interruption(told: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt), watch(as_json=True):
        signal.raise_signal(told)
    assert signal.getsignal(told) is signal.SIG_DFL


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
