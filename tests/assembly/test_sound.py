from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from storyboard.assembly.chunks import CHUNK, GRID, REACH
from storyboard.assembly.sound import sound_packets
from storyboard.media.film import HeardAs, SoundPacket
from storyboard.media.hear import FRAME, coded, decoded
from storyboard.media.level import measured
from storyboard.media.read import SAMPLE_RATE, Samples
from tests.assembly.footage import heard, tone
from tests.assembly.soundtrack import ArrayMix, noise, peaky, written

ALL: tuple[HeardAs, ...] = ("aac", "libopus", "pcm_s24le")


@pytest.fixture
def pool() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


class Desk:
    """Brings sounds to their level, all with one cache."""

    def __init__(self, cache: Path, pool: Executor, size: int = GRID) -> None:
        self.cache = cache
        self.told: list[int] = []
        self._pool = pool
        self._size = size

    def packets(
        self,
        sound: Samples | ArrayMix,
        target: float | None = -16.0,
        heard_as: HeardAs = "aac",
    ) -> list[SoundPacket]:
        mix = sound if isinstance(sound, ArrayMix) else ArrayMix(sound)
        self.told.clear()
        return list(
            sound_packets(
                mix,
                target,
                heard_as,
                cache=self.cache,
                pool=self._pool,
                on_sample=self.told.append,
                size=self._size,
            )
        )

    def kept(self) -> set[str]:
        return {each.name for each in self.cache.glob("*") if each.suffix != ".level"}


@pytest.fixture
def desk(tmp_path: Path, pool: Executor) -> Desk:
    return Desk(tmp_path / "cache", pool)


def of_aac(packets: list[SoundPacket]) -> Samples:
    """What a decoder makes of packets of AAC, from the film's start on."""
    return np.concatenate(list(decoded([each.data for each in packets], "aac")))[FRAME:]


def white(seconds: float) -> Samples:
    return (
        np.random.default_rng(3)
        .normal(0, 0.2, (round(seconds * 48_000), 2))
        .astype(np.float32)
    )


MATERIAL = {
    "quiet": noise(5, 0.003),
    "loud": noise(5, 0.4),
    "peaky": peaky(5),
    "peaky and quiet": peaky(5, 0.2),
    "peaky and loud": peaky(5, 2.5),
    "white": white(4),
    "short": noise(1.1, 0.05),
    "low": tone(3, 55, 0.1),
}


@pytest.mark.parametrize("heard_as", ALL)
@pytest.mark.parametrize("name", MATERIAL)
def test_sound_comes_to_its_loudness_below_the_peak(
    tmp_path: Path, desk: Desk, name: str, heard_as: HeardAs
) -> None:
    packets = desk.packets(MATERIAL[name], -16, heard_as)
    told = measured(written(tmp_path / "film", packets, heard_as))
    assert told.loudness == pytest.approx(-16, abs=0.5)
    assert told.peak <= -1.0


@pytest.mark.parametrize("heard_as", ALL)
def test_peaks_that_coding_adds_are_taken_back(
    tmp_path: Path, desk: Desk, heard_as: HeardAs
) -> None:
    one_side = white(3) * np.array([1, 0], np.float32)
    packets = desk.packets(one_side, -9, heard_as)
    assert measured(written(tmp_path / "film", packets, heard_as)).peak <= -1.0


@pytest.mark.parametrize("heard_as", ALL)
@pytest.mark.parametrize("target", [-16.0, None])
def test_silence_stays_silence(
    tmp_path: Path, desk: Desk, target: float | None, heard_as: HeardAs
) -> None:
    silent = np.zeros((2 * GRID + 5, 2), np.float32)
    out = written(tmp_path / "film", desk.packets(silent, target, heard_as), heard_as)
    assert abs(len(heard(out)) - len(silent)) < FRAME
    assert np.abs(heard(out)).max() < 1e-6


