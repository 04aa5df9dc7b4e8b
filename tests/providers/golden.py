"""What a service's adapter submits, and the golden bodies that it is held against.

The cases stand in a service's `test_payload.py`, their bodies in `golden/` beside it;
`test_golden.py` compares them, one row for each service.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from storyboard.model.request import ClipRequest
from storyboard.planning.fit import misfits
from storyboard.providers.base import Provider, Workplace
from tests.providers.answers import a_workplace

Own = dict[str, str | int | float | bool]
"""A service's settings, as `storyboard.toml` has them."""
PLAIN: Own = {}
Cases = Mapping[str, tuple[ClipRequest, Own]]
"""A request and the settings that it is sent with, by the name of its body."""


class Writer(Provider, Protocol):
    """A provider that says what it submits."""

    def written(self, request: ClipRequest) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Goldens:
    """The golden bodies of a service."""

    name: str
    make: Callable[[Workplace], Writer]
    cases: Cases
    not_taken: frozenset[str] = frozenset()
    """What its sandbox cannot do."""
    bears: str = ""
    """The field that the ledger's key is sent in; empty: it is in no body."""

    def at(self, case: str, address: str | None = None) -> Writer:
        """The service with the settings of a case."""
        return self.make(a_workplace(address, settings=self.cases[case][1]))


def errors(service: Provider, request: ClipRequest) -> set[str]:
    """The codes of what keeps a request out of a plan."""
    row = service.capabilities(request.model)
    assert row is not None
    found = misfits(request, row, lambda *_: ())
    return {problem.code for problem in found if problem.severity == "error"}


def written(service: Writer, request: ClipRequest) -> dict[str, Any]:
    """What is submitted for a request that a plan lets through."""
    assert errors(service, request) == set()
    return service.written(request)
