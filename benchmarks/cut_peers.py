"""What `benchmarks.cut` is measured against: MoviePy, and one call of ffmpeg.

Both read the same clips and code with the same settings as the cut does.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import imageio_ffmpeg

from benchmarks.cut_material import FRAMES, OVERLAP, RATE

_PICTURE = ("-preset", "veryfast", "-crf", "18", "-bf", "0", "-g", "48")
_SECONDS = float(FRAMES / RATE)
_OVER = float(OVERLAP / RATE)


def moviepy(clips: Sequence[Path], out: Path, method: str, *, sound: bool) -> None:
    """Concatenate as MoviePy's guide shows: `chain`, `compose`, or `crossfades`."""
    # Half a second to load, which is not counted: see `benchmarks.cut_measured`.
    from moviepy import VideoFileClip, concatenate_videoclips  # noqa: PLC0415
    from moviepy.audio.fx import AudioFadeIn, AudioFadeOut  # noqa: PLC0415
    from moviepy.video.fx import CrossFadeIn  # noqa: PLC0415

    loaded = [VideoFileClip(str(path), audio=sound) for path in clips]
    if method == "crossfades":
        heard = [AudioFadeIn(_OVER), AudioFadeOut(_OVER)] if sound else []
        faded = [clip.with_effects([CrossFadeIn(_OVER), *heard]) for clip in loaded]
        film = concatenate_videoclips(faded, method="compose", padding=-_OVER)
    else:
        film = concatenate_videoclips(loaded, method=method)
    film.write_videofile(
        str(out),
        fps=float(RATE),
        codec="libx264",
        preset="veryfast",
        ffmpeg_params=[*_PICTURE[2:], "-pix_fmt", "yuv420p"],
        audio=sound,
        audio_codec="aac",
        audio_bitrate="192k",
        temp_audiofile_path=str(out.parent),
        logger=None,
    )
    for clip in loaded:
        clip.close()


def ffmpeg(clips: Sequence[Path], out: Path, *, dissolves: bool, sound: bool) -> None:
    """One call with a filter graph; as many threads as it likes."""
    graph = _faded(len(clips), sound) if dissolves else _joined(len(clips), sound)
    script = out.with_suffix(".graph")
    script.write_text(graph)
    inputs = [part for clip in clips for part in ("-i", str(clip))]
    heard = ("-map", "[a]", "-c:a", "aac", "-b:a", "192k") if sound else ()
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        *("-v", "error", "-nostdin", "-y"),
        *inputs,
        *("-/filter_complex", str(script)),
        *("-map", "[v]", "-c:v", "libx264", *_PICTURE, "-pix_fmt", "yuv420p"),
        *heard,
        *("-movflags", "+faststart", str(out)),
    ]
    subprocess.run(command, check=True)


def _joined(count: int, sound: bool) -> str:  # noqa: FBT001
    pads = "".join(f"[{n}:v]" + (f"[{n}:a]" if sound else "") for n in range(count))
    return f"{pads}concat=n={count}:v=1:a={int(sound)}[v]" + ("[a]" if sound else "")


def _faded(count: int, sound: bool) -> str:  # noqa: FBT001
    steps = []
    for n in range(1, count):
        to = "" if n == count - 1 else str(n)
        offset = n * (_SECONDS - _OVER)
        before = f"v{n - 1}" if n > 1 else "0:v"
        fade = f"xfade=transition=fade:duration={_OVER}:offset={offset}"
        steps.append(f"[{before}][{n}:v]{fade}[v{to}]")
        if sound:
            before = f"a{n - 1}" if n > 1 else "0:a"
            steps.append(f"[{before}][{n}:a]acrossfade=d={_OVER}[a{to}]")
    return ";\n".join(steps)