@pytest.mark.parametrize("heard_as", ALL)
@pytest.mark.parametrize("count", [1, 1024, 15_000, GRID, GRID + 1, 3 * GRID - 1])
def test_sound_is_as_long_as_its_mix_to_the_sample(
    tmp_path: Path, desk: Desk, count: int, heard_as: HeardAs
) -> None:
    packets = desk.packets(noise(5)[:count], None, heard_as)
    assert packets[-1].at + packets[-1].lasts == count
    for one, following in pairwise(packets):
        assert one.at + one.lasts == following.at
    out = written(tmp_path / "film", packets, heard_as)
    # Some players play the last packet in full, others drop it where it is but a few
    # samples long.
    assert abs(len(heard(out)) - count) < FRAME


@pytest.mark.parametrize("heard_as", ALL)
def test_sound_starts_when_its_mix_does(
    tmp_path: Path, desk: Desk, heard_as: HeardAs
) -> None:
    clicks = np.zeros((4 * GRID, 2), np.float32)
    places = [0, 1000, GRID - 1000, GRID, 2 * GRID + 11, 4 * GRID - 2000]
    for at in places:
        clicks[at : at + 60] = 0.8
    played = heard(
        written(tmp_path / "f", desk.packets(clicks, None, heard_as), heard_as)
    )
    for at in places:
        near = np.abs(played[max(at - 200, 0) : at + 260, 0])
        assert abs(int(np.argmax(near)) - min(at, 200) - 30) <= 40


def test_sound_without_a_loudness_stays_as_mixed(tmp_path: Path, desk: Desk) -> None:
    quiet = tone(4, level=0.02)
    played = heard(written(tmp_path / "f", desk.packets(quiet, None), "aac"))
    inner = slice(2000, -2000)
    assert np.abs(played[: len(quiet)] - quiet)[inner].max() < 0.002
    hot = noise(4, 0.6)
    told = measured(written(tmp_path / "h", desk.packets(hot, None), "aac"))
    assert told.peak <= -1.0


def test_what_has_no_loudness_is_not_raised(tmp_path: Path, desk: Desk) -> None:
    packets = desk.packets(tone(0.3, level=0.02))
    played = heard(written(tmp_path / "f", packets, "aac"))
    assert 0.015 < np.abs(played).max() < 0.03


def test_a_mix_of_no_samples_has_no_packets(desk: Desk) -> None:
    assert desk.packets(np.zeros((0, 2), np.float32)) == []


def calm(samples: Samples) -> Samples:
    return samples


def struck(samples: Samples) -> Samples:
    """Hits right on every seam."""
    random = np.random.default_rng(1)
    for at in range(GRID, len(samples), GRID):
        hit = random.uniform(-0.9, 0.9, (400, 1)).astype(np.float32)
        samples[at - 200 : at + 200] += hit
    return samples


def hammered(samples: Samples) -> Samples:
    """So many clicks that the coder never comes to a long window."""
    for at in range(0, len(samples), 3_100):
        samples[at : at + 40] += 0.4
    return samples


@pytest.mark.parametrize("spoilt", [calm, struck, hammered])
@pytest.mark.parametrize(
    "sound",
    [tone(7, 440, 0.3), tone(7, 97, 0.4), noise(7, 0.15)],
    ids=["a tone", "a low tone", "bursts"],
)
def test_nothing_is_heard_of_the_seams(
    desk: Desk, sound: Samples, spoilt: object
) -> None:
    assert callable(spoilt)
    # Low enough for nothing to be limited.
    source: Samples = spoilt(sound.copy()) * np.float32(0.5)
    assert np.abs(source).max() < 0.8
    whole = np.concatenate(list(decoded(coded([source], "aac"), "aac")))[FRAME:]
    joined = of_aac(desk.packets(source, None))
    # Further from the source than one coding is anywhere within a packet's reach?
    count = len(source) // FRAME * FRAME
    off, usual = (
        np.abs(each[:count] - source[:count]).reshape(-1, FRAME * 2).max(axis=1)
        for each in (joined, whole)
    )
    reach = np.max([np.roll(usual, by) for by in (-2, -1, 0, 1, 2)], axis=0)
    assert np.all(off <= reach * 1.5 + 0.002)
    assert off.mean() <= usual.mean() * 1.05 + 0.0005


