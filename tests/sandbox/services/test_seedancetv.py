from pathlib import Path
from typing import Any

import pytest

from storyboard.sandbox.services.seedancetv import REQUESTS, service
from tests.sandbox.services.bench import ADDRESS, Bench

VIDEOS, STYLES, BALANCE = "/v2/videos", "/v2/styles", "/v2/account/balance"
TEXT = {"prompt": "a fox in the snow"}
SCENES = {
    "scenes": [
        {"prompt": "a detective in the rain", "duration_secs": 4},
        {"prompt": "the same detective looks up", "duration_secs": 3.5},
    ],
    "style": "photorealistic",
    "seed": 42,
}
FULL = {
    **TEXT,
    "aspect_ratio": "9:16",
    "duration_secs": 8,
    "style": "cyberpunk",
    "seed": 42,
    "camera": {"zoom": "in", "pan": "left", "tilt": "up"},
    "motion_level": "high",
}
RATE = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
START = 1_795_219_200


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(service, tmp_path)


def made(bench: Bench, body: dict[str, Any]) -> str:
    answer = bench.post(VIDEOS, body)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "id": bench.job.id,
        "status": "processing",
        "created_at": "2026-11-21T00:00:00Z",
    }
    assert bench.job.id.startswith("vid_")
    return bench.job.id


def test_defaults_are_those_of_the_sheet(bench: Bench) -> None:
    made(bench, TEXT)
    order = bench.order
    assert order.prompts == (("a fox in the snow", 5.0),)
    assert (order.aspect, order.resolution, order.seed) == ("16:9", "1080p", None)
    assert order.price is None
    assert bench.book.balance("seedancetv") == 100_000


def test_scenes_are_the_shots_of_one_clip(bench: Bench) -> None:
    made(bench, SCENES)
    assert bench.order.prompts == (
        ("a detective in the rain", 4.0),
        ("the same detective looks up", 3.5),
    )
    assert bench.order.seed == 42


def test_all_fields_are_taken(bench: Bench) -> None:
    made(bench, FULL)
    assert bench.order.prompts == (("a fox in the snow", 8.0),)
    assert bench.order.aspect == "9:16"
    assert bench.order.request == FULL


def test_every_state_has_its_body(bench: Bench) -> None:
    job = made(bench, TEXT)
    head = {"id": job, "created_at": "2026-11-21T00:00:00Z"}
    at = f"{VIDEOS}/{job}"
    assert bench.get(at).json() == {**head, "status": "processing"}
    bench.run()
    assert bench.get(at).json() == {**head, "status": "processing"}
    bench.finish()
    clip = f"{ADDRESS}/clips/{job}.mp4"
    assert bench.get(at).json() == {**head, "status": "succeeded", "url": clip}


@pytest.mark.parametrize("kind", ["content", "failed", "expired", "cancelled"])
def test_a_job_that_failed_says_why(bench: Bench, kind: str) -> None:
    job = made(bench, TEXT)
    bench.fail(kind)
    said = bench.get(f"{VIDEOS}/{job}").json()
    assert said.keys() == {"id", "status", "created_at", "error"}
    assert said["status"] == "failed"
    assert said["error"].startswith("the ")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "prompt"),
        ({"prompt": ""}, "prompt"),
        ({"prompt": 7}, "prompt"),
        ({**TEXT, **SCENES}, "prompt"),
        ({**SCENES, "duration_secs": 8}, "duration_secs"),
        ({"scenes": []}, "scenes"),
        ({"scenes": [{"prompt": "a"}]}, "scenes[0].duration_secs"),
        ({"scenes": [{"duration_secs": 4}]}, "scenes[0].prompt"),
        (
            {"scenes": [{"prompt": "a", "duration_secs": "4"}]},
            "scenes[0].duration_secs",
        ),
        (
            {"scenes": [{"prompt": "a", "duration_secs": 4, "seed": 1}]},
            "scenes[0].seed",
        ),
        ({**TEXT, "aspect_ratio": "4:3"}, "aspect_ratio"),
        ({**TEXT, "duration_secs": 0}, "duration_secs"),
        ({**TEXT, "duration_secs": 61}, "duration_secs"),
        ({**TEXT, "duration_secs": "8"}, "duration_secs"),
        ({**TEXT, "duration": 8}, "duration"),
        ({**TEXT, "style": "baroque"}, "style"),
        ({**TEXT, "seed": 4.2}, "seed"),
        ({**TEXT, "seed": "42"}, "seed"),
        ({**TEXT, "camera": "in"}, "camera"),
        ({**TEXT, "camera": {"zoom": 2}}, "camera.zoom"),
        ({**TEXT, "camera": {"roll": "left"}}, "camera.roll"),
        ({**TEXT, "zoom": "in"}, "zoom"),
        ({**TEXT, "motion_level": 3}, "motion_level"),
        ({**TEXT, "callback_url": "https://example.com"}, "callback_url"),
    ],
)
def test_a_mistake_is_a_422_that_names_the_field(
    bench: Bench, body: dict[str, Any], field: str
) -> None:
    answer = bench.post(VIDEOS, body)
    said = answer.json()
    assert answer.status_code == 422
    assert said.keys() == {"error", "message"}
    assert said["error"] == "Unprocessable Entity"
    assert said["message"].startswith(f"{field}: ")
    assert bench.book.jobs() == ()


