import json
from pathlib import Path
from typing import Any

import pytest

from storyboard.sandbox.services.seedance2ink import service
from tests.sandbox.services.bench import ADDRESS, Bench, a_png, an_mp4, without

JOBS, MODELS = "/api/open/v1/video/generations", "/api/open/v1/models"
TEXT = {"model": "seedance-2.0", "prompt": "a lighthouse"}
FULL = {
    "model": "seedance-2.0-fast",
    "prompt": "a lighthouse",
    "aspectRatio": "9:16",
    "duration": 15,
    "resolution": "1080p",
    "mediaUrls": [
        f"https://example.com/a.{end}?sign=1"
        for end in ("JPG", "webp", "mp4", "m4v", "mp3")
    ],
    "webhookUrl": "https://example.com/hook",
    "metadata": {"projectId": "p1", "deep": {"er": [1, None]}},
}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(service, tmp_path)


def made(bench: Bench, body: dict[str, Any]) -> dict[str, Any]:
    answer = bench.post(JOBS, body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def query(bench: Bench, job_id: str) -> dict[str, Any]:
    answer = bench.get(f"{JOBS}/{job_id}")
    assert answer.status_code == 200
    return dict(answer.json())


def error(answer: Any) -> dict[str, str]:  # noqa: ANN401 - httpx's
    said = answer.json()
    assert said.keys() == {"success", "error"}
    assert said["success"] is False
    assert said["error"].keys() == {"code", "message"}
    return dict(said["error"])


def test_a_submit_is_answered_as_printed(bench: Bench) -> None:
    body = {**TEXT, "aspectRatio": "16:9", "duration": 5, "resolution": "720p"}
    assert made(bench, body) == {
        "success": True,
        "requestId": bench.job.id,
        "status": "queued",
        "creditsCharged": 40,
    }
    assert bench.job.id.startswith("req_")


def test_everything_goes_into_the_order(bench: Bench) -> None:
    made(bench, FULL)
    order = bench.order
    assert order.model == "seedance-2.0-fast"
    assert order.prompts == (("a lighthouse", 15.0),)
    assert (order.aspect, order.resolution) == ("9:16", "1080p")
    assert list(order.media) == FULL["mediaUrls"]
    assert order.request == FULL


def test_every_state_has_its_body(bench: Bench) -> None:
    job = made(bench, {**TEXT, "aspectRatio": "1:1", "duration": 7})["requestId"]
    waiting = {
        "success": True,
        "requestId": job,
        "status": "queued",
        "model": "seedance-2.0",
        "prompt": "a lighthouse",
        "duration": 7,
        "aspectRatio": "1:1",
        "output": None,
        "error": None,
    }
    assert query(bench, job) == waiting
    bench.run()
    assert query(bench, job) == {**waiting, "status": "processing"}
    bench.finish()
    output = {"type": "video", "url": f"{ADDRESS}/clips/{job}.mp4"}
    assert query(bench, job) == {**waiting, "status": "succeeded", "output": output}


@pytest.mark.parametrize("kind", ["content", "failed", "expired"])
def test_a_job_that_failed_still_says_success(bench: Bench, kind: str) -> None:
    job = made(bench, TEXT)["requestId"]
    bench.fail(kind)
    said = query(bench, job)
    assert (said["success"], said["status"]) == (True, "failed")
    assert said["output"] is None
    assert said["error"].keys() == {"code", "message"}
    assert said["error"]["code"] == "provider_error"


@pytest.mark.parametrize("running", [False, True])
def test_a_job_under_way_can_be_called_off(
    bench: Bench,
    running: bool,  # noqa: FBT001 - a case
) -> None:
    job = made(bench, TEXT)["requestId"]
    if running:
        bench.run()
    answer = bench.post(f"{JOBS}/{job}/cancel")
    assert answer.status_code == 200
    assert answer.json() == {"success": True, "requestId": job, "status": "cancelled"}
    said = query(bench, job)
    assert (said["status"], said["output"], said["error"]) == ("cancelled", None, None)
    assert bench.book.balance("seedance2ink") == 100_000


def test_a_job_that_is_over_cannot_be_called_off(bench: Bench) -> None:
    job = made(bench, TEXT)["requestId"]
    bench.finish()
    answer = bench.post(f"{JOBS}/{job}/cancel")
    assert answer.status_code == 409
    error(answer)
    assert query(bench, job)["status"] == "succeeded"


@pytest.mark.parametrize(
    ("body", "credits_taken"),
    [
        ({"duration": 5}, 40),
        ({"duration": 5, "mediaUrls": ["https://example.com/a.png"]}, 64),
        ({"duration": 4}, 32),
        ({"duration": 4, "mediaUrls": ["https://example.com/a.png"]}, 52),
        ({"resolution": "480p"}, 20),
        ({"resolution": "1080p"}, 80),
        ({"model": "seedance-1.5-pro", "duration": 10}, 80),
    ],
)
def test_the_known_prices_are_charged_and_the_others_follow_them(
    bench: Bench, body: dict[str, Any], credits_taken: int
) -> None:
    assert made(bench, {**TEXT, **body})["creditsCharged"] == credits_taken
    assert bench.book.balance("seedance2ink") == 100_000 - credits_taken


def test_models_are_listed_with_what_they_take(bench: Bench) -> None:
    said = bench.get(MODELS).json()
    assert said.keys() == {"success", "data"}
    assert said["success"] is True
    assert [each["id"] for each in said["data"]] == [
        "seedance-2.0",
        "seedance-2.0-fast",
        "seedance-1.5-pro",
    ]
    assert said["data"][2]["durations"] == [5, 10]
    assert said["data"][0]["creditsPerSecond"]["720p"] == {"text": 8, "media": 12.8}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (without(TEXT, "model"), "model"),
        (without(TEXT, "prompt"), "prompt"),
        ({**TEXT, "model": "seedance-2"}, "model"),
        ({**TEXT, "prompt": ""}, "prompt"),
        ({**TEXT, "prompt": 1}, "prompt"),
        ({**TEXT, "aspectRatio": "4:3"}, "aspectRatio"),
        ({**TEXT, "aspect_ratio": "16:9"}, "aspect_ratio"),
        ({**TEXT, "duration": 3}, "duration"),
        ({**TEXT, "duration": 16}, "duration"),
        ({**TEXT, "duration": "5"}, "duration"),
        ({**TEXT, "duration": 5.5}, "duration"),
        ({**TEXT, "model": "seedance-1.5-pro", "duration": 6}, "duration"),
        ({**TEXT, "resolution": "4k"}, "resolution"),
        ({**TEXT, "mediaUrls": []}, "mediaUrls"),
        ({**TEXT, "mediaUrls": ["https://example.com/a.png"] * 6}, "mediaUrls"),
        ({**TEXT, "mediaUrls": ["https://example.com/a.txt"]}, "mediaUrls"),
        ({**TEXT, "mediaUrls": ["https://example.com/a"]}, "https://example.com/a"),
        ({**TEXT, "mediaUrls": ["a.png"]}, "mediaUrls"),
        ({**TEXT, "webhookUrl": "hook"}, "webhookUrl"),
        ({**TEXT, "metadata": ["a"]}, "metadata"),
        ({**TEXT, "seed": 1}, "seed"),
    ],
)
def test_a_mistake_is_a_400_that_names_the_field(
    bench: Bench, body: dict[str, Any], field: str
) -> None:
    answer = bench.post(JOBS, body)
    said = error(answer)
    assert answer.status_code == 400
    assert said["code"] == "invalid_request"
    assert field in said["message"]
    assert bench.book.jobs() == ()