def test_limited_chunks_fit(desk: Desk, tmp_path: Path, pool: Executor) -> None:
    loud = noise(7, 0.5)
    apart = of_aac(desk.packets(loud))
    whole = of_aac(Desk(tmp_path / "one", pool, CHUNK).packets(loud))
    level = float(np.sqrt(np.mean(np.square(whole))))
    for at in range(GRID, len(loud), GRID):
        around = slice(at - 26 * FRAME, at + 26 * FRAME)
        off = apart[around] - whole[around]
        assert float(np.sqrt(np.mean(np.square(off)))) < level * 0.1


@pytest.mark.parametrize("heard_as", ALL)
def test_the_packets_do_not_depend_on_what_is_kept(
    tmp_path: Path, desk: Desk, pool: Executor, heard_as: HeardAs
) -> None:
    sound = noise(6, 0.2)
    cold = desk.packets(sound, -16, heard_as)
    assert desk.packets(sound, -16, heard_as) == cold
    for number, place in enumerate(sorted(desk.cache.iterdir())):
        if number % 2:
            place.unlink()
        else:
            place.write_bytes(place.read_bytes()[:-1] + b"?")
    assert desk.packets(sound, -16, heard_as) == cold
    other = Desk(tmp_path / "other", pool)
    other.packets(noise(6, 0.2, seed=9), -16, heard_as)
    assert other.packets(sound, -16, heard_as) == cold


def test_a_film_that_is_kept_is_not_mixed_again(desk: Desk) -> None:
    mix = ArrayMix(noise(6, 0.2))
    desk.packets(mix)
    mix.asked.clear()
    desk.packets(mix)
    assert mix.asked == []


def test_only_what_changed_is_coded_again(desk: Desk) -> None:
    mix = ArrayMix(noise(14, 0.05))
    before = desk.packets(mix)
    kept = desk.kept()
    assert len(kept) == 9
    # In the fifth chunk, where only the one behind it looks back to.
    mix.sound[4 * GRID + 36_000 : 4 * GRID + 37_000] *= 0.9
    after = desk.packets(mix)
    assert len(desk.kept() - kept) == 2
    same = [one.data == two.data for one, two in zip(before, after, strict=True)]
    assert all(same[: 4 * 75 - REACH])
    assert all(same[6 * 75 + REACH + 1 :])
    assert not all(same)


def test_a_chunk_that_is_damaged_when_it_is_read_is_made_again(desk: Desk) -> None:
    mix = ArrayMix(noise(6, 0.2))
    cold = desk.packets(mix)
    mix.asked.clear()
    packets = sound_packets(
        mix,
        -16,
        "aac",
        cache=desk.cache,
        pool=desk._pool,
        on_sample=desk.told.append,
        size=GRID,
    )
    for place in desk.cache.glob("*.aac"):
        place.write_bytes(place.read_bytes()[:-20])
    assert list(packets) == cold
    assert len(mix.asked) == 4


@pytest.mark.parametrize("heard_as", ALL)
def test_progress_is_told_up_to_the_end(desk: Desk, heard_as: HeardAs) -> None:
    sound = noise(5, 0.3)
    desk.packets(sound, -16, heard_as)
    assert desk.told == sorted(desk.told)
    assert desk.told[-1] == len(sound)
    assert len(desk.told) >= 4


def test_a_thousand_sounds_that_are_kept_take_no_time(desk: Desk) -> None:
    mix = ArrayMix(noise(0.5))
    packets = desk.packets(mix)
    mix.asked.clear()
    assert all(desk.packets(mix) == packets for _ in range(1_000))
    assert mix.asked == []


def test_sound_that_is_all_peaks_stays_as_near_as_it_comes(
    tmp_path: Path, desk: Desk
) -> None:
    sparse = np.zeros((5 * SAMPLE_RATE, 2), np.float32)
    sparse[:: SAMPLE_RATE // 2] = 0.9
    told = measured(written(tmp_path / "f", desk.packets(sparse), "aac"))
    assert told.loudness < -16.5
    assert told.peak <= -1.0
