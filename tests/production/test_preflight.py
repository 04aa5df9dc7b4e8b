"""The last look before money."""

import pytest

from storyboard.errors import PreflightError
from storyboard.production import as_if_sandboxed, plan, read, shoot
from storyboard.providers.base import Account
from tests.production.lot import Lot


def account(*, loopback: bool = True, key_set: bool = True) -> Account:
    host = "http://127.0.0.1:8411" if loopback else "https://api.example.org"
    return Account(
        address=host, key_name="PLAIN_API_KEY", key_set=key_set, loopback=loopback
    )


def shot(lot: Lot) -> None:
    shoot(plan(read(lot.board, studio=lot.studio)))


def test_a_service_on_the_web_is_asked(lot: Lot) -> None:
    lot.service.account = account(loopback=False)
    shot(lot)
    assert len(lot.service.submitted) == 3


def test_a_service_without_its_key_is_not_asked(lot: Lot) -> None:
    lot.service.account = account(key_set=False)
    with pytest.raises(PreflightError, match="PLAIN_API_KEY is not set") as told:
        shot(lot)
    assert told.value.exit_code == 4
    assert lot.service.submitted == []


def test_a_sandbox_with_any_key_is_asked(lot: Lot) -> None:
    lot.service.account = account()
    shot(lot)
    assert len(lot.service.submitted) == 3


def test_with_a_sandbox_nobody_else_is_asked(lot: Lot) -> None:
    lot.service.account = account()
    studio = as_if_sandboxed(lot.studio, "http://127.0.0.1:8411")
    with pytest.raises(PreflightError, match="does not stand in for plain") as told:
        shoot(plan(read(lot.board, studio=studio)))
    assert "evolink" in told.value.message
    assert lot.service.submitted == []
