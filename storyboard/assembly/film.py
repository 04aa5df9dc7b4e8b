"""The cut: conform, compose, mix and join; then look whether it is what was asked."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Literal

from storyboard.assembly.picture import write_picture
from storyboard.assembly.rolls import rolls
from storyboard.assembly.sound import write_sound
from storyboard.errors import MediaError
from storyboard.media.join import join
from storyboard.media.probe import probe
from storyboard.media.settle import settle
from storyboard.model.event import CutMoved, Event, FilmMade
from storyboard.model.request import digest_of
from storyboard.model.time import to_frames
from storyboard.model.timeline import Timeline


def cut(
    timeline: Timeline, out: Path, *, cache: Path, report: Callable[[Event], None]
) -> FilmMade:
    """Cut the film into `out`: H.264 and AAC, QuickTime where it ends in .mov, or mp4.

    Conformed clips are kept in `cache` for the next cut. The film is written beside
    `out`, checked against the timeline and renamed; whatever goes wrong, an earlier
    film stays as it was. `FilmMade.slates` names the shots for which a slate stands in,
    in whole or for the end that their clip lacks. MediaError in ffmpeg's words.
    """
    rate, frames = Fraction(timeline.rate), timeline.length
    with _workshop(out, cache) as (work, unfinished):
        picture, sound = work / "picture.mp4", work / "sound.mp4"
        ready = rolls(timeline, cache, _teller(report, "conform", len(timeline.edits)))
        told = _teller(report, "picture", frames)
        write_picture(timeline, ready, picture, told)
        told = _teller(report, "sound", frames)
        write_sound(
            timeline, ready, sound, lambda seconds: told(to_frames(seconds, rate))
        )
        form: Literal["mp4", "mov"] = "mov" if out.suffix.lower() == ".mov" else "mp4"
        join(picture, sound, unfinished, title=timeline.title, form=form)
        _verify(unfinished, timeline)
        settle(unfinished, out)
    report(CutMoved(stage="done", done=frames, total=frames))
    return FilmMade(
        file=str(out),
        frames=frames,
        seconds=float(frames / rate),
        slates=tuple(roll.edit.slate.shot for roll in ready if roll.missing),
    )


@contextlib.contextmanager
def _workshop(out: Path, cache: Path) -> Iterator[tuple[Path, Path]]:
    """A folder to work in and the unfinished film's place; nothing of them stays.

    Both have fixed names, so that what a killed run left is cleared by the next one.
    """
    work = cache / f"cutting-{digest_of(str(out.resolve()))[:16]}"
    unfinished = out.with_name(f".{out.name}.partial")

    def clear() -> None:
        shutil.rmtree(work, ignore_errors=True)
        unfinished.unlink(missing_ok=True)

    try:
        clear()
        work.mkdir(parents=True)
        out.parent.mkdir(parents=True, exist_ok=True)
        yield work, unfinished
    except OSError as error:
        raise MediaError(f"{out.name} could not be written: {error}") from error
    finally:
        # What went wrong before is what counts.
        with contextlib.suppress(OSError):
            clear()


def _teller(
    report: Callable[[Event], None],
    stage: Literal["conform", "picture", "sound"],
    total: int,
) -> Callable[[int], None]:
    """Reports about every hundredth part of a stage, its start and its end."""
    told = -1

    def tell(done: int) -> None:
        nonlocal told
        part = done * 100 // max(total, 1)
        if part != told:
            told = part
            report(CutMoved(stage=stage, done=done, total=total))

    tell(0)
    return tell


def _verify(film: Path, timeline: Timeline) -> None:
    """Whether the file is the film that the timeline says; MediaError where not."""
    facts = probe(film)
    if facts.frames != timeline.length or not facts.uniform:
        raise MediaError(
            f"the film came out with {facts.frames} frames in place of "
            f"{timeline.length}, or not evenly spaced"
        )
    wanted = float(timeline.length / Fraction(timeline.rate))
    if abs(facts.sound_seconds - wanted) > 1 / Fraction(timeline.rate):
        raise MediaError(
            f"the film's sound lasts {facts.sound_seconds:.3f} s in place of "
            f"{wanted:.3f} s"
        )
