"""Ark: ByteDance's own API for Seedance, at Volcengine and at BytePlus.

Wire and figures: sheet ark.md, read 2026-11-21. The two places speak the same wire and
differ in address, model ids and prices: `region` in `[providers.ark]` names the place.

What is left out, and why: `frames` and a length of -1 (the board says seconds, which
is what is planned and paid), the ratio `adaptive` (the board says an aspect), `asset://`
files (a board names files of the project), `priority` (a third party alone tells of it)
and the switches at the end of a prompt (deprecated).

Part 2, the models, is in `models/ark.py`, their prices in `models/ark_prices.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from storyboard.errors import SettingsError, offer
from storyboard.model.capabilities import Capabilities, Mode, named
from storyboard.model.money import Money
from storyboard.model.request import ClipRequest, MediaInput
from storyboard.model.told import listed, told_prompt
from storyboard.model.value import Flag, Text, Value
from storyboard.providers.addresses import Link, address_of
from storyboard.providers.base import (
    CannotTell,
    Provider,
    Ready,
    RecoveryClass,
    RefusalKind,
    Refused,
    Ticket,
    Unanswered,
    Waiting,
    Workplace,
)
from storyboard.providers.models.ark import (
    DRAFTS,
    NAME,
    Region,
    at_endpoint,
    models,
    narrowed,
)
from storyboard.providers.models.ark_prices import cost_of, the_clip
from storyboard.providers.reply import (
    UNEXPLAINED,
    Reply,
    answered,
    kinds_of,
    refuse_submit,
)
from storyboard.providers.service import (
    Service,
    job_path,
    own_settings,
    said_seed,
)

_TASKS = "/api/v3/contents/generations/tasks"
_ENDPOINT = re.compile(r"ep-[\w-]+")
_PAGE = 500
_MOST_PAGES = 500
_BODY_BYTES = 64_000_000
ADDRESSES: Mapping[Region, str] = {
    "volcengine": "https://ark.cn-beijing.volces.com",
    "byteplus": "https://ark.ap-southeast.bytepluses.com",
}
"""Where each place is (sheet, Basics)."""
_HOSTS: Mapping[Region, str] = {
    "volcengine": "volces.com",
    "byteplus": "bytepluses.com",
}


# 1. Settings


class Settings(Value):
    """The own keys of `[providers.ark]`."""

    region: Region | None = None
    """Whose Ark it is; left out: BytePlus where `base_url` is theirs, else
    Volcengine."""
    endpoint_model: Text = "seedance-2.0"
    """What the user's own endpoints (`ep-…`) run: a model or a model id of the list;
    they are checked and priced as that one."""
    callback_url: Link | None = None
    """Where the service posts each change of a job; no signature comes with it."""
    return_last_frame: Flag = False
    """Whether each clip's last frame is asked for as an image."""


def region_of(settings: Settings, base_url: str | None) -> Region:
    """Which place is meant; SettingsError where the address is the other one's."""
    said = settings.region
    for region, host in _HOSTS.items():
        pattern = rf"https?://([^/]*\.)?{re.escape(host)}(:\d+)?/?"
        if base_url and re.fullmatch(pattern, base_url):
            if said not in {None, region}:
                raise SettingsError(
                    f'providers.{NAME}.region is "{said}", and {base_url} is '
                    f"{region}'s; leave one of the two out"
                )
            return region
    return said or "volcengine"


# 3. Wire models

ImageLink = Annotated[str, Field(pattern=r"^(https?://|data:image/)\S+$")]


class Address(Value):
    """Where a video or a sound is; it cannot be written into the request."""

    url: Link
    """A public address."""


class ImageAddress(Value):
    """Where an image is, or the image itself."""

    url: ImageLink
    """A public address, or `data:image/TYPE;base64,…`."""


class TextItem(Value):
    """The prompt (sheet, `content[]` items, as the others)."""

    type: Literal["text"]
    """What it is."""
    text: Text
    """One prompt; no limit is known."""


class ImageItem(Value):
    """An image."""

    type: Literal["image_url"]
    """What it is."""
    image_url: ImageAddress
    """At most 30 MB."""
    role: Literal["first_frame", "last_frame", "reference_image"]
    """What for."""


