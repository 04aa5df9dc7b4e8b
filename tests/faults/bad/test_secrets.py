"""After a whole film, its key and its signatures stand nowhere."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from storyboard.sandbox.server import Sandbox
from tests.faults.ground import KEY, Ground

BOARD = """\
storyboard: 1
title: Fog
provider: evolink
format: {aspect: 16:9, resolution: 480p, fps: 12}
defaults: {seconds: 5}
scenes:
  - id: pier
    shots:
      - {id: "010", action: A bell tolls., trim: {to: 0.5}}
      - {id: "020", action: A gull., first_frame: gull.png, trim: {to: 0.5}}
      - {id: "030", action: "A boat. [sandbox: fail=content]"}
      - {id: "040", action: A rope., provider: ark, first_frame: gull.png}
      - {id: "050", action: A lamp., provider: kinovi, first_frame: gull.png}
      - id: "060"
        provider: ark
        action: "A hull. [sandbox: error=server on=poll times=1]"
        trim: {to: 0.5}
"""
_SIGNED = re.compile(r"signature=([0-9a-fA-F]{8,})", re.IGNORECASE)
VERBS: tuple[tuple[str, ...], ...] = (
    ("render",), ("render", "--json"), ("plan", "--json"), ("status",),
    ("log", "010", "030", "060"), ("why", "030"), ("prompts",),
    ("providers", "evolink"), ("doctor", "--offline"),
)  # fmt: skip


@dataclass(frozen=True)
class Left:
    """What a film has left behind."""

    ground: Ground
    said: str
    """All that was printed."""
    secrets: frozenset[bytes]
    """What may stand nowhere."""

    def holding(self, files: Iterator[Path]) -> list[str]:
        """The files with a secret in them; there has to be something to look at."""
        there = [file for file in files if file.is_file()]
        assert there
        return [
            f"{file}: {secret!r}"
            for file in there
            for secret in self.secrets
            if secret in file.read_bytes() or secret in str(file).encode()
        ]


@pytest.fixture
def left(tmp_path_factory: pytest.TempPathFactory, services: Sandbox) -> Left:
    folder = tmp_path_factory.mktemp("secrets") / "ground"
    for name in ("project", "tmp", "home"):
        (folder / name).mkdir(parents=True)
    ground = Ground(folder, services)
    ground.lay({"storyboard.yaml": BOARD})
    Image.new("RGB", (640, 360), "teal").save(ground.project / "gull.png")
    place = {
        "HOME": str(folder / "home"),
        **{f"{name}_API_KEY": KEY for name in ("EVOLINK", "ARK", "KINOVI")},
    }
    ended = [ground.run(*verb, **place) for verb in VERBS]
    assert [each.code for each in ended[:2]] == [5, 5], ended[0].said
    calls = " ".join(call.path for call in services.book.calls)
    signatures = frozenset(_SIGNED.findall(calls))
    # Else nothing would be shown.
    assert signatures
    assert any(call.service == "kinovi" for call in services.book.calls)
    secrets = frozenset(each.encode() for each in (KEY, *signatures))
    return Left(ground, "".join(each.said for each in ended), secrets)


def _below(*names: str) -> Callable[[Path], Iterator[Path]]:
    return lambda folder: (file for name in names for file in folder.glob(name))


PLACES: Mapping[str, Callable[[Path], Iterator[Path]]] = {
    "the ledger": _below("project/.storyboard/ledger*"),
    "the lock": _below("project/*.lock"),
    "the record of what is up": _below("project/.storyboard/*.json"),
    "films and clips": _below("project/*.mp4", "project/.storyboard/clips/**/*"),
    "everything else": _below("**/*"),
}


@pytest.mark.row("B secrets", cases=7)
def test_no_key_and_no_signature_is_kept_printed_or_sent_along(left: Left) -> None:
    """One film is looked at in five places, in what it printed, and at its services."""
    found = {
        place: left.holding(files(left.ground.folder))
        for place, files in PLACES.items()
    }
    found["printed"] = [
        str(each) for each in left.secrets if each.decode() in left.said
    ]
    fetched = [call for call in left.ground.sandbox.book.calls if call.call == "fetch"]
    assert fetched
    found["sent"] = [call.path for call in fetched if "authorization" in call.headers]
    assert not any(found.values()), found
    assert "Traceback" not in left.said


@pytest.mark.row("B controls")
def test_a_secret_that_is_kept_is_found(ground: Ground) -> None:
    ground.lay({".storyboard/ledger.sqlite": b"\0\0" + KEY.encode(), "a.lock": "{}"})
    looked = Left(ground, "", frozenset((KEY.encode(),)))
    assert len(looked.holding(PLACES["the ledger"](ground.folder))) == 1
    assert looked.holding(PLACES["the lock"](ground.folder)) == []
