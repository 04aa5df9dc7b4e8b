import asyncio
import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storyboard.errors import PreflightError, StoreError
from storyboard.model.request import ClipRequest
from storyboard.providers.base import (
    NotSent,
    Published,
    Refused,
    SubmitRefused,
    Unanswered,
    Upload,
)
from storyboard.providers.publish import Brief, Publisher
from storyboard.providers.shelves import Folder, Shelf
from tests.production.lot import FakeClock
from tests.providers.depot import PNG, Depot, a_request, medium


@dataclass
class Plank:
    """A shelf that counts what is put on it and gives a new link each time."""

    target: str = "this machine"
    lasting: bool = False
    base: str = "http://127.0.0.1:9"
    put_there: list[str] = field(default_factory=list)
    links: int = 0

    async def put(self, upload: Upload) -> Published:
        self.put_there.append(upload.name)
        return Published(address="")

    async def link(self, name: str, published: Published) -> str:
        del published
        self.links += 1
        return f"{self.base}/{name}?signature={self.links}"


@dataclass
class Room:
    folder: Path
    clock: FakeClock = field(default_factory=FakeClock)
    record: Brief = field(default_factory=Brief)
    here: Plank = field(default_factory=Plank)

    def file(self, name: str, content: bytes = PNG) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def publisher(self, shelf: Shelf | None = None) -> Publisher:
        return Publisher(
            file=lambda asset: self.folder / asset,
            now=self.clock.now,
            record=self.record,
            shelf=shelf,
            here=self.here,
        )

    def publish(
        self, depot: Depot, request: ClipRequest, shelf: Shelf | None = None
    ) -> ClipRequest:
        return asyncio.run(_called(self.publisher(shelf), depot, request))

    @property
    def in_days(self) -> Callable[[float], datetime]:
        return lambda days: self.clock.now() + timedelta(days=days)


async def _called(
    publisher: Publisher, depot: Depot, request: ClipRequest
) -> ClipRequest:
    return await publisher(depot, request)


@pytest.fixture
def room(folder: Path) -> Room:
    return Room(folder)


def addresses(request: ClipRequest) -> list[str | None]:
    return [each.address for each in request.media]


def test_an_inline_file_is_written_into_the_request_with_its_type(room: Room) -> None:
    depot = Depot(delivery={"image": "inline"})
    file = room.file("mira.jpg")  # its bytes are a PNG's, whatever it is called
    (address,) = addresses(room.publish(depot, a_request(medium(file))))
    assert address == "data:image/png;base64," + base64.b64encode(PNG).decode()
    assert depot.uploads == []


def test_a_file_goes_up_under_the_name_of_its_content(room: Room) -> None:
    depot, given = Depot(), medium(room.file("Mira.PNG"))
    request = room.publish(depot, a_request(given))
    assert addresses(request) == [
        f"https://depot.example/files/1/{given.digest}.png",
    ]
    (upload,) = depot.uploads
    assert upload == Upload(
        file=room.folder / "Mira.PNG",
        name=f"{given.digest}.png",
        kind="image",
        type="image/png",
    )


def test_the_rest_of_a_request_stays_as_it_is(room: Room) -> None:
    request = a_request(medium(room.file("a.png")))
    published = room.publish(Depot(), request)
    (given,) = published.media
    kept = published.model_copy(
        update={"media": (given.model_copy(update={"address": None}),)}
    )
    assert kept == request
    assert published.parts() == request.parts()


def test_the_same_bytes_go_up_once_whatever_they_are_called(room: Room) -> None:
    depot = Depot()
    first, second = room.file("a.png"), room.file("b.png")
    request = room.publish(depot, a_request(medium(first), medium(second)))
    assert len(depot.uploads) == 1
    assert len(set(addresses(request))) == 1


def test_what_is_up_is_not_sent_again_by_a_later_run(room: Room) -> None:
    depot, request = Depot(), a_request(medium(room.file("a.png")))
    first = room.publish(depot, request)
    assert room.publish(depot, request) == first
    assert len(depot.uploads) == 1


