"""Examine the machine and the services before anybody relies on them; all of it free.

Nothing is made but a file in the store's folder, which is taken away again. No key is
ever shown, only whether there is one.
"""

import asyncio
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from storyboard.errors import SettingsError, StoryboardError, offer
from storyboard.model.breakdown import breakdown
from storyboard.production.offers import answer, built, offer_of, project_at
from storyboard.production.preflight import SPACE_NEEDED
from storyboard.production.preparing import read
from storyboard.providers.base import Account, Provider, Unanswered
from storyboard.providers.http import status_at
from storyboard.providers.shelves import shelf_of
from storyboard.settings import FILE_NAME, Project, Settings
from storyboard.studio import Studio

Verdict = Literal["ok", "warn", "fail"]

REACH_SECONDS = 5.0
"""How long an address may take to answer."""
OLDEST_PYTHON = (3, 11)
EXTRAS: Mapping[str, tuple[str, ...]] = {
    "sandbox": ("starlette", "uvicorn"),
    "s3": ("obstore",),
    "keyring": ("keyring",),
    "postgres": ("pg8000",),
}
"""The extras, and what each of them brings."""
_EAST = "灯台の光"
_ENCODE = (
    *("-f", "lavfi", "-i", "color=size=64x64:duration=0.1"),
    *("-f", "lavfi", "-i", "anullsrc=duration=0.1"),
    *("-c:v", "libx264", "-c:a", "aac", "-f", "null", "-"),
)
"""What every film needs, in a tenth of a second."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    about: str
    """What it is, in a word."""
    verdict: Verdict
    """fail: a film cannot be made so; warn: something does not work."""
    says: str
    """What was found."""
    advice: str = ""
    """What to do about it."""


def examine(
    folder: Path,
    board: Path | None = None,
    studio: Studio | None = None,
    *,
    every_provider: bool = False,
    offline: bool = False,
) -> Iterator[Finding]:
    """Everything that a film needs, one finding each, as they are made.

    Providers are those that the board names; all of them without a board, or with
    `every_provider`. `offline` asks nobody over the network.
    """
    studio = studio or Studio.real()
    yield _python()
    yield from _guarded("ffmpeg", _ffmpeg)
    yield from _guarded("fonts", _fonts)
    yield from _extras()
    yield _keyring()
    project, found = _project(folder, board, studio)
    yield found
    yield _store(project, studio)
    yield from _guarded("media", partial(_media, project, studio))
    named, found = _board(board, studio)
    yield found
    known = studio.known_providers()
    yield from _unknown(named or (), known)
    if named is None or every_provider:
        chosen: Sequence[str] = known
    else:
        chosen = [name for name in known if name in named]
    # The board cannot be shot without those that it names; the others may wait.
    yield from asyncio.run(
        _services(studio, project, chosen, named or frozenset(), offline=offline)
    )


def _guarded(about: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What is found, or why looking failed."""
    try:
        yield from look()
    except StoryboardError as error:
        yield Finding(about, "fail", error.message)


def _python() -> Finding:
    said = f"{platform.python_version()} on {platform.system()}"
    if sys.version_info >= OLDEST_PYTHON:
        return Finding("python", "ok", said)
    oldest = ".".join(map(str, OLDEST_PYTHON))
    return Finding("python", "fail", said, f"install Python {oldest} or newer")


def _ffmpeg() -> Iterator[Finding]:
    from storyboard.media.ffmpeg import run, version  # noqa: PLC0415 - heavy

    found = version()
    run(_ENCODE)
    yield Finding("ffmpeg", "ok", f"{found}, encodes H.264 and AAC")


def _fonts() -> Iterator[Finding]:
    from storyboard.panels.lettering import can_set  # noqa: PLC0415 - heavy

    try:
        east = can_set(_EAST)
        west = can_set("Ag")
    except OSError as error:
        yield Finding("fonts", "fail", f"{error}", "install storyboard anew")
        return
    if west and east:
        yield Finding("fonts", "ok", "Source Sans 3, and one for Asian scripts")
    else:
        said = "Source Sans 3; Chinese, Japanese and Korean come out as question marks"
        yield Finding("fonts", "warn", said, "install a font such as Noto Sans CJK")


def _extras() -> Iterator[Finding]:
    missing = [
        name
        for name, modules in EXTRAS.items()
        if any(find_spec(module) is None for module in modules)
    ]
    there = ", ".join(name for name in EXTRAS if name not in missing)
    if not missing:
        yield Finding("extras", "ok", there)
        return
    said = f"not installed: {', '.join(missing)}; installed: {there or 'none'}"
    wanted = ",".join(missing)
    advice = f'if they are needed: pip install "storyboard-film[{wanted}]"'
    yield Finding("extras", "warn", said, advice)


def _keyring() -> Finding:
    backend = _keyring_name()
    if backend is not None:
        return Finding("keyring", "ok", backend)
    said = "none that works on this machine: keys come from the environment alone"
    return Finding("keyring", "warn", said)


def _keyring_name() -> str | None:
    """What the system's keyring is called; None where none can be used."""
    if find_spec("keyring") is None:
        return None
    from keyring import get_keyring  # noqa: PLC0415 - an extra

    backend = get_keyring()
    # Stand-ins that keep nothing have no priority.
    return str(backend.name) if backend.priority > 0 else None


