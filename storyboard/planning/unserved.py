"""What the language has and this version does not serve yet.

Each of these is read and checked like everything else, and refused here in one
sentence, so that nothing is read and then passed over.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from storyboard.errors import Problem, Where
from storyboard.model.breakdown import Sheet
from storyboard.model.finish import Title
from storyboard.model.request import ClipRequest
from storyboard.model.storyboard import Storyboard
from storyboard.planning.places import At, written

_CUT = ("cut", "dissolve")


def unserved(
    board: Storyboard, sheets: Sequence[Sheet], requests: Sequence[ClipRequest]
) -> Iterator[Problem]:
    """Everything in a board that a later version will serve."""
    joint = {beat.shot for request in requests for beat in request.beats}
    yield from _film(board)
    for number, title in enumerate(board.titles):
        yield from _title(title, ("titles", number))
    for sheet in sheets:
        at = partial(written, board, sheet)
        yield from _cut(sheet, at)
        if sheet.shot.id in joint:
            yield from _joint(sheet, at)


def _refusal(message: str, where: Where, hint: str) -> Problem:
    return Problem("unserved", message, where, hint)


def _film(board: Storyboard) -> Iterator[Problem]:
    if board.variants:
        yield _refusal(
            "variants of a film are not served yet",
            ("variants",),
            "leave them out; a second board can share its parts through `use`",
        )
    if board.subtitles is not None:
        yield _refusal(
            "subtitles are not served yet", ("subtitles",), "leave them out for now"
        )
    if board.output.codec != "h264":
        yield _refusal(
            f"films in {board.output.codec} are not served yet",
            ("output", "codec"),
            "write h264, or leave the codec out",
        )


def _title(title: Title, where: Where) -> Iterator[Problem]:
    if title.credits is not None:
        yield _refusal(
            "rolling credits are not served yet",
            (*where, "credits"),
            "set them on cards: `kind: card`",
        )
    if title.kind == "lower third" and title.position is not None:
        yield _refusal(
            "a lower third has its place at the bottom left, and no position",
            (*where, "position"),
            "leave position out",
        )
    if title.kind != "card" and "background" in title.model_fields_set:
        yield _refusal(
            f"a {title.kind} lies over the picture and has no background",
            (*where, "background"),
            "leave background out, or write `kind: card`",
        )


def _joint(sheet: Sheet, at: At) -> Iterator[Problem]:
    if sheet.shot.ends_on is not None:
        yield _refusal(
            "a shot that is one job with others has no last frame of its own",
            at("ends_on"),
            "leave `ends_on` out, or set `together: false`",
        )


def _cut(sheet: Sheet, at: At) -> Iterator[Problem]:
    enter, own = sheet.enter, sheet.own_sound
    if enter.kind not in _CUT:
        yield _refusal(
            f"the {enter.kind} is not served yet",
            at("enter"),
            "cut and dissolve are",
        )
    elif enter.over != "overlap":
        yield _refusal(
            "transitions over handles are not served yet",
            at("enter"),
            "leave `over` out: the film is shorter by the transition",
        )
    elif enter.colour or enter.direction:
        named = "colour" if enter.colour else "direction"
        yield _refusal(
            f"a {enter.kind} has no {named}", at("enter"), f"leave {named} out"
        )
    if own.leads or own.lags:
        yield _refusal(
            "sound that leads or lags its picture is not served yet",
            at("own_sound"),
            "leave `leads` and `lags` out",
        )
