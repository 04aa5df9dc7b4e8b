import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyboard.errors import (
    BoardError,
    MediaError,
    PlanError,
    PreflightError,
    Problem,
    StoreError,
)
from storyboard.media.probe import probe
from storyboard.media.write import SAMPLE_RATE, ClipWriter
from storyboard.model.event import FilmMade
from storyboard.model.value import ShotId
from storyboard.production import (
    Dailies,
    Planned,
    check,
    compose,
    cut,
    film_file,
    gather,
    offered,
    plan,
    read,
    shoot,
)
from storyboard.providers.base import Provider, Workplace
from tests.production.lot import Lot


def planned(lot: Lot, *shots: str, force: bool = False) -> Planned:
    return plan(read(lot.board, studio=lot.studio), shots, force=force)


def rendered(lot: Lot) -> tuple[Dailies, FilmMade]:
    dailies = shoot(planned(lot))
    return dailies, cut(dailies)


def reasons(found: Planned) -> dict[str, str]:
    return {step.shot: str(step.reason) for step in found.plan.steps}


def test_a_board_becomes_a_film_of_the_timelines_length(lot: Lot) -> None:
    dailies, film = rendered(lot)

    assert list(dailies.takes) == ["010", "020", "030"]
    assert film.file == str(lot.folder / "three-plain-shots.mp4")
    # Three seconds at 12 frames, less the dissolve's quarter of a second.
    assert film.frames == 33
    facts = probe(Path(film.file))
    assert (facts.frames, facts.width, facts.height) == (33, 214, 120)
    assert facts.has_sound


def test_the_second_render_makes_nothing(lot: Lot) -> None:
    rendered(lot)
    before = Path(film_file(read(lot.board, studio=lot.studio))).stat().st_mtime_ns

    _, film = rendered(lot)

    assert len(lot.service.submitted) == 3
    assert film.fresh is False
    assert Path(film.file).stat().st_mtime_ns == before


def test_a_changed_action_makes_exactly_that_shot(lot: Lot) -> None:
    rendered(lot)
    lot.change("stands up.", "sits down.")

    assert reasons(planned(lot)) == {
        "010": "unchanged",
        "020": "changed: prompt",
        "030": "unchanged",
    }
    rendered(lot)
    assert [request.shot for request in lot.service.submitted][3:] == ["020"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('waits."}', 'waits.", trim: {from: 0.25}}'),
        ("scenes:", "titles: [{text: HELLO, at: 0.5, seconds: 1}]\nscenes:"),
        ("scenes:", "sound: {music: [{file: theme.m4a}]}\nscenes:"),
        ("dissolve 0.25", "cut"),
        ("Three Plain Shots", "Another Title"),
        ('is gone."', 'is gone.", notes: the end'),
    ],
)
def test_an_edit_makes_no_clip_but_another_film(lot: Lot, old: str, new: str) -> None:
    tone(lot.folder / "theme.m4a")
    rendered(lot)
    lot.change(old, new)

    found = planned(lot)
    assert found.to_make == ()
    _, film = rendered(lot)

    assert len(lot.service.submitted) == 3
    assert film.fresh is (new.find("notes:") < 0)


def tone(file: Path) -> None:
    """Two seconds of A4."""
    turns = np.arange(2 * SAMPLE_RATE) * 440 / SAMPLE_RATE
    wave = 0.2 * np.sin(2 * np.pi * turns).astype(np.float32)
    with ClipWriter(file.with_suffix(".mp4"), (16, 16), Fraction(12)) as clip:
        clip.sound(np.stack([wave, wave], axis=1))
        for _ in range(24):
            clip.picture(np.zeros((16, 16, 3), np.uint8))
    file.with_suffix(".mp4").rename(file)


def test_one_refused_shot_stops_nobody_and_stands_as_a_slate(lot: Lot) -> None:
    lot.service.refuses = {"020"}

    dailies, film = rendered(lot)

    assert list(dailies.takes) == ["010", "030"]
    assert "not this one" in dailies.failures[ShotId("020")].message
    assert film.slates == ("020",)
    assert film.frames == 33

    lot.service.refuses = set()
    dailies, film = rendered(lot)
    assert film.slates == ()
    assert len(lot.service.submitted) == 3


def test_only_selected_shots_are_made(lot: Lot) -> None:
    dailies = shoot(planned(lot, "020-030"))
    assert list(dailies.takes) == ["020", "030"]
    assert cut(dailies).slates == ("010",)