def test_two_shots_that_ask_at_once_wait_for_one_upload(room: Room) -> None:
    depot, given = Depot(), medium(room.file("a.png"))

    async def both() -> list[ClipRequest]:
        publish = room.publisher()
        wanted = [a_request(given, shot=shot) for shot in ("010", "020", "030")]
        return await asyncio.gather(*(publish(depot, each) for each in wanted))

    found = asyncio.run(both())
    assert len(depot.uploads) == 1
    assert len({each.media for each in found}) == 1


def test_after_a_failed_upload_the_shot_that_waited_tries_itself(room: Room) -> None:
    silence = Refused(kind="unavailable", code="no answer", message="it hung up")
    depot = Depot(fault=Unanswered(silence, after=7))
    given = medium(room.file("a.png"))

    async def both() -> list[ClipRequest | BaseException]:
        publish = room.publisher()
        wanted = [a_request(given, shot=shot) for shot in ("010", "020")]
        return await asyncio.gather(
            *(publish(depot, each) for each in wanted), return_exceptions=True
        )

    first, second = asyncio.run(both())
    assert isinstance(first, Unanswered)
    assert first.after == 7
    assert first.refused.message == "a.png → depot at https://depot.example: it hung up"
    assert isinstance(second, ClipRequest)
    assert len(depot.uploads) == 2


@pytest.mark.parametrize(
    ("left", "uploads"),
    [(timedelta(minutes=59), 2), (timedelta(hours=1), 2), (timedelta(minutes=61), 1)],
)
def test_what_runs_out_within_the_hour_is_renewed(
    room: Room, left: timedelta, uploads: int
) -> None:
    depot, request = Depot(), a_request(medium(room.file("a.png")))
    depot.expires = room.clock.now() + timedelta(days=1)
    room.publish(depot, request)
    room.clock.waited = (timedelta(days=1) - left).total_seconds()
    depot.expires = room.clock.now() + timedelta(days=1)
    room.publish(depot, request)
    assert len(depot.uploads) == uploads


def test_an_expiry_without_a_zone_is_taken_for_utc(room: Room) -> None:
    depot, request = Depot(), a_request(medium(room.file("a.png")))
    depot.expires = room.in_days(1).replace(tzinfo=None)
    room.publish(depot, request)
    room.publish(depot, request)
    assert len(depot.uploads) == 1


def test_another_service_gets_its_own_upload(room: Room) -> None:
    request = a_request(medium(room.file("a.png")))
    one, other = Depot(), Depot(address="https://other.example")
    room.publish(one, request)
    room.publish(other, request)
    assert (len(one.uploads), len(other.uploads)) == (1, 1)


def test_what_a_sandbox_has_is_forgotten_with_the_run(room: Room) -> None:
    depot = Depot(address="http://127.0.0.1:9", loopback=True)
    request = a_request(medium(room.file("a.png")), medium(room.file("b.png")))
    room.publish(depot, request)
    assert len(depot.uploads) == 1
    room.publish(depot, request)
    assert len(depot.uploads) == 2


def test_kinds_without_a_delivery_go_to_the_shelf(room: Room) -> None:
    shelf = Plank("s3://films", lasting=True, base="https://films.example")
    sound = medium(room.file("rain.wav", b"RIFF....WAVE"), "audio")
    depot = Depot()
    request = room.publish(depot, a_request(sound), shelf)
    assert depot.uploads == []
    assert shelf.put_there == [f"{sound.digest}.wav"]
    assert addresses(request) == [
        f"https://films.example/{sound.digest}.wav?signature=1"
    ]


def test_links_are_made_anew_for_each_request(room: Room) -> None:
    shelf = Plank("s3://films", lasting=True, base="https://films.example")
    depot, request = Depot(delivery={}), a_request(medium(room.file("a.png")))
    first = room.publish(depot, request, shelf)
    second = room.publish(depot, request, shelf)
    assert addresses(first) != addresses(second)
    assert len(shelf.put_there) == 1


