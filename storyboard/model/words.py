"""The film crew's words that a board may use, and nothing else."""

from typing import Literal

ShotSize = Literal[
    "extreme wide",
    "wide",
    "full",
    "medium wide",
    "medium",
    "medium close-up",
    "close-up",
    "extreme close-up",
]
Angle = Literal[
    "eye level",
    "low",
    "high",
    "overhead",
    "worm's eye",
    "dutch",
    "over the shoulder",
    "point of view",
]
MoveKind = Literal[
    "static",
    "handheld",
    "push in",
    "pull out",
    "zoom in",
    "zoom out",
    "pan left",
    "pan right",
    "tilt up",
    "tilt down",
    "track left",
    "track right",
    "track forward",
    "track back",
    "crane up",
    "crane down",
    "orbit left",
    "orbit right",
]
Pace = Literal["slow", "fast"]
Fit = Literal["fill", "fit", "blur"]
TransitionKind = Literal["cut", "dissolve", "fade", "dip", "wipe", "slide", "push"]
Direction = Literal["left", "right", "up", "down"]
Origin = Literal["paid", "animatic", "sandbox", "footage"]
Codec = Literal["h264", "hevc", "prores", "vp9", "av1"]
"""How the film's picture may be coded."""
