"""Where each word of a board goes: a field, the prompt, or nowhere."""

from collections.abc import Callable

from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.plan import Plan
from storyboard.model.storyboard import Storyboard
from storyboard.planning.telling import WORDS, Told, routes, telling

Film = Callable[..., Storyboard]
Planner = Callable[..., Plan]

FIELDS = {
    "model": "model",
    "prompt": "prompt",
    "seconds": "duration",
    "aspect": "ratio",
    "references": "image_urls",
    "move": "camera",
    "web_search": "search",
}


def told(
    film: Film,
    planned: Planner,
    row: Capabilities,
    shot: dict[str, object],
    **rest: object,
) -> dict[str, tuple[str, str]]:
    board = film({"id": "010", "action": "Rain", **shot}, **rest)
    found = planned(board, service=row)
    step = found.steps[0]
    assert step.request
    offered = found.row_of(step)
    assert offered == row
    return {
        each.word: (each.place, each.value) for each in telling(step.request, offered)
    }


def test_every_word_goes_somewhere_or_is_said_not_to(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    row = service.model_copy(update={"fields": FIELDS})
    shot: dict[str, object] = {
        "size": "wide",
        "move": "slow push in",
        "lens": "24mm",
        "references": ["a.png", "b.png"],
        "extra": {"studio": {"fine": True}},
    }
    assert told(film, planned, row, shot, seed=4, style={"light": "low"}) == {
        "model": ("model", "m1"),
        "prompt": ("prompt", "68 characters"),
        "seconds": ("duration", "5"),
        "aspect": ("ratio", "16:9"),
        "resolution": ("not told", "720p"),
        "seed": ("not told", "4"),
        "references": ("image_urls", "2 images"),
        "size": ("in the prompt", "wide"),
        "lens": ("in the prompt", "24mm"),
        "move": ("camera", "slow push in"),
        "style": ("in the prompt", "low"),
        "fine": ("fine", "True"),
    }


def test_what_nobody_says_is_left_out(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    row = service.model_copy(update={"fields": FIELDS})
    assert list(told(film, planned, row, {})) == [
        "model",
        "prompt",
        "seconds",
        "aspect",
        "resolution",
    ]


def test_a_mode_without_a_place_for_a_word_does_not_tell_it(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    for follows in (True, False):
        mode = Mode(
            name="a", images=(0, 9), follows_media=follows, web_search=not follows
        )
        row = service.model_copy(update={"fields": FIELDS, "modes": (mode,)})
        found = told(film, planned, row, {"generate": {"web_search": True}})
        assert found["aspect"][0] == ("not told" if follows else "ratio")
        assert found.get("web_search") == (None if follows else ("search", "on"))


def test_a_row_that_does_not_say_where_words_go_is_not_guessed_at(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    assert routes(service) == {}
    assert told(film, planned, service, {"size": "wide"}) == {}


def test_shots_of_one_job_go_where_the_service_takes_them(
    service: Capabilities,
) -> None:
    row = service.model_copy(update={"fields": FIELDS})
    ways = routes(row)
    assert tuple(ways) == WORDS
    assert ways["together"].place == "in the prompt"
    scenes = row.model_copy(update={"together": "scenes"})
    assert routes(scenes)["together"].place == "a field for each shot"
    named = scenes.model_copy(update={"fields": FIELDS | {"together": "scenes"}})
    assert routes(named)["together"] == Told(
        word="together", way="field", field="scenes"
    )


def test_a_mode_is_chosen_for_each_shot(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    modes = (
        Mode(name="text to video"),
        Mode(name="image to video", first_frame="must"),
        Mode(name="reference to video", images=(1, 9)),
    )
    board = film(
        {"id": "010", "action": "Rain"},
        {"id": "020", "action": "Rain", "first_frame": "a.png"},
        {"id": "030", "action": "Rain", "references": ["a.png"]},
        {"id": "040", "action": "Rain", "last_frame": "a.png"},
    )
    found = planned(board, service=service.model_copy(update={"modes": modes}))
    assert [step.mode for step in found.steps] == [
        "text to video",
        "image to video",
        "reference to video",
        "",
    ]
