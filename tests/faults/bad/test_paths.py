"""Paths that lead out of the project, and names that look like something else."""

import os
from collections.abc import Callable, Mapping
from fractions import Fraction

import pytest

from storyboard.media.probe import probe
from tests.assembly.footage import numbered
from tests.faults.ground import BOARD, CANARY, SHOT, Ground

Laid = Callable[[Ground], str]
"""Lays what it needs and gives the board."""


def footage(name: str) -> str:
    quoted = name.replace("'", "''")
    return f"{BOARD}scenes: [{{id: a, shots: [{{id: '010', footage: '{quoted}'}}]}}]\n"


def linked(ground: Ground) -> str:
    (ground.project / "in.mp4").symlink_to("../canary.mp4")
    return footage("in.mp4")


def linked_folder(ground: Ground) -> str:
    (ground.project / "up").symlink_to("../outside")
    return footage("up/canary.mp4")


def linked_template(ground: Ground) -> str:
    (ground.project / "shot.j2").symlink_to("../canary.j2")
    return f"{BOARD}style: {{template: shot.j2}}\n{SHOT}"


def linked_film(ground: Ground) -> str:
    (ground.project / "out").symlink_to("../outside")
    return f"{BOARD}{SHOT}output: {{file: out/canary.mp4}}\n"


def absolute(ground: Ground) -> str:
    return footage(str(ground.folder / "canary.mp4"))


def piped(ground: Ground) -> str:
    os.mkfifo(ground.project / "in.mp4")
    return footage("in.mp4")


def piped_library(ground: Ground) -> str:
    os.mkfifo(ground.project / "lib.yaml")
    return f"{BOARD}use: lib.yaml\n{SHOT}"


PATHS: Mapping[str, tuple[Laid | str, str]] = {
    "above": (footage("../canary.mp4"), "leads outside"),
    "above by a detour": (footage("a/b/../../../canary.mp4"), "leads outside"),
    "absolute": (absolute, "is an absolute path"),
    "at home": (footage("~/canary.mp4"), "is an absolute path"),
    "an address of a file": (footage("file:///etc/passwd"), "is an address"),
    "an address": (footage("http://127.0.0.1:1/a.mp4"), "is an address"),
    "a drive": (footage("C:/canary.mp4"), "is an absolute path"),
    "backslashes": (footage("..\\canary.mp4"), "holds a backslash"),
    "into a pack": (footage("pack:../canary.mp4"), "reaches into a pack"),
    "a line break": (
        footage("x").replace("'x'", r'"a.mp4\nfile ../canary.mp4"'), "names no file",
    ),
    "a link": (linked, "by a symbolic link"),
    "a linked folder": (linked_folder, "by a symbolic link"),
    "a linked template": (linked_template, "by a symbolic link"),
    "a library above": (f"{BOARD}use: ../canary.yaml\n{SHOT}", "leads outside"),
    "a film above": (
        f"{BOARD}{SHOT}output: {{file: a/../../canary.mp4}}\n", "leads outside",
    ),
    "a film in a linked folder": (linked_film, "by a symbolic link"),
    "a pipe that nobody writes to": (piped, "there is no file"),
    "a library that is a pipe": (piped_library, "lib.yaml"),
}  # fmt: skip


@pytest.mark.row("B paths")
@pytest.mark.parametrize("name", PATHS)
def test_a_path_that_leads_elsewhere_is_refused(name: str, ground: Ground) -> None:
    board, what = PATHS[name]
    text = board if isinstance(board, str) else board(ground)
    ground.lay({"storyboard.yaml": text})
    ground.survives("render", code=2, words=("storyboard.yaml:", what))


ODD_NAMES = (
    "-vf.mp4", "-i concat.mp4", "a'b.mp4", "'.mp4", "%03d.mp4", "concat:a|b.mp4",
    "subfile,,start,0,end,9,,:a.mp4", "$(touch x);x.mp4", "*.mp4", "ab:c=d,e[0].mp4",
    "ü ﷺ 🎬.mp4",
)  # fmt: skip


@pytest.mark.row("B paths")
@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_that_looks_like_an_option_is_a_name(name: str, ground: Ground) -> None:
    """It is cut like any other; ffmpeg, its lists and a shell read nothing into it."""
    # Another rate than the film's, so that it is conformed as well.
    plain = numbered(ground.project / "plain.mp4", 6, rate=Fraction(6))
    plain.rename(ground.project / name)
    ground.lay({"storyboard.yaml": footage(name)})
    before = ground.around()
    ended = ground.run("render")
    assert ended.code == 0, ended.said
    assert ground.around() == before
    assert CANARY not in ended.said
    assert probe(ground.project / "fog-sandbox.mp4").seconds == pytest.approx(1)


@pytest.mark.row("B paths")
@pytest.mark.parametrize("name", ["storyboard.lock", "fog.mp4"])
def test_what_is_written_replaces_a_link_and_never_follows_it(
    name: str, ground: Ground
) -> None:
    ground.lay({"storyboard.yaml": BOARD.replace("evolink", "animatic") + SHOT})
    board = (ground.project / "storyboard.yaml").read_text().replace("480p", "120p")
    ground.lay({"storyboard.yaml": board.replace("seconds: 5", "seconds: 1")})
    target = "new.lock" if name.endswith("lock") else "canary.mp4"
    (ground.project / name).symlink_to(f"../{target}")
    before = ground.around()
    ended = ground.run("render")
    assert ended.code == 0, ended.said
    assert ground.around() == before
    assert not (ground.project / name).is_symlink()
