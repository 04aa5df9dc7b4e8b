import threading
from pathlib import Path

import pytest

from storyboard.errors import StoreError
from storyboard.store.turns import my_turn


def test_one_waits_until_the_other_is_done(folder: Path) -> None:
    told: list[str] = []
    waiting = threading.Event()

    def second() -> None:
        waiting.set()
        with my_turn(folder / "cutting"):
            told.append("second")

    thread = threading.Thread(target=second)
    with my_turn(folder / "cutting"):
        thread.start()
        waiting.wait()
        thread.join(timeout=0.05)
        assert thread.is_alive()
        told.append("first")
    thread.join()
    assert told == ["first", "second"]


def test_a_turn_ends_with_an_error(folder: Path) -> None:
    with pytest.raises(ValueError, match="torn"), my_turn(folder / "cutting"):
        raise ValueError("torn")
    with my_turn(folder / "cutting"):
        pass


def test_a_place_that_cannot_be_made_is_named(folder: Path) -> None:
    with pytest.raises(StoreError, match="gone"), my_turn(folder / "gone" / "cutting"):
        pass
