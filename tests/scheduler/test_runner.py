import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from storyboard.errors import StoreError
from storyboard.model.event import Event, ShotMoved
from storyboard.model.money import Money
from storyboard.model.request import ClipRequest
from storyboard.model.value import ShotId
from storyboard.providers.base import (
    CannotTell,
    NotSent,
    Provider,
    RefusalKind,
    Refused,
    SubmitRefused,
    Unanswered,
)
from storyboard.scheduler.patience import Patience, Terms
from tests.scheduler.stage import (
    CLIP,
    PROJECT,
    START,
    Stage,
    step,
    takes_of,
)

INTENT = 3
"""The transaction of a first intent, after those of want and claim."""
REST = ["intent", "submitted", "ready", "done"]
BUSY = Refused(code="busy", message="come back later")
NO = Refused(code="moderated", message="not this one")


def moves(events: list[Event], shot: str) -> list[str]:
    told = [e for e in events if isinstance(e, ShotMoved) and e.shot == shot]
    states = [event.state for event in told]
    return [s for s, last in zip(states, [None, *states], strict=False) if s != last]


def test_a_shot_is_shot(stage: Stage) -> None:
    outcome = stage.run(step("010"))
    (take,) = outcome.takes
    assert not outcome.failures
    assert stage.clips.path(take.clip).read_bytes() == CLIP + b"010"
    assert (take.shot, take.number, take.origin) == ("010", 1, "paid")
    assert (take.provider, take.model) == ("fake", "fake-1")
    assert (take.seconds, take.seed) == (5.0, 7)
    assert take.price == Money(amount=Decimal("0.40"), unit="usd")
    assert START <= take.made < START + timedelta(minutes=1)
    assert take.made.microsecond == 0


def test_a_shot_is_followed_from_submit_to_done(stage: Stage) -> None:
    stage.run(step("010"))
    assert moves(stage.events, "010") == ["submitted", "working", "fetching", "done"]


def test_takes_come_in_the_order_of_the_steps(stage: Stage) -> None:
    stage.limit = 1
    outcome = stage.run(step("030"), step("010"), step("020"))
    assert [take.shot for take in outcome.takes] == ["030", "010", "020"]


def test_each_take_is_told_as_it_arrives(stage: Stage) -> None:
    outcome = stage.run(step("010"), step("020"))
    assert {take.shot for take in stage.arrived} == {"010", "020"}
    assert all(take in outcome.takes for take in stage.arrived)


def test_no_more_jobs_run_than_the_limit_allows(stage: Stage) -> None:
    stage.limit = 3
    stage.run(*(step(f"{number:03}") for number in range(10, 200, 10)))
    assert stage.service.most_running == 3


def test_nothing_is_left_in_the_incoming_folder(stage: Stage) -> None:
    stage.service.faults["fetch"].append(b"garbage")
    stage.service.faults["fetch"].append(ConnectionResetError())
    stage.run(step("010"))
    assert not list((stage.folder / "incoming").iterdir())


def test_a_finished_take_is_not_made_again(stage: Stage) -> None:
    first = stage.run(step("010"))
    second = stage.run(step("010"))
    assert first.takes == second.takes
    assert stage.service.charges["010"] == 1


def test_a_finished_take_whose_clip_is_gone_is_made_under_the_next_number(
    stage: Stage,
) -> None:
    (first,) = stage.run(step("010")).takes
    stage.clips.path(first.clip).unlink()
    (second,) = stage.run(step("010")).takes
    assert second.number == 2


def test_a_changed_request_gets_the_next_number(stage: Stage) -> None:
    stage.run(step("010"))
    (take,) = stage.run(step("010", prompt="A door shuts.")).takes
    assert take.number == 2
    with stage.ledger() as ledger:
        assert [each.number for each in ledger.takes(PROJECT)] == [1, 2]
        assert ledger.next_number(PROJECT, ShotId("010"), "paid") == 3


def test_one_refusal_does_not_stop_the_others(stage: Stage) -> None:
    stage.limit = 1
    stage.service.faults["submit"].append(SubmitRefused(NO))
    outcome = stage.run(step("010"), step("020"), step("030"))
    assert [take.shot for take in outcome.takes] == ["020", "030"]
    problem = outcome.failures[ShotId("010"), 0]
    assert problem.code == "refused"
    assert problem.message == "fake refused the request: not this one"
    assert moves(stage.events, "010") == ["failed"]


def test_a_refused_shot_is_asked_for_again_by_the_next_run(stage: Stage) -> None:
    stage.service.faults["submit"].append(SubmitRefused(NO))
    stage.run(step("010"))
    (take,) = stage.run(step("010")).takes
    assert take.number == 1
    assert stage.service.charges["010"] == 1


