"""The reusable parts of a film: where each was written, and what clashes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from storyboard.dsl.nodes import KEY, Document
from storyboard.dsl.places import Root
from storyboard.dsl.shape import sound
from storyboard.dsl.vocabulary import noun
from storyboard.errors import Problem, Where
from storyboard.model.library import Character, Library, Location, Preset, Prop, Style
from storyboard.model.storyboard import Storyboard

Noun = Character | Location | Prop | Style | Preset
Origin = tuple[Document, Where]
"""A place in a file."""

SECTIONS: Mapping[str, type[Noun]] = {
    "characters": Character,
    "locations": Location,
    "props": Prop,
    "styles": Style,
    "presets": Preset,
}
_NAMESPACE = ("characters", "locations", "props")
"""What templates see shares one namespace."""


@dataclass(frozen=True)
class Part:
    """One character, location, prop, style or preset."""

    section: str
    id: str
    value: Noun | None
    """None where it is there but broken, so that its name is known."""
    origin: Origin
    """Where it is described."""
    named: Origin
    """Where it got its id."""
    values: Mapping[str, Origin]
    """Where the parameters of a template were given."""

    @property
    def where(self) -> Where:
        """The path in the finished board."""
        return self.section, self.id

    @property
    def name(self) -> tuple[str, str]:
        """Equal for two parts that cannot both be."""
        return ("" if self.section in _NAMESPACE else self.section), self.id

    def place(self) -> str:
        """The file and line where it was written."""
        document, where = self.named
        spot = document.spot(where)
        return f"{spot.file}:{spot.line}"


def own_parts(
    document: Document, root: Root, whole: Storyboard | Library | None
) -> Iterator[Part]:
    """The parts that a board or library writes itself; one by one if it is broken."""
    for section, model in SECTIONS.items():
        values: Mapping[str, Noun | None]
        if whole is not None:
            values = getattr(whole, section)
        else:
            node = document.node((section,))
            values = {
                key: sound(model, inner.value, document, root)
                for key, inner in (node.inner if node else {}).items()
                if isinstance(key, str)
            }
        for id_, value in values.items():
            where = (section, id_)
            named = (document, (*where, KEY))
            yield Part(section, id_, value, (document, where), named, {})


def merged(
    parts: Iterable[Part], problems: list[Problem]
) -> dict[tuple[str, str], Part]:
    """All parts by name; of two that clash the first stays and the second is told."""
    kept: dict[tuple[str, str], Part] = {}
    for part in parts:
        first = kept.setdefault(part.name, part)
        if first is part:
            continue
        document, where = part.named
        what, other = noun(SECTIONS[part.section]), noun(SECTIONS[first.section])
        problems.append(
            document.problem(
                "duplicate-id",
                f'the {what} "{part.id}" is already a {other} in {first.place()}',
                where,
                "give one of them another id, or take less with `only`",
            )
        )
    return kept
