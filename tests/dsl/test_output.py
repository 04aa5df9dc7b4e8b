"""Variants and the film's files, as far as the check can tell."""

from collections.abc import Callable
from pathlib import Path

import pytest

from storyboard.dsl.reading import read
from storyboard.errors import Problem

Lay = Callable[[dict[str, str]], Path]
Found = Callable[[str], tuple[Problem, ...]]


@pytest.fixture
def found(lay: Lay, folder: Path) -> Found:
    """What is found about a board of one shot of four seconds."""

    def problems(rest: str) -> tuple[Problem, ...]:
        text = "storyboard: 1\ntitle: Fog\nscenes:\n  - id: pier\n    shots:\n"
        text += '      - {id: "010", action: She waits., seconds: 4}\n'
        board = lay({"storyboard.yaml": text + rest + "\n"})
        return read(board, folder, packs={}).problems

    return problems


@pytest.mark.parametrize(
    ("file", "codec", "said"),
    [
        ("fog.mp4", "prores", "prores does not go into a .mp4 file"),
        ("fog.m4v", "av1", "av1 does not go into a .m4v file"),
        ("fog.mov", "vp9", "vp9 does not go into a .mov file"),
        ("fog.webm", "h264", "h264 does not go into a .webm file"),
    ],
)
def test_a_codec_that_does_not_go_into_the_file_is_a_problem(
    found: Found, file: str, codec: str, said: str
) -> None:
    (problem,) = found(f"output: {{file: {file}, codec: {codec}}}")
    assert (problem.where, problem.message) == (("output", "codec"), said)
    assert "let the file end in " in problem.hint
    assert "or let the codec be " in problem.hint


@pytest.mark.parametrize(
    "output",
    [
        "{file: fog.webm}",
        "{codec: prores}",
        "{codec: vp9}",
        "{file: fog.mov, codec: prores}",
        "{file: fog.mp4, codec: av1}",
        "{file: fog.webm, codec: av1}",
        "{file: fog.m4v, codec: hevc}",
        "{poster: 3.99, gif: true}",
    ],
)
def test_what_can_be_written_is_no_problem(found: Found, output: str) -> None:
    assert found(f"output: {output}") == ()


def test_a_poster_is_taken_from_within_the_film(found: Found) -> None:
    (problem,) = found("output: {poster: 4}")
    assert problem.where == ("output", "poster")
    assert problem.message == "the poster is taken at 4 s, but the film ends at 4 s"


@pytest.mark.parametrize(
    ("variants", "where", "said"),
    [
        ("[{name: Main}]", 0, "that is what the command line calls the film itself"),
        ("[{name: draft}]", 0, "that is how the names of drafts end"),
        ("[{name: part}]", 0, "that is how the names of parts of the film end"),
        ("[{name: '…'}]", 0, "write letters or digits"),
        ("[{name: a b}, {name: A-B}]", 1, "every variant is a film of its own name"),
    ],
)
def test_a_variant_has_a_file_of_its_own(
    found: Found, variants: str, where: int, said: str
) -> None:
    (problem,) = found(f"variants: {variants}")
    assert problem.where == ("variants", where, "name")
    assert problem.hint == said
