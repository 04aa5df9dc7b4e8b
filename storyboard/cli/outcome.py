"""How a run ends: what was made, what is missing, and the exit code."""

import click

from storyboard.cli.plan_table import summary
from storyboard.cli.show import counted, say, short_path, show_problems
from storyboard.errors import ShootingError
from storyboard.model.event import FilmMade
from storyboard.planning.gathering import Finding, gathered
from storyboard.production import Dailies, Planned


def end(
    planned: Planned, dailies: Dailies, film: FilmMade | None, *, as_json: bool
) -> None:
    """Say how it went; exit code 5 where a shot was not made."""
    if not as_json:
        show_problems(p for p in planned.plan.problems if p.severity == "warning")
        show_problems(
            gathered(Finding(shot, why) for shot, why in dailies.failures.items())
        )
        say(summary(planned) if film is None else _film_text(dailies, film))
        if film is None and dailies.made:
            say(f"`{_cut(planned)}` cuts the film with what was made")
    if dailies.failures:
        click.get_current_context().exit(ShootingError.exit_code)


def _cut(planned: Planned) -> str:
    """The command that cuts the film from the same takes."""
    script = planned.script
    board = short_path(script.project.board)
    words = ["storyboard cut", *([] if board == "storyboard.yaml" else [board])]
    if script.studio.sandbox:
        words.append("--sandbox")
    if script.provider == "animatic":
        words.append("--animatic")
    elif script.provider:
        words.append(f"--provider {script.provider}")
    return " ".join(words)


def _film_text(dailies: Dailies, film: FilmMade) -> str:
    # Shots of one job share a clip.
    made = len({take.clip for take in dailies.made})
    name = click.style(short_path(film.file), bold=True)
    state = "" if film.fresh else ", unchanged"
    facts = f"{film.seconds:.1f} s, {film.frames} frames, {counted(made, 'clip')} made"
    lines = [f"{name}  {facts}{state}"]
    if film.slates:
        lines.append(f"  slates stand in for {', '.join(film.slates)}")
    if film.stale:
        names = ", ".join(film.stale)
        lines.append(f"  cut from takes made before the board changed: {names}")
    return "\n".join(lines)
