"""What the ledger tells of a shot's takes."""

from storyboard.model.value import ShotId
from storyboard.production import plan, read, shoot, story
from tests.production.lot import Lot

FIRST, SECOND = ShotId("010"), ShotId("020")


def shot(lot: Lot, *, force: bool = False) -> None:
    shoot(plan(read(lot.board, studio=lot.studio), ["010-020"], force=force))


def test_a_take_is_told_from_wanted_to_done(lot: Lot) -> None:
    shot(lot)
    (take,) = story(read(lot.board, studio=lot.studio), frozenset({FIRST}))
    assert (take.shot, take.number, take.state) == ("010", 1, "done")
    assert (take.provider, take.model, take.origin) == ("plain", "grey", "sandbox")
    assert take.ticket
    assert [moment.state for moment in take.moments] == [
        "wanted",
        "intent",
        "submitted",
        "ready",
        "done",
    ]


def test_every_take_is_told_in_order(lot: Lot) -> None:
    shot(lot)
    shot(lot, force=True)
    takes = story(read(lot.board, studio=lot.studio), frozenset({FIRST, SECOND}))
    assert [(take.shot, take.number) for take in takes] == [
        ("010", 1),
        ("010", 2),
        ("020", 1),
        ("020", 2),
    ]


def test_what_a_service_said_to_a_refused_one_is_told(lot: Lot) -> None:
    lot.service.refuses = {"020"}
    shot(lot)
    (take,) = story(read(lot.board, studio=lot.studio), frozenset({SECOND}))
    assert take.state == "refused"
    assert take.ticket is None
    assert "not this one" in [moment.note for moment in take.moments]


def test_where_nothing_was_made_there_is_nothing_to_tell(lot: Lot) -> None:
    assert story(read(lot.board, studio=lot.studio), frozenset({FIRST})) == ()
    assert not (lot.folder / ".storyboard").exists()
