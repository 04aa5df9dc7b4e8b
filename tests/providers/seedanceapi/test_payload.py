from typing import Any

import pytest

from storyboard.errors import SettingsError
from storyboard.model.capabilities import named
from storyboard.model.request import ClipRequest, MediaInput
from storyboard.planning.fit import misfits
from storyboard.providers.base import SubmitRefused
from storyboard.providers.models.seedanceapi import MODELS
from storyboard.providers.seedanceapi import (
    Job,
    MiniJob,
    SeedanceApi,
    provider,
)
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
    unpublished,
)
from tests.providers.golden import PLAIN, Cases, Own, errors, written

HOOK: Own = {"callback_url": "http://films.example.org/hook", "public": True}


def wish(model: str | None = None, **changes: object) -> ClipRequest:
    return asked("seedanceapi", model, **changes)


CASES: Cases = {
    "text": (wish(), PLAIN),
    "text_fast": (
        wish("seedance-2.0-fast", seconds=15.0, aspect="9:16", resolution="480p"),
        PLAIN,
    ),
    "text_mini": (wish("seedance-2.0-mini", seconds=8.0, aspect="1:1"), PLAIN),
    "text_mini_adaptive": (
        wish("seedance-2-mini", seconds=4.0, extra={"aspect_ratio": "adaptive"}),
        PLAIN,
    ),
    "first_frame": (wish(media=(DOOR,), resolution="1080p"), PLAIN),
    "first_and_last_frame": (
        wish("seedance-2.0-fast", media=(WINDOW, DOOR)),
        PLAIN,
    ),
    "references": (wish(media=(MARA, ROOM)), PLAIN),
    "frames_and_references": (wish(media=(MARA, DOOR, ROOM)), PLAIN),
    "references_of_all_kinds": (
        wish(
            "seedance-2.0-mini",
            seconds=15.0,
            resolution="480p",
            media=(VOICE, WALK, MARA, medium("reference", "turn", "video")),
        ),
        PLAIN,
    ),
    "reference_video": (wish("seedance-2.0-mini", media=(WALK,)), PLAIN),
    "every_field": (wish(seconds=10.0, aspect="3:4"), HOOK),
    "public_for_one_shot": (wish(extra={"public": True}), PLAIN),
    "private_for_one_shot": (wish(extra={"public": False}), HOOK),
    "together": (wish(**TOGETHER), PLAIN),
}


def test_lengths_are_sent_as_whole_numbers() -> None:
    service = SeedanceApi(a_workplace())
    assert str(written(service, CASES["text"][0])["duration"]) == "5"
    assert str(written(service, CASES["text_mini"][0])["duration"]) == "8"


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"media": tuple([MARA] * 5)}, "references"),
        ({"media": (DOOR, *[POSTER] * 4)}, "references"),
        ({"media": (WALK,)}, "references"),
        ({"media": (VOICE,)}, "references"),
        ({"model": "seedance-2.0-fast", "media": (MARA, WALK)}, "references"),
        ({"model": "seedance-2-mini", "media": (DOOR, WALK)}, "references"),
        (
            {"model": "seedance-2-mini", "media": (WALK, *[MARA] * 5)},
            "references",
        ),
        ({"seconds": 15.5}, "seconds"),
        ({"seconds": 16.0}, "seconds"),
        ({"seconds": 20.0}, "seconds"),
        ({"model": "seedance-2.0-fast", "seconds": 15.5}, "seconds"),
        ({"model": "seedance-2-mini", "seconds": 15.5}, "seconds"),
        ({"model": "seedance-2-mini", "seconds": 16.0}, "seconds"),
        ({"model": "seedance-2-mini", "seconds": 60.0}, "seconds"),
        ({"aspect": "1:4"}, "aspect"),
        ({"aspect": "4:1"}, "aspect"),
        ({"model": "seedance-2-mini", "aspect": "4:1"}, "aspect"),
        ({"resolution": "4k"}, "resolution"),
        ({"model": "seedance-2-mini", "resolution": "1080p"}, "resolution"),
        ({"prompt": "a" * 2001}, "prompt-limit"),
        ({"extra": {"public": "yes"}}, "extra"),
        ({"extra": {"aspect_ratio": "adaptive"}}, "extra"),
        ({"extra": {"generate_audio": True}}, "extra"),
    ],
)
def test_what_seedanceapi_cannot_do_is_a_problem_of_the_plan(
    changes: dict[str, Any], what: str
) -> None:
    request = wish(**changes)
    assert errors(SeedanceApi(a_workplace()), request) == {what}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"media": (DOOR,)}, "does not say what its images are"),
        ({"model": "seedance-2-mini", "media": (WALK,)}, "is not documented"),
        ({"model": "seedance-2-mini", "media": (VOICE,)}, "not confirmed"),
        ({"audio": False}, "no switch for sound"),
        ({"web_search": True}, "cannot look things up"),
        ({"seed": 7}, "takes no seed"),
    ],
)
def test_what_is_unproven_or_not_asked_is_noted(
    changes: dict[str, Any], words: str
) -> None:
    request = wish(**changes)
    row = named(MODELS, request.model)
    assert row is not None
    (problem,) = misfits(request, row, lambda *_: ())
    assert problem.severity == "note"
    assert words in problem.message


