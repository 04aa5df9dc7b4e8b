"""Between RGB and the film's own colours: Y'CbCr of BT.709, limited range."""

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace

from storyboard.media.read import Plane, Planes


def to_planes(rgb: Plane) -> Planes:
    """A picture of sRGB, shape (height, width, 3), as a yuv420p frame."""
    return folded(to_layers(rgb))


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


def unfolded(planes: Planes) -> Plane:
    """A yuv420p frame as Y'CbCr in full, shape (height, width, 3).

    Each sample of colour is repeated, so that `folded` gives back the same frame.
    """
    y, cb, cr = planes
    layers = np.empty((*y.shape, 3), np.uint8)
    layers[..., 0] = y
    for channel, plane in ((1, cb), (2, cr)):
        for down in (0, 1):
            for across in (0, 1):
                layers[down::2, across::2, channel] = plane
    return layers


def folded(layers: Plane) -> Planes:
    """Y'CbCr in full as a yuv420p frame: each four samples of colour become one."""
    quarters = layers[::2, ::2, 1:].astype(np.uint16)
    quarters += layers[::2, 1::2, 1:]
    quarters += layers[1::2, ::2, 1:]
    quarters += layers[1::2, 1::2, 1:]
    colour = ((quarters + 2) >> 2).astype(np.uint8)
    return np.ascontiguousarray(layers[..., 0]), colour[..., 0], colour[..., 1]
