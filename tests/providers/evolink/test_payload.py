from typing import Any

import pytest

from storyboard.errors import SettingsError
from storyboard.model.media import FileFacts
from storyboard.model.request import ClipRequest
from storyboard.planning.fit import misfits
from storyboard.providers.evolink import EvoLink, Job, provider
from storyboard.providers.models.evolink import MODELS
from tests.providers.answers import a_workplace
from tests.providers.asked import (
    DOOR,
    MARA,
    POSTER,
    ROOM,
    TOGETHER,
    VOICE,
    WALK,
    WINDOW,
    asked,
    golden,
    medium,
)
from tests.providers.golden import PLAIN, Cases, Own, errors, written

HOOK: Own = {"callback_url": "https://films.example.org/hook"}


def wish(model: str | None = None, **changes: object) -> ClipRequest:
    return asked("evolink", model, **changes)


CASES: Cases = {
    "text": (wish(), PLAIN),
    "text_fast": (
        wish("seedance-2.0-fast", seconds=15.0, aspect="21:9", resolution="480p"),
        PLAIN,
    ),
    "text_mini": (wish("seedance-2.0-mini", seconds=4.0), PLAIN),
    "text_by_its_full_name": (wish("seedance-2.0-fast-text-to-video"), PLAIN),
    "first_frame": (wish(media=(DOOR,)), PLAIN),
    "first_frame_by_its_full_name": (
        wish("seedance-2.0-mini-image-to-video", media=(DOOR,)),
        PLAIN,
    ),
    "first_and_last_frame": (
        wish("seedance-2.0-fast", media=(WINDOW, DOOR)),
        PLAIN,
    ),
    "references": (wish(media=(MARA, ROOM)), PLAIN),
    "references_of_all_kinds": (
        wish(
            "seedance-2.0-mini",
            media=(
                medium("voice", "sea", "audio"),
                WALK,
                MARA,
                medium("reference", "turn", "video", shows="Mara"),
                VOICE,
            ),
        ),
        PLAIN,
    ),
    "references_by_their_full_name": (
        wish("seedance-2.0-reference-to-video", media=(MARA, VOICE)),
        PLAIN,
    ),
    "frames_and_references": (
        wish(media=(MARA, WINDOW, ROOM, DOOR), resolution="1080p"),
        PLAIN,
    ),
    "every_field": (
        wish(
            seconds=8.0,
            aspect="3:4",
            resolution="1080p",
            audio=False,
            web_search=True,
            extra={"content_filter": False, "aspect_ratio": "adaptive"},
        ),
        HOOK,
    ),
    "together": (wish(**TOGETHER), PLAIN),
}


def test_a_model_that_cannot_search_is_not_asked_to() -> None:
    request = wish("seedance-2.0-mini", seconds=4.0, web_search=True)
    assert written(EvoLink(a_workplace()), request) == golden(__file__, "text_mini")


def test_a_mode_that_cannot_search_is_not_asked_to() -> None:
    request = wish(media=(DOOR,), web_search=True)
    assert written(EvoLink(a_workplace()), request) == golden(__file__, "first_frame")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"media": tuple([MARA] * 10)}, "references"),
        ({"media": (DOOR, *[POSTER] * 9)}, "references"),
        ({"media": (DOOR, WINDOW, *[POSTER] * 8)}, "references"),
        ({"media": tuple([WALK] * 4)}, "references"),
        ({"media": (MARA, *[VOICE] * 4)}, "references"),
        ({"media": (VOICE,)}, "references"),
        ({"media": (WINDOW,)}, "references"),
        ({"model": "seedance-2.0-text-to-video", "media": (DOOR,)}, "references"),
        ({"model": "seedance-2.0-text-to-video", "media": (MARA,)}, "references"),
        ({"model": "seedance-2.0-image-to-video"}, "references"),
        ({"model": "seedance-2.0-image-to-video", "media": (MARA,)}, "references"),
        (
            {"model": "seedance-2.0-image-to-video", "media": (DOOR, WALK)},
            "references",
        ),
        ({"seconds": 15.5}, "seconds"),
        ({"seconds": 16.0}, "seconds"),
        ({"seconds": 60.0}, "seconds"),
        ({"aspect": "4:1"}, "aspect"),
        ({"resolution": "4k"}, "resolution"),
        ({"model": "seedance-2.0-fast", "resolution": "1080p"}, "resolution"),
        ({"model": "seedance-2.0-mini", "resolution": "1080p"}, "resolution"),
        (
            {"model": "seedance-2.0-fast-text-to-video", "resolution": "1080p"},
            "resolution",
        ),
        ({"extra": {"content_filter": "off"}}, "extra"),
        ({"extra": {"aspect_ratio": "2:1"}}, "extra"),
        ({"extra": {"negative_prompt": "rain"}}, "extra"),
    ],
)
def test_what_evolink_cannot_do_is_a_problem_of_the_plan(
    changes: dict[str, Any], what: str
) -> None:
    request = wish(**changes)
    assert errors(EvoLink(a_workplace()), request) == {what}