def test_a_service_on_this_machine_fetches_from_this_machine(room: Room) -> None:
    depot = Depot(delivery={}, loopback=True, address="http://127.0.0.1:9")
    request = room.publish(depot, a_request(medium(room.file("a.png"))))
    assert room.here.put_there == [f"{request.media[0].digest}.png"]


def test_without_a_shelf_nothing_reaches_a_service_that_fetches(room: Room) -> None:
    request = a_request(medium(room.file("a.png")))
    with pytest.raises(PreflightError) as caught:
        room.publish(Depot(delivery={}), request)
    assert caught.value.message == (
        "depot fetches images by address, and a.png is only on this disk; "
        "set `[media] publish` in storyboard.toml"
    )
    assert room.here.put_there == []


def test_an_address_of_this_machine_is_no_use_to_a_service_elsewhere(
    room: Room,
) -> None:
    shelf = Folder(room.folder / "web", "http://localhost:8000/media")
    with pytest.raises(PreflightError, match="an address of this machine only"):
        room.publish(Depot(delivery={}), a_request(medium(room.file("a.png"))), shelf)


def test_an_embedded_provider_reads_files_itself(room: Room) -> None:
    depot, request = Depot(embedded=True), a_request(medium(room.file("a.png")))
    assert room.publish(depot, request) is request


@pytest.mark.parametrize("delivery", ["inline", "upload"])
def test_a_file_that_changed_since_the_plan_goes_nowhere(
    room: Room, delivery: str
) -> None:
    depot = Depot(delivery={"image": "inline" if delivery == "inline" else "upload"})
    request = a_request(medium(room.file("a.png")))
    room.file("a.png", b"something else")
    with pytest.raises(PreflightError, match=r"a\.png was changed after the plan"):
        room.publish(depot, request)
    assert depot.uploads == []


@pytest.mark.parametrize("delivery", ["inline", "upload"])
def test_a_file_that_vanished_is_named(room: Room, delivery: str) -> None:
    depot = Depot(delivery={"image": "inline" if delivery == "inline" else "upload"})
    request = a_request(medium(room.file("a.png")))
    (room.folder / "a.png").unlink()
    with pytest.raises(PreflightError, match=r"a\.png: No such file"):
        room.publish(depot, request)


def test_a_refusal_names_the_file_and_the_place(room: Room) -> None:
    no = Refused(kind="rate", code="429", message="not so fast")
    depot = Depot(fault=SubmitRefused(no, later=True, after=3))
    with pytest.raises(SubmitRefused) as caught:
        room.publish(depot, a_request(medium(room.file("a.png"))))
    assert str(caught.value) == "a.png → depot at https://depot.example: not so fast"
    assert (caught.value.later, caught.value.after) == (True, 3)
    assert caught.value.refused.kind == "rate"


def test_an_upload_that_never_left_says_so(room: Room) -> None:
    depot = Depot(fault=NotSent("no connection"))
    with pytest.raises(NotSent, match=r"a\.png → depot at .*: no connection"):
        room.publish(depot, a_request(medium(room.file("a.png"))))


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (KeyError("url"), r"a\.png → depot at .*: KeyError: 'url'"),
        (StoreError("the disk is full"), r"a\.png → depot at .*: the disk is full"),
    ],
)
def test_what_else_goes_wrong_ends_the_shot_in_words(
    room: Room, fault: Exception, said: str
) -> None:
    with pytest.raises(PreflightError, match=said):
        room.publish(Depot(fault=fault), a_request(medium(room.file("a.png"))))


def test_a_suffix_that_is_none_is_left_out_of_the_name(room: Room) -> None:
    depot, given = Depot(), medium(room.file("a.what is this"))
    room.publish(depot, a_request(given))
    assert [upload.name for upload in depot.uploads] == [given.digest]
