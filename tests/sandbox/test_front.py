"""What a client sees of the sandbox over real HTTP, well and ill."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from storyboard.media.probe import probe
from tests.sandbox.stand import Door, opened, wait_until


def test_a_job_goes_from_submit_to_clip(door: Door, tmp_path: Path) -> None:
    said = door.finished()
    assert said["status"] == "succeeded"
    answer = httpx.get(said["clip"], trust_env=False)
    assert answer.headers["content-type"] == "video/mp4"
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(answer.content)
    assert probe(clip).frames == 24
    frame = httpx.get(said["frame"], trust_env=False)
    assert frame.content.startswith(b"\x89PNG")


def test_a_clip_is_given_in_ranges(door: Door) -> None:
    url = door.finished()["clip"]
    whole = door.client.get(url).content
    part = door.client.get(url, headers={"range": f"bytes={len(whole) - 9}-"})
    assert (part.status_code, part.content) == (206, whole[-9:])
    head = door.client.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole))
    assert door.client.get(url).content == whole


def test_there_is_no_clip_before_the_job_is_done(door: Door) -> None:
    job = door.submit("[sandbox: stuck]").json()["id"]
    assert door.client.get(f"/clips/{job}.mp4").status_code == 404
    assert door.client.get(f"/clips/{job}.png").status_code == 404
    assert door.client.get("/clips/nobody.mp4").status_code == 404
    assert door.client.delete(f"/parrot/jobs/{job}").json() == {"cancelled": True}
    assert door.poll(job).json()["status"] == "cancelled"


def test_uploads_are_kept_by_content(door: Door) -> None:
    one, two = (
        door.client.post("/parrot/uploads", content=b"png").json()["url"]
        for _ in range(2)
    )
    assert one == two
    assert door.client.get(one).content == b"png"
    for name in ("..%2f..%2fetc%2fpasswd", "0" * 32, "%2fetc%2fpasswd"):
        assert door.client.get(f"/sandbox/files/{name}").status_code == 404


def test_a_large_upload_arrives_whole(door: Door) -> None:
    data = bytes(range(256)) * 40_000

    def pieces() -> Any:  # noqa: ANN401 - a generator
        for start in range(0, len(data), 70_000):
            yield data[start : start + 70_000]

    for content in (data, pieces()):
        url = door.client.post("/parrot/uploads", content=content).json()["url"]
        assert door.client.get(url).content == data


def test_the_key_is_looked_at_and_never_written_down(door: Door) -> None:
    nobody = httpx.post(f"{door.sandbox.address}/parrot/jobs", trust_env=False)
    assert nobody.status_code == 401
    wrong = {"authorization": "Bearer wrong"}
    assert door.client.post("/parrot/jobs", headers=wrong).status_code == 401
    door.finished()
    log = door.client.get("/sandbox/log").text
    assert "a-secret-key" not in log
    submits = json.loads(log)["submits"]
    assert [each["status"] for each in submits] == [401, 401, 200]
    assert "authorization" not in submits[0]["headers"]
    assert submits[2]["headers"]["authorization"] == "(a key)"
    assert submits[2]["body"] == {"shots": ["a parrot"], "seconds": 1}


def test_the_log_tells_calls_jobs_and_charges(door: Door) -> None:
    door.finished("[sandbox: fail=content] a crow")
    door.client.get("/parrot/balance")
    log = door.client.get("/sandbox/log").json()
    assert [(c["call"], c["path"]) for c in log["calls"]] == [
        ("submit", "/parrot/jobs"),
        ("poll", "/parrot/jobs/p-1"),
        ("balance", "/parrot/balance"),
    ]
    job = log["jobs"][0]
    assert (job["state"], job["failure"], job["kept"]) == ("failed", "content", "0")
    assert job["prompts"] == [["a crow", 1.0]]
    assert log["charges"] == {"parrot": "0"}


def test_a_fault_that_is_no_fault_is_refused_with_words(door: Door) -> None:
    asked: list[tuple[object, str]] = [
        ({"fault": "fial=content"}, 'did you mean "fail"'),
        ({"fault": "html", "service": "parot"}, 'did you mean "parrot"'),
        ({"fault": "html", "on": "lunch"}, "on is one of"),
        ({"fault": "html", "times": 0}, "times is a whole number"),
        ({"fault": "html", "time": 1}, 'did you mean "times"'),
        ({"service": "parrot"}, '"fault" in it'),
        (["html"], '"fault" in it'),
    ]
    for body, says in asked:
        answer = door.client.post("/sandbox/faults", json=body)
        assert answer.status_code == 422
        assert says in answer.json()["detail"]
    assert door.client.post("/sandbox/faults", content=b"{").status_code == 422
    told = door.submit("[sandbox: fial=content]")
    assert (told.status_code, "did you mean" in told.text) == (400, True)


def test_waiting_faults_are_listed_and_cleared(door: Door) -> None:
    door.ask("error=rate retry-after=7", on="submit", times=2)
    assert door.client.get("/sandbox/faults").json() == [
        {
            "service": "parrot",
            "on": "submit",
            "fault": "error=rate retry-after=7",
            "times": 2,
        }
    ]
    assert door.client.delete("/sandbox/faults").status_code == 204
    assert door.submit().status_code == 200


def test_an_error_is_the_services_own_and_nothing_is_done(door: Door) -> None:
    door.ask("error=rate retry-after=7", on="submit")
    answer = door.submit()
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "7"
    assert answer.json() == {"error": {"code": "rate"}}
    assert door.sandbox.book.jobs() == ()
    door.ask("error=TOO_LOUD")
    assert door.submit().status_code == 418
    door.ask("error=nonsense")
    answer = door.submit()
    assert (answer.status_code, "has no error nonsense" in answer.text) == (400, True)


def test_a_queued_fate_meets_the_next_job(door: Door) -> None:
    door.ask("fail=expired charged")
    assert door.finished()["status"] == "expired"
    assert door.client.get("/parrot/balance").json() == {"seeds": "99997.50"}
    assert door.finished()["status"] == "succeeded"


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        ("html", 200, "<!doctype html>"),
        ("empty", 200, ""),
        ("odd-json", 200, '["this"'),
        ("broken-json", 200, '{"id":"p-1","status"'),
        ("no-id", 200, '{"status": "running"}'),
        ("number-id", 200, '{"id": 4096000001'),
        ("unknown-state", 200, '{"id": "p-1", "status": "dreaming"}'),
        ("extra-fields", 200, '"sandbox_extra"'),
        ("status=503", 503, '{"id":"p-1"'),
        ("edge", 403, "<!doctype html>"),
    ],
)
def test_answers_are_spoiled(door: Door, fault: str, status: int, body: str) -> None:
    door.ask(fault, on="submit")
    answer = door.submit("[sandbox: stuck]")
    assert answer.status_code == status
    assert body in answer.text
    assert len(door.sandbox.book.jobs()) == (fault != "edge")


def test_a_huge_answer_is_ten_megabytes_of_json(door: Door) -> None:
    job = door.finished()["id"]
    door.ask("huge", on="poll")
    answer = door.poll(job)
    assert len(answer.content) > 10_000_000
    assert list(answer.json()) == ["padding"]
    assert door.poll(job).json()["id"] == job


def test_a_prompt_asks_for_its_submit_each_time_or_once(door: Door) -> None:
    always, once = "[sandbox: error=content]", "[sandbox: error=rate times=1]"
    assert [door.submit(always).status_code for _ in range(3)] == [400] * 3
    assert [door.submit(once).status_code for _ in range(2)] == [429, 200]
    assert door.submit("another").status_code == 200


def test_a_prompt_asks_for_its_own_jobs_polls_only(door: Door) -> None:
    mine = door.submit("[sandbox: html on=poll times=1]").json()["id"]
    other = door.submit("a crow").json()["id"]
    assert door.poll(other).headers["content-type"] == "application/json"
    assert door.poll(mine).headers["content-type"] == "text/html"
    assert door.poll(mine).headers["content-type"] == "application/json"


def test_a_share_of_submits_is_sent_away() -> None:
    with opened(busy=0.5) as door:
        answers = [door.submit().status_code for _ in range(60)]
    assert 15 < answers.count(429) < 45
    assert answers.count(200) == 60 - answers.count(429)


def test_a_bug_in_a_service_is_an_error_that_is_written_down(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    assert door.client.get("/parrot/bug").status_code == 500
    assert "a bug in a service" in caplog.text
    assert door.sandbox.book.calls[-1].status == 500


def test_paths_and_methods_that_nobody_has_are_refused(door: Door) -> None:
    assert door.client.get("/nobody").status_code == 404
    assert door.client.put("/parrot/jobs").status_code == 405
    assert door.sandbox.book.calls[-1].call == "other"


def test_many_jobs_at_once_are_no_trouble(door: Door) -> None:
    ids = [door.submit(f"parrot {n}").json()["id"] for n in range(150)]
    wait_until(lambda: not door.sandbox.book.running("parrot"))
    assert {door.poll(job).json()["status"] for job in ids} == {"succeeded"}
    assert len(door.client.get("/").text) < 150_000


def test_a_bomb_is_small_on_its_way(door: Door) -> None:
    url = door.finished()["clip"]
    door.ask("gzip-bomb", on="fetch")
    with door.client.stream("GET", url) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) < 500_000


def test_a_part_of_a_clip_may_be_another_one(door: Door) -> None:
    url = door.finished()["clip"]
    size = len(door.client.get(url).content)
    ranged = {"Range": "bytes=10-"}
    tag = door.client.get(url, headers=ranged).headers["etag"]
    door.ask("wrong-range", on="fetch")
    wrong = door.client.get(url, headers=ranged)
    assert wrong.status_code == 206
    assert wrong.headers["content-range"] == f"bytes 11-{size - 1}/{size}"
    door.ask("changed-etag", on="fetch")
    assert door.client.get(url, headers=ranged).headers["etag"] != tag
    door.ask("redirect-private", on="fetch")
    away = door.client.get(url)
    assert (away.status_code, away.headers["location"][:15]) == (302, "http://10.0.0.1")
