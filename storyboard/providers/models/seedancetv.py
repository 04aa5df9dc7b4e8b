"""seedance.tv's one model, of unknown price.

Figures: sheet seedancetv.md, read 2026-11-21; all come from one blog post. The model's
name is ours, since the service has no field for one.
"""

from collections.abc import Mapping

from storyboard.model.capabilities import (
    TOLD_BY_DEFAULT,
    Capabilities,
    Mode,
    OwnField,
)

NAME = "seedancetv"
"""The name used in boards."""

CAMERA: Mapping[str, Mapping[str, str]] = {
    "zoom in": {"zoom": "in"},
    "pan left": {"pan": "left"},
}
"""The moves whose values the post shows; every other one is said in the prompt alone,
as these are too."""

MODELS = (
    Capabilities(
        provider=NAME,
        model="seedance-2.0",
        origin="paid",
        modes=(
            Mode(
                name="text to video",
                note="seedancetv has no field for the resolution: clips come in 1080p "
                "by its document, whatever the board says, and are scaled to the film",
            ),
        ),
        told=TOLD_BY_DEFAULT - {"model", "references", "audio", "web_search"}
        | {"seed", "move"},
        aspects=("16:9", "9:16", "1:1"),
        # Not asked, but no clip of 1080p makes a film in 4k.
        resolutions=("480p", "720p", "1080p"),
        together="scenes",
        seed=True,
        extra={
            "style": OwnField(
                kind="text",
                least=1,
                about="One of the service's styles; `storyboard providers seedancetv "
                "--ask` lists them.",
            ),
            "camera": OwnField(
                kind="object",
                about="zoom, pan and tilt, each as text; only `zoom: in` and "
                "`pan: left` are documented, and not that they belong into an object.",
            ),
            "motion_level": OwnField(
                kind="text",
                least=1,
                about="How much happens, from low to high; only `high` is shown.",
            ),
        },
        fields={
            "prompt": "prompt, or scenes[].prompt",
            "seconds": "duration_secs, or scenes[].duration_secs",
            "aspect": "aspect_ratio",
            "seed": "seed",
            "move": "camera, for zoom in and pan left; and in the prompt",
        },
        usual_seconds=120,
        caution="seedancetv is experimental: it is known from a blog post alone, and "
        "nobody has shown that its address answers; it takes no images",
    ),
)
"""One row; its price is unknown (sheet, Pricing)."""
