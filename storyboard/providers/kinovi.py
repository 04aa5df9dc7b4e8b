"""Kinovi: Seedance 2.0 with key frames, references, seeds and uploads.

Wire and figures: sheet kinovi.md (the official repository's README, its text-to-video
page of the middle of 2026, and the source document), read 2026-11-21. The three do not
agree. What the README says is asked by default; `docs = "source"` in
`[providers.kinovi]` asks as the source document does.

Unknown keys inside `inputs` are ignored without a word by the service: what is sent is
checked against models that forbid them.

Part 2, models and prices, is in `models/kinovi.py`.
"""

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field

from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.request import ClipRequest
from storyboard.model.told import told_prompt
from storyboard.model.value import Value
from storyboard.providers.addresses import Link, addresses_of, is_private
from storyboard.providers.base import (
    Provider,
    Published,
    Ready,
    RefusalKind,
    Refused,
    Ticket,
    Unanswered,
    Upload,
    Waiting,
    Workplace,
)
from storyboard.providers.models.kinovi import (
    CREDITS,
    MODELS,
    MODELS_OF_THE_SOURCE,
    NAME,
)
from storyboard.providers.reply import UNEXPLAINED, Reply, answered, refuse_submit
from storyboard.providers.service import (
    Service,
    own_settings,
    said_amount,
    said_seed,
)

_SUBMIT = "/api/v1/jobs/createTask"
_QUERY = "/api/v1/jobs/recordInfo"
_UPLOADS = "/api/v1/uploads"
_UPLOADS_LAST = timedelta(hours=24)
_MOST_SEED = 4_294_967_295


# 1. Settings


class Settings(Value):
    """The own keys of `[providers.kinovi]`."""

    callback_url: Link | None = None
    """Where the service posts the end of each job; no signature comes with it."""
    docs: Literal["current", "source"] = "current"
    """Whose words to go by: those of the current README, or of the source document
    (length as text, 4000 characters, 4k by upscaling, no files, seeds or sound switch,
    and its prices)."""


# 3. Wire models

Aspect = Literal["16:9", "9:16", "1:1", "3:4", "4:3", "21:9"]
UpToNine = Annotated[tuple[Link, ...], Field(min_length=1, max_length=9)]
UpToThree = Annotated[tuple[Link, ...], Field(min_length=1, max_length=3)]


class Inputs(Value):
    """`inputs` of the current README (sheet, Submit request, [O])."""

    prompt: Annotated[str, Field(min_length=1, max_length=10_000)]
    """At most 10,000 characters."""
    duration: Annotated[int, Field(ge=4, le=15)]
    """Whole seconds."""
    aspect: Aspect = Field(alias="aspectRatio")
    """Width to height."""
    resolution: Literal["480p", "720p", "1080p", "4k"] = Field(alias="outputResolution")
    """Lines; the fast model ends at 720p."""
    mode: Literal["keyframe", "reference"]
    """What the images are."""
    images: UpToNine | None = Field(default=None, alias="imageUrls")
    """First and last frame, or references."""
    videos: UpToThree | None = Field(default=None, alias="videoUrls")
    """Reference videos, 15 seconds together."""
    audios: UpToThree | None = Field(default=None, alias="audioUrls")
    """Reference sounds, 15 seconds together, never alone."""
    audio: bool = Field(alias="generate_audio")
    """Whether there is sound."""
    bitrate_mode: Literal["high"] | None = None
    """A higher bit rate."""
    seed: Annotated[int, Field(ge=0, le=_MOST_SEED)] | None = None
    """The same seed promises no same clip."""


class SourceInputs(Value):
    """`inputs` of the source document (sheet, Submit request, [S])."""

    prompt: Annotated[str, Field(min_length=1, max_length=4000)]
    """At most 4000 characters."""
    duration: Annotated[str, Field(pattern=r"^([4-9]|1[0-5])$")]
    """Whole seconds, as text."""
    aspect: Aspect = Field(alias="aspectRatio")
    """Width to height."""
    mode: Literal["keyframe"]
    """The default; of the other one, the source names no fields."""
    resolution: Literal["480p", "720p"] = Field(alias="outputResolution")
    """Lines."""
    upscale: Literal["4k"] | None = Field(default=None, alias="upscaleResolution")
    """Enlarges the clip."""


