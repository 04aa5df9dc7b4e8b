"""The provider seam: what every service, paid or embedded, looks like from here."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal, Protocol

from storyboard.model.capabilities import Capabilities
from storyboard.model.money import Money
from storyboard.model.request import ClipRequest
from storyboard.model.value import Value

RecoveryClass = Literal["idempotent", "listing", "blind"]
"""What can be done about a submit whose outcome is unknown: send it again under the
same key, look for the job in a list, or nothing (LEDGER: `uncertain`)."""


class Ticket(Value):
    """The service's name for a job; enough to poll it after a restart."""

    provider: str
    """The provider's name."""
    id: str
    """The job's id there."""


class Waiting(Value):
    """The job goes on."""

    progress: float | None = None
    """From 0 to 1, where the service says it."""


class Ready(Value):
    """The clip can be fetched."""

    ticket: Ticket
    """The job."""
    address: str
    """Where the clip is, as the service says it."""
    seed: int | None = None
    """The seed that was used, where the service says it."""
    charged: Money | None = None
    """What the service says it took; None: it does not say."""


class Refused(Value):
    """The job ended without a clip."""

    code: str
    """The service's code, or ours."""
    message: str
    """What the service said."""
    charged: bool | None = None
    """Whether money was taken; None: unknown."""


class SubmitRefused(Exception):  # noqa: N818 - an answer, not a fault
    """The service said no to a submit; no job was made and nothing is charged."""

    def __init__(self, refused: Refused, *, later: bool = False) -> None:
        super().__init__(refused.message)
        self.refused = refused
        self.later = later
        """Whether the same submit may be tried again after waiting."""


class NotSent(Exception):  # noqa: N818 - an answer, not a fault
    """The request provably never left this machine; it may be sent again."""


class Provider(Protocol):
    """A video service.

    `submit` may cost money; everything else is free and may be repeated. Any other
    exception out of `submit` than `SubmitRefused` and `NotSent` means that the
    outcome is unknown.
    """

    @property
    def name(self) -> str:
        """The name used in boards."""
        ...

    @property
    def recovery(self) -> RecoveryClass:
        """What can be done about an unknown outcome."""
        ...

    @property
    def models(self) -> tuple[str, ...]:
        """The models it offers, the default first."""
        ...

    def capabilities(self, model: str | None) -> Capabilities | None:
        """What a model can do (None: the default one); None: no such model."""
        ...

    async def submit(self, request: ClipRequest, key: str) -> Ticket:
        """Ask for a clip. The key names this attempt and no other."""
        ...

    async def poll(self, ticket: Ticket) -> Waiting | Ready | Refused:
        """How the job stands."""
        ...

    def fetch(self, ready: Ready) -> AsyncIterator[bytes]:
        """The clip's bytes."""
        ...

    async def cancel(self, ticket: Ticket) -> bool:
        """Call a job off; False where the service cannot."""
        ...

    async def balance(self) -> Money | None:
        """What is left on the account; None where the service cannot say."""
        ...

    async def find(self, key: str) -> Ticket | None:
        """The job that was submitted under a key, where jobs can be listed."""
        ...

    async def close(self) -> None:
        """Let go of processes and connections."""
        ...


class Workplace(Value):
    """What a provider is given when it is built."""

    scratch: Path
    """A private folder for unfinished files."""
    assets: dict[str, Path]
    """Where packs lie, by name; the project's folder under the empty name."""
    settings: dict[str, str | int | float | bool]
    """This provider's table of `storyboard.toml`."""
    workers: int
    """How many processes may draw at once."""

    def file(self, asset: str) -> Path:
        """The file on disk of an asset path (see `storyboard.model.value`)."""
        if asset.startswith("pack:"):
            name, _, rest = asset.removeprefix("pack:").partition("/")
            return self.assets[name] / rest
        return self.assets[""] / asset
