"""What a service cannot do is told before anything is sent."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from storyboard.errors import Problem
from storyboard.model.capabilities import Advice, Capabilities, Mode, OwnField
from storyboard.model.media import FileFacts, MediaLimits
from storyboard.model.plan import Plan
from storyboard.model.request import ClipRequest
from storyboard.model.storyboard import Storyboard
from storyboard.planning.fit import misfits
from storyboard.prompts.compose import compose

Film = Callable[..., Storyboard]
Planner = Callable[..., Plan]
BY = "m1 at studio"
RATE = OwnField(kind="text", choices=("standard", "high"), about="How fine it is.")


@pytest.mark.parametrize(
    ("limits", "shot", "message"),
    [
        ({"seconds": (2, 4)}, {}, f"5 s are wanted, and {BY} makes 2 to 4 seconds"),
        (
            {"allowed_seconds": (4, 2)},
            {},
            f"5 s are wanted, and {BY} makes 2, 4 seconds",
        ),
        ({"aspects": ("1:1",)}, {}, f"{BY} has no aspect 16:9, nor one near it"),
        ({"resolutions": ("480p",)}, {}, f"{BY} has no resolution 720p"),
        (
            {"prompt_limit": 3},
            {},
            f"its prompt has 5 characters, and {BY} takes 3 at most",
        ),
        (
            {"modes": (Mode(name="text", images=(0, 1)),)},
            {"references": ["a.png", "b.png"]},
            f"{BY} takes at most 1 reference image; it has 2 reference images",
        ),
        (
            {"modes": (Mode(name="from a frame", first_frame="must"),)},
            {},
            f"{BY} needs a first frame; it has no files",
        ),
        (
            {
                "modes": (
                    Mode(name="text to video"),
                    Mode(name="image to video", first_frame="must", last_frame="may"),
                    Mode(name="reference to video", images=(1, 9)),
                )
            },
            {"first_frame": "a.png", "references": ["b.png"]},
            (
                f"{BY} cannot be given a first frame and 1 reference image: its text "
                "to video takes no first frame and takes no reference images; its "
                "image to video takes no reference images; its reference to video "
                "takes no first frame"
            ),
        ),
        ({}, {"references": {"video": "a.mp4"}}, f"{BY} takes no reference videos"),
        ({}, {"references": {"audio": "a.wav"}}, f"{BY} takes no reference audios"),
        ({}, {"first_frame": "a.png"}, f"{BY} takes no first frame"),
        ({}, {"last_frame": "a.png"}, f"{BY} takes no last frame"),
        (
            {"extra": {"bitrate": RATE}},
            {"extra": {"studio": {"bitrat": 1}}},
            f'{BY} has no field "bitrat" of its own',
        ),
        (
            {"extra": {"bitrate": RATE}},
            {"extra": {"studio": {"bitrate": 1}}},
            f"{BY}: bitrate is text, not 1",
        ),
        (
            {"extra": {"bitrate": RATE}},
            {"extra": {"studio": {"bitrate": "low"}}},
            f"{BY}: bitrate is one of standard, high, not 'low'",
        ),
    ],
)
def test_a_misfit_refuses_the_plan(
    *,
    film: Film,
    planned: Planner,
    service: Capabilities,
    limits: dict[str, object],
    shot: dict[str, object],
    message: str,
) -> None:
    board = film({"id": "010", "action": "Rain", **shot})
    offered = service.model_copy(update=limits)
    (problem,) = planned(board, service=offered).errors
    assert problem.message == f"shot 010: {message}"
    if len(shot) == 1:
        assert problem.where == ("scenes", 0, "shots", 0, *shot)
    assert problem.hint


@pytest.mark.parametrize(
    ("shot", "message"),
    [
        ({"generate": {"audio": True}}, "has no switch for sound"),
        ({"generate": {"web_search": True}}, "cannot look things up"),
        ({"seed": 4}, "takes no seed"),
    ],
)
def test_a_switch_that_a_service_lacks_is_not_asked_and_noted(
    film: Film,
    planned: Planner,
    service: Capabilities,
    shot: dict[str, object],
    message: str,
) -> None:
    board = film({"id": "010", "action": "Rain", **shot})
    plain = (Mode(name="anything"),)
    without = {"seed": False, "audio_switch": False, "modes": plain}
    deaf = service.model_copy(update=without)
    (problem,) = planned(board, service=deaf).problems
    assert problem.severity == "note"
    assert message in problem.message
    modes = (Mode(name="anything", web_search=True),)
    able = {"seed": True, "audio_switch": True, "modes": modes}
    assert planned(board, service=service.model_copy(update=able)).problems == ()


def test_what_an_animatic_does_not_show_is_a_note(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    shots = (
        {"id": f"0{n}", "action": f"Rain {n}", "first_frame": "a.png"} for n in range(5)
    )
    drawn = service.model_copy(update={"origin": "animatic"})
    (problem,) = planned(film(*shots), service=drawn).problems
    assert problem.severity == "note"
    assert problem.message == (
        f"shots 00, 01, 02 and 2 more: {BY} takes no first frame"
    )


def with_facts(board: Storyboard, facts: FileFacts) -> tuple[Problem, ...]:
    """The misfits of a board's first shot, whose files have these facts."""
    (request, *_) = compose(board, digest=str, template=str)
    media = [m.model_copy(update={"facts": facts}) for m in request.media]
    row = Capabilities(
        provider="studio",
        model="m1",
        origin="paid",
        modes=(Mode(name="anything", images=(0, 9), videos=(0, 3)),),
        limits={
            "image": MediaLimits(suffixes=(".png",), most_bytes=1_000_000),
            "video": MediaLimits(most_seconds=15),
        },
        prompt_advice=Advice(words=3, characters=2),
    )
    told = request.model_copy(update={"media": tuple(media)})
    return tuple(misfits(told, row, lambda field: (field,)))


