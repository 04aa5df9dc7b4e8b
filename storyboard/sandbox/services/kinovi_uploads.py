"""Kinovi's uploads: ask for a place, put the bytes there (sheet kinovi.md, Basics).

A place lasts for 24 hours, says the README. Not documented, so chosen plainly: PUT
answers 200 without a body, and 403 where there is no such place.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from pydantic import Field
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from storyboard.sandbox.desk import Desk
from storyboard.sandbox.services.kinovi_errors import error, invalid, locked
from storyboard.sandbox.services.reading import BodyError, Wire, Words, read_body
from storyboard.sandbox.services.seeing import Named, each

LASTS = timedelta(hours=24)
"""How long an upload is kept."""
_TYPES: Mapping[str, str] = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".ogg": "audio/ogg",
    ".flac": "audio/flac",
}


class NewUpload(Wire):
    """The body of POST /api/v1/uploads."""

    file_name: Words = Field(alias="fileName")
    """What the file is called; its ending tells the kind."""


class Uploads:
    """The places that files may be put at, and what lies there."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._held: dict[str, tuple[datetime, str | None]] = {}
        """By the address's path: until when, and where the bytes are once put."""

    def routes(self) -> list[Route]:
        """Asking for a place, putting bytes there, and reading them."""
        at, place = "/api/v1/uploads", "/api/v1/uploads/{token}/{name}"
        return [
            Route(at, self.begin, methods=["POST"], name="upload"),
            Route(place, self.put, methods=["PUT"], name="upload"),
            Route(place, self.read, methods=["GET"], name="other"),
        ]

    async def begin(self, request: Request) -> Response:
        """POST /api/v1/uploads: where to put a file, and where it is read then."""
        problem = locked(self.desk, request)
        if problem:
            return problem
        try:
            body, _ = await read_body(request, NewUpload)
        except BodyError as error:
            return invalid(error)
        end = PurePosixPath(body.file_name).suffix.lower()
        path = f"/api/v1/uploads/{secrets.token_hex(8)}/file{end}"
        self._held[path] = (self.desk.now() + LASTS, None)
        url = f"{self.desk.address}{path}"
        return JSONResponse(
            {
                "uploadUrl": f"{url}?signature={secrets.token_hex(8)}",
                "url": url,
                "contentType": _TYPES.get(end, "application/octet-stream"),
            }
        )

    async def put(self, request: Request) -> Response:
        """PUT to the uploadUrl; the address itself is the key."""
        path = request.url.path
        place = self._held.get(path)
        if place is None or "signature" not in request.query_params:
            return error(403, "Access denied")
        data = await request.body()
        address = self.desk.file_store.keep(data, PurePosixPath(path).suffix)
        self._held[path] = (place[0], address)
        return Response(status_code=200)

    async def read(self, request: Request) -> Response:
        """GET the file back."""
        kept = self.kept(f"{self.desk.address}{request.url.path}")
        path = self.desk.file_store.file(kept.rpartition("/")[2])
        return FileResponse(path) if path else Response("no such file", 404)

    def kept(self, address: str) -> str:
        """Where the bytes of an upload lie; any other address as it is."""
        path = address.removeprefix(self.desk.address)
        if not address.startswith(f"{self.desk.address}/api/v1/uploads/"):
            return address
        until, there = self._held.get(path, (self.desk.now(), None))
        if there is None or until <= self.desk.now():
            return f"{self.desk.address}/sandbox/files/gone"
        return there

    def named(self, field: str, addresses: tuple[str, ...]) -> tuple[Named, ...]:
        """The addresses of a field as the sandbox can look at them."""
        kept = each(field, [self.kept(address) for address in addresses])
        return tuple((("inputs", *place), address) for place, address in kept)
