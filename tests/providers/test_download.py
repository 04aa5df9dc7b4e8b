import asyncio
from collections.abc import Iterable
from contextlib import aclosing

import pytest

from storyboard.providers.base import Unanswered
from storyboard.providers.download import RESUMPTIONS
from storyboard.providers.http import Wire
from tests.production.lot import FakeClock
from tests.providers.answers import Answers, a_workplace, answer, answering

FILM = bytes(range(256)) * 4
SIZE = len(FILM)
DAY = "Fri, 20 Nov 2026 10:00:00 GMT"
TAG = 'ETag: "v1"\r\n'


def first(came: int, headers: str = TAG) -> bytes:
    """An answer that breaks after so many bytes."""
    return answer(FILM[:came], length=SIZE, headers=headers)


def more(
    start: int,
    end: int = SIZE,
    *,
    says: str | None = None,
    headers: str = TAG,
    status: int = 206,
) -> bytes:
    """The rest of it, or as much as comes before it breaks again."""
    said = says or f"bytes {start}-{SIZE - 1}/{SIZE}"
    return answer(
        FILM[start:end],
        status=status,
        length=SIZE - start,
        headers=f"Content-Range: {said}\r\n{headers}",
    )


def fetched(
    script: Iterable[bytes | None], clock: FakeClock | None = None
) -> tuple[bytes, Answers]:
    """What comes of a clip, byte for byte, and what was asked for it."""

    async def play() -> tuple[bytes, Answers]:
        async with answering(*script) as answers:
            wire = Wire(
                a_workplace(answers.address, clock=clock), "evolink", "https://x.org"
            )
            try:
                async with aclosing(wire.clip(answers.address + "/a.mp4")) as parts:  # type: ignore[type-var]
                    return b"".join([part async for part in parts]), answers
            finally:
                await wire.close()

    return asyncio.run(play())


def asked_for(answers: Answers) -> list[tuple[str | None, str | None]]:
    return [
        (each.headers.get("range"), each.headers.get("if-range"))
        for each in answers.sent
    ]


def test_a_download_goes_on_where_it_broke() -> None:
    film, answers = fetched([first(100), more(100, 700), more(700)])
    assert film == FILM
    assert asked_for(answers) == [
        (None, None),
        ("bytes=100-", '"v1"'),
        ("bytes=700-", '"v1"'),
    ]
    assert all(each.headers["accept-encoding"] == "identity" for each in answers.sent)
    assert all("authorization" not in each.headers for each in answers.sent)


def test_a_date_that_is_older_than_the_answer_proves_as_much() -> None:
    dated = f"Last-Modified: {DAY}\r\nDate: Fri, 20 Nov 2026 10:00:01 GMT\r\n"
    film, answers = fetched([first(10, dated), more(10, headers="")])
    assert film == FILM
    assert asked_for(answers)[1] == ("bytes=10-", DAY)