def _project(
    folder: Path, board: Path | None, studio: Studio
) -> tuple[Project, Finding]:
    folder = board.parent.resolve() if board else folder
    try:
        project = project_at(folder, studio)
    except SettingsError as error:
        bare = Project(folder / "storyboard.yaml", folder, Settings())
        return bare, Finding("settings", "fail", error.message)
    written = project.root / FILE_NAME
    said = str(written) if written.is_file() else f"no {FILE_NAME}: all by default"
    return project, Finding("settings", "ok", said)


def _store(project: Project, studio: Studio) -> Finding:
    """Whether clips can be kept: in the store, or where it would be made."""
    store = project.store
    place = next(each for each in (store, *store.parents) if each.exists())
    try:
        with tempfile.TemporaryFile(dir=place):
            free = studio.free_space(place)
    except OSError as error:
        said = f"{store} cannot be written: {error.strerror}"
        return Finding("store", "fail", said, "see to its rights, or set store.path")
    said = f"{store}: {free / 1_000_000_000:.1f} GB are free"
    if free < SPACE_NEEDED:
        least = f"make room for at least {SPACE_NEEDED // 1_000_000} MB"
        return Finding("store", "fail", said, least)
    return Finding("store", "ok", said)


def _media(project: Project, studio: Studio) -> Iterator[Finding]:
    shelf = shelf_of(project.settings.media, project.root, studio.clock.now)
    if shelf is None:
        said = "published nowhere: references go to services with an upload only"
    else:
        said = f"published to {shelf.target}"
    yield Finding("media", "ok", said)


def _board(board: Path | None, studio: Studio) -> tuple[frozenset[str] | None, Finding]:
    if board is None:
        return None, Finding("board", "ok", "none here, so all services are looked at")
    try:
        film = read(board, studio=studio).board
    except StoryboardError as error:
        advice = f"`storyboard check {board.name}` says more"
        return None, Finding("board", "fail", error.message, advice)
    sheets = breakdown(film)
    shot = [sheet for sheet in sheets if sheet.shot.footage is None]
    names = frozenset(name for sheet in shot for name in sheet.providers)
    said = f"{board.name}: made by {', '.join(sorted(names)) or 'nobody'}"
    return names, Finding("board", "ok", said)


def _unknown(named: Iterable[str], known: Sequence[str]) -> Iterator[Finding]:
    for name in sorted(set(named).difference(known)):
        said = "the board names it, and no provider is called so"
        yield Finding(name, "fail", said, offer(name, known))


async def _services(
    studio: Studio,
    project: Project,
    names: Sequence[str],
    needed: frozenset[str],
    *,
    offline: bool,
) -> list[Finding]:
    """All services at once, so that a silent one costs its own time and no more."""
    looks = [
        _service(studio, project, name, needed=name in needed, offline=offline)
        for name in names
    ]
    return [found for each in await asyncio.gather(*looks) for found in each]


async def _service(
    studio: Studio, project: Project, name: str, *, needed: bool, offline: bool
) -> list[Finding]:
    try:
        provider = built(studio, project, name)
        account = offer_of(provider).account
    except StoryboardError as error:
        hints = [problem.hint for problem in error.problems if problem.hint]
        said = error.problems[0].message if error.problems else error.message
        # Wrong settings are the user's own, whoever they are for.
        bad = _bad(needed=needed or isinstance(error, SettingsError))
        return [Finding(name, bad, said, "; ".join(hints))]
    try:
        if account is None:
            return [Finding(name, "ok", "works on this machine, and needs no key")]
        found = [_key(name, account, studio, needed=needed)]
        if not offline:
            found += await _network(provider, account, needed=needed)
        return found
    finally:
        await provider.close()


def _bad(*, needed: bool) -> Verdict:
    """How bad it is where a service cannot be used."""
    return "fail" if needed else "warn"


def _key(name: str, account: Account, studio: Studio, *, needed: bool) -> Finding:
    variable = account.key_name
    if account.key_set:
        place = "environment" if studio.environment.get(variable) else "keyring"
        return Finding(name, "ok", f"{variable} is set in the {place}")
    advice = (
        f"set it, or run `keyring set storyboard {variable}`"
        if _keyring_name()
        else "set it in the environment"
    )
    return Finding(name, _bad(needed=needed), f"{variable} is not set", advice)


async def _network(
    provider: Provider, account: Account, *, needed: bool
) -> list[Finding]:
    """Whether the service is there and, where it can say so, knows the key."""
    name, address, bad = provider.name, account.address, _bad(needed=needed)
    try:
        status = await status_at(address, REACH_SECONDS)
    except Unanswered as error:
        advice = (
            "start it with `storyboard sandbox`, or leave base_url out"
            if account.loopback
            else "look at the network, a proxy, or base_url"
        )
        said = f"{address} does not answer: {error.refused.message}"
        return [Finding(name, bad, said, advice)]
    found = [Finding(name, "ok", f"{address} answers (HTTP {status})")]
    if not account.key_set:
        return found
    balance, no = await answer(provider.balance, None)
    if no is not None and no.kind == "unauthorised":
        said = f"the key is refused: {no.message}"
        found.append(Finding(name, bad, said, f"look at {account.key_name}"))
    elif no is not None:
        found.append(Finding(name, "warn", f"no balance: {no.message}"))
    elif balance is not None:
        found.append(Finding(name, "ok", f"{balance} are left"))
    return found
