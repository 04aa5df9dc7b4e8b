import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest

from storyboard.sandbox.book import Book
from storyboard.sandbox.calls import call_back
from storyboard.sandbox.jobs import Job
from tests.sandbox.stand import Easel, Jumping, a_book, an_order

Result = TypeVar("Result")


class Ear:
    """Somebody who is called, and hears what is said."""

    def __init__(self, answer: bytes = b"HTTP/1.1 204 No Content\r\n\r\n") -> None:
        self.heard: list[Any] = []
        self.heads: list[str] = []
        self.port = 0
        self._answer = answer

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/job/7?a=b"

    async def __call__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        size = int(head.split("Content-Length: ")[1].split("\r\n")[0])
        self.heads.append(head)
        self.heard.append(json.loads(await reader.readexactly(size)))
        writer.write(self._answer)
        writer.close()


@asynccontextmanager
async def listening(ear: Ear, book: Book) -> AsyncIterator[None]:
    """An ear that is heard of, and a sandbox that calls back."""
    server = await asyncio.start_server(ear, "127.0.0.1", 0)
    ear.port = server.sockets[0].getsockname()[1]
    calling = asyncio.ensure_future(call_back(book))
    try:
        yield
    finally:
        calling.cancel()
        await asyncio.gather(calling, return_exceptions=True)
        server.close()


async def until(happened: Callable[[], bool]) -> None:
    for _ in range(200):
        if happened():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never happened")


def with_ear(
    play: Callable[[Ear, Book, Jumping, Easel], Awaitable[Result]],
    ear: Ear | None = None,
) -> Result:
    async def played() -> Result:
        book, clock, easel = a_book()
        who = ear or Ear()
        async with listening(who, book):
            return await play(who, book, clock, easel)

    return asyncio.run(played())


def told(job: Job) -> dict[str, object]:
    return {"task": job.id, "said": job.state}


def test_a_jobs_end_is_told_once_although_nobody_looks() -> None:
    async def play(ear: Ear, book: Book, clock: Jumping, easel: Easel) -> None:
        job = book.open(an_order(callback=ear.address), "p-1", told)
        silent = book.open(an_order(), "p-2", told)
        easel.done(0)
        easel.done(1)
        await asyncio.sleep(0.05)
        assert not ear.heard
        clock.passed = 11
        await until(lambda: job.called == 1)
        await asyncio.sleep(0.05)
        await asyncio.sleep(0.05)
        assert ear.heard == [{"task": "p-1", "said": "succeeded"}]
        assert ear.heads[0].startswith("POST /job/7?a=b HTTP/1.1\r\n")
        assert (job.called, silent.called) == (1, 0)

    with_ear(play)


def test_a_clip_that_is_drawn_late_is_told_late() -> None:
    async def play(ear: Ear, book: Book, clock: Jumping, easel: Easel) -> None:
        book.open(an_order(callback=ear.address), "p-1", told)
        clock.passed = 11
        await asyncio.sleep(0.05)
        assert not ear.heard
        easel.done()
        await until(lambda: bool(ear.heard))

    with_ear(play)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("", ["failed"]),
        ("callback=never", []),
        ("callback=twice", ["failed", "failed"]),
        ("callback=lies", ["succeeded"]),
    ],
)
def test_a_prompt_may_wish_for_calls_that_go_wrong(wish: str, said: list[str]) -> None:
    prompts = ((f"a crow [sandbox: fail=content {wish}]", 5.0),)

    async def play(ear: Ear, book: Book, clock: Jumping, _easel: Easel) -> list[str]:
        job = book.open(an_order(callback=ear.address, prompts=prompts), "p-1", told)
        other = book.open(an_order(callback=ear.address, prompts=prompts[:0]), "p-2")
        book.cancel(other)
        clock.passed = 11
        await until(lambda: {"id": "p-2", "state": "cancelled"} in ear.heard)
        await until(lambda: job.called == len(said))
        return [each["said"] for each in ear.heard if "said" in each]

    assert with_ear(play) == said


def test_an_early_call_comes_before_the_end_and_no_other_does() -> None:
    prompts = (("a crow [sandbox: callback=early]", 5.0),)

    async def play(ear: Ear, book: Book, clock: Jumping, easel: Easel) -> None:
        book.open(an_order(callback=ear.address, prompts=prompts), "p-1", told)
        await until(lambda: bool(ear.heard))
        easel.done()
        clock.passed = 11
        await asyncio.sleep(0.05)
        await asyncio.sleep(0.05)
        assert [each["said"] for each in ear.heard] == ["queued"]
        assert book.jobs()[0].state == "succeeded"

    with_ear(play)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/",
        "https://127.0.0.1:9/",
        "http://192.0.2.1/",
        "http://films.example.org/",
        "http://127.0.0.1:70000/",
        "nowhere",
    ],
)
def test_a_call_that_fails_is_nobodys_problem_and_nothing_leaves(address: str) -> None:
    async def play(ear: Ear, book: Book, clock: Jumping, easel: Easel) -> None:
        job = book.open(an_order(callback=address), "p-1", told)
        good = book.open(an_order(callback=ear.address), "p-2", told)
        easel.done(0)
        easel.done(1)
        clock.passed = 11
        await until(lambda: good.called == 1)
        assert job.called == 0

    with_ear(play)


def test_somebody_who_hangs_up_was_not_told() -> None:
    async def play(ear: Ear, book: Book, clock: Jumping, easel: Easel) -> int:
        job = book.open(an_order(callback=ear.address), "p-1", told)
        easel.done()
        clock.passed = 11
        await until(lambda: bool(ear.heard))
        await asyncio.sleep(0.05)
        return job.called

    assert with_ear(play, Ear(b"")) == 0
