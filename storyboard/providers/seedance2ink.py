"""seedance2.ink: Seedance 2.0 and 1.5 with a list of files, and jobs to call off.

Wire and figures: sheet seedance2ink.md (the source document, and the service's pages on
image to video and its API), read 2026-11-21. No defaults are printed there, so length,
aspect and resolution are always sent. What a file is for has no field: files go in one
order, and the prompt says which is which. Other errors than a wrong key, and refunds,
are unknown.

Part 2, models and prices, is in `models/seedance2ink.py`.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.request import ClipRequest
from storyboard.model.told import listed, told_prompt
from storyboard.model.value import Flag, Value
from storyboard.providers.addresses import Link, address_of
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
from storyboard.providers.models.seedance2ink import CREDITS, MODELS, MOST_FILES, NAME
from storyboard.providers.reply import Reply, answered, refuse_submit
from storyboard.providers.service import (
    Service,
    job_path,
    own_settings,
    said_amount,
)

_JOBS = "/api/open/v1/video/generations"
_TOO_LATE = 409


# 1. Settings


class Settings(Value):
    """The own keys of `[providers.seedance2ink]`."""

    callback_url: Link | None = None
    """Where the service posts the end of each job; what it posts is not documented."""
    metadata: Flag = True
    """Whether the project's, scene's and shot's ids go along, for its records."""
    project: str = ""
    """The project's id as it goes along; the project's own by default."""


# 3. Wire models


class Metadata(Value):
    """`metadata`, as the source document's example has it; any keys are taken."""

    project: str | None = Field(default=None, alias="projectId")
    """The project's id."""
    scene: str = Field(alias="sceneId")
    """The scene's id in the board."""
    shot: str = Field(alias="shotId")
    """The shot's id in the board, the first one's of several."""


class Generation(Value):
    """The body of a submit (sheet, Submit request, [S])."""

    model: Literal["seedance-2.0", "seedance-2.0-fast", "seedance-1.5-pro"]
    """The model."""
    prompt: Annotated[str, Field(min_length=1)]
    """No limit is known."""
    aspect: Literal["16:9", "9:16", "1:1"] = Field(alias="aspectRatio")
    """Width to height."""
    duration: Annotated[int, Field(ge=4, le=15)]
    """Whole seconds; 1.5-pro makes 5 or 10."""
    resolution: Literal["480p", "720p", "1080p"]
    """Lines."""
    media: (
        Annotated[tuple[Link, ...], Field(min_length=1, max_length=MOST_FILES)] | None
    ) = Field(default=None, alias="mediaUrls")
    """Images, videos and sounds; what each is shows in how its address ends ([D])."""
    webhook: Link | None = Field(default=None, alias="webhookUrl")
    """Where the end is told."""
    metadata: Metadata | None = None
    """Kept with the job."""


# 4. Payload


def payload(
    request: ClipRequest, row: Capabilities, mode: Mode, settings: Settings
) -> dict[str, Any]:
    """The body of a submit; ValueError where a request cannot be written down."""
    del mode
    slate = request.slate
    metadata = {
        "projectId": settings.project or None,
        "sceneId": slate.scene,
        "shotId": slate.shot,
    }
    body = {
        "model": row.model,
        "prompt": told_prompt(request, row),
        "aspectRatio": request.aspect,
        "duration": request.seconds,
        "resolution": request.resolution,
        "mediaUrls": tuple(map(address_of, listed(request.media))) or None,
        "webhookUrl": request.callback or settings.callback_url,
        "metadata": metadata if settings.metadata else None,
    }
    generation = Generation.model_validate(body)
    return generation.model_dump(mode="json", by_alias=True, exclude_none=True)


# 5. Reading

_CODES: Mapping[str, RefusalKind] = {"unauthorized": "unauthorised"}
"""The one code of an error that is documented; its status is not (sheet, Errors)."""
_JOB_CODES: Mapping[str, RefusalKind] = {"provider_error": "failed"}
"""Why a job failed; no other code has been seen (sheet, Errors)."""


