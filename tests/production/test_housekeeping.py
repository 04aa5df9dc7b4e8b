import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from storyboard.errors import StoreError
from storyboard.model.value import ShotId
from storyboard.production import Script, cut, plan, read, shoot
from storyboard.production.housekeeping import clear, litter
from storyboard.production.stock import usage
from storyboard.providers.base import Ticket
from storyboard.scheduler.ledger import Ledger
from storyboard.scheduler.runs import Runner
from storyboard.store.caches import cached_files
from storyboard.store.guard import guarded
from storyboard.store.lock import Lock, write_lock
from tests.production.lot import Lot
from tests.production.paid import FILM, aged, paid_clip, wanted
from tests.store.takes import a_take

NOBODY = "a" * 64
"""The digest of a clip that nothing knows."""


@pytest.fixture
def script(lot: Lot) -> Script:
    return read(lot.board, studio=lot.studio)


def put(script: Script, name: str, *, days: float = 2) -> Path:
    """A file in the store, last changed so many days ago."""
    path = script.project.store / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * 10)
    return aged(path, script.studio.clock.now(), days=days)


def kinds(script: Script, *, shared: bool = False) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in litter(script, shared=shared).litter:
        found.setdefault(each.kind, []).append(each.path.name)
    return found


def filmed(lot: Lot) -> Script:
    """A rendered film, all its clips a week old."""
    script = read(lot.board, studio=lot.studio)
    cut(shoot(plan(script)))
    for path in script.project.store.glob("*/**/*"):
        aged(path, script.studio.clock.now(), days=7)
    return script


def test_a_finished_film_leaves_nothing_but_caches(lot: Lot) -> None:
    assert set(kinds(filmed(lot))) == {"cache"}


def test_a_store_that_is_not_there_has_none(script: Script) -> None:
    assert kinds(script) == {}
    assert clear(script, ()) == 0
    assert not script.project.store.exists()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (f"clips/aa/{NOBODY}.mp4", "clip"),
        (f"clips/aa/{NOBODY}.damaged", "damaged"),
        (f"incoming/{NOBODY}-1.mp4", "unfinished"),
        (f"conformed/{NOBODY}.mp4", "cache"),
        (f"segments/{NOBODY}.mp4", "cache"),
        (f"conformed/{NOBODY}.77.partial", "scratch"),
        ("scratch/animatic/0123.order.json", "scratch"),
        (".digests.json.77", "scratch"),
        ("films/0123.json", "film record"),
    ],
)
def test_what_nothing_names_is_litter_once_it_is_old(
    script: Script, name: str, kind: str
) -> None:
    path = put(script, name)
    (found,) = litter(script).litter
    assert (found.kind, found.path, found.size) == (kind, path, 10)
    if kind not in {"cache", "damaged"}:
        put(script, name, days=0.9)
        assert kinds(script) == {}


@pytest.mark.parametrize(
    "name", ["ledger.sqlite.v1", "digests.json", "published.json", ".gitignore"]
)
def test_records_are_no_litter(script: Script, name: str) -> None:
    put(script, name)
    assert kinds(script) == {}


def test_a_clip_that_any_lock_of_the_project_names_stays(
    lot: Lot, script: Script
) -> None:
    path = put(script, f"clips/aa/{NOBODY}.mp4")
    take = a_take().model_copy(update={"clip": NOBODY})
    (lot.folder / "episodes").mkdir()
    other = lot.folder / "episodes" / "two.lock"
    write_lock(other, Lock(project="two", takes=(take,)))
    assert kinds(script) == {}
    other.unlink()
    assert kinds(script) == {"clip": [path.name]}


def test_a_paid_clip_is_listed_by_itself_with_what_the_ledger_knows(
    script: Script,
) -> None:
    path = paid_clip(script.project, script.studio.clock)
    (found,) = litter(script).litter
    assert (found.kind, found.path) == ("paid clip", path)
    assert found.made is not None
    assert (found.made.film, found.made.shot) == (FILM, "010")
    assert (found.made.provider, str(found.made.price)) == ("evolink", "0.40 USD")
    assert found.made.at == script.studio.clock.now()


def test_a_drawn_clip_that_no_lock_names_is_none_that_was_paid(script: Script) -> None:
    paid_clip(script.project, script.studio.clock, origin="animatic")
    (found,) = litter(script).litter
    assert found.kind == "clip"
    assert found.made is not None
    assert found.made.origin == "animatic"


