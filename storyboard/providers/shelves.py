"""Where the user's own files lie for services to fetch: a folder, a bucket, or here.

A file is put there once under the name of its content, and its address is given out
anew for each request, since a signed one runs out.
"""

import asyncio
import os
import shutil
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol, TypeVar

from storyboard.errors import PreflightError, SettingsError
from storyboard.providers.base import Published, Refused, Unanswered, Upload
from storyboard.settings import FILE_NAME, MediaTable, has_shelf

Answer = TypeVar("Answer")

TRUST = timedelta(days=1)
"""How long a bucket is taken to hold a file before it is looked for again: buckets may
be told to forget."""
_RETRIES = 2
_PATIENCE = timedelta(minutes=1)


class Shelf(Protocol):
    """A place that services fetch files from."""

    @property
    def target(self) -> str:
        """What the place is called, in words and in the record."""
        ...

    @property
    def lasting(self) -> bool:
        """Whether it is worth writing down what lies there."""
        ...

    async def put(self, upload: Upload) -> Published:
        """Bring a file there, unless it is there already.

        PreflightError where the place refuses it; Unanswered where it gives no answer,
        so that it may be tried again.
        """
        ...

    async def link(self, name: str, published: Published) -> str:
        """An address to fetch it from, good for a while."""
        ...


def shelf_of(
    media: MediaTable, root: Path, now: Callable[[], datetime]
) -> "Folder | Bucket | None":
    """The user's own shelf, as `[media]` of storyboard.toml says; None: it says none.

    SettingsError where it cannot be used.
    """
    place, base = media.publish, media.base_url
    if not has_shelf(media) or place is None:
        return None
    if "://" not in place and base is not None:
        return Folder(root / place, base)
    return Bucket(place, base, timedelta(hours=media.link_hours), now)


@dataclass(frozen=True)
class Folder:
    """A folder that the user serves."""

    folder: Path
    """Made where it is not there."""
    base_url: str
    """Where it is on the web."""

    lasting = False

    @property
    def target(self) -> str:
        """The folder."""
        return str(self.folder)

    async def put(self, upload: Upload) -> Published:
        """Copy the file there, beside its place first, unless it is there whole."""
        await asyncio.to_thread(self._copy, upload)
        return Published(address=_below(self.base_url, upload.name))

    async def link(self, name: str, published: Published) -> str:
        """The file's place under the folder's address."""
        del name
        return published.address

    def _copy(self, upload: Upload) -> None:
        target = self.folder / upload.name
        unfinished = target.with_name(f".{upload.name}.{os.getpid()}")
        try:
            if target.is_file() and target.stat().st_size == upload.file.stat().st_size:
                return
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(upload.file, unfinished)
                unfinished.replace(target)
            finally:
                unfinished.unlink(missing_ok=True)
        except OSError as error:
            raise PreflightError(f"{self.folder}: {error.strerror}") from error