def test_a_wrong_key_has_the_printed_body_everywhere(bench: Bench) -> None:
    key = {"authorization": "Bearer wrong"}
    for answer in (
        bench.post(JOBS, TEXT, **key),
        bench.get(f"{JOBS}/req_1", headers=key),
        bench.post(f"{JOBS}/req_1/cancel", **key),
        bench.get(MODELS, headers=key),
    ):
        assert answer.status_code == 401
        assert answer.json() == {
            "success": False,
            "error": {"code": "unauthorized", "message": "Invalid API key"},
        }


def test_too_few_credits_are_a_402_and_no_job(tmp_path: Path) -> None:
    bench = Bench(service, tmp_path, balance=39)
    answer = bench.post(JOBS, TEXT)
    assert answer.status_code == 402
    assert error(answer)["code"] == "insufficient_credits"
    assert bench.book.jobs() == ()


def test_an_unknown_job_is_a_404(bench: Bench) -> None:
    for answer in (bench.get(f"{JOBS}/req_1"), bench.post(f"{JOBS}/req_1/cancel")):
        assert answer.status_code == 404
        assert error(answer)["code"] == "not_found"


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("unauthorised", 401, "unauthorized"),
        ("unauthorized", 401, "unauthorized"),
        ("invalid", 400, "invalid_request"),
        ("no-credit", 402, "insufficient_credits"),
        ("not-found", 404, "not_found"),
        ("rate", 429, "rate_limited"),
        ("server", 500, "internal_error"),
    ],
)
def test_errors_may_be_asked_for(asked: str, status: int, code: str) -> None:
    answer = service.error(asked)
    assert answer is not None
    assert answer.status_code == status
    assert json.loads(bytes(answer.body))["error"]["code"] == code


@pytest.mark.parametrize("asked", ["content", "concurrency", "unavailable", "nothing"])
def test_other_errors_are_unknown(asked: str) -> None:
    assert service.error(asked) is None


def test_the_first_image_is_the_first_frame_unless_the_prompt_says_otherwise(
    bench: Bench, tmp_path: Path
) -> None:
    here = [bench.keep(a_png(width), ".png") for width in (640, 641)]
    made(bench, {**TEXT, "mediaUrls": here})
    assert bench.roles == ["first_frame", "reference"]
    clip = bench.keep(an_mp4(tmp_path, 1), ".mp4")
    told = "a boat\nImage 1 shows Ida.\nImage 2 is the last frame."
    made(bench, {**TEXT, "mediaUrls": [clip, *here], "prompt": told})
    assert bench.roles == ["reference", "last_frame"]
    made(bench, {**TEXT, "mediaUrls": [clip, *here]})
    assert bench.roles == ["reference", "reference"]
