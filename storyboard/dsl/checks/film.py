"""What the checks look at: the scenes and shots that could be read, and all names."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from storyboard.dsl.parts import Part
from storyboard.errors import Where
from storyboard.model.library import Character
from storyboard.model.scene import Scene, Shot
from storyboard.model.storyboard import Storyboard


@dataclass(frozen=True)
class Names:
    """Every id there is, of broken things too, so that nobody is missed twice."""

    characters: Mapping[str, Character | None]
    locations: Collection[str]
    styles: Collection[str]
    presets: Collection[str]
    shots: Collection[str]
    complete: bool
    """False where a library could not be read: then an unknown id proves nothing."""

    @classmethod
    def of(
        cls, parts: tuple[Part, ...], shots: Iterable[str], *, complete: bool
    ) -> "Names":
        """The names of all parts and shots."""

        def ids(section: str) -> Collection[str]:
            return dict.fromkeys(part.id for part in parts if part.section == section)

        return cls(
            characters={
                part.id: part.value if isinstance(part.value, Character) else None
                for part in parts
                if part.section == "characters"
            },
            locations=ids("locations"),
            styles=ids("styles"),
            presets=ids("presets"),
            shots=dict.fromkeys(shots),
            complete=complete,
        )


@dataclass(frozen=True)
class PlacedScene:
    """A scene, its path, and the paths of those of its shots that could be read."""

    where: Where
    scene: Scene
    shots: tuple[Where, ...]


@dataclass(frozen=True)
class Film:
    """As much of a board as could be read."""

    scenes: tuple[PlacedScene, ...]
    names: Names

    def shots(self) -> Iterator[tuple[Where, Scene, Shot]]:
        """Every shot with its path and scene."""
        for placed in self.scenes:
            for where, shot in zip(placed.shots, placed.scene.shots, strict=True):
                yield where, placed.scene, shot


def whole_film(board: Storyboard, parts: tuple[Part, ...], *, complete: bool) -> Film:
    """A board that could be read to its end."""
    scenes = []
    for index, scene in enumerate(board.scenes):
        where: Where = ("scenes", index)
        shots = tuple((*where, "shots", number) for number in range(len(scene.shots)))
        scenes.append(PlacedScene(where, scene, shots))
    ids = tuple(shot.id for shot in board.shots())
    return Film(tuple(scenes), Names.of(parts, ids, complete=complete))
