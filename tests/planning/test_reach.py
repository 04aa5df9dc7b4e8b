from collections.abc import Mapping
from typing import Any

import pytest

from storyboard.errors import Problem, Where
from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.media import Delivery, MediaKind
from storyboard.model.request import ClipRequest, MediaInput, SlateText, Staging
from storyboard.model.value import SceneId, ShotId
from storyboard.model.words import Origin
from storyboard.planning.reach import reach


def row(
    provider: str = "seedanceapi",
    delivery: Mapping[MediaKind, Delivery] | None = None,
    origin: Origin = "paid",
) -> Capabilities:
    return Capabilities(
        provider=provider,
        model="m",
        origin=origin,
        modes=(Mode(name="any"),),
        delivery=delivery or {},
    )


def medium(file: str, kind: MediaKind = "image", **rest: Any) -> MediaInput:  # noqa: ANN401
    given = {"role": "reference", "kind": kind, "file": file, "digest": file}
    return MediaInput.model_validate(given | rest)


def a_request(*media: MediaInput) -> ClipRequest:
    return ClipRequest(
        provider="seedanceapi",
        model=None,
        prompt="Rain.",
        seconds=5,
        aspect="16:9",
        resolution="720p",
        fps="24",
        seed=None,
        media=media,
        staging=Staging(),
        slate=SlateText(film="Film", scene=SceneId("one"), shot=ShotId("030")),
    )


def at(field: str) -> Where:
    return ("scenes", 0, "shots", 0, field)


def found(
    *media: MediaInput,
    offered: Capabilities | None = None,
    others: tuple[Capabilities, ...] = (),
) -> list[Problem]:
    return list(
        reach(
            a_request(*media),
            offered or row(),
            at,
            has_shelf=False,
            others=lambda: others,
        )
    )


def test_a_file_that_a_service_would_fetch_is_a_problem() -> None:
    (problem,) = found(
        medium("refs/mira.png"),
        others=(
            row("kinovi", {"image": "upload"}),
            row("ark", {"image": "inline"}),
            row("ark", {"image": "inline"}),
            row("seedance2ink"),
            row("animatic", {"image": "inline"}, origin="animatic"),
        ),
    )
    assert problem == Problem(
        "no-address",
        "seedanceapi fetches images by address, and refs/mira.png is only on this disk",
        at("references"),
        "set `[media] publish` in storyboard.toml to a bucket, or to a folder that you "
        "serve; or take a provider that files are handed to: ark, kinovi",
    )


def test_where_nobody_else_could_the_hint_names_the_setting_alone() -> None:
    (problem,) = found(medium("rain.wav", "audio"), others=(row("ark"),))
    assert "fetches sounds by address" in problem.message
    assert problem.hint.endswith("a folder that you serve")


def test_each_kind_is_one_problem_and_each_file_is_named_once() -> None:
    images = [medium(name) for name in ("a.png", "a.png", "b.png", "c.png")]
    first, second = found(*images, medium("rain.wav", "audio"))
    assert "and a.png, b.png and 1 more are only on this disk" in first.message
    assert "and rain.wav is only on this disk" in second.message


def test_a_key_frame_is_found_where_it_is_written() -> None:
    (problem,) = found(medium("a.png", role="first_frame"))
    assert problem.where == at("first_frame")


@pytest.mark.parametrize("delivery", ["upload", "inline"])
def test_what_a_service_takes_in_is_no_problem(delivery: Delivery) -> None:
    assert found(medium("a.png"), offered=row(delivery={"image": delivery})) == []


def test_a_kind_that_is_left_out_goes_by_address() -> None:
    (problem,) = found(
        medium("a.png"),
        medium("rain.wav", "audio"),
        offered=row(delivery={"image": "upload"}),
    )
    assert "rain.wav" in problem.message


def test_what_draws_here_reads_files_where_they_lie() -> None:
    assert found(medium("a.png"), offered=row(origin="animatic")) == []


def test_a_sandbox_is_reached_and_says_what_the_service_itself_would_need() -> None:
    (note,) = found(medium("a.png"), offered=row(origin="sandbox"))
    assert note.severity == "note"
    assert "[media] publish" in note.hint


def test_with_a_shelf_everything_is_reached_and_nobody_else_is_asked() -> None:
    def others() -> tuple[Capabilities, ...]:
        pytest.fail("nobody should be asked")

    request = a_request(medium("a.png"))
    assert not list(reach(request, row(), at, has_shelf=True, others=others))
    assert not list(reach(a_request(), row(), at, has_shelf=False, others=others))
