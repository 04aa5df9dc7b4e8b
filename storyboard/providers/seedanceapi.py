"""seedanceapi.org, API v2: Seedance 2.0, fast and mini.

Wire and figures: sheet seedanceapi.md (the source document, with field names from a
stored copy of the same page), read 2026-11-21. Nothing is documented of cancelling,
listing, balances and uploads.

Part 2, models and prices, is in `models/seedanceapi.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.request import ClipRequest
from storyboard.model.told import told_prompt
from storyboard.model.value import Flag, Value
from storyboard.providers.addresses import Link, addresses_of, reached_by
from storyboard.providers.base import (
    Provider,
    Ready,
    RefusalKind,
    Refused,
    Ticket,
    Unanswered,
    Waiting,
    Workplace,
)
from storyboard.providers.models.seedanceapi import CREDITS, MODELS, NAME
from storyboard.providers.reply import UNEXPLAINED, Reply, refuse_submit
from storyboard.providers.service import Service, own_settings, plain, said_amount

_SUBMIT = "/v2/generate"
_QUERY = "/v2/status"
_STATUS = re.compile(r"[1-5][0-9]{2}")


Callback = Annotated[Link, reached_by("seedanceapi")]
"""A public address, not localhost (sheet, Submit request)."""
Told = Annotated[Link, reached_by("seedanceapi", sandbox=True)]
"""The same, or this machine's, which a sandbox can reach."""


# 1. Settings


class Settings(Value):
    """The own keys of `[providers.seedanceapi]`."""

    callback_url: Callback | None = None
    """Where the service posts something about each job; what, nobody says."""
    public: Flag = False
    """Whether clips may be shown in the service's gallery; a shot's `extra` wins."""


# 3. Wire models

Images = Annotated[tuple[Link, ...], Field(min_length=1, max_length=4)]


class Job(Value):
    """The body of a submit for 2.0 and fast (sheet, Submit request)."""

    model: Literal["seedance-2.0", "seedance-2.0-fast"]
    """The model."""
    prompt: Annotated[str, Field(min_length=1, max_length=2000)]
    """At most 2000 characters."""
    duration: Literal[5, 10, 15]
    """Seconds."""
    resolution: Literal["480p", "720p", "1080p"]
    """Young for these models; its effect is unproven."""
    aspect_ratio: Literal["16:9", "9:16", "4:3", "3:4"] | None = None
    """Only of text to video."""
    images: Images | None = None
    """One to four; with them, it is image to video."""
    callback_url: Told | None = None
    """What is posted there is not documented."""
    public: bool
    """Whether the gallery may show the clip."""


class MiniJob(Value):
    """The body of a submit for mini (sheet, Submit request)."""

    model: Literal["seedance-2-mini"]
    """The model."""
    prompt: Annotated[str, Field(min_length=1, max_length=2000)]
    """At most 2000 characters."""
    duration: Annotated[int, Field(ge=4, le=15)]
    """Whole seconds."""
    resolution: Literal["480p", "720p"]
    """1080p would be made and billed as 720p without a word."""
    aspect_ratio: (
        Literal["16:9", "9:16", "4:3", "3:4", "1:1", "21:9", "adaptive"] | None
    ) = None
    """Only of text to video."""
    images: Images | None = None
    """One to four; with them, it is image to video."""
    reference_video_urls: Annotated[tuple[Link, ...], Field(min_length=1)] | None = None
    """How many is not documented."""
    reference_audio_urls: Annotated[tuple[Link, ...], Field(min_length=1)] | None = None
    """The field is documented, this name for it is inferred from its neighbour's."""
    callback_url: Told | None = None
    """What is posted there is not documented."""
    public: bool
    """Whether the gallery may show the clip."""


_BODY: TypeAdapter[Job | MiniJob] = TypeAdapter(
    Annotated[Job | MiniJob, Field(discriminator="model")]
)


# 4. Payload


def payload(
    request: ClipRequest, row: Capabilities, mode: Mode, settings: Settings
) -> dict[str, Any]:
    """The body of a submit; ValueError where a request cannot be written down."""
    written = {
        "model": row.model,
        "prompt": told_prompt(request, row),
        # A choice of whole numbers takes no 5.0.
        "duration": plain(request.seconds),
        "resolution": request.resolution,
        "aspect_ratio": None if mode.follows_media else request.aspect,
        "images": addresses_of(request, "image"),
        "reference_video_urls": addresses_of(request, "video"),
        "reference_audio_urls": addresses_of(request, "audio"),
        "callback_url": request.callback or settings.callback_url,
        "public": settings.public,
        **request.extra,
    }
    if mode.follows_media and written["aspect_ratio"] is not None:
        raise ValueError("aspect_ratio goes with text alone")
    said = {name: value for name, value in written.items() if value is not None}
    return _BODY.validate_python(said).model_dump(mode="json", exclude_none=True)


# 5. Reading