def test_a_failed_job_says_so_and_the_next_run_makes_another_take(
    stage: Stage,
) -> None:
    stage.service.faults["poll"].append(
        Refused(code="crashed", message="out of luck", charged=True)
    )
    problem = stage.run(step("010")).failures[ShotId("010"), 0]
    assert str(problem) == (
        "error: fake did not make it: out of luck "
        "(it was charged; run again for another take)"
    )
    (take,) = stage.run(step("010")).takes
    assert take.number == 2
    first, second = (key for _, key in stage.service.submits)
    assert first != second


@pytest.mark.parametrize(
    "later", [NotSent("no route"), SubmitRefused(BUSY, later=True)]
)
def test_what_was_not_taken_is_sent_again_after_a_pause(
    stage: Stage, later: Exception
) -> None:
    stage.service.faults["submit"].extend([later, later, later])
    outcome = stage.run(step("010"))
    assert len(outcome.takes) == 1
    assert stage.service.charges["010"] == 1
    assert stage.clock.passed > 0.5 + 1 + 2
    assert len({key for _, key in stage.service.submits}) == 1


@pytest.mark.parametrize(("kind", "hours"), [("rate", 0.5), ("concurrency", 24)])
def test_a_service_that_stays_busy_ends_the_shot_and_not_its_chances(
    stage: Stage, kind: RefusalKind, hours: float
) -> None:
    said = BUSY.model_copy(update={"kind": kind})
    busy = SubmitRefused(said, later=True, after=600)
    stage.service.faults["submit"].extend([busy] * 1000)
    problem = stage.run(step("010")).failures[ShotId("010"), 0]
    assert problem.code == "unavailable"
    assert "come back later" in problem.message
    assert hours * 3600 < stage.clock.passed < hours * 3600 + 1300
    assert stage.states() == {"010": "wanted"}
    stage.service.faults["submit"].clear()
    assert stage.run(step("010")).takes


def test_a_service_is_left_alone_for_as_long_as_it_says(stage: Stage) -> None:
    busy = SubmitRefused(BUSY, later=True, after=47)
    stage.service.faults["submit"].append(busy)
    silent = Unanswered(BUSY, after=90)
    stage.service.faults["poll"].append(silent)
    assert stage.run(step("010")).takes
    assert stage.clock.passed > 47 + 90


def test_waiting_for_a_busy_service_uses_up_none_of_the_tries(stage: Stage) -> None:
    busy = SubmitRefused(BUSY, later=True)
    times = stage.patience.submits * 2
    stage.service.faults["submit"].extend([busy] * times)
    assert stage.run(step("010")).takes
    assert len(stage.service.submits) == times + 1


def test_files_are_published_before_the_request_is_intended(stage: Stage) -> None:
    seen: list[str] = []

    async def publish(_provider: Provider, request: ClipRequest) -> ClipRequest:
        seen.append(stage.states()["010"])
        return request.model_copy(update={"prompt": "with addresses"})

    stage.publish = publish
    stage.service.faults["submit"].append(NotSent("no route"))
    assert stage.run(step("010")).takes
    assert seen == ["wanted", "wanted"]
    assert {request.prompt for request in stage.service.requests} == {"with addresses"}


def test_a_file_that_cannot_be_published_ends_the_shot_at_no_cost(
    stage: Stage,
) -> None:
    tries: list[str] = []

    async def publish(_provider: Provider, request: ClipRequest) -> ClipRequest:
        tries.append(request.shot)
        if request.shot == "010":
            raise Unanswered(BUSY)
        raise StoreError("the bucket is gone")

    stage.publish = publish
    failures = stage.run(step("010"), step("020")).failures
    assert failures[ShotId("010"), 0].message == (
        "its files do not reach fake: busy: come back later"
    )
    assert "the bucket is gone" in failures[ShotId("020"), 0].message
    assert tries.count("010") == stage.patience.submits
    assert tries.count("020") == 1
    assert stage.service.submits == []
    assert stage.states() == {"010": "wanted", "020": "wanted"}


def test_a_list_that_does_not_tell_leaves_the_take_uncertain(stage: Stage) -> None:
    stage.service.recovery = "listing"
    stage.service.faults["charged"].append(ConnectionResetError())
    stage.service.faults["find"].append(CannotTell("it names no keys"))
    problem = stage.run(step("010")).failures[ShotId("010"), 0]
    assert problem.code == "uncertain"
    assert "it names no keys" in problem.message
    assert len(stage.service.submits) == 1


