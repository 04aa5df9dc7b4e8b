"""An answer, read with suspicion, and what a no to a submit means."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from storyboard.providers.base import (
    RefusalKind,
    Refused,
    SubmitRefused,
    Unanswered,
)

SECRET = 12
"""The fewest characters of a key that is one: a sandbox takes any word, and that word
may stand in its addresses and sentences."""
_RAW = 2_000
_WAIT = re.compile(r"retry after (\d{1,5}) ?s", re.IGNORECASE)
_LINE = 500
_SIGNED = re.compile(r"(https?://[^\s?\"'<>\\]+)\?[^\s\"'<>\\]*")
_WEB = ("https:", "http:")
_INLINE = re.compile(r"(data:[a-z]+/[\w.+-]+;base64,)[A-Za-z0-9+/=]+")

STATUS_KINDS: Mapping[int, RefusalKind] = {
    400: "invalid",
    401: "unauthorised",
    402: "no credit",
    403: "unauthorised",
    404: "not found",
    413: "invalid",
    422: "invalid",
    429: "rate",
}
"""What a status means where the service's own code says nothing more. Of any other one
below 500 it is not sure that no job was made: 408 and 425 may come from a gateway that
lost patience with a service which did not."""


@dataclass(frozen=True)
class Reply:
    """An answer, read."""

    status: int
    body: Any
    """The JSON value; None where the answer is none."""
    text: str
    """The body as it came, cut short, keys and signatures taken out."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By lower-case name."""
    after: float | None = None
    """Seconds to wait, where the service says so."""

    @property
    def good(self) -> bool:
        """Whether it is JSON with a status of success."""
        return 200 <= self.status < 300 and self.body is not None  # noqa: PLR2004

    @property
    def broken(self) -> bool:
        """Whether the server broke: then nobody knows what was done."""
        return self.status >= 500  # noqa: PLR2004

    def at(self, *path: str | int) -> Any:  # noqa: ANN401 - whatever the service says
        """What lies at a path of keys and places; None where nothing does."""
        value = self.body
        for step in path:
            if isinstance(value, Mapping) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int):
                value = value[step] if step < len(value) else None
            else:
                return None
        return value

    def text_at(self, *path: str | int) -> str:
        """A text or a number at a path, as text; empty where there is none."""
        value = self.at(*path)
        if isinstance(value, str):
            return value.strip()
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return str(value) if number else ""

    def text_among(self, *paths: tuple[str | int, ...]) -> str:
        """The first text or number that lies at one of several paths."""
        return next((text for path in paths if (text := self.text_at(*path))), "")

    def id_among(self, *paths: tuple[str | int, ...]) -> str:
        """The name of a job at one of several paths; else empty.

        One of dots alone is none: in a path it would lead elsewhere.
        """
        found = self.text_among(*paths)
        return found if found.strip(".") else ""

    def link_among(self, *paths: tuple[str | int, ...]) -> str:
        """The first web address that lies at one of several paths; else empty."""
        texts = (self.text_at(*path) for path in paths)
        return next((text for text in texts if text.startswith(_WEB)), "")

    def refused(
        self, kind: RefusalKind, code: str, message: str, *, charged: bool | None = None
    ) -> Refused:
        """A no in this answer, with the answer kept."""
        return Refused(
            kind=kind,
            code=code or str(self.status),
            message=without_secrets(one_line(message), "")[:_LINE] or self._plain(),
            charged=charged,
            raw=self.text,
        )

    def by_status(self, code: str = "", message: str = "") -> Refused:
        """A no by nothing but the status; of an answer that is none, `odd`."""
        if self.body is None and self.status == 403:  # noqa: PLR2004
            message = "a gatekeeper in front of the service turned the request away"
            return self.refused("unavailable", EDGE, message, charged=False)
        kind = STATUS_KINDS.get(self.status)
        if kind is None:
            kind = "unavailable" if self.broken else "odd"
        return self.refused(kind, code, message)

    def odd(self, what: str) -> Refused:
        """An answer that no document describes."""
        return self.refused("odd", "odd reply", what)

    def undecided(self, state: str, done: str) -> Refused:
        """An answer about a job from which nobody can tell how it stands.

        `done` is the service's word for a job with a clip.
        """
        clipless = "a clip without an address"
        return self.odd(clipless if state == done else f'state "{state}"')

    def _plain(self) -> str:
        said = one_line(re.sub(r"<[^>]*>", " ", self.text))[:200]
        return f"HTTP {self.status}: {said}" if said else f"HTTP {self.status}"


EDGE = "edge block"
"""The code of a refusal by whatever stands in front of a service."""

UNEXPLAINED = "the job failed, and the service does not say why"
"""The message of a job's end that comes without one."""


def kinds_of(codes: Mapping[RefusalKind, str]) -> Mapping[str, RefusalKind]:
    """What each code means, from the codes of each kind with spaces between them."""
    return {code: kind for kind, words in codes.items() for code in words.split()}


def refuse_submit(reply: Reply, refused: Refused) -> Exception:
    """What to raise of a no to a submit.

    Only a clear no leaves no job behind; of everything else the outcome is unknown.
    """
    if refused.kind in {"rate", "concurrency"}:
        said = _WAIT.search(refused.message)
        after = float(said[1]) if reply.after is None and said else reply.after
        return SubmitRefused(free(refused), later=True, after=after)
    clear = {"content", "invalid", "unauthorised", "no credit", "not found"}
    if refused.kind in clear or refused.code == EDGE:
        return SubmitRefused(free(refused))
    return Unanswered(refused, after=reply.after)


def answered(reply: Reply, refused: Refused | None) -> None:
    """Unanswered where the answer to a free question is a no."""
    if refused is not None:
        raise Unanswered(refused, after=reply.after)


def free(refused: Refused) -> Refused:
    """The same no, of which it is clear that it cost nothing."""
    return refused.model_copy(update={"charged": False})


def json_of(text: str) -> Any:  # noqa: ANN401 - whatever the service says
    """The JSON value of a text; None where it is none."""

    def no_number(name: str) -> None:
        raise ValueError(f"{name} is no JSON")

    try:
        return json.loads(text, parse_constant=no_number)
    except (ValueError, RecursionError):
        return None


def wait_of(headers: Mapping[str, str], now: datetime) -> float | None:
    """How long a service asks to be left alone, in seconds."""
    said = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", said):
        return float(said)
    if said:
        with suppress(ValueError, TypeError):
            when = parsedate_to_datetime(said)
            when = when if when.tzinfo else when.replace(tzinfo=UTC)
            return max((when - now).total_seconds(), 0.0)
    reset = headers.get("x-ratelimit-reset", "").strip()
    left = headers.get("x-ratelimit-remaining", "0").strip()
    if left == "0" and re.fullmatch(r"\d{1,12}", reset):
        return max(float(reset) - now.timestamp(), 0.0)
    return None


def without_secrets(text: str, key: str) -> str:
    """A text without the key, signatures and embedded files, cut short."""
    if len(key) >= SECRET:
        text = text.replace(key, "[key]")
    return _INLINE.sub(r"\1…", _SIGNED.sub(r"\1?…", text))[:_RAW]


def one_line(text: str) -> str:
    """A text with single spaces between its words."""
    return " ".join(text.split())
