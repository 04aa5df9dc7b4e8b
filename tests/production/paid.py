"""A clip that was paid for, in a store and its ledger."""

import os
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from storyboard.model.clock import Clock
from storyboard.model.money import Money
from storyboard.model.value import ShotId
from storyboard.model.words import Origin
from storyboard.providers.base import Ticket
from storyboard.scheduler.entry import Entry, Wish
from storyboard.scheduler.ledger import Ledger
from storyboard.settings import Project
from storyboard.store.clips import ClipStore

FILM = "another-film/storyboard"


def wanted(ledger: Ledger, shot: str, origin: Origin = "paid") -> Entry:
    """A take that a run holds, before anything was sent."""
    wish = Wish(
        project=FILM,
        origin=origin,
        shot=ShotId(shot),
        number=1,
        fingerprint="f" * 64,
        parts={"prompt": shot},
        provider="evolink",
        model="seedance-2.0",
        seed=None,
        price=Money(amount=Decimal("0.40"), unit="usd"),
    )
    (entry,) = ledger.want([wish], present=lambda _digest: True)
    held = ledger.claim(entry, run="a run", hold=100)
    assert held is not None
    return held


def paid_clip(
    project: Project, clock: Clock, shot: str = "010", origin: Origin = "paid"
) -> Path:
    """A kept clip, a week old, that the ledger knows and no lock names."""
    clips = ClipStore(project.store)
    unfinished = clips.incoming("a-clip")
    unfinished.write_bytes(b"a clip of shot " + shot.encode())
    digest = clips.keep(unfinished)
    with Ledger(project.ledger_url, clock) as ledger:
        entry = wanted(ledger, shot, origin)
        entry = ledger.move(entry, "intent", hold=0)
        ticket = Ticket(provider="evolink", id="t1")
        entry = ledger.move(entry, "submitted", hold=0, ticket=ticket)
        entry = ledger.move(entry, "ready", hold=0)
        ledger.move(entry, "done", hold=0, clip=digest, seconds=1.0)
    return aged(clips.path(digest), clock.now(), days=7)


def aged(path: Path, now: datetime, *, days: float) -> Path:
    """The file, last changed so many days ago."""
    moment = now.timestamp() - days * 86_400
    os.utime(path, (moment, moment))
    return path
