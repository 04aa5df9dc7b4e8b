from typing import Any

import pytest

from storyboard.errors import SettingsError
from storyboard.model.media import FileFacts
from storyboard.model.request import ClipRequest
from storyboard.providers.ark import (
    ADDRESSES,
    Ark,
    Job,
    Settings,
    provider,
    region_of,
)
from storyboard.providers.base import SubmitRefused
from storyboard.providers.models.ark import models
from tests.providers.answers import a_workplace
from tests.providers.asked import (
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

BYTEPLUS: Own = {"region": "byteplus"}
INLINE = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAASwAAAEsAQAAAABRBrPYAAAAIklEQVR42u3BMQEAAADCoPVP"
    "bQo/oAAAAAAAAAAAAAAAeBkttAABAZVTBAAAAABJRU5ErkJggg=="
)
"""A black square of 300 by 300 pixels."""
DOOR = medium("first_frame", "door").model_copy(update={"address": INLINE})
MARA = medium("reference", "mara", shows="Mara").model_copy(update={"address": INLINE})


def wish(model: str | None = None, **changes: object) -> ClipRequest:
    return asked("ark", model, **changes)


CASES: Cases = {
    "text": (wish(), PLAIN),
    "text_4k_seed_silent_search": (
        wish(resolution="4k", seed=4_294_967_295, audio=False, web_search=True),
        PLAIN,
    ),
    "text_fast": (
        wish("seedance-2.0-fast", seconds=15.0, aspect="9:16", resolution="480p"),
        PLAIN,
    ),
    "text_mini": (wish("seedance-2.0-mini", seconds=4.0, aspect="21:9"), PLAIN),
    "text_byteplus": (wish(), BYTEPLUS),
    "text_by_model_id": (wish("doubao-seedance-2-0-fast-260128"), PLAIN),
    "first_frame": (wish(media=(DOOR,)), PLAIN),
    "first_and_last_frame": (wish(media=(WINDOW, DOOR)), PLAIN),
    "references": (wish(media=(MARA, ROOM)), PLAIN),
    "references_with_video_and_sound": (
        wish("seedance-2.0-fast", media=(VOICE, WALK, MARA), aspect="1:1"),
        PLAIN,
    ),
    "every_setting": (
        wish(),
        {
            "callback_url": "https://films.example.org/hook",
            "return_last_frame": True,
        },
    ),
    "own_fields": (
        wish(
            extra={
                "watermark": True,
                "return_last_frame": True,
                "execution_expires_after": 3600,
            }
        ),
        PLAIN,
    ),
    "own_fields_2_5": (
        wish(
            "seedance-2.5",
            seconds=20.0,
            media=(MARA, WALK),
            extra={"omni_reference_task_type": "extend", "output_format": "mov"},
        ),
        PLAIN,
    ),
    "text_1_5_pro": (wish("seedance-1.5-pro", seconds=12.0), PLAIN),
    "own_fields_1_5_pro": (
        wish(
            "seedance-1.5-pro",
            audio=False,
            media=(DOOR,),
            extra={"service_tier": "flex", "camera_fixed": True},
        ),
        PLAIN,
    ),
    "draft_1_5_pro": (
        wish("seedance-1.5-pro-draft", resolution="480p", seed=7),
        {"return_last_frame": True},
    ),
    "final_of_a_draft": (
        wish(
            "seedance-1.5-pro",
            resolution="1080p",
            extra={"draft_task": "cgt-20261121-abcde", "camera_fixed": True},
        ),
        PLAIN,
    ),
    "text_1_5_pro_byteplus": (wish("seedance-1.5-pro"), BYTEPLUS),
    "text_1_0_pro": (wish("seedance-1.0-pro", seconds=2.0), PLAIN),
    "first_frame_1_0_pro_fast": (wish("seedance-1.0-pro-fast", media=(DOOR,)), PLAIN),
    "text_1_0_lite": (wish("seedance-1.0-lite"), PLAIN),
    "first_frame_1_0_lite": (wish("seedance-1.0-lite", media=(DOOR,)), PLAIN),
    "references_1_0_lite": (wish("seedance-1.0-lite", media=(MARA, ROOM)), BYTEPLUS),
    "endpoint": (wish("ep-20260101-abcde"), PLAIN),
    "endpoint_of_a_draft": (
        wish("ep-20260101-abcde", resolution="480p"),
        {"endpoint_model": "seedance-1.5-pro-draft"},
    ),
    "together": (wish(**TOGETHER), PLAIN),
}


