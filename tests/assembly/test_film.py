import hashlib
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from storyboard.assembly.film import cut
from storyboard.errors import MediaError
from storyboard.media.container import opened
from storyboard.media.level import measured
from storyboard.media.probe import probe
from storyboard.model.event import CutMoved, Event, FilmMade
from storyboard.model.timeline import SoundCue, Source, Timeline, TitleCue
from tests.assembly.footage import (
    RATE,
    SIZE,
    click_times,
    clicks,
    clip,
    cut_of,
    flat,
    heard,
    levels,
    lumas,
    numbered,
    numbers,
    source,
)


def nobody(_event: Event) -> None:
    return


def cut_to(out: Path, timeline: Timeline) -> FilmMade:
    return cut(timeline, out, cache=out.parent / "cache", report=nobody)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "film.mp4"


def test_every_frame_is_in_its_place_once(tmp_path: Path, out: Path) -> None:
    one = source(numbered(tmp_path / "1.mp4", 30, 100))
    two = source(numbered(tmp_path / "2.mp4", 30, 200, size=(384, 216)))
    three = source(numbered(tmp_path / "3.mp4", 60, 300, rate=Fraction(24)))
    made = cut_to(out, cut_of((one, 0, 30), (two, 7, 11), (three, 2, 20), (one, 25, 5)))
    found = numbers(out)
    assert found[:30] == list(range(100, 130))
    assert found[30:41] == list(range(207, 218))
    assert np.abs(np.array(found[41:61]) - np.arange(304, 344, 2)).max() <= 1
    assert found[61:] == list(range(125, 130))
    assert (made.frames, made.seconds, made.slates) == (66, 5.5, ())


@pytest.mark.parametrize("rate", ["24", "25", "30", "24000/1001", "30000/1001"])
def test_time_stamps_are_even_at_any_rate(tmp_path: Path, out: Path, rate: str) -> None:
    exact = Fraction(rate)
    one = source(numbered(tmp_path / "1.mp4", 24, rate=exact, size=(96, 54)))
    two = source(numbered(tmp_path / "2.mp4", 24, 100, rate=exact, size=(96, 54)))
    cut_to(out, cut_of((one, 0, 20), (two, 0, 20, 6), size=(96, 54), rate=exact))
    with opened(out) as container:
        stream = container.streams.video[0]
        times = sorted(
            p.pts * p.time_base for p in container.demux(stream) if p.pts is not None
        )
        assert stream.average_rate == exact
    assert times == [index / exact for index in range(34)]
    assert numbers(out)[:14] == list(range(14))
    assert numbers(out)[20:] == list(range(106, 120))


def test_a_dissolve_goes_evenly_from_one_shot_to_the_other(
    tmp_path: Path, out: Path
) -> None:
    dark = source(clip(tmp_path / "dark.mp4", [flat(40)] * 16))
    light = source(clip(tmp_path / "light.mp4", [flat(200)] * 16))
    cut_to(out, cut_of((dark, 0, 16), (light, 0, 16, 8)))
    found = levels(out)
    low, high = found[0], found[-1]
    assert len(found) == 24
    assert found[:8] == pytest.approx([low] * 8, abs=1)
    assert found[16:] == pytest.approx([high] * 8, abs=1)
    expected = [low + (high - low) * (step + 1) / 9 for step in range(8)]
    assert found[8:16] == pytest.approx(expected, abs=2)


def with_title(timeline: Timeline, **update: object) -> Timeline:
    cue = TitleCue(text="TITLE", kind="title", at=5, length=9, fade=3)
    title = cue.model_copy(update=update)
    return timeline.model_copy(update={"titles": (title,)})


def brightest(path: Path) -> list[int]:
    return [int(luma.max()) for luma in lumas(path)]


def test_a_title_stands_on_its_frames_and_fades(tmp_path: Path, out: Path) -> None:
    dark = source(clip(tmp_path / "dark.mp4", [flat(40)] * 12))
    cut_to(out, with_title(cut_of((dark, 0, 12), (dark, 0, 8))))
    found = brightest(out)
    assert max(found[:5]) < 60
    assert max(found[14:]) < 60
    assert min(found[8:11]) > 200
    assert found[5] < found[6] < found[7] < found[8]
    assert found[10] > found[11] > found[12] > found[13] > 60


def test_a_title_stands_over_a_dissolve(tmp_path: Path, out: Path) -> None:
    dark = source(clip(tmp_path / "dark.mp4", [flat(30)] * 14))
    grey = source(clip(tmp_path / "grey.mp4", [flat(90)] * 14))
    timeline = cut_of((dark, 0, 14), (grey, 0, 14, 8))
    cut_to(out, with_title(timeline, fade=0, at=8, length=4))
    found = brightest(out)
    assert [index for index, level in enumerate(found) if level > 200] == [8, 9, 10, 11]
    corners = [float(luma[:8, :8].mean()) for luma in lumas(out)]
    assert corners == sorted(corners)


