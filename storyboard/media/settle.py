"""Putting a finished file in its place."""

import os
from pathlib import Path


def settle(unfinished: Path, place: Path) -> None:
    """Rename a file into its place, whole even if the power fails right after."""
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    unfinished.replace(place)
