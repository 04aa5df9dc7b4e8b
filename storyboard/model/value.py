"""What every noun is built on: frozen pydantic models and scalar types."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, NewType

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    ValidationInfo,
)

from storyboard.errors import Where

ShotId = NewType("ShotId", str)
SceneId = NewType("SceneId", str)


class Value(BaseModel):
    """A frozen noun; unknown fields are refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        protected_namespaces=(),
    )


Text = Annotated[str, Field(min_length=1)]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
Seconds = Annotated[Number, Field(gt=0, le=86_400)]
Moment = Annotated[Number, Field(ge=0, le=86_400)]
"""A time from some start, in seconds; 0 is allowed."""
Decibels = Annotated[Number, Field(ge=-96, le=24)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
"""An id that templates see as a variable."""
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


@dataclass(frozen=True)
class IsAsset:
    """Marks a text field that names a media or template file."""

    kind: str
    """`image`, `video`, `audio`, `picture` (image or video), `font`, `template`,
    `table`."""


def _placed(value: str | None, info: ValidationInfo) -> str | None:
    context: Mapping[str, Any] = info.context or {}
    place: Callable[[str], str] | None = context.get("place")
    if place is None or value is None:
        return value
    return place(value)


_Placed = AfterValidator(_placed)
ImageFile = Annotated[str, Field(min_length=1), IsAsset("image"), _Placed]
"""A file named in a board; after reading: a path from the project's folder, with
`/`, or `pack:NAME/…`. The validation context's `place` turns one into the other and
raises what `forms.wrong` gives where it cannot."""
AudioFile = Annotated[str, Field(min_length=1), IsAsset("audio"), _Placed]
MaybeImage = Annotated[str | None, IsAsset("image"), _Placed]
MaybeVideo = Annotated[str | None, IsAsset("video"), _Placed]
MaybeAudio = Annotated[str | None, IsAsset("audio"), _Placed]
MaybePicture = Annotated[str | None, IsAsset("picture"), _Placed]
MaybeFont = Annotated[str | None, IsAsset("font"), _Placed]
MaybeTemplate = Annotated[str | None, IsAsset("template"), _Placed]
MaybeTable = Annotated[str | None, IsAsset("table"), _Placed]


def assets(value: object, where: Where = ()) -> Iterator[tuple[Where, str, str]]:
    """Every file that a model names: where, kind, path."""
    if value is None or isinstance(value, str | int | float):
        return
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            held = getattr(value, name)
            key = field.alias or name
            kind = next((m.kind for m in field.metadata if isinstance(m, IsAsset)), "")
            if kind and held is not None:
                yield (*where, key), kind, held
            elif not kind:
                yield from assets(held, (*where, key))
    elif isinstance(value, Mapping):
        for key, held in value.items():
            yield from assets(held, (*where, key))
    elif isinstance(value, tuple | list):
        for index, held in enumerate(value):
            yield from assets(held, (*where, index))


def exact(seconds: float) -> Fraction:
    """The decimal number as written, not its binary neighbour: 0.1 is 1/10."""
    return Fraction(str(seconds))


def half_up(amount: Fraction) -> int:
    """Rounded to a whole number, halves up."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)