def test_a_file_beyond_the_limits_is_refused(film: Film) -> None:
    board = film({"id": "010", "action": "Rain", "references": ["a.png"]})
    assert with_facts(board, FileFacts(bytes=900_000, suffix=".png")) == ()
    messages = [
        problem.message
        for problem in with_facts(board, FileFacts(bytes=2_000_000, suffix=".gif"))
    ]
    assert messages == [
        f"a.png is .gif, not one of .png by {BY}",
        f"a.png has 2.0 MB; at most 1 are taken by {BY}",
    ]


def test_videos_that_are_too_long_together_are_refused(film: Film) -> None:
    references = [{"video": "a.mp4"}, {"video": "b.mp4"}]
    board = film({"id": "010", "action": "Rain", "references": references})
    facts = FileFacts(bytes=1, suffix=".mp4", seconds=8.0)
    (problem,) = with_facts(board, facts)
    assert problem.message == (
        f"its video references have 16 seconds together, and {BY} takes 15"
    )


def test_a_longer_prompt_than_advised_is_a_warning(film: Film) -> None:
    for action, words in (("One two three four", "4 words"), ("一二三", "3 Chinese")):
        board = film({"id": "010", "action": action})
        (problem,) = with_facts(board, FileFacts(bytes=1, suffix=".png"))
        assert problem.severity == "warning"
        assert words in problem.message


def test_a_mode_says_once_what_is_to_be_known_of_it(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    noting = service.model_copy(
        update={"modes": (Mode(name="anything", note="nobody knows"),)}
    )
    shots = ({"id": f"0{n}", "action": f"Rain {n}"} for n in range(3))
    (problem,) = planned(film(*shots), service=noting).problems
    assert problem.severity == "note"
    assert problem.message == "shots 00, 01, 02: nobody knows"


def test_a_reused_shot_is_not_compared_again(
    film: Film,
    planned: Planner,
    service: Capabilities,
    shot_takes: Callable[..., list[object]],
) -> None:
    takes = shot_takes(planned(film()))
    short = service.model_copy(update={"seconds": (1.0, 2.0)})
    assert planned(film(), takes, service=short).problems == ()


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (
            {"allowed_seconds": (8, 4)},
            f"5 s are wanted; {BY} makes 8 s, and the cut takes what it needs of it",
        ),
        ({"aspects": ("9:16", "5:3")}, f"{BY} has no aspect 16:9, so 5:3 is asked"),
        (
            {"resolutions": ("480p", "1080p")},
            f"{BY} has no resolution 720p, so 1080p is asked",
        ),
    ],
)
def test_a_little_more_is_asked_where_just_that_is_not_made(
    film: Film,
    planned: Planner,
    service: Capabilities,
    limits: dict[str, object],
    message: str,
) -> None:
    offered = service.model_copy(update=limits)
    plan = planned(film({"id": "010", "action": "Rain."}), service=offered)
    (note,) = plan.problems
    assert note.severity == "note"
    assert note.message == f"shot 010: {message}"
    (step,) = plan.to_make
    assert step.request is not None
    told = (step.request.seconds, step.request.aspect, step.request.resolution)
    assert told != (5, "16:9", "720p")
    assert step.price is not None
    assert step.price.amount == Decimal(str(step.request.seconds)) / 10


def test_what_only_the_adapter_knows_refuses_the_plan(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    asked: list[float] = []

    def rehearse(request: ClipRequest) -> str | None:
        asked.append(request.seconds)
        return "the camera cannot be fixed while it is told to move"

    whole = service.model_copy(update={"whole_seconds": True})
    board = film({"id": "010", "action": "Rain.", "seconds": 4.5})
    (problem,) = planned(board, service=whole, rehearse=rehearse).errors
    assert problem.message.endswith("while it is told to move")
    assert asked == [5]
    deaf = whole.model_copy(update={"prompt_limit": 3})
    assert len(planned(board, service=deaf, rehearse=rehearse).errors) == 1
    assert asked == [5]