def test_a_card_hides_the_picture(tmp_path: Path, out: Path) -> None:
    light = source(clip(tmp_path / "light.mp4", [flat(220)] * 12))
    card = with_title(
        cut_of((light, 0, 12)), kind="card", at=2, length=4, fade=0, text="x"
    )
    cut_to(out, card)
    corners = [float(luma[:8, :8].mean()) for luma in lumas(out)]
    assert max(corners[2:6]) < 30
    assert min(*corners[:2], *corners[6:]) > 180


def test_frames_beside_a_title_are_not_touched(tmp_path: Path, out: Path) -> None:
    own = source(numbered(tmp_path / "own.mp4", 12))
    cut_to(out, with_title(cut_of((own, 0, 12)), position="bottom", fade=0))
    top = [luma[:30] for luma in lumas(out)]
    plain = out.with_name("plain.mp4")
    cut_to(plain, cut_of((own, 0, 12)))
    for ours, theirs in zip(top, lumas(plain), strict=True):
        assert np.abs(ours.astype(int) - theirs[:30]).max() < 12


def test_sound_stays_with_its_picture(tmp_path: Path, out: Path) -> None:
    ticking = source(numbered(tmp_path / "tick.mp4", 36, heard=clicks))
    cut_to(out, cut_of(*[(ticking, 0, 36)] * 4))
    assert click_times(heard(out)) == pytest.approx(
        [index + 0.5 for index in range(12)], abs=0.002
    )


def test_a_film_starts_and_ends_with_picture_and_sound_alike(
    tmp_path: Path, out: Path
) -> None:
    one = source(numbered(tmp_path / "1.mp4", 31))
    cut_to(out, cut_of((one, 0, 31)))
    facts = probe(out)
    assert facts.frames == 31
    assert facts.seconds == pytest.approx(31 / 12)
    assert facts.sound_seconds == pytest.approx(31 / 12, abs=0.001)


def test_the_film_plays_in_browsers_and_quicktime(tmp_path: Path, out: Path) -> None:
    cut_to(out, cut_of((source(numbered(tmp_path / "1.mp4", 12)), 0, 12)))
    content = out.read_bytes()
    assert content[4:8] == b"ftyp"
    assert content.index(b"moov") < content.index(b"mdat")
    assert b"avc1" in content
    with opened(out) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.pix_fmt, video.codec_context.colorspace) == (
            "yuv420p",
            1,
        )
        assert (audio.codec_context.name, audio.codec_context.sample_rate) == (
            "aac",
            48_000,
        )
        assert container.metadata["title"] == "Test"


def test_quicktime_is_written_where_the_name_says_so(tmp_path: Path) -> None:
    movie = tmp_path / "film.mov"
    cut_to(movie, cut_of((source(numbered(tmp_path / "1.mp4", 12)), 0, 12)))
    assert movie.read_bytes()[8:12] == b"qt  "
    assert numbers(movie) == list(range(12))


def rich(folder: Path) -> Timeline:
    one = source(numbered(folder / "1.mp4", 24, 100))
    two = source(numbered(folder / "2.mp4", 30, 200, size=(384, 216)))
    slate = Source(kind="slate", reason="new")
    timeline = with_title(cut_of((one, 0, 20), (two, 0, 20, 6), (slate, 0, 6)))
    cue = SoundCue(role="music", file=one.file, digest="m", at=0, loop=True)
    return timeline.model_copy(update={"cues": (cue,), "loudness": -18.0})


def test_the_same_timeline_gives_the_same_bytes(tmp_path: Path) -> None:
    timeline = rich(tmp_path)
    first, second = tmp_path / "a" / "film.mp4", tmp_path / "b" / "film.mp4"
    cut_to(first, timeline)
    cut_to(second, timeline)
    assert digest(first) == digest(second)


def test_the_film_has_the_loudness_that_was_asked_for(
    tmp_path: Path, out: Path
) -> None:
    cut_to(out, rich(tmp_path))
    level = measured(out)
    assert level.loudness == pytest.approx(-18, abs=0.5)
    assert level.peak <= -1


def test_a_mix_that_is_too_loud_is_limited_and_not_clipped(
    tmp_path: Path, out: Path
) -> None:
    one = numbered(tmp_path / "1.mp4", 24)
    cue = SoundCue(role="effect", file=str(one), digest="1", at=0, gain=18)
    timeline = cut_of((source(one), 0, 24)).model_copy(update={"cues": (cue,)})
    cut_to(out, timeline)
    assert -3 < measured(out).peak <= -1


def test_a_vertical_film_is_vertical(tmp_path: Path, out: Path) -> None:
    one = source(numbered(tmp_path / "1.mp4", 6, size=(108, 192)))
    wide = source(numbered(tmp_path / "2.mp4", 6))
    cut_to(out, cut_of((one, 0, 6), (wide, 0, 6), size=(108, 192)))
    facts = probe(out)
    assert (facts.width, facts.height, facts.frames) == (108, 192, 12)


