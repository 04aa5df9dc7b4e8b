import pytest

from storyboard.model.request import Staging
from storyboard.panels.mood import mood_of


@pytest.mark.parametrize(
    ("action", "weather"),
    [
        ("She lifts a storm lantern", "clear"),
        ("a child in rain boots", "clear"),
        ("She lifts a storm lantern against the rain", "rain"),
        ("a storm comes; the lantern goes out", "storm"),
    ],
)
def test_a_thing_named_after_a_weather_does_not_make_it(
    action: str, weather: str
) -> None:
    assert mood_of(Staging(action=action)).weather == weather