@pytest.mark.parametrize(
    ("kind", "name", "changes"),
    [
        (Job, "every_field", {"model": "seedance-2-mini"}),
        (Job, "every_field", {"prompt": ""}),
        (Job, "every_field", {"prompt": "a" * 2001}),
        (Job, "every_field", {"duration": 8}),
        (Job, "every_field", {"duration": "5"}),
        (Job, "every_field", {"resolution": "4k"}),
        (Job, "every_field", {"aspect_ratio": "1:1"}),
        (Job, "every_field", {"images": []}),
        (Job, "every_field", {"images": ["https://a.example/i.png"] * 5}),
        (Job, "every_field", {"images": ["data:image/png;base64,AAAA"]}),
        (Job, "every_field", {"reference_video_urls": ["https://a.example/v.mp4"]}),
        (Job, "every_field", {"callback_url": "http://localhost/x"}),
        (Job, "every_field", {"seed": 1}),
        (MiniJob, "text_mini", {"duration": 3}),
        (MiniJob, "text_mini", {"duration": 16}),
        (MiniJob, "text_mini", {"duration": 4.5}),
        (MiniJob, "text_mini", {"resolution": "1080p"}),
        (MiniJob, "text_mini", {"aspect_ratio": "2:1"}),
        (MiniJob, "text_mini", {"reference_video_urls": []}),
    ],
)
def test_the_wire_models_have_the_limits_of_the_sheet(
    kind: type[Job | MiniJob], name: str, changes: dict[str, object]
) -> None:
    body = golden(__file__, name)
    assert kind.model_validate(body)
    with pytest.raises(ValueError, match=next(iter(changes))):
        kind.model_validate({**body, **changes})


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (
            wish("seedance-2-mini", media=(DOOR,), extra={"aspect_ratio": "adaptive"}),
            "aspect_ratio goes with text alone",
        ),
    ],
)
def test_what_cannot_be_written_down_is_refused_before_anything_is_sent(
    request_: ClipRequest, words: str
) -> None:
    service = SeedanceApi(a_workplace("http://127.0.0.1:9"))
    with pytest.raises(SubmitRefused, match=words) as caught:
        service.written(request_)
    assert caught.value.refused.charged is False
    assert not caught.value.later


@pytest.mark.parametrize("file", [DOOR, MARA, WALK])
def test_an_aspect_that_the_service_chooses_goes_with_text_alone(
    file: MediaInput,
) -> None:
    adaptive = {"aspect_ratio": "adaptive"}
    service = SeedanceApi(a_workplace())
    request = wish("seedance-2-mini", media=(file,), extra=adaptive)
    why = service.rehearse(unpublished(request))
    assert why is not None
    assert "aspect_ratio goes with text alone" in why
    assert service.rehearse(wish("seedance-2-mini", extra=adaptive)) is None
    row = service.capabilities("seedance-2-mini")
    assert row is not None
    assert "before the board's aspect" in row.extra["aspect_ratio"].about


@pytest.mark.parametrize(
    ("name", "model"),
    [
        (None, "seedance-2.0"),
        ("seedance-2.0", "seedance-2.0"),
        ("seedance-2.0-fast", "seedance-2.0-fast"),
        ("seedance-2.0-mini", "seedance-2-mini"),
        ("seedance-2-mini", "seedance-2-mini"),
    ],
)
def test_one_name_means_the_matching_model(name: str | None, model: str) -> None:
    row = provider(a_workplace()).capabilities(name)
    assert row is not None
    assert row.model == model


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"callback_url": "http://localhost:80/x"}, "callback_url: has to be an addr"),
        ({"callback_url": "http://127.0.0.1/x"}, "callback_url: has to be an addr"),
        ({"callback_url": "http://192.168.1.2/x"}, "callback_url: has to be an addr"),
        ({"callback_url": "ftp://a.example.org"}, "callback_url"),
        ({"public": "yes"}, "public"),
        ({"gallery": True}, "seedanceapi has no gallery"),
    ],
)
def test_a_setting_that_is_wrong_is_told(settings: Own, words: str) -> None:
    with pytest.raises(SettingsError, match=rf"providers\.seedanceapi\..*{words}"):
        provider(a_workplace(settings=settings))
