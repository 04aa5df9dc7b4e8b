"""Effects: weather, wood, birds and a bicycle bell."""

import numpy as np

from sound.instruments import piano
from sound.mixing import Stereo, add, closing, finish, room, silence, wide
from sound.synth import (
    RATE,
    Mono,
    band,
    clock,
    drift,
    fade,
    glide,
    high,
    low,
    noise,
    partials,
    swell,
    through,
)

RAIN_SECONDS = 31.9


def _drops(seconds: float, per_second: int, seed: int) -> Mono:
    """Single drops on wood and water: clicks of every loudness."""
    rng = np.random.default_rng(seed)
    hits = np.zeros(round(seconds * RATE))
    count = round(per_second * seconds)
    hits[rng.integers(0, len(hits), count)] = rng.pareto(2.6, count).clip(0, 6)
    return through(hits, lambda hz: band(3400, 2.0)(hz) + 0.5 * band(1100, 1.0)(hz))


def rain() -> Stereo:
    """A steady bed that breathes a little."""

    def side(seed: int) -> Mono:
        sheet = through(noise(RAIN_SECONDS, seed), band(2400, 4.5), low(7000, 1))
        breath = 0.8 + 0.4 * drift(RAIN_SECONDS, 3.0, 31)
        return sheet * breath * 0.35 + _drops(RAIN_SECONDS, 160, seed + 1) * 1.6

    return closing(finish(wide(side(21), side(23)), peak=-6, drive=6), 1.5)


def thunder() -> Stereo:
    """A crack, then the rumble that rolls after it."""
    mix = silence(7.0)
    rng = np.random.default_rng(41)
    crack = through(noise(0.5, 42), band(900, 4)) * fade(0.5, 0.06)
    add(mix, crack, 0.02, gain=6)
    for number, at in enumerate([0.05, 0.22, 0.5, 0.95, 1.5, 2.3, 3.2]):
        seconds = float(rng.uniform(1.6, 3.2))
        cut = 220 * 0.82**number
        roll = through(noise(seconds, 43 + number), low(cut, 2), high(32))
        roll *= swell(seconds, 0.08 + 0.05 * number, seconds * 0.8)
        add(mix, roll, at, gain=14 - 1.5 * number, pan=float(rng.uniform(-0.6, 0.6)))
    return closing(finish(room(mix, 2.8, -8, 900, 44), peak=-7, drive=5), 2.0)


def match() -> Stereo:
    """A match: the scratch, the flare, and a small flame that flutters."""
    mix = silence(2.0)
    grains = np.maximum(noise(0.22, 51) - 0.55, 0) * noise(0.22, 52)
    scratch = through(3 * grains, band(4200, 1.8)) * swell(0.22, 0.12, 0.03)
    flare = through(noise(0.7, 53), band(1800, 3.2)) * fade(0.7, 0.11, rise=0.03)
    flame = through(noise(1.6, 54), band(520, 2.2)) * swell(1.6, 0.1, 0.9)
    add(mix, scratch, 0.0, gain=4, pan=-0.1)
    add(mix, flare, 0.19, gain=2)
    add(mix, flame * drift(1.6, 0.06, 55), 0.3, gain=-9, pan=0.1)
    return closing(finish(room(mix, 0.5, -20, 3000, 56)), 0.3)


def steps() -> Stereo:
    """Four slow steps on wet planks, coming nearer."""
    mix = silence(3.6)
    for number, at in enumerate([0.0, 0.78, 1.55, 2.34]):
        pitch = 1 + 0.06 * (number % 2)
        plank = partials(
            [78 * pitch, 151 * pitch, 263 * pitch, 420.0],
            [1, 0.6, 0.35, 0.12],
            [0.07, 0.05, 0.03, 0.02],
            0.5,
        )
        heel = through(noise(0.1, 61 + number), band(1300, 2)) * fade(0.1, 0.008)
        water = through(noise(0.3, 71 + number), band(3800, 1.6)) * fade(
            0.3, 0.05, 0.02
        )
        near, side = 1.5 * number - 5, 0.12 * (-1) ** number
        add(mix, plank, at, gain=near, pan=side)
        add(mix, heel, at, gain=near - 5, pan=side)
        add(mix, water, at + 0.03, gain=near - 15, pan=side)
    return closing(finish(room(mix, 0.9, -14, 1800, 62)), 0.4)


