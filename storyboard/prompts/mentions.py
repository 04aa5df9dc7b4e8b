"""`{{ mira }}` in a text: what is said instead, and how it fits its sentence.

While a text is expanded, a mention leaves a mark; its words are chosen afterwards,
when what stands before and after it is known. The author's own words stay as they
are: only the inserted ones take a capital at the start of a sentence, lose an article
after another ("the {{ lantern }}"), and close a look with a comma.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from storyboard.prompts.filters import LONGEST, Visible
from storyboard.prompts.language import TemplateFault

_MARK = re.compile("\x02(\\d+)\x03")
_ARTICLE = re.compile(r"(?:an?|the) (?=\S)", re.IGNORECASE)
_DETERMINER = re.compile(
    r"(?:^|[\s(“\"])(?:an?|the|this|that|his|her|its|their|my|our|your|\w+['’]s)\s+$",
    re.IGNORECASE,
)
_SENTENCE_START = re.compile(r"(?:^|[.!?…][”’\"')]*\s+|“)\s*$")
_POSSESSIVE = re.compile(r"['’](?:s\b|(?=\s))")
_NEARBY = 60
"""How many characters around a mention decide its form."""


@dataclass(frozen=True)
class Entity(Visible):
    """A character, location or prop with its words, a look among them."""

    id: str
    kind: Literal["character", "location", "prop"]
    """What it is."""
    name: str
    sheet: str
    """The description without the look."""
    short: str
    """What is said after the first mention."""
    look: str | None = None
    """The description of the look in force."""
    by_name: bool = False
    """Whether the short form is a name that the first mention has to introduce."""

    @property
    def full(self) -> str:
        """The sheet with the look."""
        return f"{self.sheet}, {self.look}" if self.look else self.sheet

    @property
    def introduction(self) -> str:
        """What is said at the first mention: the sheet with the look.

        Where later mentions will only name the character, the name comes before it.
        """
        if not self.by_name:
            return self.full
        return f"{self.name}, {_lowered(self.full)}"

    def __str__(self) -> str:
        return self.full


@dataclass
class Record:
    """Whom and what a text mentions, in order, and what it has described."""

    said: set[str] = field(default_factory=set)
    """The ids that were spoken of, in whatever form."""
    described: set[str] = field(default_factory=set)
    """The ids whose sheet was said."""
    entities: list[Entity] = field(default_factory=list)
    """Each once, in the order of mention."""
    marks: list[tuple[Entity, bool]] = field(default_factory=list)
    """What the marks in the text stand for, and whether it is the first mention."""

    def note(self, entity: Entity) -> bool:
        """Take note of a mention; whether it is the first."""
        if entity not in self.entities:
            self.entities.append(entity)
        first = entity.id not in self.said
        self.said.add(entity.id)
        return first


class Mention(Visible):
    """What a text sees under an id; looking at it in any way mentions it."""

    def __init__(self, entity: Entity, record: Record) -> None:
        self._entity = entity
        self._record = record

    def mark(self) -> str:
        """What stands in the text until the words are known."""
        first = self._record.note(self._entity)
        self._record.marks.append((self._entity, first))
        return f"\x02{len(self._record.marks) - 1}\x03"

    def __str__(self) -> str:
        """The words where a filter wants them at once: the short form."""
        return self.short

    @property
    def name(self) -> str:
        """The name."""
        self._record.note(self._entity)
        return self._entity.name

    @property
    def short(self) -> str:
        """The short form."""
        self._record.note(self._entity)
        return self._entity.short

    @property
    def sheet(self) -> str:
        """The description without the look; described from here on."""
        self._record.note(self._entity)
        self._record.described.add(self._entity.id)
        return self._entity.sheet

    @property
    def look(self) -> str:
        """The look in force; nothing where there is none."""
        self._record.note(self._entity)
        return self._entity.look or ""


def mentions(entities: Mapping[str, Entity], record: Record) -> Mapping[str, Mention]:
    """The variables of a text that mentions."""
    return {id_: Mention(entity, record) for id_, entity in entities.items()}


def described(text: str, record: Record) -> str:
    """The text with the sheet at each first mention and the short form after it.

    A first mention in the possessive ("{{ mira }}'s hand") takes the short form,
    since a sheet has no possessive; it does not count as described, and the short
    form goes on, so that one person does not read as two.
    """

    def words(entity: Entity, first: bool, after: str) -> str:  # noqa: FBT001
        if not first or _POSSESSIVE.match(after):
            return entity.short
        record.described.add(entity.id)
        aside = entity.look or entity.by_name
        closing = "," if aside and re.match(r"\s+\w", after) else ""
        return entity.introduction + closing

    return _filled(text, record, words)


def named(text: str, record: Record) -> str:
    """The text with names in place of mentions."""

    def words(entity: Entity, _first: bool, _after: str) -> str:  # noqa: FBT001
        return entity.name if entity.kind == "character" else entity.short

    return _filled(text, record, words)


def _filled(
    text: str, record: Record, words: Callable[[Entity, bool, str], str]
) -> str:
    filled = ""
    done = 0
    for mark in _MARK.finditer(text):
        filled += text[done : mark.start()]
        done = mark.end()
        number = int(mark[1])
        if number < len(record.marks):
            after = _MARK.sub("x", text[done : done + _NEARBY])
            said = words(*record.marks[number], after)
            filled += _seated(said, filled[-_NEARBY:])
        if len(filled) > LONGEST:
            raise TemplateFault(
                "template-bounds", f"this text grows beyond {LONGEST:,} characters"
            )
    return filled + text[done:]


def _seated(said: str, before: str) -> str:
    """The inserted words as the sentence before them wants them."""
    article = _ARTICLE.match(said)
    if article and _DETERMINER.search(before):
        return said[article.end() :]
    if _SENTENCE_START.search(before):
        return said[:1].upper() + said[1:]
    return _lowered(said)


def _lowered(said: str) -> str:
    """The words without the capital of a leading article."""
    return said[:1].lower() + said[1:] if _ARTICLE.match(said) else said
