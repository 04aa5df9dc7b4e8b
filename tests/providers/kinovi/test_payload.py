import pytest

from storyboard.errors import SettingsError
from storyboard.model.request import ClipRequest
from storyboard.providers.kinovi import (
    Inputs,
    Kinovi,
    SourceInputs,
    provider,
)
from tests.providers.answers import a_workplace
from tests.providers.asked import (
    DOOR,
    MARA,
    POSTER,
    ROOM,
    TOGETHER,
    WINDOW,
    asked,
    golden,
    medium,
)
from tests.providers.golden import PLAIN, Cases, Own, errors, written

HOOK: Own = {"callback_url": "https://films.example.org/hook"}
SOURCE: Own = {"docs": "source"}


def wish(model: str | None = None, **changes: object) -> ClipRequest:
    return asked("kinovi", model, **changes)


CASES: Cases = {
    "text": (wish(), PLAIN),
    "text_fast": (
        wish("seedance-2.0-fast", seconds=15.0, aspect="21:9", resolution="480p"),
        PLAIN,
    ),
    "first_frame": (wish(media=(DOOR,)), PLAIN),
    "first_and_last_frame": (
        wish("seedance2-fast", media=(WINDOW, DOOR)),
        PLAIN,
    ),
    "references": (wish("seedance-2.0", media=(MARA, ROOM)), PLAIN),
    "references_of_all_kinds": (
        wish(
            media=(
                medium("voice", "sea", "audio"),
                medium("reference", "walk", "video"),
                MARA,
                medium("reference", "turn", "video"),
                medium("voice", "voice", "audio", shows="Mara"),
            )
        ),
        PLAIN,
    ),
    "every_field": (
        wish(
            seconds=4.0,
            aspect="3:4",
            resolution="4k",
            seed=4_294_967_295,
            audio=False,
            extra={"bitrate_mode": "high"},
        ),
        HOOK,
    ),
    "together": (wish(**TOGETHER), PLAIN),
    "source_text": (wish(), SOURCE),
    "source_text_fast": (
        wish("seedance-2.0-fast", seconds=15.0, resolution="480p"),
        {**HOOK, **SOURCE},
    ),
    "source_4k": (wish(resolution="4k"), SOURCE),
    "source_480p_enlarged": (
        wish("seedance2-fast", resolution="480p", extra={"upscaleResolution": "4k"}),
        SOURCE,
    ),
}


def test_an_enlarged_4k_clip_is_asked_in_one_way_however_the_board_says_it() -> None:
    both = wish(resolution="4k", extra={"upscaleResolution": "4k"})
    assert written(Kinovi(a_workplace(settings=SOURCE)), both) == golden(
        __file__, "source_4k"
    )


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"media": tuple([MARA] * 10)}, "references"),
        ({"media": tuple([medium("reference", "w", "video")] * 4)}, "references"),
        ({"media": (MARA, *[medium("voice", "v", "audio")] * 4)}, "references"),
        ({"media": (medium("voice", "v", "audio"),)}, "references"),
        ({"media": (WINDOW,)}, "references"),
        ({"media": (DOOR, POSTER)}, "references"),
        ({"seconds": 15.5}, "seconds"),
        ({"seconds": 16.0}, "seconds"),
        ({"seconds": 60.0}, "seconds"),
        ({"aspect": "4:1"}, "aspect"),
        ({"resolution": "4320p"}, "resolution"),
        ({"model": "seedance2-fast", "resolution": "1080p"}, "resolution"),
        ({"prompt": "a" * 10_001}, "prompt-limit"),
        ({"extra": {"bitrate_mode": "low"}}, "extra"),
        ({"extra": {"upscaleResolution": "4k"}}, "extra"),
        ({"extra": {"bitrateMode": "high"}}, "extra"),
    ],
)
def test_what_the_readme_does_not_know_is_a_problem_of_the_plan(
    changes: dict[str, object], what: str
) -> None:
    request = wish(**changes)  # type: ignore[arg-type]
    assert errors(Kinovi(a_workplace()), request) == {what}


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"prompt": "a" * 4001}, "prompt-limit"),
        ({"media": (DOOR,)}, "references"),
        ({"resolution": "4320p"}, "resolution"),
        ({"extra": {"bitrate_mode": "high"}}, "extra"),
        ({"extra": {"upscaleResolution": "8k"}}, "extra"),
    ],
)
def test_what_the_source_does_not_know_is_a_problem_of_the_plan(
    changes: dict[str, object], what: str
) -> None:
    service = Kinovi(a_workplace(settings=SOURCE))
    assert errors(service, wish(**changes)) == {what}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "name"), [(Inputs, "every_field"), (SourceInputs, "source_4k")]
)
def test_a_field_that_the_service_would_ignore_is_never_sent(
    kind: type[Inputs | SourceInputs], name: str
) -> None:
    body = golden(__file__, name)["inputs"]
    assert kind.model_validate(body)
    with pytest.raises(ValueError, match="resolutionOutput"):
        kind.model_validate({**body, "resolutionOutput": "4k"})


@pytest.mark.parametrize(
    "changes",
    [
        {"duration": 16},
        {"duration": 4.5},
        {"seed": -2},
        {"seed": 4_294_967_296},
        {"mode": "omni"},
        {"imageUrls": []},
        {"imageUrls": ["https://a.example/i.png"] * 10},
        {"imageUrls": ["file:///etc/passwd"]},
        {"videoUrls": ["https://a.example/v.mp4"] * 4},
        {"audioUrls": ["https://a.example/v.mp3"] * 4},
        {"outputResolution": "2k"},
        {"prompt": ""},
        {"prompt": "a" * 10_001},
        {"bitrate_mode": "low"},
    ],
)
def test_the_wire_model_has_the_limits_of_the_sheet(changes: dict[str, object]) -> None:
    body = golden(__file__, "every_field")["inputs"]
    with pytest.raises(ValueError, match=next(iter(changes))):
        Inputs.model_validate({**body, **changes})


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("seedance-2.0", "seedance-20"),
        ("seedance2.0-pro", "seedance-20"),
        ("seedance-2.0-fast", "seedance2-fast"),
        ("seedance2.0-fast", "seedance2-fast"),
        (None, "seedance-20"),
    ],
)
def test_one_name_means_the_matching_model(name: str | None, model: str) -> None:
    row = provider(a_workplace()).capabilities(name)
    assert row is not None
    assert row.model == model


def test_models_of_which_nobody_says_what_they_take_are_not_offered() -> None:
    service = provider(a_workplace())
    row = service.capabilities(None)
    assert row is not None
    assert "mini and 2-5 models are not offered" in row.caution
    assert service.models == ("seedance-20", "seedance2-fast")
    assert service.capabilities("seedance2.0-mini") is None
    assert service.capabilities("seedance2-5") is None


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"docs": "newest"}, "docs"),
        ({"callback_url": "ftp://a.example"}, "callback_url"),
        ({"call_back_url": "https://a.example"}, "callback_url"),
    ],
)
def test_a_setting_that_is_wrong_is_told(settings: Own, words: str) -> None:
    with pytest.raises(SettingsError, match=rf"providers\.kinovi\..*{words}"):
        provider(a_workplace(settings=settings))
