import io
import os
import signal
import time
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, Literal

import pytest
from PIL import Image

from storyboard.errors import MediaError
from storyboard.media.probe import probe
from storyboard.media.read import frames
from storyboard.sandbox.clips import RATE, ClipRoom, last_frame, requests_of
from storyboard.sandbox.jobs import Picture
from storyboard.sandbox.legend import PictureRole
from tests.sandbox.stand import an_order


def made(folder: Path, form: Literal["drawn", "tiny"], *orders: Any) -> list[Path]:  # noqa: ANN401 - orders
    room = ClipRoom(folder, form, 2)
    try:
        drawings = [room.draw(order, f"job {n}") for n, order in enumerate(orders)]
        return [each.result(120) for each in drawings]
    finally:
        room.close()


@pytest.mark.parametrize(
    ("aspect", "size"), [("16:9", (32, 18)), ("9:16", (18, 32)), ("21:9", (42, 18))]
)
def test_a_tiny_clip_has_the_right_length_and_shape(
    tmp_path: Path, aspect: str, size: tuple[int, int]
) -> None:
    order = an_order(aspect=aspect, prompts=(("a", 4.5), ("b", 3.0)), audio=True)
    facts = probe(made(tmp_path, "tiny", order)[0])
    assert (facts.width, facts.height) == size
    assert (facts.frames, facts.uniform) == (180, True)
    assert facts.rate == 24
    assert facts.has_sound
    assert facts.sound_seconds == pytest.approx(7.5, abs=0.1)


def test_tiny_clips_of_a_kind_are_made_once(tmp_path: Path) -> None:
    first, second, silent, longer = made(
        tmp_path,
        "tiny",
        an_order(audio=True),
        an_order(audio=True, prompts=(("another", 5.0),)),
        an_order(),
        an_order(audio=True, prompts=(("another", 6.0),)),
    )
    assert first == second
    assert len({first, silent, longer}) == 3
    assert not probe(silent).has_sound


def test_clips_are_drawn_as_asked(tmp_path: Path) -> None:
    two = (("A wide shot of a lighthouse at dusk.", 0.5), ("A dog in a wood.", 0.75))
    loud, quiet = made(
        tmp_path,
        "drawn",
        an_order(prompts=two, audio=True, resolution="360p"),
        an_order(prompts=two[:1], aspect="9:16", resolution="360p"),
    )
    facts = probe(loud)
    assert (facts.width, facts.height, facts.frames) == (640, 360, 30)
    assert (facts.picture_codec, facts.has_sound) == ("h264", True)
    assert facts.rate == 24
    facts = probe(quiet)
    assert (facts.width, facts.height, facts.frames) == (360, 640, 12)
    assert not facts.has_sound
    assert Image.open(io.BytesIO(last_frame(loud))).size == (640, 360)
    assert not list(tmp_path.glob("*.part"))


def test_a_seed_draws_the_same_again_and_no_seed_another(tmp_path: Path) -> None:
    prompts = (("A wide shot of a coast", 0.25),)
    seeded = an_order(prompts=prompts, seed=5, resolution="144p")
    free = an_order(prompts=prompts, resolution="144p")
    one, two, three, four = made(tmp_path, "drawn", seeded, seeded, free, free)
    assert one.read_bytes() == two.read_bytes()
    assert three.read_bytes() != four.read_bytes()


def test_another_sandbox_draws_another_take_where_no_seed_is_given(
    tmp_path: Path,
) -> None:
    order = an_order(prompts=(("A wide shot of a coast", 0.25),), resolution="144p")
    clips = []
    for job in ("task-1", "task-2"):
        folder = tmp_path / job
        folder.mkdir()
        room = ClipRoom(folder, "drawn", 1)
        try:
            clips.append(room.draw(order, job).result(120))
        finally:
            room.close()
    assert clips[0].read_bytes() != clips[1].read_bytes()


def test_the_shots_of_a_job_have_as_many_frames_as_it_has() -> None:
    order = an_order(prompts=(("a", 1.02), ("b", 1.02), ("c", 0.96)))
    frames = [request.seconds * 24 for request in requests_of(order, 1)]
    assert sum(frames) == pytest.approx(72)
    assert frames == [pytest.approx(round(each)) for each in frames]


def a_picture(folder: Path, colour: str, role: PictureRole) -> Picture:
    file = folder / f"{colour}.png"
    Image.new("RGB", (640, 360), colour).save(file)
    return Picture(file=file, role=role, shows="Ida" if role == "reference" else None)


def test_a_clip_goes_from_its_first_frame_to_its_last(tmp_path: Path) -> None:
    order = an_order(
        prompts=(("A dog runs.", 0.5), ("A dog sleeps.", 0.5)),
        resolution="144p",
        pictures=(
            a_picture(tmp_path, "white", "first_frame"),
            a_picture(tmp_path, "black", "last_frame"),
        ),
    )
    clip = made(tmp_path, "drawn", order)[0]
    middles = [float(f[0][40:80, 80:160].mean()) for f in frames(clip, RATE)]
    assert middles[0] > 200
    assert middles[-1] < 40
    # The second shot begins without a picture: a dog in a landscape.
    assert 40 < middles[12] < 200


def test_references_go_to_every_shot_and_key_frames_to_one(tmp_path: Path) -> None:
    order = an_order(
        prompts=(("a", 1.0), ("b", 1.0), ("c", 1.0)),
        pictures=(
            a_picture(tmp_path, "white", "first_frame"),
            a_picture(tmp_path, "black", "last_frame"),
            a_picture(tmp_path, "red", "reference"),
        ),
    )
    shown = [[m.role for m in request.media] for request in requests_of(order, 1)]
    assert shown == [
        ["first_frame", "reference"],
        ["reference"],
        ["last_frame", "reference"],
    ]
    assert requests_of(order, 1)[1].media[0].of == "ida"


def test_a_picture_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    odd = a_picture(tmp_path, "white", "first_frame")
    odd.file.write_bytes(b"no picture")
    with pytest.raises(MediaError, match=r"white\.png"):
        made(tmp_path, "drawn", an_order(resolution="144p", pictures=(odd,)))


def test_closing_ends_drawings_at_once(tmp_path: Path) -> None:
    room = ClipRoom(tmp_path, "drawn", 1)
    long = an_order(prompts=(("A wide shot of a coast", 60.0),), resolution="1080p")
    begun = [room.draw(long, f"job {n}") for n in range(2)]
    start = time.monotonic()
    room.close()
    assert time.monotonic() - start < 5
    for drawing in begun:
        with pytest.raises((CancelledError, BrokenProcessPool)):
            drawing.result(0)


def test_a_killed_drawing_is_told_and_the_next_one_is_drawn(tmp_path: Path) -> None:
    room = ClipRoom(tmp_path, "drawn", 1)
    short = an_order(prompts=(("A coast", 0.25),), resolution="144p")
    try:
        long = an_order(prompts=(("A coast", 60.0),), resolution="1080p")
        broken = room.draw(long, "long")
        assert room._pool is not None
        for process in tuple(room._pool._processes):
            os.kill(process, signal.SIGKILL)
        with pytest.raises(BrokenProcessPool):
            broken.result(20)
        assert probe(room.draw(short, "short").result(60)).frames == 6
    finally:
        room.close()


def test_a_clip_that_is_none_has_no_last_frame(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"no clip")
    with pytest.raises(MediaError):
        last_frame(clip)