def test_a_forced_shot_becomes_the_next_take(lot: Lot) -> None:
    rendered(lot)
    dailies = shoot(planned(lot, "010", force=True))
    assert dailies.takes[ShotId("010")].number == 2
    assert dailies.takes[ShotId("020")].number == 1


def test_a_lost_clip_is_made_again(lot: Lot) -> None:
    dailies, _ = rendered(lot)
    script = read(lot.board, studio=lot.studio)
    script.clips.path(dailies.takes[ShotId("030")].clip).unlink()

    assert reasons(plan(script))["030"] == "missing clip"
    rendered(lot)
    assert [request.shot for request in lot.service.submitted][3:] == ["030"]


def test_cutting_alone_takes_the_last_take_and_says_so(lot: Lot) -> None:
    rendered(lot)
    lot.change("waits.", "is waiting.")

    film = cut(gather(planned(lot)))

    assert film.stale == ("010",)
    assert film.slates == ()
    assert len(lot.service.submitted) == 3


def test_the_lock_alone_plans_the_same_film(lot: Lot) -> None:
    rendered(lot)
    for file in (lot.folder / ".storyboard").glob("ledger.sqlite*"):
        file.unlink()

    assert planned(lot).to_make == ()


def test_a_crash_before_the_lock_loses_no_take(lot: Lot) -> None:
    rendered(lot)
    lock = lot.board.with_suffix(".lock")
    whole = lock.read_text(encoding="utf-8")
    without = json.loads(whole)
    without["takes"] = type(without["takes"])()
    lock.write_text(json.dumps(without), encoding="utf-8")

    assert planned(lot).to_make == ()
    rendered(lot)
    assert lock.read_text(encoding="utf-8") == whole
    assert len(lot.service.submitted) == 3


def test_the_ledger_alone_plans_the_same_film_where_the_project_has_an_id(
    lot: Lot,
) -> None:
    settings = lot.folder / "storyboard.toml"
    settings.write_text('[project]\nid = "films"\n', encoding="utf-8")
    rendered(lot)
    lot.board.with_suffix(".lock").unlink()

    assert planned(lot).to_make == ()


def test_the_lock_does_not_change_where_nothing_did(lot: Lot) -> None:
    rendered(lot)
    lock = lot.board.with_suffix(".lock")
    before = lock.read_bytes()
    rendered(lot)
    assert lock.read_bytes() == before


def test_planning_writes_no_lock_and_no_ledger(lot: Lot) -> None:
    planned(lot)
    assert not lot.board.with_suffix(".lock").exists()
    assert not (lot.folder / ".storyboard" / "ledger.sqlite").exists()


def test_the_store_keeps_itself_out_of_git(lot: Lot) -> None:
    rendered(lot)
    ignore = lot.folder / ".storyboard" / ".gitignore"
    assert ignore.read_text(encoding="utf-8") == "*\n"


def test_a_board_with_errors_is_not_composed(lot: Lot) -> None:
    lot.change("scenes:", "scnees:")
    script = read(lot.board, studio=lot.studio)
    assert {problem.severity for problem in check(script)} == {"error"}
    with pytest.raises(BoardError):
        compose(script)


def test_check_finds_what_only_a_prompt_shows(lot: Lot) -> None:
    lot.change("{{ mira }} waits.", "{{ mria }} waits.")
    (problem,) = check(read(lot.board, studio=lot.studio))
    assert problem.spot is not None
    assert (problem.spot.line, problem.severity) == (10, "error")
    assert "mira" in problem.hint


def test_what_is_not_served_yet_is_refused_before_anything_is_made(lot: Lot) -> None:
    lot.change(
        "scenes:",
        "variants: [{name: tall, format: {aspect: 9:16}, reframe: shoot}]\nscenes:",
    )
    found = planned(lot)
    assert [problem.where for problem in found.plan.errors] == [
        ("variants", 0, "reframe")
    ]
    with pytest.raises(PlanError):
        shoot(found)
    assert lot.service.submitted == []


def test_a_full_disk_is_found_before_anything_is_made(lot: Lot) -> None:
    lot = replace(lot, studio=replace(lot.studio, free_space=lambda _folder: 5_000_000))
    with pytest.raises(PreflightError, match="5 MB"):
        shoot(planned(lot))
    assert lot.service.submitted == []


