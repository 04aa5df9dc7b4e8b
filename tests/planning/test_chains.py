"""Shots that begin or end with frames of others: what waits, and what is made anew."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest

from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.plan import Plan, Step, cost_of
from storyboard.model.request import FrameOf
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Flaw, Take
from storyboard.model.value import ShotId
from storyboard.planning.archive import told_parts, wanted
from tests.planning.conftest import SERVICE, take_of

Film = Callable[..., Storyboard]
Planner = Callable[..., Plan]
Takes = Callable[..., list[Take]]
Shot = Mapping[str, Any]

FIRST: Shot = {"id": "010", "action": "Rain"}
SECOND: Shot = {"id": "020", "action": "Wind", "continues": "010"}
THIRD: Shot = {"id": "030", "action": "Hail", "continues": "020"}
SNOW: Shot = {**FIRST, "action": "Snow"}


@pytest.fixture
def service(service: Capabilities) -> Capabilities:
    """A service that begins and ends clips with images."""
    mode = Mode(name="anything", first_frame="may", last_frame="may", images=(0, 9))
    return service.model_copy(update={"modes": (mode,)})


@pytest.fixture
def planned(planned: Planner, service: Capabilities) -> Planner:
    return partial(planned, service=service)


def actions(plan: Plan) -> dict[str, str]:
    return {step.shot: f"{step.action} ({step.reason})" for step in plan.steps}


def frames(step: Step) -> list[FrameOf]:
    media = step.request.media if step.request else ()
    return [medium.frame_of for medium in media if medium.frame_of]


def shot_in_order(plan: Plan) -> list[Take]:
    """The takes of a plan whose shots wait for each other, as a run makes them."""
    takes: dict[ShotId, Take] = {
        step.shot: step.take for step in plan.steps if step.take is not None
    }
    made: list[Take] = []
    for step in plan.to_make:
        request = step.request
        assert request is not None
        known = tuple(
            medium.model_copy(
                update={
                    "frame_of": medium.frame_of.model_copy(
                        update={"clip": takes[medium.frame_of.shot].clip}
                    )
                }
            )
            if medium.frame_of and not medium.frame_of.clip
            else medium
            for medium in request.media
        )
        told = told_parts(request.model_copy(update={"media": known}), SERVICE)
        done = step.model_copy(update={"parts": told, "fingerprint": wanted(told)})
        takes[step.shot] = take_of(done)
        made.append(takes[step.shot])
    return made


def test_a_shot_waits_for_the_one_that_it_continues(
    film: Film, planned: Planner
) -> None:
    found = planned(film(FIRST, SECOND, THIRD))
    assert [step.after for step in found.steps] == [(), ("010",), ("020",)]
    assert [str(frame.which) for frame in frames(found.steps[1])] == ["last"]
    assert [str(money) for money in cost_of(found.to_make)] == ["1.50 USD"]
    assert found.problems == ()


def test_a_chain_that_was_shot_is_reused_as_a_whole(
    film: Film, planned: Planner
) -> None:
    board = film(FIRST, SECOND, THIRD)
    takes = shot_in_order(planned(board))
    found = planned(board, takes)
    assert set(actions(found).values()) == {"reuse (unchanged)"}
    assert [frame.clip for frame in frames(found.steps[2])] == [takes[1].clip]


def test_a_changed_shot_makes_those_that_continue_it_and_prices_them(
    film: Film, planned: Planner
) -> None:
    takes = shot_in_order(planned(film(FIRST, SECOND, THIRD)))
    found = planned(film(SNOW, SECOND, THIRD), takes)
    assert actions(found) == {
        "010": "generate (changed: prompt)",
        "020": "generate (preceded: 010)",
        "030": "generate (preceded: 020)",
    }
    assert [step.after for step in found.steps] == [(), ("010",), ("020",)]
    assert [str(money) for money in cost_of(found.to_make)] == ["1.50 USD"]


def test_what_comes_before_a_change_is_reused(film: Film, planned: Planner) -> None:
    takes = shot_in_order(planned(film(FIRST, SECOND, THIRD)))
    found = planned(film(FIRST, {**SECOND, "action": "Fog"}, THIRD), takes)
    assert actions(found) == {
        "010": "reuse (unchanged)",
        "020": "generate (changed: prompt)",
        "030": "generate (preceded: 020)",
    }
    assert found.steps[1].after == ()


def test_a_shot_and_its_predecessor_may_stand_in_any_order(
    film: Film, planned: Planner
) -> None:
    found = planned(film(THIRD, SECOND, FIRST))
    assert [step.shot for step in found.steps] == ["030", "020", "010"]
    takes = shot_in_order(planned(film(FIRST, SECOND, THIRD)))
    assert planned(film(THIRD, SECOND, FIRST), takes).to_make == ()


def test_a_take_can_be_kept_although_the_one_before_is_made_anew(
    film: Film, planned: Planner
) -> None:
    takes = shot_in_order(planned(film(FIRST, SECOND, THIRD)))
    found = planned(film(SNOW, SECOND, THIRD), takes, keeps=True)
    assert actions(found) == {
        "010": "generate (changed: prompt)",
        "020": "reuse (preceded: 010)",
        "030": "reuse (unchanged)",
    }
    assert found.steps[1].take == takes[1]


def test_only_a_take_that_differs_in_nothing_else_is_kept(
    film: Film, planned: Planner
) -> None:
    takes = shot_in_order(planned(film(FIRST, SECOND)))
    fog = {**SECOND, "action": "Fog"}
    changed = planned(film(SNOW, fog), takes, keeps=True)
    assert actions(changed)["020"] == "generate (changed: prompt, preceded)"
    takes += shot_in_order(planned(film(SNOW, fog), takes))
    gone = frozenset({takes[-1].clip})
    hail = film({**FIRST, "action": "Hail"}, fog)
    lost = planned(hail, takes, keeps=True, gone=gone)
    assert actions(lost)["020"] == "generate (preceded: 010)"


def test_of_several_that_could_be_kept_the_one_in_the_cut_is(
    film: Film, planned: Planner
) -> None:
    takes = shot_in_order(planned(film(FIRST, SECOND)))
    flaw = Flaw(kind="black", said="black throughout")
    worse = {"number": 2, "clip": "worse", "attempt": 1, "flaws": (flaw,)}
    takes.append(takes[1].model_copy(update=worse))
    found = planned(film(SNOW, SECOND), takes, keeps=True)
    assert found.steps[1].number == 1


def test_more_takes_of_a_shot_let_those_that_continue_it_wait(
    film: Film, planned: Planner
) -> None:
    takes = shot_in_order(planned(film(FIRST, SECOND)))
    found = planned(film({**FIRST, "takes": 2}, SECOND), takes)
    assert actions(found)["020"] == "generate (preceded: 010)"
    assert found.steps[1].after == ("010",)


def test_only_those_that_moved_on_are_named_of_several_that_a_shot_follows(
    film: Film, planned: Planner
) -> None:
    last = {"id": "040", "action": "Sun"}
    between = {"id": "020", "action": "Wind", "continues": "010", "ends_on": "040"}
    takes = shot_in_order(planned(film(last, FIRST, between)))
    changed = planned(film(last, SNOW, between), takes)
    assert actions(changed)["020"] == "generate (preceded: 010)"
    again = planned(film(last, FIRST, between), takes, force=["040"])
    assert actions(again)["020"] == "generate (preceded: 040)"
    kept = planned(film(last, SNOW, between), takes, keeps=True)
    assert actions(kept)["020"] == "reuse (preceded: 010)"
    other = takes[0].model_copy(update={"number": 2, "clip": "other"})
    moved = planned(film(last, FIRST, between), [*takes, other])
    assert actions(moved)["020"] == "generate (preceded: 040)"


def test_where_it_cannot_be_told_who_moved_on_all_are_named(
    film: Film, planned: Planner
) -> None:
    last = {"id": "040", "action": "Sun"}
    between = {"id": "020", "action": "Wind", "continues": "010", "ends_on": "040"}
    board = film(last, FIRST, between)
    takes = shot_in_order(planned(board))
    unknown = takes[2].model_copy(
        update={"fingerprint": "x", "parts": {**takes[2].parts, "preceded": "x"}}
    )
    found = planned(board, [*takes[:2], unknown])
    assert actions(found)["020"] == "generate (preceded: 010, 040)"


def test_nobody_waits_for_more_takes_beside_a_picked_one(
    film: Film, planned: Planner
) -> None:
    takes = shot_in_order(planned(film(FIRST, SECOND)))
    takes[0] = takes[0].model_copy(update={"picked": True})
    found = planned(film(FIRST, SECOND), takes, force=["010"])
    assert [(step.shot, step.number) for step in found.to_make] == [("010", 2)]


def test_picking_another_take_makes_the_followers_anew(
    film: Film, planned: Planner
) -> None:
    board = film({**FIRST, "takes": 2}, SECOND)
    first, second, follower = shot_in_order(planned(board))
    assert planned(board, [first, second, follower]).to_make == ()
    takes = [first.model_copy(update={"picked": True}), second, follower]
    assert actions(planned(board, takes))["020"] == "generate (preceded: 010)"


def test_a_shot_that_is_not_selected_lends_the_take_that_is_there(
    film: Film, planned: Planner
) -> None:
    takes = shot_in_order(planned(film(FIRST, SECOND)))
    found = planned(film(SNOW, {**SECOND, "action": "Fog"}), takes, only=["020"])
    assert found.errors == ()
    assert [frame.clip for frame in frames(found.steps[1])] == [takes[0].clip]
    assert found.steps[1].after == ()


def test_a_shot_without_a_clip_has_to_be_selected_as_well(
    film: Film, planned: Planner
) -> None:
    (problem,) = planned(film(FIRST, SECOND), only=["020"]).errors
    assert problem.message == (
        "shot 020: it needs a frame of shot 010, which has no clip yet"
    )
    assert problem.hint == "select 010 as well"
    assert problem.where == ("scenes", 0, "shots", 1, "continues")
    assert planned(film(FIRST, SECOND), only=["010", "020"]).errors == ()


def test_a_shot_can_continue_footage_and_waits_for_nobody(
    film: Film, planned: Planner
) -> None:
    plate = {"id": "010", "footage": "plates/harbour.mp4"}
    found = planned(film(plate, SECOND))
    assert found.steps[1].after == ()
    assert [frame.clip for frame in frames(found.steps[1])] == ["plates/harbour.mp4"]
    takes = shot_in_order(found)
    assert planned(film(plate, SECOND), takes).to_make == ()
    other = {"id": "010", "footage": "plates/storm.mp4"}
    assert actions(planned(film(other, SECOND), takes))["020"] == (
        "generate (preceded: 010)"
    )


def ends(other: Shot) -> tuple[Shot, Shot]:
    return {"id": "010", "action": "Rain", "ends_on": "020"}, other


def test_a_shot_ends_on_the_first_frame_that_the_board_gives_the_other(
    film: Film, planned: Planner
) -> None:
    board = film(*ends({"id": "020", "action": "Wind", "first_frame": "door.png"}))
    found = planned(board)
    assert found.steps[0].after == ()
    assert found.steps[0].request
    (medium,) = found.steps[0].request.media
    assert (medium.role, medium.file) == ("last_frame", "door.png")


def test_a_shot_ends_on_what_the_other_continues(film: Film, planned: Planner) -> None:
    first, second = ends({"id": "020", "action": "Wind", "continues": "005"})
    found = planned(film({"id": "005", "action": "Fog"}, first, second))
    (frame,) = frames(found.steps[1])
    assert (frame.shot, frame.which) == ("005", "last")
    assert found.steps[1].after == ("005",)


def test_a_shot_ends_on_the_first_frame_of_the_others_clip(
    film: Film, planned: Planner
) -> None:
    found = planned(film(*ends({"id": "020", "action": "Wind"})))
    (frame,) = frames(found.steps[0])
    assert (frame.shot, frame.which) == ("020", "first")
    assert [step.after for step in found.steps] == [("020",), ()]
    (problem,) = planned(
        film(*ends({"id": "020", "action": "Wind"})), only=["010"]
    ).errors
    assert problem.where == ("scenes", 0, "shots", 0, "ends_on")


def test_a_shot_that_is_one_job_with_others_has_no_frame_to_give(
    film: Film, planned: Planner
) -> None:
    scenes = [
        {"id": "one", "together": True, "shots": [FIRST, {"id": "015", "action": "x"}]},
        {"id": "two", "shots": [SECOND]},
    ]
    (problem,) = planned(film(scenes=scenes)).errors
    assert problem.message == (
        "shot 020: it needs a frame of shot 010, which is made in one job with others"
    )
    assert problem.hint == "set `together: false` in its scene"


def test_a_model_that_starts_from_no_image_cannot_continue_anything(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    mode = service.modes[0].model_copy(update={"first_frame": "no"})
    blind = service.model_copy(update={"modes": (mode,)})
    (problem,) = planned(film(FIRST, SECOND), service=blind).errors
    assert "first frame" in problem.message
    assert problem.where == ("scenes", 0, "shots", 1, "continues")


def chain(length: int, **more: Shot) -> list[Shot]:
    links: list[Shot] = [{"id": "1", "action": "Step 1"}]
    for number in range(2, length + 1):
        link = {"id": f"{number}", "action": f"Step {number}"}
        links.append(
            {**link, "continues": f"{number - 1}", **more.get(f"s{number}", {})}
        )
    return links


def test_the_fifth_of_a_chain_is_warned_of_once(film: Film, planned: Planner) -> None:
    assert planned(film(*chain(4))).problems == ()
    (problem,) = planned(film(*chain(7))).problems
    assert (problem.code, problem.severity) == ("drift", "warning")
    assert problem.message.startswith("shot 5 is the 5th of a chain")
    assert problem.where == ("scenes", 0, "shots", 4, "continues")


def test_a_thousand_shots_may_continue_each_other(film: Film, planned: Planner) -> None:
    found = planned(film(*chain(1_000)))
    assert [step.shot for step in found.steps][:3] == ["1", "2", "3"]
    assert sum(bool(step.after) for step in found.steps) == 999
