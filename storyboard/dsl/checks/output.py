"""Variants, and the film's files."""

from collections.abc import Iterator
from fractions import Fraction

from pydantic_core import PydanticCustomError

from storyboard.dsl.checks.timing import said
from storyboard.dsl.places import Root
from storyboard.dsl.text import in_quotes
from storyboard.errors import Problem, Where
from storyboard.model.containers import codec_in, mismatch, name_part
from storyboard.model.storyboard import Storyboard
from storyboard.model.value import assets, exact

_TAKEN = {
    "main": "that is what the command line calls the film itself",
    "draft": "that is how the names of drafts end",
    "part": "that is how the names of parts of the film end",
}


def variant_problems(board: Storyboard) -> Iterator[Problem]:
    """Variants that would be one file, and rows from nowhere."""
    first: dict[str, str] = {}
    for index, variant in enumerate(board.variants):
        place: Where = ("variants", index, "name")
        slug = name_part(variant.name)
        if slug in _TAKEN:
            message = f"a variant cannot be named {in_quotes(variant.name)}"
            yield Problem("variant", message, place, _TAKEN[slug])
        elif not slug:
            message = f"{in_quotes(variant.name)} leaves nothing to name a file after"
            hint = "write letters or digits"
            yield Problem("variant", message, place, hint)
        elif slug in first:
            message = f"two variants are named {in_quotes(variant.name)}"
            if first[slug] != variant.name:
                message = (
                    f"the variants {in_quotes(first[slug])} and "
                    f"{in_quotes(variant.name)} would be one file"
                )
            hint = "every variant is a film of its own name"
            yield Problem("duplicate-id", message, place, hint)
        first.setdefault(slug, variant.name)
        if variant.with_ is not None and variant.for_ is None:
            message = "`with` takes values from the rows of `for`, which is missing"
            hint = "name a CSV file in `for`"
            yield Problem("variant", message, ("variants", index, "with"), hint)


def output_problems(board: Storyboard, root: Root, end: Fraction) -> Iterator[Problem]:
    """A film's file that cannot be written so, and a poster from after its end."""
    yield from _poster(board, end)
    written, codec = board.output.file, board.output.codec
    if written is None:
        return
    where: Where = ("output", "file")
    if codec is not None and codec_in(written, codec) is None:
        message, hint = mismatch(written, codec)
        yield Problem("codec", message, ("output", "codec"), hint)
    try:
        target = root.asset(written, root.folder)
    except PydanticCustomError as error:
        said_there = error.context or {}
        yield Problem(error.type, said_there["why"], where, said_there["hint"])
        return
    if any(asset == target for _, _, asset in assets(board)):
        message = f"the film would overwrite {in_quotes(target)}, which it is made of"
        yield Problem("output", message, where, "give the film another name")


def _poster(board: Storyboard, end: Fraction) -> Iterator[Problem]:
    poster = board.output.poster
    if poster is not None and exact(poster) >= end:
        yield Problem(
            "poster",
            f"the poster is taken at {said(poster)}, but the film ends at {said(end)}",
            ("output", "poster"),
            "take it earlier",
        )