def test_what_a_service_said_is_in_the_story_word_for_word(stage: Stage) -> None:
    said = NO.model_copy(update={"kind": "content", "raw": '{"error": "no faces"}'})
    stage.service.faults["submit"].append(SubmitRefused(said))
    problem = stage.run(step("010")).failures[ShotId("010"), 0]
    assert "rules" in problem.hint
    assert stage.story()[-1] == ('refused: content, moderated: {"error": "no faces"}')


def test_the_first_look_at_a_job_comes_as_late_as_settings_say(stage: Stage) -> None:
    stage.terms = Terms(2, first_poll=300)
    assert stage.run(step("010")).takes
    assert 300 < stage.clock.passed < 400


def test_a_run_waits_for_a_job_as_long_as_settings_say(stage: Stage) -> None:
    stage.terms = Terms(2, longest_job=100)
    stage.service.polls_needed = 10_000
    problem = stage.run(step("010")).failures[ShotId("010"), 0]
    assert problem.code == "still-running"
    assert 100 < stage.clock.passed < 130


def test_a_blind_service_is_never_asked_twice_on_a_guess(stage: Stage) -> None:
    stage.service.faults["charged"].append(ConnectionResetError("reset by peer"))
    problem = stage.run(step("010")).failures[ShotId("010"), 0]
    assert problem.code == "uncertain"
    assert "ConnectionResetError: reset by peer" in problem.message
    assert stage.run(step("010")).failures[ShotId("010"), 0].code == "uncertain"
    assert len(stage.service.submits) == 1
    with stage.ledger() as ledger:
        (job,) = ledger.open_jobs(PROJECT)
    assert job.state == "uncertain"


def test_an_uncertain_take_is_left_behind_when_another_is_forced(
    stage: Stage,
) -> None:
    stage.service.faults["charged"].append(ConnectionResetError())
    stage.run(step("010"))
    (take,) = stage.run(step("010", forced=True)).takes
    assert take.number == 2


def test_an_idempotent_service_is_sent_the_same_key_again(stage: Stage) -> None:
    stage.service.recovery = "idempotent"
    stage.service.faults["charged"].append(ConnectionResetError())
    assert stage.run(step("010")).takes
    assert stage.service.charges["010"] == 1
    first, second = stage.service.submits
    assert first == second


def test_an_unknown_outcome_stays_unknown_until_a_ticket_comes(stage: Stage) -> None:
    stage.service.recovery = "idempotent"
    stage.service.faults["charged"].append(ConnectionResetError("reset"))
    later = [NotSent("no route"), SubmitRefused(BUSY, later=True)]
    stage.service.faults["submit"].extend([None, *later])
    assert stage.run(step("010")).takes
    assert stage.story() == [
        "wanted",
        "intent",
        "intent: ConnectionResetError: reset",
        "intent",
        "intent: no route",
        "intent",
        "intent: come back later",
        *REST,
    ]


def test_a_refusal_after_an_unknown_outcome_does_not_settle_it(stage: Stage) -> None:
    stage.service.recovery = "idempotent"
    stage.service.faults["charged"].append(ConnectionResetError())
    stage.service.faults["submit"].extend([None, SubmitRefused(NO)])
    problem = stage.run(step("010")).failures[ShotId("010"), 0]
    assert problem.code == "uncertain"
    assert stage.states() == {"010": "uncertain"}


def test_a_listing_service_is_asked_for_the_job_before_anything_is_sent_again(
    stage: Stage,
) -> None:
    stage.service.recovery = "listing"
    stage.service.faults["charged"].append(ConnectionResetError())
    stage.service.faults["find"].append(ConnectionResetError())
    assert stage.run(step("010")).takes
    assert len(stage.service.submits) == 1
    assert stage.clock.passed > stage.patience.submit + stage.patience.grace


def test_what_a_listing_service_does_not_have_is_sent_again(stage: Stage) -> None:
    stage.service.recovery = "listing"
    stage.service.faults["submit"].append(ConnectionResetError())
    assert stage.run(step("010")).takes
    assert stage.service.charges["010"] == 1
    assert len(stage.service.submits) == 2


def test_failing_polls_never_fail_a_job(stage: Stage) -> None:
    stage.service.faults["poll"].extend(RuntimeError("HTTP 500") for _ in range(20))
    assert stage.run(step("010")).takes
    told = [e.message for e in stage.events if isinstance(e, ShotMoved) and e.message]
    assert told == ["RuntimeError: HTTP 500"] * 20


