import pytest

from storyboard.sandbox.hearing import staging_of, stagings_of
from storyboard.sandbox.services.shots import shots_of

_COMPOSED = """Wide shot, low angle, 24mm lens, the camera pushes in slowly.
A woman of thirty in a grey wool coat climbs as the lamp dies.
Mara: a woman of thirty, silver hair.
Location: A basalt cliff.
Time: dusk.
The keeper says: “Not tonight.”
Style: 35mm film; palette: deep navy (#0b1d2a), amber (#e8b04a).
Avoid: text, watermark."""


def test_a_composed_prompt_gives_its_whole_staging() -> None:
    staging = staging_of(_COMPOSED)
    assert (staging.size, staging.angle) == ("wide", "low")
    assert (staging.move, staging.pace) == ("push in", "slow")
    assert staging.action.startswith("A woman of thirty")
    assert [who.name for who in staging.subjects] == ["mara"]
    assert staging.place is not None
    assert staging.place.sheet == "A basalt cliff."
    assert staging.time == "dusk."
    assert staging.palette == ("#0b1d2a", "#e8b04a")
    assert [(line.name, line.line) for line in staging.dialogue] == [
        ("The keeper", "Not tonight.")
    ]


@pytest.mark.parametrize(
    ("prompt", "size"),
    [
        ("Extreme close-up of an eye", "extreme close-up"),
        ("A medium close up", "medium close-up"),
        ("a medium wide shot of a bar", "medium wide"),
        ("an establishing shot of a town, then a close-up", "extreme wide"),
        ("A wide road and a full moon, medium traffic", "medium wide"),
    ],
)
def test_shot_sizes_are_heard(prompt: str, size: str) -> None:
    assert staging_of(prompt).size == size


@pytest.mark.parametrize(
    ("prompt", "move"),
    [
        ("the camera holds still", "static"),
        ("Tracking shot left along the pier", "track left"),
        ("the camera dollies out", "pull out"),
        ("dolly in on her", "push in"),
        ("trucking right", "track right"),
        ("a slow pan to the right", "pan right"),
        ("camera cranes up quickly", "crane up"),
        ("panning left", "pan left"),
        ("the camera orbits to the left", "orbit left"),
        ("handheld camera", "handheld"),
    ],
)
def test_moves_are_heard(prompt: str, move: str) -> None:
    assert staging_of(prompt).move == move


@pytest.mark.parametrize("prompt", ["", "…", "一只鹦鹉", "x" * 9_000, "a: b\n\n: c"])
def test_any_text_is_a_staging(prompt: str) -> None:
    assert staging_of(prompt).place is not None


def test_what_is_said_of_files_is_no_action() -> None:
    staging = staging_of(
        "Wide shot.\nA boat crosses.\n@image1 shows Ida.\n@2 shows The river.\n"
        "Image 3 is the first frame.\nAudio 1 is the voice of Ida.\n"
        "Audio 2 is the sound of the bell."
    )
    assert staging.action == "A boat crosses."
    assert staging.subjects == ()


def test_what_is_to_be_avoided_is_no_staging() -> None:
    prompt = "The camera pushes in slowly on a pier."
    for line in ("\n", " "):
        avoiding = f"{prompt}{line}Avoid: fast motion, a close-up, fog, dogs, a man."
        assert staging_of(avoiding).model_dump() == staging_of(prompt).model_dump()
    assert staging_of(prompt).pace == "slow"


def test_a_shot_in_one_line_is_heard_like_one_in_many() -> None:
    assert staging_of(" ".join(_COMPOSED.splitlines())) == staging_of(_COMPOSED)


def test_what_is_seen_is_kept_of_a_sentence_that_names_the_shot() -> None:
    staging = staging_of("A wide shot of a lighthouse. The camera pans left. He waves.")
    assert staging.action == "A wide shot of a lighthouse. He waves."
    assert (staging.size, staging.move) == ("wide", "pan left")