@pytest.mark.parametrize(
    "headers",
    [
        "",
        'ETag: W/"v1"\r\n',
        "ETag: v1\r\n",
        TAG + "Accept-Ranges: none\r\n",
        f"Last-Modified: {DAY}\r\n",
        f"Last-Modified: {DAY}\r\nDate: {DAY}\r\n",
        f"Last-Modified: yesterday\r\nDate: {DAY}\r\n",
    ],
)
def test_nothing_is_gone_on_with_that_may_be_another_clip(headers: str) -> None:
    with pytest.raises(Unanswered, match="closed") as told:
        fetched([first(10, headers), more(10)])
    assert told.value.refused.kind == "unavailable"


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (answer(FILM, headers=TAG), "answers 200"),
        (answer({}, status=416), "answers 416"),
        (answer({}, status=503), "answers 503"),
        (more(11), "bytes 11-"),
        (more(9), "bytes 9-"),
        (more(10, says=f"bytes 10-{SIZE - 1}/{SIZE + 1}"), "bytes 10-"),
        (more(10, says=f"bytes 10-{SIZE}/{SIZE + 1}"), "bytes 10-"),
        (more(10, says=f"bytes 10-500/{SIZE}"), "bytes 10-"),
        (more(10, says=f"bytes 10-{SIZE - 1}/*"), "bytes 10-"),
        (more(10, says="bytes */1024"), r"bytes \*"),
        (more(10, says="lines 10-20/30"), "lines"),
        (answer(FILM[10:], status=206, headers=TAG), 'it answers ""'),
        (more(10, headers='ETag: "v2"\r\n'), "was changed"),
        (more(10, headers='ETag: W/"v1"\r\n'), "was changed"),
        (more(10, headers=""), "was changed"),
        (more(10, headers=TAG + "Content-Encoding: gzip\r\n"), "packed"),
    ],
)
def test_a_rest_that_does_not_fit_is_no_clip(second: bytes, why: str) -> None:
    with pytest.raises(Unanswered, match=why) as told:
        fetched([first(10), second])
    assert told.value.refused.kind == "odd"


def test_more_than_was_promised_is_no_clip() -> None:
    longer = answer(
        FILM + b"!",
        status=206,
        length=SIZE + 1,
        headers=f"Content-Range: bytes 10-{SIZE - 1}/{SIZE}\r\n{TAG}",
    )
    with pytest.raises(Unanswered, match="larger than it should be"):
        fetched([first(10), longer])


def test_a_download_that_gets_no_further_is_given_up() -> None:
    clock = FakeClock()
    with pytest.raises(Unanswered):
        fetched([first(10), None], clock)
    assert clock.waited == 2 + 4


def test_it_is_asked_no_more_often_than_it_may_stand_still() -> None:
    script = [first(10), *(more(10, 10) for _ in range(RESUMPTIONS)), more(10)]
    with pytest.raises(Unanswered):
        fetched(script)
    film, answers = fetched([first(10), *script[2:]])
    assert film == FILM
    assert len(answers.sent) == 1 + RESUMPTIONS


def test_drops_do_not_count_while_it_gets_further() -> None:
    piece, drops = 70_000, 8
    film = bytes(piece * drops)

    def part(number: int) -> bytes:
        start = number * piece
        said = f"Content-Range: bytes {start}-{len(film) - 1}/{len(film)}\r\n"
        return answer(
            film[start : start + piece],
            status=206 if number else 200,
            length=len(film) - start,
            headers=TAG + (said if number else ""),
        )

    came, answers = fetched([part(number) for number in range(drops)])
    assert came == film
    assert len(answers.sent) == drops > RESUMPTIONS + 1


def test_chunks_that_end_early_are_noticed_and_gone_on_with() -> None:
    def chunked(headers: str) -> bytes:
        # `answering` looks for a length; where there are chunks it means nothing.
        head = f"HTTP/1.1 200 OK\r\n{headers}Transfer-Encoding: chunked\r\n"
        return f"{head}X-Content-Length: 99\r\n\r\n".encode() + b"a\r\n" + FILM[:10]

    with pytest.raises(Unanswered, match="incomplete chunked"):
        fetched([chunked("")])
    film, _ = fetched([chunked(TAG), more(10)])
    assert film == FILM


def test_a_clip_that_says_it_is_endless_is_not_begun() -> None:
    with pytest.raises(Unanswered, match="larger than any clip"):
        fetched([answer(b"", length=4_000_000_001)])


def test_a_clip_of_which_next_to_nothing_comes_is_asked_for_again() -> None:
    """Each look at the clock costs a minute: too little comes in every one of them."""

    class Hurried(FakeClock):
        def elapsed(self) -> float:
            self.waited += 60.0
            return self.waited

    with pytest.raises(Unanswered, match="next to nothing"):
        fetched([first(10, headers="")], Hurried())
    assert fetched([first(10), more(10)], Hurried())[0] == FILM
