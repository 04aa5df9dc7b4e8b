"""Reading what a service is sent: strictly, and every complaint with its place."""

import hashlib
import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

from storyboard.sandbox.jobs import Job

SEEDS = 2**32
"""How many seeds there are."""

Place = tuple[str | int, ...]
"""Where in a body something is: ("image_urls", 2)."""


class Wire(BaseModel):
    """A body as its service documents it: exact names, exact types, nothing more.

    A number is no text and 5.0 is no whole number; null is nothing that a service
    documents, so an optional field is left out or has a value.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        protected_namespaces=(),
    )

    def gives(self, field: str) -> bool:
        """Whether a field was sent."""
        return field in self.model_fields_set


WireModel = TypeVar("WireModel", bound=Wire)


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong with a body."""

    place: Place
    """The field; empty: the body as a whole."""
    message: str
    """What is wrong, in words that can stand alone."""
    kind: str = "value_error"
    """`missing`, `extra_forbidden`, `too_long`, …: pydantic's word for it."""

    @property
    def field(self) -> str:
        """The field of the body that it is about; empty: the body as a whole."""
        return str(self.place[0]) if self.place else ""

    @property
    def written(self) -> str:
        """The place as people write it: content[1].role."""
        parts = (f"[{p}]" if isinstance(p, int) else f".{p}" for p in self.place)
        return "".join(parts).lstrip(".")


class BodyError(Exception):
    """A body that the service does not take."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__("; ".join(each.message for each in complaints))
        self.complaints = complaints

    @property
    def first(self) -> Complaint:
        """The complaint that is named where there is room for one."""
        return self.complaints[0]


class TooLargeError(BodyError):
    """A body of more bytes than the service takes."""


def wrong(place: str | Place, message: str, kind: str = "value_error") -> BodyError:
    """A complaint of a service's own about one field."""
    at = (place,) if isinstance(place, str) else place
    return BodyError(Complaint(at, message, kind))


async def read_body(
    request: Request, model: type[WireModel], most: int | None = None
) -> tuple[WireModel, dict[str, Any]]:
    """A JSON body as a model, and as it came.

    BodyError with every complaint; TooLargeError where it has more than `most` bytes.
    """
    raw = await request.body()
    if most is not None and len(raw) > most:
        raise TooLargeError(Complaint((), f"the body has more than {most} bytes"))
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/json":
        raise BodyError(Complaint((), "the body must be sent as application/json"))
    try:
        return model.model_validate_json(raw), json.loads(raw)
    except ValidationError as error:
        raise BodyError(*(_complaint(found) for found in error.errors())) from error


def _complaint(found: Mapping[str, Any]) -> Complaint:
    place: Place = tuple(found["loc"])
    written = Complaint(place, "").written or "body"
    words = {"missing": "is required", "extra_forbidden": "is no field of this request"}
    said = str(found["msg"]).removeprefix("Value error, ")
    said = words.get(found["type"], said[:1].lower() + said[1:])
    return Complaint(place, f"{written}: {said}", found["type"])


def link(text: str) -> str:
    """An http or https address; ValueError for anything else."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or " " in text:
        raise ValueError("should be an http or https URL")
    return text


def is_private(host: str) -> bool:
    """Whether a host is this machine or in a network of its own."""
    if host == "localhost" or host.endswith((".localhost", ".local")):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return not address.is_global


def _callback(text: str) -> str:
    """An address that the service can reach: the sandbox reaches this machine's own."""
    parts = urlsplit(text)
    host = parts.hostname or ""
    if is_private(host) and not (parts.scheme == "http" and _is_loopback(host)):
        raise ValueError("should be a public URL, not one of a private host")
    return text


def _secure(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
        raise ValueError("should be an https URL")
    return text


def _is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its number."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


Words = Annotated[str, Field(min_length=1)]
"""Text with something in it."""
Link = Annotated[str, AfterValidator(link)]
"""An http or https address; real services refuse loopback, the sandbox lives on it."""
Callback = Annotated[Link, AfterValidator(_callback)]
"""An address that the whole world can reach, or http on this machine; nothing is looked
up."""
SecureCallback = Annotated[Callback, AfterValidator(_secure)]
"""The same with https only, but for this machine."""


def figure(amount: Decimal) -> int | float:
    """An amount as JSON has it: whole where it is whole."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def iso(moment: datetime) -> str:
    """A moment as `2026-03-15T10:00:00Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def milliseconds(moment: datetime) -> int:
    """A moment in milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def seed_of(job: Job) -> int:
    """The seed of a job; one that was left to the service follows from its id."""
    if job.order.seed is not None and job.order.seed >= 0:
        return job.order.seed
    return int(hashlib.sha256(job.id.encode()).hexdigest(), 16) % SEEDS


def why(job: Job, message: str) -> str:
    """A failed job's message, with what happened where the sandbox is to blame."""
    reason = job.failure.reason if job.failure else ""
    return f"{message} (sandbox: {reason})" if reason else message