_JOB = """Location: three planks over a river.
Time: nightfall.
Avoid: other people.
3 shots in 14 seconds, joined by hard cuts:
Shot 1 (0–4 s): Medium wide shot, 35mm lens, the camera pushes in slowly. A freckled woman of sixty with a grey braid and a yellow coat holds up a lamp. Sound: a hull.
Shot 2 (4–8 s): Medium close-up, low angle. Behind the post a small white dog with a red neckerchief pulls a rope.
Shot 3 (8–14 s): Medium shot. The old woman in the yellow coat holds out a hand to the dog. The old woman in the yellow coat says: “You again. Well?” Somebody (off screen) says: “Fare, please.” Style: noir.
@image1 shows Ida."""  # noqa: E501 - as it is sent


def test_a_list_of_shots_keeps_its_people_and_hears_its_dialogue() -> None:
    one, two, three = stagings_of([prompt for prompt, _ in shots_of(_JOB, 14)])
    assert (one.size, one.move, one.pace) == ("medium wide", "push in", "slow")
    assert (two.size, two.angle, two.move) == ("medium close-up", "low", "static")
    assert two.action == (
        "Behind the post a small white dog with a red neckerchief pulls a rope."
    )
    (woman,), (dog,) = one.subjects, two.subjects
    assert three.subjects == (woman, dog)
    assert "grey braid" in woman.sheet
    assert "dog" not in woman.sheet
    assert "red neckerchief" in dog.sheet
    assert [(line.who, line.line) for line in three.dialogue] == [
        (woman.id, "You again. Well?"),
        ("voice", "Fare, please."),
    ]
    assert three.action == (
        "The old woman in the yellow coat holds out a hand to the dog."
    )
    assert three.medium == "noir."
    assert {s.time for s in (one, two, three)} == {"nightfall."}


def test_those_described_for_all_shots_are_where_they_are_named() -> None:
    shots = stagings_of(
        [
            "Mara: a woman of thirty, silver hair.\nLocation: a bar.\nA door opens.",
            "Mara: a woman of thirty, silver hair.\nMara drinks with a man in red.",
            "Mara: a woman of thirty, silver hair.\nThe man in red coughs.",
            "Mara: a woman of thirty, silver hair.\nHe leaves.",
        ]
    )
    named = [[who.name for who in shot.subjects] for shot in shots]
    assert named == [[], ["mara", "man"], ["man"], ["man"]]
    assert shots[2].subjects[0].sheet == "a man in red"
    assert {shot.place.name for shot in shots if shot.place} == {"a bar."}


def test_a_new_person_is_not_the_one_before() -> None:
    one, two = stagings_of(["A tall woman waits.", "A young woman comes. She waves."])
    assert [who.id for who in (*one.subjects, *two.subjects)] == [
        "tall woman",
        "young woman",
    ]


@pytest.mark.parametrize(
    ("prompt", "who"),
    [
        ("Ada, a woman of fifty in a man’s white shirt, turns.", ["Ada"]),
        ("A man's hand opens a letter.", ["man"]),
        ("Slowly, a dog wakes; a ferryman passes.", ["dog", "ferryman"]),
        ("A shaggy pony stands beside the gardener.", ["pony", "gardener"]),
        ("A bird's-eye view of a city.", []),
    ],
)
def test_those_a_prompt_speaks_of_are_in_the_frame(prompt: str, who: list[str]) -> None:
    assert [subject.name for subject in staging_of(prompt).subjects] == who


def test_a_label_may_say_the_camera_and_a_shot_may_stand_where_a_label_does() -> None:
    staging = staging_of("Camera: slow pan left\nA boat drifts.")
    assert (staging.move, staging.pace) == ("pan left", "slow")
    assert staging.action == "A boat drifts."
    staging = staging_of("Wide shot: a boat drifts.")
    assert (staging.size, staging.action) == ("wide", "Wide shot: a boat drifts.")


def test_the_man_is_not_the_woman_in_a_mans_shirt() -> None:
    _, two = stagings_of(
        ["A woman in a man's shirt meets an old sailor, a man of few words.", "A man."]
    )
    assert [who.id for who in two.subjects] == ["man"]
    _, two = stagings_of(
        ["A woman in a man's shirt sits. A tall man comes.", "The man leaves."]
    )
    assert [who.id for who in two.subjects] == ["tall man"]
