"""Room tone: the quiet that belongs under every shot, so that no cut falls silent."""

import numpy as np
from numpy.typing import NDArray

from storyboard.panels.words import chance

_LEVEL = 10 ** (-58 / 20)
"""Well below speech, above nothing."""


def room_tone(
    samples: int, seed: str, *, inside: bool, rate: int = 48_000
) -> NDArray[np.float32]:
    """Filtered noise in stereo, shape (samples, 2); a room hums, the open breathes.

    The same seed gives the same samples. Shaped in the frequency domain over a loop
    of a few seconds whose ends meet, so that its cost does not grow with the shot.
    """
    rng = np.random.default_rng(chance("tone", seed).getrandbits(64))
    count = rate * 4
    pitch = np.fft.rfftfreq(count, 1 / rate)
    corner, steep = (220.0, 1.1) if inside else (480.0, 0.8)
    shape = 1 / (1 + (pitch / corner) ** 2) ** steep
    shape *= pitch / np.hypot(pitch, 35.0)
    sides = []
    for _ in range(2):
        turn = rng.uniform(0, 2 * np.pi, len(pitch))
        noise = np.fft.irfft(shape * np.exp(1j * turn), count)
        sides.append(noise / np.sqrt(np.mean(noise**2)))
    if inside:
        time = np.arange(count) / rate
        hum = (
            np.sin(2 * np.pi * 100 * time) * 0.25 + np.sin(2 * np.pi * 50 * time) * 0.4
        )
        sides = [side + hum for side in sides]
    loop = (np.stack(sides, axis=1) * _LEVEL).astype(np.float32)
    return np.resize(loop, (samples, 2))
