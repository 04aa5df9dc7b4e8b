"""The golden bodies and an upload, over real HTTP, at the sandbox's Kinovi."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from storyboard.model.money import Money
from storyboard.model.request import ClipRequest
from storyboard.providers.base import Ready, Upload, Waiting
from storyboard.providers.kinovi import Kinovi
from storyboard.sandbox.options import Options
from storyboard.sandbox.server import Sandbox
from tests.providers.answers import KEY, a_workplace
from tests.providers.asked import TOGETHER, asked, golden, medium

MARA = medium("reference", "mara", shows="Mara")
ROOM = medium("reference", "room", shows="Lamp room")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    modules = ("storyboard.sandbox.services.kinovi",)
    options = Options(clips="tiny", seconds=0)
    with Sandbox(options, modules=modules) as running:
        yield running


def ready(
    sandbox: Sandbox, request: ClipRequest, upload: Upload | None = None, **own: str
) -> Ready:
    """The clip of a request, with a file uploaded first where one is given."""

    async def played() -> Ready:
        service = Kinovi(a_workplace(sandbox.address, settings={**own}))
        wanted = request
        try:
            if upload is not None:
                address = (await service.upload(upload)).address
                (only,) = request.media
                there = only.model_copy(update={"address": address})
                wanted = request.model_copy(update={"media": (there,)})
            ticket = await service.submit(wanted, KEY)
            state = await service.poll(ticket)
            while isinstance(state, Waiting):
                await asyncio.sleep(0.01)
                state = await service.poll(ticket)
        finally:
            await service.close()
        assert isinstance(state, Ready), state
        return state

    return asyncio.run(played())


@pytest.mark.parametrize(
    ("name", "request_", "credits_used"),
    [
        ("text", asked("kinovi"), 200),
        ("together", asked("kinovi", **TOGETHER), 400),
        ("references", asked("kinovi", media=(MARA, ROOM)), 200),
    ],
)
def test_a_golden_body_is_taken_and_its_price_comes_back(
    sandbox: Sandbox, name: str, request_: ClipRequest, credits_used: int
) -> None:
    state = ready(sandbox, request_)
    assert sandbox.book.jobs("kinovi")[-1].order.request == golden(__file__, name)
    assert state.charged is not None
    assert state.charged == Money(amount=state.charged.amount, unit="credits@kinovi")
    assert state.charged.amount == credits_used
    assert state.seed is not None


def test_what_the_source_asks_is_taken_too(sandbox: Sandbox) -> None:
    request = asked("kinovi", resolution="4k")
    state = ready(sandbox, request, docs="source")
    sent = sandbox.book.jobs("kinovi")[-1].order.request
    assert sent == golden(__file__, "source_4k")
    assert state.charged is not None
    assert state.charged.amount == 340


def test_an_uploaded_picture_is_the_first_frame(sandbox: Sandbox, folder: Path) -> None:
    file = folder / "door.png"
    Image.new("RGB", (640, 360), "navy").save(file)
    upload = Upload(file=file, name="0a1b.png", kind="image", type="image/png")
    door = medium("first_frame", "door").model_copy(update={"address": None})
    ready(sandbox, asked("kinovi", media=(door,)), upload)
    inputs = sandbox.book.jobs("kinovi")[-1].order.request["inputs"]
    (address,) = inputs["imageUrls"]
    assert address.startswith(sandbox.address)
    assert inputs["mode"] == "keyframe"
