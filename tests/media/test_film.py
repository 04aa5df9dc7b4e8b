from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from storyboard.errors import MediaError
from storyboard.media.encode import encode, framed
from storyboard.media.film import Film, Form, HeardAs, Part, SoundPacket, write_film
from storyboard.media.pictures import Frame
from storyboard.media.recipe import Recipe
from storyboard.model.words import Codec

SIZE = (64, 48)
RATE = Fraction(24_000, 1001)
RECIPE = Recipe("h264", SIZE, RATE)


def frames(*levels: int) -> Iterator[Frame]:
    for level in levels:
        y = np.full((SIZE[1], SIZE[0]), level, np.uint8)
        c = np.full((SIZE[1] // 2, SIZE[0] // 2), 128, np.uint8)
        yield framed((y, c, c))


def part(*levels: int, recipe: Recipe = RECIPE) -> Part:
    packets: list[bytes] = []
    return Part(encode(frames(*levels), recipe, packets.append), packets)


def sound(film: Film) -> list[SoundPacket]:
    """Silence as the film's coder gives it."""
    context = av.CodecContext.create(film.heard_as, "w")
    assert isinstance(context, av.AudioCodecContext)
    context.sample_rate = 48_000
    context.layout = "stereo"
    context.format = {"aac": "fltp", "libopus": "flt"}.get(film.heard_as, "s32")
    context.time_base = Fraction(1, 48_000)
    context.open()
    count = round(film.length / film.recipe.rate * 48_000)
    layout = (2, count) if film.heard_as == "aac" else (1, 2 * count)
    silence: NDArray[np.float32] | NDArray[np.int32] = np.zeros(layout, np.float32)
    if film.heard_as == "pcm_s24le":
        silence = np.zeros(layout, np.int32)
    frame = av.AudioFrame.from_ndarray(silence, context.format.name, "stereo")
    frame.sample_rate, frame.pts = 48_000, 0
    frame.time_base = Fraction(1, 48_000)
    coded = [*context.encode(frame), *context.encode(None)]
    return [SoundPacket(bytes(p), p.pts or 0, p.duration or count) for p in coded]


def levels(path: Path) -> list[int]:
    with av.open(str(path)) as file:
        return [
            round(float(frame.to_ndarray(format="gray").mean()))
            for frame in file.decode(video=0)
        ]


def times(path: Path) -> list[Fraction]:
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        assert stream.time_base is not None
        return [(f.pts or 0) * stream.time_base for f in file.decode(stream)]


def written(film: Film, out: Path, *parts: Part) -> Path:
    write_film(film, out, parts, sound(film), lambda _done: None)
    return out


FILM = Film(RECIPE, 8, "mp4", "A film")


def test_parts_follow_one_another_at_exact_times(tmp_path: Path) -> None:
    out = written(
        FILM, tmp_path / "a.mp4", part(50, 60, 70), part(200, 190, 180, 90, 80)
    )
    assert times(out) == [index / RATE for index in range(8)]
    assert np.allclose(levels(out), [40, 51, 63, 214, 202, 191, 86, 75], atol=3)


@pytest.mark.parametrize(
    ("codec", "form", "heard_as"),
    [
        ("h264", "mov", "aac"),
        ("hevc", "mp4", "aac"),
        ("prores", "mov", "pcm_s24le"),
        ("vp9", "webm", "libopus"),
        ("av1", "webm", "libopus"),
        ("av1", "mp4", "aac"),
    ],
)
def test_every_codec_can_be_joined(
    tmp_path: Path, codec: Codec, form: Form, heard_as: HeardAs
) -> None:
    recipe = Recipe(codec, SIZE, Fraction(25))
    film = Film(recipe, 6, form, "A film", heard_as)
    parts = [part(60, 60, 60, recipe=recipe), part(180, 180, 180, recipe=recipe)]
    out = written(film, tmp_path / f"a.{form}", *parts)
    assert times(out) == [Fraction(index, 25) for index in range(6)]
    assert levels(out)[2] < 70
    assert levels(out)[3] > 170


def test_the_same_parts_give_the_same_bytes_with_the_index_in_front(
    tmp_path: Path,
) -> None:
    one, two = (
        written(FILM, tmp_path / name, part(*[90] * 8)).read_bytes() for name in "ab"
    )
    assert one == two
    assert one.index(b"moov") < one.index(b"mdat")


def test_a_part_for_another_decoder_is_refused(tmp_path: Path) -> None:
    other = part(*[90] * 4, recipe=replace(RECIPE, draft=True))
    with pytest.raises(MediaError, match="coded for another decoder"):
        written(FILM, tmp_path / "a.mp4", part(*[90] * 4), other)


def test_parts_that_do_not_make_up_the_film_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="7 frames were joined in place of 8"):
        written(FILM, tmp_path / "a.mp4", part(*[90] * 7))


def test_sound_of_another_length_is_refused(tmp_path: Path) -> None:
    short = sound(FILM)[:3]
    with pytest.raises(MediaError, match="sound came out"):
        write_film(
            FILM, tmp_path / "a.mp4", [part(*[90] * 8)], short, lambda _done: None
        )


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30_000, 1001)])
def test_the_room_for_the_index_serves_whatever_is_in_it(
    tmp_path: Path, rate: Fraction
) -> None:
    recipe = replace(RECIPE, rate=rate)
    film = replace(FILM, recipe=recipe, length=4000)
    out = written(film, tmp_path / "a.mp4", *[part(90, recipe=recipe)] * 4000)
    assert times(out) == [index / rate for index in range(4000)]
