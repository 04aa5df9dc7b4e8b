"""EvoLink: Seedance 2.0, fast and mini, with uploads and idempotent submits.

Wire and figures: sheet evolink.md and the service's newer parameter guide, price rules
and tools, read 2026-11-21. The board's model is one of three; the model that goes over
the wire is that of the mode which the shot's files ask for. Each of the wire's own
names may be given as the model too, and then stands for its one mode.

Part 2, models and prices, is in `models/evolink.py`.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.money import Money
from storyboard.model.request import ClipRequest
from storyboard.model.told import told_prompt
from storyboard.model.value import Value
from storyboard.providers.addresses import (
    Link,
    addresses_of,
    checked_address,
    reached_by,
)
from storyboard.providers.base import (
    CannotTell,
    Provider,
    Published,
    Ready,
    RecoveryClass,
    RefusalKind,
    Refused,
    Ticket,
    Unanswered,
    Upload,
    Waiting,
    Workplace,
)
from storyboard.providers.http import Wire
from storyboard.providers.models.evolink import CREDITS, MODELS, NAME
from storyboard.providers.reply import Reply, kinds_of, refuse_submit
from storyboard.providers.service import (
    Service,
    job_path,
    own_settings,
    said_amount,
)

_FILES = "https://files-api.evolink.ai"
_SUBMIT = "/v1/videos/generations"
_TASKS = "/v1/tasks"
_BALANCE = "/v1/credits"
_UPLOAD = "/api/v1/files/upload/stream"
_UPLOADS_LAST = timedelta(hours=72)
_STATUS = re.compile(r"[45][0-9]{2}")


Callback = Annotated[Link, Field(max_length=2048), reached_by("EvoLink", https=True)]
"""HTTPS, at most 2048 characters, no private address (sheet, Submit request)."""
Told = Annotated[
    Link, Field(max_length=2048), reached_by("EvoLink", https=True, sandbox=True)
]
"""The same, or this machine's, which a sandbox can reach."""


# 1. Settings


class Settings(Value):
    """The own keys of `[providers.evolink]`."""

    callback_url: Callback | None = None
    """Where the service posts the end of each job; no signature comes with it."""
    files_url: Link | None = None
    """Scheme, host and port of the file host in place of EvoLink's own. A `base_url`
    takes uploads too where this is left out, and a loopback one always."""


# 3. Wire models


class ModelParams(Value):
    """`model_params` (sheet, Submit request)."""

    web_search: bool
    """Whether it may look things up; each search costs."""


