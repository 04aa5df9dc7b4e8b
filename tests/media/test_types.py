from pathlib import Path

import pytest
from PIL import Image

from storyboard.media.types import UNKNOWN, media_type
from storyboard.model.media import MediaKind


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("WEBP", "image/webp"),
        ("GIF", "image/gif"),
        ("BMP", "image/bmp"),
        ("TIFF", "image/tiff"),
        ("AVIF", "image/avif"),
    ],
)
def test_an_image_is_known_by_its_bytes(folder: Path, kind: str, found: str) -> None:
    Image.new("RGB", (8, 8)).save(folder / "image.png", format=kind)
    assert media_type(folder / "image.png", "image") == found


@pytest.mark.parametrize(
    ("head", "kind", "found"),
    [
        (b"RIFF\x10\0\0\0WAVEfmt ", "audio", "audio/wav"),
        (b"FORM\0\0\0\x10AIFF", "audio", "audio/aiff"),
        (b"ID3\x04\0", "audio", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio", "audio/aac"),
        (b"fLaC\0", "audio", "audio/flac"),
        (b"OggS\0", "audio", "audio/ogg"),
        (b"\0\0\0\x1cftypM4A ", "audio", "audio/mp4"),
        (b"\0\0\0\x1cftypisom", "audio", "audio/mp4"),
        (b"\0\0\0\x1cftypisom", "video", "video/mp4"),
        (b"\0\0\0\x14ftypqt  ", "video", "video/quicktime"),
        (b"\0\0\0\x1cftypheic", "image", "image/heic"),
        (b"\x1aE\xdf\xa3\x9fB\x82\x84webm", "video", "video/webm"),
        (b"\x1aE\xdf\xa3\x9fB\x82\x88matroska", "video", "video/x-matroska"),
        (b"RIFF\x10\0\0\0AVI LIST", "video", "video/x-msvideo"),
    ],
)
def test_sound_and_video_are_known_by_their_bytes(
    folder: Path, head: bytes, kind: MediaKind, found: str
) -> None:
    (folder / "file").write_bytes(head)
    assert media_type(folder / "file", kind) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [("a.JPG", "image/jpeg"), ("a.opus", "audio/ogg"), ("a", UNKNOWN)],
)
def test_bytes_that_say_nothing_leave_it_to_the_name(
    folder: Path, name: str, found: str
) -> None:
    (folder / name).write_bytes(b"")
    assert media_type(folder / name, "image") == found
