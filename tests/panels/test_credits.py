import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from storyboard.model.timeline import Face, TitleCue
from storyboard.panels.credits import Line, blocks, roll

SIZE = (320, 180)
TEXT = """Low Tide

Directed by | Mira Vale
Written by\tOtto Fell
| Ann Lee

Cast:
Mira | Ann Lee

Thanks to all
who waited:
"""


def cue(text: str = TEXT, **more: object) -> TitleCue:
    base = {"text": text, "kind": "credits", "at": 0, "length": 240, "fade": 0}
    return TitleCue.model_validate(base | more)


def inked(image: Image.Image) -> NDArray[np.bool_]:
    return np.asarray(image.getchannel("A"), np.uint8) > 60


def test_credits_are_read_block_by_block() -> None:
    assert blocks(TEXT) == [
        [Line("film", "Low Tide")],
        [
            Line("pair", "Mira Vale", "Directed by"),
            Line("pair", "Otto Fell", "Written by"),
            Line("pair", "Ann Lee"),
        ],
        [Line("head", "Cast"), Line("pair", "Ann Lee", "Mira")],
        [Line("plain", "Thanks to all"), Line("plain", "who waited:")],
    ]


def test_a_single_line_later_on_is_no_films_title() -> None:
    assert blocks("A\nB\n\nC")[1] == [Line("plain", "C")]


def test_a_strip_is_as_wide_as_the_frame_and_as_high_as_its_text() -> None:
    short, long = roll(cue("One\nTwo"), SIZE), roll(cue("One\nTwo\n" * 40), SIZE)
    assert short.width == long.width == 320
    assert short.height < 40
    assert long.height > 3 * 180
    assert short.height % 2 == long.height % 2 == 0
    assert short.mode == "RGBA"


def test_a_strip_is_clear_beside_its_letters_and_starts_with_them() -> None:
    strip = inked(roll(cue(), SIZE))
    assert not strip[:, [0, 1, -2, -1]].any()
    rows = np.flatnonzero(strip.max(axis=1))
    assert rows[0] < 20
    assert rows[-1] > len(strip) - 12


def test_roles_end_and_names_start_in_the_middle() -> None:
    strip = inked(roll(cue("Directed by | Mira Vale"), SIZE))
    gap = ~strip.max(axis=0)
    middle = round(0.47 * 320)
    assert gap[middle - 1 : middle + 2].all()
    assert strip[:, :middle].any()
    assert strip[:, middle:].any()


def test_names_are_brighter_than_roles() -> None:
    strip = roll(cue("Role | Name"), SIZE)
    black = Image.new("RGBA", strip.size, "black")
    black.alpha_composite(strip)
    grey = np.asarray(black.convert("L"), np.uint8)
    assert grey[:, :150].max() < 190
    assert grey[:, 151:].max() > 240


@pytest.mark.parametrize("size", [(180, 320), (240, 240), (420, 180)])
def test_long_credits_stay_inside_every_frame(size: tuple[int, int]) -> None:
    words = "Somebody with a name that goes on and on"
    strip = inked(roll(cue(f"{words}\n{words} | {words}\n\n{words}"), size))
    assert not strip[:, [0, 1, -2, -1]].any()


def test_a_larger_face_makes_a_longer_strip() -> None:
    large = cue(face=Face(size=0.09))
    assert roll(large, SIZE).height > 1.4 * roll(cue(), SIZE).height


def test_nothing_but_space_is_still_a_strip() -> None:
    assert roll(cue(" \n "), SIZE).height >= 2
