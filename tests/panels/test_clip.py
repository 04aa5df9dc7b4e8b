import hashlib
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import av
import numpy as np
import pytest
from PIL import Image

from storyboard.errors import MediaError
from storyboard.model.request import ClipRequest, MediaInput, Place, Subject
from storyboard.model.time import frame_size
from storyboard.model.words import Angle, ShotSize
from storyboard.panels.clip import draw_clip, frames
from storyboard.panels.panel import panel
from storyboard.panels.reel import still
from storyboard.panels.strip import strip_height, to_rgb

Ask = Callable[..., ClipRequest]
THINGS = [
    "lantern",
    "letter",
    "cup",
    "phone",
    "bottle",
    "perfume",
    "watch",
    "gun",
    "umbrella",
    "book",
    "bag",
    "bicycle",
    "car",
    "boat",
    "shoe",
    "key",
    "knife",
    "flower",
    "box",
    "headphones",
    "chair",
    "camera",
    "apple",
    "bell",
    "piano",
    "heron",
    "reed",
    "match",
    "wheel",
    "gizmo",
]
PLACES = [
    "alley",
    "rooftop",
    "kitchen",
    "bar",
    "office",
    "bedroom",
    "parlour",
    "forest",
    "mountains",
    "meadow",
    "desert",
    "river",
    "station",
    "studio",
    "void",
    "pier",
    "beach",
    "xyzzy",
]


def clip(request: ClipRequest, out: Path) -> Path:
    draw_clip(request, {}, out)
    return out


def picture(
    request: ClipRequest, share: float = 0.5, **references: Path
) -> Image.Image:
    return still(panel(request, references, strip=False), share)


def apart(one: Image.Image, other: Image.Image) -> float:
    a, b = (np.asarray(image, np.float32) for image in (one, other))
    return float(np.abs(a - b).mean())


def reference(
    tmp_path: Path, of: str | None, role: str = "reference"
) -> tuple[MediaInput, Path]:
    file = tmp_path / "red.png"
    Image.new("RGB", (60, 90), (210, 40, 30)).save(file)
    media = MediaInput.model_validate(
        {"role": role, "kind": "image", "file": "red.png", "digest": "d1", "of": of}
    )
    return media, file


def test_the_same_request_gives_the_same_bytes(ask: Ask, tmp_path: Path) -> None:
    digests = {
        hashlib.sha256(clip(ask(), tmp_path / f"{n}.mp4").read_bytes()).hexdigest()
        for n in range(2)
    }
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("aspect", "fps", "seconds_and_frames"),
    [
        ("16:9", "24000/1001", (1.0, 24)),
        ("9:16", "12", (1.5, 18)),
        ("1:1", "25", (0.5, 13)),
        ("2.39:1", "10", (0.1, 1)),
    ],
)
def test_size_rate_and_length_are_exactly_what_is_asked(
    ask: Ask,
    tmp_path: Path,
    aspect: str,
    fps: str,
    seconds_and_frames: tuple[float, int],
) -> None:
    seconds, count = seconds_and_frames
    asked = ask(aspect=aspect, fps=fps, seconds=seconds)
    with av.open(str(clip(asked, tmp_path / "clip.mp4"))) as file:
        stream = file.streams.video[0]
        assert (stream.width, stream.height) == frame_size(aspect, "180p")
        assert stream.average_rate == Fraction(fps)
        assert sum(1 for _ in file.decode(stream)) == count


def test_a_clip_has_quiet_stereo_sound_unless_none_is_asked(
    ask: Ask, tmp_path: Path
) -> None:
    def loudest(audio: object) -> float:
        with av.open(str(clip(ask(audio=audio), tmp_path / "clip.mp4"))) as file:
            assert file.streams.audio[0].sample_rate == 48_000
            return max(
                float(np.abs(f.to_ndarray()).max()) for f in file.decode(audio=0)
            )

    assert 0.0001 < loudest(None) < 0.05
    assert loudest(False) < 0.0001


