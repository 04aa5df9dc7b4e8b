"""Still images in the film's frame."""

from pathlib import Path

from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from storyboard.assembly.conform import BLUR, Spec
from storyboard.assembly.framing import cover, inside
from storyboard.errors import MediaError
from storyboard.media.probe import opened_still


def still(path: Path, spec: Spec) -> Image.Image:
    """The image upright, fitted into the frame, RGB; what is clear in it is black.

    MediaError where it is no image, or damaged.
    """
    if not path.is_file():
        raise MediaError(f"there is no file {path}")
    try:
        with opened_still(path) as stored:
            upright = ImageOps.exif_transpose(stored).convert("RGBA")
    except UnidentifiedImageError as error:
        raise MediaError(f"{path.name} could not be read: {error}") from error
    black = Image.new("RGBA", upright.size, (0, 0, 0, 255))
    return _fitted(Image.alpha_composite(black, upright).convert("RGB"), spec)


def _fitted(image: Image.Image, spec: Spec) -> Image.Image:
    frame = Image.new("RGB", spec.size)
    if spec.fit != "fit":
        over = cover(image.size, spec.size, spec.focus)
        frame.paste(image.resize((over.width, over.height)), (over.x, over.y))
    if spec.fit == "blur":
        frame = frame.filter(ImageFilter.GaussianBlur(spec.height / BLUR))
    if spec.fit != "fill":
        within = inside(image.size, spec.size)
        small = image.resize((within.width, within.height))
        frame.paste(small, (within.x, within.y))
    return frame
