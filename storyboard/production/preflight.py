"""Preflight: the last look before anything is made or paid."""

from collections.abc import Iterator
from pathlib import Path

from storyboard.errors import PreflightError
from storyboard.model.storyboard import Storyboard
from storyboard.production.script import Planned, providers_of
from storyboard.providers.base import Account
from storyboard.sandbox.options import SERVICES
from storyboard.studio import Studio

SPACE_NEEDED = 200_000_000
"""Bytes that must be free before anything is made."""


def preflight(planned: Planned) -> None:
    """The last look before anything is made; PreflightError."""
    script = planned.script
    store = script.project.store
    place = next(each for each in (store, *store.parents) if each.exists())
    free = script.studio.free_space(place)
    if free < SPACE_NEEDED:
        raise PreflightError(
            f"only {free // 1_000_000} MB are free where {script.project.store} is; "
            f"make room for at least {SPACE_NEEDED // 1_000_000} MB"
        )
    for provider in providers_of(script, set(planned.asks)).values():
        if provider.account is not None:
            _allowed(provider.name, provider.account, script.studio)
    for step in planned.to_make:
        for medium in step.request.media if step.request else ():
            if medium.file and not script.file(medium.file).is_file():
                raise PreflightError(
                    f"{medium.file}, which shot {step.shot} refers to, has vanished"
                )
    for asset in _material(script.board):
        _look_at(script.file(asset))


def _allowed(name: str, account: Account, studio: Studio) -> None:
    """PreflightError where a service cannot, or may not, be asked to make clips."""
    spoken = name in SERVICES and account.loopback
    if studio.sandbox is not None and not spoken:
        raise PreflightError(
            f"the sandbox does not stand in for {name}; it speaks like "
            f"{', '.join(SERVICES)}"
        )
    if not account.key_set:
        raise PreflightError(
            f"{account.key_name} is not set, and {name} needs a key (a sandbox takes "
            "any); put it into the environment or the keyring"
        )


def _material(board: Storyboard) -> Iterator[str]:
    """The files that the cut takes as they are."""
    yield from (shot.footage for shot in board.shots() if shot.footage is not None)
    sound = board.sound
    yield from (cue.file for cue in sound.music)
    yield from (cue.file for cue in (*sound.narration, *sound.effects))


def _look_at(media: Path) -> None:
    """MediaError where a file cannot be cut; better before the shots than after."""
    from storyboard.media.probe import probe  # noqa: PLC0415 - heavy

    probe(media)
