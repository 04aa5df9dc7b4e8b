"""What every paid service's adapter must keep, over real HTTP against the sandbox.

A service's test module subclasses `WiredContract` and gives its name and a request:

    class TestEvoLink(WiredContract):
        name = "evolink"

The faults are the sandbox's own words (`storyboard.sandbox.faults`).
"""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Literal, TypeVar

import pytest

from storyboard.providers.base import (
    Provider,
    Ready,
    RecoveryClass,
    RefusalKind,
    Refused,
    SubmitRefused,
    Ticket,
    Unanswered,
    Waiting,
)
from storyboard.providers.registry import build_one
from storyboard.providers.reply import EDGE
from storyboard.sandbox.server import Sandbox
from tests.providers.answers import KEY, a_workplace
from tests.providers.asked import asked
from tests.providers.contract import Case, ProviderContract, clip, result, run, shot

Result = TypeVar("Result")
UNKNOWN = ("html", "empty", "odd-json", "broken-json", "no-id", "status=503", "huge")
NO_POLL = ("html", "empty", "broken-json", "odd-json", "unknown-state", "status=500")


class WiredContract(ProviderContract):
    """The tests; subclasses give the service's name."""

    name: ClassVar[str]
    recovery: ClassVar[RecoveryClass] = "blind"
    cancels: ClassVar[bool] = False
    """Whether a job that has not ended can be called off."""
    fields: ClassVar[dict[str, object]] = {}
    """What its request has other than a plain one."""
    refuses: ClassVar[tuple[RefusalKind, ...]] = (
        "invalid",
        "unauthorised",
        "no credit",
    )
    """The clear noes to a submit that its documents know."""
    busy: ClassVar[tuple[RefusalKind, ...]] = ("rate",)
    """Its ways to say later."""
    calls_back: ClassVar[bool] = True
    """Whether it can be asked to say when a job has ended."""
    tells: ClassVar[frozenset[Literal["balance", "styles"]]] = frozenset()
    """What it can be asked beside jobs."""

    @pytest.fixture
    def case(self, folder: Path, sandbox: Sandbox) -> Iterator[Case]:
        yield self.case_at(sandbox.address, folder, KEY)
        sandbox.faults.clear()

    def case_at(self, address: str, folder: Path, key: str) -> Case:
        place = a_workplace(address, folder=folder, key=lambda: key)
        return Case(
            build=lambda: build_one(self.name, place),
            request=asked(self.name).model_copy(update=self.fields),
            key=secrets.token_hex(32),
        )

    def ask(self, sandbox: Sandbox, on: str, *faults: str) -> None:
        for fault in faults:
            sandbox.faults.add(fault, on=on, service=self.name, times=1)  # type: ignore[arg-type]

    def charged(self, sandbox: Sandbox) -> int:
        return len(sandbox.book.jobs(self.name))

    def worded(self, case: Case, directive: str) -> Case:
        """The same case with a wish to the sandbox in its prompt."""
        prompt = f"{case.request.prompt} [sandbox: {directive}]"
        request = case.request.model_copy(update={"prompt": prompt})
        return replace(case, request=request)

    def test_it_says_how_it_recovers(self, case: Case) -> None:
        assert case.build().recovery == self.recovery

    def test_on_loopback_its_clips_are_a_sandboxs(self, case: Case) -> None:
        provider = case.build()
        row = provider.capabilities(None)
        assert row is not None
        assert row.origin == "sandbox"
        assert provider.account is not None
        assert provider.account.loopback
        assert provider.account.key_set

    def test_elsewhere_they_are_paid(self) -> None:
        provider = build_one(self.name, a_workplace(None))
        row = provider.capabilities(None)
        assert row is not None
        assert row.origin == "paid"
        assert provider.account is not None
        assert provider.account.address.startswith("https://")
        assert not provider.account.loopback

    def test_a_service_calls_where_the_request_says(
        self, case: Case, sandbox: Sandbox
    ) -> None:
        here = {"callback": "http://127.0.0.1:9/job"}
        request = case.request.model_copy(update=here)
        run(case, lambda provider: provider.submit(request, case.key))
        order = sandbox.book.jobs(self.name)[-1].order
        assert case.build().calls_back is self.calls_back
        assert order.callback == (here["callback"] if self.calls_back else None)

    def test_a_service_elsewhere_cannot_call_this_machine(self, case: Case) -> None:
        elsewhere = build_one(self.name, a_workplace(None))
        here = {"callback": "http://127.0.0.1:9/job"}
        said = elsewhere.rehearse(case.request.model_copy(update=here))
        if self.calls_back:
            assert said is not None
            assert "listen.public_url" in said
        there = {"callback": "https://films.example.org/job"}
        assert elsewhere.rehearse(case.request.model_copy(update=there)) is None

    def test_a_clear_no_leaves_no_job(self, case: Case, sandbox: Sandbox) -> None:
        for kind in self.refuses:
            before = self.charged(sandbox)
            self.ask(sandbox, "submit", f"error={kind.replace(' ', '-')}")
            refused = self.refused(case)
            assert refused.refused.kind == kind
            assert refused.refused.charged is False
            assert refused.refused.message
            assert refused.refused.raw
            assert not refused.later
            assert refused.after is None
            assert self.charged(sandbox) == before

    def test_later_is_no_no(self, case: Case, sandbox: Sandbox) -> None:
        for kind in self.busy:
            self.ask(sandbox, "submit", f"error={kind} retry-after=7")
            refused = self.refused(case)
            assert refused.refused.kind == kind
            assert refused.later
            assert refused.after == 7

    def test_a_wrong_key_is_said_so(self, folder: Path, sandbox: Sandbox) -> None:
        refused = self.refused(self.case_at(sandbox.address, folder, "wrong"))
        assert refused.refused.kind == "unauthorised"
        assert not refused.later

    def refused(self, case: Case) -> SubmitRefused:
        with pytest.raises(SubmitRefused) as told:
            run(case, lambda provider: provider.submit(case.request, case.key))
        return told.value

    @pytest.mark.parametrize("fault", [*UNKNOWN, "error=server"])
    def test_an_unclear_answer_leaves_the_outcome_unknown(
        self, case: Case, sandbox: Sandbox, fault: str
    ) -> None:
        before = self.charged(sandbox)
        self.ask(sandbox, "submit", fault)
        with pytest.raises(Unanswered) as told:
            run(case, lambda provider: provider.submit(case.request, case.key))
        assert self.charged(sandbox) - before <= 1
        assert told.value.refused.kind in {"odd", "unavailable"}

    @pytest.mark.parametrize("fault", ["reset-before", "reset-after", "cut=0.5"])
    def test_a_broken_connection_leaves_the_outcome_unknown(
        self, case: Case, sandbox: Sandbox, fault: str
    ) -> None:
        before = self.charged(sandbox)
        self.ask(sandbox, "submit", fault)
        with pytest.raises(Unanswered):
            run(case, lambda provider: provider.submit(case.request, case.key))
        made = self.charged(sandbox) - before
        assert made == (0 if fault == "reset-before" else 1)

    def test_a_gatekeepers_page_is_a_no_of_its_own(
        self, case: Case, sandbox: Sandbox
    ) -> None:
        self.ask(sandbox, "submit", "edge")
        refused = self.refused(case)
        assert refused.refused.kind == "unavailable"
        assert refused.refused.code == EDGE
        assert refused.refused.charged is False
        assert not refused.later

    @pytest.mark.parametrize("fault", ["number-id", "extra-fields"])
    def test_a_ticket_survives_what_services_add(
        self, case: Case, sandbox: Sandbox, fault: str
    ) -> None:
        self.ask(sandbox, "submit", fault)
        ticket = run(case, lambda provider: provider.submit(case.request, case.key))
        assert ticket.id

    @pytest.mark.parametrize(
        "fault", [*NO_POLL, "error=rate", "error=not-found", "reset-after", "cut=0.5"]
    )
    def test_a_poll_that_fails_says_nothing_about_the_job(
        self, case: Case, sandbox: Sandbox, fault: str
    ) -> None:
        async def play(provider: Provider) -> Ready | Refused:
            ticket = await provider.submit(case.request, case.key)
            self.ask(sandbox, "poll", fault)
            with pytest.raises(Unanswered):
                await provider.poll(ticket)
            return await result(case, provider, ticket)

        assert isinstance(run(case, play), Ready)

    @pytest.mark.parametrize(
        ("directive", "kind"), [("fail=content", "content"), ("fail=failed", "failed")]
    )
    def test_a_job_that_fails_says_why(
        self, case: Case, directive: str, kind: RefusalKind
    ) -> None:
        wished = self.worded(case, directive)

        async def play(provider: Provider) -> Ready | Refused:
            ticket = await provider.submit(wished.request, case.key)
            return await result(wished, provider, ticket)

        ended = run(wished, play)
        assert isinstance(ended, Refused)
        assert ended.kind in {kind, "failed"}
        assert ended.message
        assert ended.raw

    def test_a_job_under_way_is_waited_for(self, case: Case) -> None:
        slow = self.worded(case, "seconds=600")

        async def play(provider: Provider) -> None:
            ticket = await provider.submit(slow.request, case.key)
            for _ in range(3):
                assert isinstance(await provider.poll(ticket), Waiting)
            assert await provider.cancel(ticket) is self.cancels
            if self.cancels:
                assert not isinstance(await provider.poll(ticket), Waiting)

        run(slow, play)

    @pytest.mark.parametrize(
        "fault",
        [
            "cut=0.6 times=4",
            "html",
            "status=503",
            "reset-after",
            "gzip-bomb",
            "redirect-private",
        ],
    )
    def test_a_clip_that_comes_damaged_is_never_taken_for_one(
        self, case: Case, sandbox: Sandbox, fault: str
    ) -> None:
        async def play(provider: Provider) -> bytes:
            ready = await shot(case, provider)
            self.ask(sandbox, "fetch", fault)
            with pytest.raises(Unanswered):
                await clip(provider, ready)
            again = await provider.poll(ready.ticket)
            assert isinstance(again, Ready)
            return await clip(provider, again)

        assert run(case, play)[4:8] == b"ftyp"

    def test_a_clip_whose_connection_breaks_is_gone_on_with(
        self, case: Case, sandbox: Sandbox
    ) -> None:
        async def play(provider: Provider) -> tuple[bytes, bytes]:
            ready = await shot(case, provider)
            self.ask(sandbox, "fetch", "cut=0.6", "cut=0.5")
            return await clip(provider, ready), await clip(provider, ready)

        broken, whole = run(case, play)
        assert broken == whole
        assert not sandbox.faults.waiting

    @pytest.mark.parametrize("fault", ["wrong-range", "changed-etag"])
    def test_two_halves_of_two_clips_are_none(
        self, case: Case, sandbox: Sandbox, fault: str
    ) -> None:
        async def play(provider: Provider) -> None:
            ready = await shot(case, provider)
            self.ask(sandbox, "fetch", "cut=0.6", fault)
            with pytest.raises(Unanswered, match=r"bytes|changed"):
                await clip(provider, ready)

        run(case, play)
        assert not sandbox.faults.waiting

    def test_no_key_is_ever_told(self, case: Case, sandbox: Sandbox) -> None:
        said: list[str] = []

        async def play(provider: Provider) -> None:
            said.append(repr(provider) + repr(vars(provider)))
            for fault in ("error=unauthorised", "html", "reset-after", "status=500"):
                self.ask(sandbox, "submit", fault)
                try:
                    await provider.submit(case.request, fault * 4)
                except (SubmitRefused, Unanswered) as told:
                    said.append(f"{told} {told!r} {told.refused!r}")

        run(case, play)
        assert len(said) == 5
        assert KEY not in "".join(said)

    def test_a_balance_is_told_where_the_service_has_one(self, case: Case) -> None:
        balance = run(case, lambda provider: provider.balance())
        assert (balance is not None) is ("balance" in self.tells)
        assert balance is None or balance.amount > 0

    def test_styles_are_names_where_the_service_has_any(self, case: Case) -> None:
        styles = run(case, lambda provider: provider.styles())
        assert bool(styles) is ("styles" in self.tells)
        assert all(style.strip() for style in styles)

    def test_an_unknown_job_cannot_be_called_off(self, case: Case) -> None:
        async def play(provider: Provider) -> bool:
            ticket = Ticket(provider=provider.name, id="no-such-job")
            try:
                return await provider.cancel(ticket)
            except Unanswered:
                return False

        assert run(case, play) is False
