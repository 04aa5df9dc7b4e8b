import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from storyboard.errors import StoreError
from storyboard.model.take import Flaw
from storyboard.model.value import ShotId
from storyboard.model.words import Origin
from storyboard.store.lock import Lock, read_lock, write_lock
from tests.store.takes import MADE, a_take

ONE_TAKE = """\
{
  "version": 2,
  "project": "the-film",
  "takes": {
    "010": [
      {
        "number": 1,
        "origin": "paid",
        "provider": "evolink",
        "model": "seedance-2.0",
        "fingerprint": "f…f",
        "parts": {
          "model": "fedcba9876543210",
          "prompt": "0123456789abcdef"
        },
        "seed": 42,
        "clip": "1111111111111111111111111111111111111111111111111111111111111111",
        "seconds": 5.0416,
        "price": {
          "amount": "0.40",
          "unit": "usd"
        },
        "made": "2026-11-21T09:30:05Z"
      }
    ],
    "020": [
    ]
  }
}
""".replace("f…f", "f" * 64)
THE_LOCK = Lock(project="the-film", takes=(a_take(),), unshot=(ShotId("020"),))
OLD = Path(__file__).parent / "old"


@pytest.fixture
def path(folder: Path) -> Path:
    return folder / "storyboard.lock"


def refused(path: Path) -> str:
    with pytest.raises(StoreError) as caught:
        read_lock(path)
    return str(caught.value).replace(str(path), "storyboard.lock")


def test_a_lock_is_written_as_people_can_read_it(path: Path) -> None:
    write_lock(path, THE_LOCK)
    assert path.read_bytes().decode() == ONE_TAKE


def test_a_lock_is_read_as_it_was_written(path: Path) -> None:
    takes = (a_take("010"), a_take("010", 2), a_take("020", origin="animatic"))
    lock = Lock(project="the-film", takes=takes)
    write_lock(path, lock)
    assert read_lock(path) == lock


def test_an_unknown_price_and_seed_are_left_out_and_stay_unknown(path: Path) -> None:
    take = a_take().model_copy(update={"price": None, "seed": None})
    write_lock(path, Lock(project="the-film", takes=(take,)))
    assert "null" not in path.read_text()
    assert read_lock(path) == Lock(project="the-film", takes=(take,))


def test_takes_are_sorted_whatever_their_order(path: Path, folder: Path) -> None:
    takes = (
        a_take("020"),
        a_take("010", 2),
        a_take("010", 1),
        a_take("010", 1, "animatic"),
    )
    other = folder / "other.lock"
    write_lock(path, Lock(project="the-film", takes=takes))
    write_lock(other, Lock(project="the-film", takes=takes[::-1]))
    assert path.read_bytes() == other.read_bytes()
    lock = read_lock(path)
    assert lock is not None
    assert [(t.shot, t.origin, t.number) for t in lock.takes] == [
        ("010", "animatic", 1),
        ("010", "paid", 1),
        ("010", "paid", 2),
        ("020", "paid", 1),
    ]


def test_times_are_kept_to_the_second(path: Path) -> None:
    take = a_take().model_copy(update={"made": MADE.replace(microsecond=999_999)})
    write_lock(path, Lock(project="the-film", takes=(take,)))
    assert read_lock(path) == Lock(project="the-film", takes=(a_take(),))


def test_a_lock_that_says_so_already_is_not_touched(path: Path) -> None:
    lock = Lock(project="the-film", takes=(a_take(),))
    write_lock(path, lock)
    path.chmod(0o444)
    before = path.stat()
    write_lock(path, lock)
    assert path.stat() == before


def test_a_checkout_with_other_line_ends_is_the_same_lock(path: Path) -> None:
    path.write_bytes(ONE_TAKE.replace("\n", "\r\n").encode())
    assert read_lock(path) == THE_LOCK
    write_lock(path, THE_LOCK)
    assert b"\r\n" in path.read_bytes()


def test_nothing_is_left_beside_the_lock(path: Path, folder: Path) -> None:
    write_lock(path, Lock(project="the-film"))
    write_lock(path, Lock(project="the-film", takes=(a_take(),)))
    assert list(folder.iterdir()) == [path]


def test_no_lock_is_none(path: Path) -> None:
    assert read_lock(path) is None


@pytest.mark.parametrize(
    "marks",
    [
        "<<<<<<< HEAD\n=======\n>>>>>>> b\n",
        "<<<<<<< HEAD\n||||||| 1f0c\n=======\n>>>>>>> b\n",
        "||||||| 1f0c\n",
        "=======\n",
    ],
)
def test_a_merge_conflict_says_what_to_do(path: Path, marks: str) -> None:
    path.write_text(ONE_TAKE.replace('        "number": 1,\n', marks))
    assert refused(path) == (
        "storyboard.lock:7: holds a merge conflict; keep the blocks of both sides (of "
        "one take, either), delete the marker lines, and run again"
    )


def test_a_lock_in_conflict_is_never_written_over(path: Path) -> None:
    torn = ONE_TAKE.replace('        "number": 1,\n', "=======\n")
    path.write_text(torn)
    with pytest.raises(StoreError, match="merge conflict"):
        write_lock(path, THE_LOCK)
    assert path.read_text() == torn


