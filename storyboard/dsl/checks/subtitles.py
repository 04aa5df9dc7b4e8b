"""What the subtitles need: every line in every language."""

from collections.abc import Iterator, Mapping

from storyboard.dsl.text import in_quotes, shown
from storyboard.errors import Problem, Where
from storyboard.model.breakdown import Sheet
from storyboard.model.finish import Narration
from storyboard.model.parts import Line
from storyboard.model.storyboard import Storyboard


def spoken(
    board: Storyboard, placed: Mapping[Where, Sheet]
) -> Iterator[tuple[Where, Line | Narration]]:
    """Every line of dialogue and every narration, with its path."""
    for where, sheet in placed.items():
        for index, line in enumerate(sheet.shot.dialogue):
            yield (*where, "dialogue", index), line
    for index, cue in enumerate(board.sound.narration):
        yield ("sound", "narration", index), cue


def subtitle_problems(
    board: Storyboard, placed: Mapping[Where, Sheet]
) -> Iterator[Problem]:
    """Lines that lack a translation, and narration that lacks its words."""
    if board.subtitles is None:
        return
    _, *others = board.subtitles.languages
    for where, said in spoken(board, placed):
        if said.line is None:
            yield Problem(
                "no-words",
                "the subtitles do not know what is said in this narration",
                where,
                "write it in `line`",
                "warning",
            )
            continue
        for language in others:
            if language not in said.translations:
                yield _untranslated(said.line, language, (*where, "line"))


def _untranslated(line: str, language: str, where: Where) -> Problem:
    return Problem(
        "translation",
        f"{in_quotes(shown(line, 30))} has no translation into {language}",
        where,
        f"write `translations: {{{language}: …}}` beside it, or leave {language} out "
        "of the subtitles' languages",
    )
