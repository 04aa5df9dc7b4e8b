"""Images that a board brings along, brought into the panel's own light."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from storyboard.errors import MediaError
from storyboard.media.probe import opened_still
from storyboard.model.request import ClipRequest, MediaInput
from storyboard.panels.canvas import Canvas
from storyboard.panels.colour import Colour, from_rgb
from storyboard.panels.frame import Framing
from storyboard.panels.geometry import Bounds, trace
from storyboard.panels.scheme import Scheme
from storyboard.panels.strip import planes_of


@dataclass(frozen=True)
class Shows:
    """The images of a request, by what they show."""

    whole: Image.Image | None = None
    """The picture itself: a first frame."""
    ending: Image.Image | None = None
    """The picture that the shot comes to: a last frame."""
    place: Image.Image | None = None
    prints: tuple[Image.Image, ...] = ()
    """What is pinned to the corner: the people's images and those of nothing else."""
    things: Mapping[str, Image.Image] = field(default_factory=dict)
    hints: Mapping[str, Colour] = field(default_factory=dict)
    """The main colour of each person's image."""

    def above_strip(self, size: tuple[int, int], strip: int) -> "Shows":
        """The same with first and last frame as in a whole frame of this size.

        What a strip of that height hides of them is cut off, so that a frame of another
        clip is seen where it was, without the strip that it has itself.
        """
        across, down = size

        def seen(image: Image.Image | None) -> Image.Image | None:
            if image is None:
                return None
            whole = ImageOps.fit(image, size, Image.Resampling.BICUBIC)
            return whole.crop((0, 0, across, down - strip))

        return replace(self, whole=seen(self.whole), ending=seen(self.ending))


def images(request: ClipRequest, files: Mapping[str, Path]) -> Shows:
    """Read a request's images; MediaError where one cannot be read."""
    staging = request.staging
    frames = {
        m.role: m for m in request.media if m.role in {"first_frame", "last_frame"}
    }
    first, last = frames.get("first_frame"), frames.get("last_frame")
    people = {s.id for s in staging.subjects}
    things = {p.id for p in staging.props}
    shown: dict[str, Image.Image] = {}
    for media in request.media:
        name = media.of or media.digest
        if media.kind == "image" and media.role == "reference" and name not in shown:
            shown[name] = _read(media, files)
    place = shown.get(staging.place.id) if staging.place else None
    portraits = {who: image for who, image in shown.items() if who in people}
    return Shows(
        whole=_read(first, files) if first else None,
        ending=_read(last, files) if last else None,
        place=place,
        prints=tuple(
            image
            for name, image in shown.items()
            if name not in things and image is not place
        ),
        things={what: image for what, image in shown.items() if what in things},
        hints={who: _main_colour(image) for who, image in portraits.items()},
    )


def _read(media: MediaInput, files: Mapping[str, Path]) -> Image.Image:
    try:
        with opened_still(files[media.digest]) as image:
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((2400, 2400))
            return _flattened(upright)
    except (MediaError, UnidentifiedImageError) as error:
        raise MediaError(
            f"{media.file}: cannot be read as an image: {error}"
        ) from error


def _flattened(image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        over = image.convert("RGBA")
        ground = Image.new("RGBA", over.size, (236, 232, 224, 255))
        ground.alpha_composite(over)
        return ground.convert("RGB")
    return image.convert("RGB")


def _main_colour(image: Image.Image) -> Colour:
    """The strongest colour that covers a good part of an image's lower half."""
    lower = image.crop((0, image.height // 2, image.width, image.height))
    few = lower.resize((48, 48)).quantize(6)
    palette = few.getpalette() or [128, 128, 128]
    counts = few.getcolors() or [(1, 0)]
    tones = [
        (count, from_rgb(*palette[3 * int(index) : 3 * int(index) + 3]))
        for count, index in counts
        if isinstance(index, int)
    ]
    return max(tones, key=lambda tone: tone[0] * (0.04 + tone[1].chroma))[1]


def graded(image: Image.Image, scheme: Scheme, share: float) -> Image.Image:
    """An image in the scene's colours: a duotone mixed into it by `share`."""
    grey = ImageOps.autocontrast(image.convert("L"), cutoff=1)
    duotone = ImageOps.colorize(
        grey, scheme.shade.rgb, scheme.horizon.lighter(0.05).rgb, mid=scheme.middle.rgb
    )
    return Image.blend(image, duotone, share)


def fill(canvas: Canvas, image: Image.Image | None, *, margin: float = 0.0) -> None:
    """An image over the whole canvas, cropped to its shape.

    A canvas may be larger all round than what is seen, by a margin in picture heights;
    then the image is just what is seen.
    """
    if image is None:
        return
    across, down = canvas.planes[0].size
    for edge in dict.fromkeys((0, round(margin * canvas.scale / 2) * 2)):
        size = (across - 2 * edge, down - 2 * edge)
        new = planes_of(ImageOps.fit(image, size, Image.Resampling.BICUBIC))
        places = (edge, edge // 2, edge // 2)
        for plane, part, at in zip(canvas.planes, new, places, strict=True):
            plane.paste(part, (at, at))


def backdrop(canvas: Canvas, image: Image.Image, scheme: Scheme) -> None:
    """A location's image as what is seen behind everything."""
    fill(canvas, graded(image, scheme, 0.45))
    whole = canvas.bounds
    low = Bounds(whole.left, whole.top + whole.height * 0.55, whole.right, whole.bottom)
    canvas.veil(low, scheme.shade, 0.0, 0.45)


def framed(
    canvas: Canvas,
    image: Image.Image,
    middle: tuple[float, float],
    tall: float,
    scheme: Scheme,
    *,
    shape: float = 0.8,
) -> None:
    """An image as a mounted print: paper edge, soft shadow; `shape` is its aspect."""
    x, y = middle
    wide = tall * shape
    edge = tall * 0.035
    paper = scheme.horizon.mix(Colour(0.96, 0.0, 0.012), 0.7).at(0.90)
    for grow, alpha in trace(".035 .16, .02 .2, .008 .25"):
        off = tall * 0.02
        g = tall * grow
        canvas.bar(
            Bounds(
                x - wide / 2 - edge - g,
                y - tall / 2 - edge - g + off,
                x + wide / 2 + edge + g,
                y + tall / 2 + edge + g + off,
            ),
            scheme.shade,
            alpha,
        )
    canvas.bar(
        Bounds(
            x - wide / 2 - edge,
            y - tall / 2 - edge,
            x + wide / 2 + edge,
            y + tall / 2 + edge,
        ),
        paper,
    )
    left = round((x - wide / 2 - canvas.bounds.left) * canvas.scale / 2) * 2
    top = round((y - tall / 2 - canvas.bounds.top) * canvas.scale / 2) * 2
    size = (round(wide * canvas.scale / 2) * 2, round(tall * canvas.scale / 2) * 2)
    if min(size) < 2:
        return
    sized = ImageOps.fit(
        graded(image, scheme, 0.3),
        size,
        Image.Resampling.BICUBIC,
        centering=(0.5, 0.35),
    )
    for index, (plane, new) in enumerate(
        zip(canvas.planes, planes_of(sized), strict=True)
    ):
        plane.paste(new, (left, top) if index == 0 else (left // 2, top // 2))


def insets(canvas: Canvas, shows: Shows, scheme: Scheme, view: Framing) -> None:
    """The references that are pinned to the upper corner, as small prints."""
    tall = 0.20
    x = view.aspect / 2 - 0.06 - tall * 0.4
    for image in shows.prints[:4]:
        framed(canvas, image, (x, 0.16), tall, scheme)
        x -= tall * 1.02