def refusal(reply: Reply) -> Refused | None:
    """The no in an answer; None where there is none.

    The body is `{"success": false, "error": {"code": …, "message": …}}`. Statuses are
    not documented, so that a no may come with any; one of success with a code that
    nobody knows is odd.
    """
    if reply.good and reply.at("success") is not False:
        return None
    code, message = reply.text_at("error", "code"), _message(reply)
    kind = _CODES.get(code)
    if kind is None or reply.broken:
        return reply.by_status(code, message)
    return reply.refused(kind, code, message)


def _message(reply: Reply) -> str:
    return reply.text_among(("error", "message"), ("error",))


def accepted(reply: Reply) -> Ticket:
    """The job of a submit; raises what `refuse_submit` gives where there is none.

    What it took is said here and never again.
    """
    refused = refusal(reply)
    found = reply.id_among(("requestId",))
    if refused is None and found:
        charged = said_amount(reply.at("creditsCharged"), CREDITS)
        return Ticket(provider=NAME, id=found, charged=charged)
    raise refuse_submit(reply, refused or reply.odd("the answer names no requestId"))


def reading(reply: Reply, ticket: Ticket) -> Waiting | Ready | Refused:
    """How a job stands; Unanswered where the answer does not say.

    A failed job says `success: true` too: its status counts. With `success: false` it
    does as well, unless a code says that it was the question which failed.
    """
    refused = refusal(reply)
    state, address = reply.text_at("status"), reply.text_at("output", "url")
    failed = refused and reply.good and refused.kind == "odd" and state == "failed"
    if not failed:
        answered(reply, refused)
    if state in {"queued", "processing"}:
        return Waiting()
    if state == "failed":
        code = reply.text_at("error", "code")
        message = _message(reply) or "the job failed, and it is not said why"
        # Whether a failed job is refunded is not documented.
        return reply.refused(_JOB_CODES.get(code, "failed"), code or state, message)
    if state == "cancelled":
        message = _message(reply) or "the job was called off"
        return reply.refused("cancelled", state, message)
    if state == "succeeded" and address:
        return Ready(ticket=ticket, address=address, charged=ticket.charged)
    what = "a clip without an address" if state == "succeeded" else "no known status"
    raise Unanswered(reply.odd(what))


def called_off(reply: Reply) -> bool:
    """Whether a job was called off; Unanswered where nobody knows.

    What a job that has ended answers is not documented: a clear no of any kind is one.
    """
    refused = refusal(reply)
    if refused is None:
        return reply.text_at("status") == "cancelled"
    if refused.kind in {"invalid", "not found"} or reply.status == _TOO_LATE:
        return False
    raise Unanswered(refused, after=reply.after)


# 6. The service


class Seedance2Ink(Service[Settings]):
    """One job for one submit; queued and running jobs can be called off."""

    name = NAME
    address = "https://www.seedance2.ink"
    write = staticmethod(payload)
    calls_back = True

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, MODELS)
        own = own_settings(Settings, workplace, self.name)
        project = own.project or workplace.project
        self.settings = own.model_copy(update={"project": project})

    async def submit(self, request: ClipRequest, key: str) -> Ticket:
        """Ask for a clip; the service has no field for the key."""
        del key
        body = self.written(request)
        return accepted(await self.wire.submit(_JOBS, body))

    async def poll(self, ticket: Ticket) -> Waiting | Ready | Refused:
        """How the job stands."""
        return reading(await self.wire.ask("GET", job_path(_JOBS, ticket)), ticket)

    async def cancel(self, ticket: Ticket) -> bool:
        """Call a job off, queued or running."""
        return called_off(
            await self.wire.ask("POST", f"{job_path(_JOBS, ticket)}/cancel")
        )


def provider(workplace: Workplace) -> Provider:
    """The entry point; SettingsError where `[providers.seedance2ink]` is wrong."""
    return Seedance2Ink(workplace)
