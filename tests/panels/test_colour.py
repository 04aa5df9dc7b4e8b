import pytest

from storyboard.panels.canvas import paint
from storyboard.panels.colour import from_hex
from storyboard.panels.mood import Mood
from storyboard.panels.scheme import scheme_for


@pytest.mark.parametrize(
    "text", ["#000000", "#ffffff", "#e8b04a", "#0b1d2a", "#ff0000"]
)
def test_a_colour_comes_back_as_it_went_in(text: str) -> None:
    assert "#{:02x}{:02x}{:02x}".format(*from_hex(text).rgb) == text


def test_a_value_step_keeps_the_hue() -> None:
    colour = from_hex("#3f6a9c")
    assert colour.lighter(0.1).hue == pytest.approx(colour.hue)


def test_paint_is_limited_range() -> None:
    assert paint((0, 0, 0)) == (16, 128, 128)
    assert paint((255, 255, 255)) == (235, 128, 128)


@pytest.mark.parametrize("palette", [(), ("#0b1d2a", "#e8b04a"), ("#808080",)])
@pytest.mark.parametrize("hour", ["night", "dawn", "day", "golden", "dusk"])
def test_near_is_darker_than_far_and_far_than_the_sky(
    palette: tuple[str, ...], hour: str
) -> None:
    scheme = scheme_for(palette, Mood.model_validate({"hour": hour}), 1)
    assert scheme.near.light < scheme.middle.light < scheme.far.light
    assert scheme.far.light < scheme.horizon.light
    assert scheme.shade.light < scheme.near.light


def test_night_is_darker_than_day() -> None:
    palette = ("#4d6a6d", "#d9703f")
    night, day = (scheme_for(palette, Mood(hour=h), 1) for h in ("night", "day"))
    assert night.sky.light < day.sky.light - 0.2


def test_the_accent_is_the_palettes_strongest_colour() -> None:
    scheme = scheme_for(("#22313a", "#8fa79b", "#d9703f"), Mood(hour="day"), 1)
    assert scheme.accent.hue == pytest.approx(from_hex("#d9703f").hue, abs=1)
