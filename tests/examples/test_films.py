"""Every example is rendered, small, by the command that its header names."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageColor, ImageStat

from storyboard.dsl.reading import read
from storyboard.media.frames import frames_of
from storyboard.media.level import measured
from storyboard.media.probe import probe
from storyboard.model.parts import Transition
from storyboard.model.storyboard import Storyboard
from tests.examples.films import EXAMPLES, asked, copied
from tests.process import storyboard

BOARDS = sorted(
    str(board.relative_to(EXAMPLES))
    for board in EXAMPLES.glob("*/*.yaml")
    if board.read_text(encoding="utf-8").find("\nstoryboard: 1\n") > 0
)


BESIDE = {
    "dialogue/storyboard.yaml": {
        f"middle-c.{language}.{kind}"
        for language in ("en", "de")
        for kind in ("srt", "vtt")
    },
    "ferry/storyboard.yaml": {"the-fare-sandbox.en.srt", "the-fare-sandbox.en.vtt"},
    "noir/storyboard.yaml": {"low-tide.jpg"},
    "product/storyboard.yaml": {
        f"klara{variant}.{kind}"
        for variant in ("", "-vertical")
        for kind in ("jpg", "gif")
    },
}
"""The files that are made beside a board's films."""


def rendered(board: Path) -> list[dict[str, Any]]:
    """The events of a render that became the films it promises."""
    options = asked(board)
    told = storyboard(
        board.parent,
        *("render", board.name, *options, "--json"),
        STORYBOARD_ANIMATIC_CONCURRENCY="1",
    )

    assert told.returncode == 0, told.stderr
    events = [json.loads(line) for line in told.stdout.splitlines()]
    films = [event for event in events if event["event"] == "film"]
    promised(board, films)
    again = storyboard(board.parent, "plan", board.name, *options, "--check")
    assert again.returncode == 0, again.stdout + again.stderr
    return events


def promised(board: Path, films: list[dict[str, Any]]) -> None:
    """Each film is whole, and as its board says; it and its variants are all there."""
    read_board = read(board, board.parent).storyboard
    assert read_board is not None
    assert len(films) == 1 + len(read_board.variants)
    for film in films:
        file = Path(film["file"])
        facts = probe(file)
        assert film["slates"] == []
        assert facts.frames == film["frames"]
        assert facts.has_sound
        assert facts.seconds == pytest.approx(film["seconds"], abs=0.05)
        assert measured(file).loudness == pytest.approx(
            read_board.sound.loudness, abs=0.5
        )
        for frame, fade in zip(frames_of(file, 2), fades(read_board), strict=True):
            if fade is not None:
                colour = ImageColor.getrgb(fade.colour or "#000000")
                assert mean(frame) == pytest.approx(colour, abs=12)


def fades(board: Storyboard) -> tuple[Transition | None, Transition | None]:
    """How a board's film comes in, and how it goes out; None: it just does."""
    return board.shots()[0].enter, board.shots()[-1].leave


def mean(frame: Image.Image) -> list[float]:
    """A frame's red, green and blue on the average."""
    return ImageStat.Stat(frame.convert("RGB")).mean


@pytest.mark.parametrize("name", [name for name in BOARDS if "windfall" not in name])
def test_an_example_becomes_the_film_it_promises(name: str, tmp_path: Path) -> None:
    events = rendered(copied(name, tmp_path))

    beside = [file for event in events for file in event.get("beside", ())]
    assert {Path(file).name for file in beside} == BESIDE.get(name, set())
    assert all(Path(file).stat().st_size for file in beside)


def test_the_ferry_asks_in_every_way_and_for_three_shots_in_one_job(
    tmp_path: Path,
) -> None:
    board = copied("ferry/storyboard.yaml", tmp_path)

    told = storyboard(board.parent, "plan", "--json")

    assert told.returncode == 0, told.stderr
    steps = json.loads(told.stdout)["steps"]
    assert [(step["shot"], step["mode"], step["job"]) for step in steps] == [
        ("010", "text to video", "010"),
        ("020", "reference to video", "020"),
        ("030", "image to video", "030"),
        ("040", "reference to video", "040"),
        ("050", "reference to video", "040"),
        ("060", "reference to video", "040"),
        ("070", "image to video", "070"),
    ]


def test_there_are_six_films_and_a_second_episode() -> None:
    assert BOARDS == [
        "dialogue/storyboard.yaml",
        "ferry/storyboard.yaml",
        "nature/storyboard.yaml",
        "noir/episode-2.yaml",
        "noir/storyboard.yaml",
        "product/storyboard.yaml",
        "windfall/storyboard.yaml",
    ]