class VideoItem(Value):
    """A reference video; at most three, 15 seconds together."""

    type: Literal["video_url"]
    """What it is."""
    video_url: Address
    """At most 50 MB."""
    role: Literal["reference_video"]
    """What for."""


class AudioItem(Value):
    """A reference sound; at most three, 15 seconds together, never alone."""

    type: Literal["audio_url"]
    """What it is."""
    audio_url: Address
    """At most 15 MB."""
    role: Literal["reference_audio"]
    """What for."""


class Draft(Value):
    """A job of the draft mode."""

    id: Text
    """Its id."""


class DraftItem(Value):
    """A draft of 1.5 pro that is to be made final; nothing goes beside it."""

    type: Literal["draft_task"]
    """What it is."""
    draft_task: Draft
    """Which."""


class Tool(Value):
    """Something that the model may use."""

    type: Literal["web_search"]
    """The only one there is, with text alone."""


Item = Annotated[
    TextItem | ImageItem | VideoItem | AudioItem | DraftItem,
    Field(discriminator="type"),
]


class Job(Value):
    """The body of a submit (sheet, Submit request), without what a model lacks."""

    model: Text
    """A model id or the user's own endpoint."""
    content: Annotated[tuple[Item, ...], Field(min_length=1)]
    """Prompt and files."""
    callback_url: Link | None = None
    """Where changes are told."""
    return_last_frame: bool | None = None
    """Whether the last frame comes as an image; not of a draft."""
    service_tier: Literal["default", "flex"] | None = None
    """`flex` is slow at half the price; not for 2.0, not for drafts."""
    execution_expires_after: Annotated[int, Field(ge=3600, le=259_200)] = 172_800
    """Seconds until an unfinished job is given up."""
    generate_audio: bool | None = None
    """Whether there is sound; of 1.5 and newer."""
    draft: bool | None = None
    """A cheap look ahead in 480p; 1.5 pro."""
    tools: tuple[Tool, ...] | None = None
    """What the model may use; 2.0."""
    safety_identifier: Annotated[str, Field(max_length=64)] | None = None
    """Meant for whoever asks; here the name of the attempt, since lists return it."""
    resolution: Literal["480p", "720p", "1080p", "4k"]
    """Lines; 4k is new and only of 2.0."""
    ratio: Literal["16:9", "4:3", "1:1", "3:4", "9:16", "21:9"] | None = None
    """Width to height."""
    duration: Annotated[int, Field(ge=1)] | None = None
    """Whole seconds; how many is the row's."""
    seed: Annotated[int, Field(ge=-1, le=4_294_967_295)] | None = None
    """-1: any. The same seed promises a similar clip, not the same one."""
    camera_fixed: bool | None = None
    """Whether the camera holds still; not of 2.0, not with references."""
    watermark: bool = False
    """Whether the clip bears one."""
    omni_reference_task_type: Literal["auto", "reference", "edit", "extend"] | None = (
        None
    )
    """What references are for; 2.5."""
    output_format: Literal["mp4", "mov"] | None = None
    """The container; 2.5."""


# 4. Payload


def payload(
    request: ClipRequest, row: Capabilities, mode: Mode, settings: Settings
) -> dict[str, Any]:
    """The body of a submit, all but `safety_identifier`.

    ValueError where a request cannot be written down.
    """
    endpoint = _ENDPOINT.fullmatch(row.model)
    name = settings.endpoint_model if endpoint else row.model
    body: dict[str, Any] = {
        "model": mode.wire,
        "callback_url": request.callback or settings.callback_url,
        "draft": DRAFTS.get(name),
        "resolution": request.resolution,
        **_own(request, row, mode, settings),
    }
    draft = body.pop("draft_task", None)
    if draft is None:
        body |= _asked(request, row, mode)
    elif request.media or request.beats:
        raise ValueError(
            "draft_task makes a draft final, which has its prompt and files already; "
            "leave out its references and key frames, and make it a shot by itself"
        )
    else:
        body["content"] = [{"type": "draft_task", "draft_task": {"id": draft}}]
        body |= {"camera_fixed": None, "draft": None}
    return Job.model_validate(body).model_dump(mode="json", exclude_none=True)


