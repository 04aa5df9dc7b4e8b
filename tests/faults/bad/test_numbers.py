"""Numbers that are none, have no end, or are far too large or small."""

from collections.abc import Mapping

import pytest

from tests.faults.ground import SHOT, Ground

HEAD = "storyboard: 1\ntitle: Fog\nprovider: evolink\n"


def shot(more: str) -> str:
    return f'{HEAD}scenes: [{{id: pier, shots: [{{id: "010", action: A., {more}}}]}}]\n'


def film(more: str) -> str:
    return f"{HEAD}{more}\n{SHOT}"


NUMBERS: Mapping[str, tuple[str, str]] = {
    "no number of seconds": (shot("seconds: .nan"), "endless"),
    "seconds without end": (shot("seconds: .inf"), "endless"),
    "a number that overflows": (shot("seconds: 1e999"), "endless"),
    "seconds of five thousand digits": (shot(f"seconds: {'9' * 5_000}"), "endless"),
    "a negative shot": (shot("seconds: -1"), "more than 0"),
    "a shot of a thousand years": (shot("seconds: 31556926000"), "86400"),
    "a million takes": (shot("takes: 1000000"), "20"),
    "a seed beyond 32 bits": (shot("seed: 340282366920938463463"), "4294967295"),
    "a focus outside the frame": (shot("focus: [0.5, 1e300]"), "at most 1"),
    "frames divided by nothing": (film("format: {fps: 1/0}"), "fps"),
    "a picture of a million lines": (
        film("format: {resolution: 1000000p}"),
        "1000000p",
    ),
    "a frame without a height": (film("format: {aspect: '1:0'}"), "1:0"),
}


@pytest.mark.row("B numbers")
@pytest.mark.parametrize("name", NUMBERS)
def test_a_hostile_number_ends_in_a_clear_error(name: str, ground: Ground) -> None:
    board, what = NUMBERS[name]
    ground.lay({"storyboard.yaml": board})
    ground.survives("render", code=2, words=("storyboard.yaml:4:", what))


@pytest.mark.row("B numbers")
@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("[providers.evolink]\nconcurrency = 99999999999", "providers.evolink"),
        ("[providers.evolink]\npatience = nan", "patience"),
        ("[providers.evolink]\npoll_seconds = -1", "poll_seconds"),
        ("[media]\nlink_hours = inf", "link_hours"),
        ("[store]\ncache_limit = nan", "cache_limit"),
        ('[project]\nbudget = ["-5usd"]', "budget"),
        ('[project]\nbudget = ["1e999usd"]', "budget"),
        (
            '[providers.evolink.prices."seedance-2.0"]\nper_second = nan',
            "per_second",
        ),
    ],
)
def test_a_hostile_number_in_the_settings_ends_in_a_clear_error(
    table: str, what: str, ground: Ground
) -> None:
    ground.lay({"storyboard.yaml": HEAD + SHOT, "storyboard.toml": table})
    ground.survives("render", code=2, words=("storyboard.toml", what))
