"""What is wrong with templates, gathered so that all of it is told at once."""

from storyboard.errors import BoardError, Problem, Spot, Where
from storyboard.model.storyboard import Storyboard
from storyboard.model.value import ShotId
from storyboard.prompts.language import TemplateFault


class Findings:
    """The problems of one board's templates, each told once."""

    def __init__(self, board: Storyboard) -> None:
        self._board = board
        self._users: dict[Problem, list[str]] = {}

    def in_board(self, fault: TemplateFault, where: Where, text: str = "") -> None:
        """A text of the board cannot be expanded; the source map finds its line."""
        line = fault.line if fault.line and "\n" in text.strip() else None
        message = (
            f"{fault.message} (line {line} of the text)" if line else fault.message
        )
        self._keep(Problem(fault.code, message, where, fault.hint), self._user(where))

    def in_template(
        self, fault: TemplateFault, file: str, text: str, shot: ShotId
    ) -> None:
        """A template file cannot be expanded for a shot."""
        line = fault.line or 1
        lines = text.splitlines() or [""]
        written = lines[min(line, len(lines)) - 1]
        start = len(written) - len(written.lstrip())
        spot = Spot(file, line, start + 1, written, max(len(written.strip()), 1))
        self._keep(
            Problem(fault.code, fault.message, (), fault.hint, spot=spot),
            f"shot {shot}",
        )

    def end(self) -> None:
        """BoardError with everything found, if anything was."""
        if not self._users:
            return
        count = len(self._users)
        raise BoardError(
            "a template cannot be expanded"
            if count == 1
            else f"{count} templates cannot be expanded",
            tuple(_told(problem, users) for problem, users in self._users.items()),
        )

    def _keep(self, problem: Problem, user: str) -> None:
        self._users.setdefault(problem, []).append(user)

    def _user(self, where: Where) -> str:
        match where:
            case ("scenes", int(scene), "shots", int(shot), *_):
                return f"shot {self._board.scenes[scene].shots[shot].id}"
            case ("scenes", int(scene), *_):
                return f"scene {self._board.scenes[scene].id}"
            case ("style", *_):
                return "the style"
        kinds = {"characters": "character", "locations": "location", "props": "prop"}
        return f"{kinds[str(where[0])]} {where[1]}"


def _told(problem: Problem, users: list[str]) -> Problem:
    user = users[0]
    if len(users) > 1 and problem.spot:
        user += f" and {len(users) - 1} more"
    return Problem(
        problem.code,
        f"{user}: {problem.message}",
        problem.where,
        problem.hint,
        spot=problem.spot,
    )
