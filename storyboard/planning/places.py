"""Where in the board a shot's wishes are written."""

from collections.abc import Callable

from storyboard.errors import Where
from storyboard.model.breakdown import Sheet
from storyboard.model.request import MediaInput
from storyboard.model.storyboard import Storyboard

At = Callable[[str], Where]
"""`written` for one shot."""


def written(board: Storyboard, sheet: Sheet, field: str) -> Where:
    """Where a field in force for a shot is written.

    In the shot, else in the board's defaults or format, else in the board; the shot
    itself where nobody writes it.
    """
    if field in sheet.shot.model_fields_set:
        return (*sheet.where, field)
    if field in board.defaults.model_fields_set:
        return ("defaults", field)
    if field in board.format.model_fields_set:
        return ("format", field)
    if field in board.model_fields_set:
        return (field,)
    return sheet.where


def word_of(medium: MediaInput) -> str:
    """The board's word under which a file is given."""
    if medium.frame_of is not None:
        return "continues" if medium.role == "first_frame" else "ends_on"
    return medium.role if medium.role.endswith("frame") else "references"