def test_a_job_that_takes_an_hour_is_waited_for(stage: Stage) -> None:
    stage.service.polls_needed = 300
    assert stage.run(step("010")).takes
    assert stage.clock.passed > 3600


def test_a_silent_service_ends_the_run_and_keeps_the_job(stage: Stage) -> None:
    silence = (TimeoutError() for _ in range(200))
    stage.service.faults["poll"].extend(silence)
    problem = stage.run(step("010")).failures[ShotId("010"), 0]
    assert problem.code == "no-answer"
    assert stage.clock.passed > stage.patience.unanswered
    stage.service.faults["poll"].clear()
    assert stage.run(step("010")).takes
    assert stage.service.charges["010"] == 1


def test_a_job_that_never_ends_is_kept_for_the_next_run(stage: Stage) -> None:
    stage.patience = Patience(longest_job=600)
    stage.service.polls_needed = 200
    problem = stage.run(step("010")).failures[ShotId("010"), 0]
    assert problem.code == "still-running"
    stage.service.polls_needed = 2
    assert stage.run(step("010")).takes
    assert stage.service.charges["010"] == 1


def test_a_damaged_clip_is_fetched_again_and_not_paid_again(stage: Stage) -> None:
    stage.service.faults["fetch"].extend([ConnectionResetError(), b"<html>"])
    stage.service.faults["fetch"].append(None)
    (take,) = stage.run(step("010")).takes
    assert stage.clips.verify(take.clip)
    assert stage.service.charges["010"] == 1


def test_a_clip_that_never_arrives_whole_can_be_fetched_by_the_next_run(
    stage: Stage,
) -> None:
    def short(_: int) -> ConnectionResetError:
        return ConnectionResetError("https://clips/9?signature=secret is gone")

    stage.service.faults["fetch"].extend(map(short, range(stage.patience.fetches)))
    problem = stage.run(step("010")).failures[ShotId("010"), 0]
    assert problem.code == "not-fetched"
    assert "https://clips/9?… is gone" in problem.message
    assert stage.states() == {"010": "ready"}
    assert stage.run(step("010")).takes
    assert stage.service.charges["010"] == 1


def test_a_clip_that_never_arrives_can_be_given_up_for_another_take(
    stage: Stage,
) -> None:
    gone = (FileNotFoundError() for _ in range(stage.patience.fetches))
    stage.service.faults["fetch"].extend(gone)
    stage.run(step("010"))
    (take,) = stage.run(step("010", forced=True)).takes
    assert take.number == 2


def test_no_signed_address_is_written_down(stage: Stage) -> None:
    stage.service.faults["fetch"].append(
        RuntimeError("GET https://clips/1?signature=secret failed")
    )
    stage.run(step("010"))
    for file in stage.folder.rglob("*"):
        if file.is_file():
            assert b"signature=secret" not in file.read_bytes()


def test_the_ticket_is_on_disk_before_the_first_poll(stage: Stage) -> None:
    seen: list[str | None] = []
    with stage.ledger() as onlooker:

        def look(event: Event) -> None:
            if isinstance(event, ShotMoved) and event.state == "submitted":
                (job,) = onlooker.open_jobs(PROJECT)
                seen.append(job.ticket.id if job.ticket else None)
                assert not stage.service.polls

        stage.report = look
        stage.run(step("010"))
    assert seen == ["job-1"]


def test_a_machine_that_slept_before_sending_does_not_send_until_it_asked_again(
    stage: Stage,
) -> None:
    sent_before: list[int] = []

    def lid(transaction: int) -> None:
        if transaction == INTENT:
            stage.clock.passed += 3600
        if transaction == INTENT + 1:
            sent_before.append(len(stage.service.submits))

    stage.run(step("010"), ledger=stage.watched(after=lid))
    assert sent_before == [0]
    assert stage.story() == ["wanted", "intent", "wanted: the machine slept", *REST]
    assert stage.service.charges["010"] == 1


def test_a_claim_that_was_lost_while_asleep_is_not_written_over(stage: Stage) -> None:
    def lid(transaction: int) -> None:
        if transaction == INTENT:
            stage.clock.passed += 3600
            stage.claim_elsewhere()

    outcome = stage.run(step("010"), ledger=stage.watched(after=lid))
    assert outcome.failures[ShotId("010"), 0].code == "uncertain"
    assert not stage.service.submits
    assert stage.story() == [
        "wanted",
        "intent",
        "uncertain: the run ended before the answer came",
    ]


