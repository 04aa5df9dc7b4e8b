"""A bucket on this machine, as far as S3's wire is needed to publish."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Bucket:
    """Objects by path, what was asked, and what is answered in place of an answer."""

    objects: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    refuses: dict[str, int] = field(default_factory=dict)
    """A status by method."""
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Counter(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, bucket: Bucket, *arguments: Any) -> None:  # noqa: ANN401
        self.bucket = bucket
        super().__init__(*arguments)

    def do_HEAD(self) -> None:
        if self._allowed():
            content, kind = self.bucket.objects.get(self._name, (None, ""))
            if content is None:
                self._say(404)
            else:
                self._say(200, content, kind)

    def do_GET(self) -> None:
        self.do_HEAD()

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._allowed():
            return
        if "uploadId" in urlsplit(self.path).query:
            before, kind = self.bucket.objects[self._name]
            content = before + content
        else:
            kind = self.headers["Content-Type"]
        self.bucket.objects[self._name] = (content, kind)
        self._say(200)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if not self._allowed():
            return
        if urlsplit(self.path).query.startswith("uploads"):
            self.bucket.objects[self._name] = (b"", self.headers["Content-Type"])
            said = "InitiateMultipartUploadResult><UploadId>1</UploadId"
        else:
            said = "CompleteMultipartUploadResult><ETag>1</ETag"
        kind = said.partition(">")[0]
        self._say(200, f"<{said}></{kind}>".encode(), "application/xml")

    @property
    def _name(self) -> str:
        return urlsplit(self.path).path

    def _allowed(self) -> bool:
        self.bucket.asked.append((self.command, self._name))
        status = self.bucket.refuses.get(self.command)
        if status is not None:
            self._say(status)
        return status is None

    def _say(self, status: int, content: bytes = b"", kind: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", kind or "text/plain")
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", "Sat, 21 Nov 2026 12:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def a_bucket() -> Iterator[Bucket]:
    bucket = Bucket()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Counter, bucket))
    server.daemon_threads = True
    bucket.port = server.server_port
    serve = partial(server.serve_forever, poll_interval=0.01)
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield bucket
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
