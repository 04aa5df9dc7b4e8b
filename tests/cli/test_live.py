import signal

import pytest

from storyboard.cli.live import watch

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
