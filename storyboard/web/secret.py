"""The secret that makes addresses hard to guess: made once, kept beside the ledger."""

import os
import secrets
from pathlib import Path

from storyboard.errors import StoreError

_BYTES = 32


def secret_in(folder: Path) -> bytes:
    """The secret of a project, made if there is none; nobody else can read its file.

    StoreError where it can neither be read nor made, or is damaged.
    """
    file = folder / "listen.secret"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _made(file)
        found = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise StoreError(f"{file} cannot be used as a secret: {error}") from error
    if len(found) < _BYTES:
        raise StoreError(f"{file} is damaged; delete it, and a new one is made")
    return found


def _made(file: Path) -> None:
    """Make the file unless there is one; the first one wins, and it appears whole."""
    if file.exists():
        return
    unfinished = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    how = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(unfinished, how, 0o600), "w", encoding="ascii") as out:
        out.write(secrets.token_hex(_BYTES))
    try:
        os.link(unfinished, file)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
