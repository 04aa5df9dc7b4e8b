"""Media files that are something else, reach elsewhere, or would fill the memory."""

import struct
import zlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from storyboard.media.ffmpeg import media_output, run
from tests.assembly.footage import numbered
from tests.faults.ground import BOARD, CANARY, Ground


def png(width: int, height: int, rows: int) -> bytes:
    """A black picture that says it is so large; so many rows of it are there."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    pack, row = zlib.compressobj(9), b"\0" * (width * 3 + 1)
    packed = b"".join(pack.compress(row) for _ in range(rows)) + pack.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
    return start + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def wav(rate: int, channels: int) -> bytes:
    """A second of silence, as it says."""
    form = struct.pack("<HHIIHH", 1, channels, rate, rate, 2, 16)
    body = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data\xff\xff\xff\x7f"
    return b"RIFF" + struct.pack("<I", 36) + body + b"\0" * 1000


def clip(folder: Path) -> bytes:
    file = numbered(folder / "good.mp4", 12, size=(64, 36), rate=Fraction(12))
    return file.read_bytes()


def elsewhere(whole: bytes) -> bytes:
    """A clip whose data is said to be in another file (a data reference)."""
    url = b"\0\0\0\x0curl \0\0\0\x01"
    assert whole.count(url)
    return whole.replace(url, b"\0\0\0\x0calis\0\0\0\0")


def huge(folder: Path) -> bytes:
    """A black clip of 67 megapixels, true in every byte."""
    file = folder / "huge.mp4"
    black = ("-f", "lavfi", "-i", "color=black:s=8192x8192:r=12:d=0.2")
    run([*black, "-c:v", "libx264", "-preset", "ultrafast", media_output(file)])
    return file.read_bytes()


HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n../canary.mp4\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><image href="../canary.png"/></svg>'
EPS = "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(../canary.txt) (r) file\n"
MEDIA: Mapping[str, tuple[str, Callable[[Path], bytes | str]]] = {
    "nothing": ("a.mp4", lambda _: b""),
    "a page": ("a.mp4", lambda _: "<html>quota exceeded</html>"),
    "a playlist": ("a.mp4", lambda _: HLS + "#EXT-X-ENDLIST\n"),
    "a list of files": ("a.mp4", lambda _: "ffconcat version 1.0\nfile ../canary.mp4"),
    "a clip cut short": ("a.mp4", lambda f: clip(f)[:-200]),
    "a clip without its index": ("a.mp4", lambda f: clip(f)[200:]),
    "a clip of 67 megapixels": ("a.mp4", huge),
    "a bomb of 3,600 megapixels": ("a.png", lambda _: png(60_000, 60_000, 9)),
    "a true picture of 100 megapixels": (
        "a.png",
        lambda _: png(10_000, 10_000, 10_000),
    ),
    "a drawing with an address": ("a.png", lambda _: SVG),
    "a program for a printer": ("a.png", lambda _: EPS),
    "a picture cut short": ("a.png", lambda _: png(500, 500, 500)[:-200]),
}


@pytest.mark.row("B media")
@pytest.mark.parametrize("name", MEDIA)
def test_hostile_footage_ends_in_a_clear_error(
    name: str, ground: Ground, tmp_path: Path
) -> None:
    """Before the shot that would be paid for is sent."""
    file, content = MEDIA[name]
    shots = f'{{id: "010", footage: {file}, seconds: 1}}, {{id: "020", action: A.}}'
    ground.lay(
        {
            "storyboard.yaml": f"{BOARD}scenes: [{{id: a, shots: [{shots}]}}]\n",
            file: content(tmp_path),
        }
    )
    ground.survives("render", code=7, words=(file,))


@pytest.mark.row("B media")
@pytest.mark.parametrize("name", [name for name, (f, _) in MEDIA.items() if "png" in f])
@pytest.mark.parametrize("provider", ["evolink", "animatic"])
def test_a_hostile_picture_to_go_by_ends_in_a_clear_error(
    name: str, provider: str, ground: Ground, tmp_path: Path
) -> None:
    file, content = MEDIA[name]
    board = BOARD.replace("evolink", provider)
    shot = f'{{id: "010", action: A., first_frame: {file}}}'
    ground.lay(
        {
            "storyboard.yaml": f"{board}scenes: [{{id: a, shots: [{shot}]}}]\n",
            file: content(tmp_path),
        }
    )
    before, asked = ground.around(), ground.submits()
    ended = ground.run("shoot")
    assert "Traceback" not in ended.said, ended.said
    assert ended.code in {2, 3, 5, 7}, ended.said
    assert file in ended.said
    assert (ground.around(), ground.submits()) == (before, asked)
    assert CANARY not in ended.said


@pytest.mark.row("B media")
@pytest.mark.parametrize(("rate", "channels"), [(0, 1), (2**31, 60_000), (1, 0)])
def test_a_sound_that_cannot_be_is_refused(
    rate: int, channels: int, ground: Ground
) -> None:
    sound = "sound: {music: [{file: a.wav}]}\n"
    shots = 'scenes: [{id: a, shots: [{id: "020", action: A.}]}]\n'
    ground.lay({"storyboard.yaml": BOARD + shots + sound, "a.wav": wav(rate, channels)})
    ground.survives("render", code=7, words=("a.wav",))


@pytest.mark.row("B media")
def test_data_in_another_file_is_not_fetched(ground: Ground, tmp_path: Path) -> None:
    data = elsewhere(clip(tmp_path))
    board = f'{BOARD}scenes: [{{id: a, shots: [{{id: "010", footage: a.mp4}}]}}]\n'
    ground.lay({"storyboard.yaml": board, "a.mp4": data})
    before = ground.around()
    ended = ground.run("render")
    assert "Traceback" not in ended.said
    assert CANARY not in ended.said
    assert ground.around() == before
