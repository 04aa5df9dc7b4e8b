"""What all paid services have in common, so that an adapter holds only its own."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Generic, TypeVar
from urllib.parse import quote, urlsplit

from pydantic import ValidationError

from storyboard.errors import SettingsError, offer
from storyboard.model.capabilities import Capabilities, Mode, named
from storyboard.model.money import Money
from storyboard.model.request import ClipRequest
from storyboard.model.value import Value
from storyboard.providers.addresses import is_loopback
from storyboard.providers.base import (
    Account,
    Published,
    Ready,
    RecoveryClass,
    Refused,
    SubmitRefused,
    Ticket,
    Upload,
    Workplace,
)
from storyboard.providers.http import Wire

Own = TypeVar("Own", bound=Value)
Body = dict[str, Any]


_STAND_INS = {
    False: "https://files.invalid/file",
    True: "data:image/png;base64,AAAA",
}
"""Addresses of files that nobody has published yet, whether inline or not."""


COMMON = (
    "base_url",
    "concurrency",
    "requests_per_minute",
    "submits_per_minute",
    "poll_seconds",
    "patience",
    "fall_back_after",
    "price_list",
    "prices",
)
"""The settings that every service has, beside its own."""


class Service(Generic[Own]):
    """A paid service over HTTP; an adapter adds `submit` and `poll`.

    On a loopback address its clips are a sandbox's, else they are paid.
    """

    name: ClassVar[str]
    """The name used in boards."""
    address: ClassVar[str]
    """Scheme, host and port of the service itself."""
    scheme: ClassVar[str] = "Bearer"
    """The word before the key in `Authorization`."""
    write: Callable[..., Body]
    """The adapter's `payload`: of a request, its row, its mode and the settings."""
    settings: Own
    """The adapter's own table of `storyboard.toml`."""
    recovery: RecoveryClass = "blind"
    """Blind, unless the service was shown to be better."""
    calls_back: bool = False
    """Whether a job has a field for who is told of its end."""

    def __init__(self, workplace: Workplace, rows: Sequence[Capabilities]) -> None:
        self.wire = Wire(workplace, self.name, self.address, self.scheme)
        origin = "sandbox" if self.wire.loopback else "paid"
        self.rows = tuple(
            row.model_copy(update={"origin": origin})
            for row in _priced(workplace, rows, self.name)
        )

    @property
    def account(self) -> Account | None:
        """How it is reached."""
        return self.wire.account()

    @property
    def models(self) -> tuple[str, ...]:
        """The models it offers, the default first."""
        return tuple(row.model for row in self.rows)

    def capabilities(self, model: str | None) -> Capabilities | None:
        """What a model can do, by its own name or an alias."""
        return named(self.rows, model)

    def row_and_mode(self, request: ClipRequest) -> tuple[Capabilities, Mode]:
        """What a request is served by; SubmitRefused where nothing takes it."""
        row = self.capabilities(request.model)
        mode = row.mode_of(request) if row else None
        if row is None or mode is None:
            message = f"{self.name} has no way to make this shot; plan it again"
            raise SubmitRefused(
                Refused(kind="invalid", code="no mode", message=message, charged=False)
            )
        return row, mode

    def written(self, request: ClipRequest) -> Body:
        """What to submit; SubmitRefused where a request cannot be written down.

        By then the plan has seen to all of it, so this is the last net: without it, an
        outcome would be called unknown although nothing was sent.
        """
        row, mode = self.row_and_mode(request)
        try:
            self._check_callback(request.callback)
            return self.write(request, row, mode, self.settings)
        except ValueError as error:
            message = f"{self.name} cannot be asked for this shot: {_said(error)}"
            raise SubmitRefused(
                Refused(kind="invalid", code="no body", message=message, charged=False)
            ) from error

    def _check_callback(self, said: str | None) -> None:
        """ValueError where a service elsewhere is to call this machine by loopback."""
        here = said is not None and is_loopback(urlsplit(said).hostname or "")
        if here and self.calls_back and not self.wire.loopback:
            raise ValueError(
                f"{self.name} cannot call {said}; set listen.public_url to an address "
                "that it can reach"
            )

    def rehearse(self, request: ClipRequest) -> str | None:
        """Why a request could not be written down; None: it can be."""
        row = self.capabilities(request.model)
        delivery = row.delivery if row else {}
        media = tuple(
            medium.model_copy(update={"address": _STAND_INS[inline]})
            for medium in request.media
            for inline in [delivery.get(medium.kind) == "inline"]
        )
        try:
            self.written(request.model_copy(update={"media": media}))
        except SubmitRefused as error:
            return error.refused.message
        return None

    def fetch(self, ready: Ready) -> AsyncIterator[bytes]:
        """The clip's bytes."""
        return self.wire.clip(ready.address)

    async def upload(self, upload: Upload) -> Published:
        """There is no upload, unless an adapter adds one."""
        raise NotImplementedError(f"{self.name} takes no {upload.kind}")

    async def cancel(self, ticket: Ticket) -> bool:
        """Jobs cannot be called off, unless an adapter can."""
        del ticket
        return False

    async def balance(self) -> Money | None:
        """The service does not say, unless an adapter asks it."""
        return None

    async def styles(self) -> tuple[str, ...]:
        """There are none, unless an adapter knows some."""
        return ()

    async def find(self, key: str) -> Ticket | None:
        """Jobs cannot be listed, unless an adapter can."""
        del key
        return None

    async def close(self) -> None:
        """Let go of all connections."""
        await self.wire.close()


