"""seedance.tv: scenes, seeds and styles. Experimental.

Wire: sheet seedancetv.md, read 2026-11-21. All that is known comes from one blog post;
nobody has shown that `api.seedance.tv/v2` answers at all. What the post leaves open is
not guessed: no limit on lengths, prompts or scenes, no price, no webhook (its field is
not named).

Part 2, the model, is in `models/seedancetv.py`.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.forms import wrong
from storyboard.model.money import Money
from storyboard.model.request import ClipRequest
from storyboard.model.told import told_prompt
from storyboard.model.value import Number, Text, Value, Whole
from storyboard.providers.base import (
    Provider,
    Ready,
    Refused,
    Ticket,
    Unanswered,
    Waiting,
    Workplace,
)
from storyboard.providers.models.seedancetv import CAMERA, MODELS, NAME
from storyboard.providers.reply import UNEXPLAINED, Reply, answered, refuse_submit
from storyboard.providers.service import (
    Service,
    job_path,
    own_settings,
    plain,
    said_amount,
)

_CREDITS = f"credits@{NAME}"
_VIDEOS = "/v2/videos"
_STYLES = "/v2/styles"
_BALANCE = "/v2/account/balance"


# 1. Settings


class Settings(Value):
    """The own keys of `[providers.seedancetv]`: there are none."""


# 3. Wire models

Length = Annotated[Whole | Number, Field(gt=0)]
"""Whole seconds stay whole, as the post writes them: 8, not 8.0."""


class Scene(Value):
    """One shot of several (sheet, Submit request, as all that follows)."""

    prompt: Text
    """What is seen."""
    duration_secs: Length
    """Its seconds; neither the count nor the sum of scenes has a known limit."""


class Camera(Value):
    """How the camera moves; that this is an object is not proven."""

    zoom: Text | None = None
    """Only `in` is shown."""
    pan: Text | None = None
    """Only `left` is shown."""
    tilt: Text | None = None
    """No value is shown."""


class Job(Value):
    """The body of a submit."""

    prompt: Text | None = None
    """What is seen; no limit is known."""
    scenes: Annotated[tuple[Scene, ...], Field(min_length=1)] | None = None
    """Shots of one clip, in place of a prompt."""
    aspect_ratio: Literal["16:9", "9:16", "1:1"]
    """Width to height; others are said to exist, but not which."""
    duration_secs: Length | None = None
    """Seconds; the range is not known."""
    style: Text | None = None
    """A name from the list of styles."""
    seed: Whole | None = None
    """The range is not known."""
    camera: Camera | None = None
    """Its moves."""
    motion_level: Text | None = None
    """How much happens."""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.prompt is None) == (self.scenes is None):
            raise wrong("prompt", "needs either a prompt or scenes")
        return self


# 4. Payload


def payload(
    request: ClipRequest, row: Capabilities, mode: Mode, settings: Settings
) -> dict[str, Any]:
    """The body of a submit; ValueError where a request cannot be written down.

    Whether a prompt may stand beside scenes is not documented, so what holds for all
    shots is said in each.
    """
    del mode, settings
    body = {
        "aspect_ratio": request.aspect,
        "seed": request.seed,
        **(_scenes if request.beats else _one)(request, told_prompt(request, row)),
        **request.extra,
        "camera": _camera(request),
    }
    return Job.model_validate(body).model_dump(mode="json", exclude_none=True)


def _one(request: ClipRequest, prompt: str) -> dict[str, Any]:
    return {"prompt": prompt, "duration_secs": plain(request.seconds)}


def _scenes(request: ClipRequest, common: str) -> dict[str, Any]:
    scenes = [
        {
            "prompt": "\n".join(part for part in (common, beat.prompt) if part),
            "duration_secs": plain(beat.seconds),
        }
        for beat in request.beats
    ]
    return {"scenes": scenes}


def _camera(request: ClipRequest) -> object:
    """What the board's own field says, over what its move comes to.

    Of several shots it is only what the field says: there is one camera for all.
    """
    own = request.extra.get("camera")
    move = {} if request.beats else CAMERA.get(request.staging.move, {})
    if own is None or isinstance(own, Mapping):
        return {**move, **(own or {})} or None
    return own


# 5. Reading


def refusal(reply: Reply) -> Refused | None:
    """The no in an answer; None where there is none.

    Statuses are documented (401, 404, 422, 429, 500), bodies are not: words are looked
    for where services put them. A job that failed is no refusal of the question.
    """
    if reply.good and (not reply.at("error") or reply.text_at("status")):
        return None
    return reply.by_status(*_error(reply))


def _error(reply: Reply) -> tuple[str, str]:
    """Code and message, wherever they are."""
    code = reply.text_among(("error", "code"), ("code",))
    message = reply.text_among(
        ("error", "message"),
        ("message",),
        ("error",),
        ("detail",),
        ("detail", 0, "msg"),
        ("errors", 0, "message"),
        ("errors", 0),
    )
    return code, message


def accepted(reply: Reply) -> Ticket:
    """The job of a submit; raises what `refuse_submit` gives where there is none."""
    job = reply.id_among(("id",))
    if reply.good and job:
        return Ticket(provider=NAME, id=job)
    refused = refusal(reply) or reply.odd("the answer names no id")
    raise refuse_submit(reply, refused)


def reading(reply: Reply, ticket: Ticket) -> Waiting | Ready | Refused:
    """How a job stands; Unanswered where the answer does not say."""
    answered(reply, refusal(reply))
    state = reply.text_at("status")
    if state == "processing":
        return Waiting()
    if state == "failed":
        code, message = _error(reply)
        # Whether a failed job costs is not documented.
        return reply.refused("failed", code or state, message or UNEXPLAINED)
    address = reply.text_at("url")
    if state == "succeeded" and address:
        return Ready(ticket=ticket, address=address)
    raise Unanswered(reply.undecided(state, "succeeded"))


_AMOUNTS = (
    "balance",
    "credit_balance",
    "credits",
    "remaining_credits",
    "credits_remaining",
    "available_credits",
    "remaining",
    "available",
    "amount",
)
_COUNTED = {"remaining", "available", "amount"}
"""What a limit on requests has as well."""
_LIMITED = re.compile(r"limit|throttl|reset|requests|^rates?$", re.IGNORECASE)
"""Names about limits on requests, which count what is left too (sheet, Rate limits)."""
_CURRENCIES = {"usd", "cny"}
_STYLE_LISTS = ("styles", "data", "items", "results")
_STYLE_NAMES = ("id", "slug", "name", "style", "value", "key")


def credit(reply: Reply) -> Money | None:
    """The balance; its body is not documented.

    A bare number, or the outermost one whose name means a balance; None where there is
    neither. It counts credits, unless a currency stands beside it. A limit on requests
    is none, nor is what is left of something beside the word limit.
    """
    answered(reply, refusal(reply))
    level = [reply.body] if isinstance(reply.body, Mapping) else []
    money = said_amount(reply.body, _CREDITS)
    while level and money is None:
        found = (
            said_amount(each.get(name), _unit(each))
            for each in level
            for name in _AMOUNTS
            if not (name in _COUNTED and any(map(_is_limit, each)))
        )
        money = next((amount for amount in found if amount), None)
        level = [
            value
            for each in level
            for name, value in each.items()
            if isinstance(value, Mapping) and not _is_limit(name)
        ]
    return money


def _is_limit(name: str) -> bool:
    return _LIMITED.search(name) is not None


def _unit(beside: Mapping[str, object]) -> str:
    currency = str(beside.get("currency", "")).lower()
    return currency if currency in _CURRENCIES else _CREDITS


def style_names(reply: Reply) -> tuple[str, ...]:
    """The styles; the body is not documented.

    A list of names, or of things that have one, by itself or under a name for lists.
    """
    answered(reply, refusal(reply))
    places = [reply.body, *(reply.at(name) for name in _STYLE_LISTS)]
    found = next((place for place in places if isinstance(place, list)), [])
    return tuple(dict.fromkeys(name for each in found if (name := _style(each))))


def _style(said: object) -> str:
    if isinstance(said, Mapping):
        names = (said.get(name) for name in _STYLE_NAMES)
        said = next((name for name in names if isinstance(name, str)), "")
    return said.strip() if isinstance(said, str) else ""


# 6. The service


class SeedanceTv(Service[Settings]):
    """Jobs can neither be called off nor listed; styles and balance can be asked."""

    name = NAME
    address = "https://api.seedance.tv"
    write = staticmethod(payload)

    def __init__(self, workplace: Workplace) -> None:
        self.settings = own_settings(Settings, workplace, self.name)
        super().__init__(workplace, MODELS)

    async def submit(self, request: ClipRequest, key: str) -> Ticket:
        """Ask for a clip; the service has no field for the key."""
        del key
        body = self.written(request)
        return accepted(await self.wire.submit(_VIDEOS, body))

    async def poll(self, ticket: Ticket) -> Waiting | Ready | Refused:
        """How the job stands."""
        return reading(await self.wire.ask("GET", job_path(_VIDEOS, ticket)), ticket)

    async def balance(self) -> Money | None:
        """What is left; None where the answer is not understood."""
        return credit(await self.wire.ask("GET", _BALANCE))

    async def styles(self) -> tuple[str, ...]:
        """The names for `style`; empty where the answer is not understood."""
        return style_names(await self.wire.ask("GET", _STYLES))


def provider(workplace: Workplace) -> Provider:
    """The entry point; SettingsError where `[providers.seedancetv]` is wrong."""
    return SeedanceTv(workplace)
