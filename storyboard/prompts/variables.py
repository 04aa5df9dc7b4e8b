"""What a template that composes prompts is told; README.md lists it for authors."""

from dataclasses import dataclass

from storyboard.model.breakdown import Sheet
from storyboard.model.library import Style
from storyboard.model.storyboard import Storyboard
from storyboard.prompts.filters import Visible
from storyboard.prompts.mentions import Entity
from storyboard.prompts.script import Script
from storyboard.prompts.wording import colour, framing


@dataclass(frozen=True)
class Seen(Visible):
    """A character, location or prop of the shot."""

    id: str
    name: str
    sheet: str
    short: str
    look: str | None
    full: str
    """The sheet with the look."""
    introduction: str
    """What a first mention says: `full`, after the name where that is the short; the
    short form where an earlier shot of the same prompt said it."""
    mentioned: bool
    """Whether the action mentions it."""
    described: bool
    """Whether the action says its sheet, or an earlier shot of the same prompt did
    and the action mentions it."""

    def __str__(self) -> str:
        return self.full


@dataclass(frozen=True)
class Spoken(Visible):
    """A line of dialogue."""

    who: str
    name: str
    short: str
    line: str
    in_frame: bool
    """Whether the speaker is seen."""

    def __str__(self) -> str:
        return self.line


def variables(
    board: Storyboard, sheet: Sheet, script: Script, style: Style
) -> dict[str, object]:
    """Every variable of a template that composes prompts, for one shot."""
    scene, shot = sheet.scene, sheet.shot

    def seen(entity: Entity) -> Seen:
        told, mentioned = entity.id in script.told, entity in script.mentioned
        again = told and (mentioned or entity.kind == "location")
        return Seen(
            id=entity.id,
            name=entity.name,
            sheet=entity.sheet,
            short=entity.short,
            look=entity.look,
            full=entity.full,
            introduction=entity.short if told else entity.introduction,
            mentioned=mentioned,
            described=entity.id in script.described or again,
        )

    place = script.entities[scene.location] if scene.location else None
    return {
        "film": board.title,
        "scene": scene.id,
        "shot": shot.id,
        "seconds": sheet.seconds,
        "aspect": board.format.aspect,
        "size": sheet.size,
        "angle": sheet.angle,
        "lens": sheet.lens,
        "move": str(sheet.move) if sheet.move else None,
        "framing": list(framing(sheet)),
        "action": script.action,
        "characters": [seen(entity) for entity in script.in_frame],
        "location": seen(place) if place else None,
        "props": [
            seen(entity)
            for entity in script.mentioned
            if entity.kind != "character" and entity is not place
        ],
        "time": script.time,
        "dialogue": [
            Spoken(
                who=line.who,
                name=script.entities[line.who].name,
                short=script.entities[line.who].short,
                line=line.line,
                in_frame=script.entities[line.who] in script.in_frame,
            )
            for line in shot.dialogue
        ],
        "sound": script.sound,
        "medium": style.medium,
        "light": style.light,
        "palette": list(style.palette),
        "colours": [colour(code) for code in style.palette],
        "avoid": list(style.avoid),
    }
