"""Salt Marsh: slow chords over D, wind and water, bells like drops.

Thirty-nine and a half seconds in five breaths; the fullest one belongs to the view
from above (25 to 31), and the last one lets go.
"""

import numpy as np

from sound.instruments import glass, strings
from sound.mixing import Stereo, add, closing, finish, room, silence
from sound.synth import band, drift, hertz, high, low, noise, partials, swell, through

SECONDS = 39.5

BREATHS = (  # from, seconds, gain, notes: common tones stay, the rest moves by steps
    (0.0, 10.0, -9, ("D2", "A2", "E3", "A3")),
    (6.5, 10.0, -8, ("D2", "B2", "F#3", "A3", "C#4")),
    (13.0, 10.0, -7, ("G1", "B2", "F#3", "B3", "D4")),
    (19.5, 9.5, -6, ("E2", "B2", "G3", "D4", "F#4")),
    (25.0, 9.0, -3, ("A1", "A2", "E3", "C#4", "F#4", "B4")),
    (31.0, 8.5, -7, ("D2", "A2", "F#3", "A3", "E4")),
)
BELLS = (  # second, note
    (3.2, "A5"),
    (4.1, "E5"),
    (8.6, "F#5"),
    (11.4, "C#6"),
    (12.3, "A5"),
    (15.2, "B5"),
    (17.9, "F#5"),
    (18.6, "D6"),
    (22.6, "B5"),  # the strike
    (22.75, "E6"),
    (26.2, "C#6"),
    (27.1, "F#6"),
    (28.0, "E6"),
    (29.2, "B5"),
    (32.4, "A5"),
    (34.6, "E5"),
    (36.2, "D5"),
)


def _air(mix: Stereo) -> None:
    """Wind that wanders from side to side, and water that comes in with the tide."""
    for side, pan in enumerate((-0.8, 0.8)):
        wind = through(noise(SECONDS, 600 + side), band(420, 2.6), high(120))
        add(mix, wind * drift(SECONDS, 4.0, 610 + side) ** 2, 0, gain=-8, pan=pan)
        water = through(noise(24.0, 620 + side), band(1900, 2.8), low(6000, 1))
        lapping = drift(24.0, 0.35, 630 + side) * drift(24.0, 2.0, 640)
        add(mix, water * lapping * swell(24.0, 6, 7), 9.5, gain=-7, pan=pan)


def _ground(mix: Stereo) -> None:
    """A low D that is felt more than heard."""
    base = hertz("D2")
    hum = partials([base, 1.5 * base, 2 * base], [1, 0.25, 0.3], [99, 99, 99], SECONDS)
    breath = 0.5 + 0.5 * drift(SECONDS, 5.0, 650)
    add(mix, hum * breath * swell(SECONDS, 5, 8), 0, gain=-24)


def marsh() -> Stereo:
    """The piece, 39.5 seconds."""
    mix = silence(SECONDS)
    _air(mix)
    _ground(mix)
    for number, (at, seconds, gain, notes) in enumerate(BREATHS):
        for voice, note in enumerate(notes):
            held = strings(note, seconds, 3.2, 4.5, 660 + 10 * number + voice)
            pan = float(np.interp(voice, [0, len(notes) - 1], [-0.6, 0.6]))
            add(mix, held, at, gain=gain - (voice > 1) * 2, pan=pan)
    for number, (at, note) in enumerate(BELLS):
        add(mix, glass(note, 5.0, 1.1), at, gain=-13, pan=0.5 * (-1) ** number)
    return closing(finish(room(mix, 4.5, -4, 2600, 720), drive=2), 3.5)
