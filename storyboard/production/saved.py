"""Plans that were looked at, kept as a file, and run exactly.

    write_saved(file, planned, options)           what `plan --out plan.json` does
    saved = read_saved(file)                      PlanError where it is none
    planned, limit = plan_saved(script, saved)    what is left, and what it may cost

A saved plan holds digests of what would be told, never the words themselves, and
nothing of the machine that it was made on.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import ValidationError

from storyboard.errors import PlanError, Problem
from storyboard.model.money import Money
from storyboard.model.plan import Step, cost_of, dollars_of
from storyboard.model.value import ShotId, Value
from storyboard.planning.pinned import differing, pinned
from storyboard.production.preparing import plan
from storyboard.production.script import Planned, Script
from storyboard.store.durable import write_text

VERSION: Final = 1
_READABLE = Decimal("0.0001")


class Options(Value):
    """What a plan was asked for."""

    words: tuple[str, ...] = ()
    """The words that select its shots; none: all of them."""
    force: bool = False
    """Whether the selected shots are made anew."""
    again: int = 1
    """How many new takes of each that is."""
    keeps: bool = False
    """Whether a take stands although the shot that it continues has another one."""
    provider: str | None = None
    """The provider in place of the board's own."""
    sandbox: bool = False
    """Whether a sandbox stands in for the services."""


class Maker(Value):
    """Somebody who is asked for a take, and what they are told."""

    provider: str
    """The provider."""
    model: str | None
    """The model's name there; None: the provider's default."""
    price: Money | None
    """What it costs; None: unknown, or with the shot that leads the job."""
    dollars: Money | None
    """The same in US dollars, where that is known."""
    told: dict[str, str]
    """Digests of the parts that are told (see `planning.pinned`)."""


class SavedStep(Maker):
    """A take that would be made."""

    shot: ShotId
    """The shot."""
    attempt: int
    """Which of its takes of this request (see `Take.attempt`)."""
    seconds: float
    """Seconds asked for."""
    job: ShotId | None
    """The first shot of the job that makes it, where it is not this one."""
    waits_for: tuple[ShotId, ...]
    """The shots whose frames belong into its request and were yet to be made."""
    fallbacks: tuple[Maker, ...]
    """Who is asked instead, in this order."""


class Total(Value):
    """What the steps come to in one unit."""

    expected: Money
    """Where nobody is asked instead of another."""
    limit: Money
    """Where whoever is dearest is asked for each; a run of the plan costs no more."""
    dollars: Money | None
    """What is expected, in US dollars; None: unknown."""


class SavedPlan(Value):
    """A plan that somebody looked at."""

    storyboard_plan: Literal[1] = VERSION
    """The version of the file's form."""
    board: str
    """The board's file, from the project's folder."""
    options: Options
    """What it was asked for."""
    steps: tuple[SavedStep, ...]
    """Everything that it makes, in board order."""
    totals: tuple[Total, ...]
    """What it comes to, by unit."""


def save(planned: Planned, options: Options) -> str:
    """A plan as text, the same for the same plan; PlanError where it has errors."""
    if planned.plan.errors:
        raise PlanError("a plan that cannot be run is not saved", planned.plan.errors)
    saved = SavedPlan(
        board=_board(planned.script),
        options=options,
        steps=tuple(_saved(step) for step in planned.making),
        totals=tuple(_totals(planned.to_make)),
    )
    data = saved.model_dump(mode="json")
    return json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _board(script: Script) -> str:
    project = script.project
    return project.board.relative_to(project.root).as_posix()


def _saved(step: Step) -> SavedStep:
    return SavedStep(
        **_maker(step, step.after),
        shot=step.shot,
        attempt=step.attempt,
        seconds=step.seconds,
        job=step.lead,
        waits_for=step.after,
        fallbacks=tuple(Maker(**_maker(each, step.after)) for each in step.fallbacks),
    )


