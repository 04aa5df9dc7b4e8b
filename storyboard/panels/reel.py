"""The frames of a panel, in order."""

import numpy as np
from PIL import Image

from storyboard.panels.geometry import Bounds
from storyboard.panels.layer import Layer, lay
from storyboard.panels.life import Field
from storyboard.panels.panel import Panel
from storyboard.panels.strip import to_rgb

_ENDING = 0.68
"""The share of a shot after which it goes over to its last frame."""


class Reel:
    """Makes a panel's frames in order; layers that stand still are laid only once."""

    def __init__(self, shown: Panel) -> None:
        self._panel = shown
        self._below: list[Image.Image] = []
        self._laid = -1
        self._views: list[Bounds] = []

    def planes(self, share: float, seconds: float) -> tuple[Field, Field, Field]:
        """Y, Cb and Cr at a share (0 to 1) of the shot, which is so many seconds in."""
        shown = self._panel
        across, down = shown.size
        look = shown.path(share)
        views = [
            _swayed(look.view(layer.depth, across / down), layer, share, seconds)
            for layer in shown.layers
        ]
        still = 0
        while still < len(self._views) and views[still] == self._views[still]:
            still += 1
        frame = self._standing(still, views)
        for layer, view in zip(shown.layers[still:], views[still:], strict=True):
            lay(frame, layer, view)
        if shown.ending and share > _ENDING:
            part = (share - _ENDING) / (1 - _ENDING)
            frame = [
                Image.blend(a, b, part)
                for a, b in zip(frame, shown.ending, strict=True)
            ]
        luma = np.array(frame[0])
        shown.life.over(luma, seconds)
        return luma, np.asarray(frame[1]), np.asarray(frame[2])

    def _standing(self, still: int, views: list[Bounds]) -> list[Image.Image]:
        """A new frame with the layers that have not moved since the last one."""
        if still != self._laid:
            across, down = self._panel.size
            half = (across // 2, down // 2)
            sizes = ((self._panel.size, 16), (half, 128), (half, 128))
            self._below = [Image.new("L", size, tone) for size, tone in sizes]
            for layer, view in zip(self._panel.layers[:still], views, strict=False):
                lay(self._below, layer, view)
        self._laid, self._views = still, views
        return [plane.copy() for plane in self._below]


def _swayed(view: Bounds, layer: Layer, share: float, seconds: float) -> Bounds:
    """The view, moved against the layer's own motion."""
    across, bob, beat = layer.sway
    if not across and not bob:
        return view
    x = across * (share - 0.5)
    y = bob * float(np.sin(seconds * 2 * np.pi / beat)) if beat else 0.0
    return Bounds(view.left - x, view.top - y, view.right - x, view.bottom - y)


def still(panel: Panel, share: float = 0.5) -> Image.Image:
    """One moment of a panel as an RGB image."""
    planes = Reel(panel).planes(share, share)
    return to_rgb([Image.fromarray(plane) for plane in planes])
