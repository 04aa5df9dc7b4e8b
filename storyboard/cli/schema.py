"""`storyboard schema`."""

import click

from storyboard.cli.show import print_json
from storyboard.dsl.schema import board_schema, library_schema


@click.command("schema")
@click.option("--library", is_flag=True, help="Of library files instead of boards.")
def command(*, library: bool) -> None:
    """Print the JSON Schema of boards, for editors.

    Save it beside a board and name it in the board's first line, and an editor with
    yaml-language-server completes, explains and validates:

      # yaml-language-server: $schema=storyboard.schema.json
    """
    print_json(library_schema() if library else board_schema())
