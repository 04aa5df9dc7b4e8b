import pytest

from storyboard.errors import SettingsError
from storyboard.model.price import price_of
from storyboard.model.request import ClipRequest, Staging
from storyboard.planning.fit import misfits
from storyboard.providers.base import SubmitRefused
from storyboard.providers.models.seedancetv import MODELS
from storyboard.providers.seedancetv import Job, SeedanceTv, provider
from tests.providers.answers import a_workplace
from tests.providers.asked import TOGETHER, asked, golden, medium
from tests.providers.golden import PLAIN, Cases, errors, written

(ROW,) = MODELS
MARA = medium("reference", "mara", shows="Mara")


def wish(**changes: object) -> ClipRequest:
    return asked("seedancetv", **changes)  # type: ignore[arg-type]


def moving(move: str, **changes: object) -> ClipRequest:
    staging = Staging(action="Rain.", move=move)
    return wish(staging=staging, **changes)


REQUESTS = {
    "text": wish(),
    "text_upright_half_seconds": wish(aspect="9:16", seconds=7.5),
    "seed": wish(aspect="1:1", seed=42),
    "zoom_in": moving("zoom in"),
    "pan_left": moving("pan left"),
    "tilt_up": moving("tilt up"),
    "own_fields": wish(
        extra={
            "style": "cinematic",
            "camera": {"zoom": "in", "tilt": "up"},
            "motion_level": "high",
        }
    ),
    "own_camera_beside_a_move": moving("pan left", extra={"camera": {"zoom": "in"}}),
    "own_camera_over_a_move": moving("pan left", extra={"camera": {"pan": "right"}}),
    "together": wish(**TOGETHER, extra={"style": "photorealistic"}),
    "together_with_a_move": moving(
        "zoom in", **{**TOGETHER, "prompt": ""}, extra={"camera": {"pan": "left"}}
    ),
}


CASES: Cases = {name: (request, PLAIN) for name, request in REQUESTS.items()}


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"media": (MARA,)}, "references"),
        ({"media": (medium("first_frame", "door"),)}, "references"),
        ({"aspect": "4:1"}, "aspect"),
        ({"resolution": "4k"}, "resolution"),
        ({"extra": {"callback_url": "https://a.example"}}, "extra"),
        ({"extra": {"negative_prompt": "rain"}}, "extra"),
        ({"extra": {"style": 5}}, "extra"),
        ({"extra": {"camera": "zoom"}}, "extra"),
        ({"extra": {"motion_level": ""}}, "extra"),
    ],
)
def test_what_the_document_does_not_know_is_a_problem_of_the_plan(
    changes: dict[str, object], what: str
) -> None:
    assert errors(SeedanceTv(a_workplace()), wish(**changes)) == {what}


@pytest.mark.parametrize("resolution", ["480p", "720p", "1080p"])
def test_whoever_comes_here_is_told_that_the_resolution_is_not_asked(
    resolution: str,
) -> None:
    request = wish(resolution=resolution)
    assert "resolution" not in written(SeedanceTv(a_workplace()), request)
    found = list(misfits(request, ROW, lambda *_: ()))
    assert [problem.severity for problem in found] == ["note"]
    assert "1080p" in found[0].message


def test_lengths_and_prompts_have_no_limit_that_anybody_knows() -> None:
    assert errors(SeedanceTv(a_workplace()), wish(seconds=0.5)) == set()
    assert (
        errors(SeedanceTv(a_workplace()), wish(seconds=300.0, prompt="rain " * 10_000))
        == set()
    )


def test_switches_that_it_does_not_have_are_noted() -> None:
    found = misfits(wish(audio=True, web_search=True), ROW, lambda *_: ())
    assert {"audio-switch", "web-search"} <= {problem.code for problem in found}


def test_the_user_is_told_that_it_is_experimental() -> None:
    assert "experimental" in ROW.caution
    assert "blog post" in ROW.caution


def test_its_price_is_unknown() -> None:
    assert price_of(ROW.prices, wish()) == (None, None)


def test_the_move_is_heard_and_files_are_not() -> None:
    assert {"move", "seed", "prompt", "extra"} <= ROW.told
    assert not {"model", "references", "audio", "web_search"} & ROW.told


@pytest.mark.parametrize(
    ("extra", "field"),
    [
        ({"camera": {"zoom": 5}}, "zoom"),
        ({"camera": {"zoom": ""}}, "zoom"),
        ({"camera": {"tilt": ["up"]}}, "tilt"),
        ({"camera": {"roll": "left"}}, "roll"),
        ({"camera": "zoom"}, "camera"),
        ({"scenes": []}, "scenes"),
        ({"resolution": "1080p"}, "resolution"),
    ],
)
def test_what_cannot_be_written_down_is_refused_before_anything_is_sent(
    extra: dict[str, object], field: str
) -> None:
    service = SeedanceTv(a_workplace("http://127.0.0.1:9"))
    why = service.rehearse(wish(extra=extra))
    assert why is not None
    assert field in why
    with pytest.raises(SubmitRefused, match=field) as caught:
        service.written(wish(extra=extra))
    assert caught.value.refused.charged is False
    assert not caught.value.later


@pytest.mark.parametrize(
    "changes",
    [
        {"aspect_ratio": "4:3"},
        {"duration_secs": 0},
        {"duration_secs": "8"},
        {"seed": 4.5},
        {"seed": True},
        {"style": ""},
        {"camera": {"roll": "left"}},
        {"scenes": [{"prompt": "A.", "duration_secs": 4}]},
        {"prompt": None},
        {"webhook": "https://a.example"},
    ],
)
def test_the_wire_model_has_the_limits_of_the_sheet(changes: dict[str, object]) -> None:
    body = golden(__file__, "text")
    assert Job.model_validate(body)
    with pytest.raises(ValueError, match=r"validation error"):
        Job.model_validate({**body, **changes})


@pytest.mark.parametrize("key", ["callback_url", "webhook_url", "style"])
def test_it_has_no_settings_of_its_own(key: str) -> None:
    with pytest.raises(SettingsError, match=rf"providers\.seedancetv\.{key}"):
        provider(a_workplace(settings={key: "https://a.example"}))
