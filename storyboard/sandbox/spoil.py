"""Answers as nobody documents them: what a fault makes of a good one."""

import json
import re
import zlib
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from storyboard.sandbox.faults import ANSWER_WORDS, Fault

_HUGE = 10_000_000
_BOMB = 300
"""Megabytes that come out of a bomb; some 300 KB of it go over the wire."""
_PRIVATE = "http://10.0.0.1/clip.mp4"
_STARTS = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
_ID_NUMBER = 4_096_000_001
_STATE_KEYS = {"status", "state"}
EDGE_PAGE = (
    "<!doctype html><html><head><title>Access denied</title></head><body>"
    "<h1>403 Forbidden</h1><p>The request was stopped at the edge.</p></body></html>"
)
_PAGE = (
    "<!doctype html><html><head><title>Welcome</title></head><body>"
    "<h1>We will be back in a moment</h1></body></html>"
)


@dataclass(frozen=True)
class Answer:
    """An answer, whole."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in small letters."""
    body: bytes = b""


def spoiled(asked: Fault, answer: Answer, ids: Container[str]) -> Answer:
    """The answer with everything that a fault asks of it; `ids` are the jobs'."""
    for word in ANSWER_WORDS:
        if word == "status" and word in asked.words:
            answer = replace(answer, status=int(asked.words[word]))
        elif word in asked.words and word in _INSTEAD:
            answer = _INSTEAD[word](answer)
        elif word in asked.words:
            answer = _changed(word, answer, ids)
    retry = asked.number("retry-after")
    if retry is not None:
        headers = {**answer.headers, "retry-after": f"{retry:g}"}
        answer = replace(answer, headers=headers)
    return answer


def _said(answer: Answer, value: object) -> Answer:
    headers = {**answer.headers, "content-type": "application/json"}
    return Answer(answer.status, headers, json.dumps(value).encode())


@cache
def _bomb() -> bytes:
    """Nothing but zeros, packed."""
    packing = zlib.compressobj(9, wbits=31)
    million = bytes(1_000_000)
    return b"".join(
        [*(packing.compress(million) for _ in range(_BOMB)), packing.flush()]
    )


def _shifted(answer: Answer) -> Answer:
    """A part of a file that says it begins a byte later; whole files stay."""
    found = _STARTS.fullmatch(answer.headers.get("content-range", ""))
    if found is None:
        return answer
    start, end, total = map(int, found.groups())
    said = f"bytes {start + 1}-{end}/{total}"
    return replace(answer, headers={**answer.headers, "content-range": said})


def _packed(answer: Answer) -> Answer:
    headers = {**answer.headers, "content-encoding": "gzip"}
    return Answer(200, headers, _bomb())


_INSTEAD: Mapping[str, Callable[[Answer], Answer]] = {
    "html": lambda _: Answer(200, {"content-type": "text/html"}, _PAGE.encode()),
    "empty": lambda _: Answer(200, {"content-type": "application/json"}),
    "odd-json": lambda a: _said(a, ["this", {"is": "not"}, "what you asked for"]),
    "broken-json": lambda a: replace(a, body=a.body[: len(a.body) * 2 // 3]),
    "huge": lambda a: _said(a, {"padding": "x" * _HUGE}),
    "gzip-bomb": _packed,
    "redirect-private": lambda _: Answer(302, {"location": _PRIVATE}),
    "wrong-range": _shifted,
    "changed-etag": lambda a: replace(a, headers={**a.headers, "etag": '"another"'}),
}


def _changed(word: str, answer: Answer, ids: Container[str]) -> Answer:
    """The answer's own JSON with something changed; other answers stay as they are."""
    try:
        value = json.loads(answer.body)
    except ValueError:
        return answer
    changes = {
        "no-id": lambda: _without(value, ids),
        "number-id": lambda: _numbered(value, ids),
        "unknown-state": lambda: _dreaming(value),
        "extra-fields": lambda: _extended(value),
    }
    return _said(answer, changes[word]())


def _without(value: Any, ids: Container[str]) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return {
            key: _without(held, ids)
            for key, held in value.items()
            if not (isinstance(held, str) and held in ids)
        }
    return [_without(v, ids) for v in value] if isinstance(value, list) else value


def _numbered(value: Any, ids: Container[str]) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return {key: _numbered(held, ids) for key, held in value.items()}
    if isinstance(value, list):
        return [_numbered(held, ids) for held in value]
    return _ID_NUMBER if isinstance(value, str) and value in ids else value


def _dreaming(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return {
            key: "dreaming"
            if key.lower() in _STATE_KEYS and isinstance(held, str)
            else _dreaming(held)
            for key, held in value.items()
        }
    return [_dreaming(held) for held in value] if isinstance(value, list) else value


def _extended(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        more = {"sandbox_extra": {"nobody": ["documented", 1, None]}}
        return {key: _extended(held) for key, held in value.items()} | more
    return [_extended(held) for held in value] if isinstance(value, list) else value