@dataclass(frozen=True)
class Bucket:
    """A bucket; its credentials come from the environment, as obstore reads them.

    SettingsError where the extra is missing, or the bucket or its credentials are not
    named well enough to ask.
    """

    url: str
    """Such as s3://bucket/folder."""
    base_url: str | None
    """Where that is on the web for everybody; None: links are signed."""
    good_for: timedelta
    """How long a signed link is good."""
    now: Callable[[], datetime]
    """The wall clock."""

    lasting = True

    def __post_init__(self) -> None:
        # Better now than after the user's consent.
        _ = self._store

    @property
    def target(self) -> str:
        """The bucket."""
        return self.url

    async def put(self, upload: Upload) -> Published:
        """Put the file there unless one of its name and size is there."""
        if not await self._holds(upload):
            await self._asked(self._put(upload))
        # Signed links are made for each request and never written down.
        address = _below(self.base_url, upload.name) if self.base_url else ""
        return Published(address=address, expires=self.now() + TRUST)

    async def link(self, name: str, published: Published) -> str:
        """The file's public address, else a link signed for this request."""
        if self.base_url is not None:
            return published.address
        from obstore import sign_async  # noqa: PLC0415 - an extra

        signing = sign_async(self._store, "GET", name, self.good_for)
        return str(await self._asked(signing))

    async def _holds(self, upload: Upload) -> bool:
        from obstore import head_async  # noqa: PLC0415 - an extra
        from obstore.exceptions import PermissionDeniedError  # noqa: PLC0415

        async def size() -> int:
            try:
                return (await head_async(self._store, upload.name))["size"]
            except (FileNotFoundError, PermissionDeniedError):
                # Whoever may not list a bucket is told "no" in place of "nothing".
                return -1

        return await self._asked(size()) == upload.file.stat().st_size

    async def _put(self, upload: Upload) -> None:
        from obstore import put_async  # noqa: PLC0415 - an extra

        # The same name is the same bytes, so that writing twice does no harm; not
        # every service that speaks S3 knows "only if absent".
        await put_async(
            self._store,
            upload.name,
            upload.file,
            attributes={"Content-Type": upload.type},
            # Large files go in parts; each has the time of one request, and a slow
            # line should spend it on one part.
            max_concurrency=1,
        )

    @cached_property
    def _store(self) -> Any:  # noqa: ANN401 - obstore is an extra
        try:
            from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra
            from obstore.store import from_url  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise SettingsError(
                f"{FILE_NAME}: publishing to {self.url} needs the extra s3; "
                'pip install "storyboard-film[s3]"'
            ) from error
        try:
            return from_url(
                self.url,
                # Client options would silence those of the environment.
                retry_config={"max_retries": _RETRIES, "retry_timeout": _PATIENCE},
            )
        except (BaseError, ValueError) as error:
            raise SettingsError(
                f"{FILE_NAME}: {self.url} cannot be published to: {_first_line(error)}"
            ) from error

    async def _asked(self, question: Awaitable[Answer]) -> Answer:
        from obstore.exceptions import (  # noqa: PLC0415 - an extra
            BaseError,
            NotSupportedError,
            PermissionDeniedError,
            UnauthenticatedError,
        )

        no = (PermissionDeniedError, UnauthenticatedError, NotSupportedError)
        try:
            return await question
        except (*no, FileNotFoundError, ValueError) as error:
            raise PreflightError(f"{self.url}: {_first_line(error)}") from error
        except (BaseError, OSError) as error:
            message = f"{self.url}: {_first_line(error)}"
            refused = Refused(kind="unavailable", code="no answer", message=message)
            raise Unanswered(refused) from error


class LoopbackShelf:
    """A file server on this machine, for services that are on it themselves.

    It starts with the first file, gives out nothing but what was put there, and ends
    with `close`.
    """

    target = "this machine"
    lasting = False

    def __init__(self) -> None:
        self._files: dict[str, Upload] = {}
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    async def put(self, upload: Upload) -> Published:
        """Let the file be fetched."""
        server = self._server or self._start()
        self._files[upload.name] = upload
        host, port = server.server_address[:2]
        return Published(address=f"http://{host!s}:{port}/{upload.name}")

    async def link(self, name: str, published: Published) -> str:
        """The file's address here."""
        del name
        return published.address

    def close(self) -> None:
        """Serve no more."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = self._thread = None

    def _start(self) -> ThreadingHTTPServer:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Window, self._files))
        server.daemon_threads = True
        self._server = server
        self._thread = threading.Thread(
            target=partial(server.serve_forever, poll_interval=0.05), daemon=True
        )
        self._thread.start()
        return server


class _Window(BaseHTTPRequestHandler):
    """Gives out the files of a shelf by name."""

    protocol_version = "HTTP/1.1"
    timeout = 30

    def __init__(self, files: dict[str, Upload], *arguments: Any) -> None:  # noqa: ANN401
        self._files = files
        super().__init__(*arguments)

    def do_HEAD(self) -> None:
        """Say how large and what a file is."""
        self._answer(whole=False)

    def do_GET(self) -> None:
        """Give a file."""
        self._answer(whole=True)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: standard error belongs to the command line."""

    def _answer(self, *, whole: bool) -> None:
        upload = self._files.get(self.path.removeprefix("/"))
        try:
            opened = upload.file.open("rb") if upload else None
        except OSError:
            opened = None
        if upload is None or opened is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        with opened:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", upload.type)
            self.send_header("Content-Length", str(os.fstat(opened.fileno()).st_size))
            self.end_headers()
            if whole:
                shutil.copyfileobj(opened, self.wfile)


def _below(base: str, name: str) -> str:
    return f"{base.rstrip('/')}/{name}"


def _first_line(error: Exception) -> str:
    """What an error says at first, without the queries of links."""
    said = str(error).strip().splitlines()
    return said[0].rstrip(": ") if said else type(error).__name__
