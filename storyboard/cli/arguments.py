"""Arguments and options that several verbs share."""

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from storyboard.errors import StoryboardError
from storyboard.planning.select import selections
from storyboard.production import MAIN, Order, as_if_sandboxed, read
from storyboard.settings import find_board
from storyboard.studio import Studio

Command = Callable[..., Any]


SELECTING = """\
A board is the argument that ends in .yaml or .yml, else the nearest storyboard.yaml;
other arguments select shots: 010, 010-040, scene:arrival, tag:hero; `failed` and
`changed` those that stand so; a + behind any of them, as in 010+ and changed+, also
whatever continues from them."""


def _files(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Whatever files the shell finds."""
    return [CompletionItem(incomplete, type="file")]


def _files_and_shots(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Files, and the shots, scenes and tags of the board in question."""
    items = _files(ctx, param, incomplete)
    try:
        board, _ = split(ctx.params.get("words") or ())
        script = read(board)
    except (StoryboardError, click.UsageError):
        return items
    film = script.reading.storyboard
    words = selections(film) if film else ()
    return items + [CompletionItem(w) for w in words if w.startswith(incomplete)]


def board_and_shots(command: Command) -> Command:
    """`[BOARD] [SHOT]...`."""
    return click.argument(
        "words", nargs=-1, metavar="[BOARD] [SHOT]...", shell_complete=_files_and_shots
    )(command)


def board_and_some_shots(command: Command) -> Command:
    """`[BOARD] SHOT...`, for verbs that need a shot; they refuse to have none."""
    return click.argument(
        "words", nargs=-1, metavar="[BOARD] SHOT...", shell_complete=_files_and_shots
    )(command)


def board_shot_and_take(command: Command) -> Command:
    """`[BOARD] SHOT TAKE`."""
    return click.argument(
        "words", nargs=-1, metavar="[BOARD] SHOT TAKE", shell_complete=_files_and_shots
    )(command)


def board_only(command: Command) -> Command:
    """`[BOARD]`."""
    return click.argument("words", nargs=-1, metavar="[BOARD]", shell_complete=_files)(
        command
    )


def provider_options(command: Command) -> Command:
    """`--animatic` and `--provider`, of which one stands in for the board's own.

    The command gets it as `provider`; None: the board decides.
    """

    @wraps(command)
    def with_provider(
        *args: object, animatic: bool, provider: str | None, **rest: object
    ) -> object:
        if animatic and provider not in {None, "animatic"}:
            raise click.UsageError(
                f"--animatic draws every shot here, and --provider {provider} asks "
                "somebody else; take one of them"
            )
        chosen = "animatic" if animatic else provider
        return command(*args, provider=chosen, **rest)

    for option in (
        click.option(
            "--provider",
            metavar="NAME",
            default=None,
            help="Ask this provider for every shot, whatever the board names.",
        ),
        click.option(
            "--animatic",
            is_flag=True,
            help="Draw every shot on this machine, whatever provider the board names.",
        ),
    ):
        option(with_provider)
    return with_provider


def sandbox_option(command: Command) -> Command:
    """`--sandbox`, for verbs that shoot."""
    return click.option(
        "--sandbox",
        is_flag=True,
        help="Ask a sandbox on this machine in place of the paid services: the same "
        "requests, no key, no cost.",
    )(command)


def sandbox_takes_option(command: Command) -> Command:
    """`--sandbox`, for verbs that look or cut."""
    return click.option(
        "--sandbox",
        is_flag=True,
        help="Go by the sandbox's takes in place of the paid ones.",
    )(command)


def no_sandbox_option(command: Command) -> Command:
    """`--sandbox`, refused with the reason by verbs that ask about jobs."""

    def refuse(_ctx: click.Context, _param: click.Parameter, value: object) -> None:
        if value:
            raise click.UsageError(
                "a sandbox that `--sandbox` starts ends with its run, and its jobs "
                "with it; one that stays, as `storyboard sandbox` starts it, is asked "
                "where its variables are set, without --sandbox"
            )

    return click.option(
        "--sandbox", is_flag=True, hidden=True, expose_value=False, callback=refuse
    )(command)


def force_option(command: Command) -> Command:
    """`--force`."""
    return click.option(
        "--force",
        is_flag=True,
        help="Make the selected shots anew; all of them where none is selected.",
    )(command)


def keep_option(command: Command) -> Command:
    """`--keep-followers`."""
    return click.option(
        "--keep-followers",
        is_flag=True,
        help="Keep the takes of shots that continue one with a new take.",
    )(command)


def listen_option(command: Command) -> Command:
    """`--listen`."""
    return click.option(
        "--listen",
        is_flag=True,
        help="Let services call when a job has ended, at the address under [listen] of "
        "storyboard.toml; they are asked anyway, only less often.",
    )(command)


def saved_option(command: Command) -> Command:
    """`--plan`, which the command gets as `saved`."""
    return click.option(
        "--plan",
        "saved",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        default=None,
        help="Run exactly this plan, which `plan --out` saved; refused where the board "
        "has changed since.",
    )(command)


def output_option(command: Command) -> Command:
    """`--output`."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        help="The film's file (.mp4, .m4v, .mov or .webm), its variants beside it; the "
        "board's own by default.",
    )(command)


def order_options(command: Command) -> Command:
    """Which films are cut, and how much of them; the command gets an `order`."""

    @wraps(command)
    def with_order(
        *args: object,
        draft: bool,
        shown: Sequence[str],
        start: str | None,
        end: str | None,
        variants: tuple[str, ...],
        **rest: object,
    ) -> object:
        shots = tuple(word for words in shown for word in words.split())
        order = Order(variants, draft=draft, shots=shots, start=start, end=end)
        return command(*args, order=order, **rest)

    for option in (
        click.option(
            "--variant",
            "variants",
            multiple=True,
            metavar="NAME",
            help=f"Cut only this variant of the film; `{MAIN}` is the film itself. May "
            "be given several times.",
        ),
        click.option(
            "--to",
            "end",
            metavar="TIME",
            default=None,
            help="End there, or with a shot.",
        ),
        click.option(
            "--from",
            "start",
            metavar="TIME",
            default=None,
            help="Start there: 12.5, 1:05, the time code 00:01:05:12, or a shot.",
        ),
        click.option(
            "--shots",
            "shown",
            multiple=True,
            metavar="SHOTS",
            help='Show only these shots, as in "010-030 tag:hero"; may be given '
            "several times.",
        ),
        click.option(
            "--draft",
            is_flag=True,
            help="Half the size and quick, with shot and time code in the picture.",
        ),
    ):
        option(with_order)
    return with_order


def open_option(command: Command) -> Command:
    """`--open`, which the command gets as `opens`."""
    return click.option(
        "--open", "opens", is_flag=True, help="Show the film when it is cut."
    )(command)


def report_option(command: Command) -> Command:
    """`--report`."""
    return click.option(
        "--report",
        is_flag=True,
        help="List the parts of the picture that were made, where, and why.",
    )(command)


def json_option(command: Command) -> Command:
    """`--json`."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print JSON for scripts."
    )(command)


def the_studio(*, sandbox: bool) -> Studio:
    """The studio of verbs that only look."""
    studio = Studio.real()
    return as_if_sandboxed(studio) if sandbox else studio


def split(words: Sequence[str]) -> tuple[Path, tuple[str, ...]]:
    """The board and the selection of shots among the arguments."""
    boards = [word for word in words if word.endswith((".yaml", ".yml"))]
    if len(boards) > 1:
        raise click.UsageError(f"one board at a time, not {' and '.join(boards)}")
    shots = tuple(word for word in words if word not in boards)
    return (Path(boards[0]) if boards else find_board(Path.cwd())), shots


def board_of(words: Sequence[str]) -> Path:
    """The board, for verbs that take no shots."""
    board, shots = split(words)
    if shots:
        raise click.UsageError(f"{shots[0]} is no board (a board ends in .yaml)")
    return board