def test_a_newer_lock_is_refused_before_its_takes_are_looked_at(path: Path) -> None:
    path.write_text('{"version": 3, "reels": []}')
    assert refused(path) == (
        "storyboard.lock: of format 3, and this storyboard reads up to 2; install a "
        "newer storyboard"
    )


def test_a_damaged_lock_is_told_by_line_and_column(path: Path) -> None:
    path.write_text(ONE_TAKE.replace('"seed": 42,', '"seed": 42'))
    assert refused(path) == (
        "storyboard.lock:17:9: damaged: Expecting ',' delimiter; bring it back from "
        "git, or mend this line"
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('"number": 1', '"number": "one"'), "takes.010.0.number: "),
        (('"seed"', '"sead"'), "takes.010.0.sead: Extra inputs"),
        (('"paid"', '"bought"'), "takes.010.0.origin: "),
        (('"number"', '"shot": "020", "number"'), "takes.010.0.shot: the list says"),
        (('"project": "the-film",', ""), "project: Field required"),
        (('"version": 2,', ""), '"version" says None'),
        (('"version": 2,', '"version": true,'), '"version" says True'),
        (("5.0416", "NaN"), "NaN is no number"),
        (('"020"', '"010"'), '"010" stands there twice; put both into one'),
        (('"takes": {', '"unshot": {}, "takes": {'), "unshot: Extra inputs"),
    ],
)
def test_a_wrong_field_is_told_with_its_place(
    path: Path, change: tuple[str, str], told: str
) -> None:
    path.write_text(ONE_TAKE.replace(*change))
    assert refused(path).startswith(f"storyboard.lock: damaged: {told}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "7",
        "{",
        '{"version": 1}',
        '{"version": 2}',
        "[" * 100_000,
        '{"takes": [7]}',
        '{"version": 1, "project": "p", "takes": [7]}',
        '{"version": 1, "project": "p", "takes": 7}',
        '{"version": 2, "project": "p", "takes": []}',
        '{"version": 2, "project": "p", "takes": {"010": 7}}',
        '{"version": 2, "project": "p", "takes": {"010": [7]}}',
        '{"version": ' + "9" * 5000 + "}",
    ],
)
def test_whatever_a_lock_holds_it_is_refused_in_our_words(
    path: Path, text: str
) -> None:
    path.write_text(text)
    assert "damaged" in refused(path)


def test_bytes_that_are_no_text_are_refused(path: Path) -> None:
    path.write_bytes(b'{"version": 1, "project": "\xff"}')
    assert refused(path) == "storyboard.lock: damaged: byte 27 is no UTF-8"


def test_one_take_in_two_blocks_is_refused(path: Path) -> None:
    block = ONE_TAKE[ONE_TAKE.index("      {") : ONE_TAKE.index("    ],")]
    path.write_text(ONE_TAKE.replace(block, f"{block.rstrip()},\n{block}"))
    assert refused(path) == (
        "storyboard.lock: shot 010 has two paid takes number 1; keep one of the two "
        "blocks, or where their clips differ make one number 2"
    )


def test_two_picked_takes_of_a_shot_are_refused(path: Path) -> None:
    takes = tuple(
        a_take(number=n).model_copy(update={"picked": n != 2}) for n in (3, 2, 1)
    )
    with pytest.raises(StoreError) as caught:
        write_lock(path, Lock(project="the-film", takes=takes))
    assert str(caught.value) == (
        f"{path}: both paid take 1 and take 3 are picked for shot 010: keep "
        '"picked": true in one of the two blocks'
    )
    assert not path.exists()


def test_each_origin_of_a_shot_may_have_its_picked_take(path: Path) -> None:
    origins: tuple[Origin, ...] = ("animatic", "paid")
    takes = tuple(
        a_take(origin=each).model_copy(update={"picked": True}) for each in origins
    )
    lock = Lock(project="the-film", takes=takes)
    write_lock(path, lock)
    assert read_lock(path) == lock