NOT_TAKEN = frozenset({"own_fields_2_5", "final_of_a_draft", "endpoint_of_a_draft"})
"""The sandbox gives 2.5 the lengths of 2.0, a draft's final needs its draft first, and
every endpoint runs 2.0."""


def service(settings: Own = PLAIN) -> Ark:
    return Ark(a_workplace(settings=settings))


@pytest.mark.parametrize("region", ["volcengine", "byteplus"])
def test_every_model_of_both_places_can_be_asked(region: str) -> None:
    settings: Own = {"region": region}
    for row in service(settings).rows:
        request = wish(row.model, resolution="480p")
        body = written(service(settings), request)
        mode = row.mode_of(request)
        assert mode is not None
        assert body["model"] == mode.wire


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"media": (DOOR, POSTER)}, "references"),
        ({"media": (WINDOW,)}, "references"),
        ({"media": tuple([MARA] * 10)}, "references"),
        ({"media": (MARA, *[WALK] * 4)}, "references"),
        ({"media": (MARA, *[VOICE] * 4)}, "references"),
        ({"media": (VOICE,)}, "references"),
        ({"seconds": 15.5}, "seconds"),
        ({"seconds": 16.0}, "seconds"),
        ({"seconds": 60.0}, "seconds"),
        ({"aspect": "4:1"}, "aspect"),
        ({"model": "seedance-2.0-fast", "resolution": "1080p"}, "resolution"),
        ({"model": "seedance-2.0-mini", "resolution": "1080p"}, "resolution"),
        ({"model": "seedance-1.5-pro", "resolution": "4k"}, "resolution"),
        ({"model": "seedance-2.5", "resolution": "4k"}, "resolution"),
        ({"model": "seedance-2.5", "resolution": "2160p"}, "resolution"),
        ({"model": "seedance-1.5-pro", "seconds": 13.0}, "seconds"),
        ({"model": "seedance-1.5-pro", "media": (MARA,)}, "references"),
        ({"model": "seedance-1.5-pro-draft"}, "resolution"),
        ({"model": "seedance-1.0-pro", "seconds": 12.5}, "seconds"),
        ({"model": "seedance-1.0-pro", "seconds": 13.0}, "seconds"),
        ({"model": "seedance-1.0-pro-fast", "media": (DOOR, WINDOW)}, "references"),
        ({"model": "seedance-1.0-lite", "media": tuple([MARA] * 5)}, "references"),
        (
            {"model": "doubao-seedance-1-0-lite-t2v-250428", "media": (DOOR,)},
            "references",
        ),
        ({"model": "doubao-seedance-1-0-lite-i2v-250428"}, "references"),
        ({"extra": {"service_tier": "flex"}}, "extra"),
        ({"extra": {"camera_fixed": True}}, "extra"),
        ({"extra": {"draft_task": "cgt-1"}}, "extra"),
        ({"extra": {"priority": 5}}, "extra"),
        ({"extra": {"execution_expires_after": 3599}}, "extra"),
        ({"extra": {"execution_expires_after": 259_201}}, "extra"),
        ({"extra": {"watermark": "yes"}}, "extra"),
        ({"model": "seedance-1.5-pro", "extra": {"service_tier": "slow"}}, "extra"),
        ({"model": "seedance-1.0-pro", "extra": {"draft_task": "cgt"}}, "extra"),
    ],
)
def test_what_a_model_does_not_take_is_a_problem_of_the_plan(
    changes: dict[str, object], what: str
) -> None:
    assert errors(service(), wish(**changes)) == {what}  # type: ignore[arg-type]


FINAL = {"draft_task": "cgt-20261121-abcde"}


@pytest.mark.parametrize(
    ("model", "changes", "words"),
    [
        (
            "seedance-1.0-lite",
            {"media": (MARA,), "extra": {"camera_fixed": True}},
            "camera_fixed does not go with references",
        ),
        ("seedance-1.5-pro", {"media": (DOOR,), "extra": FINAL}, "makes a draft final"),
        ("seedance-1.5-pro", {**TOGETHER, "extra": FINAL}, "makes a draft final"),
        ("seedance-2.0", {"prompt": ""}, "neither a prompt nor files"),
    ],
)
def test_what_ark_cannot_be_told_is_found_before_anything_is_published(
    model: str, changes: dict[str, Any], words: str
) -> None:
    request = wish(model, **changes)
    assert errors(service(), request) == set()
    why = service().rehearse(unpublished(request))
    assert why is not None
    assert words in why
    with pytest.raises(SubmitRefused, match=words):
        written(service(), request)


