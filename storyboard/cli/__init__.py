"""The command line: one verb per file, and the only place that prints."""

import sys
from io import TextIOWrapper

from storyboard.errors import EXIT_INTERRUPTED, StoryboardError


def main() -> None:
    """Run the command line and end the process with its exit code."""
    import click  # noqa: PLC0415 - importing the package must not load it

    from storyboard.cli.group import storyboard  # noqa: PLC0415 - likewise

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal without some letter shows "?" in its place.
            stream.reconfigure(errors="replace")
    try:
        code = storyboard.main(prog_name="storyboard", standalone_mode=False)
    except StoryboardError as error:
        from storyboard.cli.show import show_error  # noqa: PLC0415 - only when needed

        show_error(error)
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted; run the same command again to go on", err=True)
        code = EXIT_INTERRUPTED
    sys.exit(code if isinstance(code, int) else 0)