def _maker(step: Step, waits_for: Sequence[ShotId]) -> dict[str, Any]:
    return {
        "provider": step.provider or "",
        "model": step.model,
        "price": step.price,
        "dollars": _rounded(step.dollars),
        "told": pinned(step, waits_for),
    }


def _rounded(dollars: Money | None) -> Money | None:
    """Dollars for people to read, out of rates with endless digits; never compared."""
    if dollars is None:
        return None
    return Money(amount=dollars.amount.quantize(_READABLE), unit=dollars.unit)


def _totals(steps: Sequence[Step]) -> Iterator[Total]:
    """What steps come to in each unit that they or their fall-backs are priced in."""
    limits: dict[str, Decimal] = defaultdict(Decimal)
    for step in steps:
        dearest: dict[str, Decimal] = {}
        for each in step.candidates:
            if each.price is not None:
                unit, amount = each.price.unit, each.price.amount
                dearest[unit] = max(dearest.get(unit, amount), amount)
        for unit, amount in dearest.items():
            limits[unit] += amount
    expected = {money.unit: money for money in cost_of(steps)}
    for unit in sorted(limits):
        yield Total(
            expected=expected.get(unit, Money(amount=Decimal(0), unit=unit)),
            limit=Money(amount=limits[unit], unit=unit),
            dollars=_rounded(dollars_of(steps, unit)),
        )


def write_saved(file: Path, planned: Planned, options: Options) -> None:
    """Write a plan's file as a whole; StoreError, PlanError where it has errors."""
    write_text(file, save(planned, options))


def read_saved(file: Path) -> SavedPlan:
    """The saved plan in a file; PlanError where there is none that can be read."""
    advice = "`storyboard plan --out FILE` writes one"
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise PlanError(f"{file}: {error.strerror}; {advice}") from error
    except (ValueError, RecursionError) as error:
        raise PlanError(f"{file} is no saved plan: not JSON; {advice}") from error
    if not isinstance(data, dict) or "storyboard_plan" not in data:
        raise PlanError(f"{file} is no saved plan; {advice}")
    version = data["storyboard_plan"]
    if isinstance(version, int) and version > VERSION:
        raise PlanError(
            f"{file} is a saved plan of version {version}, and this storyboard reads "
            f"{VERSION}; use the newer storyboard that wrote it"
        )
    try:
        return SavedPlan.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise PlanError(
            f"{file} is damaged at {place}: {first['msg'].lower()}; save the plan "
            "again with `--out`"
        ) from error


def plan_saved(script: Script, saved: SavedPlan) -> tuple[Planned, tuple[Money, ...]]:
    """What is left to make of a saved plan, and what it may cost by unit at most.

    `script` is read with the options' provider, in a studio with or without a sandbox
    as they say. Of a forced plan, what an interrupted run has made is not made once
    more. PlanError where the plan of today is another (see `check_saved`).
    """
    options = saved.options
    most: dict[ShotId, int] = {}
    for each in saved.steps:
        most[each.shot] = max(each.attempt, most.get(each.shot, 0))

    def planned(words: Sequence[str], *, force: bool) -> Planned:
        return plan(
            script, words, force=force, again=options.again, keeps=options.keeps
        )

    found = planned(options.words, force=options.force)
    if options.force:
        left = tuple(dict.fromkeys(_left(found, most)))
        if any(step.shot not in left for step in found.making):
            found = planned(left or options.words, force=bool(left))
        found = _without_more(found, most)
    return found, check_saved(saved, found)


def _left(planned: Planned, most: Mapping[ShotId, int]) -> Iterator[ShotId]:
    """The shots of a forced plan with takes that were not made since it was saved.

    Takes that are forced come after all that there are.
    """
    for step in planned.making:
        if step.shot not in most or step.attempt <= most[step.shot]:
            yield step.shot


def _without_more(planned: Planned, most: Mapping[ShotId, int]) -> Planned:
    """A forced plan without the takes that come in place of those made since."""
    further = tuple(
        step
        for step in planned.plan.further
        if step.attempt <= most.get(step.shot, step.attempt)
    )
    return replace(planned, plan=planned.plan.model_copy(update={"further": further}))


