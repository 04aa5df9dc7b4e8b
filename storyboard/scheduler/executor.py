"""Who runs the shots: the thin seam behind which another engine can stand.

The shot function is re-entrant, and the ledger decides whether to pay. So whatever runs
it may run it again, late, or in another process, and still nothing is paid twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from storyboard.errors import StoreError

Shot = Callable[[], Awaitable[None]]
"""One shot from wherever the ledger has it to its end; may be called again."""


class Executor(Protocol):
    """Runs shots."""

    async def run(self, shots: Sequence[Shot]) -> None:
        """Run all of them, at once as far as may be; begun in this order.

        Ends with the first error that a shot raises, the others cancelled: what is
        wrong with one shot alone is never raised.
        """
        ...


class EmbeddedExecutor:
    """All shots as tasks of this process's event loop."""

    async def run(self, shots: Sequence[Shot]) -> None:
        """Run all of them at once."""
        try:
            async with asyncio.TaskGroup() as group:
                for shot in shots:
                    group.create_task(_run(shot))
        except ExceptionGroup as faults:
            raise _in_one(faults) from faults


def _in_one(faults: ExceptionGroup) -> Exception:
    """The first error, which ended the run, with what others of its kind add.

    A later one may name a ticket that is written down nowhere else.
    """
    first = faults.exceptions[0]
    if not isinstance(first, StoreError):
        return first
    others = [each for each in faults.exceptions if isinstance(each, StoreError)]
    said = dict.fromkeys(each.message for each in others)
    news = [
        message
        for message in said
        if not any(message != other and message in other for other in said)
    ]
    return type(first)("\n".join(news))


async def _run(shot: Shot) -> None:
    await shot()
