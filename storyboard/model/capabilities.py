"""What a provider's model can do, as data that planning compares with a request."""

from storyboard.model.money import Price
from storyboard.model.value import Value
from storyboard.model.words import Origin

TOLD_BY_DEFAULT = frozenset(
    {
        "model",
        "prompt",
        "seconds",
        "format",
        "references",
        "audio",
        "web_search",
        "extra",
    }
)


class Capabilities(Value):
    """One row of a provider's table."""

    provider: str
    """The provider's name."""
    model: str
    """The model's name at this provider."""
    origin: Origin
    """Where its clips come from: paid, animatic or sandbox."""
    told: frozenset[str] = TOLD_BY_DEFAULT
    """The parts of a request that it is told (see `PART_NAMES`)."""
    seconds: tuple[float, float] = (0.1, 86_400.0)
    """Shortest and longest clip."""
    whole_seconds: bool = False
    """Whether only whole seconds can be asked."""
    allowed_seconds: tuple[float, ...] = ()
    """The only lengths there are; empty: any between shortest and longest."""
    aspects: tuple[str, ...] = ()
    """Aspects it offers; empty: any."""
    resolutions: tuple[str, ...] = ()
    """Resolutions it offers; empty: any."""
    prompt_limit: int | None = None
    """Longest prompt in characters; None: no limit known."""
    images: int = 0
    """Most reference images."""
    videos: int = 0
    """Most reference videos."""
    audios: int = 0
    """Most reference sounds, voices among them."""
    first_frame: bool = False
    """Whether it starts from an image."""
    last_frame: bool = False
    """Whether it ends on an image."""
    seed: bool = False
    """Whether it takes a seed."""
    audio_switch: bool = False
    """Whether sound can be switched on and off."""
    web_search: bool = False
    """Whether it can look things up."""
    extra: tuple[str, ...] = ()
    """Its own fields, as `extra: {PROVIDER: {…}}` may name them."""
    price: Price | None = None
    """What it costs; None: unknown."""
    concurrency: int = 2
    """Jobs at once, unless settings say otherwise."""
