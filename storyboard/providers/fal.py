"""fal: Seedance 2.0 and fast through a queue.

Wire and figures: sheet fal.md, read 2026-11-21. The queue answers a submit with the
addresses at which to ask for the job's state, for what came of it, and to call it off;
they cannot be made up from the job's id, so they are part of the ticket. The state of
a job that failed reads as that of one with a clip: the no shows only where the clip
would be. Nothing is documented of listing, balances and uploads.

Part 2, models and prices, is in `models/fal.py`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlencode

from pydantic import Field

from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.request import ClipRequest, MediaRole
from storyboard.model.told import told_prompt
from storyboard.model.value import Text, Value, Whole
from storyboard.providers.addresses import Link, address_of, addresses_of, reached_by
from storyboard.providers.base import (
    Provider,
    Ready,
    Refused,
    Ticket,
    Unanswered,
    Waiting,
    Workplace,
)
from storyboard.providers.models.fal import MODELS, NAME
from storyboard.providers.reply import Reply, answered, refuse_submit
from storyboard.providers.service import Service, own_settings, plain, said_seed

_HOSTS = ("https://queue.fal.run", "https://queue.falrun.com")
"""The queue, and its spare host (sheet, Base URL)."""
_FAILED = 422
"""What the address of a result answers where the job came to nothing."""
_TOO_LATE = {400, 404}
"""What a job's end answers to being called off, and, inferred, no such job."""
_LIFETIME = "X-Fal-Object-Lifecycle-Preference"
_NOWHERE = "-"


# 1. Settings


class Settings(Value):
    """The own keys of `[providers.fal]`."""

    callback_url: Annotated[Link, reached_by("fal")] | None = None
    """Where the service posts the end of each job, signed (sheet, Webhook)."""
    keep_seconds: Annotated[Whole, Field(gt=0)] | None = None
    """How long clips are to be kept there; None: as long as fal likes."""
    end_user_id: Text | None = None
    """Whom the clips are made for, as fal is told."""


# 3. Wire models

Seconds = Literal["4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"]
Files = Annotated[tuple[Link, ...], Field(min_length=1)]


class TextJob(Value):
    """The body of a submit from text (sheet, Seedance models)."""

    prompt: Text
    """No limit is known."""
    resolution: Literal["480p", "720p", "1080p"]
    """1080p in newer versions."""
    duration: Seconds
    """Seconds, as text; `auto`, whose price nobody knows before, is not offered."""
    aspect_ratio: Literal["auto", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]
    """Width to height."""
    generate_audio: bool
    """Whether there is sound."""
    seed: int | None = None
    """Which numbers are taken is not documented."""
    end_user_id: Text | None = None
    """Whom the clip is made for."""


class ImageJob(TextJob):
    """The body of a submit from key frames (sheet, Seedance models)."""

    image_url: Link
    """The first frame."""
    end_image_url: Link | None = None
    """The last frame."""


class ReferenceJob(TextJob):
    """The body of a submit from references (sheet, Seedance models)."""

    image_urls: Annotated[Files, Field(max_length=9)] | None = None
    """At most nine."""
    video_urls: Annotated[Files, Field(max_length=3)] | None = None
    """At most three."""
    audio_urls: Annotated[Files, Field(max_length=3)] | None = None
    """At most three."""


_JOBS: Mapping[str, type[TextJob]] = {
    "text-to-video": TextJob,
    "image-to-video": ImageJob,
    "reference-to-video": ReferenceJob,
}
"""By the end of the path."""


# 4. Payload


def payload(
    request: ClipRequest, row: Capabilities, mode: Mode, settings: Settings
) -> dict[str, Any]:
    """The body of a submit; ValueError where a request cannot be written down.

    The model is not in it, but is the path: `mode.wire`.
    """
    body = {
        "prompt": told_prompt(request, row),
        "resolution": request.resolution,
        "duration": str(plain(request.seconds)),
        "aspect_ratio": request.aspect,
        "generate_audio": request.audio is not False,
        "seed": request.seed,
        "end_user_id": settings.end_user_id,
        **_files(request, mode),
        **request.extra,
    }
    said = {name: value for name, value in body.items() if value is not None}
    job = _JOBS[mode.wire.rpartition("/")[2]].model_validate(said)
    return job.model_dump(mode="json", exclude_none=True)


def _files(request: ClipRequest, mode: Mode) -> Mapping[str, object]:
    if mode.first_frame != "no":
        return {
            "image_url": _frame(request, "first_frame"),
            "end_image_url": _frame(request, "last_frame"),
        }
    return {
        "image_urls": addresses_of(request, "image"),
        "video_urls": addresses_of(request, "video"),
        "audio_urls": addresses_of(request, "audio"),
    }


def _frame(request: ClipRequest, role: MediaRole) -> str | None:
    frames = (medium for medium in request.media if medium.role == role)
    return next(map(address_of, frames), None)


# 5. Reading


@dataclass(frozen=True)
class Places:
    """A job's id and addresses, as a ticket's id keeps them."""

    id: str
    """The job's id."""
    status: str
    """Where its state is."""
    result: str
    """Where its clip is told, or why there is none."""
    cancel: str
    """Where it is called off; `-` where that was not said."""

    def ticket(self) -> Ticket:
        """All of it as one text, since a ledger keeps no more of a ticket."""
        return Ticket(provider=NAME, id=" ".join(astuple(self)))


def places_of(ticket: Ticket) -> Places | None:
    """What a ticket's id holds; None where it is none of ours."""
    parts = ticket.id.split(" ")
    return Places(*parts) if len(parts) == 4 and all(parts) else None  # noqa: PLR2004


