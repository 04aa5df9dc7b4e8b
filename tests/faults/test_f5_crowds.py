"""F5: several renders of one project at once, and a run told to end while it sends."""

import pytest

from tests.faults.film import CLASSES, plain_shots
from tests.faults.judge import HELD, RENDER, SHOOT, entries_of, jobs_of
from tests.faults.place import Place

INTERRUPTED = 130


@pytest.mark.row("F5 crowds and interruptions")
@pytest.mark.parametrize("many", [2, 8])
def test_of_several_renders_at_once_one_pays_and_the_others_say_who(
    place: Place, many: int
) -> None:
    # Not so short that a busy machine is taken for one that stands still.
    film = place.film(*plain_shots(3), STORYBOARD_LEDGER_LEASE_SECONDS="10")
    going = [place.runs.start(film, *RENDER) for _ in range(many)]
    ended = [each for each in map(place.runs.wait, going) if each is not None]
    # Whoever comes when all is made finds nothing to do.
    assert {each.code for each in ended} <= {0, HELD}
    assert 0 in {each.code for each in ended}
    for each in ended:
        if each.code == HELD:
            assert "another run is shooting this film" in each.err
    assert place.seen_to_the_end(film, *RENDER) == []
    assert len(jobs_of(film, place.book)) == 3


@pytest.mark.row("F5 crowds and interruptions")
@pytest.mark.parametrize("deed", ["int", "term"])
def test_a_run_told_to_end_while_it_sends_hears_the_answer_and_goes_on_later(
    place: Place, deed: str
) -> None:
    # The blind service: what is not heard out here, nobody could make good.
    film = place.film(*plain_shots(4), provider=CLASSES["blind"])
    ended = place.runs.run(film, *SHOOT, faults=[f"sent={deed}"])
    assert ended.code == INTERRUPTED, ended.said
    assert '"left"' in ended.out
    assert {entry.state for entry in entries_of(film)} <= {"wanted", "submitted"}
    assert place.seen_to_the_end(film, *SHOOT) == []
    assert {entry.state for entry in entries_of(film)} == {"done"}
    assert len(jobs_of(film, place.book)) == 4
