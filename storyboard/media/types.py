"""What a file's first bytes say it is, as a media type such as `image/png`."""

from pathlib import Path

from storyboard.model.media import MediaKind

HEAD = 64
"""How many bytes are looked at."""

_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AIFF", "audio/aiff"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (8, b"AVI ", "video/x-msvideo"),
)
"""Where which bytes stand; the formats' own documents name them."""
_BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heif",
    b"avif": "image/avif",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
}
"""What the first brand of an ISO base media file says."""
_BY_SUFFIX = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".bmp": "image/bmp",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
}
UNKNOWN = "application/octet-stream"


def media_type(file: Path, kind: MediaKind) -> str:
    """The media type of a file; its bytes go before its name. OSError.

    `kind` settles what a container that holds sound or picture is taken for.
    """
    with file.open("rb") as opened:
        head = opened.read(HEAD)
    by_name = _BY_SUFFIX.get(file.suffix.lower(), UNKNOWN)
    return _by_bytes(head, kind) or by_name


def is_timed(file: Path) -> bool:
    """Whether a file's bytes say that it is a video or a sound. OSError."""
    with file.open("rb") as opened:
        found = _by_bytes(opened.read(HEAD), "video")
    return found is not None and not found.startswith("image/")


def _by_bytes(head: bytes, kind: MediaKind) -> str | None:
    for at, sign, found in _SIGNS:
        if head[at : at + len(sign)] == sign:
            return found
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], f"{kind}/mp4")
    if head[:4] == b"OggS":
        return f"{kind}/ogg"
    if head[:4] == b"\x1aE\xdf\xa3":
        return f"{kind}/webm" if b"webm" in head else f"{kind}/x-matroska"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:  # noqa: PLR2004
        # ADTS and MPEG audio frames begin alike; the layer bits tell them apart.
        return "audio/aac" if head[1] & 0x06 == 0 else "audio/mpeg"
    return None
