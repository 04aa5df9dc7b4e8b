"""`storyboard check`."""

from collections.abc import Sequence

import click

from storyboard.cli.arguments import board_of, board_only, json_option
from storyboard.cli.show import (
    counted,
    print_json,
    problem_data,
    say,
    short_path,
    show_problems,
    tally,
)
from storyboard.errors import BoardError
from storyboard.model.breakdown import breakdown
from storyboard.model.storyboard import Storyboard
from storyboard.production import check, read

OK = "no problems"


@click.command("check")
@board_only
@json_option
def command(words: Sequence[str], *, as_json: bool) -> None:
    """Find everything that is wrong with a board.

    Reads the board with all that it uses, renders its prompts, and lists every
    problem with its line. Costs nothing and reaches no network. Exit code 2 where
    there are errors.
    """
    script = read(board_of(words))
    problems = check(script)
    failed = any(p.severity == "error" for p in problems)
    if as_json:
        print_json({"problems": [problem_data(problem) for problem in problems]})
    else:
        show_problems(problems)
        name = short_path(script.project.board)
        if failed:
            click.echo(f"{name}: {tally(problems)}", err=True)
        else:
            say(f"{name}: {_size(script.board)}; {tally(problems) or OK}")
    if failed:
        click.get_current_context().exit(BoardError.exit_code)


def _size(board: Storyboard) -> str:
    """`12 shots in 3 scenes, 46.0 s`."""
    sheets = breakdown(board)
    used = sum(to - start for start, to in (sheet.used for sheet in sheets))
    # The first shot comes out of a colour, over nothing that it would shorten.
    overlaps = sum(
        sheet.enter.seconds or 0
        for sheet in sheets[1:]
        if sheet.enter.over == "overlap"
    )
    shots = counted(len(sheets), "shot")
    scenes = counted(len(board.scenes), "scene")
    return f"{shots} in {scenes}, {used - overlaps:.1f} s"
