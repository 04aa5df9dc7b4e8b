"""What the files of a request are, for services that take only some."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from storyboard.errors import BoardError, MediaError
from storyboard.model.capabilities import Capabilities
from storyboard.model.media import FileFacts
from storyboard.model.request import ClipRequest
from storyboard.production.script import Script


def with_facts(
    script: Script,
    requests: Sequence[ClipRequest],
    offers: Callable[[str, str | None], Capabilities | None],
) -> tuple[ClipRequest, ...]:
    """The requests, each file with its size and length where its model minds them.

    Embedded models take any file, so that nothing is looked at for them. BoardError
    where a file cannot be read as what it is used for.
    """
    facts = cache(facts_of)

    def known(request: ClipRequest) -> ClipRequest:
        offered = offers(request.provider, request.model)
        if offered is None or not request.media or offered.origin == "animatic":
            return request
        media = tuple(
            medium.model_copy(update={"facts": facts(script.file(medium.file))})
            for medium in request.media
        )
        return request.model_copy(update={"media": media})

    return tuple(known(request) for request in requests)


def facts_of(file: Path) -> FileFacts:
    """A file's facts; BoardError where it cannot be read."""
    from storyboard.media.probe import probe  # noqa: PLC0415 - heavy

    try:
        found = probe(file)
    except MediaError as error:
        raise BoardError(
            f"{file.name} goes along with a shot: {error.message}"
        ) from error
    return FileFacts(
        bytes=file.stat().st_size,
        suffix=file.suffix.lower(),
        width=found.width or None,
        height=found.height or None,
        seconds=found.seconds or None,
        fps=float(found.rate) if found.rate else None,
    )
