import pytest

from storyboard.model.capabilities import Capabilities, Mode, OwnField, named
from storyboard.model.media import FileFacts, MediaKind, MediaLimits
from storyboard.model.request import Beat, ClipRequest, MediaInput, MediaRole
from storyboard.model.told import told_prompt
from storyboard.model.value import ShotId
from tests.scheduler.stage import request

TEXT = Mode(name="text to video")
FRAMES = Mode(name="image to video", first_frame="must", last_frame="may")
REFERENCES = Mode(
    name="reference to video",
    images=(0, 2),
    videos=(0, 1),
    audios=(0, 1),
    files=3,
    sound_alone=False,
)
ROW = Capabilities(
    provider="there",
    model="seed-20",
    aliases=("seedance-2.0",),
    origin="paid",
    modes=(TEXT, FRAMES, REFERENCES),
    mentions={"image": "image {n}", "audio": "audio {n}"},
)


def media(
    role: MediaRole, kind: MediaKind = "image", shows: str | None = None
) -> MediaInput:
    return MediaInput(role=role, kind=kind, file="a", digest="b", shows=shows)


def asked(*media: MediaInput) -> ClipRequest:
    return request("010").model_copy(update={"media": media})


@pytest.mark.parametrize(
    ("files", "mode"),
    [
        ((), "text to video"),
        (("first_frame",), "image to video"),
        (("first_frame", "last_frame"), "image to video"),
        (("last_frame",), None),
        (("reference",), "reference to video"),
        (("reference", "reference"), "reference to video"),
        (("reference", "reference", "reference"), None),
        (("first_frame", "reference"), None),
    ],
)
def test_files_choose_the_mode(files: tuple[MediaRole, ...], mode: str | None) -> None:
    found = ROW.mode_of(asked(*map(media, files)))
    assert (found.name if found else None) == mode


def test_a_mode_says_why_it_does_not_take_files() -> None:
    many = asked(*[media("reference")] * 3, media("last_frame"))
    assert list(TEXT.refusals(many)) == [
        "takes no last frame",
        "takes no reference images",
    ]
    assert list(FRAMES.refusals(many)) == [
        "needs a first frame",
        "takes no reference images",
    ]
    assert list(REFERENCES.refusals(many)) == [
        "takes no last frame",
        "takes at most 2 reference images",
        "takes at most 3 files",
    ]
    assert list(REFERENCES.refusals(asked(media("voice", "audio")))) == [
        "takes no sound without an image or a video"
    ]
    assert not list(
        REFERENCES.refusals(asked(media("voice", "audio"), media("reference")))
    )


def test_a_model_is_found_by_its_name_or_an_alias() -> None:
    assert named([ROW], None) == ROW
    assert named([ROW], "seed-20") == ROW
    assert named([ROW], "seedance-2.0") == ROW
    assert named([ROW], "other") is None


@pytest.mark.parametrize(
    ("row", "asked", "made"),
    [
        ({}, 3.2, 3.2),
        ({"seconds": (4, 15)}, 3.2, 4),
        ({"seconds": (4, 15)}, 4.5, 4.5),
        ({"seconds": (4, 15), "whole_seconds": True}, 4.5, 5),
        ({"seconds": (4, 15), "whole_seconds": True}, 15, 15),
        ({"seconds": (4, 15), "whole_seconds": True}, 15.1, None),
        ({"allowed_seconds": (5, 10, 15)}, 5, 5),
        ({"allowed_seconds": (5, 10, 15)}, 5.5, 10),
        ({"allowed_seconds": (5, 10, 15)}, 16, None),
    ],
)
def test_a_model_makes_the_shortest_clip_that_is_long_enough(
    row: dict[str, object], asked: float, made: float | None
) -> None:
    assert ROW.model_copy(update=row).length_for(asked) == made