def test_files_alone_are_enough() -> None:
    request = wish(prompt="", media=(DOOR,))
    assert service().rehearse(unpublished(request)) is None


def test_who_makes_a_draft_final_is_told_what_the_draft_decides() -> None:
    row = service().capabilities("seedance-1.5-pro")
    assert row is not None
    about = row.extra["draft_task"].about
    for word in ("prompt", "seed", "sound"):
        assert word in about


def heavy(size: int | None) -> ClipRequest:
    """Four pictures of so many bytes each; None: nobody looked."""
    facts = FileFacts(bytes=size, suffix=".png") if size is not None else None
    return unpublished(wish(media=(MARA.model_copy(update={"facts": facts}),) * 4))


def test_more_than_64_mb_is_found_before_anything_is_read() -> None:
    ark = service()
    assert ark.rehearse(heavy(11_990_000)) is None
    assert "64 MB written into the request" in str(ark.rehearse(heavy(12_010_000)))
    assert ark.rehearse(heavy(None)) is None


def test_files_that_stay_outside_the_request_do_not_make_it_longer() -> None:
    facts = FileFacts(bytes=49_000_000, suffix=".mp4", seconds=5)
    walk = WALK.model_copy(update={"facts": facts})
    request = unpublished(wish(media=(MARA, walk, walk)))
    assert service().rehearse(request) is None


def test_a_request_of_more_than_64_mb_is_refused_before_anything_is_sent() -> None:
    heavy = MARA.model_copy(
        update={"address": f"data:image/png;base64,{'A' * 16_000_000}"}
    )
    assert written(service(), wish(media=(heavy,) * 3))
    with pytest.raises(SubmitRefused, match="64 MB written into the request"):
        written(service(), wish(media=(heavy,) * 4))


@pytest.mark.parametrize("file", [WALK, VOICE])
def test_videos_and_sounds_are_never_written_into_the_request(
    file: Any,  # noqa: ANN401
) -> None:
    inline = file.model_copy(update={"address": "data:video/mp4;base64,AAAA"})
    with pytest.raises(SubmitRefused, match="url"):
        written(service(), wish(media=(MARA, inline)))


@pytest.mark.parametrize(
    "changes",
    [
        {"duration": 4.5},
        {"duration": -1},
        {"ratio": "2:1"},
        {"resolution": "720"},
        {"seed": 4_294_967_296},
        {"seed": -2},
        {"service_tier": "slow"},
        {"execution_expires_after": 3599},
        {"safety_identifier": "k" * 65},
        {"content": []},
        {"callback_url": "mailto:a@example.org"},
        {"output_format": "webm"},
        {"omni_reference_task_type": "all"},
        {"tools": [{"type": "shell"}]},
        {"priority": 5},
    ],
)
def test_the_wire_model_has_the_limits_of_the_sheet(changes: dict[str, object]) -> None:
    body = golden(__file__, "text")
    assert Job.model_validate(body)
    with pytest.raises(ValueError, match=next(iter(changes))):
        Job.model_validate({**body, **changes})


def test_models_have_the_names_that_boards_use() -> None:
    assert provider(a_workplace()).models == (
        "seedance-2.0",
        "seedance-2.0-fast",
        "seedance-2.0-mini",
        "seedance-2.5",
        "seedance-1.5-pro",
        "seedance-1.5-pro-draft",
        "seedance-1.0-pro",
        "seedance-1.0-pro-fast",
        "seedance-1.0-lite",
    )


def test_what_was_not_found_at_byteplus_is_not_offered_there() -> None:
    ark = service(BYTEPLUS)
    assert ark.capabilities("seedance-2.0-mini") is None
    assert ark.capabilities("seedance-2.5") is None


