"""A shot as a panel: layers in depth, the camera's path, and life over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as File

from PIL import Image

from storyboard.model.request import ClipRequest, Staging
from storyboard.model.time import frame_size
from storyboard.panels import picture
from storyboard.panels.camera import MARGIN, Path, camera, flat, seen
from storyboard.panels.canvas import Canvas
from storyboard.panels.cast.blocking import Figure, block
from storyboard.panels.cast.design import design_of
from storyboard.panels.cast.paint import paint_figures, shoulder
from storyboard.panels.frame import Framing, framing
from storyboard.panels.layer import Layer, finish
from storyboard.panels.life import Life, life_of
from storyboard.panels.mood import Mood, mood_of
from storyboard.panels.scheme import Scheme, scheme_for
from storyboard.panels.sets.above import from_above
from storyboard.panels.sets.choose import build, indoors, set_of
from storyboard.panels.sets.stage import Stage
from storyboard.panels.strip import planes_of, strip_height
from storyboard.panels.things import ground_props, hero, things_of
from storyboard.panels.words import chance

References = Mapping[str, File]
"""Image files of a request, by digest."""


@dataclass(frozen=True)
class Panel:
    """All that the frames of a shot are made from."""

    size: tuple[int, int]
    """The picture's pixels, without the strip."""
    layers: tuple[Layer, ...]
    """Back to front."""
    path: Path
    life: Life
    inside: bool
    """Whether the shot plays under a roof."""
    ending: tuple[Image.Image, ...] = ()
    """The planes that the shot comes to in its last third, where there are some."""


def panel(request: ClipRequest, references: References, *, strip: bool) -> Panel:
    """The panel of a request; MediaError where a reference image cannot be read."""
    staging = request.staging
    size = frame_size(request.aspect, request.resolution)
    hidden = strip_height(size) if strip else 0
    across, down = size[0], size[1] - hidden
    aspect = across / down
    seed = f"{request.seed or 0}"
    place = staging.place
    kind = _kind(staging)
    mood = mood_of(staging)
    scheme = scheme_for(staging.palette, mood, seed, place.id if place else "")
    path = camera(staging.move, staging.pace, request.seconds, f"{seed} {request.shot}")
    shows = picture.images(request, references).above_strip(size, hidden)
    view = framing(staging, aspect)
    painter = Painter(staging, view, scheme, mood, path, down, seed, kind)
    layers = painter.from_picture(shows) if shows.whole else painter.layers(shows)
    inside = indoors(kind)
    life = life_of(mood, (across, down), seed, inside=inside)
    ending = planes_of(shows.ending) if shows.ending else ()
    return Panel((across, down), layers, path, life, inside, ending)


def _kind(staging: Staging) -> str:
    place = staging.place
    found = set_of(place.name, place.sheet) if place else None
    if found:
        return found
    return "nowhere" if staging.subjects else "studio"


@dataclass(frozen=True)
class Painter:
    """Paints the layers of one shot."""

    staging: Staging
    view: Framing
    scheme: Scheme
    mood: Mood
    path: Path
    down: int
    """The picture's height in pixels."""
    seed: str
    kind: str

    @property
    def step(self) -> int:
        """Fine cells to a pixel: more where the picture is small."""
        return 4 if self.down < 600 else 3 if self.down < 1300 else 2

    def canvas(self, depth: float, *, clear: bool = True, room: float = 0.0) -> Canvas:
        """A canvas as large as the camera sees at a depth, and `room` beyond."""
        bounds = seen(self.path, depth, self.view.aspect).grown(room)
        ground = self.scheme.shade if clear else self.scheme.sky
        return Canvas(bounds, self.down * self.step / 2, ground, clear=clear)

    def layers(self, shows: "picture.Shows") -> tuple[Layer, ...]:
        """Set, things, figures and what stands in front of them."""
        stage = self._stage()
        if shows.place:
            picture.backdrop(stage.back, shows.place, self.scheme)
        elif self.staging.angle == "overhead":
            from_above(self.kind, stage)
        else:
            build(self.kind, stage)
        figures = block(
            self.staging,
            self.view,
            [design_of(s, shows.hints.get(s.id)) for s in self.staging.subjects],
        )
        cast = self.canvas(1.0, room=0.12)
        left = self._light_from_left()
        if figures:
            paint_figures(stage, cast, figures, self.staging, from_left=left)
            ground_props(stage, figures, self.staging)
        elif things := things_of(self.staging):
            hero(stage, cast, things, shows)
        if self.staging.angle == "over the shoulder" and figures:
            right = figures[-1].mark.foot[0] < 0
            shoulder(stage.front, stage, self.staging, right=right)
        picture.insets(stage.front, shows, self.scheme, self.view)
        return self._finished(stage, cast, figures)

    def from_picture(self, shows: "picture.Shows") -> tuple[Layer, ...]:
        """The layers where an image stands for the whole picture."""
        canvas = self.canvas(0.6, clear=False)
        picture.fill(canvas, shows.whole, margin=MARGIN)
        return tuple(finish(canvas, 0.6, self.step))

    def _stage(self) -> Stage:
        place = self.staging.place
        room = 0.25 if self.staging.angle == "dutch" else 0.0
        return Stage(
            back=self.canvas(0.2, clear=False, room=room),
            middle=self.canvas(0.8, room=room),
            front=self.canvas(1.35, room=room * 0.5),
            framing=self.view,
            scheme=self.scheme,
            mood=self.mood,
            words=f"{place.name} {place.sheet}" if place else "",
            seed=f"{self.seed} {place.id if place else ''}",
            clutter=self.view.size in {"extreme wide", "wide", "full", "medium wide"},
        )

    def _light_from_left(self) -> bool:
        place = self.staging.place.id if self.staging.place else ""
        return chance("light", self.seed, place).choice((True, False))

    def _finished(
        self, stage: Stage, cast: Canvas, figures: list[Figure]
    ) -> tuple[Layer, ...]:
        turn = 7.0 if self.staging.angle == "dutch" else 0.0
        soft = {
            "medium": 0.0035,
            "medium close-up": 0.007,
            "close-up": 0.011,
            "extreme close-up": 0.016,
        }
        blur = soft.get(self.view.size, 0.0) if figures or self._closely else 0.0
        sway = self._sway(figures)
        if flat(self.path):
            stage.back.take(stage.middle)
            middle: list[Layer] = []
        else:
            middle = finish(stage.middle, 0.8, self.step, blur=blur * 0.8, turn=turn)
        return (
            *finish(stage.back, 0.2, self.step, blur=blur, turn=turn),
            *middle,
            *finish(cast, 1.0, self.step, turn=turn, sway=sway),
            *finish(stage.front, 1.35, self.step, blur=blur * 0.6, turn=turn),
        )

    @property
    def _closely(self) -> bool:
        """Whether a thing is looked at from near by."""
        return bool(things_of(self.staging)) and self.kind != "studio"

    def _sway(self, figures: list[Figure]) -> tuple[float, float, float]:
        """Someone who walks crosses some of the frame; everyone else breathes."""
        if not figures:
            return (0.0, 0.0, 0.0)
        mark, pose = figures[-1].mark, figures[-1].pose
        if len(figures) == 1 and pose.moving and not self.view.tight:
            way = min(pose.moving * mark.height * 3, 0.2 * self.view.aspect)
            return (way * mark.facing, mark.height * 0.006, 0.55)
        return (0.0, min(mark.height * 0.0016, 0.004), 3.6)
