"""A small film, a service with every kind of limit, and takes made on paper."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from storyboard.model.capabilities import Capabilities, Mode, named
from storyboard.model.plan import Plan, Step
from storyboard.model.price import Edition, Rate
from storyboard.model.request import ClipRequest
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Take
from storyboard.model.value import SceneId, ShotId
from storyboard.model.words import Origin
from storyboard.planning.plan import plan
from storyboard.planning.stage import Rehearse
from storyboard.planning.together import join, joint
from storyboard.prompts.compose import compose

SERVICE = Capabilities(
    provider="studio",
    model="m1",
    origin="paid",
    modes=(Mode(name="anything", images=(0, 9), web_search=True),),
    audio_switch=True,
    delivery={"image": "inline", "video": "inline", "audio": "inline"},
    seed=True,
    prices=(
        Edition(
            read=date(2026, 1, 1),
            source="a page",
            unit="usd",
            rates=(Rate(amount=Decimal("0.1")),),
        ),
    ),
)

Film = Callable[..., Storyboard]
Planner = Callable[..., Plan]


def _film(*shots: Mapping[str, Any], **rest: object) -> Storyboard:
    given = shots or (
        {"id": "010", "action": "{{ mira }} climbs"},
        {"id": "020", "action": "Rain falls"},
        {"id": "030", "footage": "plates/harbour.mp4"},
    )
    scene = {"id": "one", "characters": ["mira"], "shots": list(given)}
    return Storyboard.model_validate(
        {
            "storyboard": 1,
            "title": "Film",
            "provider": "studio",
            "characters": {"mira": {"sheet": "A keeper", "looks": {"wet": "soaked"}}},
            "scenes": [scene],
            **rest,
        }
    )


def _plan(
    board: Storyboard,
    takes: Sequence[Take] = (),
    *,
    service: Capabilities = SERVICE,
    gone: frozenset[str] = frozenset(),
    provider: str | None = None,
    force: Sequence[str] = (),
    again: int = 1,
    only: Sequence[str] | None = None,
    others: Sequence[Capabilities] = (),
    instead: Sequence[str] = (),
    keeps: bool = False,
    has_shelf: bool = False,
    rehearse: Rehearse = lambda _request: None,
) -> Plan:
    def offers(name: str, model: str | None) -> Capabilities | None:
        rows = [row for row in (service, *others) if row.provider == name]
        return named(rows, model) if rows else None

    def composed(joint: frozenset[SceneId] = frozenset()) -> tuple[ClipRequest, ...]:
        return compose(
            board,
            digest=lambda asset: asset,
            template=lambda asset: asset,
            provider=provider,
            joint=joint,
        )

    scenes = joint(composed(), board, offers)
    requests = join(composed(frozenset(scenes)), scenes)
    return plan(
        board,
        requests,
        offers=offers,
        providers=sorted({"animatic", "studio", *instead}),
        takes=takes,
        present=lambda clip: clip not in gone,
        again={ShotId(shot): again for shot in force},
        only=None if only is None else frozenset(map(ShotId, only)),
        others={
            request.shot: tuple(
                request.model_copy(update={"provider": name}) for name in instead
            )
            for request in requests
        },
        keeps=keeps,
        everyone=lambda: (service, *others),
        has_shelf=has_shelf,
        rehearse=rehearse,
    )


def take_of(step: Step, origin: Origin = "paid") -> Take:
    """The take that making a step would give."""
    assert step.provider
    assert step.model
    return Take(
        shot=step.shot,
        number=step.number,
        origin=origin,
        provider=step.provider,
        model=step.model,
        fingerprint=step.fingerprint,
        parts=step.parts,
        seed=step.request.seed if step.request else None,
        attempt=step.attempt,
        clip=f"{step.shot}-{step.number}-{origin}",
        seconds=step.seconds,
        made=datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.fixture
def film() -> Film:
    """Builds a board from its shots."""
    return _film


@pytest.fixture
def planned() -> Planner:
    """Plans a board against takes."""
    return _plan


@pytest.fixture
def shot_takes() -> Callable[..., list[Take]]:
    """The takes that making a whole plan would give."""

    def taken(plan: Plan, origin: Origin = "paid") -> list[Take]:
        return [take_of(step, origin) for step in plan.to_make]

    return taken


@pytest.fixture
def service() -> Capabilities:
    """What the service can do."""
    return SERVICE
