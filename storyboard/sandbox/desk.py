"""The desk: what a service of the sandbox is handed, and what it must offer."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storyboard.model.clock import Clock
from storyboard.sandbox.book import Book
from storyboard.sandbox.jobs import Job

_WRONG_KEY = "wrong"
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True)
class Limits:
    """What every account may do."""

    concurrency: int | None
    """Jobs under way at once; None: no limit."""
    balance: Decimal
    """What the account held at first, in the service's own unit."""


@dataclass(frozen=True)
class FileStore:
    """Files that were uploaded, by content."""

    folder: Path
    address: str
    """The sandbox's own address."""

    def keep(self, data: bytes, suffix: str) -> str:
        """Keep bytes and give their public address; the same bytes, the same one.

        `suffix` is such as ".png"; anything else is left out.
        """
        return f"{self.address}/sandbox/files/{self.put(data, suffix).name}"

    def put(self, data: bytes, suffix: str) -> Path:
        """Keep bytes as `keep` does and give their file, which appears whole."""
        end = suffix if _SUFFIX.fullmatch(suffix) else ""
        path = self.folder / (hashlib.sha256(data).hexdigest()[:32] + end)
        if not path.is_file():
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_name(f"{secrets.token_hex(8)}.part")
            unfinished.write_bytes(data)
            unfinished.replace(path)
        return path

    def file(self, name: str) -> Path | None:
        """The file of that name, if it was kept here."""
        plain = re.fullmatch(r"[0-9a-f]{32}(\.[a-z0-9]{1,8})?", name)
        path = self.folder / name
        return path if plain and path.is_file() else None


@dataclass(frozen=True)
class Desk:
    """Everything that a service works with."""

    book: Book
    address: str
    """Where the sandbox is reached: http://127.0.0.1:PORT."""
    limits: Limits
    file_store: FileStore
    clock: Clock = field(repr=False)

    def key_problem(self, request: Request) -> Literal["missing", "wrong"] | None:
        """What is wrong with the key of a call.

        A right one is `Authorization: Bearer …` with any word but `wrong`.
        """
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            return "missing"
        return "wrong" if key.strip() == _WRONG_KEY else None

    def clip_url(self, job: Job) -> str:
        """Where a job's clip is fetched, once it has succeeded."""
        return f"{self.address}/clips/{quote(job.id, safe='')}.mp4"

    def last_frame_url(self, job: Job) -> str:
        """Where the last frame of a job's clip is fetched, as PNG."""
        return f"{self.address}/clips/{quote(job.id, safe='')}.png"

    def now(self) -> datetime:
        """The wall clock, in UTC."""
        return self.clock.now()


class Service(Protocol):
    """One service's wire format.

    A module of `storyboard.sandbox.services` has one, named `service`.
    """

    @property
    def name(self) -> str:
        """The provider's name, such as evolink."""
        ...

    def routes(self, desk: Desk) -> list[Route]:
        """Its paths; handlers are async and are given starlette Requests.

        A route's `name` is the kind of call, by which faults are asked for: submit,
        poll, cancel, upload, balance. Without one, a path of uploads or files is an
        upload, of balance or credits a balance, of cancel or DELETE a cancel, another
        GET a poll, another POST a submit.
        """
        ...

    def error(self, code_or_kind: str) -> Response | None:
        """Its documented answer to an error kind or code; None: it has none such."""
        ...
