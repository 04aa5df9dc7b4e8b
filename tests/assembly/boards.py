"""Boards of a few shots, and their timelines from sources that nobody reads."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from storyboard.assembly.edit import edit
from storyboard.model.storyboard import Storyboard
from storyboard.model.timeline import Source, Timeline

LENGTHS = {"short.mp4": 1.25, "long.mp4": 60.0, "voice.wav": 2.5}


def board_of(shots: Sequence[object], **rest: object) -> Storyboard:
    whole = {
        "storyboard": 1,
        "title": "Test",
        "format": {"fps": "24"},
        "scenes": [{"id": "one", "shots": shots}],
    }
    return Storyboard.model_validate(whole | rest)


def timeline_of(
    board: Storyboard, sources: Mapping[str, Source] | None = None
) -> Timeline:
    return edit(
        board,
        {
            shot.id: (sources or {}).get(
                shot.id,
                Source(kind="clip", file=f"/clips/{shot.footage or shot.id}"),
            )
            for shot in board.shots()
        },
        digest=lambda asset: f"digest of {asset}",
        file=lambda asset: Path("/project") / asset,
        seconds=lambda path: LENGTHS[path.name],
    )


def over(kind: str, seconds: float) -> dict[str, object]:
    return {"kind": kind, "seconds": seconds, "over": "handles"}


def places(timeline: Timeline) -> list[tuple[int, int, int]]:
    return [(each.start, each.length, each.at) for each in timeline.edits]
