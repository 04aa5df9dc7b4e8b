"""A board on its way to a film: the values that one step hands to the next."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from storyboard.dsl.reading import Reading
from storyboard.errors import BoardError, MediaError, Problem
from storyboard.model.plan import Plan, Step
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.planning.archive import best
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
    paid: tuple[Take, ...] = ()
    """Finished takes that the ledger knows, those of runs that ended before they could
    write the lock among them."""

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

    def in_cut(self, step: Step, made: Iterable[Take]) -> Take | None:
        """The take that its shot is cut from, `made` being those of this run.

        As the next plan will have it; a forced shot has its old one until a better one
        is made.
        """
        here = [step.take] if step.take and self._stands(step, step.take) else []
        return best((*here, *made), step.shot, step.asked or step.model)

    def _stands(self, step: Step, take: Take) -> bool:
        if step.action == "reuse":
            return True
        serves = step.reason.kind == "forced" and take.fingerprint in step.fingerprints
        alone = step.request is not None and not step.request.beats
        return serves and alone and self.script.clips.has(take.clip)

    @property
    def asks(self) -> frozenset[str]:
        """Every provider that may be asked for a clip, fall-backs among them."""
        steps = (each for step in self.to_make for each in step.candidates)
        return frozenset(step.provider for step in steps if step.provider)


@dataclass(frozen=True)
class Dailies:
    """What there is to cut from."""

    planned: Planned
    takes: Mapping[ShotId, Take]
    """The take of each shot that has one."""
    failures: Mapping[ShotId, Problem]
    """Why a shot, or another take of it, was not made."""
    made: tuple[Take, ...] = ()
    """Every take that this run made, those that are not in the cut among them."""
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
        # Whoever waits for the answer waits a little longer than the wire does.
        submit_seconds=project.settings.ledger.submit_seconds * 11 / 12,
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