def test_slates_are_named_with_clips_that_end_too_early(
    tmp_path: Path, out: Path
) -> None:
    one = source(numbered(tmp_path / "1.mp4", 12))
    slate = Source(kind="slate", reason="refused")
    made = cut_to(out, cut_of((one, 0, 12), (slate, 0, 6), (one, 0, 20), (one, 0, 14)))
    assert made.slates == ("020", "030")
    assert probe(out).frames == 52


def test_the_cut_tells_how_far_it_is(tmp_path: Path, out: Path) -> None:
    told: list[Event] = []
    one = source(numbered(tmp_path / "1.mp4", 12))
    timeline = cut_of((one, 0, 12), (one, 0, 12))
    cut(timeline, out, cache=tmp_path / "cache", report=told.append)
    moved = [event for event in told if isinstance(event, CutMoved)]
    assert len(moved) == len(told)
    stages = list(dict.fromkeys(event.stage for event in moved))
    assert stages == ["picture", "sound", "join", "done"]
    for stage in stages:
        steps = [event for event in moved if event.stage == stage]
        assert {event.total for event in steps} == {24}
        assert steps[-1].done == 24
        assert [s.done for s in steps] == sorted(s.done for s in steps)


def litter(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if "partial" in path.name or "cutting" in path.name
    ]


@pytest.mark.parametrize("stage", ["picture", "sound", "join"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left")])
def test_a_cut_that_ends_early_leaves_the_former_film_whole(
    tmp_path: Path,
    out: Path,
    stage: str,
    error: BaseException | type[BaseException],
) -> None:
    timeline = cut_of((source(numbered(tmp_path / "1.mp4", 12)), 0, 12))
    out.write_bytes(b"the former film")

    def interrupted(event: Event) -> None:
        if isinstance(event, CutMoved) and event.stage == stage:
            raise error

    with pytest.raises((KeyboardInterrupt, MediaError)):
        cut(timeline, out, cache=tmp_path / "cache", report=interrupted)
    assert out.read_bytes() == b"the former film"
    assert litter(tmp_path) == []


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path, out: Path) -> None:
    timeline = cut_of((source(numbered(tmp_path / "1.mp4", 12)), 0, 12))

    def full(_event: Event) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(MediaError, match=r"film\.mp4 could not be .*No space left"):
        cut(timeline, out, cache=tmp_path / "cache", report=full)


def test_a_damaged_clip_leaves_no_film(tmp_path: Path, out: Path) -> None:
    damaged = numbered(tmp_path / "1.mp4", 48)
    damaged.write_bytes(damaged.read_bytes()[:4000])
    with pytest.raises(MediaError, match=r"1\.mp4"):
        cut_to(out, cut_of((source(damaged), 0, 48)))
    assert not out.exists()
    assert litter(tmp_path) == []


def test_what_a_killed_cut_left_is_cleared(tmp_path: Path, out: Path) -> None:
    timeline = cut_of((source(numbered(tmp_path / "1.mp4", 12)), 0, 12))
    out.with_name(".film.mp4.partial").write_bytes(b"half a film")
    cut_to(out, timeline)
    assert litter(tmp_path) == []
    assert probe(out).frames == 12


def test_a_second_cut_takes_what_the_first_one_kept(tmp_path: Path, out: Path) -> None:
    one = source(numbered(tmp_path / "1.mp4", 24, 100))
    two = source(numbered(tmp_path / "2.mp4", 24, 200))
    first = cut_to(out, cut_of((one, 0, 20), (two, 0, 20, 6), (one, 3, 9)))
    assert (len(first.made), first.kept) == (4, 0)
    trimmed = cut_to(out, cut_of((one, 0, 20), (two, 0, 18, 6), (one, 3, 9)))
    assert [(made.at, made.shots) for made in trimmed.made] == [(20, ("020",))]
    assert trimmed.kept == 3
    assert numbers(out)[20:] == [*range(206, 218), *range(103, 112)]


def test_damage_in_the_cache_is_made_good(tmp_path: Path, out: Path) -> None:
    timeline = cut_of((source(numbered(tmp_path / "1.mp4", 12)), 0, 12))
    cut_to(out, timeline)
    before = digest(out)
    for path in (tmp_path / "cache").iterdir():
        content = bytearray(path.read_bytes())
        content[len(content) // 3] ^= 255
        path.write_bytes(content)
    cut_to(out, timeline)
    assert digest(out) == before


def test_the_films_size_is_the_timelines(tmp_path: Path, out: Path) -> None:
    cut_to(out, cut_of((source(numbered(tmp_path / "1.mp4", 6)), 0, 6)))
    facts = probe(out)
    assert ((facts.width, facts.height), facts.rate) == (SIZE, RATE)


def test_a_name_too_long_for_the_disk_is_said_so(tmp_path: Path) -> None:
    timeline = cut_of((source(numbered(tmp_path / "one.mp4", 6)), 0, 6))
    with pytest.raises(MediaError, match="could not be written"):
        cut_to(tmp_path / f"{'x' * 300}.mp4", timeline)
