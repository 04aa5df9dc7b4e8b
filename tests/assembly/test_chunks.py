import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from storyboard.assembly.chunks import (
    CHUNK,
    GRID,
    LEAD,
    REACH,
    TRAIL,
    Chunk,
    chunks,
    in_order,
    joined,
)
from storyboard.media.hear import FRAME
from storyboard.media.level import STEP
from storyboard.media.limit import AFTER, BEFORE


def test_chunks_lie_on_the_grids_of_the_coder_and_of_the_meter() -> None:
    assert GRID % FRAME == 0
    assert GRID % (100 * STEP) == 0
    assert CHUNK % GRID == 0


def test_limiter_and_coder_have_found_their_way_where_a_seam_may_come() -> None:
    assert LEAD - REACH * FRAME >= BEFORE + 4 * FRAME
    assert TRAIL - REACH * FRAME >= AFTER + 4 * FRAME
    assert LEAD % FRAME == TRAIL % FRAME == 0
    assert GRID > 2 * REACH * FRAME


@pytest.mark.parametrize("length", [1, GRID - 1, GRID, GRID + 1, 5 * GRID + 7])
def test_chunks_cover_the_film_once(length: int) -> None:
    found = chunks(length, GRID)
    assert [each.first for each in found] == list(range(0, length, GRID))
    assert [each.last for each in found[:-1]] == [each.first for each in found[1:]]
    assert found[-1].last == found[-1].stop == length
    assert all(0 <= each.start <= each.first < each.last for each in found)


def test_a_film_without_sound_has_no_chunks() -> None:
    assert chunks(0) == ()


def test_what_is_made_comes_in_order_and_not_far_ahead() -> None:
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        return number * 2

    with ThreadPoolExecutor(3) as pool:
        made = in_order(pool, work, range(50), 4)
        assert next(made) == 0
        assert len(begun) <= 5
        assert list(made) == [number * 2 for number in range(1, 50)]


def test_what_still_waits_is_not_begun_when_it_is_no_longer_wanted() -> None:
    begun: list[int] = []
    go = threading.Event()

    def work(number: int) -> None:
        begun.append(number)
        if number:
            go.wait(5)

    with ThreadPoolExecutor(1) as pool:
        made = in_order(pool, work, range(50), 9)
        next(made)
        made.close()
        go.set()
    assert len(begun) <= 2


def test_an_error_comes_out_where_the_result_would() -> None:
    with ThreadPoolExecutor(1) as pool:
        made = in_order(pool, lambda number: 6 // number, [3, 0, 1], 3)
        assert next(made) == 2
        with pytest.raises(ZeroDivisionError):
            next(made)


def numbered(wanted: Sequence[Chunk]) -> Iterator[list[bytes]]:
    """Packets that say which chunk made them, and which packet of the film they are."""
    for number, each in enumerate(wanted):
        count = -(-(each.stop - each.start) // FRAME) + 1
        start = each.start // FRAME
        yield [f"{number} {start + at}".encode() for at in range(count)]


@pytest.mark.parametrize("shift", [0, 5, -7, REACH - 1, -REACH + 1])
@pytest.mark.parametrize("length", [1, GRID, GRID + 1, 3 * GRID, 7 * GRID + 10])
def test_joined_packets_are_each_of_the_films_once(length: int, shift: int) -> None:
    wanted = chunks(length, GRID)

    def seam(old: Sequence[bytes], new: Sequence[bytes], best: int) -> int:
        assert [each.split()[1] for each in old] == [each.split()[1] for each in new]
        return max(min(best + shift, len(old) - 1), 1)

    found = [
        tuple(map(int, each.split())) for each in joined(numbered(wanted), wanted, seam)
    ]
    assert [place for _, place in found] == list(range(-(-length // FRAME) + 1))
    for number, chunk in enumerate(wanted[1:-1], 1):
        taken = next(place for of, place in found if of == number)
        assert taken == chunk.first // FRAME + 1 + shift
    for of, place in found:
        at = (place - 1) * FRAME - wanted[of].first
        assert -(REACH + 1) * FRAME <= at <= GRID + REACH * FRAME
