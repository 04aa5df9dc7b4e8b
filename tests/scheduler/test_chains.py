"""Shots that begin or end with a frame of another one."""

from collections.abc import Mapping, Sequence

from storyboard.errors import MediaError
from storyboard.model.event import ShotMoved
from storyboard.model.plan import Step
from storyboard.model.request import FrameOf, MediaInput
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from tests.scheduler.stage import Stage, codes_of, step, takes_of

Seen = list[tuple[str, dict[str, list[int]]]]


def completing(seen: Seen) -> "_Complete":
    return _Complete(seen)


class _Complete:
    """Writes down what it is called with, and words the request anew."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen

    def __call__(self, step: Step, takes: Mapping[ShotId, Sequence[Take]]) -> Step:
        attempts = {str(shot): [t.attempt for t in its] for shot, its in takes.items()}
        self.seen.append((step.shot, attempts))
        assert step.request is not None
        request = step.request.model_copy(update={"prompt": "with its frame"})
        return step.model_copy(update={"request": request, "fingerprint": "complete"})


def shots_sent(stage: Stage) -> list[str]:
    return [shot for shot, _ in stage.service.submits]


def test_a_shot_waits_for_the_one_that_it_continues(stage: Stage) -> None:
    seen: Seen = []
    stage.complete = completing(seen)
    outcome = stage.run(step("020", after=["010"]), step("010"))
    assert [take.shot for take in outcome.takes] == ["010", "020"]
    assert shots_sent(stage) == ["010", "020"]
    assert seen == [("020", {"010": [0]})]
    assert stage.service.requests[1].prompt == "with its frame"
    assert outcome.takes[1].fingerprint == "complete"


def test_a_shot_waits_for_all_takes_of_the_one_that_it_continues(
    stage: Stage,
) -> None:
    seen: Seen = []
    stage.complete = completing(seen)
    stage.run(step("010"), step("010", attempt=1), step("020", after=["010"]))
    ((shot, takes),) = seen
    assert (shot, sorted(takes["010"])) == ("020", [0, 1])
    assert shots_sent(stage)[-1] == "020"


def test_one_take_of_several_is_enough_to_go_on_from(stage: Stage) -> None:
    stage.limit = 1
    stage.service.faults["submit"].append(RuntimeError("nobody knows"))
    outcome = stage.run(step("010"), step("010", attempt=1), step("020", after=["010"]))
    assert takes_of(outcome) == [("010", 1), ("020", 0)]


def test_who_waits_says_for_which_shots_and_not_for_those_that_are_over(
    stage: Stage,
) -> None:
    stage.limit = 1
    stage.run(step("010"), step("020"), step("030", after=["010", "020"]))
    said = [
        event.message
        for event in stage.events
        if isinstance(event, ShotMoved) and event.shot == "030" and event.message
    ]
    assert [each for each in said if each.startswith("for shot")] == [
        "for shots 010 and 020",
        "for shot 020",
    ]


def test_what_continues_a_shot_that_was_not_made_is_never_sent(stage: Stage) -> None:
    stage.service.declines = frozenset({"010"})
    outcome = stage.run(
        step("010"),
        step("020", after=["010"]),
        step("030", after=["020"]),
        step("040"),
    )
    assert codes_of(outcome) == {
        "010": "refused",
        "020": "kept-waiting",
        "030": "kept-waiting",
    }
    problem = outcome.failures[ShotId("030"), 0]
    assert problem.message == "it needs a frame of shot 020, which was not made"
    assert sorted(shots_sent(stage)) == ["010", "040"]
    assert set(stage.states()) == {"010", "040"}


def test_the_head_of_the_longest_chain_comes_first(stage: Stage) -> None:
    stage.limit = 1
    stage.run(
        step("010"),
        step("020"),
        step("030", after=["020"]),
        step("040"),
        step("050", after=["040"]),
        step("060", after=["050"]),
    )
    assert shots_sent(stage)[0] == "040"
    assert shots_sent(stage).index("020") < shots_sent(stage).index("010")


def test_a_shot_that_the_run_does_not_make_is_not_waited_for(stage: Stage) -> None:
    seen: Seen = []
    stage.complete = completing(seen)
    assert stage.run(step("020", after=["010"])).takes
    assert seen == [("020", {})]


def test_a_request_that_lacks_a_frame_is_completed(stage: Stage) -> None:
    seen: Seen = []
    stage.complete = completing(seen)
    plain = step("020")
    assert plain.request is not None
    frame = MediaInput(
        role="first_frame",
        kind="image",
        file="",
        digest="",
        frame_of=FrameOf(shot=ShotId("010"), which="last", clip="c"),
    )
    request = plain.request.model_copy(update={"media": (frame,)})
    assert stage.run(plain.model_copy(update={"request": request})).takes
    assert seen == [("020", {})]


def test_a_frame_that_cannot_be_taken_ends_the_shot_at_no_cost(stage: Stage) -> None:
    def broken(_step: Step, _takes: Mapping[ShotId, Sequence[Take]]) -> Step:
        raise MediaError("its clip has no last frame")

    stage.complete = broken
    outcome = stage.run(step("010"), step("020", after=["010"]))
    assert codes_of(outcome) == {"020": "no-frame"}
    assert shots_sent(stage) == ["010"]
