import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from storyboard.errors import SettingsError
from storyboard.model.capabilities import Mode, named
from storyboard.model.request import ClipRequest
from storyboard.planning.fit import misfits
from storyboard.providers.base import SubmitRefused
from storyboard.providers.fal import (
    ImageJob,
    ReferenceJob,
    Settings,
    TextJob,
    payload,
    provider,
)
from storyboard.providers.models.fal import MODELS
from tests.providers.answers import a_workplace
from tests.providers.asked import TOGETHER, asked, golden, medium

DOOR, WINDOW = medium("first_frame", "door"), medium("last_frame", "window")
MARA = medium("reference", "mara", shows="Mara")
ROOM = medium("reference", "room", shows="Lamp room")
WALK = medium("reference", "walk", "video")
RAIN = medium("reference", "rain", "audio")
VOICE = medium("voice", "voice", "audio", shows="Mara")


def wish(model: str | None = None, **changes: object) -> ClipRequest:
    return asked("fal", model, **changes)


CASES: Mapping[str, tuple[ClipRequest, Settings, str]] = {
    "text": (wish(), Settings(), "bytedance/seedance-2.0/text-to-video"),
    "text_fast": (
        wish("seedance-2.0-fast", seconds=15.0, aspect="9:16", resolution="480p"),
        Settings(),
        "bytedance/seedance-2.0/fast/text-to-video",
    ),
    "first_frame": (
        wish(media=(DOOR,), resolution="1080p"),
        Settings(),
        "bytedance/seedance-2.0/image-to-video",
    ),
    "first_and_last_frame": (
        wish("seedance-2.0-fast", media=(WINDOW, DOOR)),
        Settings(),
        "bytedance/seedance-2.0/fast/image-to-video",
    ),
    "references": (
        wish(media=(MARA, ROOM)),
        Settings(),
        "bytedance/seedance-2.0/reference-to-video",
    ),
    "references_of_all_kinds": (
        wish("seedance-2.0-fast", media=(VOICE, RAIN, WALK, MARA)),
        Settings(),
        "bytedance/seedance-2.0/fast/reference-to-video",
    ),
    "aspect_of_the_image": (
        wish(media=(DOOR,), extra={"aspect_ratio": "auto"}),
        Settings(),
        "bytedance/seedance-2.0/image-to-video",
    ),
    "every_field": (
        wish(seed=7, audio=False, seconds=4.0, aspect="21:9"),
        Settings(
            end_user_id="crew-7",
            keep_seconds=3600,
            callback_url="https://films.example.org/hook",
        ),
        "bytedance/seedance-2.0/text-to-video",
    ),
    "together": (wish(**TOGETHER), Settings(), "bytedance/seedance-2.0/text-to-video"),
}
"""The webhook and the lifetime are no part of a body (see test_service.py)."""


def written(request: ClipRequest, settings: Settings) -> tuple[dict[str, Any], Mode]:
    row = named(MODELS, request.model)
    assert row is not None
    problems = list(misfits(request, row, lambda *_: ()))
    assert [each for each in problems if each.severity == "error"] == []
    mode = row.mode_of(request)
    assert mode is not None
    return payload(request, row, mode, settings), mode


@pytest.mark.parametrize("name", CASES)
def test_what_is_sent_is_the_golden_body_at_the_models_path(name: str) -> None:
    request, settings, path = CASES[name]
    body, mode = written(request, settings)
    assert (body, mode.wire) == (golden(__file__, name), path)


def test_every_golden_body_has_its_case() -> None:
    files = {path.stem for path in (Path(__file__).parent / "golden").iterdir()}
    assert files == set(CASES)


@pytest.mark.parametrize("row", MODELS, ids=lambda row: row.model)
@pytest.mark.parametrize("seconds", range(4, 16))
def test_every_length_is_sent_as_text(row: Any, seconds: int) -> None:  # noqa: ANN401
    body, _ = written(wish(row.model, seconds=float(seconds)), Settings())
    assert body["duration"] == str(seconds)