@pytest.mark.parametrize(
    ("size", "taken"),
    [
        ((640, 640), True),
        ((1280, 724), True),
        ((640, 638), False),
        ((1280, 725), False),
        ((1920, 1080), False),
    ],
)
def test_a_reference_video_has_as_many_pixels_as_the_sheet_says(
    size: tuple[int, int], *, taken: bool
) -> None:
    width, height = size
    facts = FileFacts(
        bytes=1000, suffix=".mp4", width=width, height=height, seconds=5, fps=24
    )
    walk = WALK.model_copy(update={"facts": facts})
    found = misfits(wish(media=(MARA, walk)), MODELS[0], lambda *_: ())
    errors = [problem.code for problem in found if problem.severity == "error"]
    assert errors == ([] if taken else ["media-limit"])


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("aspect_ratio", "before the board's aspect"),
        ("content_filter", "third party"),
    ],
)
def test_an_own_field_says_what_it_comes_to(field: str, words: str) -> None:
    for row in MODELS:
        assert words in row.extra[field].about


def test_the_user_is_told_what_only_newer_pages_know() -> None:
    for row in MODELS:
        assert "1080p, mini" in row.caution


@pytest.mark.parametrize(
    ("prompt", "warned"),
    [
        ("rain " * 1000, False),
        ("rain " * 1001, True),
        ("雨" * 500, False),
        ("雨" * 501, True),
    ],
)
def test_long_prompts_are_warned_of_and_taken(prompt: str, warned: bool) -> None:  # noqa: FBT001
    problems = list(misfits(wish(prompt=prompt), MODELS[0], lambda *_: ()))
    assert [p.severity for p in problems] == ["warning"] * warned


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "seedance-2.0"},
        {"prompt": ""},
        {"duration": 3},
        {"duration": 16},
        {"duration": 4.5},
        {"quality": "4k"},
        {"aspect_ratio": "2:1"},
        {"image_urls": []},
        {"image_urls": ["https://a.example/i.png"] * 10},
        {"image_urls": ["data:image/png;base64,AAAA"]},
        {"video_urls": ["https://a.example/v.mp4"] * 4},
        {"audio_urls": ["https://a.example/v.mp3"] * 4},
        {"callback_url": "http://films.example.org"},
        {"model_params": {"search": True}},
        {"seed": 7},
    ],
)
def test_the_wire_model_has_the_limits_of_the_sheet(changes: dict[str, object]) -> None:
    empty = dict.fromkeys(Job.model_fields)
    body = {**empty, **golden(__file__, "every_field")}
    assert Job.model_validate(body)
    with pytest.raises(ValueError, match=next(iter(changes))):
        Job.model_validate({**body, **changes})


def test_the_three_models_come_first_and_then_the_names_of_the_wire() -> None:
    models = provider(a_workplace()).models
    assert models[:3] == ("seedance-2.0", "seedance-2.0-fast", "seedance-2.0-mini")
    assert set(models[3:]) == {
        f"{model}-{mode}-to-video"
        for model in models[:3]
        for mode in ("text", "image", "reference")
    }


def test_a_name_of_the_wire_is_that_one_mode() -> None:
    for row in MODELS[3:]:
        assert {mode.wire for mode in row.modes} == {row.model}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"callback_url": "http://a.example.org"}, "callback_url: has to be an https"),
        ({"callback_url": "https://127.0.0.1/x"}, "callback_url: has to be an https"),
        ({"callback_url": "https://10.1.2.3/x"}, "callback_url: has to be an https"),
        ({"callback_url": "https://localhost/x"}, "callback_url: has to be an https"),
        ({"callback_url": "https://[::1]/x"}, "callback_url: has to be an https"),
        ({"callback_url": "https://a.example/" + "a" * 2048}, "2048"),
        ({"callback_url": "hook"}, "callback_url"),
        ({"call_back_url": "https://a.example.org"}, 'did you mean "callback_url"'),
        ({"files_url": "ftp://a.example.org"}, "files_url"),
        ({"files_url": "http://a.example.org"}, "files_url: http.*clear"),
        ({"files_url": "https://a.example.org/v1"}, "files_url: https.*just scheme"),
    ],
)
def test_a_setting_that_is_wrong_is_told(settings: Own, words: str) -> None:
    with pytest.raises(SettingsError, match=rf"providers\.evolink\..*{words}"):
        provider(a_workplace(settings=settings))