def test_of_one_clip_under_two_names_the_paid_one_counts(script: Script) -> None:
    clock = script.studio.clock
    paid_clip(script.project, clock)
    path = paid_clip(script.project, clock, origin="sandbox")
    assert kinds(script) == {"paid clip": [path.name]}


def test_a_download_that_a_run_holds_stays(script: Script) -> None:
    script.project.store.mkdir()
    with Ledger(script.project.ledger_url, script.studio.clock) as ledger:
        entry = wanted(ledger, "010")
        held = put(script, f"incoming/{entry.key}-{entry.fence}.mp4")
        assert kinds(script) == {}
        ledger.release(entry)
    assert kinds(script) == {"unfinished": [held.name]}


def test_a_download_that_was_paid_for_stays_until_its_clip_is_there(
    script: Script,
) -> None:
    script.project.store.mkdir()
    with Ledger(script.project.ledger_url, script.studio.clock) as ledger:
        entry = ledger.move(wanted(ledger, "010"), "intent", hold=0)
        ticket = Ticket(provider="evolink", id="t1")
        entry = ledger.move(entry, "submitted", hold=0, ticket=ticket)
        download = put(script, f"incoming/{entry.key}-{entry.fence}.mp4")
        assert kinds(script) == {}
        entry = ledger.move(entry, "ready", hold=0)
        assert kinds(script) == {}
        ledger.move(entry, "done", hold=0, clip=NOBODY, seconds=1.0)
    assert kinds(script) == {"unfinished": [download.name]}


def test_clips_of_a_store_that_others_may_use_stay(lot: Lot) -> None:
    outside = lot.folder.parent / "shared"
    studio = replace(lot.studio, environment={"STORYBOARD_STORE_PATH": str(outside)})
    script = read(lot.board, studio=studio)
    clip = put(script, f"clips/aa/{NOBODY}.mp4")
    put(script, "films/0123.json")
    cached = put(script, "conformed/abc.mp4")

    assert litter(script).shared
    assert kinds(script) == {"cache": [cached.name]}
    assert not litter(script, shared=True).shared
    assert sorted(kinds(script, shared=True)) == ["cache", "clip", "film record"]

    everything = litter(script, shared=True).litter
    assert clear(script, everything) == 10
    assert clip.exists()
    assert clear(script, everything, shared=True) == 20
    assert not clip.exists()


def test_clearing_takes_what_was_chosen_and_nothing_else(script: Script) -> None:
    gone = put(script, "conformed/abc.mp4")
    put(script, "conformed/cutting-1/deep").parent.touch()
    work = aged(gone.parent / "cutting-1", script.studio.clock.now(), days=2)
    stays = put(script, f"clips/aa/{NOBODY}.mp4")
    chosen = [each for each in litter(script).litter if each.path != stays]
    assert clear(script, chosen) == 20
    assert (gone.exists(), work.exists(), stays.exists()) == (False, False, True)
    assert clear(script, chosen) == 0


def test_what_a_lock_has_come_to_name_is_not_cleared(lot: Lot, script: Script) -> None:
    path = put(script, f"clips/aa/{NOBODY}.mp4")
    chosen = litter(script).litter
    take = a_take().model_copy(update={"clip": NOBODY})
    write_lock(lot.folder / "new.lock", Lock(project="new", takes=(take,)))
    assert clear(script, chosen) == 0
    assert path.exists()


def test_what_has_been_paid_meanwhile_is_not_cleared(script: Script) -> None:
    path = paid_clip(script.project, script.studio.clock, origin="sandbox")
    chosen = litter(script).litter
    paid_clip(script.project, script.studio.clock)
    assert clear(script, chosen) == 0
    assert path.exists()


def test_nothing_is_cleared_while_a_film_is_shot(script: Script) -> None:
    path = paid_clip(script.project, script.studio.clock)
    chosen = litter(script).litter
    me = Runner(run="r", owner="me", host="here", pid=7, guard="")
    with Ledger(script.project.ledger_url, script.studio.clock) as ledger:
        ledger.enlist(FILM, me, hold=100, is_dead=lambda _runner: False)
        with pytest.raises(StoreError, match="another run is shooting this film"):
            clear(script, chosen)
        assert path.exists()
        ledger.retire(FILM, "r")
    assert clear(script, chosen) > 0


