import pytest

from storyboard.errors import SettingsError
from storyboard.model.request import ClipRequest
from storyboard.planning.fit import misfits
from storyboard.providers.models.seedance2ink import MODELS
from storyboard.providers.seedance2ink import (
    Generation,
    Seedance2Ink,
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
from tests.providers.golden import Cases, Own, errors, written

KNOWN: Own = {"project": "proj-7f3a"}


def wish(model: str | None = None, **changes: object) -> ClipRequest:
    return asked("seedance2ink", model, **changes)


CASES: Cases = {
    "text": (wish(), KNOWN),
    "text_fast": (
        wish("seedance-2.0-fast", seconds=15.0, aspect="9:16", resolution="1080p"),
        KNOWN,
    ),
    "text_1_5_pro": (
        wish("seedance-1.5-pro", seconds=10.0, aspect="1:1", resolution="480p"),
        KNOWN,
    ),
    "first_frame": (wish(media=(DOOR,)), KNOWN),
    "first_and_last_frame": (wish(media=(WINDOW, DOOR)), KNOWN),
    "references": (wish("seedance-2.0-fast", media=(MARA, ROOM)), KNOWN),
    "five_files_of_all_kinds": (
        wish(
            media=(
                medium("voice", "voice", "audio", shows="Mara"),
                medium("reference", "walk", "video"),
                MARA,
                WINDOW,
                DOOR,
            )
        ),
        KNOWN,
    ),
    "every_setting": (
        wish(),
        {"callback_url": "https://films.example.org/hook", "metadata": False},
    ),
    "together": (wish(**TOGETHER), KNOWN),
}


def test_a_project_without_an_id_sends_none() -> None:
    assert written(Seedance2Ink(a_workplace()), wish())["metadata"] == {
        "sceneId": "tower",
        "shotId": "010",
    }


@pytest.mark.parametrize(
    ("settings", "sent"), [({}, "film-1"), ({"project": "other"}, "other")]
)
def test_the_project_is_known_by_its_id_unless_settings_name_it(
    settings: Own, sent: str
) -> None:
    place = a_workplace("http://127.0.0.1:9", settings=settings)
    named_place = type(place)(**{**vars(place), "project": "film-1"})
    service = Seedance2Ink(named_place)
    body = service.written(wish())
    assert body["metadata"]["projectId"] == sent


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"media": tuple([MARA] * 6)}, "references"),
        ({"media": (DOOR, WINDOW, *[POSTER] * 4)}, "references"),
        ({"seconds": 15.5}, "seconds"),
        ({"seconds": 16.0}, "seconds"),
        ({"seconds": 60.0}, "seconds"),
        ({"model": "seedance-1.5-pro", "seconds": 10.5}, "seconds"),
        ({"aspect": "4:1"}, "aspect"),
        ({"resolution": "4k"}, "resolution"),
        ({"extra": {"seed": 5}}, "extra"),
    ],
)
def test_what_the_documents_do_not_know_is_a_problem_of_the_plan(
    changes: dict[str, object], what: str
) -> None:
    request = wish(**changes)  # type: ignore[arg-type]
    assert errors(Seedance2Ink(a_workplace()), request) == {what}


def test_who_sends_files_is_told_that_only_the_prompt_says_what_they_are() -> None:
    problems = list(misfits(wish(media=(DOOR,)), MODELS[0], lambda *_: ()))
    assert [problem.severity for problem in problems] == ["note"]
    assert "only the prompt" in problems[0].message


@pytest.mark.parametrize(
    "changes",
    [
        {"duration": 16},
        {"duration": 4.5},
        {"aspectRatio": "21:9"},
        {"resolution": "4k"},
        {"model": "seedance-1.5"},
        {"prompt": ""},
        {"mediaUrls": []},
        {"mediaUrls": ["https://a.example/i.png"] * 6},
        {"mediaUrls": ["data:image/png;base64,AAAA"]},
        {"webhookUrl": "mailto:a@example.org"},
        {"seed": 5},
    ],
)
def test_the_wire_model_has_the_limits_of_the_sheet(changes: dict[str, object]) -> None:
    body = golden(__file__, "first_frame")
    assert Generation.model_validate(body)
    with pytest.raises(ValueError, match=next(iter(changes))):
        Generation.model_validate({**body, **changes})


def test_models_have_the_names_that_boards_use() -> None:
    service = provider(a_workplace())
    assert service.models == ("seedance-2.0", "seedance-2.0-fast", "seedance-1.5-pro")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"metadata": "yes"}, "metadata"),
        ({"callback_url": "a.example"}, "callback_url"),
        ({"webhook_url": "https://a.example"}, "webhook_url"),
    ],
)
def test_a_setting_that_is_wrong_is_told(settings: Own, words: str) -> None:
    with pytest.raises(SettingsError, match=rf"providers\.seedance2ink\.{words}"):
        provider(a_workplace(settings=settings))
