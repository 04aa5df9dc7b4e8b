"""A scene shot together: one job, one clip, and each shot cut out of it."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from storyboard.errors import PlanError
from storyboard.media.read import frames
from storyboard.model.event import FilmMade, ShotMoved
from storyboard.model.value import ShotId
from storyboard.production import (
    Dailies,
    Planned,
    asked,
    cut,
    gather,
    plan,
    read,
    shoot,
)
from storyboard.store.lock import read_lock
from tests.production.lot import Lot, grey_of

BOARD = """\
storyboard: 1
title: A Scene in One
provider: plain
format: {aspect: 16:9, resolution: 120p, fps: 12}
characters: {mira: {sheet: A woman in a grey coat, short: the woman}}
style: {medium: 35mm film}
scenes:
  - id: before
    shots: [{id: "010", action: Rain falls on a roof., seconds: 1}]
  - id: one
    together: true
    shots:
      - {id: "020", action: "{{ mira }} waits.", seconds: 1.5}
      - {id: "030", action: "{{ mira }} stands up and walks off slowly.", seconds: 1}
      - {id: "040", action: The room., seconds: 2, trim: {from: 0.5, to: 1.5}}
"""


@pytest.fixture
def scene(lot: Lot) -> Lot:
    lot.service.together = "prompt"
    lot.write(BOARD)
    return lot


def planned(lot: Lot, *shots: str, force: bool = False) -> Planned:
    return plan(read(lot.board, studio=lot.studio), shots, force=force)


def rendered(lot: Lot) -> tuple[Dailies, FilmMade]:
    dailies = shoot(planned(lot))
    return dailies, cut(dailies)


def greys(film: FilmMade) -> list[int]:
    """The grey of each frame, as it was asked for."""
    picture = (planes[0] for planes in frames(Path(film.file), Fraction(12), 0))
    # Luma in limited range back to the grey it came from.
    return [round((float(np.mean(y)) - 16) * 255 / 219) for y in picture]


def test_a_scene_is_one_job_and_every_shot_has_its_take(scene: Lot) -> None:
    dailies, _ = rendered(scene)
    single, joint = scene.service.submitted

    assert (single.shot, single.beats) == ("010", ())
    assert [beat.shot for beat in joint.beats] == ["020", "030", "040"]
    assert joint.seconds == 4.5
    takes = [dailies.takes[ShotId(shot)] for shot in ("020", "030", "040")]
    assert len({take.clip for take in takes}) == 1
    assert [(take.offset, take.seconds) for take in takes] == [
        (0.0, 1.5),
        (1.5, 1.0),
        (2.5, 2.0),
    ]
    assert len({take.fingerprint for take in takes}) == 3


def test_each_shot_is_cut_out_of_the_clip_at_its_seconds(scene: Lot) -> None:
    _, film = rendered(scene)
    rain, (first, second, third) = (
        grey_of(scene.service.submitted[0].prompt),
        [grey_of(beat.prompt) for beat in scene.service.submitted[1].beats],
    )
    wanted = [rain] * 12 + [first] * 18 + [second] * 12 + [third] * 12

    assert len({rain, first, second, third}) == 4
    assert film.frames == len(wanted)
    found = greys(film)
    assert all(abs(a - b) <= 2 for a, b in zip(found, wanted, strict=True)), found


def test_a_dissolve_between_shots_of_one_job_shortens_the_film(scene: Lot) -> None:
    scene.change(
        'seconds: 1}\n      - {id: "040"',
        'seconds: 1, enter: dissolve 0.5}\n      - {id: "040"',
    )
    _, film = rendered(scene)
    first, second, _ = (grey_of(b.prompt) for b in scene.service.submitted[1].beats)
    found = greys(film)

    assert film.frames == 12 + 18 + 12 + 12 - 6
    assert abs(found[12 + 11] - first) <= 2, "before the dissolve"
    assert abs(found[12 + 18] - second) <= 2, "after it"
    middle = found[12 + 15]
    assert min(first, second) < middle < max(first, second)


def test_nothing_is_made_twice_and_the_lock_keeps_its_bytes(scene: Lot) -> None:
    rendered(scene)
    lock = read(scene.board, studio=scene.studio).project.lock
    before = lock.read_bytes()

    found = planned(scene)
    _, film = rendered(scene)

    assert found.to_make == ()
    assert [str(step.reason) for step in found.plan.steps] == ["unchanged"] * 4
    assert len(scene.service.submitted) == 2
    assert film.fresh is False
    assert lock.read_bytes() == before
    shots = json.loads(before)["takes"].values()
    assert [["offset" in block for block in blocks] for blocks in shots] == [
        [False],
        [False],
        [True],
        [True],
    ]


def test_without_a_lock_the_ledger_answers_for_all_shots(scene: Lot) -> None:
    first, _ = rendered(scene)
    lock = read(scene.board, studio=scene.studio).project.lock
    held = read_lock(lock)
    assert held is not None
    lock.write_text(
        json.dumps({"version": 1, "project": held.project, "takes": []}), "utf-8"
    )

    second, _ = rendered(scene)

    assert len(scene.service.submitted) == 2
    assert second.takes == first.takes


def test_a_failed_job_leaves_a_slate_for_each_of_its_shots(scene: Lot) -> None:
    scene.service.refuses = {"020"}
    dailies, film = rendered(scene)

    assert film.slates == ("020", "030", "040")
    assert set(dailies.failures) == {"020", "030", "040"}
    assert len(set(dailies.failures.values())) == 1
    states = {
        event.shot: event.state
        for event in scene.events
        if isinstance(event, ShotMoved)
    }
    assert states == {"010": "done", "020": "failed", "030": "failed", "040": "failed"}


def test_every_shot_of_a_job_is_told_of_with_its_own_take(scene: Lot) -> None:
    rendered(scene)
    done = {
        event.shot: event.take
        for event in scene.events
        if isinstance(event, ShotMoved) and event.state == "done"
    }
    offsets = {shot: take.offset for shot, take in done.items() if take}
    assert offsets == {"010": 0.0, "020": 0.0, "030": 1.5, "040": 2.5}


def test_a_clip_that_ends_early_is_a_slate_for_the_shot_that_lacks_it(
    scene: Lot,
) -> None:
    scene.service.short = 1.2
    _, film = rendered(scene)
    assert film.slates == ("040",)


def test_one_changed_shot_makes_the_whole_job_anew(scene: Lot) -> None:
    rendered(scene)
    scene.change("The room.", "An empty room.")
    found = planned(scene)

    assert [step.shot for step in found.making] == ["020", "030", "040"]
    assert [step.shot for step in found.to_make] == ["020"]
    assert {str(step.reason) for step in found.making} == {"changed: prompt"}
    shown = gather(found)
    assert shown.stale == ("020", "030", "040")
    assert [shown.takes[ShotId(s)].offset for s in shown.stale] == [0.0, 1.5, 2.5]


def test_one_selected_shot_selects_the_scene(scene: Lot) -> None:
    rendered(scene)
    found = planned(scene, "030", force=True)
    assert [step.shot for step in found.making] == ["020", "030", "040"]
    (note,) = found.plan.problems
    assert note.severity == "note"
    assert note.message == "scene one is one job: with 030, it makes 020, 040 as well"

    dailies = shoot(found)
    assert {dailies.takes[ShotId(shot)].number for shot in ("020", "030", "040")} == {2}
    assert len(scene.service.submitted) == 3


def test_apart_and_together_are_different_takes(scene: Lot) -> None:
    rendered(scene)
    scene.change("together: true", "together: false")
    rendered(scene)
    assert [r.shot for r in scene.service.submitted[2:]] == ["020", "030", "040"]
    takes = read_lock(read(scene.board, studio=scene.studio).project.lock)
    assert takes is not None
    assert [take.number for take in takes.takes] == [1, 1, 2, 1, 2, 1, 2]

    scene.change("together: false", "together: true")
    assert [str(step.reason) for step in planned(scene).plan.steps[1:]] == [
        "unchanged"
    ] * 3, "the ledger still has the joint take"


def test_a_model_that_makes_shots_apart_is_asked_for_each(scene: Lot) -> None:
    scene.service.together = "apart"
    rendered(scene)
    assert [r.shot for r in scene.service.submitted] == ["010", "020", "030", "040"]


def test_the_second_mention_in_one_prompt_is_short(scene: Lot) -> None:
    (_, joint) = asked(read(scene.board, studio=scene.studio)).requests
    assert joint.prompt == "Style: 35mm film."
    assert [beat.prompt for beat in joint.beats] == [
        "A woman in a grey coat waits.",
        "The woman stands up and walks off slowly.",
        "The room.",
    ]


def test_a_service_with_a_field_for_each_shot_is_told_each_in_full(scene: Lot) -> None:
    scene.service.together = "scenes"
    (_, joint) = asked(read(scene.board, studio=scene.studio)).requests
    assert joint.prompt == ""
    assert [beat.prompt for beat in joint.beats] == [
        "A woman in a grey coat waits.\nStyle: 35mm film.",
        "A woman in a grey coat stands up and walks off slowly.\nStyle: 35mm film.",
        "The room.\nStyle: 35mm film.",
    ]


def test_shots_of_one_job_that_ask_for_different_things_are_refused(
    scene: Lot,
) -> None:
    scene.change('waits.", seconds', 'waits.", generate: {audio: false}, seconds')
    with pytest.raises(PlanError) as caught:
        shoot(planned(scene))
    assert [p.message for p in caught.value.problems] == [
        "scene one: shot 020 and shot 030 are one job and differ in audio",
        "scene one: shot 020 and shot 040 are one job and differ in audio",
    ]
    assert scene.service.submitted == []
