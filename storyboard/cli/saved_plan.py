"""Running a plan that somebody looked at."""

from pathlib import Path

import click

from storyboard.cli.spending import Spending
from storyboard.production import Planned, Script, plan
from storyboard.production.saved import Options, SavedPlan, plan_saved, read_saved


def as_saved(file: Path | None, options: Options) -> tuple[SavedPlan | None, Options]:
    """The saved plan with its own options; None and those given, where none is named.

    UsageError where options are given beside a saved plan: it has its own.
    """
    if file is None:
        return None, options
    if options != Options():
        raise click.UsageError(
            "a saved plan says itself which shots it makes, by whom and how; give "
            "--plan without selections, --force, --provider, --animatic, --sandbox and "
            "--keep-followers"
        )
    saved = read_saved(file)
    return saved, saved.options


def planned_for(
    script: Script, saved: SavedPlan | None, options: Options, spending: Spending
) -> tuple[Planned, Spending]:
    """The plan to run, and what it may cost; PlanError where a saved one is stale."""
    if saved is not None:
        planned, limits = plan_saved(script, saved)
        return planned, spending.within(limits)
    planned = plan(
        script,
        options.words,
        force=options.force,
        again=options.again,
        keeps=options.keeps,
    )
    return planned, spending
