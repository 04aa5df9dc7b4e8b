"""What may be asked to go wrong: the words, the queue of them, and the prompt's own.

A fault is a few words: `error=rate retry-after=7`, `fail=content`, `cut=0.6`. It is
asked for in a prompt (`[sandbox: fail=content]`), or queued (`POST /sandbox/faults`).
"""

import re
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from storyboard.errors import offer
from storyboard.sandbox.options import SERVICES

On = Literal["submit", "poll", "cancel", "fetch", "upload", "balance", "other", "any"]
"""The kinds of calls."""
CALLS: tuple[On, ...] = get_args(On)
_DIRECTIVE = re.compile(r"\s*\[sandbox:([^\]]*)\]", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_STATUSES = range(200, 600)


class FaultError(ValueError):
    """Words that ask for nothing that the sandbox can do."""


def _word(text: str) -> str:
    if not _WORD.fullmatch(text):
        raise ValueError("one word")
    return text


def _nothing(text: str) -> str:
    if text:
        raise ValueError("nothing after it")
    return text


def _number(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not low <= number <= high:
            raise ValueError(f"a number from {low:g} to {high:g}")
        return number

    return read


def _status(text: str) -> int:
    if not text.isdecimal() or int(text) not in _STATUSES:
        raise ValueError("a status from 200 to 599")
    return int(text)


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"one of {', '.join(words)}")
        return text

    return read


JOB_WORDS = frozenset({"fail", "seconds", "stuck", "charged", "callback"})
"""How a job ends, when, and how that is told."""
CALLBACKS = ("never", "twice", "early", "lies")
"""What may be wrong with a call back; a lie says of any job that it went well."""
ANSWER_WORDS = (
    "html", "empty", "odd-json", "broken-json", "no-id", "number-id",
    "unknown-state", "extra-fields", "huge", "gzip-bomb", "redirect-private",
    "wrong-range", "changed-etag", "status",
)  # fmt: skip
"""How an answer is spoiled; the call itself is acted on."""
WIRE_WORDS = ("reset-before", "reset-after", "cut", "slow", "no-length")
"""What the proxy does."""
_FETCHED = frozenset(
    {"cut", "slow", "no-length", "wrong-range", "changed-etag", "redirect-private"}
)
"""What a prompt asks for at its clip, if it does not say otherwise."""
_VALUES: Mapping[str, Callable[[str], object]] = {
    "error": _word,
    "retry-after": _number(0, 86_400),
    "edge": _nothing,
    **dict.fromkeys(ANSWER_WORDS, _nothing),
    "status": _status,
    "reset-before": _nothing,
    "reset-after": _nothing,
    "cut": _number(0, 1),
    "slow": _number(1, 1e9),
    "no-length": _nothing,
    "fail": _word,
    "seconds": _number(0, 86_400),
    "stuck": _nothing,
    "charged": _nothing,
    "callback": _one_of(CALLBACKS),
    "on": _one_of(CALLS),
    "service": _one_of(SERVICES),
    "times": _number(1, 1e6),
}
WORDS = tuple(_VALUES)
"""Every word that a fault may be made of."""


@dataclass(frozen=True)
class Fault:
    """Something that is to go wrong."""

    words: Mapping[str, str]
    """What happens, word by word, with the word's value or an empty text."""
    on: On = "any"
    """At which kind of call."""
    service: str | None = None
    """At which service; None: at any."""
    times: int | None = None
    """How often; None: always."""

    def __str__(self) -> str:
        return " ".join(f"{k}={v}" if v else k for k, v in self.words.items())

    def asks(self, *words: str) -> str | None:
        """The first of these words that it has."""
        return next((word for word in words if word in self.words), None)

    def number(self, word: str) -> float | None:
        """A word's value as a number."""
        return float(self.words[word]) if word in self.words else None


def fault(
    text: str, *, on: On = "any", service: str | None = None, times: int | None = None
) -> Fault:
    """A fault from its words; `on=`, `service=` and `times=` stand above the others.

    FaultError for a word or a value that the sandbox does not know.
    """
    words = dict(_read(part) for part in re.split(r"[\s,]+", text.strip()) if part)
    on = cast("On", words.pop("on", on))
    often = words.pop("times", None)
    service = words.pop("service", service)
    if not words:
        raise FaultError(f"nothing is asked for; there is: {', '.join(WORDS)}")
    if words.keys() & JOB_WORDS:
        on = "submit"
    return Fault(words, on, service, int(float(often)) if often else times)


def _read(part: str) -> tuple[str, str]:
    word, _, value = part.partition("=")
    if word not in _VALUES:
        hint = offer(word, WORDS, most=len(WORDS))
        raise FaultError(f"the sandbox has no fault {word!r} ({hint})")
    try:
        _VALUES[word](value)
    except ValueError as error:
        raise FaultError(f"{word} takes {error}, not {value!r}") from error
    return word, value


def directives(text: str, service: str) -> tuple[Fault, ...]:
    """What a text asks of a service in `[sandbox: …]`, each asked once; FaultError."""
    found = dict.fromkeys(match.strip() for match in _DIRECTIVE.findall(text))
    asked = (_of_a_prompt(words) for words in found)
    return tuple(each for each in asked if each.service in {None, service})


def _of_a_prompt(text: str) -> Fault:
    asked = fault(text)
    if asked.on != "any":
        return asked
    at_clip = asked.words.keys() <= _FETCHED
    return replace(asked, on="fetch" if at_clip else "submit")


def without_directives(text: str) -> str:
    """A prompt as it is meant to be drawn."""
    return _DIRECTIVE.sub("", text).strip()


@dataclass(frozen=True)
class Fate:
    """What is asked for a job."""

    fail: str | None = None
    """The kind of failure that it ends with."""
    charged: bool = False
    """Whether the service keeps the money then."""
    seconds: float | None = None
    """How long it takes."""
    stuck: bool = False
    """Whether it never ends."""
    callback: str = ""
    """What is wrong with the call back; empty: nothing."""


asked_now: ContextVar[tuple[Fault, ...]] = ContextVar("asked_now", default=())
"""The queued faults that the call under way was given; the book reads a job's fate."""


def fate_of(asked: tuple[Fault, ...]) -> Fate:
    """What the prompt, and the queue for this call, ask for a job."""
    words: dict[str, str] = {}
    for each in (*asked_now.get(), *asked):
        words |= {k: v for k, v in each.words.items() if k in JOB_WORDS}
    return Fate(
        fail=words.get("fail"),
        charged="charged" in words,
        seconds=float(words["seconds"]) if "seconds" in words else None,
        stuck="stuck" in words,
        callback=words.get("callback", ""),
    )


class Faults:
    """The queue: each fault waits for a call that it fits, the oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []
        self._done: Counter[Hashable] = Counter()

    def add(
        self,
        text: str,
        *,
        on: On = "any",
        service: str | None = None,
        times: int | None = 1,
    ) -> Fault:
        """Ask for something to go wrong; FaultError as for `fault`."""
        asked = fault(text, on=on, service=service, times=times)
        with self._lock:
            self._waiting.append(asked)
        return asked

    def clear(self) -> None:
        """Let nothing more go wrong."""
        with self._lock:
            self._waiting.clear()

    @property
    def waiting(self) -> tuple[Fault, ...]:
        """What is still to go wrong, with how often."""
        with self._lock:
            return tuple(self._waiting)

    def take(self, service: str, call: On) -> Fault | None:
        """The oldest fault that fits a call; it is used up by one."""
        with self._lock:
            for index, asked in enumerate(self._waiting):
                if asked.on in {"any", call} and asked.service in {None, service}:
                    self._use(index, asked)
                    return asked
        return None

    def _use(self, index: int, asked: Fault) -> None:
        if asked.times is None:
            return
        if asked.times <= 1:
            del self._waiting[index]
        else:
            self._waiting[index] = replace(asked, times=asked.times - 1)

    def due(self, asked: Fault, of: Hashable) -> bool:
        """Whether a prompt's fault is still to happen to what it belongs to.

        Counts, so that `times=1` happens once to the same body or job.
        """
        if asked.times is None:
            return True
        with self._lock:
            self._done[of, str(asked)] += 1
            return self._done[of, str(asked)] <= asked.times