@pytest.mark.parametrize(
    ("field", "value", "wrong"),
    [
        (OwnField(kind="text", about="", choices=("high",)), "high", None),
        (
            OwnField(kind="text", about="", choices=("high",)),
            "hgih",
            "is one of high, not 'hgih'",
        ),
        (OwnField(kind="text", about="", most=3), "long", "is at most 3 characters"),
        (OwnField(kind="whole", about="", least=0, most=9), 9, None),
        (OwnField(kind="whole", about="", least=0, most=9), 10, "is at most 9, not 10"),
        (OwnField(kind="whole", about=""), 1.5, "is a whole number, not 1.5"),
        (OwnField(kind="whole", about=""), True, "is a whole number, not True"),
        (OwnField(kind="flag", about=""), "yes", "is true or false, not 'yes'"),
        (OwnField(kind="flag", about=""), False, None),
        (OwnField(kind="object", about=""), {"zoom": "in"}, None),
    ],
)
def test_a_services_own_field_is_checked(
    field: OwnField, value: object, wrong: str | None
) -> None:
    said = field.refusal(value)
    if wrong is None:
        assert said is None
    else:
        assert said is not None
        assert said.startswith(wrong)


@pytest.mark.parametrize(
    ("limits", "wrong"),
    [
        (MediaLimits(), None),
        (MediaLimits(suffixes=(".jpg",)), "is .png, not one of .jpg"),
        (MediaLimits(most_bytes=1_000_000), "has 2.0 MB; at most 1 are taken"),
        (MediaLimits(seconds=(2, 15)), "has 20 seconds; 2 to 15 are taken"),
        (MediaLimits(side=(300, 6000)), "has 200 pixels of height"),
        (MediaLimits(aspect=(0.4, 2.5)), "has 4 times as wide as high"),
        (
            MediaLimits(pixels=(409_600, 927_408)),
            "has 160,000 pixels in all; 409,600 to 927,408 are taken",
        ),
        (MediaLimits(fps=(24, 60)), "has 12 frames per second; 24 to 60 are taken"),
    ],
)
def test_a_file_outside_the_limits_is_told(
    limits: MediaLimits, wrong: str | None
) -> None:
    facts = FileFacts(
        bytes=2_000_000, suffix=".png", width=800, height=200, seconds=20, fps=12
    )
    said = list(limits.refusals(facts))
    if wrong is None:
        assert said == []
    else:
        assert len(said) == 1
        assert said[0].startswith(wrong)


def test_a_prompt_says_whom_the_references_show() -> None:
    shot = asked(
        media("first_frame", shows="Nobody"),
        media("reference", shows="Mira Vale"),
        media("reference"),
        media("reference", shows="the lantern"),
        media("voice", "audio", shows="Mira Vale"),
    )
    assert told_prompt(shot, ROW) == (
        "A door opens.\n"
        "Image 1 shows Mira Vale.\n"
        "Image 3 shows the lantern.\n"
        "Audio 1 is the voice of Mira Vale."
    )


def test_a_service_whose_prompts_name_no_files_is_told_nothing_of_them() -> None:
    row = ROW.model_copy(update={"mentions": {}})
    assert told_prompt(asked(media("reference", shows="Mira")), row) == "A door opens."


def test_shots_that_are_made_together_are_a_numbered_list() -> None:
    beats = (
        Beat(shot=ShotId("010"), prompt="Rain\nfalls.", seconds=5),
        Beat(shot=ShotId("020"), prompt="It stops.", seconds=2.5),
    )
    joint = asked().model_copy(update={"beats": beats, "prompt": "Noir."})
    assert told_prompt(joint, ROW) == (
        "Noir.\n"
        "2 shots in 7.5 seconds, joined by hard cuts:\n"
        "Shot 1 (0–5 s): Rain falls.\n"
        "Shot 2 (5–7.5 s): It stops."
    )
    scenes = ROW.model_copy(update={"together": "scenes"})
    assert told_prompt(joint, scenes) == "Noir."
