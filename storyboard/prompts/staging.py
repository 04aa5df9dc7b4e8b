"""What goes along with a prompt: the frame as data, and the files."""

from collections.abc import Callable, Iterator

from storyboard.model.breakdown import Sheet
from storyboard.model.library import Style
from storyboard.model.media import MediaKind
from storyboard.model.parts import Reference
from storyboard.model.request import (
    FrameName,
    FrameOf,
    MediaInput,
    MediaRole,
    Place,
    SpokenLine,
    Staging,
    Subject,
)
from storyboard.model.scene import Shot
from storyboard.model.storyboard import Storyboard
from storyboard.model.value import ShotId
from storyboard.prompts.mentions import Entity
from storyboard.prompts.script import Script


def staging(sheet: Sheet, script: Script, style: Style) -> Staging:
    """The frame and the camera as data, apart from any wording.

    A scene without a location plays where its action mentions one.
    """
    shot, scene, entities = sheet.shot, sheet.scene, script.entities
    places = [e for e in script.mentioned if e.kind == "location"]
    where = entities[scene.location] if scene.location else next(iter(places), None)
    moving = {"move": sheet.move.kind, "pace": sheet.move.pace} if sheet.move else {}
    framed = {"size": sheet.size, "angle": sheet.angle}
    return Staging.model_validate(
        {
            **{name: value for name, value in framed.items() if value},
            **moving,
            "lens": sheet.lens,
            "action": script.named_action,
            "subjects": [
                Subject(id=e.id, name=e.name, sheet=e.sheet, look=e.look)
                for e in script.in_frame
            ],
            "props": [_place(e) for e in script.mentioned if e.kind == "prop"],
            "place": _place(where) if where else None,
            "time": script.time or None,
            "medium": style.medium,
            "light": style.light,
            "palette": style.palette,
            "dialogue": [
                SpokenLine(
                    who=line.who,
                    name=entities[line.who].name,
                    line=line.line,
                    at=line.at,
                )
                for line in shot.dialogue
            ],
        }
    )


def _place(entity: Entity) -> Place:
    return Place(id=entity.id, name=entity.name, sheet=entity.sheet)


def media(
    board: Storyboard, sheet: Sheet, script: Script, digest: Callable[[str], str]
) -> tuple[MediaInput, ...]:
    """The files that go along with a shot, each once.

    Key frames, the shot's references, those of whom and what is in the frame, and the
    voices of those who speak.
    """

    def told(
        role: MediaRole, kind: MediaKind, file: str, of: str | None = None
    ) -> MediaInput:
        shows = script.entities[of].name if of else None
        return MediaInput(
            role=role, kind=kind, file=file, digest=digest(file), of=of, shows=shows
        )

    def files() -> Iterator[MediaInput]:
        shot = sheet.shot
        if shot.first_frame:
            yield told("first_frame", "image", shot.first_frame)
        if shot.last_frame:
            yield told("last_frame", "image", shot.last_frame)
        yield from _shared_frames(board, shot, digest)
        for reference in shot.references:
            yield told("reference", *_file(reference))
        for of, references in _references(board, sheet, script):
            for reference in references:
                yield told("reference", *_file(reference), of=of)
        for line in shot.dialogue:
            voice = board.characters[line.who].voice
            if voice:
                yield told("voice", "audio", voice, of=line.who)

    return tuple(dict.fromkeys(files()))


def _shared_frames(
    board: Storyboard, shot: Shot, digest: Callable[[str], str]
) -> Iterator[MediaInput]:
    """The key frames that a shot has in common with others."""

    def frame(role: MediaRole, of: ShotId, which: FrameName) -> MediaInput:
        footage = board.shot(of).footage
        clip = digest(footage) if footage is not None else None
        frame_of = FrameOf(shot=of, which=which, clip=clip)
        return MediaInput(
            role=role, kind="image", file="", digest="", frame_of=frame_of
        )

    if shot.continues is not None:
        yield frame("first_frame", shot.continues, "last")
    if shot.ends_on is None:
        return
    other = board.shot(shot.ends_on)
    if other.first_frame:
        yield MediaInput(
            role="last_frame",
            kind="image",
            file=other.first_frame,
            digest=digest(other.first_frame),
        )
    elif other.continues is not None:
        yield frame("last_frame", other.continues, "last")
    else:
        yield frame("last_frame", other.id, "first")


def _references(
    board: Storyboard, sheet: Sheet, script: Script
) -> Iterator[tuple[str, tuple[Reference, ...]]]:
    for entity in script.in_frame:
        yield entity.id, board.characters[entity.id].references
    place = sheet.scene.location
    if place:
        yield place, board.locations[place].references
    for entity in script.mentioned:
        if entity.kind == "prop":
            yield entity.id, board.props[entity.id].references
        elif entity.kind == "location" and entity.id != place:
            yield entity.id, board.locations[entity.id].references


def _file(reference: Reference) -> tuple[MediaKind, str]:
    if reference.image:
        return "image", reference.image
    if reference.video:
        return "video", reference.video
    return "audio", reference.audio or ""
