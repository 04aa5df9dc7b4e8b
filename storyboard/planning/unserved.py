"""What the language has and this version does not serve yet.

Each of these is read and checked like everything else, and refused here in one
sentence, so that nothing is read and then passed over.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from storyboard.errors import Problem, Where
from storyboard.model.breakdown import Sheet
from storyboard.model.finish import Variant
from storyboard.model.request import ClipRequest
from storyboard.model.storyboard import Storyboard
from storyboard.planning.places import At, written


def unserved(
    board: Storyboard, sheets: Sequence[Sheet], requests: Sequence[ClipRequest]
) -> Iterator[Problem]:
    """Everything in a board that a later version will serve."""
    joint = {beat.shot for request in requests for beat in request.beats}
    yield from _film(board)
    for sheet in sheets:
        at = partial(written, board, sheet)
        if sheet.shot.id in joint:
            yield from _joint(sheet, at)


def _refusal(message: str, where: Where, hint: str) -> Problem:
    return Problem("unserved", message, where, hint)


def _film(board: Storyboard) -> Iterator[Problem]:
    for number, variant in enumerate(board.variants):
        yield from _variant(variant, ("variants", number))


def _variant(variant: Variant, where: Where) -> Iterator[Problem]:
    """What changes prompts, and would be paid for."""
    if variant.for_ is not None:
        yield _refusal(
            "films from the rows of a table are not served yet",
            (*where, "for"),
            "leave `for` and `with` out; boards can share their parts through `use`",
        )
    if variant.reframe == "shoot":
        yield _refusal(
            "variants that are shot anew are not served yet",
            (*where, "reframe"),
            "leave reframe out: what was shot is cropped around each shot's `focus`",
        )


def _joint(sheet: Sheet, at: At) -> Iterator[Problem]:
    if sheet.shot.ends_on is not None:
        yield _refusal(
            "a shot that is one job with others has no last frame of its own",
            at("ends_on"),
            "leave `ends_on` out, or set `together: false`",
        )
