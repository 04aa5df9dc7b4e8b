"""Films are exact: frames and clicks are looked for where they belong, independently.

Clips of all sorts carry their frame numbers in the picture and a click in each second
of sound. Films are cut from them and decoded again; see numbered.py.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import pytest

from storyboard.assembly.film import cut
from storyboard.model.event import Event, FilmMade
from storyboard.model.request import SlateText
from storyboard.model.timeline import Edit, Passage, Source, Timeline, TitleCue
from storyboard.model.value import SceneId, ShotId
from storyboard.model.words import Codec, Direction, Fit, TransitionKind
from tests.assembly.numbered import (
    BOTH_WAYS,
    FRAMES,
    SAMPLES,
    Clip,
    Heard,
    Kind,
    Size,
    clicks_in,
    error_of,
    heard,
    layers_at,
    lumas,
    number_of,
    still,
    write,
)

SIZE = (320, 180)
NEAR = 0.0012
"""Seconds that a click may be off: a millisecond, and what its coder smears."""
ALONE, MIXED = 12.0, 6.0
"""Levels that a block may be off. A number that is wrong by one bit changes a block by
135 of them; in a dissolve of 16 frames, by 135 / 17 where it shows least."""
PLAIN = Kind()


@dataclass(frozen=True)
class Part:
    """A shot of a film that is to be tested."""

    what: Kind | str = PLAIN
    """What its clip is like; or a still, or a slate."""
    frames: int = 48
    """Of the clip."""
    start: int = 0
    """The first frame used, in the film's rate."""
    length: int = 30
    """Frames used."""
    enter: Passage | None = None
    leave: Passage | None = None
    fit: Fit = "fill"


@dataclass(frozen=True)
class Case:
    """A film that is to be tested."""

    parts: tuple[Part, ...]
    rate: str = "24"
    size: Size = SIZE
    name: str = "film.mp4"
    codec: Codec = "h264"
    titles: tuple[TitleCue, ...] = ()
    draft: bool = False
    slates: tuple[str, ...] = ()
    unsaid: range = field(default_factory=lambda: range(0))
    """Frames of the film that show no numbers."""


def passage(
    frames: int, kind: TransitionKind = "dissolve", direction: Direction = "left"
) -> Passage:
    return Passage.model_validate(
        {"kind": kind, "frames": frames, "direction": direction}
    )


def film_of(case: Case, folder: Path) -> tuple[Timeline, dict[str, Clip | int]]:
    """The film's timeline, and its clips by their files."""
    edits: list[Edit] = []
    clips: dict[str, Clip | int] = {}
    for place, part in enumerate(case.parts):
        source = source_of(part, place + 1, folder, clips)
        over = part.enter.frames if part.enter and place else 0
        edits.append(
            Edit(
                slate=SlateText(
                    film="Test",
                    scene=SceneId("one"),
                    shot=ShotId(f"{place + 1:02}0"),
                ),
                source=source,
                start=part.start,
                length=part.length,
                at=(edits[-1].end if edits else 0) - over,
                enter=part.enter,
                leave=part.leave,
                fit=part.fit,
            )
        )
    timeline = Timeline(
        title="Test",
        rate=case.rate,
        width=case.size[0],
        height=case.size[1],
        edits=tuple(edits),
        length=edits[-1].end,
        titles=case.titles,
        codec=case.codec,
        draft=case.draft,
    )
    return timeline, clips


def source_of(
    part: Part, shot: int, folder: Path, clips: dict[str, Clip | int]
) -> Source:
    if part.what == "slate":
        return Source(kind="slate", reason="new")
    if isinstance(part.what, str):
        number = shot * FRAMES + 321
        source = still(folder / f"{shot}.png", number, (400, 225))
        clips[source.file] = number
        return source
    made = write(folder / f"{shot}", part.what, shot, part.frames)
    clips[str(made.path)] = made
    return made.source()


