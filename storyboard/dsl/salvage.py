"""What can still be checked of a board whose shape is wrong somewhere.

Every scene and shot is tried on its own, so that a misspelt key in one shot does not
hide an unknown character in another.
"""

from collections.abc import Iterator

from storyboard.dsl.checks.film import Film, Names, PlacedScene
from storyboard.dsl.nodes import Document, Node
from storyboard.dsl.parts import Part
from storyboard.dsl.places import Root
from storyboard.dsl.shape import sound
from storyboard.errors import Where
from storyboard.model.scene import Scene, Shot


def salvaged(
    document: Document, root: Root, parts: tuple[Part, ...], *, complete: bool
) -> Film:
    """The scenes and shots that are sound by themselves."""
    nodes = tuple(_items(document.node(("scenes",))))
    scenes = (_scene(document, root, ("scenes", index), node) for index, node in nodes)
    ids = tuple(
        str(found.raw or found.value)
        for _, scene in nodes
        for _, shot in _items(scene.inner.get("shots"))
        if (found := shot.inner.get("id"))
    )
    names = Names.of(parts, ids, complete=complete)
    return Film(tuple(scene for scene in scenes if scene), names)


def _items(node: Node | None) -> Iterator[tuple[int, Node]]:
    """The mappings in a list, with their places in it."""
    if node is None or not isinstance(node.value, list):
        return
    for index in range(len(node.value)):
        if isinstance(node.inner[index].value, dict):
            yield index, node.inner[index]


def _scene(
    document: Document, root: Root, where: Where, node: Node
) -> PlacedScene | None:
    tried = {
        index: sound(Shot, shot.value, document, root)
        for index, shot in _items(node.inner.get("shots"))
    }
    shots = {index: shot for index, shot in tried.items() if shot is not None}
    said = {
        key: node.inner[key].value
        for key in ("characters", "location")
        if key in node.inner
    }
    # A scene whose id is wrong is told of already; here it needs one of its own.
    written = node.inner["id"].value if "id" in node.inner else None
    known = written if isinstance(written, str) and written else str(where)
    data = {"id": known, "shots": tuple(shots.values()), **said}
    scene = sound(Scene, data, document, root)
    if scene is None:
        return None
    return PlacedScene(where, scene, tuple((*where, "shots", i) for i in shots))