@pytest.mark.parametrize(
    ("region", "ids"),
    [
        (
            "volcengine",
            {
                "doubao-seedance-2-0-260128",
                "doubao-seedance-2-0-fast-260128",
                "doubao-seedance-2-0-mini-260615",
                "doubao-seedance-2-5-260628",
                "doubao-seedance-1-5-pro-251215",
                "doubao-seedance-1-0-pro-250528",
                "doubao-seedance-1-0-pro-fast-251015",
                "doubao-seedance-1-0-lite-t2v-250428",
                "doubao-seedance-1-0-lite-i2v-250428",
            },
        ),
        (
            "byteplus",
            {
                "dreamina-seedance-2-0-260128",
                "dreamina-seedance-2-0-fast-260128",
                "seedance-1-5-pro-251215",
                "seedance-1-0-pro-250528",
                "seedance-1-0-pro-fast-251015",
                "seedance-1-0-lite-t2v-250428",
                "seedance-1-0-lite-i2v-250428",
            },
        ),
    ],
)
def test_each_place_has_its_own_model_ids(region: Any, ids: set[str]) -> None:  # noqa: ANN401
    rows = models(region)
    assert {mode.wire for row in rows for mode in row.modes} == ids
    ark = service({"region": region})
    for wire in ids:
        row = ark.capabilities(wire)
        assert row is not None
        assert {mode.wire for mode in row.modes} == {wire}


def test_a_model_id_of_the_other_place_is_unknown() -> None:
    assert service().capabilities("dreamina-seedance-2-0-260128") is None
    assert service(BYTEPLUS).capabilities("doubao-seedance-2-0-260128") is None


@pytest.mark.parametrize(
    ("said", "base_url", "region"),
    [
        (None, None, "volcengine"),
        ("byteplus", None, "byteplus"),
        (None, "https://ark.ap-southeast.bytepluses.com", "byteplus"),
        (None, "https://ark.eu-west.bytepluses.com:443/", "byteplus"),
        (None, "https://ark.cn-beijing.volces.com", "volcengine"),
        (None, "http://127.0.0.1:8080", "volcengine"),
        ("byteplus", "http://127.0.0.1:8080", "byteplus"),
        (None, "https://bytepluses.com.example.org", "volcengine"),
    ],
)
def test_the_place_follows_from_the_setting_or_the_address(
    said: Any,  # noqa: ANN401
    base_url: str | None,
    region: str,
) -> None:
    assert region_of(Settings(region=said), base_url) == region


def test_the_address_follows_the_place() -> None:
    for region, address in ADDRESSES.items():
        account = service({"region": region}).account
        assert account is not None
        assert account.address == address


def test_a_place_and_an_address_that_differ_are_told() -> None:
    place = a_workplace(
        "https://ark.cn-beijing.volces.com", settings={"region": "byteplus"}
    )
    with pytest.raises(SettingsError, match=r"providers\.ark\.region"):
        provider(place)


def test_an_endpoint_is_checked_as_the_model_that_settings_name() -> None:
    ark = service({"endpoint_model": "seedance-1.0-lite"})
    row = ark.capabilities("ep-1")
    assert row is not None
    assert row.model == "ep-1"
    assert list(row.seconds) == [2, 12]
    assert {mode.wire for mode in row.modes} == {"ep-1"}
    assert "seedance-1.0-lite" in row.caution


def test_an_endpoint_may_be_said_to_run_a_model_id() -> None:
    ark = service({"endpoint_model": "doubao-seedance-1-0-lite-i2v-250428"})
    row = ark.capabilities("ep-1")
    assert row is not None
    assert row.mode_of(wish("ep-1")) is None
    assert row.mode_of(wish("ep-1", media=(DOOR,))) is not None


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"region": "europe"}, "region"),
        ({"callback_url": "a.example"}, "callback_url"),
        ({"return_last_frame": "yes"}, "return_last_frame"),
        ({"endpoint_model": "seedance-9"}, "endpoint_model"),
        ({"webhook": "https://a.example"}, "webhook"),
    ],
)
def test_a_setting_that_is_wrong_is_told(settings: Own, words: str) -> None:
    with pytest.raises(SettingsError, match=rf"providers\.ark\.{words}"):
        provider(a_workplace(settings=settings))


def test_a_part_that_is_never_heard_makes_no_clip_stale() -> None:
    rows = {row.model: row.told for row in service().rows}
    assert {"audio", "web_search", "seed"} <= rows["seedance-2.0"]
    assert "web_search" not in rows["seedance-1.5-pro"]
    assert "audio" not in rows["seedance-1.0-pro"]


def test_who_sends_videos_is_told_that_the_price_may_be_higher() -> None:
    row = service().capabilities(None)
    assert row is not None
    for media, noted in (((MARA,), False), ((MARA, WALK), True)):
        mode = row.mode_of(wish(media=media))
        assert mode is not None
        assert bool(mode.note) is noted
