"""Between RGB and the film's own colours: Y'CbCr of BT.709, limited range."""

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace

from storyboard.media.read import Plane, Planes


def to_planes(rgb: Plane) -> Planes:
    """A picture of sRGB, shape (height, width, 3), as a yuv420p frame."""
    return _folded(to_layers(rgb))


def to_layers(rgb: Plane) -> Plane:
    """A picture of sRGB as Y'CbCr, shape (height, width, 3), nothing subsampled."""
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24")
    converted = frame.reformat(
        format="yuv444p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
    )
    layers: Plane = np.ascontiguousarray(
        np.moveaxis(converted.to_ndarray(), 0, -1), np.uint8
    )
    return layers


def _folded(layers: Plane) -> Planes:
    """Y'CbCr in full as a yuv420p frame: each four samples of colour become one."""
    quarters = layers[::2, ::2, 1:].astype(np.uint16)
    quarters += layers[::2, 1::2, 1:]
    quarters += layers[1::2, ::2, 1:]
    quarters += layers[1::2, 1::2, 1:]
    colour = ((quarters + 2) >> 2).astype(np.uint8)
    return np.ascontiguousarray(layers[..., 0]), colour[..., 0], colour[..., 1]
