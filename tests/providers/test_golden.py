"""The golden bodies of every service: what is sent, and what a sandbox takes."""

from pathlib import Path
from typing import Any

import pytest

from storyboard.providers.ark import Ark
from storyboard.providers.base import SubmitRefused
from storyboard.providers.evolink import EvoLink
from storyboard.providers.kinovi import Kinovi
from storyboard.providers.seedance2ink import Seedance2Ink
from storyboard.providers.seedanceapi import SeedanceApi
from storyboard.providers.seedancetv import SeedanceTv
from storyboard.sandbox.server import Sandbox
from tests.providers.ark import test_payload as ark
from tests.providers.asked import golden, unpublished
from tests.providers.evolink import test_payload as evolink
from tests.providers.golden import Goldens, written
from tests.providers.kinovi import test_payload as kinovi
from tests.providers.met import ready
from tests.providers.seedance2ink import test_payload as seedance2ink
from tests.providers.seedanceapi import test_payload as seedanceapi
from tests.providers.seedancetv import test_payload as seedancetv

SERVICES = (
    Goldens("seedanceapi", SeedanceApi, seedanceapi.CASES),
    Goldens("evolink", EvoLink, evolink.CASES),
    Goldens("seedance2ink", Seedance2Ink, seedance2ink.CASES),
    Goldens("kinovi", Kinovi, kinovi.CASES),
    Goldens("seedancetv", SeedanceTv, seedancetv.CASES),
    Goldens(
        "ark",
        Ark,
        ark.CASES,
        bears="safety_identifier",
        not_taken=ark.NOT_TAKEN,
    ),
)
each_service = pytest.mark.parametrize("service", SERVICES, ids=lambda each: each.name)
BODIES = [(service, name) for service in SERVICES for name in service.cases]
each_body = pytest.mark.parametrize(
    ("service", "name"), BODIES, ids=[f"{each.name}-{name}" for each, name in BODIES]
)
TAKEN = [(service, name) for service, name in BODIES if name not in service.not_taken]


def body(service: Goldens, name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    return golden(str(Path(__file__).parent / service.name / "test_payload.py"), name)


@each_body
def test_what_is_sent_is_the_golden_body(service: Goldens, name: str) -> None:
    request, _ = service.cases[name]
    assert written(service.at(name), request) == body(service, name)


@each_service
def test_every_golden_body_has_its_case(service: Goldens) -> None:
    folder = Path(__file__).parent / service.name / "golden"
    assert {path.stem for path in folder.iterdir()} == set(service.cases)


@each_body
def test_every_golden_request_is_rehearsed_without_its_addresses(
    service: Goldens, name: str
) -> None:
    request, _ = service.cases[name]
    assert service.at(name).rehearse(unpublished(request)) is None


@pytest.mark.parametrize(
    "service",
    [each for each in SERVICES if "first_frame" in each.cases],
    ids=lambda each: each.name,
)
def test_a_file_without_an_address_is_refused_before_anything_is_sent(
    service: Goldens,
) -> None:
    request, _ = service.cases["first_frame"]
    with pytest.raises(SubmitRefused, match=r"door\.png has no address") as caught:
        service.at("first_frame").written(unpublished(request))
    assert caught.value.refused.charged is False
    assert not caught.value.later


@pytest.mark.parametrize(
    ("service", "name"), TAKEN, ids=[f"{each.name}-{name}" for each, name in TAKEN]
)
def test_a_sandbox_takes_a_golden_body_as_it_is_and_makes_a_clip(
    sandbox: Sandbox, service: Goldens, name: str
) -> None:
    request, _ = service.cases[name]
    key = f"golden {name}"
    state = ready(service.at(name, sandbox.address), request, key)
    order = sandbox.book.jobs(service.name)[-1].order
    own = {service.bears: key} if service.bears else {}
    assert order.request == body(service, name) | own
    assert order.seconds == request.seconds
    assert state.address
