"""Windfall is one movement through four shots, and its hero has two takes."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from storyboard import production as film
from storyboard.media.frames import frames_of
from storyboard.model.plan import Step
from storyboard.model.take import Take
from storyboard.panels.strip import strip_height
from storyboard.store.lock import read_lock
from tests.examples.films import copied
from tests.examples.test_films import rendered

SEEN = (64, 40)
"""What frames are compared at: few pixels, so that coding does not count."""
Look = NDArray[np.int16]


def look(frame: Image.Image) -> Look:
    """A frame in few grey values."""
    return np.asarray(frame.convert("L").resize(SEEN), np.int16)


def takes_of(project: Path) -> dict[str, list[Take]]:
    """What the lock holds for each shot, oldest first."""
    lock = read_lock(project / "storyboard.lock")
    assert lock is not None
    found: dict[str, list[Take]] = {}
    for take in sorted(lock.takes, key=lambda take: take.number):
        found.setdefault(take.shot, []).append(take)
    return found


def frames(project: Path) -> dict[tuple[str, str], Image.Image]:
    """The first and last frame of each shot's newest take."""
    found: dict[tuple[str, str], Image.Image] = {}
    for shot, takes in takes_of(project).items():
        clip = takes[-1].clip
        (file,) = (project / ".storyboard" / "clips").rglob(f"{clip}*")
        found[shot, "first"], found[shot, "last"] = frames_of(file, 2)
    return found


def shown_by(
    name: tuple[str, str], among: dict[tuple[str, str], Image.Image]
) -> tuple[str, str]:
    """Which other frame a frame shows.

    The sandbox letters a strip under what it draws, also over a picture that it is
    sent: what is seen above it is where it was.
    """
    across, down = among[name].size
    above = (across, down - strip_height((across, down)))
    seen = {other: look(frame.crop((0, 0, *above))) for other, frame in among.items()}
    apart = {
        other: float(np.abs(frame - seen[name]).mean())
        for other, frame in seen.items()
        if other != name
    }
    return min(apart, key=lambda other: apart[other])


def test_windfall_goes_on_from_shot_to_shot_and_keeps_both_takes_of_its_hero(
    tmp_path: Path,
) -> None:
    board = copied("windfall/storyboard.yaml", tmp_path)

    events = rendered(board)

    project = board.parent
    shown = frames(project)
    assert shown_by(("020", "first"), shown) == ("010", "last")
    assert shown_by(("030", "first"), shown) == ("020", "last")
    assert shown_by(("030", "last"), shown) == ("040", "first")
    takes = takes_of(project)
    assert [(take.number, take.attempt) for take in takes["040"]] == [(1, 0), (2, 1)]
    assert takes["040"][0].clip != takes["040"][1].clip
    assert {len(takes[shot]) for shot in takes if shot != "040"} == {1}
    begun = [event["shot"] for event in events if event.get("state") == "submitted"]
    assert begun.index("010") < begun.index("020") < begun.index("030")
    assert begun.index("040") < begun.index("030")


@pytest.fixture
def steps(tmp_path: Path) -> tuple[Step, ...]:
    """What the board's plan would do."""
    return film.plan(film.read(copied("windfall/storyboard.yaml", tmp_path))).plan.steps


def test_only_windfalls_chain_waits(steps: tuple[Step, ...]) -> None:
    assert {step.shot: step.after for step in steps if step.after} == {
        "020": ("010",),
        "030": ("020", "040"),
    }


def test_every_shot_of_windfall_could_be_made_by_another_service(
    steps: tuple[Step, ...],
) -> None:
    providers = [
        tuple(
            each.request and each.request.provider for each in (step, *step.fallbacks)
        )
        for step in steps
    ]

    assert providers == [("evolink", "kinovi")] * 7
