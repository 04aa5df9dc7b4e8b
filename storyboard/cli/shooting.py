"""What the verbs that shoot have in common: their options, and the run itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from storyboard.cli.arguments import (
    json_option,
    keep_option,
    listen_option,
    provider_options,
    sandbox_option,
    saved_option,
    split,
)
from storyboard.cli.listening import heard
from storyboard.cli.live import place, watch
from storyboard.cli.outcome import end, show_films
from storyboard.cli.saved_plan import as_saved, planned_for
from storyboard.cli.show import say
from storyboard.cli.spending import Spending, consent, spending_options
from storyboard.production import (
    Order,
    Planned,
    check_ready,
    cut_all,
    foresee,
    read,
    shoot,
    versions,
)
from storyboard.production.saved import Options

Command = Callable[..., Any]
_NOBODY_ASKED = (
    "this board asks no service, so the sandbox has nothing to do; name one, as in "
    "--provider evolink"
)


@dataclass(frozen=True)
class Shooting:
    """What the command line says of a run."""

    board: Path
    options: Options
    """What is planned."""
    saved: Path | None
    """The file of a plan that was looked at."""
    spending: Spending
    listen: bool
    as_json: bool


def shooting_options(command: Command) -> Command:
    """Everything that verbs take which shoot; the command gets it as `shooting`.

    Its own `force` and `again` go into the options where it has them.
    """

    @json_option
    @listen_option
    @spending_options
    @saved_option
    @keep_option
    @sandbox_option
    @provider_options
    @wraps(command)
    def with_shooting(
        words: Sequence[str],
        provider: str | None,
        saved: Path | None,
        spending: Spending,
        *,
        sandbox: bool,
        keep_followers: bool,
        listen: bool,
        as_json: bool,
        force: bool = False,
        again: int = 1,
        **rest: object,
    ) -> object:
        board, shots = split(words)
        options = Options(
            words=shots,
            force=force,
            again=again,
            keeps=keep_followers,
            provider=provider,
            sandbox=sandbox,
        )
        shooting = Shooting(board, options, saved, spending, listen, as_json)
        return command(shooting=shooting, **rest)

    return with_shooting


def _is_rehearsed(planned: Planned) -> bool:
    """Whether the sandbox stands in for anybody in a plan."""
    return any(row.origin == "sandbox" for row in planned.plan.rows)


@dataclass(frozen=True)
class Cutting:
    """What the command line says of the cut that follows."""

    order: Order
    output: Path | None
    opens: bool
    report: bool


def run(shooting: Shooting, cutting: Cutting | None = None) -> None:
    """Plan, ask, shoot, and cut where that is wanted; then say how it went."""
    as_json = shooting.as_json
    wanted, options = as_saved(shooting.saved, shooting.options)
    films = None
    with watch(as_json=as_json) as own, place(own, sandbox=options.sandbox) as studio:
        script = read(shooting.board, provider=options.provider, studio=studio)
        planned, spending = planned_for(script, wanted, options, shooting.spending)
        if options.sandbox and not as_json and not _is_rehearsed(planned):
            say(_NOBODY_ASKED)
        # A film that could not be written is said before anything is made.
        to_cut = versions(planned, cutting.order, cutting.output) if cutting else ()
        # Nobody is asked for money and then told that a key is missing.
        check_ready(planned, spending.allowed)
        foresee(planned, to_cut)
        consent(planned, spending)
        with heard(planned, listen=shooting.listen) as bell:
            # A shoot alone is cut later, as the board has it.
            ahead = to_cut or versions(planned, Order())
            dailies = shoot(planned, spending.allowed, bell, ahead)
        if cutting:
            films = cut_all(dailies, to_cut)
    if cutting:
        show_films(films or (), opens=cutting.opens)
    report = cutting is not None and cutting.report
    end(planned, dailies, films, as_json=as_json, report=report)
