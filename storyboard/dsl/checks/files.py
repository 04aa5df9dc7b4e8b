"""Files that a board names: whether they are there, and of the right kind."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from storyboard.dsl.text import in_quotes
from storyboard.errors import Problem, Where, offer

SUFFIXES = {
    "image": (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"),
    "video": (".mp4", ".mov", ".m4v", ".mkv", ".webm"),
    "audio": (
        ".wav",
        ".mp3",
        ".flac",
        ".ogg",
        ".opus",
        ".m4a",
        ".aac",
        ".aif",
        ".aiff",
    ),
    "template": (".j2", ".jinja", ".jinja2"),
    "table": (".csv",),
    "font": (".ttf", ".otf", ".ttc", ".otc"),
}
SUFFIXES["picture"] = (*SUFFIXES["image"], *SUFFIXES["video"])
_MOST_NAMES = 500
Fault = tuple[str, str, str]
"""Code, message and hint."""


def alike(path: Path) -> str:
    """What there is near a file that is missing."""
    folder = path.parent
    if path.is_dir():
        return "it is a folder; name a file in it"
    if not folder.is_dir():
        return f'there is no folder "{folder.name}"'
    names = sorted(entry.name for entry in folder.iterdir() if entry.is_file())
    return offer(path.name, names[:_MOST_NAMES]) if names else "its folder is empty"


def file_problems(
    named: Iterable[tuple[Where, str, str]], roots: Mapping[str, Path]
) -> Iterator[Problem]:
    """Files that are not there, or whose suffix is of another kind.

    `named` gives where, kind and asset path; `roots` the project's folder under the
    empty name and the packs' under theirs.
    """
    faults: dict[str, Fault | None] = {}
    for where, kind, asset in named:
        if asset not in faults:
            faults[asset] = _fault(asset, on_disk(asset, roots))
        fault = faults[asset]
        suffix = PurePosixPath(asset).suffix.lower()
        if fault is not None:
            code, message, hint = fault
            yield Problem(code, message, where, hint)
        elif suffix not in SUFFIXES[kind]:
            what = "picture or video" if kind == "picture" else kind
            message = f"{in_quotes(asset)} is no {what} file"
            yield Problem("wrong-kind", message, where, _meant(kind, suffix, where))


def _fault(asset: str, path: Path) -> Fault | None:
    """Why a file cannot be had."""
    if not path.is_file():
        return "missing-file", f"there is no file {in_quotes(asset)}", alike(path)
    if not os.access(path, os.R_OK):
        message = f"{in_quotes(asset)} may not be read"
        return "unreadable", message, "see to the file's permissions"
    return None


def _meant(kind: str, suffix: str, where: Where) -> str:
    """What is wanted; for a bare reference, which is an image, how to say another."""
    if "references" in where:
        for other in ("image", "video", "audio"):
            if suffix in SUFFIXES[other]:
                return f"to refer to this kind of file, write {{{other}: …{suffix}}}"
    return f"it should end in {', '.join(SUFFIXES[kind])}"


def on_disk(asset: str, roots: Mapping[str, Path]) -> Path:
    """Where an asset of the project or of a pack lies."""
    if asset.startswith("pack:"):
        name, _, rest = asset.removeprefix("pack:").partition("/")
        return roots[name] / rest
    return roots[""] / asset
