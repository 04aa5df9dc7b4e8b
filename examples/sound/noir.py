"""Low Tide: a slow minor ballad for a muted horn, vibraphone, bass and brushes.

Nine bars of 3.5 seconds. The fifth begins at 14.0, where the match is struck, and
the eighth at 24.5, with the lightning.
"""

from sound.instruments import bass, brush, muted_horn, piano, strings, tap, vibraphone
from sound.mixing import Stereo, add, closing, finish, room, silence

SECONDS = 31.9
BAR = 3.5
BEAT = BAR / 4

CHORDS = (  # bar, beat, bass, voicing; each voice moves by a step where it can
    (0, 0, "C2", ("Eb3", "Bb3", "D4", "G4")),
    (1, 0, "Ab1", ("Eb3", "Bb3", "C4", "G4")),
    (2, 0, "D2", ("F3", "Ab3", "C4", "G4")),
    (3, 0, "G1", ("F3", "Ab3", "B3", "Eb4")),
    (3, 2, "G2", ("F3", "Ab3", "B3", "D4")),
    (5, 0, "F1", ("Eb3", "Ab3", "C4", "G4")),
    (6, 0, "D2", ("F3", "Ab3", "C4", "G4")),
    (6, 2, "G1", ("F3", "Ab3", "B3", "Eb4")),
    (7, 0, "Db2", ("F3", "C4", "Eb4", "G4")),
    (8, 0, "C2", ("Eb3", "B3", "D4", "G4")),
)
WALK = (  # bar, beat, note, beats: what the bass does besides the roots
    (0, 2, "G2", 1.6),
    (0, 3.67, "Bb1", 0.3),
    (1, 2, "Eb2", 1.6),
    (1, 3.67, "Db2", 0.3),
    (2, 2, "Ab1", 1.6),
    (2, 3.67, "Ab1", 0.3),
    (3, 3, "G1", 0.9),
    (5, 2, "C2", 1.6),
    (5, 3.67, "Eb2", 0.3),
    (7, 2, "Ab1", 1.7),
    (7, 3.67, "D2", 0.3),
)
MELODY = (  # bar, beat, note, beats
    (0, 1.67, "G4", 0.4),
    (0, 2, "Eb5", 1.5),
    (0, 3.67, "D5", 0.4),
    (1, 0, "C5", 1.5),
    (1, 1.67, "Bb4", 0.4),
    (1, 2, "G4", 1.9),
    (2, 0.67, "Ab4", 0.4),
    (2, 1, "C5", 0.7),
    (2, 1.67, "Eb5", 0.4),
    (2, 2, "F5", 1.8),
    (3, 0, "Eb5", 0.8),
    (3, 1, "D5", 0.7),
    (3, 1.67, "Ab4", 0.4),
    (3, 2, "B4", 1.3),
    (6, 1.67, "Ab4", 0.4),
    (6, 2, "B4", 0.8),
    (6, 3, "D5", 0.9),
    (7, 0, "F5", 1.2),
    (7, 1.33, "Eb5", 0.5),
    (7, 2, "C5", 0.8),
    (7, 3, "Bb4", 0.8),
    (8, 0.33, "G4", 0.6),
    (8, 1, "D5", 3.0),
)


def _when(bar: int, beat: float) -> float:
    return bar * BAR + beat * BEAT


def _harmony(mix: Stereo) -> None:
    for bar, half, root, voices in CHORDS:
        at = _when(bar, half)
        add(mix, bass(root, 1.6), at, gain=-5)
        for number, note in enumerate(voices):
            late = 0.016 * number  # a hand rolls a slow chord
            spread = -0.35 + 0.12 * number
            add(mix, piano(note, 3.2, 0.3), at + late, gain=-13, pan=spread)
            if half == 0:
                again = at + 1.67 * BEAT
                add(mix, piano(note, 1.1, 0.15), again + late, gain=-19, pan=spread)
    for bar, beat, note, beats in WALK:
        add(mix, bass(note, beats * BEAT), _when(bar, beat), gain=-7)


def _brushes(mix: Stereo) -> None:
    for bar in (0, 1, 2, 3, 5, 6, 7):
        for beat in range(4):
            seed = 300 + 4 * bar + beat
            pan = 0.35 if beat % 2 else 0.15
            add(mix, brush(BEAT, seed), _when(bar, beat), gain=-23, pan=pan)
            if beat % 2:
                add(mix, tap(seed), _when(bar, beat), gain=-22, pan=0.3)


def _melody(mix: Stereo) -> None:
    for bar, beat, note, beats in MELODY:
        seconds = beats * BEAT + 0.25
        add(mix, muted_horn(note, seconds), _when(bar, beat), gain=-9, pan=0.05)


def _held_breath(mix: Stereo) -> None:
    """Bar five, the match: no rhythm, a low pedal and a chord with a sharp edge."""
    at = _when(4, 0)
    for number, note in enumerate(("C2", "G2", "Eb4", "B4")):
        pan = (-0.5, 0.4, -0.3, 0.5)[number]
        held = strings(note, 4.6, 0.6, 2.2, 320 + number)
        add(mix, held, at + 0.1, gain=-10 if number > 1 else -4, pan=pan)
    for beat, note in ((0.5, "D5"), (1.5, "B4"), (2.67, "Eb5"), (3.33, "D5")):
        add(mix, vibraphone(note, 3.0), at + beat * BEAT, gain=-15, pan=0.3)


def theme() -> Stereo:
    """The piece, 31.9 seconds."""
    mix = silence(SECONDS)
    _harmony(mix)
    _brushes(mix)
    _melody(mix)
    _held_breath(mix)
    for beat, note in ((1.0, "G5"), (1.67, "C5"), (2.33, "Eb5"), (3.0, "G5")):
        add(mix, vibraphone(note, 2.5), _when(5, beat), gain=-16, pan=0.3)
    for number, note in enumerate(("Db2", "Ab2", "F4")):  # under the lightning
        add(mix, strings(note, 4.4, 0.3, 2.5, 330 + number), _when(7, 0), gain=-6)
    for number, note in enumerate(("B4", "D5", "G5")):
        add(
            mix, vibraphone(note, 3.5), _when(8, 1.5) + 0.09 * number, gain=-17, pan=0.3
        )
    return closing(finish(room(mix, 2.2, -9, 2200, 340), drive=3), 2.0)