def said_amount(value: object, unit: str) -> Money | None:
    """An amount as an answer has it, a number or text; None where it is none."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    if isinstance(value, bool) or not amount.is_finite() or amount < 0:
        return None
    return Money(amount=amount, unit=unit)


def said_seed(value: object, most: int | None = None) -> int | None:
    """A seed as an answer has it, up to `most`; None where it is none (-1: any)."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return None
    return value if most is None or value <= most else None


def plain(seconds: float) -> float | int:
    """Whole seconds without a fraction, as 8 and not 8.0."""
    return int(seconds) if seconds == int(seconds) else seconds


def job_path(jobs: str, ticket: Ticket) -> str:
    """The path of a job below that of all jobs."""
    return f"{jobs}/{quote(ticket.id, safe='')}"


def own_settings(kind: type[Own], workplace: Workplace, name: str) -> Own:
    """The adapter's own table of `storyboard.toml`; SettingsError in words."""
    try:
        return kind.model_validate(dict(workplace.settings))
    except ValidationError as error:
        said = []
        for found in error.errors():
            key = ".".join(str(part) for part in found["loc"])
            if found["type"] == "extra_forbidden":
                known = offer(key, [*kind.model_fields, *COMMON])
                if "key" in key:
                    known = f"keys belong in the environment: {name.upper()}_API_KEY"
                said.append(f"providers.{name}.{key}: {name} has no {key} ({known})")
            else:
                words = found["msg"][0].lower() + found["msg"][1:]
                said.append(f"providers.{name}.{key}: {words}, not {found['input']!r}")
        raise SettingsError("\n".join(said)) from error


def _said(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    said = []
    for found in error.errors():
        name = ".".join(str(part) for part in found["loc"])
        unknown = found["type"] == "extra_forbidden"
        said.append(f"there is no {name}" if unknown else f"{name}: {found['msg']}")
    return "; ".join(said)


def _priced(
    workplace: Workplace, rows: Sequence[Capabilities], name: str
) -> Iterator[Capabilities]:
    """The rows, each with the user's own list first, then the chosen edition."""
    day = workplace.edition
    days = {edition.read for row in rows for edition in row.prices}
    if day and day not in days:
        known = sorted(str(each) for each in days)
        raise SettingsError(
            f"providers.{name}.price_list: no list of {day} is known (there are those "
            f"of {', '.join(known)})"
        )
    _known_prices(workplace, rows, name)
    for row in rows:
        own = workplace.prices.get(row.model, ())
        chosen = tuple(edition for edition in row.prices if edition.read == day)
        yield row.model_copy(update={"prices": (*own, *(chosen or row.prices))})


def _known_prices(
    workplace: Workplace, rows: Sequence[Capabilities], name: str
) -> None:
    """SettingsError where the user's own prices are for what there is not."""
    models = {row.model: row for row in rows}
    for model, editions in workplace.prices.items():
        where, row = f"providers.{name}.prices.{model}", models.get(model)
        if row is None:
            known = offer(model, list(models))
            raise SettingsError(f"{where}: {name} has no such model ({known})")
        for rate in (rate for edition in editions for rate in edition.rates):
            said = rate.resolution
            if said and row.resolutions and said not in row.resolutions:
                known = offer(said, list(row.resolutions))
                raise SettingsError(f"{where}: {model} has no {said} ({known})")
