"""Shots that go on from one another's frames, from the board to the services."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from storyboard.errors import PlanError
from storyboard.media.frames import write_frame
from storyboard.media.read import frames
from storyboard.model.event import ShotMoved
from storyboard.model.request import ClipRequest
from storyboard.model.value import ShotId
from storyboard.production import Allowance, Dailies, Planned, cut, plan, read, shoot
from storyboard.store.lock import read_lock
from tests.production.lot import Lot

CHAIN = """\
storyboard: 1
title: A Chain
provider: plain
format: {aspect: 16:9, resolution: 120p, fps: 12}
defaults: {seconds: 1}
scenes:
  - id: one
    shots:
      - {id: "010", action: "Rain."}
      - {id: "020", action: "Wind, and a door.", continues: "010"}
      - {id: "030", action: "Hail on a tin roof.", continues: "020"}
"""


@pytest.fixture
def chain(lot: Lot) -> Lot:
    lot.write(CHAIN)
    lot.service.brightens = True
    return lot


def planned(lot: Lot, *shots: str, keeps: bool = False) -> Planned:
    return plan(read(lot.board, studio=lot.studio), shots, keeps=keeps)


def shot(lot: Lot) -> Dailies:
    return shoot(planned(lot))


def actions(found: Planned) -> dict[str, str]:
    return {step.shot: f"{step.action} ({step.reason})" for step in found.plan.steps}


def image_of(request: ClipRequest) -> NDArray[np.uint8]:
    (medium,) = request.media
    with Image.open(medium.file) as image:
        return np.asarray(image.convert("L"))


def lights_of(clip: Path) -> list[float]:
    """How light each frame of a clip is."""
    return [float(planes[0].mean()) for planes in frames(clip, Fraction(12))]


def test_each_shot_is_sent_with_the_last_frame_of_the_one_before(chain: Lot) -> None:
    dailies = shot(chain)
    clips = read(chain.board, studio=chain.studio).clips
    sent = {request.shot: request for request in chain.service.submitted}

    assert list(sent) == ["010", "020", "030"]
    assert sent[ShotId("010")].media == ()
    for before, after in (("010", "020"), ("020", "030")):
        clip = clips.path(dailies.takes[ShotId(before)].clip)
        request = sent[ShotId(after)]
        (medium,) = request.media
        assert medium.role == "first_frame"
        assert medium.frame_of
        assert medium.frame_of.clip == dailies.takes[ShotId(before)].clip
        again = chain.folder / "again.png"
        write_frame(clip, "last", again)
        assert Path(medium.file).read_bytes() == again.read_bytes()
        # The twelfth of twelve frames that grow lighter by four levels each.
        lights = lights_of(clip)
        assert len(lights) == 12
        told = float(image_of(request).mean())
        by_last = [abs(told - full(light)) for light in lights]
        assert by_last.index(min(by_last)) == 11


def full(light: float) -> float:
    """A level of video, from 16 to 235, as one of 0 to 255."""
    return (light - 16) * 255 / 219


def test_a_chain_that_was_shot_is_planned_as_it_stands(chain: Lot) -> None:
    shot(chain)
    assert set(actions(planned(chain)).values()) == {"reuse (unchanged)"}
    shot(chain)
    assert len(chain.service.submitted) == 3


def test_making_the_first_anew_makes_all_that_go_on_from_it(chain: Lot) -> None:
    shot(chain)
    chain.change("Rain.", "Rain and fog.")
    assert actions(planned(chain)) == {
        "010": "generate (changed: prompt)",
        "020": "generate (preceded: 010)",
        "030": "generate (preceded: 020)",
    }
    dailies = shot(chain)
    assert [take.number for take in dailies.takes.values()] == [2, 2, 2]
    assert len(chain.service.submitted) == 6
    assert planned(chain).to_make == ()


def test_followers_can_be_kept_and_the_cut_says_so(chain: Lot) -> None:
    shot(chain)
    chain.change("Rain.", "Rain and fog.")
    dailies = shoot(planned(chain, keeps=True))
    assert [request.shot for request in chain.service.submitted[3:]] == ["010"]
    film = cut(dailies)
    assert (film.slates, film.stale) == ((), ("020",))


def test_who_waits_for_a_shot_that_is_not_made_is_told_so(chain: Lot) -> None:
    chain.service.refuses = {"020"}
    dailies = shot(chain)
    assert list(dailies.takes) == ["010"]
    assert "not this one" in dailies.failures[ShotId("020")].message
    assert "020" in dailies.failures[ShotId("030")].message
    assert cut(dailies).slates == ("020", "030")

    chain.service.refuses = set()
    assert list(shot(chain).takes) == ["010", "020", "030"]
    assert len(chain.service.submitted) == 3


def test_a_shot_alone_goes_on_from_the_take_that_is_there(chain: Lot) -> None:
    with pytest.raises(PlanError) as refused:
        shoot(planned(chain, "020"))
    assert [problem.hint for problem in refused.value.problems] == [
        "select 010 as well"
    ]
    dailies = shoot(planned(chain, "010"))
    shoot(planned(chain, "020"))
    (medium,) = chain.service.submitted[1].media
    assert medium.frame_of
    assert medium.frame_of.clip == dailies.takes[ShotId("010")].clip


def test_a_shot_ends_on_the_first_frame_of_another(chain: Lot) -> None:
    chain.change('"Rain."', '"Rain.", ends_on: "030"')
    chain.change(', continues: "020"', "")
    chain.change(', continues: "010"', "")
    dailies = shot(chain)
    (request,) = [r for r in chain.service.submitted if r.shot == "010"]
    (medium,) = request.media
    assert medium.role == "last_frame"
    clip = read(chain.board, studio=chain.studio).clips.path(
        dailies.takes[ShotId("030")].clip
    )
    told = float(image_of(request).mean())
    distances = [abs(told - full(light)) for light in lights_of(clip)]
    assert distances.index(min(distances)) == 0


@pytest.mark.parametrize("name", ["plate.png", "plate.mp4"])
def test_a_shot_goes_on_from_footage(chain: Lot, name: str) -> None:
    plate = chain.folder / name
    if plate.suffix == ".png":
        Image.new("RGB", (214, 120), (90, 90, 90)).save(plate)
    else:
        dailies = shoot(planned(chain, "010"))
        script = read(chain.board, studio=chain.studio)
        plate.write_bytes(
            script.clips.path(dailies.takes[ShotId("010")].clip).read_bytes()
        )
    chain.change('action: "Rain."', f"footage: {name}")
    dailies = shot(chain)
    sent = {request.shot: request for request in chain.service.submitted}
    (medium,) = sent[ShotId("020")].media
    assert medium.file
    assert list(dailies.takes) == ["020", "030"]
    assert planned(chain).to_make == ()


def test_of_several_takes_the_best_is_gone_on_from(chain: Lot) -> None:
    chain.change('"Rain."', '"Rain.", takes: 3')
    dailies = shot(chain)
    assert len(chain.service.submitted) == 5
    assert dailies.takes[ShotId("010")].number == 3
    (request,) = [r for r in chain.service.submitted if r.shot == "020"]
    (medium,) = request.media
    assert medium.frame_of
    assert medium.frame_of.clip == dailies.takes[ShotId("010")].clip
    assert planned(chain).to_make == ()


def test_a_retake_of_a_follower_is_sent_with_the_same_frame(chain: Lot) -> None:
    chain.service.short = 0.25
    allowed = Allowance(retake_on=frozenset({"seconds"}))
    shoot(planned(chain), allowed)
    sent = [r for r in chain.service.submitted if r.shot == "020"]
    assert len(sent) == 2
    assert {medium.digest for request in sent for medium in request.media} != {""}
    assert sent[0].media == sent[1].media
    lock = read_lock(read(chain.board, studio=chain.studio).project.lock)
    assert lock
    takes = [take for take in lock.takes if take.shot == "020"]
    assert [take.attempt for take in takes] == [0, 1]
    assert len({take.fingerprint for take in takes}) == 1


def test_it_is_said_whom_a_shot_waits_for(chain: Lot) -> None:
    shot(chain)
    said = [
        (event.shot, event.message)
        for event in chain.events
        if isinstance(event, ShotMoved) and event.message
    ]
    assert said == [("020", "for shot 010"), ("030", "for shot 020")]
