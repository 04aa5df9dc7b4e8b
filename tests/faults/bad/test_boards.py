"""Boards that are bombs, circles, garbage, or try to be code."""

import os
from collections.abc import Callable, Mapping
from itertools import pairwise

import pytest

from tests.faults.ground import BOARD, SHOT, Ground

Files = Mapping[str, str | bytes]


def board(text: str, **others: str | bytes) -> Files:
    """A board that begins well, and further files."""
    return {"storyboard.yaml": BOARD + text, **others}


def laughs() -> str:
    """Nine levels of nine aliases each: 342 bytes, and 387 million values."""
    letters = "abcdefghi"
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{name}: &{name} [{', '.join([f'*{last}'] * 9)}]"
        for last, name in pairwise(letters)
    ]
    return "\n".join(lines) + "\n"


def shots(number: int, more: Callable[[int], str], name: str = "{}") -> str:
    """A scene of many shots."""
    lines = (
        f'  - {{id: "{name.format(n)}", action: A bell.{more(n)}}}\n'
        for n in range(number)
    )
    return f"scenes:\n- id: pier\n  shots:\n{''.join(lines)}"


def styles(number: int) -> str:
    """Styles that each build on the next, the last one on the first."""
    rows = (f"  s{n}: {{base: s{(n + 1) % number}}}\n" for n in range(number))
    return f"style: s0\nstyles:\n{''.join(rows)}"


BOARDS: Mapping[str, tuple[Callable[[], Files], str, str]] = {
    "an alias bomb": (
        lambda: {"storyboard.yaml": laughs()},
        "storyboard.yaml:6:", "more than 100,000 values",
    ),
    "an alias bomb in a library": (
        lambda: board(f"use: lib.yaml\n{SHOT}", **{"lib.yaml": laughs()}),
        "lib.yaml:6:", "more than 100,000 values",
    ),
    "an alias inside itself": (
        lambda: board("notes: &a [*a]\n" + SHOT),
        "storyboard.yaml:6:", "stands inside what it stands for",
    ),
    "sixty thousand brackets": (
        lambda: board("notes: " + "[" * 60_000),
        "storyboard.yaml:6:", "nested deeper than 64 levels",
    ),
    "sixty thousand braces in a library": (
        lambda: board(f"use: lib.yaml\n{SHOT}", **{"lib.yaml": "{a: " * 60_000}),
        "lib.yaml:1:", "nested deeper than 64 levels",
    ),
    "a stair of two thousand lists": (
        lambda: board("notes:\n" + "\n".join(" " * n + "-" for n in range(1, 2_000))),
        "storyboard.yaml:", "nested deeper than 64 levels",
    ),
    "two hundred thousand values": (
        lambda: board("notes: [" + "x," * 200_000 + "]\n"),
        "storyboard.yaml:6:", "more than 100,000 values",
    ),
    "five megabytes": (
        lambda: board("notes: " + "x" * 5_000_000),
        "storyboard.yaml:1:1", "larger than 4 MB",
    ),
    "four megabytes of one word": (
        lambda: board("x" * 4_100_000 + ": 1\n" + SHOT),
        "storyboard.yaml:6:", "key",
    ),
    "ten thousand keys that nobody knows": (
        lambda: board(SHOT + "".join(f"titel{n}: 1\n" for n in range(10_000))),
        "storyboard.yaml:", "more problems",
    ),
    "four megabytes of mistakes on one line": (
        lambda: board("notes: {" + "a: 1, " * 600_000 + "}\n"),
        "storyboard.yaml:6:", "given twice",
    ),
    "ten thousand times the same key": (
        lambda: board(SHOT + "notes: x\n" * 10_000),
        "storyboard.yaml:8:", "given twice",
    ),
    "code in a tag": (
        lambda: board(f"notes: !!python/object/apply:os.system ['rm ../*']\n{SHOT}"),
        "storyboard.yaml:6:8", "is not known",
    ),
    "random bytes": (
        lambda: {"storyboard.yaml": bytes(range(256)) * 400},
        "storyboard.yaml:", "is not UTF-8",
    ),
    "two boards in one": (
        lambda: board(f"{SHOT}---\n{BOARD}{SHOT}"),
        "storyboard.yaml:7:", "second document",
    ),
    "libraries in a circle": (
        lambda: board(
            f"use: a.yaml\n{SHOT}",
            **{"a.yaml": "use: b.yaml\n", "b.yaml": "use: a.yaml\n"},
        ),
        "b.yaml:1:6", "a.yaml → b.yaml → a.yaml",
    ),
    "a thousand libraries in a row": (
        lambda: board(
            f"use: l0.yaml\n{SHOT}",
            **{f"l{n}.yaml": f"use: l{n + 1}.yaml\n" for n in range(1_000)},
        ),
        "l99.yaml:1:6", "more than 100 library files",
    ),
    "two thousand styles in a circle": (
        lambda: board(styles(2_000) + SHOT),
        "storyboard.yaml:", "circle",
    ),
    "two thousand shots that continue each other in a circle": (
        lambda: board(
            shots(2_000, lambda n: f', continues: "{(n + 1) % 2_000}"')
        ),
        "storyboard.yaml:", "circle",
    ),
    "three thousand shots of one name": (
        lambda: board(shots(3_000, lambda _: "", "again")),
        "storyboard.yaml:10:", "given twice",
    ),
}  # fmt: skip


@pytest.mark.row("B boards")
@pytest.mark.parametrize("name", BOARDS)
def test_a_hostile_board_ends_in_a_clear_error(name: str, ground: Ground) -> None:
    files, where, what = BOARDS[name]
    ground.lay(files())
    ground.survives("render", code=2, words=(where, what))


@pytest.mark.row("B controls")
def test_the_board_that_all_of_them_begin_with_is_submitted(ground: Ground) -> None:
    """Else nothing here would show that bad ones are not."""
    ground.lay(board(SHOT))
    before = ground.submits()
    ended = ground.run("render")
    assert ended.code == 0, ended.said
    assert ground.submits() > before


@pytest.mark.row("B controls")
def test_touching_a_canary_is_noticed(ground: Ground) -> None:
    before = ground.around()
    os.utime(ground.outside / "canary.txt", (0, 0))
    assert ground.around() != before