def test_styles_and_balance_are_told(bench: Bench) -> None:
    styles = bench.get(STYLES).json()["styles"]
    assert styles == ["photorealistic", "anime", "cyberpunk", "cinematic"]
    for style in [*styles, "photorealism"]:
        made(bench, {**TEXT, "style": style})
    assert bench.get(BALANCE).json() == {"balance": 100_000}


def test_a_wrong_key_is_a_401_everywhere(bench: Bench) -> None:
    key = {"authorization": "Bearer wrong"}
    for answer in (
        bench.post(VIDEOS, TEXT, **key),
        *(bench.get(at, headers=key) for at in (f"{VIDEOS}/x", STYLES, BALANCE)),
    ):
        assert answer.status_code == 401
        assert answer.json()["error"] == "Unauthorized"
        assert all(name in answer.headers for name in RATE)


def test_an_unknown_video_is_a_404(bench: Bench) -> None:
    answer = bench.get(f"{VIDEOS}/vid_x")
    assert answer.status_code == 404
    assert answer.json()["error"] == "Not Found"


def test_every_answer_counts_down_until_the_minute_is_over(bench: Bench) -> None:
    seen = []
    for at in (STYLES, f"{VIDEOS}/vid_x", BALANCE):
        headers = bench.get(at).headers
        assert headers["X-RateLimit-Limit"] == str(REQUESTS)
        assert headers["X-RateLimit-Reset"] == str(START + 60)
        seen.append(REQUESTS - int(headers["X-RateLimit-Remaining"]))
    assert seen == [1, 2, 3]
    bench.clock.passed = 60
    headers = bench.get(STYLES).headers
    assert headers["X-RateLimit-Remaining"] == str(REQUESTS - 1)
    assert headers["X-RateLimit-Reset"] == str(START + 120)


def test_one_request_too_many_has_to_wait(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storyboard.sandbox.services.seedancetv.REQUESTS", 2)
    bench.clock.passed = 10
    assert [bench.get(STYLES).status_code for _ in range(3)] == [200, 200, 429]
    bench.clock.passed = 25
    answer = bench.post(VIDEOS, TEXT)
    assert answer.status_code == 429
    assert answer.json()["error"] == "Too Many Requests"
    assert answer.headers["Retry-After"] == "45"
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert bench.book.jobs() == ()
    bench.clock.passed = 70
    assert bench.get(STYLES).status_code == 200


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("unauthorised", 401),
        ("not-found", 404),
        ("invalid", 422),
        ("rate", 429),
        ("server", 500),
        ("500", 500),
    ],
)
def test_errors_may_be_asked_for(bench: Bench, asked: str, status: int) -> None:
    answer = bench.service.error(asked)
    assert answer is not None
    assert answer.status_code == status
    assert all(name in answer.headers for name in RATE)
    assert ("Retry-After" in answer.headers) == (status == 429)


@pytest.mark.parametrize("asked", ["content", "no-credit", "concurrency", "402", "x"])
def test_there_are_no_errors_beyond_the_document(asked: str) -> None:
    assert service.error(asked) is None