CODES: Mapping[str, RefusalKind] = {
    "INVALID_PROMPT": "invalid",
    "INVALID_ASPECT_RATIO": "invalid",
    "INVALID_DURATION": "invalid",
    "TOO_MANY_IMAGES": "invalid",
    "INVALID_API_KEY": "unauthorised",
    "INSUFFICIENT_CREDITS": "no credit",
    "TASK_NOT_FOUND": "not found",
    "INTERNAL_ERROR": "unavailable",
}
"""Sheet, Errors."""
_PLACES: tuple[tuple[str, ...], ...] = (
    ("error", "code"),
    ("error",),
    ("code",),
    ("error", "message"),
    ("message",),
    ("data", "code"),
    ("data", "error"),
    ("data", "error_message"),
)
"""Where a code may sit: the body of an error is not documented (sheet, Errors)."""
_WORDS = (
    ("message",),
    ("error", "message"),
    ("error",),
    ("data", "error_message"),
)
_MODERATED = re.compile(
    r"moderat|sensitive|nsfw|content policy|policy violation", re.IGNORECASE
)
"""Words of an `error_message` that say content; inferred, nothing is documented."""


def refusal(reply: Reply) -> Refused | None:
    """The no in an answer; None where there is none.

    Both the status and the body's own `code` count: an answer of 200 may hold a 402.
    """
    code, number = _code(reply), reply.text_at("code")
    if code is not None and not reply.broken:
        return reply.refused(CODES[code], code, reply.text_among(*_WORDS))
    if reply.good and number in {"", "200"} and not reply.at("error"):
        return None
    if reply.good and _STATUS.fullmatch(number):
        reply = replace(reply, status=int(number))
    # A server that broke may have made a job all the same, whatever its code.
    return reply.by_status(code or number, reply.text_among(*_WORDS))


def _code(reply: Reply) -> str | None:
    said = [reply.text_at(*place) for place in _PLACES]
    return next(
        (code for text in said for code in CODES if re.search(rf"\b{code}\b", text)),
        None,
    )


def accepted(reply: Reply) -> Ticket:
    """The job of a submit; raises what `refuse_submit` gives where there is none.

    With a status of success, a job that is named counts for more than whatever stands
    beside it: to ask after one that does not exist is free, to make a second is not.
    """
    refused, found = refusal(reply), reply.id_among(("data", "task_id"))
    if reply.good and found:
        charged = said_amount(reply.at("data", "consumed_credits"), CREDITS)
        return Ticket(provider=NAME, id=found, charged=charged)
    if refused is not None and found:
        refused = reply.odd(f"a no ({refused.code}) that names a job, {found}")
    raise refuse_submit(reply, refused or reply.odd("the answer names no task_id"))


def reading(reply: Reply, ticket: Ticket) -> Waiting | Ready | Refused:
    """How a job stands; Unanswered where the answer does not say."""
    state = reply.text_at("data", "status") if reply.good else ""
    if state == "FAILED":
        return _failed(reply)
    refused = refusal(reply)
    if refused is None and state == "IN_PROGRESS":
        return Waiting()
    address = reply.link_among(("data", "response", 0))
    if refused is None and state == "SUCCESS" and address:
        charged = said_amount(reply.at("data", "consumed_credits"), CREDITS)
        return Ready(ticket=ticket, address=address, charged=charged)
    refused = refused or reply.undecided(state, "SUCCESS")
    raise Unanswered(refused, after=reply.after)


def _failed(reply: Reply) -> Refused:
    """A job that came to nothing; whether it is paid, nobody says (sheet, Errors)."""
    message = reply.text_at("data", "error_message")
    code = _code(reply)
    inferred: RefusalKind = "content" if _MODERATED.search(message) else "failed"
    return reply.refused(
        CODES[code] if code else inferred,
        code or "FAILED",
        message or UNEXPLAINED,
    )


# 6. The service


class SeedanceApi(Service[Settings]):
    """One job for one submit; jobs can neither be called off nor listed."""

    name = NAME
    address = "https://seedanceapi.org"
    write = staticmethod(payload)
    calls_back = True

    def __init__(self, workplace: Workplace) -> None:
        self.settings = own_settings(Settings, workplace, self.name)
        super().__init__(workplace, MODELS)

    async def submit(self, request: ClipRequest, key: str) -> Ticket:
        """Ask for a clip; the service has no field for the key."""
        del key
        body = self.written(request)
        return accepted(await self.wire.submit(_SUBMIT, body))

    async def poll(self, ticket: Ticket) -> Waiting | Ready | Refused:
        """How the job stands."""
        asked = {"task_id": ticket.id}
        return reading(await self.wire.ask("GET", _QUERY, params=asked), ticket)


def provider(workplace: Workplace) -> Provider:
    """The entry point; SettingsError where `[providers.seedanceapi]` is wrong."""
    return SeedanceApi(workplace)
