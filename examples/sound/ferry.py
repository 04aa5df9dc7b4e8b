"""The Fare: a barcarolle for piano and strings, a small bell, and a pair of oars.

The bell is an F sharp, and the piece is in D around it: it waits where the bell rings
in the picture (20.3), as a ferry waits for whoever calls.
"""

import numpy as np

from sound.instruments import glass, piano, strings
from sound.mixing import Stereo, add, closing, finish, room, silence
from sound.synth import (
    Mono,
    band,
    fade,
    glide,
    hertz,
    low,
    noise,
    partials,
    swell,
    through,
)

SECONDS = 33.0
BEAT = 0.6

CHORDS = (  # from, seconds, notes
    (0.0, 6.4, ("D2", "A2", "F#3")),
    (5.0, 5.6, ("B2", "F#3", "D4")),
    (9.0, 4.4, ("D2", "A2", "F#3")),
    (12.4, 4.0, ("G2", "B2", "D4")),
    (15.8, 4.2, ("E2", "B2", "G3")),
    (22.8, 3.4, ("G2", "D3", "B3")),
    (25.4, 3.6, ("A2", "E3", "C#4")),
    (28.2, 4.8, ("D2", "A2", "F#3", "D4")),
)
STROKES = (  # bars of the boat, from 9.0 on: low note, and the two that answer it
    ("D2", "A3", "D4"),
    ("B2", "F#3", "D4"),
    ("G2", "D3", "B3"),
    ("A2", "E3", "C#4"),
)
TUNE = (  # second, note, touch
    (1.4, "A4", 0.35),
    (2.6, "F#4", 0.3),
    (3.2, "E4", 0.3),
    (3.8, "D4", 0.35),
    (5.4, "B3", 0.3),
    (6.0, "D4", 0.25),
    (9.6, "F#4", 0.4),
    (10.2, "A4", 0.4),
    (11.4, "D5", 0.45),
    (12.6, "B4", 0.4),
    (13.8, "G4", 0.35),
    (14.4, "A4", 0.4),
    (16.2, "G4", 0.3),
    (16.8, "E4", 0.25),
    (23.4, "B4", 0.35),
    (24.0, "D5", 0.35),
    (24.6, "B4", 0.3),
    (26.4, "C#5", 0.35),
    (27.0, "A4", 0.35),
    (28.8, "D5", 0.4),
    (29.4, "A4", 0.35),
    (30.0, "F#4", 0.35),
    (30.6, "D4", 0.4),
)


def crossing() -> Stereo:
    """The piece, 33 seconds."""
    mix = silence(SECONDS)
    for at, note, touch in TUNE:
        add(mix, piano(note, 4.0, touch + 0.15), at, gain=-3, pan=0.15)
    for bar, notes in enumerate(STROKES):
        for beat, note in enumerate(notes):
            at = 9.0 + (3 * bar + beat) * BEAT
            quiet = -7 if beat else -5
            add(mix, piano(note, 2.4, 0.35), at, gain=quiet, pan=-0.3)
    for number, (at, seconds, chord) in enumerate(CHORDS):
        for voice, note in enumerate(chord):
            held = strings(note, seconds, 1.4, 1.8, 800 + 10 * number + voice)
            add(mix, held, at, gain=-16, pan=-0.5 + 0.4 * voice)
    for at, note in ((20.3, "F#5"), (20.36, "F#6"), (31.2, "F#5")):
        add(mix, glass(note, 4.0, 1.2), at, gain=-9)
    return closing(finish(room(mix, 3.0, -7, 2400, 890), drive=2), 1.8)


def _stroke() -> Mono:
    """A small bell struck once: hum, prime, minor third, fifth, octave and above."""
    base = hertz("F#5")
    ratios = np.array([0.5, 0.502, 1.0, 1.004, 1.19, 1.51, 2.0, 2.01, 2.63, 3.02, 4.1])
    return partials(
        list(base * ratios),
        [0.35, 0.3, 0.9, 0.7, 0.5, 0.25, 0.7, 0.5, 0.3, 0.25, 0.15],
        list(1.0 / ratios**0.8),
        4.0,
    )


def bell() -> Stereo:
    """One stroke close by, 4 seconds."""
    mix = silence(4.0)
    clapper = through(noise(0.04, 901), band(3200, 1.6)) * fade(0.04, 0.004)
    add(mix, _stroke(), 0.05)
    add(mix, clapper, 0.05, gain=-6)
    return closing(finish(room(mix, 1.2, -16, 4000, 902)), 0.8)


def bell_far() -> Stereo:
    """Two strokes from across the water: dull, and more echo than bell."""
    mix = silence(6.0)
    for at, gain in ((0.0, 0.0), (0.9, -2.0)):
        add(mix, through(_stroke(), low(1500, 1)), at, gain, pan=0.45)
    return closing(finish(room(mix, 3.4, 0, 1600, 903), peak=-5), 1.5)


def oars() -> Stereo:
    """Four pulls: the rowlock creaks, the blades bite, the drops fall."""
    mix = silence(5.6)
    rng = np.random.default_rng(910)
    for number, at in enumerate([0.1, 1.4, 2.7, 4.0]):
        tone = 1 + 0.05 * (number % 2)
        pitch = tone * np.interp(
            np.linspace(0, 1, 16_800), [0, 0.4, 1], [168, 236, 142]
        )
        creak = glide(
            pitch * (1 + 0.08 * noise(0.35, 911 + number)), [1, 0.8, 0.6, 0.4]
        )
        creak = through(creak, band(640, 1.6)) * swell(0.35, 0.08, 0.15)
        water = through(noise(0.8, 921 + number), band(900, 2.6)) * swell(
            0.8, 0.12, 0.6
        )
        add(mix, creak, at, gain=-13, pan=0.2 * (-1) ** number)
        add(mix, water, at + 0.18, gain=-3)
        for _ in range(9):
            drop = partials([rng.uniform(900, 2300)], [1], [0.012], 0.09)
            late = at + 0.75 + rng.uniform(0, 0.5)
            add(mix, drop, late, gain=-17, pan=rng.uniform(-0.5, 0.5))
    return closing(finish(room(mix, 1.0, -14, 2600, 930), peak=-4), 0.5)
