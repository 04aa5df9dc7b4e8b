"""Conforming: every clip in the film's size, rate, pixels and sound, made once."""

import os
from fractions import Fraction
from pathlib import Path

from storyboard.assembly.framing import Size, cover, inside
from storyboard.errors import MediaError
from storyboard.media.ffmpeg import media_input, media_output, run
from storyboard.media.probe import MediaFacts, probe
from storyboard.media.read import SAMPLE_RATE
from storyboard.media.settle import settle
from storyboard.model.request import digest_of
from storyboard.model.timeline import Edit, Source, Timeline
from storyboard.model.value import Value
from storyboard.model.words import Fit
from storyboard.store.caches import UNFINISHED, touch

_EDITION = 1
"""Counts up when conformed clips come out differently; old ones are then remade."""


class Spec(Value):
    """What a clip is conformed to."""

    width: int
    """Pixels."""
    height: int
    """Pixels."""
    rate: str
    """Frames per second, as a fraction."""
    fit: Fit = "fill"
    """How a clip of another shape is fitted."""
    focus: tuple[float, float] = (0.5, 0.5)
    """The point to keep when cropping."""

    @property
    def size(self) -> Size:
        """Width and height."""
        return self.width, self.height


def spec_of(timeline: Timeline, edit: Edit) -> Spec:
    """What the source of an edit is conformed to."""
    return Spec(
        width=timeline.width,
        height=timeline.height,
        rate=timeline.rate,
        fit=edit.fit,
        focus=edit.focus,
    )


def conform(source: Source, spec: Spec, cache: Path) -> Path:
    """The clip in the film's size, rate and sound: yuv420p in BT.709, 48 kHz stereo.

    A clip that fits is given back as it is. Any other is conformed whole and kept in
    `cache` under its content and the spec, so that it happens once. Safe to call from
    several processes at once, for the same clip, too. MediaError in ffmpeg's words.
    """
    original = Path(source.file)
    kept = _place(source, spec, cache)
    if kept.is_file() and _whole(kept):
        touch(kept)
        return kept
    facts = probe(original)
    if facts.kind != "video":
        raise MediaError(f"{original.name} is no video")
    if fits(facts, spec):
        return original
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = cache / f"{kept.stem}.{os.getpid()}{UNFINISHED}"
    try:
        run(_arguments(original, facts, spec, unfinished))
        _keep(unfinished, kept)
    finally:
        unfinished.unlink(missing_ok=True)
    return kept


def conformed(timeline: Timeline, cache: Path) -> frozenset[Path]:
    """Where the conformed clips of a timeline are kept, if it needs any."""
    return frozenset(
        _place(edit.source, spec_of(timeline, edit), cache)
        for edit in timeline.edits
        if edit.source.kind == "clip"
    )


def _place(source: Source, spec: Spec, cache: Path) -> Path:
    key = digest_of([_EDITION, source.digest, spec.model_dump(mode="json")])
    return cache / f"{key}.mp4"


def _whole(kept: Path) -> bool:
    """Whether a kept clip can be used; if not, it is as good as none."""
    try:
        probe(kept)
    except MediaError:
        return False
    return True


def _keep(unfinished: Path, kept: Path) -> None:
    """Rename a conformed clip into the cache and clear what killed runs left of it."""
    try:
        settle(unfinished, kept)
    except FileNotFoundError:
        # Another process kept the same clip a moment ago, and cleared ours.
        if not kept.is_file():
            raise
    for left in kept.parent.glob(f"{kept.stem}.*{UNFINISHED}"):
        left.unlink(missing_ok=True)


def fits(facts: MediaFacts, spec: Spec) -> bool:
    """Whether a clip can be cut as it is."""
    return (
        (facts.width, facts.height) == spec.size
        and facts.rate == Fraction(spec.rate)
        and facts.uniform
        and facts.plain
        and facts.pixels == "yuv420p"
        and facts.matrix == "bt709"
        and not facts.full_range
    )


def _arguments(
    original: Path, facts: MediaFacts, spec: Spec, unfinished: Path
) -> list[str]:
    silence = f"anullsrc=channel_layout=stereo:sample_rate={SAMPLE_RATE}"
    if facts.has_sound:
        # Samples lie where their time says: gaps are filled and lead-ins cut. Mono
        # goes to both sides in full; ffmpeg by itself would turn it down by 3 dB.
        both = ",pan=stereo|c0=c0|c1=c0" if facts.channels == 1 else ""
        heard = ["-map", "0:a:0", "-af", f"aresample=async=1:first_pts=0{both}"]
    else:
        heard = ["-f", "lavfi", "-i", silence, "-map", "1:a:0", "-shortest"]
    return [
        *media_input(original),
        *heard,
        *("-filter_complex", _picture_graph(facts, spec), "-map", "[picture]"),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "14", "-bf", "0"),
        *("-g", str(round(Fraction(spec.rate))), "-threads", "4"),
        *("-c:a", "aac", "-b:a", "256k", "-ar", str(SAMPLE_RATE), "-ac", "2"),
        *("-map_metadata", "-1", "-map_chapters", "-1", "-dn", "-sn"),
        *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
        *("-f", "mp4", media_output(unfinished)),
    ]


def _picture_graph(facts: MediaFacts, spec: Spec) -> str:
    """Ffmpeg turns a rotated picture upright by itself, before this graph."""
    # Nearest frame; a clip that starts late shows its first frame until then.
    rate = f"fps={spec.rate}:start_time=0"
    colour = (
        f"in_color_matrix={facts.matrix}:in_range={'pc' if facts.full_range else 'tv'}"
        ":out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd"
    )
    finish = (
        "setsar=1,format=yuv420p,setparams=range=tv:color_primaries=bt709"
        ":color_trc=bt709:colorspace=bt709[picture]"
    )
    size = (facts.width, facts.height)
    over = cover(size, spec.size, spec.focus)
    within = inside(size, spec.size)
    crop = (
        f"scale={over.width}:{over.height}:{colour},"
        f"crop={spec.width}:{spec.height}:{-over.x}:{-over.y}"
    )
    small = f"scale={within.width}:{within.height}:{colour}"
    place = f"{within.x}:{within.y}"
    if spec.fit == "fill":
        return f"[0:v:0]{rate},{crop},{finish}"
    if spec.fit == "fit":
        pad = f"pad={spec.width}:{spec.height}:{place}:color=black"
        return f"[0:v:0]{rate},{small},setsar=1,{pad},{finish}"
    blur = f"gblur=sigma={spec.height / BLUR}:steps=2"
    return (
        f"[0:v:0]{rate},split[a][b];[a]{crop},setsar=1,{blur}[back];"
        f"[b]{small},setsar=1[front];[back][front]overlay={place},{finish}"
    )


BLUR = 30
"""A blurred surround is blurred over this part of the frame's height."""
