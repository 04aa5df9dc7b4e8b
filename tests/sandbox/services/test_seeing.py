import asyncio
import base64
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from storyboard.model.media import FileFacts, MediaLimits
from storyboard.sandbox.desk import Desk, FileStore, Limits
from storyboard.sandbox.services.reading import BodyError
from storyboard.sandbox.services.seeing import (
    FRAMES,
    Seen,
    each,
    looked_at,
    nearest_ratio,
    pictures,
    seconds_of,
    suffix_of,
)
from tests.sandbox.services.bench import ADDRESS, a_png, a_wav
from tests.sandbox.stand import a_book

ANY = MediaLimits()


class _Shelf(BaseHTTPRequestHandler):
    """Serves a picture; elsewhere it redirects to one."""

    def do_GET(self) -> None:
        if self.path == "/a.png?sign=1":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(a_png())
        else:
            self.send_response(302)
            self.send_header("Location", "/a.png?sign=1")
            self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def shelf() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Shelf)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    book, clock, _ = a_book()
    limits = Limits(concurrency=None, balance=Decimal(0))
    return Desk(book, ADDRESS, limits, FileStore(tmp_path, ADDRESS), clock)


def look(desk: Desk, *addresses: str, limits: MediaLimits = ANY) -> list[Seen | None]:
    return list(asyncio.run(looked_at(desk, each("images", addresses), limits)))


def test_own_files_loopback_and_data_are_in_sight(desk: Desk, shelf: str) -> None:
    own = desk.file_store.keep(a_png(), ".png")
    coded = base64.b64encode(a_png()).decode()
    found = look(desk, own, f"{shelf}/a.png?sign=1", f"data:image/png;base64,{coded}")
    size = len(a_png())
    facts = FileFacts(bytes=size, suffix=".png", width=640, height=480)
    for seen in found:
        assert seen is not None
        assert seen.model_dump(exclude={"file"}) == facts.model_dump()
        assert seen.file.read_bytes() == a_png()


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/a.png",
        "http://192.168.0.1/a.png",
        "https://127.0.0.1/a.png",
        "http://localhost.example.com/a.png",
        "asset://face",
    ],
)
def test_nothing_else_is_ever_asked_for(desk: Desk, address: str) -> None:
    # A socket to anything but loopback would be an error (tests/conftest.py).
    assert look(desk, address) == [None]


@pytest.mark.parametrize(
    "address",
    [
        f"{ADDRESS}/sandbox/files/{'0' * 32}.png",
        f"{ADDRESS}/sandbox/files/../../secret",
        "data:image/png;base64,AAAA",
        "data:image/png;base64,%",
        "data:image/png,plain",
        "http://127.0.0.1:9/a.png",
    ],
)
def test_what_should_be_in_sight_and_is_not_is_an_error(
    desk: Desk, address: str
) -> None:
    with pytest.raises(BodyError) as caught:
        look(desk, "https://example.com/a.png", address)
    assert caught.value.first.place == ("images", 1)
    assert caught.value.first.message.startswith("images[1] ")


def test_redirects_are_not_followed(desk: Desk, shelf: str) -> None:
    with pytest.raises(BodyError, match="answer 302"):
        look(desk, f"{shelf}/elsewhere.png")


def test_lengths_are_counted_together(desk: Desk) -> None:
    sound = desk.file_store.keep(a_wav(2), ".wav")
    limits = MediaLimits(seconds=(1, 3), most_seconds=5)
    look(desk, sound, sound, "https://example.com/a.wav", limits=limits)
    with pytest.raises(BodyError, match="images last 6 s; at most 5"):
        look(desk, sound, sound, sound, limits=limits)


def test_a_format_that_only_the_service_reads_is_out_of_sight(desk: Desk) -> None:
    assert look(desk, desk.file_store.keep(b"no png", ".heic")) == [None]


def test_the_end_of_a_name_tells_the_kind() -> None:
    assert suffix_of("https://example.com/A%20b.JPG?x=.png#c") == ".jpg"
    assert suffix_of("https://example.com/a.b/c") == ""
    assert suffix_of("data:image/webp;base64,AA") == ".webp"
    assert suffix_of("data:text/plain,AA") == ""


def test_a_video_out_of_sight_is_taken_to_last_five_seconds() -> None:
    facts = FileFacts(bytes=1, suffix=".mp4", seconds=3.25)
    assert seconds_of([facts, None]) == Decimal("8.25")
    assert seconds_of([]) == 0


def test_the_nearest_ratio_is_that_of_the_first_picture_in_sight() -> None:
    facts = FileFacts(bytes=1, suffix=".png", width=700, height=720)
    assert nearest_ratio([None, facts]) == "1:1"
    assert nearest_ratio([facts], ("16:9", "9:16")) in {"16:9", "9:16"}
    assert nearest_ratio([None]) == "16:9"


def test_what_a_picture_is_the_service_says_else_the_prompt_else_it_is_likely(
    desk: Desk,
) -> None:
    here = [desk.file_store.keep(a_png(300 + n, 300), ".png") for n in range(3)]
    seen = asyncio.run(looked_at(desk, each("images", here), ANY))
    told = "A boat.\nimage 1 shows Ida.\n@image2 is the last frame.\nAudio 3 shows Bo."

    def roles(prompt: str, **more: Any) -> list[tuple[str, str | None]]:  # noqa: ANN401 - as `pictures` has them
        return [(p.role, p.shows) for p in pictures(prompt, seen, **more)]

    assert roles("A boat.") == [("reference", None)] * 3
    assert [role for role, _ in roles("A boat.", untold=FRAMES[:1])] == [
        "first_frame",
        "reference",
        "reference",
    ]
    assert roles(told, untold=FRAMES[:1]) == [
        ("reference", "Ida"),
        ("last_frame", None),
        ("reference", None),
    ]
    assert [role for role, _ in roles(told, roles=FRAMES)] == [*FRAMES, "reference"]


def test_pictures_out_of_sight_are_none_and_keep_their_numbers(desk: Desk) -> None:
    there, here = "https://example.com/a.png", desk.file_store.keep(a_png(), ".png")
    seen = asyncio.run(looked_at(desk, each("images", [there, here]), ANY))
    (picture,) = pictures("@1 shows Ida.\n@2 shows Bo.", seen)
    assert (picture.shows, picture.file.read_bytes()) == ("Bo", a_png())