def cut_to(out: Path, timeline: Timeline, cache: Path | None = None) -> FilmMade:
    def nobody(_event: Event) -> None:
        return

    return cut(timeline, out, cache=cache or out.parent / "cache", report=nobody)


def look(
    film: Path, timeline: Timeline, clips: Mapping[str, Clip | int], case: Case
) -> int:
    """Look at every frame; how many there are that carry numbers."""
    rate = Fraction(timeline.rate)
    exact = 0 if film.suffix != ".webm" else Fraction(1, 1000)
    count = told = 0
    for count, (time, luma) in enumerate(lumas(film), start=1):
        frame = count - 1
        assert abs(time - frame / rate) <= exact, f"frame {frame} is shown at {time}"
        layers = layers_at(timeline, clips, frame) or ()
        if not layers or frame in case.unsaid:
            continue
        told += 1
        off = error_of(luma, layers)
        seen = divmod(number_of(luma, layers[-1].side), FRAMES)
        wanted = [divmod(layer.number, FRAMES) for layer in layers]
        most = ALONE if len(layers) == 1 else MIXED
        assert off < most, f"frame {frame}: {seen} in place of {wanted}, off by {off}"
    assert count == timeline.length
    return told


def listen(
    film: Path, timeline: Timeline, clips: Mapping[str, Clip | int]
) -> list[float]:
    """Listen to the whole film; by how much each click is off, in seconds."""
    samples, found = heard(film)
    lasts = timeline.length / Fraction(timeline.rate)
    assert abs(samples / SAMPLES - lasts) <= 1 / Fraction(timeline.rate)
    must, may = clicks_in(timeline, clips)
    off = [min((abs(at - each) for each in found), default=9.9) for at in must]
    for at, error in zip(must, off, strict=True):
        assert error < NEAR, f"no click at {at} s, but at {found}"
    for each in found:
        near = min(abs(each - at) for at in (*must, *may))
        assert near < NEAR, f"a click at {each} s, which belongs nowhere"
    return off


def between(what: Kind | str, **told: object) -> tuple[Part, ...]:
    """A shot after a cut, and again after a dissolve, amid plain ones."""
    odd = replace(Part(what), **told)  # type: ignore[arg-type]
    return (
        Part(length=12),
        odd,
        Part(start=3, length=30, enter=passage(6)),
        replace(odd, enter=passage(8)),
        Part(length=12),
    )


def rates(rate: str) -> Case:
    """A film of clips of its own rate."""
    kind = Kind(rate=Fraction(rate))
    parts = (Part(kind), Part(kind, start=5, enter=passage(8)), Part(kind, length=17))
    return Case(parts, rate)


def sorts(rate: str, film: str = "24") -> Case:
    """A film with a clip of another rate."""
    plain, odd = Kind(rate=Fraction(film)), Kind(rate=Fraction(rate))
    frames = round(2 * Fraction(rate))
    parts = (
        Part(plain, length=12),
        Part(odd, frames, start=4),
        Part(plain, enter=passage(6)),
        Part(odd, frames, start=11, enter=passage(8)),
    )
    return Case(parts, film)


def title(kind: str, at: int, length: int) -> TitleCue:
    return TitleCue.model_validate(
        {
            "text": "Title",
            "kind": kind,
            "at": at,
            "length": length,
            "fade": 4,
            "position": "bottom",
            "face": {"size": 0.06},
        }
    )


