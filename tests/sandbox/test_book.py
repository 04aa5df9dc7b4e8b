from decimal import Decimal
from pathlib import Path

import pytest

from storyboard.sandbox.book import _LATEST
from storyboard.sandbox.faults import FaultError
from storyboard.sandbox.jobs import Call, Failure, spared
from tests.sandbox.stand import a_book, an_order


def test_a_job_is_queued_then_runs_then_succeeds() -> None:
    book, clock, easel = a_book()
    job = book.open(an_order(), "p-1")
    assert (job.state, job.progress, job.clip) == ("queued", 0, None)
    clock.passed = 5
    assert book.job("parrot", "p-1") is job
    assert (job.state, job.progress) == ("running", 0.5)
    clip = easel.done()
    clock.passed = 10
    book.jobs()
    assert (job.state, job.progress, job.clip) == ("succeeded", 1, clip)
    assert job.updated == clock.now()


def test_a_job_waits_for_its_clip_and_for_its_time() -> None:
    book, clock, easel = a_book()
    early, late = book.open(an_order(), "early"), book.open(an_order(), "late")
    easel.done(0)
    clock.passed = 9
    book.jobs()
    assert early.state == "running"
    clock.passed = 11
    book.jobs()
    assert (early.state, late.state, late.progress) == ("succeeded", "running", 0.99)
    easel.done(1)
    book.jobs()
    assert late.state == "succeeded"


def test_a_drawing_that_breaks_fails_its_job_and_says_why() -> None:
    book, clock, easel = a_book()
    job = book.open(an_order(), "p-1")
    easel.drawings[0].set_exception(OSError("no space left"))
    clock.passed = 11
    book.jobs()
    assert job.state == "failed"
    assert job.failure == Failure(kind="server", reason="no space left")


def test_jobs_are_known_by_service_id_and_key() -> None:
    book, _, _ = a_book()
    mine = book.open(an_order(key="k-7"), "p-1")
    theirs = book.open(an_order(service="crow"), "c-1")
    assert book.job("crow", "p-1") is None
    assert book.anywhere("c-1") is theirs
    assert book.by_key("parrot", "k-7") is mine
    assert book.by_key("crow", "k-7") is None
    assert book.jobs() == (mine, theirs)
    assert book.jobs("crow") == (theirs,)
    with pytest.raises(ValueError, match="already has a job p-1"):
        book.open(an_order(), "p-1")


def test_the_account_pays_what_was_kept() -> None:
    book, clock, easel = a_book(balance="10")
    book.open(an_order(), "good")
    book.open(an_order(prompts=(("[sandbox: fail=content] x", 5),)), "refused")
    book.open(an_order(prompts=(("[sandbox: fail=failed charged]", 5),)), "lost")
    book.open(an_order(price=None), "unknown")
    assert book.balance("parrot") == Decimal("2.50")
    for drawing in (0, 1):
        easel.done(drawing)
    clock.passed = 11
    assert book.kept("parrot") == Decimal("5.00")
    assert book.balance("parrot") == Decimal("5.00")
    assert book.balance("crow") == Decimal(10)
    states = {job.id: (job.state, job.refunded, job.kept) for job in book.jobs()}
    assert states == {
        "good": ("succeeded", False, Decimal("2.50")),
        "refused": ("failed", True, Decimal(0)),
        "lost": ("failed", False, Decimal("2.50")),
        "unknown": ("succeeded", False, None),
    }


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("content", "failed"),
        ("failed", "failed"),
        ("cancelled", "cancelled"),
        ("expired", "expired"),
    ],
)
def test_a_failure_ends_a_job_in_its_own_state(kind: str, state: str) -> None:
    book, clock, easel = a_book()
    prompts = ((f"a crow [sandbox: fail={kind}]", 5.0),)
    job = book.open(an_order(prompts=prompts), "p-1")
    assert job.state == "queued"
    assert not easel.orders
    clock.passed = 10
    book.jobs()
    assert (job.state, job.failure) == (state, Failure(kind=kind))


def test_what_a_prompt_asks_of_the_sandbox_is_not_drawn() -> None:
    book, clock, easel = a_book()
    prompts = (("A crow. [sandbox: seconds=30]", 4.0), ("[Sandbox: on=poll html] B", 1))
    job = book.open(an_order(prompts=prompts, seed=7), "p-1")
    assert easel.orders[0].prompts == (("A crow.", 4.0), ("B", 1.0))
    assert [str(fault) for fault in job.faults] == ["html"]
    assert book.troubled("parrot", ["jobs", "p-1", "p-9"]) == (job,)
    assert book.troubled("crow", ["p-1"]) == ()
    easel.done()
    clock.passed = 29
    assert [each.state for each in book.jobs()] == ["running"]
    clock.passed = 30
    assert [each.state for each in book.jobs()] == ["succeeded"]
    with pytest.raises(FaultError, match="seconds takes a number"):
        book.open(an_order(prompts=(("[sandbox: seconds=soon]", 1),)), "p-2")


