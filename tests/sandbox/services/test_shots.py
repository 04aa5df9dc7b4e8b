import pytest

from storyboard.sandbox.services.shots import shots_of


def test_a_prompt_without_a_list_is_one_shot() -> None:
    assert shots_of("a boat\nin the rain", 5) == (("a boat\nin the rain", 5),)


def test_each_line_of_a_list_is_a_shot_and_the_other_lines_hold_for_all() -> None:
    prompt = (
        "Film noir.\n3 shots in 12.5 seconds, joined by hard cuts:\n"
        "Shot 1 (0–5 s): a boat\nShot 2 (5–9.5 s): Shot 9 (no)\nShot 3 (9.5-12.5 s): "
        "the end\n@1 shows Mara."
    )
    assert shots_of(prompt, 12.5) == (
        ("Film noir.\n@1 shows Mara.\na boat", 5.0),
        ("Film noir.\n@1 shows Mara.\nShot 9 (no)", 4.5),
        ("Film noir.\n@1 shows Mara.\nthe end", 3.0),
    )


def test_the_last_shot_lasts_to_the_end_of_a_longer_clip() -> None:
    shots = shots_of("Shot 1 (0–3 s): a\nShot 2 (3–6.5 s): b", 7)
    assert [seconds for _, seconds in shots] == [3.0, 4.0]


@pytest.mark.parametrize(
    "prompt",
    [
        "Shot 2 (0–5 s): a",
        "Shot 1 (1–5 s): a",
        "Shot 1 (0–2 s): a\nShot 2 (3–5 s): b",
        "Shot 1 (0–2 s): a\nShot 2 (2–6 s): b",
        "Shot 1 (0–0 s): a",
        "Shot 1 (0–2 s): a\nShot 3 (2–5 s): b",
    ],
)
def test_a_list_that_does_not_fit_is_one_shot(prompt: str) -> None:
    assert shots_of(prompt, 5) == ((prompt, 5),)
