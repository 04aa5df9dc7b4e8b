"""Which films one board makes: the film itself, its variants, drafts and parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from storyboard.errors import BoardError, PlanError, offer
from storyboard.model.breakdown import breakdown
from storyboard.model.containers import (
    FILMS,
    codec_in,
    file_ends,
    mismatch,
    name_part,
)
from storyboard.model.finish import Variant
from storyboard.model.storyboard import Storyboard
from storyboard.model.value import ShotId, assets
from storyboard.model.words import Codec
from storyboard.production.script import Planned, Script, providers_of
from storyboard.production.selecting import selected

MAIN = "main"
"""The film itself among its variants."""


@dataclass(frozen=True)
class Order:
    """Which films are wanted, and how much of them; by default all, in full."""

    variants: tuple[str, ...] = ()
    """By name, MAIN being the film itself; none: all."""
    draft: bool = False
    """Half the size, coded fast, with shot and time code in the picture."""
    shots: tuple[str, ...] = ()
    """Words that select the shots to be seen; none: all."""
    start: str | None = None
    """Where to start: a time or a shot, see `assembly.between`."""
    end: str | None = None
    """Where to end."""

    @property
    def is_part(self) -> bool:
        """Whether only a part of each film is wanted."""
        return bool(self.shots) or self.start is not None or self.end is not None


@dataclass(frozen=True)
class Version:
    """A film that is to be cut."""

    file: Path
    codec: Codec
    variant: Variant | None = None
    """None: the film itself."""
    draft: bool = False
    shots: frozenset[ShotId] | None = None
    """The shots that are to be seen; None: all."""
    start: str | None = None
    """Where to start: a time or a shot."""
    end: str | None = None
    """Where to end."""

    @property
    def whole(self) -> bool:
        """Whether it is the finished film, neither a draft nor a part."""
        return not self.draft and (self.shots, self.start, self.end) == (None,) * 3

    def of(self, board: Storyboard) -> Storyboard:
        """The board with this film's picture; nothing that is shot changes by it."""
        if self.variant is None or self.variant.format is None:
            return board
        changed = self.variant.format.model_dump(exclude_none=True)
        return board.model_copy(
            update={"format": board.format.model_copy(update=changed)}
        )


def versions(
    planned: Planned,
    order: Order = Order(),
    out: Path | None = None,
) -> tuple[Version, ...]:
    """The films that are to be cut; free, and before anything is made.

    `out` is where the film goes, its variants beside it; a variant that is the only
    film goes to `out` itself. PlanError where a word names no variant or no shot,
    BoardError where a film could not be written there.
    """
    script = planned.script
    chosen = tuple(_chosen(script.board, order.variants))
    shots = None
    if order.shots:
        shots = selected(script, order.shots, lambda: planned)
        if not shots:
            raise PlanError(f"{' '.join(order.shots)} selects no shot now")
    found = []
    for variant in chosen:
        file = _file(script, order, variant, out, alone=len(chosen) == 1)
        found.append(
            Version(
                file=file,
                codec=_codec(script.board, file, draft=order.draft),
                variant=variant,
                draft=order.draft,
                shots=shots,
                start=order.start,
                end=order.end,
            )
        )
    return tuple(found)


def _chosen(board: Storyboard, names: Sequence[str]) -> Iterator[Variant | None]:
    """In the board's order, the film itself first."""
    known = {MAIN: None, **{variant.name: variant for variant in board.variants}}
    for name in names:
        if name not in known:
            raise PlanError(
                f'there is no variant "{name}" ({offer(name, list(known))}; {MAIN} is '
                "the film itself)"
            )
    yield from (known[name] for name in known if not names or name in names)


def film_file(script: Script, out: Path | None = None) -> Path:
    """Where the finished film goes: `out`, or what the board says.

    Neither an animatic nor a sandbox's film takes a paid one's place. BoardError where
    the name is no film's, or that of a file which the film is made of.
    """
    return _writable(script, out or _own_film_file(script))


def _file(
    script: Script,
    order: Order,
    variant: Variant | None,
    out: Path | None,
    *,
    alone: bool,
) -> Path:
    file = out or _own_film_file(script)
    stem = file.stem
    if variant is not None and not (out and alone):
        stem += f"-{name_part(variant.name)}"
    if out is None and order.is_part:
        stem += "-part"
    if out is None and order.draft:
        stem, file = f"{stem}-draft", file.with_suffix(".mp4")
    return _writable(script, file.with_stem(stem))


def _writable(script: Script, file: Path) -> Path:
    if file.suffix.lower() not in FILMS:
        raise BoardError(f"{file} is no film's name: it ends in {', '.join(FILMS)}")
    if any(
        file.resolve() == script.file(asset) for _, _, asset in assets(script.board)
    ):
        raise BoardError(
            f"the film would overwrite {file}, which it is made of; "
            "give it another name with `output` in the board"
        )
    return file


def _codec(board: Storyboard, file: Path, *, draft: bool) -> Codec:
    if draft:
        if codec_in(file, "h264") is None:
            ends = ", ".join(file_ends("h264"))
            raise BoardError(f"{file.name}: a draft is H.264 and ends in {ends}")
        return "h264"
    codec = codec_in(file, board.output.codec)
    if codec is None:
        message, hint = mismatch(file, board.output.codec or "h264")
        raise BoardError(f"{file.name}: {message}; {hint} (`output` in the board)")
    return codec


def _own_film_file(script: Script) -> Path:
    board = script.board
    written = board.output.file
    if written is None:
        end = file_ends(board.output.codec)[0]
        written = f"{name_part(board.title) or 'film'}{end}"
    file = script.project.board.parent / written
    stem = file.stem
    if script.provider and {script.provider} != _named(script):
        stem += f"-{script.provider}"
    return file.with_stem(f"{stem}-sandbox" if _in_a_sandbox(script) else stem)


def _named(script: Script) -> set[str]:
    """Every provider that a board names."""
    return {name for sheet in breakdown(script.board) for name in sheet.providers}


def _in_a_sandbox(script: Script) -> bool:
    """Whether any of a film's services is on this machine."""
    asked = {script.provider} if script.provider else _named(script)
    accounts = (each.account for each in providers_of(script, asked).values())
    return any(account is not None and account.loopback for account in accounts)
