"""Which set a place asks for."""

from collections.abc import Callable, Mapping

from storyboard.panels.sets.coast import coast
from storyboard.panels.sets.hall import corridor
from storyboard.panels.sets.lake import lake
from storyboard.panels.sets.land import desert, hills
from storyboard.panels.sets.room import room
from storyboard.panels.sets.stage import Stage
from storyboard.panels.sets.studio import nowhere, studio
from storyboard.panels.sets.town import rooftop, street
from storyboard.panels.sets.woods import woods
from storyboard.panels.words import earliest, listed

Paint = Callable[[Stage], None]

_SETS: Mapping[str, tuple[Paint, tuple[str, ...]]] = {
    "coast": (
        coast,
        listed(
            "sea, ocean, cliff, coast, coastline, beach, shore, "
            "lighthouse, harbour, harbor, pier, dock, quay, bay, island, "
            "seaside, boat"
        ),
    ),
    "street": (
        street,
        listed(
            "street, alley, city, town, avenue, boulevard, market, "
            "square, lane, crossing, sidewalk, pavement, downtown, "
            "plaza, village, backstreet, courtyard, road sign, "
            "shopfront, bus stop"
        ),
    ),
    "rooftop": (rooftop, listed("rooftop, roof, skyline, terrace, balcony")),
    "room": (
        room,
        listed(
            "room, interior, office, kitchen, bar, diner, bedroom, "
            "house, apartment, flat, cafe, café, restaurant, library, "
            "shop, studio flat, parlour, parlor, hospital, school, "
            "classroom, cabin, home, hotel, workshop, bakery, study, "
            "living room, lantern room, bathroom, lab, laboratory, "
            "theatre, church, attic, cellar, booth, bookshop, pub, "
            "archive, gym, garage"
        ),
    ),
    "corridor": (
        corridor,
        listed(
            "corridor, hallway, station, platform, tunnel, subway, "
            "metro, hall, airport, train, warehouse, factory, hangar, "
            "prison, museum, lobby, spaceship, stairwell, underground, "
            "car park"
        ),
    ),
    "woods": (
        woods,
        listed(
            "forest, wood, trees, jungle, grove, park, pines, garden, "
            "woodland, clearing, taiga, orchard"
        ),
    ),
    "hills": (
        hills,
        listed(
            "mountain, hill, valley, peak, summit, alp, field, meadow, "
            "farm, moor, countryside, prairie, grassland, plain, "
            "vineyard, fjord, country road, highway, road, path, "
            "glacier, tundra"
        ),
    ),
    "desert": (
        desert,
        listed("desert, dune, sand, canyon, mesa, wasteland, mars"),
    ),
    "lake": (
        lake,
        listed(
            "lake, river, pond, stream, creek, marsh, swamp, reservoir, "
            "wetland, delta, reed, water's edge"
        ),
    ),
    "studio": (
        studio,
        listed(
            "studio, tabletop, seamless, product table, backdrop, "
            "plinth, pedestal, cyclorama, turntable, white void, "
            "set table, display"
        ),
    ),
    "nowhere": (
        nowhere,
        listed("space, void, orbit, galaxy, cosmos, abstract, dream"),
    ),
}
_INDOORS = {"room", "corridor", "studio"}


def set_of(name: str, sheet: str) -> str | None:
    """The kind of set that a place's name, else its description, asks for."""
    kinds = {kind: words for kind, (_, words) in _SETS.items()}
    return earliest(name.replace("_", " "), kinds) or earliest(sheet, kinds)


def indoors(kind: str) -> bool:
    """Whether a kind of set has a roof, so that weather stays outside."""
    return kind in _INDOORS


def build(kind: str, stage: Stage) -> None:
    """Paint a set of a kind onto its stage."""
    _SETS[kind][0](stage)
