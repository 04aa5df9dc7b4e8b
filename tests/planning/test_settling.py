import pytest

from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.request import Beat, MediaInput
from storyboard.model.value import ShotId
from storyboard.planning.settling import aspect_for, resolution_for, settled
from tests.scheduler.stage import request

ROW = Capabilities(
    provider="there",
    model="m",
    origin="paid",
    modes=(Mode(name="text to video"),),
    seconds=(4, 15),
    whole_seconds=True,
    aspects=("16:9", "9:16", "1:1", "21:9", "adaptive"),
    resolutions=("480p", "720p", "1080p"),
)


@pytest.mark.parametrize(
    ("film", "asked"),
    [
        ("16:9", "16:9"),
        ("1.85:1", "16:9"),
        ("2:1", "16:9"),
        ("2.39:1", "21:9"),
        ("4:5", "1:1"),
        ("1:2", "9:16"),
        ("3:2", "16:9"),
        ("3:1", "21:9"),
        ("4:1", None),
        ("1:4", None),
    ],
)
def test_the_nearest_shape_is_asked(film: str, asked: str | None) -> None:
    assert aspect_for(film, ROW) == asked


@pytest.mark.parametrize(
    ("film", "asked"),
    [("720p", "720p"), ("120p", "480p"), ("576p", "720p"), ("4k", None)],
)
def test_the_lowest_resolution_that_is_enough_is_asked(
    film: str, asked: str | None
) -> None:
    shot = request("010").model_copy(update={"resolution": film})
    assert resolution_for(shot, ROW) == asked


def test_a_model_without_a_choice_is_asked_for_what_is_wanted() -> None:
    free = ROW.model_copy(update={"aspects": (), "resolutions": ()})
    assert aspect_for("4:1", free) == "4:1"
    shot = request("010").model_copy(update={"resolution": "4k"})
    assert resolution_for(shot, free) == "4k"


def test_a_request_is_settled_as_a_whole() -> None:
    film = request("010").model_copy(
        update={
            "seconds": 2.5,
            "aspect": "1.85:1",
            "resolution": "576p",
            "audio": True,
            "web_search": True,
        }
    )
    told = settled(film, ROW)
    assert (told.seconds, told.aspect, told.resolution) == (4, "16:9", "720p")
    assert (told.audio, told.web_search) == (None, None)
    able = ROW.model_copy(
        update={"audio_switch": True, "modes": (Mode(name="text", web_search=True),)}
    )
    told = settled(film, able)
    assert (told.audio, told.web_search) == (True, True)


def test_the_last_shot_of_a_job_fills_what_is_left_of_its_clip() -> None:
    beats = tuple(
        Beat(shot=ShotId(shot), prompt="Rain.", seconds=seconds)
        for shot, seconds in (("010", 2.1), ("020", 3.2))
    )
    told = settled(
        request("010").model_copy(update={"beats": beats, "seconds": 5.3}), ROW
    )
    assert told.seconds == 6
    assert [beat.seconds for beat in told.beats] == [2.1, 3.9]


def test_what_cannot_be_held_is_left_for_the_plan_to_refuse() -> None:
    film = request("010").model_copy(
        update={"seconds": 20, "aspect": "4:1", "resolution": "4k"}
    )
    assert settled(film, ROW) == film


def test_references_of_a_character_stay_behind_where_frames_exclude_them() -> None:
    frame = MediaInput(role="first_frame", kind="image", file="a.png", digest="a")
    ida = MediaInput(
        role="reference", kind="image", file="b.png", digest="b", of="ida", shows="Ida"
    )
    own = ida.model_copy(update={"of": None, "shows": None})
    strict = ROW.model_copy(
        update={
            "modes": (
                Mode(name="image to video", first_frame="must"),
                Mode(name="reference to video", images=(1, 9)),
            )
        }
    )
    film = request("010")

    def told(*media: MediaInput) -> tuple[MediaInput, ...]:
        return settled(film.model_copy(update={"media": media}), strict).media

    assert told(frame, ida) == (frame,)
    assert told(ida) == (ida,)
    assert told(frame, own) == (frame, own)
    assert told(frame, own, ida) == (frame, own, ida)
    both = Mode(name="both", first_frame="may", images=(0, 9))
    free = strict.model_copy(update={"modes": (both,)})
    assert settled(film.model_copy(update={"media": (frame, ida)}), free).media == (
        frame,
        ida,
    )
