"""A character's design: read from the sheet where it says something, else invented.

The invention depends on the character's id alone, so a character looks the same in
every shot; the look in force may change what is worn, never who wears it.
"""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from storyboard.model.request import Subject
from storyboard.panels.colour import Colour, from_hex
from storyboard.panels.words import chance, earliest, first, listed, mentions

Kind = Literal["person", "robot", "dog", "cat", "bird", "horse", "thing"]
Hair = Literal["crop", "bob", "long", "bun", "curls", "tail", "bald"]
Garment = Literal["coat", "jacket", "dress", "robe", "shirt", "suit"]

_KINDS: Mapping[Kind, tuple[str, ...]] = {
    "robot": listed("robot, android, automaton, droid, cyborg"),
    "dog": listed("dog, puppy, hound, terrier, wolf, fox, collie"),
    "cat": ("cat", "kitten"),
    "bird": listed(
        "heron, egret, stork, bird, gull, crow, raven, owl, heron, pigeon, swallow"
    ),
    "horse": listed("horse, pony, mare, stallion, deer, stag, foal"),
}
_PEOPLE = listed(
    "woman, man, girl, boy, child, person, keeper, detective, "
    "lady, he, she, they, his, her, mother, father, sailor, "
    "officer, thirty"
)
_NAMED: Mapping[str, str] = {
    "black": "#23232a",
    "white": "#ebe6da",
    "grey": "#8b8f94",
    "gray": "#8b8f94",
    "silver": "#c3c7cb",
    "red": "#b8372f",
    "crimson": "#a3222f",
    "scarlet": "#c8322b",
    "orange": "#d9772f",
    "yellow": "#e5b737",
    "mustard": "#c9982f",
    "gold": "#d3a647",
    "golden": "#d3a647",
    "green": "#4f7f52",
    "olive": "#77743c",
    "teal": "#2f7f7c",
    "blue": "#3f6a9c",
    "navy": "#26375a",
    "indigo": "#3c3c7a",
    "purple": "#6d4a86",
    "violet": "#75559b",
    "pink": "#d78a9a",
    "rose": "#c9707c",
    "brown": "#77513a",
    "tan": "#b58f63",
    "beige": "#cdb892",
    "cream": "#e9dcc0",
    "khaki": "#9f8f5f",
    "camel": "#b88c58",
    "burgundy": "#6f2634",
    "maroon": "#6d2430",
    "denim": "#4a6688",
    "charcoal": "#3c3f45",
    "turquoise": "#3fa39c",
    "lavender": "#a293c0",
    "rust": "#a8552f",
    "ochre": "#c08a3a",
    "sand": "#cbb68c",
}
_HAIR_TONES: Mapping[str, tuple[str, ...]] = {
    "#c9cbcc": listed("silver, white, grey, gray, old woman, old man, elderly, aged"),
    "#1d1a1c": ("black", "dark"),
    "#d3ab62": listed("blond, blonde, fair, golden, straw"),
    "#a34a24": listed("red, ginger, copper, auburn"),
    "#55392a": ("brown", "chestnut", "brunette"),
}
_SKIN_TONES: Mapping[str, tuple[str, ...]] = {
    "#6b4330": listed(
        "dark skin, dark-skinned, black woman, black man, african, ebony"
    ),
    "#96643f": listed("brown skin, brown-skinned, indian, tan skin"),
    "#efcdb2": listed("pale, freckled, fair-skinned, light skin, porcelain"),
}
_CUTS: Mapping[Hair, tuple[str, ...]] = {
    "bald": ("bald", "shaved head", "shaven"),
    "crop": listed("cropped, crew cut, short hair, crew cut, buzz, short-haired"),
    "bob": listed("bob, bobbed, chin-length, fringe"),
    "long": listed("long hair, long-haired, flowing, long black hair, waist-length"),
    "bun": listed("bun, topknot, hair up, pinned up, chignon"),
    "curls": listed("curly, curls, afro, frizzy, wild hair"),
    "tail": listed("ponytail, pigtail, braid, plait, white-braided, braided"),
}
_GARMENTS: Mapping[Garment, tuple[str, ...]] = {
    "coat": listed("coat, overcoat, oilskin, trench, raincoat, parka, mac, cloak"),
    "dress": ("dress", "gown", "skirt"),
    "robe": listed("robe, kimono, habit, cape, dressing gown"),
    "suit": listed("suit, tuxedo, blazer, uniform, waistcoat"),
    "jacket": listed("jacket, anorak, bomber, hoodie, fleece, vest, cardigan"),
    "shirt": listed(
        "shirt, sleeves, sweater, jumper, pullover, t-shirt, blouse, "
        "apron, overalls, pyjamas, dungarees"
    ),
}
_HATS: Mapping[str, tuple[str, ...]] = {
    "brim": listed("fedora, hat, trilby, homburg, cowboy, straw hat"),
    "cap": listed("cap, beret, flat cap, beanie, woollen hat, wool hat, headscarf"),
    "hood": listed("hood, hooded, oilskin, sou'wester, cloak"),
    "helmet": listed("helmet, hard hat, astronaut, spacesuit"),
}
_HAIR_CHOICE = ("#1d1a1c", "#3a2a22", "#55392a", "#7b5335", "#a34a24", "#c79a56")
_SKIN_CHOICE = ("#f0cfb4", "#e8bd9b", "#dba67e", "#c68c63", "#9c6a47", "#7a4f36")
_CLOTH_CHOICE = (
    "#35566f",
    "#8d3f3a",
    "#4b6b52",
    "#c48f3e",
    "#5c4a74",
    "#7c6a55",
    "#2f4a4f",
    "#b2613f",
    "#48505a",
)