HEVC = {"preset": "ultrafast", "crf": "16", "x265-params": "log-level=error"}
VP9 = {"cpu-used": "8", "deadline": "realtime", "crf": "20", "b": "0"}
WEBM = Kind(codec="libvpx-vp9", options=VP9, suffix=".webm", heard=Heard("libopus"))
DEEP = Kind(codec="libx265", options=HEVC, pixels="yuv420p10le")
PRORES = Kind(
    codec="prores_ks",
    pixels="yuv422p10le",
    options={"profile": "standard"},
    suffix=".mov",
    heard=Heard("pcm_s16le"),
)
AV1 = Kind(
    codec="libsvtav1",
    options={"preset": "12", "crf": "12", "svtav1-params": "lp=1"},
    size=(320, 180),
)
MIXTURE = (
    Part(length=20),
    Part(Kind(size=(480, 270)), start=4, enter=passage(8)),
    Part("still", length=12),
    Part(Kind(rate=Fraction(30)), enter=passage(6)),
)

CASES: Mapping[str, Case] = {
    # Rates.
    **{
        f"a film at {rate}": rates(rate)
        for rate in ("24", "25", "30", "24000/1001", "30000/1001")
    },
    **{
        f"{rate} in 24": sorts(rate)
        for rate in ("24000/1001", "25", "30", "30000/1001", "60", "12", "15")
    },
    "24 in 25": sorts("24", "25"),
    "24 in 24000/1001": sorts("24", "24000/1001"),
    "25 in 30000/1001": sorts("25", "30000/1001"),
    "60000/1001 in 30": sorts("60000/1001", "30"),
    "a rate that varies": Case(
        between(Kind(gone=frozenset({5, 6, 7, 20, 33})), start=2)
    ),
    # Sizes and shapes.
    "a larger clip": Case(between(Kind(size=(640, 360)))),
    "a smaller clip": Case(between(Kind(size=(160, 90)))),
    "a squarer clip, filled": Case(between(Kind(size=(240, 180)))),
    "a squarer clip, fitted": Case(between(Kind(size=(240, 180)), fit="fit")),
    "an upright clip, filled": Case(between(Kind(size=(180, 320)))),
    "an upright clip, blurred": Case(between(Kind(size=(180, 320)), fit="blur")),
    "a clip of odd lines": Case(
        between(Kind(size=(319, 177), pixels="yuv444p"), fit="fit")
    ),
    "an upright film": Case(between(Kind()), size=(180, 320)),
    "wide pixels": Case(between(Kind(squeezed=2))),
    **{
        f"turned by {turn}": Case(between(Kind(turned=turn), start=6))
        for turn in (90, 180, 270)
    },
    "turned and upright": Case(between(Kind(size=(180, 320), turned=90))),
    "all levels of luma": Case(between(Kind(full=True, pixels="yuvj420p"))),
    # Codecs and containers.
    "frames stored in another order": Case(between(Kind(options=BOTH_WAYS), start=9)),
    "a clip that starts late": Case(between(Kind(starts=Fraction(1, 2)), start=5)),
    "a late clip stored in another order": Case(
        between(Kind(starts=Fraction(1, 4), options=BOTH_WAYS), start=5)
    ),
    "a clip of VP9": Case(between(WEBM, start=7)),
    "a clip of HEVC": Case(between(Kind(codec="libx265", options=HEVC), start=7)),
    "a clip of ten bits": Case(between(DEEP, start=7)),
    "a clip of ProRes": Case(between(PRORES, start=7)),
    "a clip of AV1": Case(between(AV1, start=7)),
    # Sound.
    "no sound": Case(between(Kind(heard=None))),
    "44.1 kHz": Case(between(Kind(heard=Heard(rate=44_100)))),
    "mono at 22.05 kHz": Case(between(Kind(heard=Heard(rate=22_050, layout="mono")))),
    "six channels": Case(between(Kind(heard=Heard(layout="5.1")))),
    "sound that starts late": Case(
        between(Kind(heard=Heard(starts=Fraction(1, 4))), start=3)
    ),
    "sound before its picture": Case(
        between(Kind(starts=Fraction(1), heard=Heard(rate=44_100)), start=3)
    ),
    # Edits.
    "a still": Case(between("still")),
    "a slate": Case(between("slate"), slates=("020", "040")),
    "trims at both ends": Case(
        tuple(Part(start=start, length=48 - 2 * start) for start in (1, 7, 13, 20))
    ),
    "a frame at a time": Case(
        tuple(Part(start=start, length=1) for start in (0, 47, 13))
    ),
    "dissolves at both ends": Case(
        (
            Part(enter=passage(10), length=40),
            Part(start=4, enter=passage(16), length=40),
            Part(start=1, enter=passage(1), length=20, leave=passage(8, "fade")),
        ),
        unsaid=range(10),
    ),
    "a dissolve right after a dissolve": Case(
        (Part(), Part(length=16, enter=passage(8)), Part(enter=passage(8)))
    ),
    "a clip too short by two frames": Case(
        (Part(frames=30, start=2, length=30), Part())
    ),
    "a clip too short for its dissolve": Case(
        (Part(frames=30, start=2, length=30), Part(enter=passage(8)))
    ),
    "a clip much too short": Case(
        (Part(length=12), Part(frames=20, length=30), Part(length=12)), slates=("020",)
    ),
    **{
        f"a {kind}": Case((Part(), Part(start=2, enter=passage(8, kind)), Part()))
        for kind in ("fade", "dip", "wipe", "slide", "push")
    },
    # Titles, and forms of the film.
    "a title across a cut": Case(
        (Part(), Part(), Part()), titles=(title("title", 20, 24),)
    ),
    "a title across a dissolve": Case(
        (Part(), Part(enter=passage(12)), Part()),
        titles=(title("title", 10, 30), title("subtitle", 24, 10)),
    ),
    "QuickTime": Case(MIXTURE, name="film.mov"),
    "HEVC": Case(MIXTURE, codec="hevc"),
    "HEVC in QuickTime": Case(MIXTURE, codec="hevc", name="film.mov"),
    "ProRes": Case(MIXTURE, codec="prores", name="film.mov"),
    "VP9": Case(MIXTURE, codec="vp9", name="film.webm"),
    "AV1": Case(MIXTURE, codec="av1", name="film.webm"),
    "a draft": Case(MIXTURE, draft=True),
}


