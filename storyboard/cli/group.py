"""The `storyboard` command; its verbs are loaded when they are called."""

from collections.abc import Mapping
from importlib import import_module

import click

from storyboard.errors import offer

VERBS: Mapping[str, str] = {
    "new": "Start a project: a board, a character, a style and a template.",
    "check": "Find everything that is wrong with a board.",
    "prompts": "Show the prompt of each shot.",
    "plan": "Show what would be made, why, and for how much.",
    "why": "Explain what would happen with one shot.",
    "render": "Make the film: shoot what is to be made, then cut.",
    "shoot": "Make the clips that are to be made.",
    "cut": "Cut the film from the clips that are there.",
    "status": "Show which shots have clips and how the film stands.",
    "takes": "List a shot's takes and draw a contact strip.",
    "retake": "Make further takes of shots.",
    "pick": "Choose a take for the cut.",
    "lock": "Keep shots as they are in the cut.",
    "unlock": "Let picked takes go.",
    "note": "Write down what you think of a take.",
    "take": "Bring in takes from elsewhere.",
    "cost": "Show what was spent, is in flight, and is to come.",
    "log": "Tell the story of a shot's takes.",
    "verify": "Look whether every clip that the lock names is there and whole.",
    "clean": "List what nothing names in the store, and clear it away.",
    "resolve": "Settle a take of which nobody knows whether it was accepted.",
    "collect": "Fetch the clips that were paid for and that nobody fetched.",
    "refresh": "Ask the services how everything stands that was sent.",
    "cancel": "Call off jobs that are running.",
    "schema": "Print the JSON Schema of boards, for editors.",
    "sandbox": "Run a local stand-in for the paid services.",
    "providers": "List the services and what they can do.",
    "doctor": "Look whether all that a film needs is there.",
}


class Verbs(click.Group):
    """Verbs by name, one module each, with their summaries known beforehand."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Every verb, in the order in which one meets them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Load the verb's module."""
        if name not in VERBS:
            ctx.fail(f"there is no verb {name} ({offer(name, list(VERBS))})")
        command = import_module(f"storyboard.cli.{name}").command
        if not isinstance(command, click.Command):
            raise TypeError(f"storyboard.cli.{name} has no command")
        command.short_help = VERBS[name]
        return command

    def format_commands(
        self, _ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the verbs without loading them."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    subcommand_metavar="VERB ...",
    epilog="`storyboard VERB --help` explains a verb.",
)
@click.version_option(
    None, "--version", package_name="storyboard-film", prog_name="storyboard"
)
def storyboard() -> None:
    """Make films from text files.

    Start with `storyboard new my-film`, then `storyboard render` inside it.
    """
