"""`storyboard new`."""

import re
import secrets
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from storyboard.cli.show import say, short_path
from storyboard.dsl.schema import board_schema, library_schema, schema_text
from storyboard.store.durable import storing

RENAMED = {"gitignore": ".gitignore"}
"""Files that would act on this package if they bore their own names."""


@click.command("new")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Start a project: a board, a character, a style and a template.

    The board can be rendered as it is. The folder must be new or empty.
    """
    with storing(folder):
        if folder.exists() and any(folder.iterdir()):
            raise click.UsageError(f"{folder} is not empty; name a new folder")
        folder.mkdir(parents=True, exist_ok=True)
        _fill(folder)
    say(f"a film to start from is in {short_path(folder)}; next:\n")
    say(f"  cd {short_path(folder)}\n  storyboard render")


def _fill(folder: Path) -> None:
    _copy(files("storyboard.cli").joinpath("starter"), folder)
    _give_id(folder / "storyboard.toml", folder.resolve().name)
    for name, schema in (("storyboard", board_schema()), ("library", library_schema())):
        file = folder / f"{name}.schema.json"
        file.write_text(schema_text(schema), encoding="utf-8")


def _copy(source: Traversable, target: Path) -> None:
    for entry in source.iterdir():
        to = target / RENAMED.get(entry.name, entry.name)
        if entry.is_dir():
            to.mkdir()
            _copy(entry, to)
        else:
            to.write_bytes(entry.read_bytes())


def _give_id(settings: Path, name: str) -> None:
    slug = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[:40] or "film"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("{id}", f"{slug}-{secrets.token_hex(4)}")
    settings.write_text(text, encoding="utf-8")
