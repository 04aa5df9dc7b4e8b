"""Middle C: a bed for two voices. It goes round its home note and never plays it.

The key that is pressed in the film (at 17.4 and 33.6) is the first C4 to be heard,
so the piano keeps away from it and the strings fall silent before it.
"""

from sound.instruments import piano, strings
from sound.mixing import Stereo, add, closing, finish, room, silence

SECONDS = 36.4

NOTES = (  # second, note, touch
    (0.6, "A3", 0.35),
    (1.5, "E4", 0.3),
    (2.4, "G4", 0.35),
    (3.2, "E4", 0.2),
    (6.6, "D4", 0.3),
    (7.2, "F4", 0.25),
    (10.2, "E4", 0.25),
    (10.7, "B3", 0.3),
    (13.4, "A3", 0.3),
    (14.2, "F3", 0.25),
    (15.2, "G3", 0.2),
    (22.3, "F4", 0.3),
    (23.0, "A4", 0.35),
    (23.8, "E4", 0.3),
    (24.8, "G4", 0.35),
    (25.6, "D5", 0.4),
    (28.6, "B3", 0.25),
    (29.0, "F4", 0.25),
    (30.6, "E4", 0.3),
    (34.4, "E4", 0.4),
    (34.9, "G4", 0.35),
    (35.3, "C3", 0.35),
)
CHORDS = (  # from, seconds, notes
    (0.0, 8.0, ("F2", "E3", "A3")),
    (6.5, 6.5, ("D2", "F3", "A3")),
    (11.5, 5.6, ("G2", "D3", "A3")),
    (21.0, 7.0, ("F2", "E3", "A3")),
    (26.5, 6.5, ("G2", "F3", "B3")),
    (33.6, 2.8, ("C2", "G3", "E3")),
)


def bed() -> Stereo:
    """The piece, 36.4 seconds."""
    mix = silence(SECONDS)
    for at, note, touch in NOTES:
        add(mix, piano(note, 4.5, touch + 0.2), at, gain=-4, pan=-0.1)
    for number, (at, seconds, notes) in enumerate(CHORDS):
        for voice, note in enumerate(notes):
            held = strings(note, seconds, 1.6, 2.2, 500 + 10 * number + voice)
            add(mix, held, at, gain=-18, pan=-0.5 + 0.5 * voice)
    return closing(finish(room(mix, 2.6, -8, 2000, 560), drive=2), 1.5)