def test_a_reference_that_vanishes_after_the_plan_is_found(lot: Lot) -> None:
    picture = lot.folder / "mira.png"
    Image.new("RGB", (32, 32)).save(picture)
    lot.change('waits."', 'waits.", references: [mira.png]')
    found = planned(lot)
    if found.plan.errors:
        pytest.fail(str(found.plan.errors))
    picture.unlink()
    with pytest.raises(PreflightError, match=r"mira\.png"):
        shoot(found)


def test_an_animatic_of_a_paid_board_has_its_own_file(lot: Lot) -> None:
    script = replace(read(lot.board, studio=lot.studio), provider="animatic")
    assert film_file(script).name == "three-plain-shots-animatic.mp4"


def test_a_broken_provider_takes_no_other_down(lot: Lot) -> None:
    build = lot.studio.build_providers

    def partly(
        names: Sequence[str], workplace: Callable[[str], Workplace]
    ) -> Mapping[str, Provider]:
        if "torn" in names:
            raise PlanError("no", [Problem("broken-provider", "torn is broken")])
        return build(names, workplace)

    studio = replace(
        lot.studio, known_providers=lambda: ("plain", "torn"), build_providers=partly
    )
    found = offered(lot.folder, studio)
    assert [row.provider for row in found.rows] == ["plain"]
    assert [problem.code for problem in found.problems] == ["broken-provider"]


def test_a_damaged_clip_is_made_again(lot: Lot) -> None:
    dailies, _ = rendered(lot)
    script = read(lot.board, studio=lot.studio)
    clip = script.clips.path(dailies.takes[ShotId("010")].clip)
    clip.write_bytes(clip.read_bytes()[:500])

    assert reasons(planned(lot))["010"] == "missing clip"
    rendered(lot)
    assert len(lot.service.submitted) == 4
    assert planned(lot).to_make == ()


def test_nothing_is_cut_from_a_board_that_asks_for_more(lot: Lot) -> None:
    rendered(lot)
    lot.change(
        "scenes:",
        "variants: [{name: tall, format: {aspect: 9:16}, reframe: shoot}]\nscenes:",
    )
    with pytest.raises(PlanError) as refused:
        gather(planned(lot))
    assert [problem.where for problem in refused.value.problems] == [
        ("variants", 0, "reframe")
    ]


def test_a_film_never_overwrites_what_it_is_made_of(lot: Lot) -> None:
    tone(lot.folder / "three-plain-shots.m4a")
    (lot.folder / "three-plain-shots.m4a").rename(lot.folder / "three-plain-shots.mp4")
    lot.change('"{{ mira }} is gone."}', "x}")
    lot.change("action: x", "footage: three-plain-shots.mp4, trim: {to: 1}")
    with pytest.raises(BoardError, match="would overwrite"):
        film_file(read(lot.board, studio=lot.studio))


@pytest.mark.parametrize("name", ["film.txt", "storyboard.yaml", "film", "film.lock"])
def test_a_film_has_a_films_name(lot: Lot, name: str) -> None:
    dailies = gather(planned(lot))
    with pytest.raises(BoardError, match="no film's name"):
        cut(dailies, lot.folder / name)


def test_a_long_title_gives_a_name_that_a_disk_can_keep(lot: Lot) -> None:
    lot.change("Three Plain Shots", "灯台" * 200)
    name = film_file(read(lot.board, studio=lot.studio)).name
    assert name.startswith("灯台灯台")
    assert len(name.encode()) < 200


def test_footage_that_cannot_be_cut_is_found_before_anything_is_made(lot: Lot) -> None:
    (lot.folder / "plate.mp4").write_text("not a film", encoding="utf-8")
    lot.change('action: "{{ mira }} is gone."', "footage: plate.mp4")
    with pytest.raises(MediaError, match=r"plate\.mp4"):
        shoot(planned(lot))
    assert lot.service.submitted == []


def test_a_template_that_is_no_text_is_a_problem_of_the_board(lot: Lot) -> None:
    (lot.folder / "shot.j2").write_bytes(b"\xff\xfe")
    lot.change("scenes:", "style: {template: shot.j2}\nscenes:")
    (problem,) = check(read(lot.board, studio=lot.studio))
    assert problem.code == "encoding"
    assert str(problem.spot) == "shot.j2:1:1"


def test_a_store_that_cannot_be_made_is_named(lot: Lot) -> None:
    (lot.folder / ".storyboard").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreError, match=r"\.storyboard"):
        shoot(planned(lot))
