"""Which timeline a finished film was cut from, so that an unchanged cut is skipped."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.parse import quote

from pydantic import ValidationError

from storyboard.model.event import FilmMade
from storyboard.model.request import digest_of
from storyboard.model.value import ShotId, Value
from storyboard.store.durable import storing, write_text


class FilmRecord(Value):
    """One film file as it was when it was finished."""

    timeline: str
    """The digest of the timeline it was cut from."""
    size: int
    """Bytes."""
    changed: int
    """The file's time of change in nanoseconds."""
    seconds: float
    """The film's length."""
    slates: tuple[ShotId, ...] = ()
    """Shots for which a slate stands in, in whole or at their end."""
    parts: tuple[Mapping[str, str], ...] = ()
    """What each segment of its picture was made of, for the next cut to say what
    changed."""
    beside: Mapping[str, str] = {}
    """The files that were written beside it, by name, and what each was made as."""

    @classmethod
    def of(cls, timeline: str, film: Path, made: FilmMade) -> Self:
        """The record of a film that was just finished; StoreError if it is gone."""
        with storing(film):
            facts = film.stat()
        return cls(
            timeline=timeline,
            size=facts.st_size,
            changed=facts.st_mtime_ns,
            seconds=made.seconds,
            slates=made.slates,
        )

    def matches(self, timeline: str, film: Path) -> bool:
        """Whether the file is still this film, and this timeline would give it."""
        if timeline != self.timeline:
            return False
        try:
            facts = film.stat()
        except OSError:
            return False
        return (facts.st_size, facts.st_mtime_ns) == (self.size, self.changed)

    def has_beside(self, name: str, made_as: str, film: Path) -> bool:
        """Whether a file is still beside the film, and was made as that."""
        there = film.with_name(name).is_file()
        return there and self.beside.get(name) == made_as


def record_name(film: Path) -> str:
    """The name under which a film file is remembered."""
    return digest_of(str(film.resolve()))[:16]


def read_film(folder: Path, name: str) -> FilmRecord | None:
    """The record of the film of this name; None where there is no usable one."""
    try:
        text = _record(folder, name).read_text(encoding="utf-8")
        return FilmRecord.model_validate_json(text)
    except (OSError, ValidationError, UnicodeDecodeError):
        # The worst that a lost record does is a cut that is made once more.
        return None


def write_film(folder: Path, name: str, record: FilmRecord) -> None:
    """Remember a film; StoreError where it cannot be written."""
    write_text(_record(folder, name), record.model_dump_json() + "\n")


def _record(folder: Path, name: str) -> Path:
    return folder / "films" / f"{quote(name, safe=' ')}.json"
