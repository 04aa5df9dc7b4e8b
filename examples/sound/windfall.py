"""Windfall: marimba, bass and strings that walk on without a halt, until a horse bites.

The walk climbs for as long as the picture moves in (to 21.0), holds its breath over the
empty hand, and takes the bite (at 23.2) for its full stop. A dry tune goes home.
"""

import numpy as np

from sound.instruments import bass, glass, marimba, piano, shaker, strings
from sound.mixing import Stereo, add, closing, finish, room, silence
from sound.synth import band, fade, low, noise, through

SECONDS = 36.0
STEP = 0.375  # an eighth: 80 beats a minute
BITE = 23.2
SHAKEN = 2  # the bar in which the shaker joins

BARS = (  # six eighths each: low note, and the figure over it
    ("G2", ("D4", "G4", "B4", "D5", "B4", "G4")),
    ("G2", ("D4", "G4", "B4", "D5", "B4", "G4")),
    ("E2", ("E4", "G4", "B4", "E5", "B4", "G4")),
    ("C3", ("E4", "G4", "C5", "E5", "C5", "G4")),
    ("D3", ("F#4", "A4", "C5", "F#5", "C5", "A4")),
    ("E2", ("G4", "B4", "E5", "G5", "E5", "B4")),
    ("C3", ("G4", "C5", "E5", "G5", "E5", "C5")),
    ("A2", ("E4", "A4", "C5", "E5", "C5", "A4")),
    ("D3", ("F#4", "A4", "D5", "F#5", "A5", "F#5")),
)
HELD = (  # from, seconds, notes
    (0.0, 7.0, ("G3", "B3")),
    (4.5, 5.4, ("E3", "B3")),
    (9.0, 5.0, ("A3", "D4")),
    (13.0, 5.2, ("G3", "E4")),
    (17.2, 5.2, ("F#3", "A3", "C4")),
    (29.4, 6.6, ("G3", "B3", "D4")),
)
HOME = (  # second, note: once the mouth is empty
    (26.8, "B4"),
    (27.175, "D5"),
    (27.55, "G5"),
    (28.3, "E5"),
    (29.05, "D5"),
    (29.8, "B4"),
    (30.175, "C5"),
    (30.55, "E5"),
    (31.3, "D5"),
    (32.05, "A4"),
    (32.425, "C5"),
    (32.8, "B4"),
    (33.55, "G4"),
)


def windfall() -> Stereo:
    """The piece, 36 seconds."""
    mix = silence(SECONDS)
    for number, (root, figure) in enumerate(BARS):
        start = 0.6 + number * 6 * STEP
        add(mix, bass(root, 1.1), start, gain=-5, pan=-0.1)
        add(mix, bass(root, 0.9), start + 3 * STEP, gain=-9, pan=-0.1)
        for place, note in enumerate(figure):
            loud = -10 + 0.5 * number - (0 if place % 3 == 0 else 3)
            add(mix, marimba(note, 1.0), start + place * STEP, gain=loud, pan=0.25)
        if number >= SHAKEN:
            for place in (1, 2, 4, 5):
                at = start + place * STEP
                add(mix, shaker(700 + 6 * number + place), at, gain=-27, pan=-0.35)
    for number, (at, seconds, notes) in enumerate(HELD):
        for voice, note in enumerate(notes):
            held = strings(note, seconds, 1.8, 2.0, 720 + 10 * number + voice)
            add(mix, held, at, gain=-19, pan=-0.4 + 0.4 * voice)
    add(mix, glass("D6", 3.0), 16.0, gain=-18, pan=0.1)  # the apple
    add(mix, piano("G2", 2.6, 0.5), BITE, gain=-4)
    for at, note in HOME:
        add(mix, marimba(note, 1.2), at, gain=-8, pan=0.2)
    for at, root in ((26.8, "G2"), (29.05, "C3"), (31.3, "D3"), (33.55, "G2")):
        add(mix, bass(root, 1.4), at, gain=-6, pan=-0.1)
    return closing(finish(room(mix, 1.5, -12, 3200, 760), drive=2), 1.5)


def crunch() -> Stereo:
    """One bite into a hard apple: the skin, then the flesh."""
    mix = silence(0.9)
    rng = np.random.default_rng(771)
    for number in range(9):
        at = 0.012 * number + float(rng.uniform(0, 0.02)) * (number > 0)
        crack = through(noise(0.06, 772 + number), band(2100, 2.4)) * fade(0.06, 0.005)
        add(mix, crack, at, gain=-1.2 * number, pan=float(rng.uniform(-0.3, 0.3)))
    flesh = through(noise(0.3, 790), low(1300, 2)) * fade(0.3, 0.05, 0.01)
    add(mix, flesh, 0.05, gain=-5)
    return closing(finish(room(mix, 0.3, -18, 3000, 791), peak=-4, drive=3), 0.2)
