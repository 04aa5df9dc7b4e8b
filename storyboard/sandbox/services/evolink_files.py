"""EvoLink's file host (sheet evolink.md, File upload; read 2026-11-21).

Not documented, so chosen plainly: an error is the same envelope with `success` false
and the HTTP status as `code`; `expires_at` is ISO 8601; the list and the quota have
`files`, `total`, `page`, `page_size` and `max_files`, `used_files`. A file is fetched
for `/upload/url` from loopback only: the sandbox reaches no other machine.
"""

import asyncio
import base64
import binascii
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from storyboard.sandbox.desk import Desk
from storyboard.sandbox.services.reading import BodyError, Link, Wire, Words, read_body
from storyboard.sandbox.services.seeing import UnreadableError, fetched, suffix_of

LASTS = timedelta(hours=72)
"""How long an upload is kept."""
MOST_BYTES = 100_000_000
"""Of one file."""
MOST_FILES = 100
"""Of one account."""
_PAGE = 20


class Coded(Wire):
    """The body of POST …/upload/base64."""

    base64_data: Words
    """The bytes, with or without a `data:` head."""
    upload_path: str = ""
    """A folder's name; means nothing here."""
    file_name: str = ""
    """What the file is called."""


class Linked(Wire):
    """The body of POST …/upload/url."""

    file_url: Link
    """Where the file is fetched from."""
    upload_path: str = ""
    """A folder's name; means nothing here."""
    file_name: str = ""
    """What the file is called."""


@dataclass(frozen=True)
class Upload:
    """A file that was uploaded."""

    id: str
    name: str
    address: str
    expires: datetime

    def told(self) -> dict[str, str]:
        """As the service tells of it."""
        return {
            "file_id": self.id,
            "file_name": self.name,
            "file_url": self.address,
            "download_url": self.address,
            "expires_at": self.expires.isoformat(),
        }


@dataclass
class Files:
    """The uploads of one sandbox."""

    desk: Desk
    held: dict[str, Upload] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    """Every address that was ever given out."""

    def routes(self) -> list[Route]:
        """The file host's paths."""
        at = "/api/v1/files"

        def route(path: str, handler: object, method: str) -> Route:
            return Route(at + path, handler, methods=[method], name="upload")  # type: ignore[arg-type]

        return [
            route("/upload/base64", self.coded, "POST"),
            route("/upload/stream", self.stream, "POST"),
            route("/upload/url", self.linked, "POST"),
            route("/list", self.list, "GET"),
            route("/quota", self.quota, "GET"),
            route("/{id}", self.delete, "DELETE"),
        ]

    def gone(self, address: str) -> bool:
        """Whether an address was an upload's that has expired or was deleted."""
        return address in self.seen and all(
            upload.address != address for upload in self._live()
        )

    def _live(self) -> list[Upload]:
        now = self.desk.now()
        return [upload for upload in self.held.values() if upload.expires > now]

    async def coded(self, request: Request) -> Response:
        """POST /api/v1/files/upload/base64."""
        if self.desk.key_problem(request):
            return _locked()
        try:
            body, _ = await read_body(request, Coded)
            head, _, coded = body.base64_data.rpartition(",")
            data = base64.b64decode(coded, validate=True)
        except (BodyError, binascii.Error) as error:
            return _answer(400, str(error))
        return self._kept(data, body.file_name or f"file{suffix_of(head)}")

    async def stream(self, request: Request) -> Response:
        """POST /api/v1/files/upload/stream, a form with the fields file, uploadPath and
        fileName."""  # noqa: D209, D205
        if self.desk.key_problem(request):
            return _locked()
        form = _form(request.headers.get("content-type", ""), await request.body())
        unknown = form.keys() - {"file", "uploadPath", "fileName"}
        if "file" not in form or unknown:
            said = ", ".join(sorted(unknown)) or "file"
            return _answer(400, f"{said}: the form has file, uploadPath and fileName")
        named, data = form["file"]
        given = form["fileName"][1].decode() if "fileName" in form else ""
        return self._kept(data, given or named)

    async def linked(self, request: Request) -> Response:
        """POST /api/v1/files/upload/url."""
        if self.desk.key_problem(request):
            return _locked()
        try:
            body, _ = await read_body(request, Linked)
            data = await asyncio.to_thread(fetched, body.file_url)
        except (BodyError, UnreadableError) as error:
            return _answer(400, str(error))
        if data is None:
            return _answer(400, "file_url: the sandbox fetches from loopback only")
        return self._kept(data, body.file_name or f"file{suffix_of(body.file_url)}")

    def _kept(self, data: bytes, name: str) -> Response:
        if not data:
            return _answer(400, "the file is empty")
        if len(data) > MOST_BYTES:
            return _answer(413, f"the file has more than {MOST_BYTES} bytes")
        if len(self._live()) >= MOST_FILES:
            return _answer(403, f"there are {MOST_FILES} files already; delete some")
        address = self.desk.file_store.keep(data, PurePosixPath(name).suffix.lower())
        key = f"file_{secrets.token_hex(8)}"
        upload = Upload(key, name, address, self.desk.now() + LASTS)
        self.held[key] = upload
        self.seen.add(address)
        return _answer(200, "success", upload.told())

    async def list(self, request: Request) -> Response:
        """GET /api/v1/files/list."""
        if self.desk.key_problem(request):
            return _locked()
        page = request.query_params.get("page", "1")
        size = request.query_params.get("pageSize", str(_PAGE))
        if not (page.isdecimal() and size.isdecimal() and int(page) and int(size)):
            return _answer(400, "page and pageSize are whole numbers from 1")
        first, most = (int(page) - 1) * int(size), int(size)
        live = self._live()
        files = [upload.told() for upload in live[first : first + most]]
        told = {"files": files, "total": len(live), "page": int(page)}
        return _answer(200, "success", {**told, "page_size": most})

    async def quota(self, request: Request) -> Response:
        """GET /api/v1/files/quota."""
        if self.desk.key_problem(request):
            return _locked()
        told = {"max_files": MOST_FILES, "used_files": len(self._live())}
        return _answer(200, "success", told)

    async def delete(self, request: Request) -> Response:
        """DELETE /api/v1/files/{id}."""
        if self.desk.key_problem(request):
            return _locked()
        if all(upload.id != request.path_params["id"] for upload in self._live()):
            return _answer(404, "there is no such file")
        del self.held[request.path_params["id"]]
        return _answer(200, "success")


def _answer(code: int, msg: str, data: object = None) -> Response:
    body = {"success": code == 200, "code": code, "msg": msg, "data": data}  # noqa: PLR2004 - HTTP's OK
    return JSONResponse(body, code)


def _locked() -> Response:
    return _answer(401, "the API key is missing or invalid")


def _form(kind: str, body: bytes) -> dict[str, tuple[str, bytes]]:
    """A multipart form: file name and bytes by field (RFC 7578)."""
    header = Message()
    header["content-type"] = kind
    boundary = header.get_boundary()
    if header.get_content_type() != "multipart/form-data" or not boundary:
        return {}
    found = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:-1]:
        head, _, data = part.lstrip(b"\r\n").partition(b"\r\n\r\n")
        said = message_from_bytes(head)
        name = said.get_param("name", header="content-disposition")
        found[str(name)] = (said.get_filename() or "", data)
    return found
