import subprocess
from pathlib import Path

import pytest

from storyboard.errors import StoreError
from storyboard.store.lock import Lock, read_lock, write_lock
from tests.store.takes import MADE, a_take

ONE_TAKE = """\
{
  "version": 1,
  "project": "the-film",
  "takes": [
    {
      "shot": "010",
      "number": 1,
      "origin": "paid",
      "provider": "evolink",
      "model": "seedance-2.0",
      "fingerprint": "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
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
  ]
}
"""


@pytest.fixture
def path(folder: Path) -> Path:
    return folder / "storyboard.lock"


def refused(path: Path) -> str:
    with pytest.raises(StoreError) as caught:
        read_lock(path)
    return str(caught.value).replace(str(path), "storyboard.lock")


def test_a_lock_is_written_as_people_can_read_it(path: Path) -> None:
    write_lock(path, Lock(project="the-film", takes=(a_take(),)))
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
    lock = Lock(project="the-film", takes=(a_take(),))
    path.write_bytes(ONE_TAKE.replace("\n", "\r\n").encode())
    assert read_lock(path) == lock
    write_lock(path, lock)
    assert b"\r\n" in path.read_bytes()


def test_nothing_is_left_beside_the_lock(path: Path, folder: Path) -> None:
    write_lock(path, Lock(project="the-film"))
    write_lock(path, Lock(project="the-film", takes=(a_take(),)))
    assert list(folder.iterdir()) == [path]


def test_no_lock_is_none(path: Path) -> None:
    assert read_lock(path) is None


def test_a_merge_conflict_says_what_to_do(path: Path) -> None:
    path.write_text(
        ONE_TAKE.replace('      "number": 1,', "<<<<<<< HEAD\n=======\n>>>>>>> b\n")
    )
    assert refused(path) == (
        "storyboard.lock:7: holds a merge conflict; keep the blocks of both sides (of "
        "one take, either), delete the marker lines, and run again"
    )


def test_a_newer_lock_is_refused_before_its_takes_are_looked_at(path: Path) -> None:
    path.write_text('{"version": 2, "reels": []}')
    assert refused(path) == (
        "storyboard.lock: of format 2, and this storyboard reads up to 1; install a "
        "newer storyboard"
    )


def test_a_damaged_lock_is_told_by_line_and_column(path: Path) -> None:
    path.write_text(ONE_TAKE.replace('"seed": 42,', '"seed": 42'))
    assert refused(path) == (
        "storyboard.lock:17:7: damaged: Expecting ',' delimiter; bring it back from "
        "git, or mend this line"
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('"number": 1', '"number": "one"'), "takes.0.number (shot 010)"),
        (('"seed"', '"sead"'), "takes.0.sead (shot 010): Extra inputs"),
        (('"paid"', '"bought"'), "takes.0.origin (shot 010)"),
        (('"project": "the-film",', ""), "project: Field required"),
    ],
)
def test_a_wrong_field_is_told_with_its_shot(
    path: Path, change: tuple[str, str], told: str
) -> None:
    path.write_text(ONE_TAKE.replace(*change))
    assert refused(path).startswith(f"storyboard.lock: damaged: {told}")


@pytest.mark.parametrize(
    "text", ["", "[]", "7", "{", '{"version": 1}', "[" * 100_000, '{"takes": [7]}']
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
    block = ONE_TAKE[ONE_TAKE.index("    {") : ONE_TAKE.rindex("  ]")]
    path.write_text(ONE_TAKE.replace(block, f"{block.rstrip()},\n{block}"))
    assert refused(path) == (
        "storyboard.lock: shot 010 has two paid takes number 1; keep one of the two "
        "blocks"
    )


def test_a_lock_that_cannot_be_written_is_a_store_error(folder: Path) -> None:
    (folder / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        write_lock(folder / "file" / "storyboard.lock", Lock(project="the-film"))


def test_git_merges_what_two_people_shot_in_different_scenes(folder: Path) -> None:
    def version(name: str, *shots: str) -> str:
        takes = tuple(a_take(shot) for shot in shots)
        write_lock(folder / name, Lock(project="the-film", takes=takes))
        return name

    base = version("base", "010", "030", "050")
    mine = version("mine", "010", "020", "030", "050")
    theirs = version("theirs", "010", "030", "040", "050")
    merged = subprocess.run(
        ["git", "merge-file", "-p", mine, base, theirs],  # noqa: S607 - from the path
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (folder / "merged").write_text(merged)
    lock = read_lock(folder / "merged")
    assert lock is not None
    assert [take.shot for take in lock.takes] == ["010", "020", "030", "040", "050"]


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