def test_a_ticket_that_comes_after_the_claim_was_lost_is_written_down(
    stage: Stage,
) -> None:
    def slow_answer() -> None:
        stage.clock.passed += 3600
        stage.claim_elsewhere()

    stage.service.faults["charged"].append(slow_answer)
    stage.run(step("010"))
    assert "intent: ticket job-1 came after the claim was lost" in stage.story()
    assert len(stage.service.submits) == 1


def test_a_ticket_that_comes_late_settles_what_another_run_doubts(
    stage: Stage,
) -> None:
    def doubted_elsewhere() -> None:
        stage.clock.passed += 3600
        with stage.ledger() as other:
            (entry,) = other.entries(PROJECT)
            held = other.claim(entry, run="elsewhere", hold=30)
            assert held is not None
            other.release(other.move(held, "uncertain", hold=30))

    stage.service.faults["charged"].append(doubted_elsewhere)
    (take,) = stage.run(step("010")).takes
    assert stage.story() == [
        "wanted",
        "intent",
        "uncertain",
        "intent: ticket job-1 came after the claim was lost",
        "submitted",
        "ready",
        "done",
    ]
    assert take.number == 1
    assert stage.service.paid.total() == 1


def test_a_ticket_that_comes_late_is_noted_while_another_run_holds_the_take(
    stage: Stage,
) -> None:
    stage.service.recovery = "listing"

    def slow_answer() -> None:
        stage.clock.passed += 3600
        stage.claim_elsewhere()

    stage.service.faults["charged"].append(slow_answer)
    assert stage.run(step("010")).takes
    assert len(stage.service.submits) == 1


def test_two_runs_at_once_pay_once(stage: Stage) -> None:
    async def both() -> None:
        with stage.ledger() as one, stage.ledger() as two:
            steps = [step("010"), step("020")]
            first, second = await asyncio.gather(
                stage.shoot(steps, one), stage.shoot(steps, two)
            )
        assert takes_of(first) == takes_of(second) == [("010", 0), ("020", 0)]

    asyncio.run(both())
    assert stage.service.charges == {"010": 1, "020": 1}
    waiting = [e for e in stage.events if isinstance(e, ShotMoved) and e.message]
    assert all(event.message.startswith("held by another run") for event in waiting)
    assert waiting


def test_a_ledger_that_fails_ends_the_run_and_names_the_ticket(stage: Stage) -> None:
    stage.limit = 1

    def full(transaction: int) -> None:
        if transaction > INTENT:
            raise StoreError("ledger: the disk is full")

    with pytest.raises(StoreError) as caught:
        stage.run(step("010"), step("020"), ledger=stage.watched(before=full))
    assert str(caught.value) == (
        "ledger: the disk is full; shot 010 was accepted by fake as job-1, "
        "which could not be recorded"
    )
    assert len(stage.service.submits) == 1


def test_a_ticket_that_could_not_be_recorded_is_named_when_the_run_is_interrupted(
    stage: Stage,
) -> None:
    async def interrupted() -> None:
        watched = stage.watched()

        def stop() -> None:
            watched.before = full
            run.cancel()

        stage.service.faults["charged"].append(stop)
        with watched as ledger:
            run = asyncio.create_task(stage.shoot([step("010")], ledger))
            await run

    def full(_transaction: int) -> None:
        raise StoreError("ledger: the disk is full")

    with pytest.raises(StoreError, match="accepted by fake as job-1, which could not"):
        asyncio.run(interrupted())
    assert stage.states() == {"010": "intent"}


class Doorbell:
    """Rings for each job as soon as somebody listens."""

    def __init__(self) -> None:
        self.rings = 0

    def address(self, key: str) -> str:
        return f"http://here/{key[:8]}"

    async def rung(self, key: str) -> None:
        del key
        self.rings += 1
        if self.rings > 3:
            await asyncio.Event().wait()


def test_a_service_that_calls_back_is_told_where_and_is_looked_at_when_it_rings(
    stage: Stage,
) -> None:
    bell = Doorbell()
    stage.bell = bell
    stage.service.calls_back = True
    stage.service.polls_needed = 4
    assert stage.run(step("010")).takes
    ((_, key),) = stage.service.submits
    assert stage.service.requests[0].callback == f"http://here/{key[:8]}"
    # Three looks, each as soon as it rang, in place of pauses of two seconds.
    assert bell.rings == 3
    assert stage.clock.passed < 2


def test_a_service_that_never_calls_back_is_looked_at_all_the_same(
    stage: Stage,
) -> None:
    bell = Doorbell()
    bell.rings = 3
    stage.bell = bell
    stage.service.polls_needed = 4
    assert stage.run(step("010")).takes
    assert stage.service.requests[0].callback is None
    assert stage.clock.passed > 5
