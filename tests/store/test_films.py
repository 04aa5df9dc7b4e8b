from pathlib import Path

import pytest

from storyboard.errors import StoreError
from storyboard.model.event import FilmMade
from storyboard.store.films import FilmRecord, read_film, write_film


@pytest.fixture
def film(folder: Path) -> Path:
    path = folder / "film.mp4"
    path.write_bytes(b"a film")
    return path


def made(film: Path, seconds: float) -> FilmMade:
    return FilmMade(file=str(film), frames=1, seconds=seconds)


def test_a_film_is_known_again(film: Path, folder: Path) -> None:
    write_film(folder, film.name, FilmRecord.of("abc", film, made(film, 20.5)))
    record = read_film(folder, film.name)
    assert record is not None
    assert record.seconds == 20.5
    assert record.matches("abc", film)


def test_another_timeline_is_another_film(film: Path) -> None:
    assert not FilmRecord.of("abc", film, made(film, 20.5)).matches("abd", film)


def test_a_film_that_was_changed_or_is_gone_is_not_this_film(film: Path) -> None:
    record = FilmRecord.of("abc", film, made(film, 20.5))
    film.write_bytes(b"another")
    assert not record.matches("abc", film)
    film.unlink()
    assert not record.matches("abc", film)


def test_two_films_are_kept_apart(film: Path, folder: Path) -> None:
    write_film(folder, "a/film.mp4", FilmRecord.of("abc", film, made(film, 1.0)))
    write_film(folder, "../film.mp4", FilmRecord.of("abd", film, made(film, 2.0)))
    record = read_film(folder, "a/film.mp4")
    assert record is not None
    assert record.timeline == "abc"
    assert len(list((folder / "films").iterdir())) == 2


def test_an_unknown_or_damaged_record_means_cut_again(film: Path, folder: Path) -> None:
    assert read_film(folder, film.name) is None
    write_film(folder, film.name, FilmRecord.of("abc", film, made(film, 20.5)))
    (record,) = (folder / "films").iterdir()
    record.write_text("{")
    assert read_film(folder, film.name) is None


def test_a_film_that_vanished_cannot_be_recorded(folder: Path) -> None:
    with pytest.raises(StoreError, match=r"film\.mp4"):
        FilmRecord.of("abc", folder / "film.mp4", made(folder / "film.mp4", 1.0))


def test_a_record_from_before_there_were_parts_is_read(
    film: Path, folder: Path
) -> None:
    facts = film.stat()
    (folder / "films").mkdir()
    (folder / "films" / "film.mp4.json").write_text(
        f'{{"timeline": "abc", "size": {facts.st_size}, '
        f'"changed": {facts.st_mtime_ns}, "seconds": 2.0, "slates": []}}',
        encoding="utf-8",
    )
    record = read_film(folder, "film.mp4")
    assert record is not None
    assert record.matches("abc", film)
    assert (record.parts, record.beside) == ((), {})


def test_a_file_beside_counts_while_it_is_there_and_as_it_was_made(
    film: Path,
) -> None:
    record = FilmRecord.of("abc", film, made(film, 1.0)).model_copy(
        update={"beside": {"film.jpg": "poster 18"}}
    )
    assert not record.has_beside("film.jpg", "poster 18", film)
    film.with_name("film.jpg").write_bytes(b"a poster")
    assert record.has_beside("film.jpg", "poster 18", film)
    assert not record.has_beside("film.jpg", "poster 3", film)
    assert not record.has_beside("film.gif", "preview 1", film)
