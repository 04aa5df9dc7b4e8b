"""A studio whose services are the sandbox's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from storyboard.sandbox.options import Options
from storyboard.studio import Studio

NOWHERE = "http://127.0.0.1:9"
"""Where no sandbox is: for plans, which ask nobody."""


@contextmanager
def sandboxed(studio: Studio) -> Iterator[Studio]:
    """A studio with a sandbox of its own, which ends with it.

    StoryboardError where the extra `sandbox` is not installed.
    """
    from storyboard.sandbox.server import Sandbox  # noqa: PLC0415 - heavy

    with Sandbox(Options(workers=studio.workers)) as sandbox:
        yield as_if_sandboxed(studio, sandbox.address)


def as_if_sandboxed(studio: Studio, address: str = NOWHERE) -> Studio:
    """A studio that takes every paid service to be a sandbox at that address.

    All of them, also those that a sandbox does not speak like: with `--sandbox` nobody
    is asked who costs anything. Takes from a sandbox never stand in for paid ones, nor
    the other way round; so this is how a film is planned and cut from a sandbox's takes
    when none is running.
    """
    return replace(studio, sandbox=address)
