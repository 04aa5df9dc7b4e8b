"""The breakdown: for every shot, what is in force when it is shot.

Defaults, presets and looks are settled here once; prompts, planning and the edit
read sheets instead of asking the board again.
"""

from collections.abc import Iterator, Mapping

from storyboard.errors import Where
from storyboard.model.library import Preset
from storyboard.model.parts import Extra, Generate, Move, OwnSound, Transition
from storyboard.model.request import digest_of
from storyboard.model.scene import Scene, Shot
from storyboard.model.storyboard import Storyboard
from storyboard.model.value import Value
from storyboard.model.words import Angle, Fit, ShotSize


class Sheet(Value):
    """The breakdown sheet of one shot."""

    where: Where
    """The shot's path in the board."""
    scene: Scene
    """The scene it belongs to."""
    shot: Shot
    """The shot as written."""
    seconds: float
    """Seconds asked for."""
    takes: int
    """Takes wanted."""
    size: ShotSize | None
    """Shot size, where anyone says it."""
    angle: Angle | None
    """Camera angle, where anyone says it."""
    lens: str | None
    """Lens, where anyone says it."""
    move: Move | None
    """The camera's move, where anyone says it."""
    enter: Transition
    """How it comes in."""
    own_sound: OwnSound
    """What becomes of the clip's own sound."""
    fit: Fit
    """How the clip is fitted."""
    looks: Mapping[str, str | None]
    """The look in force of everyone who was in a scene so far, this one included."""
    providers: tuple[str, ...]
    """Who is asked, in the order to fall back in."""
    model: str | None
    """The model, where anyone says it."""
    seed: int
    """The shot's seed."""
    generate: Generate
    """Switches."""
    extra: Extra
    """Service-only fields by provider."""

    @property
    def used(self) -> tuple[float, float]:
        """The used part of the clip: from and to, in seconds."""
        trim = self.shot.trim
        if trim is None:
            return 0.0, self.seconds
        return trim.from_, trim.to if trim.to is not None else self.seconds


def _seed(board: Storyboard, shot: Shot) -> int:
    if shot.seed is not None:
        return shot.seed
    if board.seed.per == "film":
        return board.seed.base
    return int(digest_of([board.seed.base, shot.id])[:8], 16)


def _generate(board: Storyboard, shot: Shot) -> Generate:
    own = shot.generate or Generate()
    return Generate(
        audio=board.generate.audio if own.audio is None else own.audio,
        web_search=(
            board.generate.web_search if own.web_search is None else own.web_search
        ),
    )


def _extra(board: Storyboard, shot: Shot) -> dict[str, dict[str, object]]:
    names = {*board.defaults.extra, *shot.extra}
    return {
        name: {**board.defaults.extra.get(name, {}), **shot.extra.get(name, {})}
        for name in sorted(names)
    }


def _sheet(
    board: Storyboard,
    where: Where,
    scene: Scene,
    shot: Shot,
    looks: Mapping[str, str | None],
) -> Sheet:
    defaults = board.defaults
    preset = board.presets.get(shot.preset or "", Preset())
    return Sheet(
        where=where,
        scene=scene,
        shot=shot,
        seconds=shot.seconds if shot.seconds is not None else defaults.seconds,
        takes=shot.takes or defaults.takes,
        size=shot.size or preset.size or defaults.size,
        angle=shot.angle or preset.angle or defaults.angle,
        lens=shot.lens or preset.lens or defaults.lens,
        move=shot.move or preset.move or defaults.move,
        enter=shot.enter or defaults.enter,
        own_sound=shot.own_sound or defaults.own_sound,
        fit=shot.fit or board.format.fit,
        looks=looks,
        providers=shot.provider or board.provider,
        model=shot.model or board.model,
        seed=_seed(board, shot),
        generate=_generate(board, shot),
        extra=_extra(board, shot),
    )


def breakdown(board: Storyboard) -> tuple[Sheet, ...]:
    """One sheet per shot, in board order."""

    def sheets() -> Iterator[Sheet]:
        worn: dict[str, str | None] = {}
        for number, scene in enumerate(board.scenes):
            worn |= {
                who: look for who, look in scene.characters.items() if look is not None
            }
            looks = dict.fromkeys(scene.characters) | worn
            for index, shot in enumerate(scene.shots):
                where: Where = ("scenes", number, "shots", index)
                yield _sheet(board, where, scene, shot, looks)

    return tuple(sheets())