def test_a_lock_that_cannot_be_written_is_a_store_error(folder: Path) -> None:
    (folder / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        write_lock(folder / "file" / "storyboard.lock", Lock(project="the-film"))


BOARD = tuple(map(ShotId, ("010", "020", "030", "040")))
EMPTY = Lock(project="the-film", unshot=BOARD)


def merged(folder: Path, base: Lock, mine: Lock, theirs: Lock) -> Lock:
    """What git makes of two people's locks; it must find no conflict."""
    for name, each in (("base", base), ("mine", mine), ("theirs", theirs)):
        write_lock(folder / name, each)
    text = subprocess.run(
        ["git", "merge-file", "-p", "mine", "base", "theirs"],  # noqa: S607 - the path
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (folder / "merged").write_text(text)
    lock = read_lock(folder / "merged")
    assert lock is not None
    write_lock(folder / "again", lock)
    assert (folder / "again").read_text() == text
    return lock


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ((), ("010", "020"), ("030", "040")),
        ((), ("030", "040"), ("010", "020")),
        ((), ("010",), ("020",)),
        (("010", "020"), ("030",), ("040",)),
        (("010", "040"), ("030",), ("020",)),
        (("010", "020", "030", "040"), ("020",), ("030",)),
        (("010", "020", "030", "040"), ("010", "020"), ("030", "040")),
    ],
)
def test_git_merges_what_two_people_shot_in_different_scenes(
    folder: Path, base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> None:
    first = [a_take(shot) for shot in base]
    number = 2 if {*mine} & {*base} else 1
    ours = [a_take(shot, number) for shot in mine]
    others = [a_take(shot, number, "animatic") for shot in theirs]
    before = EMPTY.with_takes(first)
    assert merged(
        folder, before, before.with_takes(ours), before.with_takes(others)
    ) == read_back(folder, before.with_takes([*ours, *others]))


def test_git_merges_what_two_people_chose_in_different_shots(folder: Path) -> None:
    takes = [a_take(shot, number) for shot in BOARD for number in (1, 2)]
    before = EMPTY.with_takes(takes)

    def chosen(lock: Lock, shot: str, number: int, **choice: object) -> Lock:
        return lock.model_copy(
            update={
                "takes": tuple(
                    take.model_copy(update=choice)
                    if (take.shot, take.number) == (shot, number)
                    else take
                    for take in lock.takes
                )
            }
        )

    mine = chosen(before, "010", 2, picked=True)
    theirs = chosen(before, "020", 1, rating=4, note="her hand is gone")
    both = chosen(mine, "020", 1, rating=4, note="her hand is gone")
    assert merged(folder, before, mine, theirs) == read_back(folder, both)


def read_back(folder: Path, lock: Lock) -> Lock | None:
    write_lock(folder / "both", lock)
    return read_lock(folder / "both")


def test_what_a_person_says_of_a_take_is_kept_to_the_letter(path: Path) -> None:
    said = 'so-so: [] "hm"\n\u2028======= and \u0085more'
    flaw = Flaw(kind="black", said="black from 1.2 to 2.0 s")
    take = a_take().model_copy(
        update={
            "attempt": 2,
            "flaws": (flaw,),
            "instead_of": "evolink: no credit",
            "picked": True,
            "rating": 3,
            "note": said,
        }
    )
    write_lock(path, Lock(project="the-film", takes=(take,)))
    assert read_lock(path) == Lock(project="the-film", takes=(take,))


def test_a_take_that_is_known_keeps_what_a_person_chose() -> None:
    chosen = {"picked": True, "rating": 5, "note": "this one"}
    lock = EMPTY.with_takes([a_take().model_copy(update=chosen)])
    dearer = a_take().model_copy(update={"price": None})
    (take,) = lock.with_takes([dearer]).takes
    assert take == dearer.model_copy(update=chosen)


def test_two_takes_of_one_number_are_both_kept() -> None:
    mine = a_take()
    theirs = a_take().model_copy(update={"clip": "a" * 64})
    lock = EMPTY.with_takes([mine]).with_takes([theirs])
    assert [(t.number, t.clip[0]) for t in lock.takes] == [(1, "1"), (2, "a")]
    assert lock.with_takes([theirs, mine]) == lock


def test_the_same_picture_made_again_is_another_take() -> None:
    again = a_take().model_copy(update={"attempt": 1})
    lock = EMPTY.with_takes([a_take(), again])
    assert [(t.number, t.attempt) for t in lock.takes] == [(1, 0), (2, 1)]


def test_a_lock_of_the_first_version_is_read_as_one_of_this(path: Path) -> None:
    path.write_bytes((OLD / "v1.lock").read_bytes())
    lock = read_lock(path)
    assert lock is not None
    assert lock.project == "two-small-shots-1f0c/storyboard"
    assert [(t.shot, t.origin, t.number, t.offset) for t in lock.takes] == [
        ("010", "animatic", 1, 0),
        ("010", "sandbox", 1, 0),
        ("020", "animatic", 1, 0),
        ("020", "sandbox", 1, 0),
        ("030", "animatic", 1, 0),
        ("030", "sandbox", 1, 4),
    ]


def test_an_old_lock_is_written_anew_when_it_changes_and_not_before(
    path: Path,
) -> None:
    path.write_bytes((OLD / "v1.lock").read_bytes())
    lock = read_lock(path)
    assert lock is not None
    write_lock(path, lock)
    assert path.read_bytes() == (OLD / "v1.lock").read_bytes()

    more = lock.with_takes([a_take("040")])
    write_lock(path, more)
    assert path.read_text().startswith('{\n  "version": 2,\n')
    assert read_lock(path) == more


def test_a_take_says_where_in_a_shared_clip_it_starts_and_nothing_else_does(
    path: Path,
) -> None:
    whole, part = a_take(), a_take("020").model_copy(update={"offset": 4.5})
    write_lock(path, Lock(project="p", takes=(whole, part)))
    assert path.read_text(encoding="utf-8").count('"offset": 4.5') == 1
    assert path.read_text(encoding="utf-8").count('"offset"') == 1
    lock = read_lock(path)
    assert lock is not None
    assert lock.takes == (whole, part)
