import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from storyboard.errors import BoardError
from storyboard.model.take import Take
from storyboard.production import (
    Dailies,
    Planned,
    cut,
    cut_all,
    gather,
    plan,
    read,
    shoot,
)
from storyboard.production.developing import developing
from storyboard.production.shooting import dailies_of
from storyboard.production.versions import Order, versions
from tests.production.lot import Lot


def planned(lot: Lot) -> Planned:
    return plan(read(lot.board, studio=lot.studio))


def segments(lot: Lot, kind: str = "*.seg") -> set[Path]:
    return set((lot.folder / ".storyboard" / "segments").glob(kind))


def awaited(lot: Lot, count: int, kind: str = "*.seg") -> set[Path]:
    """The kept segments, as soon as there are so many of them."""
    found: set[Path] = set()
    for _ in range(1000):
        found = segments(lot, kind)
        if len(found) >= count:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{len(found)} segments, not {count}")


@pytest.fixture
def takes(lot: Lot) -> Sequence[Take]:
    dailies = shoot(planned(lot))
    for path in segments(lot, "*"):
        path.unlink()
    return list(dailies.takes.values())


def test_what_is_made_as_clips_arrive_is_what_the_cut_wants(
    lot: Lot, takes: Sequence[Take]
) -> None:
    one, two, three = takes
    wanted = planned(lot)
    with developing(wanted, versions(wanted), dailies_of) as on_take:
        on_take(one)
        on_take(two)
        on_take(three)
        awaited(lot, 4)
    film = cut(gather(planned(lot)))
    assert (len(film.made), film.kept) == (0, 4)


def test_a_draft_is_developed_as_a_draft(lot: Lot, takes: Sequence[Take]) -> None:
    wanted = planned(lot)
    films = versions(wanted, Order(draft=True))
    with developing(wanted, films, dailies_of) as on_take:
        for take in takes:
            on_take(take)
        awaited(lot, 4)
    (film,) = cut_all(gather(planned(lot)), films)
    assert (len(film.made), film.kept) == (0, 4)


def test_the_films_sound_is_developed_too(lot: Lot, takes: Sequence[Take]) -> None:
    wanted = planned(lot)
    with developing(wanted, versions(wanted), dailies_of) as on_take:
        for take in takes:
            on_take(take)
        awaited(lot, 1, "*.aac")
    assert len(awaited(lot, 1, "*.level")) == 1


def test_a_passage_waits_for_both_of_its_shots(lot: Lot, takes: Sequence[Take]) -> None:
    one, two, _ = takes
    wanted = planned(lot)

    def only(asked: Planned, known: Sequence[Take]) -> Dailies:
        return Dailies(asked, {take.shot: take for take in known}, {})

    with developing(wanted, versions(wanted), only) as on_take:
        on_take(one)
        first = awaited(lot, 1)
    assert len(first) == 1
    with developing(wanted, versions(wanted), only) as on_take:
        on_take(one)
        on_take(two)
        assert len(awaited(lot, 3)) == 3


def test_what_goes_wrong_there_is_left_to_the_cut(
    lot: Lot, takes: Sequence[Take]
) -> None:
    asked, wanted = threading.Event(), planned(lot)

    def unhappy(_planned: Planned, _known: Sequence[Take]) -> Dailies:
        asked.set()
        raise BoardError("it cannot be cut like this")

    with developing(wanted, versions(wanted), unhappy) as on_take:
        on_take(takes[0])
        assert asked.wait(10)
    assert segments(lot) == set()
    assert not [t for t in threading.enumerate() if t.name == "developing"]


def test_a_shoot_develops_while_it_runs(lot: Lot) -> None:
    wanted = planned(lot)
    shoot(wanted, films=versions(wanted))
    before = len(segments(lot))
    film = cut(gather(planned(lot)))
    assert film.kept == before
    assert film.kept + len(film.made) == 4
