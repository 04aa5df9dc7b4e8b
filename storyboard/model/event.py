"""What happens during a run, told to whoever shows it."""

from typing import Literal

from storyboard.model.money import Money
from storyboard.model.take import Take
from storyboard.model.value import ShotId, Value

ShotState = Literal[
    "reused", "waiting", "submitted", "working", "fetching", "done", "failed", "footage"
]


class ShotMoved(Value):
    """A shot came into another state, or a little further in it."""

    event: Literal["shot"] = "shot"
    shot: ShotId
    """The shot."""
    attempt: int = 0
    """Which of its takes (see `Take.attempt`)."""
    state: ShotState
    """Where it stands."""
    provider: str | None = None
    """Who makes it."""
    progress: float | None = None
    """From 0 to 1, where the service says it."""
    message: str = ""
    """For a failure: what the service said."""
    take: Take | None = None
    """For a finished shot: the take."""


class CutMoved(Value):
    """The cut came further."""

    event: Literal["cut"] = "cut"
    stage: Literal["picture", "sound", "join", "done", "beside", "up to date"]
    """What is being done; beside: what lies beside the film. Picture and sound are made
    at the same time."""
    done: int = 0
    """Frames of the film that are done; those that were kept count at once."""
    total: int = 0
    """Of how many."""
    segments: int = 0
    """For the picture: segments that are done."""
    of: int = 0
    """For the picture: of how many."""


class PartMade(Value):
    """A segment of the film's picture that had to be made."""

    at: int
    """The frame of the film on which it starts."""
    length: int
    """Frames."""
    shots: tuple[ShotId, ...]
    """The shots that are seen in it."""
    why: str
    """Why nothing kept served: `new`, or what changed since the film was last cut."""


class FilmMade(Value):
    """The film is there."""

    event: Literal["film"] = "film"
    file: str
    """Where."""
    frames: int
    """Its length."""
    seconds: float
    """Its length."""
    slates: tuple[ShotId, ...] = ()
    """Shots that are missing and stand as slates."""
    stale: tuple[ShotId, ...] = ()
    """Shots that are cut from a take made before the board changed."""
    fresh: bool = True
    """False where the film was there already and nothing had changed."""
    made: tuple[PartMade, ...] = ()
    """The segments that were made for it, in order."""
    kept: int = 0
    """How many segments passed as they were kept."""
    beside: tuple[str, ...] = ()
    """Files written beside it: subtitles, a poster, a preview."""


class RunTakenOver(Value):
    """A run that ended without a word was taken over from."""

    event: Literal["taken over"] = "taken over"
    owner: str
    """Who had started it."""
    host: str
    """Where."""
    pid: int
    """Its process there."""
    silent: float
    """Seconds since its last sign of life."""


class JobLeft(Value):
    """A job that goes on without us, or may."""

    shot: ShotId
    """The shot."""
    provider: str
    """Who makes it."""
    ticket: str | None
    """The service's name for it; None: nobody knows whether it was accepted."""
    price: Money | None
    """What it costs; None: unknown."""


class RunLeft(Value):
    """The run was interrupted; what was sent keeps running, and costing."""

    event: Literal["left"] = "left"
    jobs: tuple[JobLeft, ...]
    """All of it."""


Event = RunTakenOver | RunLeft | ShotMoved | CutMoved | FilmMade