class Job(Value):
    """The body of a submit (sheet, Submit request)."""

    model: Literal["seedance-20", "seedance2-fast"]
    """Must match exactly."""
    callback: Link | None = Field(default=None, alias="callBackUrl")
    """Where the end is told; with a capital B."""
    inputs: Inputs | SourceInputs
    """Everything else."""


# 4. Payload


def payload(
    request: ClipRequest, row: Capabilities, mode: Mode, settings: Settings
) -> dict[str, Any]:
    """The body of a submit; ValueError where a request cannot be written down."""
    write = _inputs if settings.docs == "current" else _source_inputs
    body = {
        "model": row.model,
        "callBackUrl": request.callback or settings.callback_url,
        "inputs": write(request, told_prompt(request, row), mode),
    }
    job = Job.model_validate(body)
    return job.model_dump(mode="json", by_alias=True, exclude_none=True)


def _inputs(request: ClipRequest, prompt: str, mode: Mode) -> Inputs:
    written = {
        "prompt": prompt,
        "duration": request.seconds,
        "aspectRatio": request.aspect,
        "outputResolution": request.resolution,
        "mode": mode.wire,
        "imageUrls": addresses_of(request, "image"),
        "videoUrls": addresses_of(request, "video"),
        "audioUrls": addresses_of(request, "audio"),
        "generate_audio": request.audio is not False,
        "seed": request.seed,
    }
    return Inputs.model_validate({**written, **request.extra})


def _source_inputs(request: ClipRequest, prompt: str, mode: Mode) -> SourceInputs:
    enlarged = request.resolution == "4k"
    written = {
        "prompt": prompt,
        "duration": f"{request.seconds:g}",
        "aspectRatio": request.aspect,
        "mode": mode.wire,
        "outputResolution": "720p" if enlarged else request.resolution,
        "upscaleResolution": "4k" if enlarged else None,
    }
    return SourceInputs.model_validate({**written, **request.extra})


# 5. Reading

_CODES: Mapping[str, RefusalKind] = {
    "asset_review_failed": "content",
    "InvalidParameter": "invalid",
    "500": "failed",
    "2038": "failed",
    "4011": "failed",
}
"""Why a job failed (sheet, In-task failure codes); 2038 and 4011 are not explained."""
_CODE = re.compile(rf"({'|'.join(_CODES)})\b")
_STATE = (("status",), ("state",))
_TOO_MANY = 429
"""The one status that means something of its own: too many jobs, not too many requests
(sheet, Errors)."""


def refusal(reply: Reply) -> Refused | None:
    """The no in an answer; None where there is none.

    The body is `{"message": …, "errors": […]}`, and what is short comes as numbers
    beside the message.
    """
    if reply.good:
        return None
    if reply.status == _TOO_MANY and reply.body is not None:
        return reply.refused("concurrency", "", _complaint(reply))
    return reply.by_status(message=_complaint(reply))


def _complaint(reply: Reply) -> str:
    said = [reply.text_among(("message",), ("error", "message"))]
    said += _wrong_fields(reply.at("errors"))
    said += [
        f"{word} {number}"
        for word in ("required", "available", "limit", "current")
        if (number := reply.text_at(word))
    ]
    return "; ".join(part for part in said if part)


def _wrong_fields(errors: object) -> Iterator[str]:
    for error in errors if isinstance(errors, list) else ():
        if not isinstance(error, dict):
            continue
        path, message = error.get("path"), error.get("message")
        where = ".".join(map(str, path)) if isinstance(path, list) else path
        yield ": ".join(str(part) for part in (where, message) if part)


def accepted(reply: Reply) -> Ticket:
    """The job of a submit; raises what `refuse_submit` gives where there is none."""
    refused = refusal(reply)
    found = reply.id_among(("taskId",), ("data", "taskId"))
    if refused is None and found:
        return Ticket(provider=NAME, id=found)
    raise refuse_submit(reply, refused or reply.odd("the answer names no taskId"))