@pytest.mark.parametrize("name", CASES)
def test_every_frame_and_every_click_is_in_its_place(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    timeline, clips = film_of(case, tmp_path)
    film = tmp_path / case.name
    made = cut_to(film, timeline)
    assert made.frames == timeline.length
    assert made.slates == case.slates
    assert look(film, timeline, clips, case) > 0
    listen(film, timeline, clips)


def test_a_frame_that_is_one_off_would_be_seen(tmp_path: Path) -> None:
    case = CASES["a film at 24"]
    timeline, clips = film_of(case, tmp_path)
    film = tmp_path / case.name
    cut_to(film, timeline)
    first, *others = timeline.edits
    for moved in (
        first.model_copy(update={"start": 1}),
        first.model_copy(update={"source": others[0].source}),
    ):
        wrong = timeline.model_copy(update={"edits": (moved, *others)})
        with pytest.raises(AssertionError, match="frame 0: "):
            look(film, wrong, clips, case)


def test_a_dissolve_that_is_one_off_would_be_seen(tmp_path: Path) -> None:
    case = CASES["a film at 24"]
    timeline, clips = film_of(case, tmp_path)
    film = tmp_path / case.name
    cut_to(film, timeline)
    first, second, *others = timeline.edits
    # The same frames outside, but each of them within it from a frame later.
    moved = second.model_copy(update={"start": second.start + 1})
    wrong = timeline.model_copy(update={"edits": (first, moved, *others)})
    with pytest.raises(AssertionError, match=r"frame 2[2-5]: "):
        look(film, wrong, clips, case)


def test_a_click_that_is_off_would_be_heard(tmp_path: Path) -> None:
    case = CASES["a film at 24"]
    timeline, clips = film_of(case, tmp_path)
    film = tmp_path / case.name
    cut_to(film, timeline)
    first, *others = timeline.edits
    moved = first.model_copy(update={"source": others[0].source})
    wrong = timeline.model_copy(update={"edits": (moved, *others)})
    with pytest.raises(AssertionError, match="no click at"):
        listen(film, wrong, clips)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Timeline:
    """Cuts, dissolves, a still, a slate and a title, with sound at its level."""
    case = Case((*MIXTURE, Part("slate", length=9)), titles=(title("title", 6, 30),))
    timeline, _ = film_of(case, tmp_path_factory.mktemp("clips"))
    return timeline.model_copy(update={"loudness": -16.0})


@pytest.fixture(scope="module")
def first(rich: Timeline, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the film's bytes are where nothing was kept."""
    out = tmp_path_factory.mktemp("first") / "film.mp4"
    cut_to(out, rich)
    return digest(out)


def test_the_same_film_in_another_folder_has_the_same_bytes(
    tmp_path: Path, rich: Timeline, first: str
) -> None:
    cut_to(tmp_path / "other" / "film.mp4", rich)
    assert digest(tmp_path / "other" / "film.mp4") == first


def test_the_same_film_from_what_is_kept_has_the_same_bytes(
    tmp_path: Path, rich: Timeline, first: str
) -> None:
    for name in ("once.mp4", "again.mp4"):
        cut_to(tmp_path / name, rich)
        assert digest(tmp_path / name) == first


def test_a_film_has_the_same_bytes_whatever_was_cut_before(
    tmp_path: Path, rich: Timeline, first: str
) -> None:
    head, *others = rich.edits
    longer = head.model_copy(update={"length": head.length + 3})
    moved = [edit.model_copy(update={"at": edit.at + 3}) for edit in others]
    before = rich.model_copy(
        update={"edits": (longer, *moved), "length": rich.length + 3, "titles": ()}
    )
    cut_to(tmp_path / "film.mp4", before)
    assert digest(tmp_path / "film.mp4") != first
    cut_to(tmp_path / "film.mp4", rich)
    assert digest(tmp_path / "film.mp4") == first


@pytest.mark.parametrize(
    ("minutes", "rate"),
    [
        (3, "24000/1001"),
        pytest.param(60, "24", marks=[pytest.mark.faults, pytest.mark.long]),
        pytest.param(60, "30000/1001", marks=[pytest.mark.faults, pytest.mark.long]),
    ],
)
def test_nothing_drifts_in_a_long_film(tmp_path: Path, minutes: int, rate: str) -> None:
    kind = Kind(size=(160, 90), rate=Fraction(rate))
    clips = [write(tmp_path / f"{shot}", kind, shot, 300) for shot in range(6)]
    size, frames = (160, 90), minutes * 60 * Fraction(rate)
    parts = [(clip, start) for clip in clips for start in (0, 7, 30)]
    edits: list[Edit] = []
    while not edits or edits[-1].end < frames:
        clip, start = parts[len(edits) % len(parts)]
        edits.append(
            Edit(
                slate=SlateText(film="Long", scene=SceneId("one"), shot=ShotId("010")),
                source=clip.source(),
                start=start,
                length=240 + len(edits) % 7,
                at=edits[-1].end - 12 * (len(edits) % 3 == 1) if edits else 0,
                enter=passage(12) if len(edits) % 3 == 1 else None,
            )
        )
    timeline = Timeline(
        title="Long",
        rate=rate,
        width=size[0],
        height=size[1],
        edits=tuple(edits),
        length=edits[-1].end,
    )
    film = tmp_path / "film.mp4"
    cut_to(film, timeline)
    by_file: dict[str, Clip | int] = {str(clip.path): clip for clip in clips}
    assert look(film, timeline, by_file, Case((), rate, size)) == timeline.length
    off = listen(film, timeline, by_file)
    assert len(off) > minutes * 60 * 0.8
    assert sum(off[-60:]) / 60 < 0.001
