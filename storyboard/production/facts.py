"""What the files of a request are, for services that take only some."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from storyboard.errors import BoardError, MediaError, Problem
from storyboard.model.capabilities import Capabilities
from storyboard.model.media import FileFacts
from storyboard.model.request import ClipRequest, MediaInput
from storyboard.model.value import ShotId
from storyboard.production.script import Script


def with_facts(
    script: Script,
    requests: Sequence[ClipRequest],
    offers: Callable[[str, str | None], Capabilities | None],
) -> tuple[ClipRequest, ...]:
    """The requests, each file with its size and length where its model minds them.

    Embedded models take any file, so that nothing is looked at for them. BoardError
    with a problem for each file that cannot be read.
    """
    facts = cache(facts_of)
    problems: dict[str, Problem] = {}

    def looked_at(medium: MediaInput, shot: ShotId) -> MediaInput:
        if not medium.file:
            # A frame of a clip: no service minds what another one makes.
            return medium
        try:
            found = facts(script.file(medium.file))
        except MediaError as error:
            message = f"shot {shot} cannot use {medium.file}: {error.message}"
            problems.setdefault(medium.file, Problem("unreadable", message))
            return medium
        return medium.model_copy(update={"facts": found})

    def known(request: ClipRequest) -> ClipRequest:
        offered = offers(request.provider, request.model)
        if offered is None or offered.origin == "animatic":
            return request
        media = tuple(looked_at(medium, request.shot) for medium in request.media)
        return request.model_copy(update={"media": media})

    measured = tuple(known(request) for request in requests)
    if problems:
        raise BoardError("not every file can be used", tuple(problems.values()))
    return measured


def facts_of(file: Path) -> FileFacts:
    """A file's facts; MediaError where it cannot be read."""
    from storyboard.media.probe import probe  # noqa: PLC0415 - heavy

    found = probe(file)
    return FileFacts(
        bytes=file.stat().st_size,
        suffix=file.suffix.lower(),
        width=found.width or None,
        height=found.height or None,
        seconds=found.seconds or None,
        fps=float(found.rate) if found.rate else None,
    )