def _own(
    request: ClipRequest, row: Capabilities, mode: Mode, settings: Settings
) -> dict[str, Any]:
    """The fields of its own that a model has, as asked or as by default."""
    usual = {
        "return_last_frame": settings.return_last_frame,
        "service_tier": "default",
        "camera_fixed": False,
    }
    own = {name: usual[name] for name in usual if name in row.extra}
    own |= request.extra
    if mode.images != (0, 0) and own.pop("camera_fixed", False):
        raise ValueError("camera_fixed does not go with references")
    return own


def _asked(request: ClipRequest, row: Capabilities, mode: Mode) -> dict[str, Any]:
    """What the board says; a draft that is to be made final knows all of it."""
    prompt = told_prompt(request, row)
    words = [{"type": "text", "text": prompt}] if prompt else []
    files = [_item(medium) for medium in listed(request.media)]
    if not words and not files:
        raise ValueError("it has neither a prompt nor files; write its action")
    size = sum(map(_written_bytes, request.media))
    if size > _BODY_BYTES:
        raise ValueError(
            f"its files come to {size / 1_000_000:.0f} MB written into the request, "
            "and 64 are taken; make them smaller"
        )
    searching = request.web_search and mode.web_search
    return {
        "content": [*words, *files],
        "ratio": request.aspect,
        "duration": request.seconds,
        "seed": -1 if request.seed is None else request.seed,
        "generate_audio": request.audio is not False if row.audio_switch else None,
        "tools": [{"type": "web_search"}] if searching else None,
    }