def reading(reply: Reply, ticket: Ticket) -> Waiting | Ready | Refused:
    """How a job stands; Unanswered where the answer does not say.

    The state is called `status`, and `state` in older documents; the whole may lie
    inside `{"code", "message", "data"}`, as the README's callback has it.
    """
    answered(reply, refusal(reply))
    state = reply.text_among(*_STATE)
    if not state and isinstance(reply.at("data"), Mapping):
        reply = replace(reply, body=reply.at("data"))
        state = reply.text_among(*_STATE)
    if state in {"waiting", "generating"}:
        return Waiting()
    if state == "fail":
        return _failed(reply)
    address = reply.text_at("output", 0, "url")
    if state == "success" and address:
        return Ready(
            ticket=ticket,
            address=address,
            seed=said_seed(reply.at("output", 0, "seed"), _MOST_SEED),
            charged=said_amount(reply.at("creditsUsed"), CREDITS),
            last_frame=reply.text_at("output", 0, "lastFrameImage") or None,
        )
    raise Unanswered(reply.undecided(state, "success"))


def _failed(reply: Reply) -> Refused:
    """A job that came to nothing; failed jobs are refunded in full (sheet, [O]).

    Older documents have a plain text for an error, which may begin with a code.
    """
    message = reply.text_among(("error", "message"), ("error",))
    begins = _CODE.match(message)
    code = reply.text_at("error", "code") or (begins[0] if begins else "")
    return reply.refused(
        _CODES.get(code, "failed"),
        code or "fail",
        message or UNEXPLAINED,
        charged=False,
    )


class Place(Value):
    """Where a file may be uploaded to (sheet, Basics)."""

    put: Link
    """Takes the bytes."""
    address: Link
    """Where they can be read then."""
    type: str
    """The media type to send them as; empty: not said."""


def place(reply: Reply, *, loopback: bool) -> Place:
    """Where to upload to; raises what `refuse_submit` gives where it is not said.

    Nobody's private network is written to, unless the service is on this machine.
    """
    refused = refusal(reply)
    if refused is not None:
        raise refuse_submit(reply, refused)
    put, address = reply.text_at("uploadUrl"), reply.text_at("url")
    try:
        found = Place(put=put, address=address, type=reply.text_at("contentType"))
        private = is_private(urlsplit(put).hostname or "")
    except ValueError as error:
        what = "the answer names no address to upload to"
        raise Unanswered(reply.odd(what)) from error
    if private and not loopback:
        raise Unanswered(reply.odd("the address to upload to is a private one"))
    return found


# 6. The service


class Kinovi(Service[Settings]):
    """One job for one submit; jobs can neither be called off nor listed."""

    name = NAME
    address = "https://kinovi.ai"
    write = staticmethod(payload)
    calls_back = True

    def __init__(self, workplace: Workplace) -> None:
        self.settings = own_settings(Settings, workplace, self.name)
        current = self.settings.docs == "current"
        super().__init__(workplace, MODELS if current else MODELS_OF_THE_SOURCE)
        self._clock = workplace.clock

    async def submit(self, request: ClipRequest, key: str) -> Ticket:
        """Ask for a clip; the service has no field for the key."""
        del key
        body = self.written(request)
        return accepted(await self.wire.submit(_SUBMIT, body))

    async def poll(self, ticket: Ticket) -> Waiting | Ready | Refused:
        """How the job stands."""
        asked = {"taskId": ticket.id}
        return reading(await self.wire.ask("GET", _QUERY, params=asked), ticket)

    async def upload(self, upload: Upload) -> Published:
        """Take in a file: ask for a place, then put the bytes there, without the key.

        It is gone a day later.
        """
        began = self._clock.now()
        asked = {"fileName": upload.name}
        reply = await self.wire.ask("POST", _UPLOADS, json=asked)
        found = place(reply, loopback=self.wire.loopback)
        content = await asyncio.to_thread(upload.file.read_bytes)
        kind = {"Content-Type": found.type or upload.type}
        reply = await self.wire.ask(
            "PUT", found.put, key=False, content=content, headers=kind
        )
        if not 200 <= reply.status < 300:  # noqa: PLR2004
            raise Unanswered(reply.by_status(), after=reply.after)
        return Published(address=found.address, expires=began + _UPLOADS_LAST)


def provider(workplace: Workplace) -> Provider:
    """The entry point; SettingsError where `[providers.kinovi]` is wrong."""
    return Kinovi(workplace)
