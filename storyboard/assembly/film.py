"""The cut: segments are made or passed as they are, sound is mixed, all is joined."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from fractions import Fraction
from pathlib import Path
from typing import Literal

from storyboard.assembly.kept import Head
from storyboard.assembly.lab import Lab
from storyboard.assembly.mix import FilmMix
from storyboard.assembly.reasons import Parts, explained, recorded
from storyboard.assembly.segments import Segment, segments
from storyboard.assembly.sound import sound_packets
from storyboard.errors import MediaError
from storyboard.media.film import Film, Form, HeardAs, write_film
from storyboard.media.read import SAMPLE_RATE
from storyboard.media.recipe import Recipe
from storyboard.media.settle import settle
from storyboard.model.event import CutMoved, Event, FilmMade, PartMade
from storyboard.model.time import to_frames
from storyboard.model.timeline import Timeline

_LOOK_EVERY = 0.1
"""Seconds between two looks at how far the sound is."""
_FORMS: dict[str, Form] = {".mov": "mov", ".webm": "webm"}


def recipe_of(timeline: Timeline) -> Recipe:
    """How a film's picture is coded."""
    return Recipe(
        timeline.codec,
        (timeline.width, timeline.height),
        Fraction(timeline.rate),
        timeline.draft,
    )


def cut(
    timeline: Timeline,
    out: Path,
    *,
    cache: Path,
    report: Callable[[Event], None],
    former: Sequence[Parts] = (),
) -> FilmMade:
    """Cut the film into `out`: QuickTime where it ends in .mov, WebM in .webm, or mp4.

    Segments of picture and sound are kept in `cache` for the next cut. The film is
    written beside `out`, checked against the timeline and renamed; whatever goes
    wrong, an earlier film stays as it was. `FilmMade.slates` names the shots for which
    a slate stands in, in whole or for the end that their clip lacks. `former` is what
    the film was made of when it was last cut (see `reasons`). MediaError in ffmpeg's
    words.
    """
    recipe, frames = recipe_of(timeline), timeline.length
    wanted = segments(timeline)
    with (
        _unfinished(out) as unfinished,
        FilmMix(timeline, cache) as mix,
        ThreadPoolExecutor(1, "sound") as desk,
        Lab(cache, recipe) as lab,
    ):
        film, reached = film_of(timeline, out), _Reached(recipe.rate)
        sound = desk.submit(
            sound_packets,
            mix,
            timeline.loudness,
            film.heard_as,
            cache=cache,
            pool=lab.pool,
            on_sample=reached.sample,
        )
        told = _teller(report, "picture", frames)
        made = lab.made(wanted, lambda done, n: told(done, n, len(wanted)))
        told = _teller(report, "sound", frames)
        while not sound.done():
            told(reached.frame)
            wait((sound,), _LOOK_EVERY)
        packets = sound.result()
        told(frames)
        told = _teller(report, "join", frames)
        parts = map(lab.part, wanted, (head for head, _ in made))
        write_film(film, unfinished, parts, packets, told)
        settle(unfinished, out)
    report(CutMoved(stage="done", done=frames, total=frames))
    return _made(timeline, out, wanted, made, former)


class _Reached:
    """How far the sound is, told in one thread and asked for in another."""

    def __init__(self, rate: Fraction) -> None:
        self.frame = 0
        self._rate = rate

    def sample(self, done: int) -> None:
        """So many samples are done."""
        self.frame = to_frames(Fraction(done, SAMPLE_RATE), self._rate)


def film_of(timeline: Timeline, out: Path) -> Film:
    """What the file of a film is told of itself."""
    form = _FORMS.get(out.suffix.lower(), "mp4")
    heard_as: HeardAs = "libopus" if form == "webm" else "aac"
    if timeline.codec == "prores":
        heard_as = "pcm_s24le"
    captions = () if timeline.burn else timeline.subtitles
    return Film(
        recipe=recipe_of(timeline),
        length=timeline.length,
        form=form,
        title=timeline.title,
        heard_as=heard_as,
        captions=captions,
    )


def _made(
    timeline: Timeline,
    out: Path,
    wanted: Sequence[Segment],
    made: Sequence[tuple[Head, bool]],
    former: Sequence[Parts],
) -> FilmMade:
    parts = recorded(timeline, recipe_of(timeline))
    why = explained(parts, former)
    lacking = dict.fromkeys(
        strip.edit.slate.shot
        for segment, (head, _) in zip(wanted, made, strict=True)
        if head.missing
        for strip in segment.strips
        if strip.missing()
    )
    anew = tuple(
        PartMade(at=s.at, length=s.length, shots=s.shots, why=why(facts))
        for s, facts, (_, was_made) in zip(wanted, parts, made, strict=True)
        if was_made
    )
    return FilmMade(
        file=str(out),
        frames=timeline.length,
        seconds=float(timeline.length / Fraction(timeline.rate)),
        slates=tuple(lacking),
        made=anew,
        kept=len(wanted) - len(anew),
    )


@contextlib.contextmanager
def _unfinished(out: Path) -> Iterator[Path]:
    """Where a film lies until it is whole; nothing of it stays there.

    The name is fixed, so that what a killed run left is cleared by the next one.
    """
    unfinished = out.with_name(f".{out.name}.partial")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        yield unfinished
    except OSError as error:
        raise MediaError(f"{out.name} could not be written: {error}") from error
    finally:
        # What went wrong before is what counts.
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _teller(
    report: Callable[[Event], None],
    stage: Literal["picture", "sound", "join"],
    total: int,
) -> Callable[..., None]:
    """Reports about every hundredth part of a stage, its start and its end."""
    told = (-1, -1)

    def tell(done: int, segment: int = 0, of: int = 0) -> None:
        nonlocal told
        part = (done * 100 // max(total, 1), segment)
        if part != told:
            told = part
            report(
                CutMoved(stage=stage, done=done, total=total, segments=segment, of=of)
            )

    tell(0)
    return tell
