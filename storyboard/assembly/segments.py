"""The timeline in segments, each drawn from the same shots and titles throughout."""

from dataclasses import dataclass
from itertools import pairwise

from storyboard.model.timeline import Timeline


@dataclass(frozen=True)
class Segment:
    """A stretch of the film in which nothing comes in or goes out."""

    at: int
    """Its first frame."""
    end: int
    """The frame after its last."""
    edits: tuple[int, ...]
    """The edits that are seen, by their place in the timeline: one, or two that
    dissolve."""
    titles: tuple[int, ...] = ()
    """The titles that stand over them, by their place in the timeline."""

    @property
    def straight(self) -> bool:
        """Whether the frames of one shot pass as they are."""
        return len(self.edits) == 1 and not self.titles


def segments(timeline: Timeline) -> tuple[Segment, ...]:
    """The whole film, in order and without a gap."""
    edits, titles = timeline.edits, timeline.titles
    spans = [(e.at, e.end) for e in edits]
    lettering = [(t.at, t.at + t.length) for t in titles]
    marks = {moment for span in (*spans, *lettering) for moment in span}
    inside = sorted(m for m in marks if 0 <= m <= timeline.length)
    found = []
    first = 0
    for at, end in pairwise(inside):
        while spans[first][1] <= at:
            first += 1
        seen = [first]
        if first + 1 < len(spans) and spans[first + 1][0] <= at:
            seen.append(first + 1)
        over = [i for i, (start, stop) in enumerate(lettering) if start <= at < stop]
        found.append(Segment(at, end, tuple(seen), tuple(over)))
    return tuple(found)
