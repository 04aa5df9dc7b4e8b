import pytest

from storyboard.model.request import Subject
from storyboard.panels.cast.design import design_of
from storyboard.panels.cast.pose import ARM, deed_of, joint, pose_of, side_of
from storyboard.panels.colour import Colour, from_hex


def who(sheet: str, look: str | None = None, key: str = "mira") -> Subject:
    return Subject(id=key, name="Mira Vale", sheet=sheet, look=look)


def test_a_character_looks_the_same_each_time() -> None:
    assert design_of(who("a baker")) == design_of(who("a baker"))


def test_characters_without_words_differ_by_their_ids() -> None:
    designs = {design_of(who("someone", key=key)).cloth for key in "abcdefgh"}
    assert len(designs) > 3


def test_a_look_changes_what_is_worn_and_not_who_wears_it() -> None:
    sheet = "A woman with silver hair in a grey coat"
    plain, storm = design_of(who(sheet)), design_of(who(sheet, "in a yellow oilskin"))
    assert plain.cloth == from_hex("#8b8f94")
    assert storm.cloth == from_hex("#e5b737")
    assert storm.hat == "hood"
    assert (plain.hair, plain.skin, plain.tall) == (storm.hair, storm.skin, storm.tall)


@pytest.mark.parametrize(
    ("sheet", "field", "value"),
    [
        ("a man with a white beard", "beard", True),
        ("a woman with her hair in a bun", "cut", "bun"),
        ("a detective in a fedora", "hat", "brim"),
        ("a girl in a red dress", "garment", "dress"),
        ("an old fishing boat robot", "kind", "robot"),
        ("a brown dog", "kind", "dog"),
        ("a woman with a dog", "kind", "person"),
        ("a judge with glasses", "glasses", True),
    ],
)
def test_sheets_are_read(sheet: str, field: str, value: object) -> None:
    assert getattr(design_of(who(sheet)), field) == value


def test_a_colour_belongs_to_the_word_that_follows_it() -> None:
    design = design_of(who("a man with a white beard in a navy jacket"))
    assert design.cloth == from_hex("#26375a")
    assert design.hair.light > 0.8


def test_children_are_smaller_with_larger_heads() -> None:
    child, grown = design_of(who("a girl of nine")), design_of(who("a tall woman"))
    assert child.tall < grown.tall
    assert child.head > grown.head


def test_a_reference_colours_a_costume_that_no_word_does() -> None:
    hint = Colour(0.6, 0.1, 0.1)
    assert design_of(who("a baker"), hint).cloth == hint
    assert design_of(who("a baker in a blue apron"), hint).cloth != hint


def test_each_does_what_is_said_of_them() -> None:
    action = "Ada waits by the door; Jonas sits down."
    ada, jonas = deed_of(action, "Ada"), deed_of(action, "Jonas")
    assert pose_of(jonas, "jonas", tight=False).sitting
    assert not pose_of(ada, "ada", tight=False).sitting


def test_a_close_up_keeps_the_arms_out_of_the_face() -> None:
    wide, tight = (pose_of("Ada runs", "ada", tight=t) for t in (False, True))
    assert wide.moving
    assert not tight.moving


def test_a_back_is_turned_where_it_is_said() -> None:
    assert pose_of("Ada walks away", "ada", tight=False).away
    assert not pose_of("Ada walks in", "ada", tight=False).away


def test_left_and_right_are_heard() -> None:
    assert side_of("Jonas looks up, left, and smiles", ("looks?",)) == -1
    assert side_of("Ada looks right", ("looks?",)) == 1
    assert side_of("Ada looks", ("looks?",)) == 0


def test_bones_keep_their_lengths() -> None:
    elbow, hand = joint((0.0, 0.0), (0.2, -0.1), ARM, 1)
    for (ax, ay), (bx, by), length in (((0, 0), elbow, ARM[0]), (elbow, hand, ARM[1])):
        assert ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 == pytest.approx(length)


def test_a_hand_out_of_reach_is_held_as_far_as_the_arm_goes() -> None:
    _, hand = joint((0.0, 0.0), (9.0, 0.0), ARM, 1)
    assert hand[0] == pytest.approx(sum(ARM), rel=0.01)
