"""The provider seam: what every service, paid or embedded, looks like from here."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal, Protocol

from storyboard.model.capabilities import Capabilities
from storyboard.model.clock import Clock
from storyboard.model.media import MediaKind
from storyboard.model.money import Money
from storyboard.model.price import Edition
from storyboard.model.request import ClipRequest
from storyboard.model.value import Value

RecoveryClass = Literal["idempotent", "listing", "blind"]
"""What can be done about a submit whose outcome is unknown: send it again under the
same key, look for the job in a list, or nothing (LEDGER: `uncertain`)."""

RefusalKind = Literal[
    "content",
    "invalid",
    "unauthorised",
    "no credit",
    "rate",
    "concurrency",
    "unavailable",
    "not found",
    "cancelled",
    "failed",
    "odd",
]
"""Every way in which a service says no:

    content        what is asked, or what came of it, is against its rules
    invalid        a field it does not take
    unauthorised   the key is missing, wrong, expired or not allowed this
    no credit      the account is empty, or a limit on spending is reached
    rate           too many requests; wait
    concurrency    too many jobs at once; wait until one ends
    unavailable    it is down, overloaded or broken
    not found      no such job, model or file
    cancelled      the job was called off, or expired
    failed         the job broke at the service
    odd            an answer that no document describes
"""


intended_at: ContextVar[tuple[float, float] | None] = ContextVar(
    "intended_at", default=None
)
"""When the submit under way was written down, by the elapsed clock and as Unix time:
from then on its time runs, whatever keeps it from leaving."""


class Ticket(Value):
    """The service's name for a job; enough to poll it after a restart."""

    provider: str
    """The provider's name."""
    id: str
    """The job's id there."""
    charged: Money | None = None
    """What the answer to the submit said it took, where only that answer says it."""


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
    last_frame: str | None = None
    """Where the clip's last frame is as an image, where the service gives one."""


class Refused(Value):
    """A no: to a submit, to a question, or the end of a job without a clip."""

    kind: RefusalKind = "failed"
    """Which no it is."""
    code: str
    """The service's code, or ours."""
    message: str
    """What the service said."""
    charged: bool | None = None
    """Whether money was taken; None: unknown."""
    raw: str = ""
    """The answer's body as it came, cut short, keys and signatures taken out."""


class SubmitRefused(Exception):  # noqa: N818 - an answer, not a fault
    """The service said no to a submit; no job was made and nothing is charged."""

    def __init__(
        self, refused: Refused, *, later: bool = False, after: float | None = None
    ) -> None:
        super().__init__(refused.message)
        self.refused = refused
        self.later = later
        """Whether the same submit may be tried again after waiting."""
        self.after = after
        """Seconds to wait before that, where the service says it."""


class NotSent(Exception):  # noqa: N818 - an answer, not a fault
    """The request provably never left this machine; it may be sent again."""


class Unanswered(Exception):  # noqa: N818 - an answer, not a fault
    """No usable answer: of a submit, its outcome is unknown; else ask again."""

    def __init__(self, refused: Refused, *, after: float | None = None) -> None:
        said = refused.message
        named = said.casefold().startswith(refused.code.casefold())
        super().__init__(said if named else f"{refused.code}: {said}")
        self.refused = refused
        self.after = after
        """Seconds to wait before asking again, where the service says it."""


class CannotTell(Exception):  # noqa: N818 - an answer, not a fault
    """The service's list of jobs does not say which of them is ours."""


class Account(Value):
    """How a paid service is reached."""

    address: str
    """Scheme, host and port."""
    key_name: str
    """The variable that holds the key."""
    key_set: bool
    """Whether there is a key."""
    loopback: bool
    """Whether the address is this machine's own."""


class Upload(Value):
    """A file on its way to a service."""

    file: Path
    """Where it lies."""
    name: str
    """The name to give it: its digest and how it ends."""
    kind: MediaKind
    """What it is."""
    type: str
    """Its media type, such as `image/png`."""


class Published(Value):
    """A file that a service can reach."""

    address: str
    """Where."""
    expires: datetime | None = None
    """Until when; None: it stays."""


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
    def calls_back(self) -> bool:
        """Whether it calls `ClipRequest.callback` when a job has ended.

        What it says then proves nothing; the job is polled as ever.
        """
        ...

    @property
    def account(self) -> Account | None:
        """How it is reached; None: it is embedded, and needs no key."""
        ...

    @property
    def models(self) -> tuple[str, ...]:
        """The models it offers, the default first."""
        ...

    def capabilities(self, model: str | None) -> Capabilities | None:
        """What a model can do (None: the default one); None: no such model."""
        ...

    def rehearse(self, request: ClipRequest) -> str | None:
        """Why a request could not be sent, in one sentence; None: it can be.

        Pure and offline; the request's files have no addresses yet. For what
        `capabilities` cannot say, such as fields that exclude each other.
        """
        ...

    async def upload(self, upload: Upload) -> Published:
        """Take in a file; only asked where a row's `delivery` says `upload`."""
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
        """Call a job off; False where the service cannot, or not any more."""
        ...

    async def balance(self) -> Money | None:
        """What is left on the account; None where the service cannot say."""
        ...

    async def styles(self) -> tuple[str, ...]:
        """The styles it offers by name; empty where it has none."""
        ...

    async def find(self, key: str) -> Ticket | None:
        """The job that was submitted under a key, where jobs can be listed.

        CannotTell where the list does not say whose jobs they are.
        """
        ...

    async def close(self) -> None:
        """Let go of processes and connections."""
        ...


def _no_key() -> str | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Workplace:
    """What a provider is given when it is built."""

    scratch: Path
    """A private folder for unfinished files."""
    assets: Mapping[str, Path]
    """Where packs lie, by name; the project's folder under the empty name."""
    settings: Mapping[str, str | int | float | bool]
    """This provider's table of `storyboard.toml`, without what all have in common."""
    workers: int
    """How many processes may draw at once."""
    clock: Clock
    """For pacing requests."""
    base_url: str | None = None
    """Scheme, host and port in place of the service's own."""
    key: Callable[[], str | None] = field(default=_no_key, repr=False)
    """Looks the key up: in the environment, else in the keyring."""
    submit_seconds: float = 110.0
    """The time limit of a submit, all told; the runner's is a little longer."""
    requests_per_minute: int | None = None
    """The most requests to send in a minute; None: as many as there are."""
    prices: Mapping[str, tuple[Edition, ...]] = field(default_factory=dict)
    """The user's own price lists by model; they go before the adapter's."""
    edition: date | None = None
    """The day of the price list to go by; None: the newest."""
    project: str = ""
    """The project's stable id, where it has one."""

    def file(self, asset: str) -> Path:
        """The file on disk of an asset path (see `storyboard.model.value`)."""
        if asset.startswith("pack:"):
            name, _, rest = asset.removeprefix("pack:").partition("/")
            return self.assets[name] / rest
        return self.assets[""] / asset
