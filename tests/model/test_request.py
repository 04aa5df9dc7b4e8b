"""Part digests and fingerprints: what counts and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.model.request import (
    PART_NAMES,
    ClipRequest,
    FrameOf,
    MediaInput,
    SlateText,
    Staging,
    Subject,
    digest_of,
    fingerprint,
    part_digests,
)
from storyboard.model.value import SceneId, ShotId

ALL = frozenset(PART_NAMES)
IMAGE = MediaInput(role="reference", kind="image", file="a.png", digest="ab", of="mira")
REQUEST = ClipRequest(
    provider="studio",
    model="m1",
    prompt="Rain falls.",
    seconds=5.0,
    aspect="16:9",
    resolution="720p",
    fps="24",
    seed=1,
    media=(IMAGE,),
    audio=True,
    web_search=False,
    extra={"mode": 1},
    staging=Staging(
        action="Rain falls.", subjects=(Subject(id="mira", name="M", sheet="x"),)
    ),
    slate=SlateText(film="Film", scene=SceneId("one"), shot=ShotId("010")),
)


def test_every_part_has_a_name_and_every_name_a_part() -> None:
    frame = FrameOf(shot=ShotId("005"), which="last", clip="c" * 64)
    follower = REQUEST.model_copy(
        update={"media": (IMAGE, IMAGE.model_copy(update={"frame_of": frame}))}
    )
    assert tuple(part_digests(follower, ALL)) == PART_NAMES
    assert set(REQUEST.parts()) == ALL


def test_a_shot_that_follows_nobody_has_no_such_part() -> None:
    assert set(part_digests(REQUEST, ALL)) == ALL - {"preceded"}


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"model": "m2"}, "model"),
        ({"prompt": "Snow falls."}, "prompt"),
        ({"seconds": 4.0}, "seconds"),
        ({"aspect": "1:1"}, "format"),
        ({"resolution": "480p"}, "format"),
        ({"fps": "25"}, "fps"),
        ({"seed": None}, "seed"),
        ({"media": (IMAGE.model_copy(update={"digest": "cd"}),)}, "references"),
        ({"media": (IMAGE.model_copy(update={"of": None}),)}, "references"),
        ({"audio": None}, "audio"),
        ({"web_search": None}, "web_search"),
        ({"extra": {}}, "extra"),
        ({"staging": REQUEST.staging.model_copy(update={"size": "wide"})}, "camera"),
        ({"staging": REQUEST.staging.model_copy(update={"pace": "slow"})}, "move"),
        ({"staging": REQUEST.staging.model_copy(update={"light": "low"})}, "style"),
        ({"staging": REQUEST.staging.model_copy(update={"time": "dusk"})}, "staging"),
        (
            {"slate": REQUEST.slate.model_copy(update={"shot": ShotId("011")})},
            "slate",
        ),
    ],
)
def test_a_change_shows_in_its_part_alone(change: dict[str, object], part: str) -> None:
    before = part_digests(REQUEST, ALL)
    after = part_digests(REQUEST.model_copy(update=change), ALL)
    assert [name for name in before if before[name] != after[name]] == [part]


@pytest.mark.parametrize(
    "change",
    [
        {"provider": "other"},
        {"media": (IMAGE.model_copy(update={"file": "renamed.png"}),)},
        {"slate": REQUEST.slate.model_copy(update={"film": "Another Title"})},
    ],
)
def test_the_reseller_the_films_title_and_names_of_files_are_in_no_part(
    change: dict[str, object],
) -> None:
    other = REQUEST.model_copy(update=change)
    assert part_digests(other, ALL) == part_digests(REQUEST, ALL)


def test_what_is_not_told_is_not_in_the_fingerprint() -> None:
    told = frozenset({"prompt", "seconds"})
    other = REQUEST.model_copy(update={"seed": 9, "fps": "25"})
    assert part_digests(other, told) == part_digests(REQUEST, told)
    assert set(part_digests(REQUEST, told)) == told


@given(
    st.dictionaries(
        st.text(max_size=4), st.integers() | st.text(max_size=4) | st.booleans()
    )
)
def test_a_digest_does_not_depend_on_the_order_of_keys(
    value: dict[str, object],
) -> None:
    backwards = dict(reversed(value.items()))
    assert digest_of(backwards) == digest_of(value)
    assert fingerprint({"a": digest_of(value)}) == fingerprint({"a": digest_of(value)})


def test_a_digest_is_the_same_on_every_machine() -> None:
    assert digest_of({"b": [1, 0.5, None], "a": "ä"}) == (
        "b700b46a4014b0336e223391093e048ddc9764d67b7d4ccb344d5e6b0a3cd15d"
    )
