"""The storyboard as written: every key of the language, version 1.

Short forms (`enter: dissolve 0.5`) become their one long form while reading; what
these models hold is always the long form. Attribute docstrings become the
descriptions in the JSON Schema and in an editor's hover.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from storyboard.model.finish import Lettering, Output, Sound, Subtitles, Title, Variant
from storyboard.model.library import (
    Character,
    Location,
    Preset,
    Prop,
    Style,
    StyleField,
    Uses,
)
from storyboard.model.parts import (
    Format,
    Generate,
    Providers,
    Seed,
    SeedField,
)
from storyboard.model.scene import Defaults, Scene, Shot
from storyboard.model.value import (
    Identifier,
    ShotId,
    Text,
    Value,
)


class Storyboard(Value):
    """A film as a text file."""

    storyboard: Literal[1]
    """The version of the format: 1."""
    title: Text
    """The film's title."""
    notes: Text | None = None
    """For people; never told to a service."""
    use: Uses = ()
    """Reusable parts: library files and installed packs."""
    seed: SeedField = Seed()
    """One seed for the film, or {per: shot}."""
    provider: Providers = ("animatic",)
    """The service that makes the shots, or an order to fall back in."""
    model: Text | None = None
    """The provider's model, or a profile from storyboard.toml."""
    format: Format = Format()
    """The film's picture."""
    defaults: Defaults = Defaults()
    """What a shot is when it does not say."""
    style: StyleField = Style()
    """How the film looks: a style, or the id of one in `styles`."""
    styles: Mapping[Identifier, Style] = {}
    """Styles by id."""
    presets: Mapping[Identifier, Preset] = {}
    """Camera presets by id."""
    characters: Mapping[Identifier, Character] = {}
    """Characters by id."""
    locations: Mapping[Identifier, Location] = {}
    """Locations by id."""
    props: Mapping[Identifier, Prop] = {}
    """Props by id."""
    scenes: Annotated[tuple[Scene, ...], Field(min_length=1)]
    """The film's scenes, in order."""
    sound: Sound = Sound()
    """Music, narration, effects and the clips' own sound."""
    lettering: Lettering = Lettering()
    """How the letters of titles look that do not say."""
    titles: tuple[Title, ...] = ()
    """Titles, cards, lower thirds and credits."""
    generate: Generate = Generate()
    """Switches asked of services that have them."""
    subtitles: Subtitles | None = None
    """Subtitles made from dialogue and narration."""
    variants: tuple[Variant, ...] = ()
    """Other films from the same board."""
    output: Output = Output()
    """The finished film."""

    def shots(self) -> tuple[Shot, ...]:
        """Every shot of the film, in order."""
        return tuple(shot for scene in self.scenes for shot in scene.shots)

    def shot(self, name: ShotId) -> Shot:
        """The shot of this id; KeyError where there is none."""
        return self._by_id[name]

    @cached_property
    def _by_id(self) -> Mapping[ShotId, Shot]:
        return {shot.id: shot for shot in self.shots()}
