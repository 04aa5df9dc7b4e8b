"""Texts with bytes that are none, or that mean something to whoever shows them."""

from collections.abc import Mapping

import pytest

from tests.faults.ground import BOARD, SHOT, Ground

ESCAPE = r"\e]0;owned\a\e[2J\e[31m"
"""Sets a terminal's title, clears it and turns it red, as YAML writes it."""
LOCK = '{"version": 1, "project": "x", "takes": [%s]}'

TEXTS: Mapping[str, tuple[Mapping[str, str | bytes], int, str]] = {
    "a null": (
        {"storyboard.yaml": f'{BOARD}notes: "a\\0b"\n{SHOT}'}, 2, "storyboard.yaml:6:",
    ),
    "a null as a byte": (
        {"storyboard.yaml": f"{BOARD}notes: a\0b\n{SHOT}"}, 2, "storyboard.yaml:6:",
    ),
    "half a letter": (
        {"storyboard.yaml": f'{BOARD}notes: "\\ud800"\n{SHOT}'}, 2, "storyboard.yaml:6",
    ),
    "a byte that is no letter": (
        {"storyboard.yaml": BOARD.encode() + b"notes: \xff\n"}, 2, "storyboard.yaml:6:",
    ),
    "an escape as a byte": (
        {"storyboard.yaml": f"{BOARD}notes: \x1b[2J\n{SHOT}"}, 2, "storyboard.yaml:6:",
    ),
    "an escape in a key": (
        {"storyboard.yaml": f'{BOARD}"{ESCAPE}": 1\n{SHOT}'}, 2, "storyboard.yaml:6:",
    ),
    "an escape in a file's name": (
        {"storyboard.yaml": f'{BOARD}use: "{ESCAPE}.yaml"\n{SHOT}'}, 2, "U+001B",
    ),
    "an escape in a shot's name": (
        {"storyboard.yaml": BOARD + SHOT.replace("010", ESCAPE)},
        2, "storyboard.yaml:6",
    ),
    "an escape in a provider's name": (
        {"storyboard.yaml": BOARD.replace("evolink", f'"{ESCAPE}"') + SHOT},
        2, "storyboard.yaml:3:",
    ),
    "a lock that is no JSON": (
        {"storyboard.yaml": BOARD + SHOT, "storyboard.lock": "{"}, 6, "lock:1:2",
    ),
    "a lock without end": (
        {"storyboard.yaml": BOARD + SHOT, "storyboard.lock": "[" * 100_000},
        6, "nested too deeply",
    ),
    "a lock that is no text": (
        {"storyboard.yaml": BOARD + SHOT, "storyboard.lock": b"\xff\xfe"}, 6, "UTF-8",
    ),
    "a lock whose clip is a path": (
        {
            "storyboard.yaml": BOARD + SHOT,
            "storyboard.lock": LOCK % '{"shot": "010", "clip": "../../canary"}',
        },
        6, "storyboard.lock",
    ),
    "a lock of another world": (
        {"storyboard.yaml": BOARD + SHOT, "storyboard.lock": '{"version": 99}'},
        6, "newer storyboard",
    ),
    "settings that are no TOML": (
        {"storyboard.yaml": BOARD + SHOT, "storyboard.toml": "[["},
        2, "storyboard.toml",
    ),
    "settings without end": (
        {"storyboard.yaml": BOARD + SHOT, "storyboard.toml": "a = " + "[" * 9_000},
        2, "storyboard.toml",
    ),
    "settings that are no text": (
        {"storyboard.yaml": BOARD + SHOT, "storyboard.toml": b"\xff\xfe"},
        2, "storyboard.toml",
    ),
    "settings with an escape": (
        {"storyboard.yaml": BOARD + SHOT, "storyboard.toml": f'["{ESCAPE}"]\na = 1'},
        2, "storyboard.toml",
    ),
}  # fmt: skip


@pytest.mark.row("B texts")
@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_ends_in_a_clear_error(name: str, ground: Ground) -> None:
    files, code, what = TEXTS[name]
    ground.lay(files)
    ground.survives("render", code=code, words=(what,))