_CONTENT = re.compile(
    r"moderat|sensitive|nsfw|content[ _]policy|content[ _]checker|policy[ _]violation",
    re.IGNORECASE,
)
"""Words of a `detail` that say content; inferred, nothing is documented."""


def refusal(reply: Reply) -> Refused | None:
    """The no in an answer; None where there is none.

    No code is documented, so that only the status counts (sheet, Errors / limits).
    """
    return None if reply.good else reply.by_status(_code(reply), _message(reply))


def _code(reply: Reply) -> str:
    return reply.text_at("detail", 0, "type")


def _message(reply: Reply) -> str:
    """`detail`: text, or a list of what is wrong and where (sheet, Errors / limits)."""
    detail = reply.at("detail")
    if not isinstance(detail, list):
        return reply.text_at("detail")
    said = []
    for number in range(len(detail)):
        where = reply.at("detail", number, "loc")
        steps = map(str, where) if isinstance(where, list) else ()
        message = reply.text_at("detail", number, "msg")
        said.append(": ".join(part for part in (".".join(steps), message) if part))
    return "; ".join(part for part in said if part)


def accepted(reply: Reply, here: str) -> Ticket:
    """The job of a submit; raises what `refuse_submit` gives where there is none.

    `here` is the address that was asked. Of addresses there or at fal's queue only the
    path is kept, so that they go through a `base_url`, and the key with them.
    """
    found = Places(
        id=reply.id_among(("request_id",)),
        status=_kept(reply.link_among(("status_url",)), here),
        result=_kept(reply.link_among(("response_url",)), here),
        cancel=_kept(reply.link_among(("cancel_url",)), here) or _NOWHERE,
    )
    whole = all(re.fullmatch(r"\S+", part) for part in astuple(found))
    if reply.good and whole:
        return found.ticket()
    refused = refusal(reply)
    if refused is not None and found.status:
        refused = reply.odd(f"a no ({refused.code}) that names a job, {found.id}")
    missing = reply.odd("the answer does not name a request_id and where to ask for it")
    raise refuse_submit(reply, refused or missing)


def _kept(address: str, here: str) -> str:
    own = (host for host in (here, *_HOSTS) if address.startswith(f"{host}/"))
    return address.removeprefix(next(own, ""))


def waiting(reply: Reply) -> bool:
    """Whether a job goes on; Unanswered where the answer does not say.

    One that does not has a clip, or failed: its result says which.
    """
    answered(reply, refusal(reply))
    state = reply.text_at("status")
    if state in {"IN_QUEUE", "IN_PROGRESS", "COMPLETED"}:
        return state != "COMPLETED"
    raise Unanswered(reply.undecided(state, "COMPLETED"), after=reply.after)


def reading(reply: Reply, ticket: Ticket) -> Ready | Refused:
    """What came of a job that has ended; Unanswered where the answer does not say.

    Only a 422 with its `detail` is documented as the end of a job. Whether such a job
    is paid is not.
    """
    message = _message(reply)
    if reply.status == _FAILED and message:
        code = _code(reply)
        content = _CONTENT.search(f"{code} {message}")
        return reply.refused("content" if content else "invalid", code, message)
    answered(reply, refusal(reply))
    address = reply.link_among(("video", "url"))
    if not address:
        raise Unanswered(reply.odd("a clip without an address"), after=reply.after)
    return Ready(ticket=ticket, address=address, seed=said_seed(reply.at("seed")))


def called_off(reply: Reply) -> bool:
    """Whether fal will call a job off; Unanswered where nobody knows.

    It is a request: a job that runs may go on, and whether it is then paid is unknown.
    """
    if reply.good and reply.text_at("status") == "CANCELLATION_REQUESTED":
        return True
    if reply.status in _TOO_LATE:
        return False
    unknown = reply.odd(f'called off, it says "{reply.text_at("status")}"')
    raise Unanswered(refusal(reply) or unknown, after=reply.after)


# 6. The service


class Fal(Service[Settings]):
    """One job for one submit; jobs cannot be listed."""

    name = NAME
    address = _HOSTS[0]
    write = staticmethod(payload)
    calls_back = True
    scheme: ClassVar[str] = "Key"

    def __init__(self, workplace: Workplace) -> None:
        self.settings = own_settings(Settings, workplace, self.name)
        super().__init__(workplace, MODELS)

    async def submit(self, request: ClipRequest, key: str) -> Ticket:
        """Ask for a clip; the service has no field for the key."""
        del key
        body, (_, mode) = self.written(request), self.row_and_mode(request)
        path, own = f"/{mode.wire}", self.settings
        callback = request.callback or own.callback_url
        if callback:
            path += "?" + urlencode({"fal_webhook": callback})
        headers = {}
        if own.keep_seconds:
            lifetime = {"expiration_duration_seconds": own.keep_seconds}
            headers[_LIFETIME] = json.dumps(lifetime)
        return accepted(await self.wire.submit(path, body, headers), self.wire.address)

    async def poll(self, ticket: Ticket) -> Waiting | Ready | Refused:
        """How the job stands; where it has ended, a second question says how."""
        places = places_of(ticket)
        if places is None:
            message = f"the ticket {ticket.id} does not say where to ask for its job"
            raise Unanswered(
                Refused(kind="not found", code="no addresses", message=message)
            )
        if waiting(await self.wire.ask("GET", places.status)):
            return Waiting()
        return reading(await self.wire.ask("GET", places.result), ticket)

    async def cancel(self, ticket: Ticket) -> bool:
        """Ask for a job to be called off; a running one may go on."""
        places = places_of(ticket)
        if places is None or places.cancel == _NOWHERE:
            return False
        return called_off(await self.wire.ask("PUT", places.cancel))


def provider(workplace: Workplace) -> Provider:
    """The entry point; SettingsError where `[providers.fal]` is wrong."""
    return Fal(workplace)
