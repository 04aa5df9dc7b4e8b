"""A board on its way to a film: the values that one step hands to the next."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from storyboard.dsl.reading import Reading
from storyboard.errors import BoardError, MediaError, Problem
from storyboard.model.plan import Plan, Step
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.providers.base import Provider, Workplace
from storyboard.settings import Project
from storyboard.store.clips import ClipStore
from storyboard.store.digests import Digests
from storyboard.studio import Studio


@dataclass(frozen=True)
class Script:
    """A board that was read, and the equipment to work on it."""

    studio: Studio
    project: Project
    reading: Reading
    provider: str | None = None
    """A provider in place of the board's own, such as `animatic`."""

    @property
    def board(self) -> Storyboard:
        """The board; BoardError where it has errors."""
        errors = [p for p in self.reading.problems if p.severity == "error"]
        if errors or self.reading.storyboard is None:
            raise BoardError(f"{self.project.board.name} has errors", errors)
        return self.reading.storyboard

    @cached_property
    def digests(self) -> Digests:
        """The digests of files, those of earlier runs among them."""
        return Digests(self.project.store / "digests.json")

    @cached_property
    def clips(self) -> ClipStore:
        """The clips that are there."""
        return ClipStore(self.project.store, self.digests)

    def file(self, asset: str) -> Path:
        """The file on disk of an asset path."""
        return self.workplace("").file(asset)

    def workplace(self, provider: str) -> Workplace:
        """What a provider is given when it is built."""
        return workplace_for(self.studio, self.project, self.reading.packs, provider)


@dataclass(frozen=True)
class Planned:
    """A script with its plan."""

    script: Script
    plan: Plan
    selected: frozenset[ShotId] | None = None
    """The shots that may be made, whole jobs only; None: all."""

    @property
    def to_make(self) -> tuple[Step, ...]:
        """The steps that `shoot` would make, one for each job."""
        return tuple(step for step in self.making if step.lead is None)

    @property
    def making(self) -> tuple[Step, ...]:
        """The steps of all shots that `shoot` would make."""
        return tuple(
            step
            for step in self.plan.making
            if self.selected is None or step.shot in self.selected
        )


@dataclass(frozen=True)
class Dailies:
    """What there is to cut from."""

    planned: Planned
    takes: Mapping[ShotId, Take]
    """The take of each shot that has one."""
    failures: Mapping[ShotId, Problem]
    """Why a shot was not made."""
    stale: tuple[ShotId, ...] = ()
    """Shots whose take was made before the board changed."""


def workplace_for(
    studio: Studio, project: Project, packs: Mapping[str, Path], provider: str
) -> Workplace:
    """What a provider is given when it is built for a project."""
    table = project.settings.provider(provider)
    variable = re.sub(r"\W", "_", provider).upper()
    return Workplace(
        scratch=project.store / "scratch" / provider,
        assets={"": project.root, **packs},
        settings=table.own,
        workers=studio.workers,
        clock=studio.clock,
        base_url=studio.sandbox
        or studio.environment.get(f"{variable}_BASE_URL")
        or table.base_url,
        key=lambda: studio.key(f"{variable}_API_KEY"),
        requests_per_minute=table.requests_per_minute,
        prices={model: (own.edition(provider),) for model, own in table.prices.items()},
        edition=table.price_list,
        project=project.settings.project.id or "",
    )


def providers_of(script: Script, names: set[str]) -> Mapping[str, Provider]:
    """The named providers, as far as they are known; planning tells of the others."""
    known = script.studio.known_providers()
    return script.studio.build_providers(
        sorted(name for name in names if name in known), script.workplace
    )


def measure(media: Path) -> float:
    """The seconds of a clip or a sound; MediaError where it is none."""
    from storyboard.media.probe import probe  # noqa: PLC0415 - heavy

    seconds = probe(media).seconds
    if not seconds:
        raise MediaError(f"{media.name} is a still image, not a video or a sound")
    return seconds
