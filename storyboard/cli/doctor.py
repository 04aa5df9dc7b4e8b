"""`storyboard doctor`."""

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from rich.cells import cell_len

from storyboard.cli.arguments import board_of, board_only, json_option
from storyboard.cli.show import counted, print_json, say
from storyboard.errors import PreflightError, SettingsError
from storyboard.production.examining import Finding, examine

_COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}
_ABOUT = 12
"""Columns for what a line is about."""


@click.command("doctor")
@board_only
@click.option(
    "--all",
    "every_provider",
    is_flag=True,
    help="Look at every service, not only at those that the board names.",
)
@click.option("--offline", is_flag=True, help="Ask nobody over the network.")
@json_option
def command(
    words: Sequence[str], *, every_provider: bool, offline: bool, as_json: bool
) -> None:
    """Look whether all that a film needs is there: tools, disk, keys, services.

    Free: services are asked for nothing but an answer and the balance. Exit code 4
    where something fails.
    """
    findings = []
    for found in examine(
        Path.cwd(), _board(words), every_provider=every_provider, offline=offline
    ):
        findings.append(found)
        if not as_json:
            say(_text(found))
    failed = sum(found.verdict == "fail" for found in findings)
    warned = sum(found.verdict == "warn" for found in findings)
    if as_json:
        print_json({"ok": not failed, "findings": [asdict(each) for each in findings]})
    else:
        say(_summary(failed, warned))
    if failed:
        click.get_current_context().exit(PreflightError.exit_code)


def _board(words: Sequence[str]) -> Path | None:
    """The board that is named, else the nearest one, if there is any."""
    try:
        return board_of(words)
    except SettingsError:
        return None


def _text(found: Finding) -> str:
    """One line; advice that does not fit beside it stands beneath."""
    verdict = click.style(found.verdict.ljust(6), fg=_COLOURS[found.verdict], bold=True)
    line = f"{found.about.ljust(_ABOUT)} {found.says}"
    if not found.advice:
        return verdict + line
    advice = click.style(f"→ {found.advice}", fg="green")
    room = shutil.get_terminal_size((100, 0)).columns
    if cell_len(f"{line}{found.advice}") + 6 + 3 <= room:
        return f"{verdict}{line} {advice}"
    return f"{verdict}{line}\n{' ' * (6 + _ABOUT + 1)}{advice}"


def _summary(failed: int, warned: int) -> str:
    if failed:
        return f"{counted(failed, 'thing')} to see to before a film can be made"
    if warned:
        return f"ready, with {counted(warned, 'warning')}"
    return "ready"
