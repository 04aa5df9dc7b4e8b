"""What the installed providers offer, and what they say of themselves when asked."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from storyboard.errors import PlanError, Problem, StoryboardError
from storyboard.model.capabilities import Capabilities
from storyboard.model.money import Money
from storyboard.production.script import workplace_for
from storyboard.providers.base import (
    Account,
    Provider,
    RecoveryClass,
    Refused,
    Unanswered,
)
from storyboard.settings import Project, open_project
from storyboard.studio import Studio

Answer = TypeVar("Answer")

ASK_SECONDS = 15.0
"""How long a service may take to say one thing of itself."""


@dataclass(frozen=True)
class Offer:
    """One provider, as set up for a folder."""

    provider: str
    """Its name."""
    account: Account | None
    """How it is reached; None: it is embedded."""
    recovery: RecoveryClass
    """What can be done about a submit whose outcome is unknown."""
    rows: tuple[Capabilities, ...]
    """What its models can do, the default first."""


@dataclass(frozen=True)
class Offers:
    """What the installed providers can do."""

    each: tuple[Offer, ...]
    """By name."""
    problems: tuple[Problem, ...]
    """Why a provider cannot be used; it takes none of the others down."""

    @property
    def rows(self) -> tuple[Capabilities, ...]:
        """One per provider and model."""
        return tuple(row for offer in self.each for row in offer.rows)


@dataclass(frozen=True)
class Said:
    """What a service says of itself."""

    balance: Money | None = None
    """What is left on the account; None: it does not say."""
    styles: tuple[str, ...] = ()
    """The styles that it offers by name."""
    complaints: tuple[str, ...] = ()
    """Why it could not be asked, or gave no answer."""


def offered(folder: Path, studio: Studio | None = None) -> Offers:
    """Every provider and what its models can do, as set up for a folder."""
    studio = studio or Studio.real()
    project = project_at(folder, studio)
    offers: list[Offer] = []
    problems: list[Problem] = []
    for name in studio.known_providers():
        try:
            offers.append(offer_of(built(studio, project, name)))
        except PlanError as error:
            problems += error.problems
        except StoryboardError as error:
            problems.append(Problem("settings", error.message))
    return Offers(tuple(offers), tuple(problems))


def offered_by(folder: Path, name: str, studio: Studio | None = None) -> Offer:
    """One provider and what its models can do.

    PlanError where there is none of that name or it is broken; SettingsError where
    its settings cannot be.
    """
    studio = studio or Studio.real()
    return offer_of(built(studio, project_at(folder, studio), name))


def said_by(folder: Path, name: str, studio: Studio | None = None) -> Said:
    """What a service says of itself, over the network; free. Errors as `offered_by`."""
    studio = studio or Studio.real()
    return asyncio.run(_said(built(studio, project_at(folder, studio), name)))


def project_at(folder: Path, studio: Studio) -> Project:
    """The project that a board in a folder would belong to."""
    return open_project(folder / "storyboard.yaml", studio.environment)


def built(studio: Studio, project: Project, name: str) -> Provider:
    """One provider, as set up for a project; errors as `offered_by`."""
    found = studio.build_providers(
        [name], lambda each: workplace_for(studio, project, {}, each)
    )
    return found[name]


def offer_of(provider: Provider) -> Offer:
    """What a provider offers; PlanError where it breaks while it is looked at."""
    name = provider.name
    try:
        rows = tuple(map(provider.capabilities, provider.models))
        return Offer(
            provider=name,
            account=provider.account,
            recovery=provider.recovery,
            rows=tuple(row for row in rows if row is not None),
        )
    except StoryboardError:
        raise
    except Exception as error:
        # A plug-in's own fault takes no other down.
        message = (
            f'the provider "{name}" cannot be used: {type(error).__name__}: {error}'
        )
        hint = "update or uninstall the package that it comes from"
        problem = Problem("broken-provider", message, hint=hint)
        raise PlanError(message, [problem]) from error


async def _said(provider: Provider) -> Said:
    account = provider.account
    if account is None:
        return Said()
    if not account.key_set:
        return Said(complaints=(f"{account.key_name} is not set",))
    none: tuple[str, ...] = ()
    try:
        balance, no_balance = await answer(provider.balance, None)
        styles, no_styles = await answer(provider.styles, none)
    finally:
        await provider.close()
    complaints = dict.fromkeys(no.message for no in (no_balance, no_styles) if no)
    return Said(balance, styles, tuple(complaints))


async def answer(
    ask: Callable[[], Awaitable[Answer]], none: Answer
) -> tuple[Answer, Refused | None]:
    """The answer to a question that is free, or `none` and why there is none."""
    try:
        async with asyncio.timeout(ASK_SECONDS):
            return await ask(), None
    except TimeoutError:
        said = f"no answer in {ASK_SECONDS:g} s"
        return none, Refused(kind="unavailable", code="no answer", message=said)
    except Unanswered as error:
        return none, error.refused
    except Exception as error:  # noqa: BLE001 - a plug-in's fault is an answer too
        said = f"{type(error).__name__}: {error}".partition("\n")[0]
        return none, Refused(kind="odd", code="broken", message=said)