def _written_bytes(medium: MediaInput) -> int:
    """How much of the request a file takes; before it is read, by its size."""
    address = medium.address or ""
    bare = medium.facts.bytes if medium.facts else 0
    inline = address.startswith("data:")
    return max(len(address), -(-bare // 3) * 4 if inline else 0)


def _item(medium: MediaInput) -> dict[str, Any]:
    address = address_of(medium)
    key = medium.role in {"first_frame", "last_frame"}
    field = f"{medium.kind}_url"
    return {
        "type": field,
        field: {"url": address},
        "role": medium.role if key else f"reference_{medium.kind}",
    }


# 5. Reading

_CODES = kinds_of(
    {
        "invalid": "MissingParameter InvalidParameter InvalidAction",
        "unauthorised": "AuthenticationError AccessDenied OperationDenied",
        "no credit": "OperationDenied.ServiceOverdue AccountOverdueError "
        "SetLimitExceeded QuotaExceeded",
        "not found": "InvalidEndpointOrModel ModelNotOpen",
        "rate": "RateLimitExceeded ModelAccountRpmRateLimitExceeded "
        "ModelAccountTpmRateLimitExceeded APIAccountRpmRateLimitExceeded "
        "AccountRateLimitExceeded RequestBurstTooFast ServerOverloaded "
        "ModelLoadingError",
        "concurrency": "InflightBatchsizeExceeded",
        "unavailable": "InternalServiceError",
    }
)
"""What a code means, with what follows its first dot or without (sheet, Errors)."""
_OF_A_JOB: frozenset[RefusalKind] = frozenset(
    {"content", "invalid", "unauthorised", "no credit", "not found"}
)
_LONGEST = 86_400
_GONE = 404
_RUNS = 409
_DONE_WITHOUT_A_WORD = 204


def kind_of(code: str) -> RefusalKind | None:
    """What a code means; None: it is not documented."""
    if "SensitiveContentDetected" in code:
        return "content"
    return _CODES.get(code) or _CODES.get(re.split(r"[.(:\s]", code, maxsplit=1)[0])


def refusal(reply: Reply) -> Refused | None:
    """The no in an answer, `{"error": {"code", "message", …}}`; None: there is none.

    A code counts for more than the status, unless the server broke: of a 500 and above
    nobody knows what was done. A job that failed is no refusal of the question.
    """
    if reply.good and (not reply.at("error") or reply.text_at("status")):
        return None
    code, message = _error(reply)
    kind = kind_of(code)
    if kind is None or reply.broken:
        return reply.by_status(code, message)
    return reply.refused(kind, code, message)


def _error(reply: Reply) -> tuple[str, str]:
    """Code and message of an answer."""
    message = reply.text_among(("error", "message"), ("error",))
    param = reply.text_at("error", "param")
    where = f" ({param})" if param and param not in message else ""
    return reply.text_at("error", "code"), f"{message}{where}" if message else ""


def accepted(reply: Reply) -> Ticket:
    """The job of a submit; raises what `refuse_submit` gives where there is none."""
    job = reply.id_among(("id",))
    if reply.good and job:
        return Ticket(provider=NAME, id=job)
    refused = refusal(reply) or reply.odd("the answer names no id")
    raise refuse_submit(reply, refused)


def reading(
    reply: Reply, ticket: Ticket, row: Capabilities | None = None
) -> Waiting | Ready | Refused:
    """How a job stands; Unanswered where the answer does not say.

    `row` is the job's model; its first price list turns tokens into money.
    """
    answered(reply, refusal(reply))
    state = reply.text_at("status")
    if state in {"queued", "running"}:
        return Waiting()
    if state in {"failed", "cancelled", "expired"}:
        return _ended(reply, state)
    address = reply.text_at("content", "video_url")
    if state == "succeeded" and address:
        return Ready(
            ticket=ticket,
            address=address,
            seed=said_seed(reply.at("seed")),
            charged=charge(reply, row) if row else None,
            last_frame=reply.text_at("content", "last_frame_url") or None,
        )
    raise Unanswered(reply.undecided(state, "succeeded"))


def _ended(reply: Reply, state: str) -> Refused:
    """A job without a clip; only clips are billed (sheet, Errors)."""
    code, message = _error(reply)
    if state != "failed":
        words = {"cancelled": "the job was called off", "expired": "it took too long"}
        said = message or words[state]
        return reply.refused("cancelled", code or state, said, charged=False)
    kind = kind_of(code)
    return reply.refused(
        kind if kind in _OF_A_JOB else "failed",
        code or state,
        message or UNEXPLAINED,
        charged=False,
    )


def charge(reply: Reply, row: Capabilities) -> Money | None:
    """What a clip took: its tokens by the rate of the row's first price list.

    Ark tells tokens, not money. The rate is chosen by what the answer says of
    resolution, sound and tier. None where the list knows no rate, where something is
    not said, and where a web search was made, whose fee is not known.
    """
    edition, tokens = next(iter(row.prices), None), reply.at("usage", "total_tokens")
    if edition is None or type(tokens) is not int or tokens <= 0:
        return None
    searched = reply.at("usage", "tool_usage", "web_search")
    seconds, audio = _seconds(reply), reply.at("generate_audio")
    if seconds is None or not isinstance(audio, bool | None):
        return None
    if searched or reply.at("draft"):
        return None
    clip = the_clip(
        seconds=seconds,
        aspect=reply.text_at("ratio"),
        resolution=reply.text_at("resolution"),
        audio=audio,
        tier=reply.text_at("service_tier"),
    )
    return cost_of(tokens, edition, clip)


def _seconds(reply: Reply) -> float | None:
    said, frames, fps = map(reply.at, ("duration", "frames", "framespersecond"))
    if not _number(said) and _number(frames) and _number(fps):
        said = frames / fps
    return said if _number(said) else None


def _number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 < value <= _LONGEST


class Listed(Value):
    """One page of the list of jobs."""

    jobs: tuple[tuple[str, str], ...]
    """Id and `safety_identifier`, empty where none is said."""
    total: int | None
    """How many jobs there are in all, where it is said."""


def page(reply: Reply) -> Listed:
    """A page of the list (sheet, List); Unanswered where it is none."""
    answered(reply, refusal(reply))
    items, total = reply.at("items"), reply.at("total")
    if not isinstance(items, list):
        raise Unanswered(reply.odd("the list of jobs has no items"))
    jobs = (
        (reply.id_among(("items", at, "id")), reply.text_at("items", at, _OURS))
        for at in range(len(items))
    )
    whole = isinstance(total, int) and not isinstance(total, bool)
    return Listed(jobs=tuple(jobs), total=total if whole else None)


_OURS = "safety_identifier"


# 6. The service


class Ark(Service[Settings]):
    """Jobs are listed by the name that we give them, for 7 days.

    So one whose submit was never answered is found again.
    """

    name = NAME
    address = ADDRESSES["volcengine"]
    write = staticmethod(payload)
    calls_back = True
    recovery: RecoveryClass = "listing"

    def __init__(self, workplace: Workplace) -> None:
        self.settings = own_settings(Settings, workplace, self.name)
        region = region_of(self.settings, workplace.base_url)
        place = workplace.base_url or ADDRESSES[region]
        super().__init__(replace(workplace, base_url=place), models(region))
        asked = self.settings.endpoint_model
        if named(self.rows, asked) is None:
            raise SettingsError(
                f"providers.{NAME}.endpoint_model: there is no model {asked} "
                f"({offer(asked, self.models)})"
            )

    def capabilities(self, model: str | None) -> Capabilities | None:
        """What a model can do, by its name, its model id or the user's endpoint."""
        if model is not None and _ENDPOINT.fullmatch(model):
            row = self.capabilities(self.settings.endpoint_model)
            return row and at_endpoint(row, model)
        row = super().capabilities(model)
        return row and narrowed(row, model or "")

    async def submit(self, request: ClipRequest, key: str) -> Ticket:
        """Ask for a clip; the key goes along as `safety_identifier`."""
        body = self.written(request)
        return accepted(await self.wire.submit(_TASKS, body | {_OURS: key}))

    async def poll(self, ticket: Ticket) -> Waiting | Ready | Refused:
        """How the job stands."""
        reply = await self._job("GET", ticket)
        row = self.capabilities(reply.text_at("model") or "?")
        return reading(reply, ticket, row)

    async def cancel(self, ticket: Ticket) -> bool:
        """Call off a job that waits; one that runs ends and is paid.

        The same request deletes the record of a finished job, so it is made only right
        after the job was seen waiting.
        """
        seen = await self._job("GET", ticket)
        if seen.status == _GONE:
            return False
        answered(seen, refusal(seen))
        if seen.text_at("status") != "queued":
            return False
        reply = await self._job("DELETE", ticket)
        if reply.status in {_GONE, _RUNS}:
            return False
        if reply.status != _DONE_WITHOUT_A_WORD:
            answered(reply, refusal(reply))
        return True

    async def find(self, key: str) -> Ticket | None:
        """The job that bears the key, among those of the last 7 days.

        CannotTell where there are jobs and none of them bears any name, since the list
        then does not return them.
        """
        jobs = await self._jobs()
        ours = next((job for job, bears in jobs if bears == key and job), None)
        if ours is not None:
            return Ticket(provider=NAME, id=ours)
        if jobs and not any(bears for _, bears in jobs):
            raise CannotTell("the list of jobs at Ark does not say whose they are")
        return None

    async def _jobs(self) -> list[tuple[str, str]]:
        """Every job that is listed; Unanswered where some are counted but not shown.

        A job that comes while pages are turned moves others on, to be shown twice.
        """
        jobs: list[tuple[str, str]] = []
        shown: set[str] = set()
        for number in range(1, _MOST_PAGES + 1):
            asked = {"page_num": number, "page_size": _PAGE}
            reply = await self.wire.ask("GET", _TASKS, params=asked)
            found = page(reply)
            jobs += found.jobs
            shown.update(job for job, _ in found.jobs if job)
            if found.total is not None and len(shown) >= found.total:
                return jobs
            if not found.jobs:
                if found.total is not None:
                    what = f"{len(shown)} of {found.total} jobs are listed"
                    raise Unanswered(reply.odd(what))
                return jobs
        raise CannotTell("there are more jobs at Ark than can be looked through")

    async def _job(self, method: str, ticket: Ticket) -> Reply:
        return await self.wire.ask(method, job_path(_TASKS, ticket))


def provider(workplace: Workplace) -> Provider:
    """The entry point; SettingsError where `[providers.ark]` is wrong."""
    return Ark(workplace)
