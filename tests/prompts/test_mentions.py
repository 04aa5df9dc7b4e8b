"""What is said in place of a mention, and how it sits in the author's sentence."""

import pytest

from storyboard.prompts.language import TemplateFault
from storyboard.prompts.mentions import Entity, Record, described, mentions, named
from storyboard.prompts.sandbox import Sandbox

CAST = {
    "mira": Entity(
        "mira",
        "character",
        "Mira Vale",
        "A woman of thirty",
        "the keeper",
        "wearing a yellow oilskin",
    ),
    "otto": Entity("otto", "character", "Otto", "an old man", "Otto"),
    "ada": Entity("ada", "character", "Ada", "A girl of ten", "Ada", by_name=True),
    "lantern": Entity("lantern", "prop", "lantern", "a dented lantern", "the lantern"),
}


def said(action: str) -> str:
    record = Record()
    return described(Sandbox().expand(action, mentions(CAST, record)), record)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("{{ otto }} waits.", "An old man waits."),
        ("At last {{ otto }} waits.", "At last an old man waits."),
        ("It rains. {{ otto }} waits.", "It rains. An old man waits."),
        ("The {{ lantern }} swings.", "The dented lantern swings."),
        ("He lifts his {{ lantern }}.", "He lifts his dented lantern."),
        ("He lifts {{ lantern }}.", "He lifts a dented lantern."),
        ("{{ otto }} sits. {{ otto }} sleeps.", "An old man sits. Otto sleeps."),
        (
            "{{ mira }} climbs; {{ mira }} falls.",
            "A woman of thirty, wearing a yellow oilskin, climbs; the keeper falls.",
        ),
        ("Rain on {{ mira }}.", "Rain on a woman of thirty, wearing a yellow oilskin."),
        (
            "{{ mira }}, {{ otto }}",
            "A woman of thirty, wearing a yellow oilskin, an old man",
        ),
        ("{{ mira }}'s hand. {{ mira }}.", "The keeper's hand. The keeper."),
        ("{{ mira.name }} sees {{ mira }}.", "Mira Vale sees the keeper."),
        ("{{ mira }} is {{ mira.name }}.", said("{{ mira }} is Mira Vale.")),
        ("{{ ada }} waits. {{ ada }} goes.", "Ada, a girl of ten, waits. Ada goes."),
        ("They see {{ ada }}.", "They see Ada, a girl of ten."),
        ("{{ ada }}'s hat", "Ada's hat"),
        ("{{ otto | upper }} shouts.", "OTTO shouts."),
        ("{{ otto.look }}{{ otto.sheet }}", "an old man"),
        ("A “{{ otto }}” sign", "A “An old man” sign"),
    ],
)
def test_a_mention_fits_its_sentence(action: str, words: str) -> None:
    assert said(action) == words


def test_the_authors_own_words_stay_as_they_are() -> None:
    action = "the  keeper ,RUNS .and “stops” at {{ otto }} ;then\ngoes"
    before, after = action.split("{{ otto }}")
    assert said(action) == f"{before}an old man{after}"


def test_names_stand_in_place_of_mentions_for_those_who_draw() -> None:
    record = Record()
    text = Sandbox().expand(
        "{{ mira }} lifts {{ lantern }}; {{ mira }} smiles.", mentions(CAST, record)
    )
    assert named(text, record) == "Mira Vale lifts the lantern; Mira Vale smiles."
    assert [entity.id for entity in record.entities] == ["mira", "lantern"]


def test_a_possessive_first_mention_does_not_count_as_described() -> None:
    record = Record()
    text = Sandbox().expand("{{ otto }}'s hat on {{ mira }}", mentions(CAST, record))
    described(text, record)
    assert record.described == {"mira"}


def test_control_characters_of_the_author_are_no_mentions() -> None:
    assert said("\x02999\x03 {{ otto }} waits") == " An old man waits"


def test_many_mentions_cannot_grow_without_bounds() -> None:
    long = {"a": Entity("a", "prop", "a", "x" * 9_000, "x" * 9_000)}
    record = Record()
    text = Sandbox().expand("{{ a }} " * 1_000, mentions(long, record))
    with pytest.raises(TemplateFault):
        described(text, record)