class Job(Value):
    """The body of a submit (sheet, Submit request)."""

    model: Annotated[
        str,
        Field(pattern=r"^seedance-2\.0(-fast|-mini)?-(text|image|reference)-to-video$"),
    ]
    """Model and mode in one."""
    prompt: Annotated[str, Field(min_length=1)]
    """500 Chinese characters or 1000 English words are advised; no limit is printed."""
    image_urls: Annotated[tuple[Link, ...], Field(min_length=1, max_length=9)] | None
    """Image to video: first and last frame, in this order; else references."""
    video_urls: Annotated[tuple[Link, ...], Field(min_length=1, max_length=3)] | None
    """Reference videos."""
    audio_urls: Annotated[tuple[Link, ...], Field(min_length=1, max_length=3)] | None
    """Reference sounds, never alone."""
    duration: Annotated[int, Field(ge=4, le=15)]
    """Whole seconds."""
    quality: Literal["480p", "720p", "1080p"]
    """What others call resolution."""
    aspect_ratio: Literal["16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "adaptive"]
    """Width to height."""
    generate_audio: bool
    """Whether there is sound; it costs nothing."""
    content_filter: bool
    """Whether content is checked as usual (newer guide)."""
    model_params: ModelParams | None
    """Only of text to video, and not of mini."""
    callback_url: Told | None
    """Where the end is told."""


# 4. Payload


def payload(
    request: ClipRequest, row: Capabilities, mode: Mode, settings: Settings
) -> dict[str, Any]:
    """The body of a submit; ValueError where a request cannot be written down."""
    body = {
        "model": mode.wire,
        "prompt": told_prompt(request, row),
        "image_urls": addresses_of(request, "image"),
        "video_urls": addresses_of(request, "video"),
        "audio_urls": addresses_of(request, "audio"),
        "duration": request.seconds,
        "quality": request.resolution,
        "aspect_ratio": request.aspect,
        "generate_audio": request.audio is not False,
        "content_filter": True,
        "model_params": {"web_search": bool(request.web_search)}
        if mode.web_search
        else None,
        "callback_url": request.callback or settings.callback_url,
    }
    job = Job.model_validate({**body, **request.extra})
    return job.model_dump(mode="json", exclude_none=True)


# 5. Reading

_CONFLICT = "idempotency_conflict"
"""Our key came with another body before (sheet, Submit request)."""
_CODES: Mapping[RefusalKind, str] = {
    "content": "content_policy_violation content_filter sensitive_content "
    "moderation_blocked input_moderation_failed",
    "invalid": "invalid_request invalid_parameter invalid_parameters invalid_media_url "
    "image_processing_error image_dimension_mismatch",
    "unauthorised": "unauthorized invalid_token model_access_denied ip_restricted "
    "key_disabled key_expired key_model_not_allowed user_disabled",
    "no credit": "insufficient_quota insufficient_user_quota quota_not_enough "
    "account_balance_insufficient insufficient_token_quota key_quota_exhausted "
    "token_daily_quota_exceeded key_daily_quota_exhausted quota_exceeded",
    "rate": "rate_limit_exceeded",
    "unavailable": "internal_error no_available_channel model_unavailable "
    "channel_selection_failed service_unavailable service_error resource_exhausted "
    # Whether there is a job under this key, these two do not say.
    f"paid_outcome_unknown {_CONFLICT}",
    "not found": "resource_not_found",
    "cancelled": "request_cancelled",
    "failed": "generation_failed_no_content generation_timeout unknown_error",
}
_TYPES: Mapping[RefusalKind, str] = {
    "invalid": "invalid_request_error request_too_large_error",
    "unauthorised": "authentication_error permission_error",
    "no credit": "insufficient_quota_error insufficient_quota",
    "rate": "rate_limit_error",
    "unavailable": "internal_server_error upstream_error service_unavailable_error "
    "api_error",
    "not found": "not_found_error",
}


CODES = kinds_of(_CODES)
"""What a code means: of the gateway, or of a task that failed (sheet, Errors; those
of spending, keys and channels are named by the service's tools)."""
TYPES = kinds_of(_TYPES)
"""What `error.type` means, where the code says nothing (sheet, Errors)."""


def refusal(reply: Reply) -> Refused | None:
    """The no in an answer; None where there is none.

    The body is `{"error": {"code", "message", "type", …}}`, the code a number or a
    word; the file host says `{"success": false, "code", "msg"}`.
    """
    if reply.good and not reply.at("error") and reply.at("success") is not False:
        return None
    code, sort = _code(reply), reply.text_at("error", "type").lower()
    kind = CODES.get(code.lower()) or TYPES.get(sort)
    named = code if code and not code.isdigit() else sort or code
    if reply.good and kind is None and _STATUS.fullmatch(code):
        within = replace(reply, status=int(code))
        return within.by_status(named, _complaint(reply))
    # A server that broke may have made a job, unless it says why it never would.
    if kind is None or (reply.broken and kind not in {"no credit", "unauthorised"}):
        return reply.by_status(named, _complaint(reply))
    return reply.refused(kind, named, _complaint(reply))


def _code(reply: Reply) -> str:
    return reply.text_among(("error", "code"), ("error",), ("code",))


def _complaint(reply: Reply) -> str:
    """What it says, the field it is about, and what it offers in its place."""
    said = reply.text_among(("error", "message"), ("msg",), ("message",), ("error",))
    about = reply.text_at("error", "param")
    instead = reply.text_at("error", "fallback_suggestion")
    return " ".join(part for part in (said, about and f"({about})", instead) if part)


def accepted(reply: Reply) -> Ticket:
    """The job of a submit; raises what `refuse_submit` gives where there is none.

    CannotTell where our key stands for another body: to send it again changes nothing.
    """
    found = reply.id_among(("id",))
    if reply.good and found:
        return Ticket(provider=NAME, id=found)
    if _code(reply).lower() == _CONFLICT:
        raise CannotTell(
            "EvoLink knows this key from a request with another body; nobody can tell "
            "whether that one made a job"
        )
    refused = refusal(reply)
    raise refuse_submit(reply, refused or reply.odd("the answer names no id"))


def reading(reply: Reply, ticket: Ticket) -> Waiting | Ready | Refused:
    """How a job stands; Unanswered where the answer does not say."""
    state = reply.text_at("status").lower() if reply.good else ""
    if state in {"pending", "processing", "queued", "running"}:
        return Waiting(progress=_progress(reply))
    if state in {"failed", "cancelled"}:
        return _ended(reply, state)
    address = _address(reply)
    if state == "completed" and address:
        return Ready(ticket=ticket, address=address, charged=_charged(reply))
    refused = refusal(reply) or reply.undecided(state, "completed")
    raise Unanswered(refused, after=reply.after)


def _progress(reply: Reply) -> float | None:
    said = said_amount(reply.at("progress"), "percent")
    return None if said is None else min(float(said.amount) / 100, 1.0)


def _ended(reply: Reply, state: str) -> Refused:
    """A job that came to nothing; failed ones are not charged (sheet, Errors)."""
    code = _code(reply)
    return reply.refused(
        "cancelled" if state == "cancelled" else CODES.get(code.lower(), "failed"),
        code or state,
        _complaint(reply) or f"the job {state}, and the service does not say why",
        charged=False if state == "failed" else None,
    )


def _address(reply: Reply) -> str:
    """Where the clip is; the later places are those of papers that rank below."""
    return reply.link_among(
        ("results", 0),
        ("results", 0, "url"),
        ("result_data", 0, "url"),
        ("result_data", 0, "video_url"),
        ("output", "video_url"),
    )


def _charged(reply: Reply) -> Money | None:
    """What a clip took; of nothing beside a reservation, the bill is not made yet."""
    found = _said_to_take(reply)
    reserved = said_amount(reply.at("usage", "credits_reserved"), CREDITS)
    if found and reserved and not found.amount and reserved.amount:
        return None
    return found


def _said_to_take(reply: Reply) -> Money | None:
    for place in (("credits_used",), ("cost", "credits")):
        credits_ = said_amount(reply.at("usage", *place), CREDITS)
        if credits_ is not None:
            return credits_
    return said_amount(reply.at("usage", "cost", "usd"), "usd")


def left(reply: Reply) -> Money:
    """What is on the account; Unanswered where the answer does not say."""
    refused = refusal(reply)
    found = said_amount(reply.at("data", "user", "remaining_credits"), CREDITS)
    if refused is not None or found is None:
        odd = reply.odd("the answer names no remaining_credits")
        raise Unanswered(refused or odd, after=reply.after)
    return found


def uploaded(reply: Reply, now: datetime) -> Published:
    """Where an upload is; raises what `refuse_submit` gives where it is not said."""
    refused = refusal(reply)
    address = reply.link_among(("data", "file_url"))
    if refused is not None or not address:
        odd = reply.odd("the answer names no file_url")
        raise refuse_submit(reply, refused or odd)
    return Published(address=address, expires=_moment(reply) or now + _UPLOADS_LAST)


def _moment(reply: Reply) -> datetime | None:
    """When an upload goes; None where that is not said in words of ISO 8601."""
    try:
        when = datetime.fromisoformat(reply.text_at("data", "expires_at"))
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


# 6. The service


class EvoLink(Service[Settings]):
    """One job for one key; jobs cannot be called off (no endpoint is documented).

    How long keys are kept is unknown, so a request whose answer was lost is sent again
    under its key within an hour and not later.
    """

    name = NAME
    address = "https://api.evolink.ai"
    write = staticmethod(payload)
    calls_back = True
    recovery: RecoveryClass = "idempotent"

    def __init__(self, workplace: Workplace) -> None:
        self.settings = own_settings(Settings, workplace, self.name)
        super().__init__(workplace, MODELS)
        self.files = _file_host(workplace, self.settings, self.wire)
        self._clock = workplace.clock

    async def submit(self, request: ClipRequest, key: str) -> Ticket:
        """Ask for a clip; the same key again gives the same job."""
        body = self.written(request)
        return accepted(await self.wire.submit(_SUBMIT, body, {"Idempotency-Key": key}))

    async def poll(self, ticket: Ticket) -> Waiting | Ready | Refused:
        """How the job stands."""
        return reading(await self.wire.ask("GET", job_path(_TASKS, ticket)), ticket)

    async def balance(self) -> Money | None:
        """The credits that are left on the account."""
        return left(await self.wire.ask("GET", _BALANCE))

    async def upload(self, upload: Upload) -> Published:
        """Take in a file; it is gone three days later."""
        began = self._clock.now()
        content = await asyncio.to_thread(upload.file.read_bytes)
        reply = await self.files.ask(
            "POST",
            _UPLOAD,
            files={"file": (upload.name, content, upload.type)},
            data={"fileName": upload.name},
        )
        return uploaded(reply, began)

    async def close(self) -> None:
        """Let go of all connections."""
        await super().close()
        await self.files.close()


def _file_host(workplace: Workplace, settings: Settings, own: Wire) -> Wire:
    """The way to the file host: a host of its own, unless `base_url` stands for both.

    A sandbox takes uploads itself, so that nothing leaves this machine.
    """
    given = settings.files_url
    if given is not None:
        checked_address(given, NAME, "files_url")
    if own.loopback or (workplace.base_url and given is None):
        return own
    return Wire(replace(workplace, base_url=None), NAME, given or _FILES)


def provider(workplace: Workplace) -> Provider:
    """The entry point; SettingsError where `[providers.evolink]` is wrong."""
    return EvoLink(workplace)
