"""Which thing a name or sheet means, how large it is and what colour."""

from collections.abc import Callable, Mapping

from storyboard.panels.colour import Colour, from_hex
from storyboard.panels.props import large, small
from storyboard.panels.props.spot import Spot
from storyboard.panels.words import chance, earliest, listed

_WORDS: Mapping[str, tuple[str, ...]] = {
    "bell": ("bell", "bicycle bell"),
    "piano": ("piano",),
    "heron": listed("heron, gull, crane, bird, crow, raven, stork, egret"),
    "reed": listed("reed, grass, stem, stalk, rush"),
    "perfume": listed("perfume, fragrance, cologne, eau de"),
    "match": ("match",),
    "wheel": ("wheel", "tyre"),
    "lantern": listed("lantern, lamp, torch, candle, flashlight"),
    "letter": listed(
        "letter, envelope, paper, photograph, photo, map, ticket, "
        "card, page, note, tide table, newspaper"
    ),
    "cup": listed("cup, mug, coffee, tea, glass, bowl"),
    "phone": listed("phone, telephone, smartphone, tablet, radio"),
    "bottle": listed("bottle, wine, whisky, whiskey, serum, flask, vial"),
    "watch": listed("watch, wristwatch, compass, clock"),
    "gun": listed("gun, pistol, revolver, rifle"),
    "umbrella": ("umbrella", "parasol"),
    "book": listed("book, diary, notebook, journal, ledger"),
    "bag": listed("bag, suitcase, briefcase, backpack, basket, satchel"),
    "bicycle": ("bicycle", "bike"),
    "car": listed("car, taxi, van, truck, automobile"),
    "boat": listed("boat, ship, dinghy, canoe, trawler, yacht"),
    "shoe": listed("shoe, boot, sneaker, trainer, sandal"),
    "key": ("key",),
    "knife": ("knife", "dagger blade", "sword"),
    "flower": listed("flower, rose, bouquet, plant, tulip"),
    "box": listed("box, chest, parcel, package, crate, present, case"),
    "headphones": ("headphone", "earphone", "headset"),
    "chair": ("chair", "stool", "armchair"),
    "camera": ("camera",),
    "apple": listed("apple, fruit, orange, pear, ball"),
}


_SIZES: Mapping[str, float] = {
    "bell": 0.12,
    "piano": 1.25,
    "heron": 0.95,
    "reed": 0.9,
    "perfume": 0.16,
    "match": 0.09,
    "wheel": 0.68,
    "lantern": 0.34,
    "letter": 0.24,
    "cup": 0.14,
    "phone": 0.17,
    "bottle": 0.30,
    "watch": 0.12,
    "gun": 0.22,
    "umbrella": 1.0,
    "book": 0.26,
    "bag": 0.42,
    "bicycle": 1.05,
    "car": 1.5,
    "boat": 1.5,
    "shoe": 0.14,
    "key": 0.12,
    "knife": 0.28,
    "flower": 0.42,
    "box": 0.34,
    "headphones": 0.22,
    "chair": 0.95,
    "camera": 0.17,
    "apple": 0.10,
}


_COLOURS = ("#a8552f", "#3f6a9c", "#4b6b52", "#c9982f", "#7a3b4a", "#4f6570")


_METALS = {
    "brass": "#c79a45",
    "gold": "#d3a647",
    "silver": "#bfc4c8",
    "steel": "#9aa3aa",
    "copper": "#b86f45",
    "red": "#b8372f",
    "blue": "#3f6a9c",
    "green": "#4f7f52",
    "white": "#ebe6da",
    "black": "#26262c",
    "yellow": "#e5b737",
    "pink": "#d78a9a",
    "walnut": "#6d4a35",
    "grey": "#8b949a",
    "amber": "#d08a35",
    "brown": "#77513a",
    "leather": "#7d5236",
    "orange": "#d9772f",
    "wooden": "#8a6542",
    "glass": "#b9cfd2",
    "cream": "#e9dcc0",
}


_PAINTERS: Mapping[str, Callable[[Spot], None]] = {
    "bell": small.bell,
    "piano": large.piano,
    "heron": large.heron,
    "reed": large.reed,
    "perfume": small.perfume,
    "match": small.match,
    "wheel": large.wheel,
    "lantern": small.lantern,
    "letter": small.letter,
    "cup": small.cup,
    "phone": small.phone,
    "bottle": small.bottle,
    "watch": small.watch,
    "gun": small.gun,
    "umbrella": large.umbrella,
    "book": small.book,
    "bag": large.bag,
    "bicycle": large.bicycle,
    "car": large.car,
    "boat": large.boat,
    "shoe": large.shoe,
    "key": small.key,
    "knife": small.knife,
    "flower": large.flower,
    "box": large.box,
    "headphones": small.headphones,
    "chair": large.chair,
    "camera": small.camera,
    "apple": small.apple,
}


def kind_of(text: str) -> str:
    """The kind of prop that a name or sheet asks for; "thing" for any other."""
    return earliest(text, _WORDS) or "thing"


def size_of(kind: str) -> float:
    """How high a prop of a kind is, in metres."""
    return _SIZES.get(kind, 0.26)


def tone_of(text: str, key: str) -> Colour:
    """A prop's own colour: as its sheet says, else invented from its id."""
    word = earliest(text, {name: (name,) for name in _METALS})
    return from_hex(_METALS[word] if word else chance("prop", key).choice(_COLOURS))


def draw_prop(kind: str, spot: Spot) -> None:
    """Paint a prop of a kind at its spot."""
    _PAINTERS.get(kind, large.thing)(spot)