@pytest.mark.parametrize("row", MODELS, ids=lambda row: row.model)
def test_every_aspect_and_resolution_of_the_table_can_be_sent(row: Any) -> None:  # noqa: ANN401
    for aspect in row.aspects:
        for resolution in row.resolutions:
            request = wish(row.model, aspect=aspect, resolution=resolution)
            body, _ = written(request, Settings())
            assert (body["aspect_ratio"], body["resolution"]) == (aspect, resolution)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"media": tuple([MARA] * 10)}, "references"),
        ({"media": tuple([WALK] * 4)}, "references"),
        ({"media": tuple([RAIN] * 4)}, "references"),
        ({"media": (WINDOW,)}, "references"),
        ({"seconds": 15.5}, "seconds"),
        ({"seconds": 16.0}, "seconds"),
        ({"aspect": "4:1"}, "aspect"),
        ({"resolution": "4k"}, "resolution"),
        ({"model": "seedance-2.0-fast", "resolution": "1080p"}, "resolution"),
        ({"extra": {"aspect_ratio": "16:9"}}, "extra"),
        ({"extra": {"duration": "auto"}}, "extra"),
    ],
)
def test_what_fal_cannot_do_is_a_problem_of_the_plan(
    changes: dict[str, Any], what: str
) -> None:
    request = wish(**changes)
    row = named(MODELS, request.model)
    assert row is not None
    problems = list(misfits(request, row, lambda *_: ()))
    assert {p.code for p in problems if p.severity == "error"} == {what}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"media": (WALK,)}, "from a third party only"),
        ({"web_search": True}, "cannot look things up"),
    ],
)
def test_what_is_unproven_or_not_asked_is_noted(
    changes: dict[str, Any], words: str
) -> None:
    request = wish(**changes)
    (problem,) = misfits(request, MODELS[0], lambda *_: ())
    assert problem.severity == "note"
    assert words in problem.message


LINK = "https://a.example/file"


@pytest.mark.parametrize(
    ("kind", "name", "changes"),
    [
        (TextJob, "text", {"prompt": ""}),
        (TextJob, "text", {"duration": 5}),
        (TextJob, "text", {"duration": "3"}),
        (TextJob, "text", {"duration": "16"}),
        (TextJob, "text", {"duration": "auto"}),
        (TextJob, "text", {"resolution": "4k"}),
        (TextJob, "text", {"aspect_ratio": "2:1"}),
        (TextJob, "text", {"image_url": LINK}),
        (TextJob, "text", {"image_urls": [LINK]}),
        (TextJob, "text", {"model": "seedance-2.0"}),
        (ImageJob, "first_frame", {"image_url": "door.png"}),
        (ImageJob, "first_frame", {"image_url": None}),
        (ImageJob, "first_frame", {"image_urls": [LINK]}),
        (ReferenceJob, "references", {"image_urls": []}),
        (ReferenceJob, "references", {"image_urls": [LINK] * 10}),
        (ReferenceJob, "references", {"video_urls": [LINK] * 4}),
        (ReferenceJob, "references", {"audio_urls": [LINK] * 4}),
        (ReferenceJob, "references", {"image_url": LINK}),
    ],
)
def test_the_wire_models_have_the_limits_of_the_sheet(
    kind: type[TextJob], name: str, changes: dict[str, object]
) -> None:
    body = golden(__file__, name)
    assert kind.model_validate(body)
    with pytest.raises(ValueError, match=next(iter(changes))):
        kind.model_validate({**body, **changes})


def test_a_file_that_was_not_published_is_refused_before_anything_is_sent() -> None:
    service = provider(a_workplace("http://127.0.0.1:9"))
    door = DOOR.model_copy(update={"address": None})
    with pytest.raises(SubmitRefused, match=r"door\.png has no address") as caught:
        asyncio.run(service.submit(wish(media=(door,)), "k"))
    assert caught.value.refused.charged is False
    assert not caught.value.later


def test_a_plan_can_rehearse_files_that_have_no_address_yet() -> None:
    service = provider(a_workplace())
    door = DOOR.model_copy(update={"address": None})
    assert service.rehearse(wish(media=(door,))) is None
    assert "no way" in str(service.rehearse(wish(media=(door, MARA))))


@pytest.mark.parametrize(
    ("name", "model"),
    [
        (None, "seedance-2.0"),
        ("bytedance/seedance-2.0", "seedance-2.0"),
        ("seedance-2.0-fast", "seedance-2.0-fast"),
        ("bytedance/seedance-2.0/fast", "seedance-2.0-fast"),
    ],
)
def test_one_name_means_the_matching_model(name: str | None, model: str) -> None:
    row = provider(a_workplace()).capabilities(name)
    assert row is not None
    assert row.model == model


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"callback_url": "http://localhost/x"}, "callback_url: has to be an address"),
        ({"callback_url": "ftp://a.example.org"}, "callback_url"),
        ({"keep_seconds": 0}, "keep_seconds"),
        ({"keep_seconds": "a day"}, "keep_seconds"),
        ({"end_user_id": ""}, "end_user_id"),
        ({"logs": True}, "fal has no logs"),
    ],
)
def test_a_setting_that_is_wrong_is_told(
    settings: dict[str, str | int | float | bool], words: str
) -> None:
    with pytest.raises(SettingsError, match=rf"providers\.fal\..*{words}"):
        provider(a_workplace(settings=settings))
