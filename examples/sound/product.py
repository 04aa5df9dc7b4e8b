"""Klara: marimba and finger snaps at 120 beats a minute, made for the cuts.

A bar is two seconds. Six seconds in the music holds its breath; at eight the bell
is alone; at ten everything is back; at sixteen the last chord opens the card.
"""

import numpy as np

from sound.instruments import bass, glass, kick, marimba, piano, shaker, snap
from sound.mixing import Stereo, add, closing, finish, room, silence
from sound.synth import clock, fade, high, noise, swell, through

SECONDS = 20.0
STEP = 0.125  # a sixteenth

GROOVE = (  # from, to, bass, figure: one chord and what the marimba makes of it
    (0.0, 2.0, "D2", ("D4", "A4", "F#5", "A4", "E5", "A4", "D5", "F#4")),
    (2.0, 4.0, "B1", ("D4", "B4", "F#5", "B4", "E5", "B4", "D5", "F#4")),
    (4.0, 5.0, "G1", ("D4", "B4", "G5", "B4")),
    (5.0, 6.0, "A1", ("E4", "C#5", "A5", "C#5")),
    (10.0, 12.0, "D2", ("D4", "A4", "F#5", "A4", "G5", "A4", "F#5", "A4")),
    (12.0, 13.0, "G1", ("D4", "B4", "G5", "B4")),
    (13.0, 14.0, "A1", ("E4", "C#5", "A5", "C#5")),
    (14.0, 16.0, "B1", ("D4", "F#4", "B4", "D5", "F#5", "D5", "B4", "F#4")),
)
HITS = {  # on the cuts: a stab of the chord above
    0.0: ("D4", "F#4", "A4", "E5"),
    2.0: ("D4", "F#4", "B4", "E5"),
    4.0: ("D4", "G4", "B4", "G5"),
    5.0: ("C#4", "E4", "A4", "A5"),
    10.0: ("D4", "F#4", "A4", "F#5"),
    12.0: ("D4", "G4", "B4", "G5"),
    14.0: ("D4", "F#4", "B4", "F#5"),
}
FIGURE = (0, 3, 6, 8, 10, 11, 14, 15)  # sixteenths on which the marimba plays


def _groove(mix: Stereo) -> None:
    for start, end, root, notes in GROOVE:
        steps = [s for s in FIGURE if s * STEP < end - start]
        for number, step in enumerate(steps):
            note = notes[number % len(notes)]
            pan = -0.3 + 0.6 * (number % 2)
            add(mix, marimba(note, 0.6), start + step * STEP, gain=-7, pan=pan)
        for step, seconds in ((0, 0.7), (6, 0.22), (10, 0.5), (14, 0.22)):
            if step * STEP < end - start:
                add(mix, bass(root, seconds), start + step * STEP, gain=-4)


def _drums(mix: Stereo) -> None:
    for half_second in (*range(12), *range(20, 32)):
        at = half_second * 0.5
        if half_second % 2 == 0:
            add(mix, kick(), at, gain=-6)
        else:
            add(mix, snap(400 + half_second), at, gain=-1, pan=0.2)
        for step, accent in enumerate((-20, -21, -14, -21)):
            add(mix, shaker(440 + step), at + step * STEP, gain=accent, pan=-0.4)


def _hits(mix: Stereo) -> None:
    for at, chord in HITS.items():
        for number, note in enumerate(chord):
            pan = -0.45 + 0.3 * number
            add(mix, piano(note, 0.9, 0.9), at, gain=-9, pan=pan)
            add(mix, glass(note, 0.9, 0.25), at, gain=-14, pan=-pan)


def _held_breath(mix: Stereo) -> None:
    """From six to eight: one note, faster and faster, and air that rises."""
    steps = np.concatenate([np.arange(0, 1, 0.25), np.arange(1, 1.75, 0.125)])
    for number, step in enumerate(steps):
        add(mix, marimba("A4", 0.4), 6 + float(step), gain=-15 + 0.6 * number, pan=0.1)
    air = through(noise(1.8, 460), high(1500)) * clock(1.8) ** 3
    add(mix, air * fade(1.8, 9) * swell(1.8, 0.3, 0.05), 6.1, gain=-38)
    for number, note in enumerate(("E4", "F#4", "A4", "B4", "D5", "E5")):
        add(mix, marimba(note, 0.5), 9.25 + number * STEP, gain=-13 + number)


def _last_chord(mix: Stereo) -> None:
    add(mix, kick(), 16.0, gain=-5)
    add(mix, bass("D2", 3.0), 16.0, gain=-3)
    for number, note in enumerate(("D4", "A4", "E5", "F#5")):
        add(mix, piano(note, 3.8, 0.8), 16.0, gain=-10, pan=-0.4 + 0.25 * number)
    for number, note in enumerate(("D5", "F#5", "A5", "D6", "F#6")):
        add(mix, glass(note, 3.0), 16.25 + number * STEP, gain=-15, pan=0.1 * number)
    for at, note in ((17.5, "A4"), (17.75, "A4"), (18.0, "D5")):
        add(mix, marimba(note, 0.8), at, gain=-9)
    add(mix, bass("D2", 1.5), 18.0, gain=-7)


def pulse() -> Stereo:
    """The piece, 20 seconds."""
    mix = silence(SECONDS)
    _groove(mix)
    _drums(mix)
    _hits(mix)
    _held_breath(mix)
    _last_chord(mix)
    return closing(finish(room(mix, 0.9, -13, 4500, 470), peak=-4.5, drive=4), 0.8)
