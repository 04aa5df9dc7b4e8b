"""A board and everything it uses, as one storyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest

from storyboard.dsl.desk import Desk
from storyboard.dsl.places import Root
from storyboard.dsl.reading import Reading, read
from storyboard.errors import BoardError, Problem, Where
from storyboard.model.storyboard import Storyboard
from storyboard.model.value import assets

Lay = Callable[[dict[str, str]], Path]
Told = Callable[[Reading], list[str]]

HEAD = "storyboard: 1\ntitle: Fog\n"
SCENE = 'scenes: [{id: pier, shots: [{id: "010", action: She waits.}]}]\n'


def good(reading: Reading) -> Storyboard:
    assert not reading.errors
    assert reading.storyboard is not None
    return reading.storyboard


def test_a_board_with_every_key_reads_without_a_finding(whole_reading: Reading) -> None:
    assert whole_reading.problems == ()


def test_used_parts_and_own_parts_make_one_storyboard(whole_reading: Reading) -> None:
    board = good(whole_reading)
    assert set(board.characters) == {"mira", "otto", "ann"}
    assert set(board.locations) == {"quay", "booth"}
    assert set(board.styles) == {"day", "night", "dusk"}


def test_only_takes_the_sections_it_names(whole_reading: Reading) -> None:
    assert set(good(whole_reading).props) == {"bell"}


def test_a_style_is_settled_over_everything_it_builds_on(
    whole_reading: Reading,
) -> None:
    style = good(whole_reading).style
    assert style.base is None
    assert style.medium == "16mm film"
    assert style.light == "sodium lamps"
    assert style.palette == ("#10202a", "#d9a441")
    assert style.avoid == ("lettering", "logos")


def test_a_template_is_cast_with_numbers_as_they_were_written(
    whole_reading: Reading,
) -> None:
    otto = good(whole_reading).characters["otto"]
    assert otto.parameters == {
        "coat": "a yellow oilskin",
        "years": "041",
        "boots": "rubber",
    }


def test_files_are_named_from_the_project_or_their_pack(
    whole_reading: Reading,
) -> None:
    named = {asset for _, _, asset in assets(good(whole_reading))}
    assert {"library/otto.png", "shot.j2", "harbour.mp4"} <= named
    assert "pack:harbour_folk/faces/ann.png" in named


def test_every_text_file_that_was_read_is_named(
    whole: Path, whole_reading: Reading
) -> None:
    assert whole_reading.files[0] == whole / "storyboard.yaml"
    assert {file.name for file in whole_reading.files[1:]} == {
        "night.yaml",
        "colours.yaml",
        "sailor.yaml",
        "library.yaml",
    }
    assert whole_reading.packs == {"harbour_folk": whole / "pack"}


@pytest.mark.parametrize(
    ("where", "place", "underlined"),
    [
        (
            ("scenes", 0, "shots", 0, "move", "kind"),
            "storyboard.yaml:57:22",
            "crane up",
        ),
        (
            ("scenes", 0, "shots", 1, "enter", "seconds"),
            "storyboard.yaml:79:76",
            "dissolve 0.5",
        ),
        (("scenes", 0, "shots", 0, "takes", "[key]"), "storyboard.yaml:64:9", "takes"),
        (
            ("scenes", 1, "shots", 1, "takes"),
            "storyboard.yaml:85:9",
            (
                '{id: "050", footage: harbour.mp4, seconds: 4, trim: {from: 1}, '
                "leave: fade 1}"
            ),
        ),
        (("scenes", 0, "characters", "otto"), "storyboard.yaml:49:36", "null"),
        (("scenes", 1, "characters", "mira"), "storyboard.yaml:82:18", "mira"),
        (
            ("characters", "mira", "looks", "rain"),
            "storyboard.yaml:37:19",
            "her hood up",
        ),
        (
            ("characters", "otto", "sheet"),
            "library/sailor.yaml:3:10",
            "A sailor of {{ years }} in {{ coat }} and {{ boots }} boots",
        ),
        (
            ("characters", "otto", "parameters", "coat"),
            "storyboard.yaml:8:56",
            "a yellow oilskin",
        ),
        (
            ("characters", "otto", "parameters", "boots"),
            "library/sailor.yaml:5:48",
            "rubber",
        ),
        (
            ("characters", "ann", "references", 0),
            "pack/library.yaml:1:56",
            "faces/ann.png",
        ),
        (("styles", "dusk", "palette", 0), "library/colours.yaml:2:35", '"#223344"'),
        (
            ("locations", "quay", "references", 0, "image"),
            "storyboard.yaml:41:73",
            "quay.png",
        ),
        (("style", "light"), "storyboard.yaml:25:3", "base"),
        (("defaults",), "storyboard.yaml:15:3", "seconds"),
        ((), "storyboard.yaml:3:1", "storyboard"),
    ],
)
def test_a_path_leads_to_where_it_was_written(
    whole: Path,
    whole_reading: Reading,
    where: Where,
    place: str,
    underlined: str,
) -> None:
    spot = whole_reading.locate(Problem("any", "any", where)).spot
    assert spot is not None
    assert str(spot).removeprefix(f"{whole.as_posix()}/") == place
    assert spot.text[spot.column - 1 :][: spot.width] == underlined


def test_a_problem_that_has_its_spot_keeps_it(whole_reading: Reading) -> None:
    there = whole_reading.locate(Problem("any", "any", ("title",)))
    elsewhere = whole_reading.locate(
        Problem("any", "any", ("scenes",), spot=there.spot)
    )
    assert elsewhere.spot == there.spot


def test_files_are_shown_the_way_the_board_was_named(
    lay: Lay, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay({"storyboard.yaml": f"{HEAD}use: lib/a.yaml\n", "lib/a.yaml": "x: 1\n"})
    monkeypatch.chdir(folder.parent)
    reading = read(Path("project/storyboard.yaml"), Path("project"), packs={})
    files = {problem.spot.file for problem in reading.problems if problem.spot}
    assert files == {"project/storyboard.yaml", "project/lib/a.yaml"}


def test_two_libraries_may_share_a_third(lay: Lay, folder: Path, told: Told) -> None:
    board = lay(
        {
            "storyboard.yaml": f"{HEAD}use: [a.yaml, b.yaml]\n{SCENE}",
            "a.yaml": "use: shared/c.yaml\n",
            "b.yaml": "use: [shared/c.yaml]\n",
            "shared/c.yaml": "use: ../d.yaml\nprops: {bell: {sheet: a bell}}\n",
            "d.yaml": "props: {oar: {sheet: an oar}}\n",
        }
    )
    reading = read(board, folder, packs={})
    assert told(reading) == []
    assert set(good(reading).props) == {"bell", "oar"}


def test_one_template_plays_two_characters(lay: Lay, folder: Path) -> None:
    board = lay(
        {
            "storyboard.yaml": (
                f"{HEAD}use:\n  - {{file: t.yaml, as: ann, with: {{hat: felt}}}}\n"
                f"  - {{file: t.yaml, as: bea}}\n{SCENE}"
            ),
            "t.yaml": 'character: {sheet: "{{ hat }}", parameters: {hat: straw}}\n',
        }
    )
    cast = good(read(board, folder, packs={})).characters
    assert cast["ann"].parameters == {"hat": "felt"}
    assert cast["bea"].parameters == {"hat": "straw"}


def test_casting_one_id_twice_is_a_problem_at_the_second(
    lay: Lay, folder: Path, told: Told
) -> None:
    board = lay(
        {
            "storyboard.yaml": (
                f"{HEAD}use: [{{file: t.yaml, as: ann}}, {{file: t.yaml, as: ann}}]\n"
                f"{SCENE}"
            ),
            "t.yaml": "character: {sheet: a clerk}\n",
        }
    )
    assert told(read(board, folder, packs={})) == [
        "storyboard.yaml:3:51 duplicate-id",
    ]


def test_a_chain_of_libraries_that_is_too_long_is_cut(
    lay: Lay, folder: Path, told: Told
) -> None:
    files = {f"l{n}.yaml": f"use: l{n + 1}.yaml\n" for n in range(120)}
    board = lay({"storyboard.yaml": f"{HEAD}use: l0.yaml\n{SCENE}", **files})
    assert told(read(board, folder, packs={})) == ["l99.yaml:1:6 too-many"]


def test_a_board_that_uses_itself_is_a_circle(
    lay: Lay, folder: Path, told: Told
) -> None:
    board = lay(
        {
            "storyboard.yaml": f"{HEAD}use: a.yaml\n{SCENE}",
            "a.yaml": "use: storyboard.yaml\n",
        }
    )
    reading = read(board, folder, packs={})
    assert told(reading) == ["a.yaml:1:6 use-circle"]
    assert "storyboard.yaml → a.yaml → storyboard.yaml" in reading.problems[0].message


def test_a_symbolic_link_out_of_the_project_is_refused(
    lay: Lay, folder: Path, told: Told
) -> None:
    outside = folder.parent / "outside.mp4"
    outside.touch()
    (folder / "inside.mp4").symlink_to(outside)
    (folder / "up").symlink_to(folder.parent)
    board = lay(
        {
            "storyboard.yaml": f"{HEAD}scenes:\n  - id: pier\n    shots:\n"
            '      - {id: "010", footage: inside.mp4}\n'
            '      - {id: "020", footage: up/outside.mp4}\n'
        }
    )
    reading = read(board, folder, packs={})
    assert told(reading) == [
        "storyboard.yaml:6:30 outside",
        "storyboard.yaml:7:30 outside",
    ]
    assert "symbolic link" in reading.problems[0].message


def test_a_project_may_itself_be_reached_by_a_symbolic_link(
    lay: Lay, folder: Path, told: Told
) -> None:
    lay({"storyboard.yaml": f"{HEAD}use: a.yaml\n{SCENE}", "a.yaml": "props: {}\n"})
    linked = folder.parent / "linked"
    linked.symlink_to(folder)
    assert told(read(linked / "storyboard.yaml", linked, packs={})) == []


def test_a_pack_cannot_leave_its_folder(lay: Lay, folder: Path, told: Told) -> None:
    pack = folder.parent / "pack"
    pack.mkdir()
    (pack / "library.yaml").write_text(
        "characters: {ann: {sheet: a clerk, voice: ../project/a.wav}}\n"
    )
    board = lay({"storyboard.yaml": f"{HEAD}use: {{pack: p}}\n{SCENE}", "a.wav": ""})
    reading = read(board, folder, packs={"p": pack})
    assert told(reading) == [f"{pack.as_posix()}/library.yaml:1:43 outside"]
    assert 'the pack "p"' in reading.problems[0].message


def test_a_pack_without_a_library_is_told_of(
    lay: Lay, folder: Path, told: Told
) -> None:
    board = lay({"storyboard.yaml": f"{HEAD}use: {{pack: p}}\n{SCENE}"})
    reading = read(board, folder, packs={"p": folder / "nowhere"})
    assert told(reading) == ["storyboard.yaml:3:13 missing-file"]


def test_a_missing_board_is_an_error_of_its_own(folder: Path) -> None:
    with pytest.raises(BoardError, match="there is no board"):
        read(folder / "storyboard.yaml", folder, packs={})


def test_a_file_that_cannot_be_opened_is_a_finding(folder: Path) -> None:
    desk = Desk(Root(folder), lambda path: path.name, dict)
    assert desk.open(folder / "gone.yaml") is None
    assert [str(problem.spot) for problem in desk.misread] == ["gone.yaml:1:1"]


def test_a_board_outside_its_project_is_refused(lay: Lay, folder: Path) -> None:
    board = lay({"storyboard.yaml": HEAD})
    with pytest.raises(BoardError, match="outside the project"):
        read(board, folder / "inner", packs={})


def test_an_unreadable_library_accuses_nobody_else(
    lay: Lay, folder: Path, told: Told
) -> None:
    board = lay(
        {
            "storyboard.yaml": f"{HEAD}use: gone.yaml\nstyle: noir\n"
            "scenes:\n  - id: a\n    characters: [mira]\n"
            '    shots: [{id: "010", action: A., continues: "009"}]\n'
        }
    )
    assert told(read(board, folder, packs={})) == [
        "storyboard.yaml:3:6 missing-file",
        "storyboard.yaml:8:48 unknown-shot",
    ]


def test_errors_are_never_lost_among_warnings(lay: Lay, folder: Path) -> None:
    shots = "".join(
        f"      - {{id: s{n}, action: A., dialogue: [{{who: ann, line: Hm.}}]}}\n"
        for n in range(300)
    )
    text = (
        f"{HEAD}characters: {{ann: {{sheet: a clerk}}}}\n"
        f"scenes:\n  - id: a\n    shots:\n{shots}output: {{file: a/../../b.mp4}}\n"
    )
    reading = read(lay({"storyboard.yaml": text}), folder, packs={})
    assert [problem.code for problem in reading.errors] == ["outside"]
    warnings = [p for p in reading.problems if p.severity == "warning"]
    assert len(warnings) == 201
    assert any(p.message == "100 more warnings are not shown" for p in warnings)


def test_many_errors_end_in_one_that_says_so(lay: Lay, folder: Path) -> None:
    shots = "".join(f"      - {{id: s{n}, zoom: {n}}}\n" for n in range(300))
    text = f"{HEAD}scenes:\n  - id: a\n    shots:\n{shots}"
    reading = read(lay({"storyboard.yaml": text}), folder, packs={})
    assert [p.code for p in reading.problems].count("unknown-key") == 100
    assert "200 more problems are not shown" in {p.message for p in reading.problems}
