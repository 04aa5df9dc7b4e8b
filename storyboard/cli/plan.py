"""`storyboard plan`."""

from collections.abc import Sequence
from pathlib import Path

import click

from storyboard.cli.arguments import (
    SELECTING,
    board_and_shots,
    force_option,
    json_option,
    keep_option,
    provider_options,
    sandbox_takes_option,
    split,
    the_studio,
)
from storyboard.cli.plan_table import plan_data, show_plan
from storyboard.cli.show import print_json, say, short_path, show_error
from storyboard.errors import EXIT_TO_DO, PlanError
from storyboard.production import Planned, Script, plan, read
from storyboard.production.saved import Options, write_saved


@click.command("plan", epilog=SELECTING)
@board_and_shots
@provider_options
@sandbox_takes_option
@force_option
@keep_option
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="Exit with 0 where nothing is to do and with 10 where something is.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Save the plan to this file, to be looked at and then run exactly: `render "
    "--plan FILE`.",
)
@click.option(
    "--against",
    metavar="REVISION",
    help="What the board's change since a git revision costs, such as main or HEAD~3.",
)
@click.option(
    "--markdown", is_flag=True, help="With --against: Markdown for a pull request."
)
@json_option
def command(
    words: Sequence[str],
    provider: str | None,
    out: Path | None,
    against: str | None,
    *,
    sandbox: bool,
    force: bool,
    keep_followers: bool,
    only_check: bool,
    markdown: bool,
    as_json: bool,
) -> None:
    """Show what would be made, why, and for how much.

    Free and offline: nothing is sent and nothing is made. Exit code 3 where the plan
    cannot be run.
    """
    _fitting(out=out, against=against, markdown=markdown, as_json=as_json, force=force)
    board, shots = split(words)
    studio = the_studio(sandbox=sandbox)
    script = read(board, provider=provider, studio=studio)
    if against is None:
        planned = plan(script, shots, force=force, keeps=keep_followers)
        _show(planned, as_json=as_json)
        to_do = bool(planned.to_make)
        if out is not None:
            options = Options(
                words=shots,
                force=force,
                keeps=keep_followers,
                provider=provider,
                sandbox=sandbox,
            )
            _save(out, planned, options, as_json=as_json)
    else:
        to_do = _compare(script, against, shots, markdown=markdown, as_json=as_json)
    if only_check and to_do:
        click.get_current_context().exit(EXIT_TO_DO)


def _fitting(
    *, out: Path | None, against: str | None, markdown: bool, as_json: bool, force: bool
) -> None:
    """Refuse options that make no sense together."""
    if against is None and markdown:
        raise click.UsageError("--markdown goes with --against REVISION")
    if against is not None and (force or out is not None):
        other = "--force" if force else "--out"
        raise click.UsageError(
            f"--against compares two boards, so there is nothing that {other} could do"
        )
    if markdown and as_json:
        raise click.UsageError("take one of --markdown and --json")


def _show(planned: Planned, *, as_json: bool) -> None:
    """Print the plan; end with 3 where it has errors."""
    if as_json:
        print_json(plan_data(planned))
    else:
        show_plan(planned)
    if planned.plan.errors:
        if not as_json:
            error = PlanError("this plan cannot be run", planned.plan.errors)
            show_error(error)
        click.get_current_context().exit(PlanError.exit_code)


def _save(file: Path, planned: Planned, options: Options, *, as_json: bool) -> None:
    write_saved(file, planned, options)
    if not as_json:
        name = short_path(file)
        say(f"saved as {name}; `storyboard render --plan {name}` makes exactly this")


def _compare(
    script: Script,
    revision: str,
    shots: Sequence[str],
    *,
    markdown: bool,
    as_json: bool,
) -> bool:
    """Print what a change costs; whether anything is made again."""
    from storyboard.cli import against_table as look  # noqa: PLC0415 - seldom used
    from storyboard.production.against import against  # noqa: PLC0415 - likewise

    found = against(script, revision, shots)
    if as_json:
        print_json(look.comparison_data(found))
    elif markdown:
        say(look.comparison_markdown(found))
    else:
        look.show_comparison(found)
    return bool(found.comparison.again)
