"""The example films' sounds come from the script beside them."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from storyboard.dsl.reading import read
from storyboard.model.value import assets

EXAMPLES = Path(__file__).parents[2] / "examples"
BOARDS = sorted(
    path for path in EXAMPLES.rglob("*.yaml") if path.parent.name != "library"
)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """`make_sound.py` as it sees itself: with its own folder on the path."""
    monkeypatch.syspath_prepend(str(EXAMPLES))
    yield importlib.import_module("make_sound")
    for name in [n for n in sys.modules if n.split(".")[0] in {"make_sound", "sound"}]:
        del sys.modules[name]


def samples(path: Path) -> NDArray[np.float32]:
    """A sound file's samples, one row per channel."""
    with av.open(str(path)) as container:
        blocks = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate(blocks, axis=1)


def test_a_sound_is_the_same_each_time_it_is_made(script: ModuleType) -> None:
    make = script.RECORDINGS["match"].make

    assert np.array_equal(make(), make())


def test_a_committed_sound_is_what_the_script_makes(script: ModuleType) -> None:
    made = script.RECORDINGS["knock"].make()
    kept = samples(EXAMPLES / "dialogue" / "audio" / "knock.m4a")
    length = min(made.shape[1], kept.shape[1])

    alike = np.corrcoef(made[0, :length], kept[0, :length])[0, 1]

    assert abs(made.shape[1] - kept.shape[1]) <= 1024  # AAC's frame
    assert alike > 0.99


@pytest.mark.parametrize("kind", ["m4a", "mp3"])
def test_a_written_sound_has_the_same_bytes_each_time(
    script: ModuleType, tmp_path: Path, kind: str
) -> None:
    tone = script.RECORDINGS["knock"].make()
    once, again = (tmp_path / f"{name}.{kind}" for name in ("once", "again"))
    for path in (once, again):
        script.write(tone, path, 96)

    assert once.read_bytes() == again.read_bytes()


def test_an_unknown_sound_is_answered_with_those_there_are(
    script: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["make_sound.py", "trombone"])

    with pytest.raises(SystemExit):
        script.main()

    assert "no sound trombone; there is theme, rain" in capsys.readouterr().err


def test_every_sound_the_script_makes_is_heard_in_a_film(script: ModuleType) -> None:
    heard = {
        board.parent / file
        for board in BOARDS
        for _, kind, file in assets(read(board, board.parent).storyboard)
        if kind == "audio"
    }
    made = {
        EXAMPLES / recording.film / "audio" / f"{name}.{recording.kind}"
        for name, recording in script.RECORDINGS.items()
    }

    assert heard == made
