"""F10: clips that arrive cut, changed, packed, too large or not at all."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from storyboard.sandbox.server import Sandbox
from tests.faults import calls
from tests.faults.between import Answer, Between, Call
from tests.faults.film import Film, Shot, lay, plain_shots
from tests.faults.judge import (
    MISSING,
    SHOOT,
    entries_of,
    judged,
    seen_to_the_end,
    submits_of,
)
from tests.faults.runs import Runs

PACE = 20.0
_PAGE = b"<!doctype html><html><body>We will be back in a moment</body></html>"
_MEGABYTES = 300
_PLAIN = {"content-type": "video/mp4"}


def _cut(answer: Answer) -> Answer:
    """Ends early, and promises all of it."""
    whole, part = len(answer.body), len(answer.body) * 6 // 10
    headers = {**answer.headers, "content-length": str(whole)}
    return replace(answer, headers=headers, body=answer.body[:part])


def _cut_without_length(answer: Answer) -> Answer:
    part = len(answer.body) * 6 // 10
    return Answer(200, _PLAIN, answer.body[:part], bare=True)


def _cut_and_whole(answer: Answer) -> Answer:
    """The same part, as if it were all: the head of a fast-start file says more."""
    return Answer(200, _PLAIN, answer.body[: len(answer.body) * 6 // 10])


@cache
def _zeros() -> bytes:
    packing = zlib.compressobj(9, wbits=31)
    million = bytes(1_000_000)
    parts = [packing.compress(million) for _ in range(_MEGABYTES)]
    return b"".join([*parts, packing.flush()])


def _bomb(_: Answer) -> Answer:
    return Answer(200, {**_PLAIN, "content-encoding": "gzip"}, _zeros())


FOR_EVER: Mapping[str, Callable[[Answer], Answer]] = {
    "cut": _cut,
    "cut without length": _cut_without_length,
    "cut at 60 %": _cut_and_whole,
    "empty": lambda _: Answer(200, _PLAIN, b""),
    "a page": lambda _: Answer(200, {"content-type": "text/html"}, _PAGE),
    "a page called a clip": lambda _: Answer(200, _PLAIN, _PAGE),
    "a bomb": _bomb,
    "five gigabytes": lambda a: replace(
        a, headers={**a.headers, "content-length": "5000000000"}
    ),
}


def _states(film: Film) -> list[str]:
    return [entry.state for entry in entries_of(film)]


def _lay(folder: Path, between: Between, tag: str, **environment: str) -> Film:
    return lay(
        folder / "film",
        between.sandbox,
        tag,
        plain_shots(2),
        **between.environment("evolink"),
        **calls.pace(PACE),
        **environment,
    )


@pytest.mark.row("F10 downloads")
@pytest.mark.parametrize("often", ["once", "always"])
@pytest.mark.parametrize("what", FOR_EVER)
def test_a_clip_that_does_not_arrive_whole_is_fetched_again_and_not_paid_again(
    what: str, often: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    spoilt = True

    def change(call: Call, answer: Answer) -> Answer:
        hit = (call.kind, call.shot) == ("clip", "010")
        hit = hit and (spoilt if often == "always" else call.turn == 1)
        return FOR_EVER[what](answer) if hit else answer

    with Between(quick_sandbox, change) as between:
        tag = f"f10-{list(FOR_EVER).index(what)}-{often}"
        film = _lay(tmp_path, between, tag)
        ended = runs.run(film, *SHOOT)
        if often == "once":
            assert ended.code == 0, ended.said
        else:
            assert ended.code == MISSING, ended.said
            assert "did not arrive whole" in ended.said
            assert _states(film) == ["ready", "done"]
            assert not list((film.store / "incoming").iterdir())
        assert judged(film, quick_sandbox.book) == []
        spoilt = False
        assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert _states(film) == ["done", "done"]
    assert submits_of(film, quick_sandbox.book) == len(film.shots)


@pytest.mark.row("F10 downloads")
@pytest.mark.parametrize("length", ["told", "not told"])
def test_a_clip_over_the_size_cap_is_not_kept(
    length: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    def change(call: Call, answer: Answer) -> Answer:
        if call.kind == "clip" and length == "not told":
            return Answer(200, _PLAIN, answer.body, bare=True)
        return answer

    with Between(quick_sandbox, change) as between:
        film = _lay(tmp_path, between, f"f10-large-{length.split(maxsplit=1)[0]}")
        ended = runs.run(film, *SHOOT, FAULTS_CLIP_BYTES="1000")
        assert ended.code == MISSING, ended.said
        assert "larger than" in ended.said
        assert _states(film) == ["ready", "ready"]
        assert not list((film.store / "incoming").iterdir())
        assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert submits_of(film, quick_sandbox.book) == len(film.shots)


@pytest.mark.row("F10 downloads")
@pytest.mark.parametrize("what", ["wrong-range", "changed-etag"])
def test_a_download_is_not_gone_on_with_from_another_file(
    what: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    tag = f"f10-{what}"

    def change(call: Call, answer: Answer) -> Answer:
        if (call.kind, call.shot) != ("clip", "010"):
            return answer
        if call.turn == 1:
            return _cut(answer)
        if answer.status != 206 or call.turn > 2:
            return answer
        said = answer.headers["content-range"].removeprefix("bytes ")
        first, _, rest = said.partition("-")
        shifted = f"bytes {int(first) + 1}-{rest}"
        changed = {"wrong-range": {"content-range": shifted}, "changed-etag": {}}[what]
        etag = {"etag": '"another"'} if what == "changed-etag" else {}
        return replace(answer, headers={**answer.headers, **changed, **etag})

    with Between(quick_sandbox, change) as between:
        film = _lay(tmp_path, between, tag)
        ended = runs.run(film, *SHOOT)
        assert ended.code == 0, ended.said
        # Cut, gone on with, and fetched anew.
        assert len(between.times("clip", "010")) == 3
        assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert submits_of(film, quick_sandbox.book) == len(film.shots)


@pytest.mark.row("F10 downloads")
def test_a_download_that_breaks_is_gone_on_with(
    tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    """The last time that it breaks, nothing is missing but the end."""
    film = lay(
        tmp_path / "film",
        quick_sandbox,
        "f10-goes-on",
        [Shot("010", wish="cut=0.6 on=fetch times=2"), Shot("020")],
        **calls.pace(PACE),
    )
    ended = runs.run(film, *SHOOT)
    assert ended.code == 0, ended.said
    assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert submits_of(film, quick_sandbox.book) == len(film.shots)
