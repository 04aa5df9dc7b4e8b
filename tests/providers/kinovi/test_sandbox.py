"""Prices and an upload, over real HTTP, at the sandbox's Kinovi."""

from pathlib import Path

import pytest
from PIL import Image

from storyboard.providers.base import Upload
from storyboard.providers.kinovi import Kinovi
from storyboard.sandbox.server import Sandbox
from tests.providers.answers import KEY, a_workplace
from tests.providers.asked import asked, medium
from tests.providers.kinovi.test_payload import CASES
from tests.providers.met import at, ready


def service_at(sandbox: Sandbox) -> Kinovi:
    return Kinovi(a_workplace(sandbox.address))


@pytest.mark.parametrize(
    ("name", "credits_used"),
    [("text", 200), ("together", 400), ("references", 200), ("source_4k", 340)],
)
def test_the_price_of_a_golden_body_comes_back(
    sandbox: Sandbox, name: str, credits_used: int
) -> None:
    request, settings = CASES[name]
    service = Kinovi(a_workplace(sandbox.address, settings=settings))
    state = ready(service, request, KEY)
    assert str(state.charged) == f"{credits_used} credits@kinovi"
    assert state.seed is not None


def test_an_uploaded_picture_is_the_first_frame(sandbox: Sandbox, folder: Path) -> None:
    file = folder / "door.png"
    Image.new("RGB", (640, 360), "navy").save(file)
    upload = Upload(file=file, name="0a1b.png", kind="image", type="image/png")
    published = at(service_at(sandbox), lambda each: each.upload(upload))
    door = medium("first_frame", "door")
    door = door.model_copy(update={"address": published.address})
    ready(service_at(sandbox), asked("kinovi", media=(door,)), KEY)
    inputs = sandbox.book.jobs("kinovi")[-1].order.request["inputs"]
    (address,) = inputs["imageUrls"]
    assert address.startswith(sandbox.address)
    assert inputs["mode"] == "keyframe"
