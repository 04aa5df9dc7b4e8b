"""One shot's texts with their mentions filled in, and who is in its frame."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from storyboard.model.breakdown import Sheet
from storyboard.prompts.cast import Cast, Fill
from storyboard.prompts.mentions import Entity, Record, described, mentions, named
from storyboard.prompts.wording import one_line


@dataclass(frozen=True)
class Script:
    """What a shot says once its templates are filled in."""

    action: str
    """With sheets and short forms in place of mentions."""
    named_action: str
    """With names in place of mentions."""
    sound: str
    """With short forms in place of mentions."""
    time: str
    """Time of day or weather."""
    entities: Mapping[str, Entity]
    """Everyone and everything of the film by id, in the looks of this shot."""
    mentioned: tuple[Entity, ...]
    """What the action mentions, in its order."""
    described: frozenset[str]
    """The ids whose sheet the action says."""
    told: frozenset[str]
    """The ids that an earlier shot of the same prompt has described."""
    in_frame: tuple[Entity, ...]
    """The characters in the frame: mentioned, named by `in_shot`, and, where the shot
    has no `in_shot`, those who speak and are in the scene."""

    @property
    def known(self) -> frozenset[str]:
        """The ids that this shot and those before it have described.

        A location that no action mentions is not among them: every shot says where it
        plays.
        """
        things = (e.id for e in self.mentioned if e.kind != "location")
        people = (e.id for e in self.in_frame)
        return self.told.union(self.described, things, people)


def script(
    sheet: Sheet, cast: Cast, fill: Fill, told: frozenset[str] = frozenset()
) -> Script:
    """A shot's texts; whoever is in `told` was described before, in the same prompt.

    What cannot be filled in is left to `fill`; TemplateFault where mentions make a
    text grow beyond all bounds.
    """
    entities = cast.wearing(sheet.looks)
    record = Record(said=set(told))
    marked = fill(
        sheet.shot.action or "", (*sheet.where, "action"), mentions(entities, record)
    )
    names = one_line(named(marked, record))
    action = one_line(described(marked, record))
    return Script(
        action=action,
        named_action=names,
        sound=_sound(sheet, entities, fill),
        time=one_line(fill(sheet.scene.time or "", (*sheet.where[:2], "time"), {})),
        entities=entities,
        mentioned=tuple(record.entities),
        described=frozenset(record.described),
        told=told,
        in_frame=tuple(dict.fromkeys(_in_frame(sheet, entities, record))),
    )


def _sound(sheet: Sheet, entities: Mapping[str, Entity], fill: Fill) -> str:
    """What is heard; it describes nobody and brings nobody into the frame."""
    record = Record(said=set(entities))
    text = fill(
        sheet.shot.sound or "", (*sheet.where, "sound"), mentions(entities, record)
    )
    return one_line(described(text, record))


def _in_frame(
    sheet: Sheet, entities: Mapping[str, Entity], record: Record
) -> Iterator[Entity]:
    yield from (e for e in record.entities if e.kind == "character")
    shot = sheet.shot
    if shot.in_shot is None:
        present = sheet.scene.characters
        yield from (entities[x.who] for x in shot.dialogue if x.who in present)
    else:
        yield from (entities[who] for who in shot.in_shot)
