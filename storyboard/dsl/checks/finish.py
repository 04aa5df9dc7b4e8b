"""Sound and titles against the film's time."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from storyboard.dsl.checks.names import unknown
from storyboard.dsl.checks.output import output_problems, variant_problems
from storyboard.dsl.checks.timing import overlap, said, used_seconds
from storyboard.dsl.places import Root
from storyboard.errors import Problem, Where
from storyboard.model.breakdown import Sheet
from storyboard.model.finish import Cue
from storyboard.model.storyboard import Storyboard
from storyboard.model.value import ShotId, exact

_FAR_AWAY = Fraction(10**9)


def finish_problems(
    board: Storyboard, placed: Mapping[Where, Sheet], root: Root
) -> Iterator[Problem]:
    """What the cut is told to do outside the film's time, or to its sources."""
    starts, end = _schedule(tuple(placed.values()))
    yield from _cues(board, starts, end)
    yield from _music(board, end)
    yield from _titles(board, end)
    yield from variant_problems(board)
    yield from output_problems(board, root, end)


def _schedule(sheets: tuple[Sheet, ...]) -> tuple[dict[ShotId, Fraction], Fraction]:
    """Where each shot starts, and the film's end; far away where it is unknown."""
    lengths = [used_seconds(sheet) for sheet in sheets]
    starts: dict[ShotId, Fraction] = {}
    end = Fraction(0)
    for index, (sheet, length) in enumerate(zip(sheets, lengths, strict=True)):
        start = end - overlap(sheet.enter) if index else end
        starts[sheet.shot.id] = start
        end = start + (length or 0)
    return starts, (_FAR_AWAY if None in lengths else end)


def _late(what: str, at: Fraction, end: Fraction, where: Where) -> Problem:
    message = f"this {what} starts at {said(at)}, but the film ends at {said(end)}"
    hint = "it would not be in the film; start it earlier"
    return Problem("after-the-end", message, where, hint, "warning")


def _cues(
    board: Storyboard, starts: Mapping[ShotId, Fraction], end: Fraction
) -> Iterator[Problem]:
    kinds: tuple[tuple[str, tuple[Cue, ...]], ...] = (
        ("narration", board.sound.narration),
        ("effects", board.sound.effects),
    )
    for kind, cues in kinds:
        for index, cue in enumerate(cues):
            where: Where = ("sound", kind, index)
            if cue.shot is not None and cue.shot not in starts:
                yield unknown("shot", cue.shot, starts, (*where, "shot"))
                continue
            at = exact(cue.at) + (starts[cue.shot] if cue.shot else 0)
            if at >= end:
                yield _late("sound", at, end, (*where, "at"))


def _music(board: Storyboard, end: Fraction) -> Iterator[Problem]:
    for index, music in enumerate(board.sound.music):
        where: Where = ("sound", "music", index)
        if music.to is not None and music.to <= music.at:
            message = f"the music ends at {said(music.to)}, before it starts"
            hint = f"it starts at {said(music.at)} of the film; let `to` be later"
            yield Problem("music", message, (*where, "to"), hint)
        if exact(music.at) >= end:
            yield _late("music", exact(music.at), end, (*where, "at"))


def _titles(board: Storyboard, end: Fraction) -> Iterator[Problem]:
    for index, title in enumerate(board.titles):
        where: Where = ("titles", index)
        if exact(title.at) >= end:
            yield _late("title", exact(title.at), end, (*where, "at"))
        elif exact(title.at) + exact(title.seconds) > end:
            over = said(exact(title.at) + exact(title.seconds) - end)
            message = f"this title goes on for {over} after the film's end"
            hint = "start it earlier, or let it stand for less"
            yield Problem("after-the-end", message, where, hint, "warning")
