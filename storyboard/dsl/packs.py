"""Installed packs: Python packages that carry libraries, found but never run."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

GROUP = "storyboard.packs"
"""The entry point group: `name = package` or `name = package.folder`."""
LIBRARY = "library.yaml"
"""The file in a pack's folder that says what the pack shares."""


def _folder(module: str) -> Path | None:
    """The folder of a package, from its name alone.

    Asking Python for the place of `a.b` would import `a`, so only the first part is
    looked up and the rest are taken for folders.
    """
    first, *rest = module.split(".")
    spec = find_spec(first)
    for location in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(location, *rest)
        if folder.is_dir():
            return folder
    return None


def installed_packs() -> Mapping[str, Path]:
    """Every installed pack by name, with its folder; no package's code runs."""
    from importlib.metadata import entry_points  # noqa: PLC0415 - slow, seldom needed

    found = {entry.name: _folder(entry.module) for entry in entry_points(group=GROUP)}
    return {name: folder for name, folder in sorted(found.items()) if folder}