def test_a_stuck_job_never_ends_but_can_be_cancelled() -> None:
    book, clock, _ = a_book()
    job = book.open(an_order(prompts=(("[sandbox: stuck]", 5),)), "p-1")
    clock.passed = 80_000
    assert book.running("parrot") == 1
    assert job.state == "running"
    assert book.cancel(job)
    assert (job.state, job.refunded, book.running("parrot")) == ("cancelled", True, 0)


def test_cancelling_calls_off_the_drawing_and_happens_once() -> None:
    book, clock, easel = a_book()
    job = book.open(an_order(), "p-1")
    assert book.cancel(job)
    assert easel.drawings[0].cancelled()
    assert not book.cancel(job)
    done = book.open(an_order(), "p-2")
    easel.done()
    clock.passed = 20
    assert not book.cancel(done)
    assert (done.state, done.refunded) == ("succeeded", False)


def test_counts_and_sums_follow_jobs_that_nobody_looks_at() -> None:
    book, clock, easel = a_book()
    for number in range(4):
        book.open(an_order(key=f"k-{number}"), f"p-{number}")
    book.open(an_order(prompts=(("[sandbox: fail=content] x", 5),)), "p-9")
    book.open(an_order(prompts=(("[sandbox: stuck]", 5),)), "p-10")
    assert (book.queued("parrot"), book.running("parrot")) == (6, 6)
    clock.passed = 3
    assert (book.queued("parrot"), book.running("parrot")) == (1, 6)
    clock.passed = 10
    assert (book.queued("parrot"), book.running("parrot")) == (0, 5)
    assert book.kept("parrot") == Decimal("12.50")
    for number in range(4):
        easel.done(number)
    assert book.running("parrot") == 1
    assert (book.queued("crow"), book.running("crow")) == (0, 0)
    assert [each.state for each in book.jobs("parrot")][-2:] == ["failed", "running"]


def test_old_submits_keep_their_keys_and_let_go_of_the_rest() -> None:
    book, _, _ = a_book()
    for number in range(_LATEST + 2):
        headers = {"idempotency-key": f"k-{number}", "accept": "*/*"}
        book.note(Call("parrot", "submit", "POST", "/jobs", headers, {"a": 1}, 200))
    assert len(book.submits) == _LATEST + 2
    assert (
        len({each.headers["idempotency-key"] for each in book.submits}) == _LATEST + 2
    )
    assert [each.body for each in book.submits[:3]] == [None, None, {"a": 1}]
    assert "accept" not in book.submits[1].headers
    assert "accept" in book.submits[2].headers


def test_shares_of_jobs_fail_and_take_longer() -> None:
    book, clock, easel = a_book(fail=0.25, slow=0.5)
    jobs = [book.open(an_order(), f"p-{n}") for n in range(200)]
    for drawing in easel.drawings:
        drawing.set_result(Path("clip.mp4"))
    clock.passed = 10
    book.jobs()
    ended = sum(not job.active for job in jobs)
    assert 70 < ended < 130
    clock.passed = 100
    book.jobs()
    failed = sum(job.state == "failed" for job in jobs)
    assert 30 < failed < 70
    assert failed + sum(job.state == "succeeded" for job in jobs) == 200


def test_the_same_chance_fails_the_same_jobs() -> None:
    def failing(chance: int) -> list[bool]:
        book, _, _ = a_book(fail=0.5, chance=chance)
        jobs = [book.open(an_order(), f"p-{n}") for n in range(40)]
        return [job.failure is not None for job in jobs]

    assert failing(1) == failing(1)
    assert failing(1) != failing(2)


def test_calls_are_written_down_with_long_data_cut_short() -> None:
    book, _, _ = a_book()
    data = "data:image/png;base64," + "A" * 5_000
    body = {"content": [{"image": data}, {"text": "x" * 5_000}]}
    call = Call("parrot", "submit", "POST", "/jobs", {}, body, 200)
    book.note(call)
    book.note(Call("parrot", "poll", "GET", "/jobs/1", {}, None, 200))
    assert [each.call for each in book.calls] == ["submit", "poll"]
    kept = book.submits[0].body
    assert kept["content"][0]["image"].endswith(f"… ({len(data)} characters)")
    assert kept["content"][1]["text"] == "x" * 5_000
    assert body["content"][0]["image"] == data
    assert spared("data:,short") == "data:,short"
