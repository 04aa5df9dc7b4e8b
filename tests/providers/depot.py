"""A service that files are handed to, and requests that have some."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.media import Delivery, MediaKind
from storyboard.model.request import ClipRequest, MediaInput, SlateText, Staging
from storyboard.model.value import SceneId, ShotId
from storyboard.providers.base import Account, Published, Upload
from tests.production.lot import PlainService

PNG = b"\x89PNG\r\n\x1a\n and the rest"


@dataclass
class Depot(PlainService):
    """Takes files in, and gives each an address that may run out."""

    scratch: Path = Path("nowhere")
    name: str = "depot"
    address: str = "https://depot.example"
    loopback: bool = False
    delivery: Mapping[MediaKind, Delivery] = field(
        default_factory=lambda: {"image": "upload"}
    )
    expires: datetime | None = None
    fault: Exception | None = None
    """What the next upload ends with."""
    uploads: list[Upload] = field(default_factory=list)
    embedded: bool = False

    def __post_init__(self) -> None:
        self.account = None if self.embedded else self._account()

    def _account(self) -> Account:
        return Account(
            address=self.address,
            key_name="DEPOT_API_KEY",
            key_set=True,
            loopback=self.loopback,
        )

    def capabilities(self, model: str | None) -> Capabilities | None:
        if model not in {None, *self.models}:
            return None
        return Capabilities(
            provider=self.name,
            model="grey",
            origin="sandbox" if self.loopback else "paid",
            modes=(Mode(name="any", images=(0, None), audios=(0, None)),),
            delivery=self.delivery,
        )

    async def upload(self, upload: Upload) -> Published:
        self.uploads.append(upload)
        await asyncio.sleep(0.01)
        fault, self.fault = self.fault, None
        if fault is not None:
            raise fault
        number = len(self.uploads)
        address = f"{self.address}/files/{number}/{upload.name}"
        return Published(address=address, expires=self.expires)


def medium(file: Path, kind: MediaKind = "image") -> MediaInput:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return MediaInput(role="reference", kind=kind, file=file.name, digest=digest)


def a_request(*media: MediaInput, shot: str = "010") -> ClipRequest:
    return ClipRequest(
        provider="depot",
        model=None,
        prompt="Rain falls.",
        seconds=5,
        aspect="16:9",
        resolution="720p",
        fps="24",
        seed=None,
        media=media,
        staging=Staging(),
        slate=SlateText(film="Film", scene=SceneId("one"), shot=ShotId(shot)),
    )