def check_saved(saved: SavedPlan, planned: Planned) -> tuple[Money, ...]:
    """What a run of a saved plan may cost at most, by unit.

    PlanError, with a problem for each difference, unless all that the plan makes is in
    the saved one, told the same, at the same price, by the same. What the saved one
    makes and the plan does not is there by now. What was sent already costs nothing
    more, and is let pass.
    """
    _same_options(saved, planned.script)
    known = {(step.shot, step.attempt): step for step in saved.steps}
    problems = []
    for step in planned.making:
        before = known.get((step.shot, step.attempt))
        if _is_paid(step):
            continue
        found = _unknown(step) if before is None else _compared(before, step)
        problems += [Problem("stale-plan", message) for message in found]
    if problems:
        raise PlanError(
            "the saved plan is not what would be made now; look at that with "
            "`storyboard plan`, and save it again with `--out`",
            problems,
        )
    return tuple(total.limit for total in saved.totals)


def _same_options(saved: SavedPlan, script: Script) -> None:
    board = _board(script)
    if board != saved.board:
        raise PlanError(f"the saved plan is one of {saved.board}, not of {board}")
    options = saved.options
    if options.provider != script.provider:
        asked = [p or "the board's own" for p in (options.provider, script.provider)]
        raise PlanError(
            f"the saved plan asks the provider {asked[0]}, and this run {asked[1]}"
        )
    if options.sandbox != (script.studio.sandbox is not None):
        where = "a sandbox" if options.sandbox else "the services themselves"
        raise PlanError(f"the saved plan is one for {where}, and this run is not")


def _is_paid(step: Step) -> bool:
    """Whether a step was sent in an earlier run, so that it costs nothing more."""
    free = step.lead is not None or (step.price is not None and not step.price.amount)
    return free and step.reason.kind in {"being made", "in doubt"}


def _unknown(step: Step) -> Iterator[str]:
    which = f"take {step.attempt + 1} of shot" if step.attempt else "shot"
    yield f"{which} {step.shot} is not in the saved plan ({step.reason})"


def _compared(before: SavedStep, step: Step) -> Iterator[str]:
    """What of a step is not as it was saved."""
    name = f"shot {step.shot}"
    if before.job != step.lead:
        yield f"{name}: it was made {_job(before.job)}, and is now {_job(step.lead)}"
    now = Maker(**_maker(step, before.waits_for))
    yield from (f"{name}: {found}" for found in _changes(before, now))
    old = [each.provider for each in before.fallbacks]
    new = [each.provider or "" for each in step.fallbacks]
    if old != new:
        said = [", ".join(names) or "nobody" for names in (old, new)]
        yield f"{name}: asked instead was {said[0]}, is now {said[1]}"
        return
    for maker, other in zip(before.fallbacks, step.fallbacks, strict=True):
        present = Maker(**_maker(other, before.waits_for))
        for found in _changes(maker, present):
            yield f"{name}, from {maker.provider} instead: {found}"


def _job(lead: ShotId | None) -> str:
    return f"with {lead}" if lead else "by itself"


def _changes(before: Maker, now: Maker) -> Iterator[str]:
    if before.provider != now.provider:
        yield f"provider was {before.provider}, is now {now.provider}"
    elif before.model != now.model:
        yield f"model was {before.model}, is now {now.model}"
    parts = differing(before.told, now.told)
    if parts:
        yield f"{', '.join(parts)} changed"
    if before.price != now.price:
        yield f"price was {_price(before.price)}, is now {_price(now.price)}"


def _price(price: Money | None) -> str:
    """A price to its last digit, since what differs by less than a cent differs."""
    if price is None:
        return "unknown"
    said = str(price)
    rounded = Decimal(said.partition(" ")[0]) != price.amount
    return f"{price.amount:f} {price.unit.upper()}" if rounded else said
