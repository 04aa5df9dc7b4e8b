"""Words that select shots, those among them that ask how shots stand."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from storyboard.model.plan import Plan
from storyboard.model.value import ShotId
from storyboard.model.words import Origin
from storyboard.planning.select import changed_shots, select
from storyboard.production.script import Planned, Script
from storyboard.scheduler.entry import Entry


def selected(
    script: Script, words: Sequence[str], planned: Callable[[], Planned]
) -> frozenset[ShotId]:
    """The shots that words name together (see `planning.select`).

    `planned` plans the whole film; it is called once, and only where a word asks how
    shots stand. PlanError where a word selects nothing.
    """
    whole = cache(planned)
    return select(
        script.board,
        words,
        {
            "changed": lambda: changed_shots(whole().plan),
            "failed": lambda: _failed(whole()),
        },
    )


def _failed(planned: Planned) -> frozenset[ShotId]:
    """The shots whose last attempt failed, by the ledger; none where there is none."""
    from storyboard.production.ledgers import opened  # noqa: PLC0415 - heavy

    with opened(planned.script) as found:
        if found is None:
            return frozenset()
        ledger, film = found
        return frozenset(failed_shots(planned.plan, ledger.entries(film)))


def failed_shots(plan: Plan, entries: Iterable[Entry]) -> Iterator[ShotId]:
    """The shots of which the last attempt was refused, failed or is uncertain.

    So is one whose clip could not be fetched. Of a shot that wants several takes the
    last attempt at each of them counts; takes that the plan does not want, and those
    of another origin (a sandbox's, in a film that is paid for), do not.
    """
    wanted = _wanted(plan)
    last: dict[tuple[ShotId, int], Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.wish.number):
        wish = entry.wish
        if wish.attempt in wanted.get((wish.shot, wish.origin), ()):
            last[wish.shot, wish.attempt] = entry
    leads = {shot for (shot, _), entry in last.items() if _has_failed(entry)}
    for step in plan.steps:
        if (step.lead or step.shot) in leads:
            yield step.shot


def _has_failed(entry: Entry) -> bool:
    unfetched = entry.state == "ready" and entry.error_code is not None
    return unfetched or entry.state in {"refused", "failed", "uncertain"}


def _wanted(plan: Plan) -> Mapping[tuple[ShotId, Origin], range]:
    """Which takes (see `Take.attempt`) a plan wants of each shot, by their origin."""
    wanted: dict[tuple[ShotId, Origin], range] = {}
    for step in (*plan.steps, *plan.further):
        origin = plan.origin_of(step)
        if origin is not None:
            before = wanted.get((step.shot, origin), range(0))
            most = max(len(before), step.attempt + 1)
            wanted[step.shot, origin] = range(most)
    return wanted
