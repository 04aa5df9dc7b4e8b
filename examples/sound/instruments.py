"""The band: every note is made from partials or shaped noise.

The figures are by ear; what each instrument is known for is said beside it.
"""

import numpy as np

from sound.synth import (
    RATE,
    Mono,
    band,
    clock,
    drift,
    fade,
    glide,
    hertz,
    high,
    low,
    noise,
    partials,
    swell,
    through,
)


def bass(note: str, seconds: float) -> Mono:
    """An upright bass, plucked: dull, with a finger's thump and a short bloom."""
    base = hertz(note)
    k = np.arange(1, 15)
    plucked = np.abs(np.sin(np.pi * k * 0.21)) / k**1.5  # a fifth along the string
    body = partials(
        list(base * k * np.sqrt(1 + 0.0002 * k**2)),
        list(plucked),
        list(0.9 / k**0.75),
        seconds,
    )
    thump = through(noise(0.12, int(base * 10)), band(140, 2)) * fade(0.12, 0.02)
    body[: len(thump)] += 0.9 * thump[: len(body)]
    return body * np.clip((seconds - clock(seconds)) / 0.09, 0, 1)


def piano(note: str, seconds: float, touch: float = 0.5) -> Mono:
    """A felted piano: `touch` from 0 (barely) to 1 (firm) opens its highs.

    Strings in pairs beat slowly and die in two stages, the fast one first.
    """
    base = hertz(note)
    k = np.arange(1, 22)
    stretched = base * k * np.sqrt(1 + 0.00035 * k**2)
    struck = np.abs(np.sin(np.pi * k / 7.5)) / k**0.9
    soft = np.exp(-stretched / (500 + 2600 * touch))
    long = (1.9 * (262 / base) ** 0.45) / (1 + 0.12 * k)
    tone = np.zeros(round(seconds * RATE))
    for cents, share in ((-0.7, 0.5), (0.9, 0.5)):
        hz = list(stretched * 2 ** (cents / 1200))
        tone += partials(hz, list(share * struck * soft), list(long), seconds)
        tone += partials(hz, list(0.8 * share * struck * soft), list(long / 7), seconds)
    hammer = through(noise(0.08, int(base)), band(420, 2.5)) * fade(0.08, 0.012)
    tone[: len(hammer)] += (0.10 + 0.25 * touch) * hammer[: len(tone)]
    return tone * np.clip((seconds - clock(seconds)) / 0.18, 0, 1)


def vibraphone(note: str, seconds: float) -> Mono:
    """Aluminium bars tuned to 1 : 4 : 10, over resonators whose lids turn."""
    base = hertz(note)
    bars = partials(
        [base, 4 * base, 9.9 * base], [1, 0.16, 0.05], [1.3, 0.35, 0.06], seconds
    )
    return bars * (1 + 0.28 * np.sin(2 * np.pi * 4.6 * clock(seconds)))


def marimba(note: str, seconds: float) -> Mono:
    """Rosewood bars: 1 : 4 : 9.2, short, with a woody knock."""
    base = hertz(note)
    bars = partials(
        [base, 3.93 * base, 9.2 * base], [1, 0.3, 0.12], [0.11, 0.035, 0.012], seconds
    )
    knock = through(noise(0.04, int(base)), band(1900, 1.5)) * fade(0.04, 0.005)
    bars[: len(knock)] += 0.35 * knock[: len(bars)]
    return bars


def glass(note: str, seconds: float, half_life: float = 1.4) -> Mono:
    """A glass bell: stretched partials, the upper ones only a glint."""
    base = hertz(note)
    ratios = np.array([1, 2.003, 2.76, 4.07, 5.40, 8.93])
    return partials(
        list(base * ratios),
        [1, 0.32, 0.2, 0.12, 0.07, 0.03],
        list(half_life / ratios**0.8),
        seconds,
    )


def muted_horn(note: str, seconds: float) -> Mono:
    """A trumpet with a harmon mute: thin, two nasal peaks, vibrato that comes late."""
    t = clock(seconds)
    late = np.clip((t - 0.35) / 0.6, 0, 1)
    scoop = -0.35 * 0.5 ** (t / 0.03)
    pitch = hertz(note) * 2 ** ((0.22 * late * np.sin(33 * t) + scoop) / 12)
    tone = glide(pitch, [1 / k**0.55 for k in range(1, 19)])
    nasal = through(tone, high(350, 1), lambda hz: 0.25 + band(1500, 1.1)(hz))
    nasal = through(nasal, lambda hz: 0.6 + band(2600, 0.8)(hz), low(5200))
    breath = through(noise(seconds, int(hertz(note))), band(3000, 1.5)) * 0.05
    return (0.45 * nasal + breath) * swell(seconds, 0.09, min(0.45, seconds / 2))


def strings(note: str, seconds: float, rise: float, fall: float, seed: int) -> Mono:
    """A section far away: five players, none quite in tune, no edge."""
    rng = np.random.default_rng(seed)
    cutoff = hertz(note) * 3.5 + 900
    section = np.zeros(round(seconds * RATE))
    for player in range(5):
        cents = rng.normal(0, 6) + 5 * (drift(seconds, 0.9, seed + player) - 0.5)
        pitch = hertz(note) * 2 ** (cents / 1200)
        section += glide(pitch, [1 / k for k in range(1, 13)])
    return 0.2 * through(section, low(cutoff, 1), high(90)) * swell(seconds, rise, fall)


def brush(seconds: float, seed: int) -> Mono:
    """One sweep of a wire brush around the drum head."""
    wires = through(noise(seconds, seed), band(4800, 2.4))
    return wires * swell(seconds, 0.55 * seconds, 0.4 * seconds)


def tap(seed: int) -> Mono:
    """The brush coming down."""
    wires = through(noise(0.22, seed), band(3600, 2.6)) * fade(0.22, 0.03)
    return wires + 0.5 * partials([190.0], [1.0], [0.03], 0.22)


def kick() -> Mono:
    """A soft bass drum that falls in pitch."""
    t = clock(0.4)
    body = glide(46 + 70 * 0.5 ** (t / 0.022), [1.0, 0.12]) * fade(0.4, 0.07)
    return body + 0.15 * through(noise(0.4, 5), band(2500, 2)) * fade(0.4, 0.004)


def snap(seed: int) -> Mono:
    """Fingers: three tiny bursts that fall together."""
    late = np.zeros(round(0.25 * RATE))
    for at, loud in ((0.0, 0.5), (0.009, 0.6), (0.017, 1.0)):
        start = round(at * RATE)
        burst = through(noise(0.2, seed), band(2300, 1.2)) * fade(0.2, 0.016)
        late[start : start + len(burst)] += loud * burst[: len(late) - start]
    return late


def shaker(seed: int) -> Mono:
    """Seeds in a gourd."""
    return through(noise(0.09, seed), high(5200)) * swell(0.09, 0.03, 0.05)
