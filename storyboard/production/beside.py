"""What lies beside a finished film: subtitles, a poster, a preview."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from storyboard.errors import BoardError
from storyboard.model.storyboard import Storyboard
from storyboard.model.time import to_frames
from storyboard.model.timeline import Timeline
from storyboard.production.versions import Version
from storyboard.store.films import FilmRecord

_SUBTITLES = "subtitles"
_PREVIEW = "preview 1"
"""The number counts up when previews are drawn otherwise."""


@dataclass(frozen=True)
class Beside:
    """The files that belong beside one film."""

    film: Path
    timeline: Timeline
    drawn: Mapping[str, tuple[str, Callable[[], None]]]
    """By name: what each that is drawn from the film is made as, and how."""
    subtitled: bool
    """Whether subtitles belong there."""

    def complete(self, record: FilmRecord) -> bool:
        """Whether all of them are there, as they should be."""
        if self.subtitled and not self._has_subtitles(record):
            return False
        return all(
            record.has_beside(name, made_as, self.film)
            for name, (made_as, _) in self.drawn.items()
        )

    def make(self, record: FilmRecord | None) -> dict[str, str]:
        """Make those that are missing, all without a record; what each was made as.

        MediaError where one cannot be made.
        """
        made: dict[str, str] = {}
        if self.subtitled:
            if record is None or not self._has_subtitles(record):
                made |= dict.fromkeys(self._write_subtitles(), _SUBTITLES)
            else:
                made |= {n: a for n, a in record.beside.items() if a == _SUBTITLES}
        for name, (made_as, make) in self.drawn.items():
            if record is None or not record.has_beside(name, made_as, self.film):
                make()
            made[name] = made_as
        return made

    def _has_subtitles(self, record: FilmRecord) -> bool:
        names = [name for name, as_ in record.beside.items() if as_ == _SUBTITLES]
        return bool(names) and all(
            record.has_beside(name, _SUBTITLES, self.film) for name in names
        )

    def _write_subtitles(self) -> list[str]:
        from storyboard.assembly.subtitle_files import (  # noqa: PLC0415
            write_subtitles,
        )

        return [path.name for path in write_subtitles(self.timeline, self.film)]


def beside_film(board: Storyboard, version: Version, timeline: Timeline) -> Beside:
    """What belongs beside a film; beside a draft or a part, nothing.

    BoardError where the poster is taken after the film's end.
    """
    film, output = version.file, board.output
    drawn: dict[str, tuple[str, Callable[[], None]]] = {}
    if not version.whole:
        return Beside(film, timeline, drawn, subtitled=False)
    if output.poster is not None:
        frame = to_frames(output.poster, Fraction(timeline.rate))
        if frame > timeline.length:
            # The check knows no better where own material is as long as it is.
            raise BoardError(
                f"the poster is taken at {output.poster:g} s, but the film ends at "
                f"{float(timeline.length / Fraction(timeline.rate)):.2f} s; take it "
                "earlier (`output` in the board)"
            )
        # Half a frame before the end rounds up to the end.
        frame = min(frame, timeline.length - 1)
        poster = film.with_suffix(".jpg")
        drawn[poster.name] = (
            f"poster {frame}",
            lambda: _write_poster(film, timeline, frame, poster),
        )
    if output.gif:
        gif = film.with_suffix(".gif")
        drawn[gif.name] = (_PREVIEW, lambda: _write_gif(film, timeline, gif))
    spoken = any(track.subtitles for track in timeline.subtitles)
    return Beside(film, timeline, drawn, subtitled=spoken)


def _write_poster(film: Path, timeline: Timeline, frame: int, out: Path) -> None:
    from storyboard.assembly.posters import write_poster  # noqa: PLC0415 - heavy

    write_poster(film, timeline, frame, out)


def _write_gif(film: Path, timeline: Timeline, out: Path) -> None:
    from storyboard.assembly.posters import write_gif  # noqa: PLC0415 - heavy

    write_gif(film, timeline, out)
