"""Clips, named by what is in them.

<folder>/clips/ab/ab34….mp4     kept clips; never overwritten, never deleted here
<folder>/incoming/              unfinished files; worth nothing
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from storyboard.errors import StoreError
from storyboard.store.digests import Digests, digest_file
from storyboard.store.durable import move_into_place, storing

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class ClipStore:
    """The clips under a folder. Every method raises StoreError where it cannot."""

    folder: Path
    digests: Digests = field(default_factory=lambda: Digests(None))
    """What is known of files that were read before."""

    def path(self, digest: str) -> Path:
        """Where the clip of this digest is, or would be."""
        # A lock is a text file that anyone may edit: no digest leads elsewhere.
        if not _DIGEST.fullmatch(digest):
            raise StoreError(f'"{digest}" is no SHA-256 in hex, so it names no clip')
        return self.folder / "clips" / digest[:2] / f"{digest}.mp4"

    def has(self, digest: str) -> bool:
        """Whether the clip is there and its bytes are those of its name.

        A file that was read before is known by its size and time of change.
        """
        path = self.path(digest)
        with storing(path):
            return path.is_file() and self.digests.of(path) == digest

    def verify(self, digest: str) -> bool:
        """The same, and its bytes are read in any case."""
        path = self.path(digest)
        with storing(path):
            return path.is_file() and digest_file(path) == digest

    def incoming(self, name: str) -> Path:
        """The path of a private, unfinished file; its folder is made."""
        if not _PLAIN_NAME.fullmatch(name):
            raise StoreError(f'"{name}" is no plain file name')
        path = self.folder / "incoming" / name
        with storing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def keep(self, unfinished: Path) -> str:
        """Move a finished file in among the clips; gives its digest.

        A clip that is there already stays. Where its bytes have changed since, it is
        set aside as `<digest>.damaged` and the good one takes its place.
        """
        with storing(unfinished):
            digest = digest_file(unfinished)
            target = self.path(digest)
            if self.verify(digest):
                unfinished.unlink()
                return digest
            if target.exists():
                target.replace(target.with_suffix(".damaged"))
            move_into_place(unfinished, target)
        return digest
