"""Which films one board makes, and what lies beside them."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from storyboard.errors import BoardError, PlanError
from storyboard.media.frames import frame_at
from storyboard.media.probe import probe
from storyboard.model.event import FilmMade
from storyboard.production import (
    Order,
    Planned,
    Version,
    cut_all,
    foresee,
    gather,
    plan,
    read,
    shoot,
    versions,
)
from storyboard.production.cutting import timeline_of
from tests.assembly.footage import numbered
from tests.production.lot import BOARD, Lot

VARIANTS = """\
variants:
  - {name: Tall One, format: {aspect: "9:16"}}
  - {name: slow, format: {fps: 6}}
"""


def planned(lot: Lot) -> Planned:
    return plan(read(lot.board, studio=lot.studio))


def names(wanted: tuple[Version, ...]) -> list[str]:
    return [version.file.name for version in wanted]


def test_a_board_makes_its_film_and_all_its_variants(lot: Lot) -> None:
    lot.write(BOARD + VARIANTS)
    assert names(versions(planned(lot))) == [
        "three-plain-shots.mp4",
        "three-plain-shots-tall-one.mp4",
        "three-plain-shots-slow.mp4",
    ]


@pytest.mark.parametrize(
    ("order", "files"),
    [
        (Order(variants=("main",)), ["three-plain-shots.mp4"]),
        (Order(variants=("slow",)), ["three-plain-shots-slow.mp4"]),
        (
            Order(variants=("slow", "main"), draft=True),
            ["three-plain-shots-draft.mp4", "three-plain-shots-slow-draft.mp4"],
        ),
        (Order(variants=("main",), start="1"), ["three-plain-shots-part.mp4"]),
        (
            Order(variants=("main",), shots=("010",), draft=True),
            ["three-plain-shots-part-draft.mp4"],
        ),
    ],
)
def test_only_what_is_ordered_is_cut(lot: Lot, order: Order, files: list[str]) -> None:
    lot.write(BOARD + VARIANTS)
    assert names(versions(planned(lot), order)) == files


def test_variants_lie_beside_the_file_that_was_asked_for(lot: Lot) -> None:
    lot.write(BOARD + VARIANTS)
    found = planned(lot)
    out = lot.folder / "other" / "a.mov"
    assert names(versions(found, Order(), out)) == [
        "a.mov",
        "a-tall-one.mov",
        "a-slow.mov",
    ]
    (alone,) = versions(found, Order(variants=("slow",), draft=True), out)
    assert alone.file == out


def test_a_variant_changes_the_picture_and_nothing_that_is_shot(lot: Lot) -> None:
    before = planned(lot)
    lot.write(BOARD + VARIANTS)
    after = planned(lot)
    assert after.plan == before.plan

    main, tall, slow = (
        timeline_of(gather(after), version) for version in versions(after)
    )
    assert (main.width, main.height, main.length) == (214, 120, 33)
    assert (tall.width, tall.height, tall.length) == (120, 214, 33)
    assert (slow.rate, slow.width) == ("6", 214)
    assert [e.source for e in tall.edits] == [e.source for e in main.edits]


@pytest.mark.parametrize(
    ("output", "out", "codec", "name"),
    [
        ("{}", None, "h264", "three-plain-shots.mp4"),
        ("{codec: prores}", None, "prores", "three-plain-shots.mov"),
        ("{codec: vp9}", None, "vp9", "three-plain-shots.webm"),
        ("{codec: hevc}", "b.mov", "hevc", "b.mov"),
        ("{file: a.webm}", None, "vp9", "a.webm"),
        ("{}", "b.webm", "vp9", "b.webm"),
        ("{codec: av1}", "b.webm", "av1", "b.webm"),
    ],
)
def test_the_files_name_and_the_board_decide_the_codec(
    lot: Lot, output: str, out: str | None, codec: str, name: str
) -> None:
    lot.write(f"{BOARD}output: {output}\n")
    (version,) = versions(planned(lot), Order(), Path(out) if out else None)
    assert (version.codec, version.file.name) == (codec, name)


def test_a_codec_that_does_not_go_into_the_file_is_said_before_work(lot: Lot) -> None:
    lot.write(f"{BOARD}output: {{codec: hevc}}\n")
    with pytest.raises(BoardError, match=r"b\.webm: hevc does not go into a \.webm"):
        versions(planned(lot), Order(), Path("b.webm"))
    with pytest.raises(BoardError, match=r"b\.webm: a draft is H\.264 and ends in"):
        versions(planned(lot), Order(draft=True), Path("b.webm"))


def test_what_is_not_in_the_board_cannot_be_ordered(lot: Lot) -> None:
    found = planned(lot)
    with pytest.raises(PlanError, match='no variant "tall"'):
        versions(found, Order(variants=("tall",)))
    with pytest.raises(PlanError, match='"040" selects no shot'):
        versions(found, Order(shots=("040",)))
    with pytest.raises(PlanError, match="failed selects no shot now"):
        versions(found, Order(shots=("failed",)))
    with pytest.raises(PlanError, match="outside the film"):
        foresee(found, versions(found, Order(start="3:00")))
    assert lot.service.submitted == []


def made(lot: Lot, order: Order = Order()) -> tuple[FilmMade, ...]:  # noqa: B008
    found = planned(lot)
    dailies = shoot(found) if found.to_make else gather(found)
    return cut_all(dailies, versions(found, order))


def test_variants_are_cut_from_the_same_takes(lot: Lot) -> None:
    lot.write(BOARD + VARIANTS)
    films = made(lot)
    assert len(lot.service.submitted) == 3
    sizes = [probe(Path(film.file)) for film in films]
    assert [(f.width, f.height) for f in sizes] == [(214, 120), (120, 214), (214, 120)]
    assert [film.frames for film in films] == [33, 33, 17]
    assert [film.fresh for film in made(lot)] == [False] * 3


def test_a_draft_is_small_and_leaves_the_film_as_it_is(lot: Lot) -> None:
    (film,) = made(lot)
    (draft,) = made(lot, Order(draft=True))
    assert draft.fresh
    facts = probe(Path(draft.file))
    assert (facts.width, facts.height, facts.frames) == (106, 60, film.frames)
    assert made(lot)[0].fresh is False


def test_a_part_is_the_films_frames_between_two_moments(lot: Lot) -> None:
    (film,) = made(lot)
    (part,) = made(lot, Order(start="0:00.75", end="020"))
    assert part.frames == 21 - 9
    rate = Fraction(12)
    for frame in (0, 3, 11):
        whole = frame_at(Path(film.file), 9 + frame, rate).getpixel((100, 60))
        here = frame_at(Path(part.file), frame, rate).getpixel((100, 60))
        assert isinstance(whole, tuple)
        assert isinstance(here, tuple)
        assert abs(whole[0] - here[0]) <= 3


def test_chosen_shots_make_a_film_of_their_own(lot: Lot) -> None:
    made(lot)
    (film,) = made(lot, Order(shots=("010", "030")))
    assert film.frames == 24
    assert Path(film.file).name == "three-plain-shots-part.mp4"


OUTPUT = "output: {poster: 1.5, gif: true}\n"


def test_a_poster_and_a_preview_lie_beside_the_film(lot: Lot) -> None:
    lot.write(BOARD + OUTPUT)
    (film,) = made(lot)
    poster, preview = map(Path, film.beside)
    assert poster.name == "three-plain-shots.jpg"
    with Image.open(poster) as image, Image.open(preview) as moving:
        assert image.format == "JPEG"
        assert image.size == (214, 120)
        here = image.getpixel((100, 60))
        there = frame_at(Path(film.file), 18, Fraction(12)).getpixel((100, 60))
        assert isinstance(here, tuple)
        assert isinstance(there, tuple)
        assert max(abs(a - b) for a, b in zip(here, there, strict=True)) <= 2
        assert moving.format == "GIF"
        assert getattr(moving, "n_frames", 1) > 1


def test_what_is_missing_beside_the_film_is_made_without_a_cut(lot: Lot) -> None:
    lot.write(BOARD + OUTPUT)
    (film,) = made(lot)
    poster, preview = map(Path, film.beside)
    before = [Path(film.file).stat().st_mtime_ns, preview.stat().st_mtime_ns]
    poster.unlink()
    (again,) = made(lot)
    assert poster.is_file()
    assert (again.fresh, again.beside) == (False, film.beside)
    assert [Path(film.file).stat().st_mtime_ns, preview.stat().st_mtime_ns] == before


def test_a_poster_of_another_moment_is_made_anew(lot: Lot) -> None:
    lot.write(BOARD + OUTPUT)
    (film,) = made(lot)
    poster = Path(film.beside[0])
    before = poster.read_bytes()
    lot.change("poster: 1.5", "poster: 0.25")
    (again,) = made(lot)
    assert again.fresh is False
    assert poster.read_bytes() != before
    assert made(lot)[0].beside == film.beside


def test_a_poster_from_after_the_end_of_own_material_is_said(lot: Lot) -> None:
    numbered(lot.folder / "own.mp4", 6)
    board = BOARD.replace('action: "{{ mira }} is gone."', "footage: own.mp4")
    lot.write(board + "output: {poster: 60}\n")
    with pytest.raises(
        BoardError, match=r"poster is taken at 60 s, .* ends at 2\.25 s"
    ):
        made(lot)


def test_drafts_and_parts_have_nothing_beside_them(lot: Lot) -> None:
    lot.write(BOARD + OUTPUT)
    assert made(lot, Order(draft=True))[0].beside == ()
    assert made(lot, Order(end="1"))[0].beside == ()
    assert not list(lot.folder.glob("*.jpg"))


def test_the_next_cut_says_what_it_made_and_why(lot: Lot) -> None:
    (first,) = made(lot)
    lot.change('waits."}', 'waits.", trim: {from: 0.25}}')
    (second,) = made(lot)
    assert second.fresh
    assert first.kept + len(first.made) == second.kept + len(second.made)
    assert [(part.shots, part.why) for part in second.made] == [
        (("010",), "trimmed"),
    ]


def test_an_earlier_record_serves(lot: Lot) -> None:
    (film,) = made(lot)
    (record,) = (lot.folder / ".storyboard" / "films").iterdir()
    text = record.read_text(encoding="utf-8")
    start = text.index(',"parts"')
    record.write_text(text[:start] + "}\n", encoding="utf-8")
    (again,) = made(lot)
    assert (again.fresh, again.frames) == (False, film.frames)


def test_a_films_name_may_be_anything_that_its_title_is(lot: Lot) -> None:
    lot.change("Three Plain Shots", "…")
    script = read(lot.board, studio=replace(lot.studio))
    assert names(versions(plan(script))) == ["film.mp4"]
