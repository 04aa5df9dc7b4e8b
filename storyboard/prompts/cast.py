"""Everyone and everything that texts can mention, with their words filled in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from storyboard.errors import Where
from storyboard.model.library import Character, Location, Prop
from storyboard.model.storyboard import Storyboard
from storyboard.prompts.mentions import Entity
from storyboard.prompts.wording import one_line

Fill = Callable[[str, Where, Mapping[str, object]], str]
"""Fills in a text of the board: the text, where it stands, its variables."""


@dataclass(frozen=True)
class Cast:
    """The film's characters, locations and props."""

    entities: Mapping[str, Entity]
    """By id, without a look."""
    looks: Mapping[tuple[str, str], str]
    """Descriptions by character and look."""

    def wearing(self, looks: Mapping[str, str | None]) -> Mapping[str, Entity]:
        """Everyone and everything, each character in the look in force."""
        dressed = {
            who: replace(self.entities[who], look=self.looks[who, look])
            for who, look in looks.items()
            if look is not None
        }
        return {**self.entities, **dressed}


def cast(board: Storyboard, fill: Fill) -> Cast:
    """The board's cast; sheets see their character's parameters and nothing else."""
    entities = (
        *_characters(board.characters, fill),
        *_things(board, fill),
    )
    looks = {
        (who, look): _phrase(
            fill(text, ("characters", who, "looks", look), _parameters(character))
        )
        for who, character in board.characters.items()
        for look, text in character.looks.items()
    }
    return Cast({entity.id: entity for entity in entities}, looks)


def _parameters(character: Character) -> Mapping[str, object]:
    return {k: v for k, v in character.parameters.items() if v is not None}


def _characters(characters: Mapping[str, Character], fill: Fill) -> Iterator[Entity]:
    for who, character in characters.items():
        values = _parameters(character)
        at: Where = ("characters", who)
        name = fill(character.name or _spoken(who), (*at, "name"), values)
        short = fill(character.short or name, (*at, "short"), values)
        sheet = fill(character.sheet, (*at, "sheet"), values)
        known = character.name is not None and character.short is None
        yield Entity(
            id=who,
            kind="character",
            name=name,
            sheet=_phrase(sheet),
            short=_phrase(short),
            by_name=known and name.casefold() not in sheet.casefold(),
        )


def _things(board: Storyboard, fill: Fill) -> Iterator[Entity]:
    kinds: Sequence[tuple[str, Mapping[str, Location] | Mapping[str, Prop]]] = (
        ("locations", board.locations),
        ("props", board.props),
    )
    for key, things in kinds:
        for thing, described in things.items():
            name = described.name or _spoken(thing)
            place = key == "locations"
            proper = (place and described.name) or name.casefold().startswith("the ")
            yield Entity(
                id=thing,
                kind="location" if place else "prop",
                name=name,
                sheet=_phrase(fill(described.sheet, (key, thing, "sheet"), {})),
                short=name if proper else f"the {name}",
            )


def _spoken(identifier: str) -> str:
    return identifier.replace("_", " ")


def _phrase(text: str) -> str:
    """A description as part of a sentence: on one line, without its full stop."""
    return one_line(text).removesuffix(".")
