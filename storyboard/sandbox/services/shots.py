"""Several shots in one prompt: the numbered list that stands for a multi-shot job."""

import re

_SHOT = re.compile(r"Shot (\d+) \((\d+(?:\.\d+)?)\s*[–-]\s*(\d+(?:\.\d+)?) s\):\s*(.*)")
_HEAD = re.compile(r"\d+ shots in \d+(?:\.\d+)? seconds\b.*")
_NEAR = 0.011
"""Seconds by which written times may miss each other."""


def shots_of(prompt: str, seconds: float) -> tuple[tuple[str, float], ...]:
    """The shots that a prompt lists, each with its prompt and its seconds.

    `Shot 2 (5–9 s): words…`, one on a line, numbered from 1 and each beginning where
    the one before ends, is a list; all other lines hold for every shot, but for the
    line that announces the list. The last shot lasts to the end of the clip. A prompt
    without a list, or with one that does not fit the clip, is one shot.
    """
    common: list[str] = []
    found: list[tuple[int, float, float, str]] = []
    for line in prompt.splitlines():
        match = _SHOT.fullmatch(line.strip())
        if match:
            number, start, end, words = match.groups()
            found.append((int(number), float(start), float(end), words))
        elif not _HEAD.fullmatch(line.strip()):
            common.append(line)
    if not found or not _follow(found, seconds):
        return ((prompt, seconds),)
    ends = [end for _, _, end, _ in found[:-1]] + [seconds]
    return tuple(
        ("\n".join([*common, words]).strip(), round(end - start, 3))
        for (_, start, _, words), end in zip(found, ends, strict=True)
    )


def _follow(found: list[tuple[int, float, float, str]], seconds: float) -> bool:
    """Whether the shots are numbered in order, without gaps, and fit the clip."""
    at = 0.0
    for expected, (number, start, end, _) in enumerate(found, 1):
        if number != expected or abs(start - at) > _NEAR or end <= start:
            return False
        at = end
    return at <= seconds + _NEAR
