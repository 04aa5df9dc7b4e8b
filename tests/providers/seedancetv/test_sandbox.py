"""What seedance.tv says over real HTTP, at the sandbox's."""

from storyboard.providers.base import Refused
from storyboard.providers.seedancetv import SeedanceTv
from storyboard.sandbox.server import Sandbox
from tests.providers.answers import a_workplace
from tests.providers.asked import PROMPT, asked
from tests.providers.met import at, made


def test_a_job_that_fails_says_why(sandbox: Sandbox) -> None:
    request = asked("seedancetv", prompt=f"{PROMPT} [sandbox: fail=content]")
    ended = made(SeedanceTv(a_workplace(sandbox.address)), request, "k")
    assert isinstance(ended, Refused)
    assert ended.kind == "failed"
    assert "moderation" in ended.message


def test_styles_and_balance_are_understood(sandbox: Sandbox) -> None:
    def service() -> SeedanceTv:
        return SeedanceTv(a_workplace(sandbox.address))

    assert "photorealistic" in at(service(), lambda each: each.styles())
    balance = at(service(), lambda each: each.balance())
    assert balance is not None
    assert balance.unit == "credits@seedancetv"