def test_progress_is_told_up_to_the_end(ask: Ask, tmp_path: Path) -> None:
    told: list[float] = []
    draw_clip(ask(), {}, tmp_path / "clip.mp4", report=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.parametrize(
    "move", ["push in", "pan left", "tilt up", "track right", "orbit left", "handheld"]
)
def test_a_camera_move_changes_the_picture(ask: Ask, move: str) -> None:
    asked = ask(move=move, subjects=())
    assert apart(picture(asked, 0.0), picture(asked, 1.0)) > 0.5


def test_motion_is_finer_than_a_pixel(ask: Ask) -> None:
    """Over a slow pan, no two frames in a row are alike and none jumps."""
    asked = ask(move="pan left", pace="slow", subjects=(), seconds=2.0)
    lumas = [planes[0].astype(np.int16) for planes in frames(asked, {}, strip=False)]
    changes = [float(np.abs(b - a).mean()) for a, b in pairwise(lumas)]
    assert min(changes) > 0
    assert max(changes) < 6 * (sum(changes) / len(changes))


def test_the_strip_can_be_switched_off(ask: Ask) -> None:
    shown, hidden = (next(iter(frames(ask(), {}, strip=s)))[0] for s in (True, False))
    assert shown.shape == hidden.shape
    assert np.ptp(shown[-12:, :].max(axis=1)) >= 0
    assert float(np.abs(shown[-10:].astype(int) - hidden[-10:]).mean()) > 5


def test_the_strip_shows_dialogue_from_its_time_on(ask: Ask) -> None:
    lumas = [planes[0] for planes in frames(ask(seconds=2.0), {}, strip=True)]
    words = [luma[-12:, 84:150].astype(int) for luma in lumas]
    assert (words[1] == words[4]).all()
    assert (words[4] != words[7]).any()


def test_a_place_looks_the_same_in_another_shot(ask: Ask) -> None:
    one = picture(ask(subjects=(), action="Nothing."))
    other = picture(ask(subjects=(), action="Still nothing."))
    assert apart(one, other) == 0


def test_a_coat_keeps_its_colour_from_wide_to_close(ask: Ask) -> None:
    mira = Subject(id="mira", name="Mira", sheet="A woman in a red coat")

    def redness(size: str) -> float:
        cells = np.asarray(picture(ask(size=size, subjects=(mira,), time="day")), int)
        red = cells[..., 0] - cells[..., 1:].max(axis=-1)
        found = cells[red > 50]
        assert len(found) > 20
        return float(found[:, 0].mean())

    assert abs(redness("full") - redness("medium close-up")) < 30


@pytest.mark.parametrize("angle", get_args(Angle))
@pytest.mark.parametrize("size", ["extreme wide", "medium", "extreme close-up"])
def test_every_angle_has_a_picture(ask: Ask, angle: str, size: str) -> None:
    image = picture(ask(angle=angle, size=size))
    assert np.asarray(image).std() > 4


@pytest.mark.parametrize("size", get_args(ShotSize))
def test_every_size_shows_the_figure(ask: Ask, size: str) -> None:
    assert apart(picture(ask(size=size)), picture(ask(size=size, subjects=()))) > 0.15


@pytest.mark.parametrize(
    "name",
    PLACES,
)
@pytest.mark.parametrize("angle", ["eye level", "overhead"])
def test_every_place_has_a_picture(ask: Ask, name: str, angle: str) -> None:
    place = Place(id="there", name=name, sheet=name)
    image = picture(ask(place=place, angle=angle, time="night, rain", subjects=()))
    assert np.asarray(image).std() > 3


@pytest.mark.parametrize(
    "time", ["dawn", "noon", "golden hour", "night", "storm", "snow", "fog"]
)
def test_time_and_weather_change_the_light(ask: Ask, time: str) -> None:
    assert apart(picture(ask(time=time)), picture(ask(time="dusk"))) > 2


def test_nobody_nowhere_and_nothing_still_make_a_picture(ask: Ask) -> None:
    empty = ask(subjects=(), place=None, time=None, action="", dialogue=(), seed=None)
    assert np.asarray(picture(empty)).std() > 3


def test_ten_people_fit(ask: Ask) -> None:
    crowd = tuple(
        Subject(id=f"p{n}", name=f"P{n}", sheet="a person") for n in range(10)
    )
    image = picture(ask(size="wide", subjects=crowd))
    assert apart(image, picture(ask(size="wide", subjects=crowd[:1]))) > 1


@pytest.mark.parametrize(
    "word",
    THINGS,
)
def test_every_thing_can_be_the_hero(ask: Ask, word: str) -> None:
    thing = Place(id=word, name=word, sheet=word)
    bare = ask(size="close-up", subjects=(), place=None, action="")
    shown = ask(size="close-up", subjects=(), place=None, action="", props=(thing,))
    assert apart(picture(bare), picture(shown)) > 2


@pytest.mark.parametrize("beast", ["dog", "cat", "horse", "gull", "robot"])
def test_beasts_and_robots_are_drawn(ask: Ask, beast: str) -> None:
    subject = Subject(id="rex", name="Rex", sheet=f"a grey {beast}")
    for action in ("Rex flies.", "Rex waits."):
        shown = picture(ask(size="full", subjects=(subject,), action=action))
        assert apart(shown, picture(ask(size="full", subjects=()))) > 0.3


@pytest.mark.parametrize(
    "deed", ["runs", "climbs", "sits", "kneels", "lies", "walks away", "points"]
)
def test_deeds_change_the_pose(ask: Ask, deed: str) -> None:
    still_standing = picture(ask(size="full", action="Mira waits."))
    assert (
        apart(picture(ask(size="full", action=f"Mira {deed}.")), still_standing) > 0.3
    )


@pytest.mark.parametrize("of", ["mira", "cliff", "lamp", None])
def test_a_reference_image_is_shown(ask: Ask, tmp_path: Path, of: str | None) -> None:
    media, file = reference(tmp_path, of)
    lamp = Place(id="lamp", name="Lamp", sheet="a lamp")
    fields: dict[str, Any] = {"props": (lamp,), "subjects": ()} if of == "lamp" else {}
    with_it = picture(ask(media=(media,), **fields), d1=file)
    assert apart(with_it, picture(ask(**fields))) > 0.5


def test_first_and_last_frames_are_where_the_shot_starts_and_ends(
    ask: Ask, tmp_path: Path
) -> None:
    first, file = reference(tmp_path, None, "first_frame")
    last = first.model_copy(update={"role": "last_frame"})
    red = np.array([210, 40, 30])
    start = np.asarray(picture(ask(media=(first,)), 0.0, d1=file))[80, 160]
    end = np.asarray(picture(ask(media=(last,)), 1.0, d1=file))[80, 160]
    assert np.abs(start.astype(int) - red).max() < 12
    assert np.abs(end.astype(int) - red).max() < 12


def test_a_clip_goes_on_where_the_frame_of_another_one_was(
    ask: Ask, tmp_path: Path
) -> None:
    """What is above the strip stays in its place, and the old strip is not seen."""
    media, _ = reference(tmp_path, None, "first_frame")
    first = {"resolution": "720p", "move": "static"}
    *_, before = frames(ask(**first), {}, strip=True)
    file = tmp_path / "last.png"
    to_rgb([Image.fromarray(np.ascontiguousarray(p)) for p in before]).save(file)
    follower = ask(**first | {"media": (media,), "move": "push in"})
    after = next(frames(follower, {"d1": file}, strip=True))
    down = before[0].shape[0] - strip_height(before[0].shape[::-1])
    bottom, where = slice(down - 40, down - 8), slice(200, -200)
    apart = np.abs(before[0].astype(int) - after[0].astype(int))
    assert apart[bottom, where].mean() < 12
    assert apart[:down].mean() < 12
    shifted = np.abs(before[0].astype(int)[27:down] - after[0].astype(int)[: down - 27])
    assert apart[:down].mean() < shifted.mean()


def test_a_broken_reference_is_refused_by_name(ask: Ask, tmp_path: Path) -> None:
    media, file = reference(tmp_path, "mira")
    file.write_bytes(b"no image at all")
    with pytest.raises(MediaError, match=r"red\.png"):
        panel(ask(media=(media,)), {"d1": file}, strip=True)


def test_words_of_any_kind_fit_into_the_strip(ask: Ask) -> None:
    for action in ("", "漢字 שלום 🙂 \x07", "word " * 200, "W" * 400):
        asked = ask(action=action, dialogue=(), aspect="9:16", fps="2")
        luma = next(iter(frames(asked, {}, strip=True)))[0]
        assert int(np.ptp(luma[-6:, -3:])) <= 2