_WOMEN_WEAR: tuple[Hair, ...] = ("bob", "long", "bun", "tail")
_MEN_WEAR: tuple[Hair, ...] = ("crop", "crop", "curls")


@dataclass(frozen=True)
class Design:
    """How someone looks, before any light falls on them."""

    kind: Kind
    skin: Colour
    hair: Colour
    cut: Hair
    cloth: Colour
    under: Colour
    """Trousers, collar, scarf."""
    garment: Garment
    hat: str | None
    hat_tone: Colour
    tall: float
    """Metres."""
    broad: float
    """Across the shoulders; 1 is average."""
    head: float
    """Size of the head; 1 is average, more for children."""
    beard: bool = False
    glasses: bool = False
    scar: bool = False
    scarf: bool = False


def design_of(subject: Subject, hint: Colour | None = None) -> Design:
    """The design of a character; `hint` is the main colour of a reference image."""
    who = f"{subject.name} {subject.sheet}"
    worn = subject.look or ""
    rng = chance("design", subject.id)
    young = mentions(who, listed("child, girl, boy, kid, toddler, little"))
    woman = mentions(who, listed("woman, girl, lady, she, her, mother, queen"))
    kind = _kind(who)
    cloth = from_hex(rng.choice(_CLOTH_CHOICE))
    cut = rng.choice(_WOMEN_WEAR if woman else _MEN_WEAR)
    said_hair = _hair_tone(who, beast=kind not in {"person", "robot"})
    fair = said_hair is not None and said_hair.chroma > 0.06
    skin = from_hex(
        earliest(who, _SKIN_TONES) or rng.choice(_SKIN_CHOICE[: 2 if fair else 6])
    )
    hair = from_hex(rng.choice(_HAIR_CHOICE[: 3 if skin.light < 0.6 else 6]))
    garments: tuple[Garment, ...] = ("coat", "jacket", "shirt")
    garment = rng.choice(garments)
    said = earliest(worn, _GARMENTS) or earliest(who, _GARMENTS)
    colour = said and (
        _colour_of(worn, _GARMENTS[said]) or _colour_of(who, _GARMENTS[said])
    )
    if kind == "robot":
        skin = from_hex("#9aa3aa")
    return Design(
        kind=kind,
        skin=skin,
        hair=said_hair or hair,
        cut=earliest(who, _CUTS) or cut,
        cloth=colour or hint or cloth,
        under=from_hex(rng.choice(("#2c2f38", "#3d3a37", "#4a4038", "#27343d"))),
        garment=said or garment,
        hat="helmet" if kind == "robot" else _hat(worn, who),
        hat_tone=_colour_of(f"{worn} {who}", listed("hat, cap, fedora, beanie, hood"))
        or (colour or cloth).lighter(-0.1),
        tall=_tall(who, rng, young=young, woman=woman),
        broad=_broad(who, woman=woman),
        head=1.22 if young else 1.0,
        beard=mentions(who, listed("beard, bearded, moustache, mustache, stubble")),
        glasses=mentions(who + worn, ("glasses", "spectacles", "goggles")),
        scar=mentions(who, ("scar", "scarred")),
        scarf=mentions(who + worn, ("scarf", "shawl", "muffler")),
    )


def _kind(who: str) -> Kind:
    beast = earliest(who, _KINDS)
    at = first(who, _KINDS[beast]) if beast else None
    person = first(who, _PEOPLE)
    if beast is None or at is None or (person is not None and person < at):
        return "person"
    return beast


def _hair_tone(who: str, *, beast: bool) -> Colour | None:
    """The colour word that stands shortly before "hair" (for a beast, any)."""
    if beast:
        colour = earliest(who, {name: (name,) for name in _NAMED})
        return from_hex(_NAMED[colour]) if colour else None
    folded = who.casefold()
    for word in listed("hair, crew cut, beard, bun, braid, curls, ponytail, bob"):
        at = folded.find(word)
        if at >= 0:
            near = folded[max(at - 34, 0) : at]
            tone = earliest(near.rpartition(",")[2], _HAIR_TONES)
            if tone:
                return from_hex(tone)
    old = mentions(who, listed("old, elderly, aged, grandmother, grandfather"))
    tone = earliest(who, {k: v[3:] for k, v in _HAIR_TONES.items()})
    return from_hex("#c9cbcc") if old else from_hex(tone) if tone else None


def _colour_of(text: str, words: tuple[str, ...]) -> Colour | None:
    """The colour word that stands shortly before one of the words."""
    at = first(text, words)
    if at is None:
        return None
    before = re.findall(r"[a-z]+", text[max(at - 32, 0) : at].casefold())
    named = [word for word in before if word in _NAMED]
    return from_hex(_NAMED[named[-1]]) if named else None


def _hat(worn: str, who: str) -> str | None:
    if mentions(worn, listed("bareheaded, hatless, no hat, hood down")):
        return None
    return earliest(worn, _HATS) or earliest(who, _HATS)


def _tall(who: str, rng: random.Random, *, young: bool, woman: bool) -> float:
    if young:
        return 1.22
    tall = (1.68 if woman else 1.79) + rng.uniform(-0.04, 0.04)
    if mentions(who, listed("tall, lanky, towering, giant")):
        tall += 0.13
    if mentions(who, listed("short man, short woman, small, tiny, stocky, petite")):
        tall -= 0.12
    return tall


def _broad(who: str, *, woman: bool) -> float:
    broad = 0.90 if woman else 1.04
    if mentions(who, listed("broad, burly, heavy, stout, stocky, fat, large, big")):
        broad += 0.2
    if mentions(who, listed("thin, slim, lean, lanky, gaunt, slender")):
        broad -= 0.1
    return broad
