"""Write a clip: frames and sound in, an H.264/AAC mp4 out, the same bytes each time."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream
from numpy.typing import NDArray

from storyboard.errors import MediaError

Plane = NDArray[np.uint8]
SAMPLE_RATE = 48_000
_CHUNK = SAMPLE_RATE


class ClipWriter:
    """An mp4 that plays everywhere: yuv420p in BT.709, stereo AAC, index in front.

    Frames lie on a uniform grid of 1/`rate` seconds from 0. The same frames and
    samples give the same bytes on the same machine, whatever else it is doing, as long
    as `threads`, the encoder's, stay the same. `effort` is an x264 preset. Used as a
    context manager; left by an error, it removes its unfinished file. Raises MediaError
    in ffmpeg's own words.
    """

    def __init__(
        self,
        out: Path,
        size: tuple[int, int],
        rate: Fraction,
        *,
        quality: int = 21,
        effort: str = "ultrafast",
        sound: bool = True,
        threads: int = 1,
    ) -> None:
        if size[0] % 2 or size[1] % 2:
            raise MediaError(f"{out.name}: width and height must be even, not {size}")
        self._out = out
        self._size = size
        self._rate = rate
        self._frames = 0
        self._samples = 0
        try:
            self._file = av.open(
                str(out),
                "w",
                format="mp4",
                options={"movflags": "+faststart", "fflags": "+bitexact"},
            )
            self._picture = self._open_picture(quality, effort, threads)
            self._sound = self._open_sound() if sound else None
            self._file.start_encoding()
        except (OSError, av.FFmpegError) as error:
            raise MediaError(f"{out}: cannot be written: {error}") from error

    def _open_picture(self, quality: int, effort: str, threads: int) -> VideoStream:
        stream = self._file.add_stream("libx264", rate=self._rate)
        stream.width, stream.height = self._size
        stream.pix_fmt = "yuv420p"
        stream.time_base = 1 / self._rate
        stream.options = {
            "preset": effort,
            "crf": str(quality),
            "g": str(round(self._rate * 2)),
            # One frame type and no look-ahead: the fewest frames in memory.
            "bf": "0",
        }
        context = stream.codec_context
        context.thread_count = threads
        context.time_base = 1 / self._rate
        context.framerate = self._rate
        context.color_range = ColorRange.MPEG
        context.colorspace = Colorspace.ITU709
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        return stream

    def _open_sound(self) -> AudioStream:
        stream = self._file.add_stream("aac", rate=SAMPLE_RATE)
        stream.layout = "stereo"
        stream.bit_rate = 96_000
        # Quiet room tone gains nothing from a slow search for the best coding.
        stream.options = {"aac_coder": "fast"}
        return stream

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._finish()
            return
        self._file.close()
        self._out.unlink(missing_ok=True)

    def planes(self, planes: Sequence[Plane]) -> None:
        """Add a frame of Y, Cb and Cr: limited range, chroma at half size each way."""
        frame = av.VideoFrame(*self._size, "yuv420p")
        for target, plane in zip(frame.planes, planes, strict=True):
            rows = np.frombuffer(memoryview(target), np.uint8)
            rows = rows.reshape(-1, target.line_size)
            rows[:, : plane.shape[1]] = plane
        self._add(frame)

    def picture(self, rgb: Plane) -> None:
        """Add a frame of sRGB, shape (height, width, 3)."""
        frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
        self._add(
            frame.reformat(
                format="yuv420p",
                dst_colorspace=Colorspace.ITU709,
                dst_color_range=ColorRange.MPEG,
            )
        )

    def _add(self, frame: av.VideoFrame) -> None:
        frame.pts = self._frames
        frame.time_base = 1 / self._rate
        self._frames += 1
        try:
            self._file.mux(self._picture.encode(frame))
        except av.FFmpegError as error:
            raise MediaError(f"{self._out.name}: {error}") from error

    def sound(self, samples: NDArray[np.float32] | NDArray[np.int16]) -> None:
        """Add sound at 48 kHz, shape (samples, 2); float from -1 to 1, or 16 bit.

        Sound written ahead of its picture keeps the file well interleaved.
        """
        if self._sound is None:
            raise MediaError(f"{self._out.name}: was opened without sound")
        if samples.dtype == np.int16:
            samples = samples.astype(np.float32) / np.float32(32_768)
        try:
            for start in range(0, len(samples), _CHUNK):
                part = np.ascontiguousarray(
                    samples[start : start + _CHUNK].T, np.float32
                )
                frame = av.AudioFrame.from_ndarray(part, "fltp", "stereo")
                frame.sample_rate = SAMPLE_RATE
                frame.pts = self._samples
                frame.time_base = Fraction(1, SAMPLE_RATE)
                self._samples += part.shape[1]
                self._file.mux(self._sound.encode(frame))
        except av.FFmpegError as error:
            raise MediaError(f"{self._out.name}: {error}") from error

    def _finish(self) -> None:
        try:
            self._file.mux(self._picture.encode(None))
            if self._sound:
                self._file.mux(self._sound.encode(None))
            self._file.close()
        except (OSError, av.FFmpegError) as error:
            self._out.unlink(missing_ok=True)
            raise MediaError(f"{self._out.name}: {error}") from error
