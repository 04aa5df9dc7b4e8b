from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from storyboard.errors import MediaError
from storyboard.media.ffmpeg import media_input, media_output, run
from storyboard.media.inspect import Asked, asked_of, inspect
from storyboard.media.write import ClipWriter
from storyboard.model.request import (
    Beat,
    ClipRequest,
    Place,
    SlateText,
    Staging,
    Subject,
)
from storyboard.model.value import SceneId, ShotId
from storyboard.panels.clip import draw_clip
from tests.assembly.footage import Sound, clip, flat, numbered, tone

RATE = Fraction(24)
DOWN, ACROSS = 180, 320
Picture = NDArray[np.uint8]


def world(seed: int, light: float = 110.0) -> NDArray[np.float32]:
    """A picture much wider than the frame, with large and small things in it."""
    rng = np.random.default_rng(seed)
    picture = np.full((DOWN, ACROSS * 4), light, np.float32)
    for size in (60, 20, 5):
        cells = rng.normal(0, 30, (DOWN // size + 1, ACROSS * 4 // size + 1))
        large = np.kron(cells, np.ones((size, size)))
        picture += large[:DOWN, : ACROSS * 4].astype(np.float32)
    return picture


def view(picture: NDArray[np.float32], x: int, gain: float = 1.0) -> Picture:
    part = np.clip(picture[:, x : x + ACROSS] * gain, 0, 255).astype(np.uint8)
    return np.repeat(part[..., None], 3, axis=2)


def pan(frames: int, seed: int = 1, pace: float = 2.0, start: int = 0) -> list[Picture]:
    seen = world(seed)
    return [view(seen, start + int(pace * place)) for place in range(frames)]


def filmed(
    path: Path,
    pictures: Sequence[Picture],
    heard: Sound | None = None,
    *,
    quality: int = 21,
) -> Path:
    with ClipWriter(
        path, (ACROSS, DOWN), RATE, quality=quality, sound=heard is not None
    ) as writer:
        for picture in pictures:
            writer.picture(picture)
        if heard is not None:
            writer.sound(heard)
    return path


def found(path: Path, asked: Asked | None = None) -> list[str]:
    return [flaw.said for flaw in inspect(path, asked)]


def request(**fields: object) -> ClipRequest:
    staging = {key: fields[key] for key in fields if key in Staging.model_fields}
    rest = {key: fields[key] for key in fields if key not in staging}
    base: dict[str, object] = {
        "provider": "animatic",
        "model": None,
        "prompt": "",
        "seconds": 3.0,
        "aspect": "16:9",
        "resolution": "360p",
        "fps": "24",
        "seed": 1,
        "staging": Staging.model_validate(staging),
        "slate": SlateText(film="F", scene=SceneId("one"), shot=ShotId("010")),
    }
    return ClipRequest.model_validate(base | rest)


def test_a_clip_as_it_was_asked_for_has_no_flaw(tmp_path: Path) -> None:
    path = filmed(tmp_path / "good.mp4", pan(72), tone(3.0))
    asked = Asked((ACROSS, DOWN), RATE, 3.0, sound=True)
    assert inspect(path, asked) == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>moderated</html>", "no video or sound"),
        (b"#EXTM3U\n#EXTINF:5,\nother.mp4\n#EXT-X-ENDLIST\n", "no video or sound"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_video_is_refused(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    with pytest.raises(MediaError, match=words):
        inspect(path)


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    path, song = numbered(tmp_path / "clip.mp4", 12), tmp_path / "song.wav"
    run([*media_input(path), "-vn", media_output(song)])
    with pytest.raises(MediaError, match=r"song\.wav has no moving picture"):
        inspect(song)


@pytest.mark.parametrize(
    ("size", "asked", "fits"),
    [
        ((320, 180), (320, 180), True),
        ((312, 176), (320, 180), True),  # whole blocks, as services round
        ((376, 160), (420, 180), True),  # 21:9 with the pixels of 16:9
        ((640, 360), (320, 180), True),  # larger is no harm
        ((256, 144), (320, 180), False),
        ((180, 320), (320, 180), False),
        ((320, 240), (320, 180), False),
    ],
)
def test_another_size_is_a_flaw_and_rounding_is_none(
    tmp_path: Path, size: tuple[int, int], asked: tuple[int, int], *, fits: bool
) -> None:
    path = clip(tmp_path / "clip.mp4", [flat(level, size) for level in (90, 120, 150)])
    said = f"{size[0]}×{size[1]} where {asked[0]}×{asked[1]} was asked for"
    assert found(path, Asked(size=asked)) == ([] if fits else [said])


@pytest.mark.parametrize(
    ("rate", "fits"), [("24", True), ("24000/1001", True), ("25", False)]
)
def test_another_rate_is_a_flaw_and_ntsc_is_none(
    tmp_path: Path, rate: str, *, fits: bool
) -> None:
    path = numbered(tmp_path / "clip.mp4", 6, rate=Fraction(24))
    flaws = inspect(path, Asked(rate=Fraction(rate)))
    assert [flaw.kind for flaw in flaws] == ([] if fits else ["rate"])
    assert fits or flaws[0].said == "24 frames per second, not 25"


@pytest.mark.parametrize(
    ("frames", "fits"), [(45, False), (46, True), (48, True), (60, True)]
)
def test_more_than_two_frames_short_is_a_flaw_and_longer_is_none(
    tmp_path: Path, frames: int, *, fits: bool
) -> None:
    path = filmed(tmp_path / "clip.mp4", pan(frames))
    said = ["1.88 s where 2 s were asked for"]
    assert found(path, Asked(seconds=2.0)) == ([] if fits else said)


def test_black_is_told_with_its_times(tmp_path: Path) -> None:
    seen = [*pan(24), *[flat(0, (ACROSS, DOWN))] * 12, *pan(24)]
    assert "black from 1.0 to 1.5 s" in found(filmed(tmp_path / "b.mp4", seen))


def test_a_clip_of_nothing_is_black_throughout_and_not_frozen_too(
    tmp_path: Path,
) -> None:
    path = filmed(tmp_path / "b.mp4", [flat(0, (ACROSS, DOWN))] * 72)
    assert found(path) == ["black throughout"]


def test_a_blink_is_not_black(tmp_path: Path) -> None:
    seen = [*pan(24), *[flat(0, (ACROSS, DOWN))] * 4, *pan(24, start=48)]
    assert found(filmed(tmp_path / "b.mp4", seen)) == []


def test_a_dark_night_with_a_lit_window_is_not_black(tmp_path: Path) -> None:
    seen = pan(48, pace=1.0)
    dark = [picture // 40 for picture in seen]
    for picture in dark:
        picture[60:80, 100:120] = 90
    assert "black" not in {
        flaw.kind for flaw in inspect(filmed(tmp_path / "night.mp4", dark))
    }


def test_a_picture_that_stops_is_frozen(tmp_path: Path) -> None:
    seen = pan(24)
    path = filmed(tmp_path / "f.mp4", [*seen, *[seen[-1]] * 60])
    # The encoder takes a few frames until it repeats them exactly.
    assert found(path) in (["frozen from 1.0 to 3.5 s"], ["frozen from 1.1 to 3.5 s"])


def test_a_freeze_is_found_through_the_grain_of_new_key_frames(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    grain = rng.normal(0, 12, (DOWN, ACROSS, 1))
    still = np.clip(pan(1)[0] + grain, 0, 255).astype(np.uint8)
    path = filmed(tmp_path / "f.mp4", [*pan(24), *[still] * 96], quality=32)
    assert [flaw.kind for flaw in inspect(path)] == ["frozen"]


def test_a_short_stop_is_no_freeze(tmp_path: Path) -> None:
    seen = pan(24)
    path = filmed(tmp_path / "f.mp4", [*seen, *[seen[-1]] * 40, *pan(24, start=46)])
    assert found(path) == []


def test_a_slow_move_on_twos_is_no_freeze(tmp_path: Path) -> None:
    seen = world(3)
    slow = [view(seen, place // 12) for place in range(96)]
    assert found(filmed(tmp_path / "slow.mp4", slow)) == []


@pytest.mark.parametrize("size", ["extreme wide", "wide", "medium", "extreme close-up"])
@pytest.mark.parametrize("action", ["Mira waits.", "Mira lies there, sleeping."])
def test_somebody_drawn_who_stays_where_she_is_is_not_frozen(
    tmp_path: Path, size: str, action: str
) -> None:
    mira = Subject(id="mira", name="Mira", sheet="A woman in a grey coat")
    asked = request(size=size, subjects=(mira,), action=action, time="night")
    draw_clip(asked, {}, tmp_path / "drawn.mp4", strip=False)
    told = frozenset({"format", "fps", "seconds", "audio"})
    assert found(tmp_path / "drawn.mp4", asked_of(asked, told)) == []


@pytest.mark.parametrize("move", ["static", "push in"])
def test_an_empty_room_may_stand_still_unless_the_camera_should_move(
    tmp_path: Path, move: str
) -> None:
    bedroom = Place(id="bedroom", name="Bedroom", sheet="a bedroom")
    drawn = request(place=bedroom, seconds=3.5)
    draw_clip(drawn, {}, tmp_path / "drawn.mp4", strip=False)
    asked = asked_of(request(place=bedroom, move=move), frozenset())
    kinds = [flaw.kind for flaw in inspect(tmp_path / "drawn.mp4", asked)]
    assert kinds == ([] if move == "static" else ["frozen"])


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        (None, ["no sound at all"]),
        (np.zeros((144_000, 2), np.float32), ["silent throughout"]),
        (tone(0.6), ["silent from 0.6 to 3.0 s"]),
        (tone(3.0, level=0.002), []),
        (np.concatenate([tone(1.0), np.zeros((62_400, 2)), tone(0.7)]), []),
    ],
)
def test_silence_is_a_flaw_where_sound_was_asked_for(
    tmp_path: Path, heard: Sound | None, said: list[str]
) -> None:
    path = filmed(tmp_path / "clip.mp4", pan(72), heard)
    assert [words[:18] for words in found(path, Asked(sound=True))] == [
        words[:18] for words in said
    ]
    assert found(path) == []


def test_a_quiet_room_is_not_silent(tmp_path: Path) -> None:
    asked = request(audio=True, place=Place(id="b", name="Bedroom", sheet="a bedroom"))
    draw_clip(asked, {}, tmp_path / "drawn.mp4")
    assert found(tmp_path / "drawn.mp4", Asked(sound=True)) == []


def test_a_sudden_cut_is_told_with_its_time(tmp_path: Path) -> None:
    path = filmed(tmp_path / "cut.mp4", [*pan(36, 1), *pan(36, 2)])
    assert found(path) == ["a sudden cut at 1.5 s"]


def test_a_cut_between_two_dark_pictures_is_found(tmp_path: Path) -> None:
    seen = [picture // 4 for picture in (*pan(36, 1), *pan(36, 2))]
    assert found(filmed(tmp_path / "cut.mp4", seen)) == ["a sudden cut at 1.5 s"]


def test_a_first_frame_that_does_not_belong_is_a_cut(tmp_path: Path) -> None:
    path = filmed(tmp_path / "cut.mp4", [*pan(1, 2), *pan(47, 1)])
    assert found(path) == ["a sudden cut at 0.0 s"]


def flash() -> list[Picture]:
    seen = pan(72)
    for place, gain in ((30, 3.0), (31, 2.5), (32, 2.0), (33, 1.6), (34, 1.3)):
        bright = np.clip(seen[place].astype(np.float32) * gain + 60, 0, 255)
        seen[place] = bright.astype(np.uint8)
    return seen


def whip() -> list[Picture]:
    """Thrown round within a third of a second."""
    seen = world(4)
    way = np.concatenate([np.zeros(30), np.linspace(0, 900, 8), np.full(34, 900)])
    drift = np.arange(72) * 0.5
    return [view(seen, int(x)) for x in way + drift]


def jolt() -> list[Picture]:
    seen = world(4)
    return [view(seen, (0 if place < 30 else 40) + place) for place in range(72)]


def lamp() -> list[Picture]:
    seen = world(6, 60.0)
    return [view(seen, place, 0.5 if place < 30 else 1.4) for place in range(72)]


def twos() -> list[Picture]:
    seen = world(7)
    return [view(seen, place // 2 * 9) for place in range(72)]


@pytest.mark.parametrize("shot", [flash, whip, jolt, lamp, twos])
def test_what_happens_within_a_shot_is_no_cut(tmp_path: Path, shot: object) -> None:
    assert callable(shot)
    assert found(filmed(tmp_path / "shot.mp4", shot())) == []


def test_a_cut_that_was_asked_for_is_none_and_another_one_is(tmp_path: Path) -> None:
    path = filmed(tmp_path / "two.mp4", [*pan(36, 1), *pan(36, 2), *pan(36, 3)])
    assert found(path, Asked(cuts=(1.2, 3.4))) == []
    assert found(path, Asked(cuts=(1.2,))) == ["a sudden cut at 3.0 s"]
    assert len(found(path, Asked(cuts=(0.2, 4.4)))) == 2


def test_a_picture_that_comes_back_within_a_second_is_taken_for_a_flash(
    tmp_path: Path,
) -> None:
    seen = pan(72, pace=0.1)
    seen[24:38] = pan(14, seed=8, pace=0.5)
    assert found(filmed(tmp_path / "flash.mp4", seen)) == []


def test_turned_fine_and_full_range_pictures_are_seen_as_they_are(
    tmp_path: Path,
) -> None:
    seen = [*pan(24), *[flat(0, (ACROSS, DOWN))] * 24]
    plain = filmed(tmp_path / "plain.mp4", seen)
    for form in ("yuv420p10le", "yuvj420p", "yuv444p"):
        other = tmp_path / f"{form}.mp4"
        run([*media_input(plain), "-pix_fmt", form, media_output(other)])
        assert "black from 1.0 to 2.0 s" in found(other)


def test_clips_can_be_looked_at_from_several_threads(tmp_path: Path) -> None:
    paths = [
        filmed(tmp_path / f"{seed}.mp4", [*pan(24 + seed, seed), *pan(24, seed + 9)])
        for seed in range(4)
    ]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(found, paths))
    assert together == [found(path) for path in paths]
    assert all(together)


def test_only_what_the_service_is_told_is_asked() -> None:
    beats = (
        Beat(shot=ShotId("010"), prompt="", seconds=2.0),
        Beat(shot=ShotId("020"), prompt="", seconds=1.5),
        Beat(shot=ShotId("030"), prompt="", seconds=1.5),
    )
    asked = request(beats=beats, audio=True, move="pan left", seconds=5.0)
    assert asked_of(asked, frozenset()) == Asked(moving=True, cuts=(2.0, 3.5))
    told = frozenset({"format", "fps", "seconds", "audio"})
    assert asked_of(asked, told) == Asked(
        (640, 360), RATE, 5.0, sound=True, moving=True, cuts=(2.0, 3.5)
    )