def gull() -> Stereo:
    """Three calls of one gull, far out."""
    mix = silence(3.4)
    for at, seconds, top in ((0.0, 0.55, 1.0), (0.75, 0.42, 0.94), (1.3, 0.36, 0.88)):
        bend = np.interp(
            clock(seconds) / seconds, [0, 0.15, 0.5, 1], [760, 1340, 1180, 700]
        )
        rough = 1 + 0.02 * noise(seconds, 81)
        call = glide(top * bend * rough, [0.5, 1, 0.7, 0.45, 0.3, 0.15])
        call = through(call, band(2300, 2.2)) * swell(seconds, 0.06, 0.2)
        add(mix, call, at, pan=0.2 + 0.2 * at)
    return closing(finish(room(mix, 2.4, -6, 2600, 82), peak=-5), 0.8)


def knock() -> Stereo:
    """Three knocks on an inner door."""
    mix = silence(1.8)
    for number, at in enumerate([0.0, 0.29, 0.61]):
        wood = partials(
            [112.0, 187.0, 318.0, 540.0, 905.0],
            [1, 0.8, 0.5, 0.25, 0.12],
            [0.04, 0.035, 0.025, 0.015, 0.01],
            0.3,
        )
        knuckle = through(noise(0.05, 91 + number), band(1700, 2)) * fade(0.05, 0.004)
        add(mix, wood, at, gain=[-2, -1, 0][number], pan=0.3)
        add(mix, knuckle, at, gain=-8, pan=0.3)
    return closing(finish(room(mix, 0.8, -9, 2200, 94)), 0.3)


def middle_c() -> Stereo:
    """One key of an old piano, a little flat, in an emptied room."""
    mix = silence(5.0)
    add(mix, piano("C4", 5.0, touch=0.55), 0.0)
    flat = piano("C4", 5.0, touch=0.4)
    slow = np.interp(clock(4.98) * 2 ** (-9 / 1200), clock(5.0), flat)
    add(mix, slow, 0.0, gain=-5)  # the third string, nine cents down
    return closing(finish(room(mix, 1.6, -10, 2400, 101)), 1.2)


def ring() -> Stereo:
    """A brass bicycle bell struck by its lever: there and back."""
    modes = [1318.0, 1325.5, 2960.0, 2978.0, 4890.0, 7080.0, 9460.0]
    mix = silence(3.0)
    for at, gain in ((0.0, 0.0), (0.105, -4.0)):
        dome = partials(
            modes,
            [1, 0.8, 0.55, 0.5, 0.3, 0.18, 0.1],
            [0.62, 0.6, 0.34, 0.33, 0.16, 0.09, 0.05],
            2.8,
        )
        tick = through(noise(0.03, 111), high(4000)) * fade(0.03, 0.003)
        add(mix, dome, at, gain)
        add(mix, tick, at, gain - 4)
    return closing(finish(room(mix, 1.1, -16, 5000, 112)), 0.5)


def curlew() -> Stereo:
    """A curlew over the flats: rising calls that break into a bubbling trill."""
    mix = silence(4.6)
    for at, seconds, top in (
        (0.0, 0.6, 1900.0),
        (0.8, 0.6, 2050.0),
        (1.55, 1.5, 2250.0),
    ):
        t = clock(seconds) / seconds
        bubble = 1 + 0.07 * np.clip(4 * t - 1.2, 0, 1) * np.sin(
            2 * np.pi * 13 * t * seconds
        )
        pitch = (1050 + (top - 1050) * np.clip(t / 0.7, 0, 1) ** 1.6) * bubble
        add(
            mix, glide(pitch, [1, 0.16, 0.05]) * swell(seconds, 0.15, 0.2), at, pan=-0.4
        )
    return closing(finish(room(mix, 3.0, -6, 3200, 122), peak=-6), 1.0)