def test_a_cache_may_be_cleared_while_a_film_is_shot(script: Script) -> None:
    paid_clip(script.project, script.studio.clock)
    put(script, "conformed/abc.mp4")
    chosen = [each for each in litter(script).litter if each.kind == "cache"]
    me = Runner(run="r", owner="me", host="here", pid=7, guard="")
    with Ledger(script.project.ledger_url, script.studio.clock) as ledger:
        ledger.enlist(FILM, me, hold=100, is_dead=lambda _runner: False)
    assert clear(script, chosen) == 10


def test_the_guard_of_a_run_that_was_killed_is_litter_and_no_others(
    script: Script,
) -> None:
    left = put(script, "runs/left.guard")
    with guarded(left.parent / "alive.guard"):
        aged(left.parent / "alive.guard", script.studio.clock.now(), days=2)
        assert kinds(script) == {"scratch": ["left.guard"]}


def test_a_lock_in_conflict_stops_the_cleaning(lot: Lot, script: Script) -> None:
    put(script, f"clips/aa/{NOBODY}.mp4")
    lot.board.with_suffix(".lock").write_text("=======\n")
    with pytest.raises(StoreError, match="merge conflict"):
        litter(script)


def test_a_damaged_ledger_stops_the_cleaning(script: Script) -> None:
    put(script, "ledger.sqlite")
    with pytest.raises(StoreError, match="ledger"):
        litter(script)


def test_usage_counts_every_byte_by_what_it_is_for(lot: Lot) -> None:
    script = filmed(lot)
    paid_clip(script.project, script.studio.clock)
    for name in (f"clips/aa/{NOBODY}.mp4", "conformed/c.mp4", "scratch/a/b"):
        put(script, name)
    uses = {use.kind: use for use in usage(script)}
    caches = [*cached_files(script.project.store)]
    files = [p for p in script.project.store.rglob("*") if p.is_file()]
    assert sum(use.size for use in uses.values()) == sum(
        p.stat().st_size for p in files
    )
    assert {kind: use.files for kind, use in uses.items()} == {
        "paid clips": 1,
        "sandbox clips": 3,
        "animatic clips": 0,
        "other clips": 1,
        "caches": len(caches),
        "scratch": 1,
        "ledger": uses["ledger"].files,
        "other": uses["other"].files,
    }
    assert uses["caches"].size == sum(path.stat().st_size for path in caches)
    assert len(caches) > 1


def test_the_lock_tells_of_a_clip_what_a_lost_ledger_knew(lot: Lot) -> None:
    script = filmed(lot)
    for path in script.project.store.glob("ledger.sqlite*"):
        path.unlink()
    uses = {use.kind: use.files for use in usage(script)}
    assert (uses["sandbox clips"], uses["ledger"]) == (3, 0)


def test_a_cut_trims_the_caches_and_keeps_what_its_film_needs(lot: Lot) -> None:
    limit = {"STORYBOARD_STORE_CACHE_LIMIT": "0.0000001"}
    studio = replace(lot.studio, environment=limit)
    script = read(lot.board, studio=studio)
    old = [put(script, f"{name}/old.mp4") for name in ("conformed", "segments")]
    film = cut(shoot(plan(script)))
    assert not any(path.exists() for path in old)
    segments = [*script.project.store.glob("segments/*.seg")]
    assert len(segments) == film.kept + len(film.made)


def test_all_takes_of_a_shot_are_in_the_lock(lot: Lot) -> None:
    filmed(lot)
    lot.change("stands up.", "sits down.")
    shoot(plan(read(lot.board, studio=lot.studio)))
    lock = json.loads(lot.board.with_suffix(".lock").read_text(encoding="utf-8"))
    assert lock["version"] == 2
    numbers = {s: [b["number"] for b in blocks] for s, blocks in lock["takes"].items()}
    assert numbers == {"010": [1], "020": [1, 2], "030": [1]}

    lot.change("sits down.", "stands up.")
    assert plan(read(lot.board, studio=lot.studio)).to_make == ()


def test_a_shot_without_a_take_has_its_place_in_the_lock(lot: Lot) -> None:
    lot.service.refuses = {"020"}
    dailies = shoot(plan(read(lot.board, studio=lot.studio)))
    assert ShotId("020") in dailies.failures
    lock = json.loads(lot.board.with_suffix(".lock").read_text(encoding="utf-8"))
    assert {shot: len(takes) for shot, takes in lock["takes"].items()} == {
        "010": 1,
        "020": 0,
        "030": 1,
    }
