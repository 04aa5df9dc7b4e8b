"""The example films as tests meet them: copied, small, by the command they name."""

import re
import shutil
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"
LEFT_BEHIND = shutil.ignore_patterns(
    *(".storyboard", "*.lock", "*.mp4", "*.srt", "*.vtt", "*.gif")
)
"""What a render by hand has left in an example's folder."""
SMALLEST = {"animatic": "120p", "evolink": "480p"}
"""The fewest lines that a provider makes."""


def copied(name: str, folder: Path) -> Path:
    """An example's board, in a project of its own, as small as its provider makes it.

    `name` is the board's path in the examples; it stands under the same in `folder`.
    """
    shutil.copytree(
        EXAMPLES / Path(name).parent, folder / Path(name).parent, ignore=LEFT_BEHIND
    )
    board = folder / name
    text = board.read_text("utf-8")
    provider = re.search(r"^provider: \[?(\w+)", text, re.MULTILINE)
    lines = SMALLEST[provider[1] if provider else "animatic"]
    small = re.sub(r"resolution: \w+", f"resolution: {lines}", text)
    assert f"resolution: {lines}" in small
    board.write_text(small, encoding="utf-8")
    return board


def asked(board: Path) -> list[str]:
    """The options of the command that a board's header names for it."""
    name = f"{board.parent.name}/{board.name}"
    command = re.search(
        rf"^#   storyboard render (.*)examples/{name}$",
        board.read_text("utf-8"),
        re.MULTILINE,
    )
    assert command is not None
    return command[1].split()
