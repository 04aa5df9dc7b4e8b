"""A queue that speaks as sheet fal.md says, over real HTTP, for as long as it runs.

Its jobs' addresses hold a word that nobody can guess from their ids. A prompt with
`[refuse]` makes a job that ends without a clip.
"""

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.providers.answers import KEY, Sent

PATHS = {
    f"/bytedance/seedance-2.0/{tier}{way}-to-video"
    for tier in ("", "fast/")
    for way in ("text", "image", "reference")
}
FLAGGED = {"loc": ["body", "prompt"], "msg": "flagged", "type": "content_policy"}
_DONE = "COMPLETED"


@dataclass
class Job:
    """A job and how often its state was asked for."""

    prompt: str
    asked: int = 0
    called_off: bool = False


@dataclass
class Queue:
    """The service: its jobs by the path of each, and what it was sent."""

    address: str = ""
    polls: int = 2
    """How often a job is not ready."""
    jobs: dict[str, Job] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)

    def answer(self, sent: Sent) -> tuple[int, object]:
        self.sent.append(sent)
        path = urlsplit(sent.path).path
        if path.startswith("/files/"):
            # Links to clips are open to all; a key has no business there.
            known = "authorization" not in sent.headers
            return (200, b"clip of " + path.encode()) if known else (400, {})
        if sent.headers.get("authorization") != f"Key {KEY}":
            return 401, {"detail": "Authentication is required"}
        if sent.method == "POST":
            return self._made(sent) if path in PATHS else (404, {"detail": "No app"})
        job, end = path, ""
        for each in ("/status", "/cancel"):
            if path.endswith(each):
                job, end = path.removesuffix(each), each
        if job not in self.jobs:
            return 404, {"detail": "Request not found"}
        return self._told(sent.method, job, end)

    def _made(self, sent: Sent) -> tuple[int, object]:
        body = json.loads(sent.body)
        found = secrets.token_hex(8)
        job = f"/bytedance/seedance-2.0/{secrets.token_hex(4)}/requests/{found}"
        self.jobs[job] = Job(body["prompt"])
        return 200, {
            "request_id": found,
            "status": "IN_QUEUE",
            "queue_position": len(self.jobs),
            "response_url": f"{self.address}{job}",
            "status_url": f"{self.address}{job}/status",
            "cancel_url": f"{self.address}{job}/cancel",
        }

    def _told(self, method: str, path: str, end: str) -> tuple[int, object]:
        job = self.jobs[path]
        done = job.asked > self.polls
        if (method, end) == ("PUT", "/cancel"):
            job.called_off = not done
            said = "ALREADY_COMPLETED" if done else "CANCELLATION_REQUESTED"
            return 400 if done else 202, {"status": said}
        if (method, end) == ("GET", "/status"):
            job.asked += 1
            goes_on = job.asked <= self.polls
            state = "IN_QUEUE" if job.asked == 1 else "IN_PROGRESS"
            return 202 if goes_on else 200, {"status": state if goes_on else _DONE}
        if (method, end) == ("GET", ""):
            return self._result(path) if done else (202, {"status": "IN_PROGRESS"})
        return 405, {"detail": "Method Not Allowed"}

    def _result(self, path: str) -> tuple[int, object]:
        if "[refuse]" in self.jobs[path].prompt:
            return 422, {"detail": [FLAGGED]}
        clip = f"{self.address}/files/{path.rpartition('/')[2]}.mp4"
        return 200, {"video": {"url": clip}, "seed": 42}


@contextmanager
def a_queue() -> Iterator[Queue]:
    queue = Queue()

    class Counter(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            size = int(self.headers.get("content-length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            sent = Sent(self.command, self.path, headers, self.rfile.read(size))
            status, body = queue.answer(sent)
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = _serve  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Nothing; what was sent is kept."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    queue.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield queue
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
