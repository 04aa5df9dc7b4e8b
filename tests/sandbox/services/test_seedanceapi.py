from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storyboard.sandbox.services.seedanceapi import service
from tests.sandbox.services.bench import Bench, a_png, an_mp4, without

SUBMIT, STATUS = "/v2/generate", "/v2/status"
PICTURE = "https://example.com/a.jpg"
CLIP = "https://example.com/a.mp4"
TEXT = {"prompt": "a lighthouse at dusk"}
FULL = {
    "prompt": "a lighthouse at dusk",
    "model": "seedance-2.0",
    "duration": 10,
    "resolution": "1080p",
    "aspect_ratio": "4:3",
    "images": [PICTURE] * 4,
    "callback_url": "https://example.com/hook",
    "public": True,
}
MINI = {
    "prompt": "a lighthouse at dusk",
    "model": "seedance-2-mini",
    "duration": 7,
    "resolution": "480p",
    "aspect_ratio": "21:9",
    "reference_video_urls": [CLIP],
    "reference_audio_urls": ["https://example.com/a.mp3"],
}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(service, tmp_path)


def made(bench: Bench, body: dict[str, Any]) -> dict[str, Any]:
    answer = bench.post(SUBMIT, body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def status(bench: Bench, job_id: str) -> dict[str, Any]:
    answer = bench.get(STATUS, params={"task_id": job_id})
    assert answer.status_code == 200
    body = answer.json()
    assert body.keys() == {"code", "message", "data"}
    assert (body["code"], body["message"]) == (200, "success")
    return dict(body["data"])


def test_a_submit_is_answered_as_printed(bench: Bench) -> None:
    said = made(bench, FULL)
    assert said == {
        "code": 200,
        "message": "success",
        "data": {
            "task_id": bench.job.id,
            "status": "IN_PROGRESS",
            "consumed_credits": 480,
        },
    }
    assert bench.job.id.startswith("n")
    assert bench.job.id.endswith("sd20")


def test_defaults_are_those_of_the_sheet(bench: Bench) -> None:
    made(bench, TEXT)
    order = bench.order
    assert order.model == "seedance-2.0"
    assert order.prompts == (("a lighthouse at dusk", 5.0),)
    assert (order.aspect, order.resolution) == ("16:9", "720p")
    assert (order.price, order.unit) == (Decimal(240), "credits")
    assert (order.seed, order.media, order.request) == (None, (), TEXT)


def test_every_state_has_its_body(bench: Bench) -> None:
    job = made(bench, FULL)["data"]["task_id"]
    waiting = {
        "task_id": job,
        "status": "IN_PROGRESS",
        "consumed_credits": 480,
        "created_at": "2026-11-21T00:00:00Z",
        "request": FULL,
        "response": [],
        "error_message": None,
    }
    assert status(bench, job) == waiting
    bench.run()
    assert status(bench, job) == waiting
    bench.finish()
    clip = f"http://127.0.0.1:8123/clips/{job}.mp4"
    assert status(bench, job) == {**waiting, "status": "SUCCESS", "response": [clip]}


@pytest.mark.parametrize("kind", ["content", "failed", "cancelled", "expired", "2038"])
def test_a_job_that_failed_says_why(bench: Bench, kind: str) -> None:
    job = made(bench, TEXT)["data"]["task_id"]
    bench.fail(kind)
    said = status(bench, job)
    assert said["status"] == "FAILED"
    assert said["response"] == []
    assert said["error_message"].startswith("the ")


@pytest.mark.parametrize(
    ("body", "credits_taken"),
    [
        ({"model": "seedance-2.0", "duration": 5}, 240),
        ({"model": "seedance-2.0", "duration": 10}, 480),
        ({"model": "seedance-2.0", "duration": 15}, 720),
        ({"model": "seedance-2.0-fast", "duration": 5}, 160),
        ({"model": "seedance-2.0-fast", "duration": 10}, 320),
        ({"model": "seedance-2.0-fast", "duration": 15}, 480),
        *[
            (
                {"model": "seedance-2-mini", "duration": seconds, "resolution": lines}
                | ({"reference_video_urls": [CLIP]} if video else {}),
                price,
            )
            for lines, video, prices in [
                ("480p", False, (72, 143, 214)),
                ("480p", True, (45, 90, 135)),
                ("720p", False, (154, 308, 462)),
                ("720p", True, (94, 188, 282)),
            ]
            for seconds, price in zip((5, 10, 15), prices, strict=True)
        ],
    ],
)
def test_the_printed_prices_are_charged(
    bench: Bench, body: dict[str, Any], credits_taken: int
) -> None:
    said = made(bench, {**TEXT, **body})
    assert said["data"]["consumed_credits"] == credits_taken
    assert bench.book.balance("seedanceapi") == 100_000 - credits_taken


def test_mini_in_1080p_is_rendered_and_billed_as_720p(bench: Bench) -> None:
    body = {**TEXT, "model": "seedance-2-mini", "resolution": "1080p"}
    assert made(bench, body)["data"]["consumed_credits"] == 154
    assert bench.order.resolution == "720p"


@pytest.mark.parametrize("body", [TEXT, FULL, MINI])
def test_documented_bodies_are_taken(bench: Bench, body: dict[str, Any]) -> None:
    made(bench, body)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (without(TEXT, "prompt"), "INVALID_PROMPT"),
        ({"prompt": ""}, "INVALID_PROMPT"),
        ({"prompt": 7}, "INVALID_PROMPT"),
        ({"prompt": "x" * 2001}, "INVALID_PROMPT"),
        ({**TEXT, "duration": 7}, "INVALID_DURATION"),
        ({**TEXT, "duration": "5"}, "INVALID_DURATION"),
        ({**TEXT, "duration": None}, "INVALID_DURATION"),
        ({**TEXT, "duration": True}, "INVALID_DURATION"),
        ({**TEXT, "model": "seedance-2.0-fast", "duration": 4}, "INVALID_DURATION"),
        ({**MINI, "duration": 3}, "INVALID_DURATION"),
        ({**MINI, "duration": 16}, "INVALID_DURATION"),
        ({**MINI, "duration": 7.5}, "INVALID_DURATION"),
        ({**TEXT, "aspect_ratio": "1:1"}, "INVALID_ASPECT_RATIO"),
        ({**TEXT, "aspect_ratio": "adaptive"}, "INVALID_ASPECT_RATIO"),
        ({**MINI, "aspect_ratio": "9:21"}, "INVALID_ASPECT_RATIO"),
        ({**TEXT, "images": [PICTURE] * 5}, "TOO_MANY_IMAGES"),
        ({**TEXT, "images": []}, None),
        ({**TEXT, "images": PICTURE}, None),
        ({**TEXT, "images": ["file:///a.png"]}, None),
        ({**TEXT, "images": [7]}, None),
        ({**TEXT, "model": "seedance-3"}, None),
        ({**TEXT, "resolution": "4k"}, None),
        ({**TEXT, "resolution": 720}, None),
        ({**TEXT, "reference_video_urls": [CLIP]}, None),
        ({**TEXT, "reference_audio_urls": [CLIP]}, None),
        ({**TEXT, "callback_url": "http://localhost/hook"}, None),
        ({**TEXT, "callback_url": "https://127.0.0.1/hook"}, None),
        ({**TEXT, "public": 1}, None),
        ({**TEXT, "seed": 1}, None),
        ([], None),
    ],
)
def test_a_mistake_gets_its_documented_code(
    bench: Bench,
    body: Any,  # noqa: ANN401 - any JSON
    code: str | None,
) -> None:
    answer = bench.post(SUBMIT, body)
    said = answer.json()
    assert answer.status_code == 400
    assert said.keys() == {"code", "message"}
    assert said["code"] == 400
    assert said["message"].split(":")[0] == code or code is None
    assert code or not said["message"].startswith(("INVALID_", "TOO_MANY"))
    assert bench.book.jobs() == ()


def test_only_json_is_read(bench: Bench) -> None:
    answer = bench.call("POST", SUBMIT, content=b'{"prompt": "a"}')
    assert answer.status_code == 400
    assert "application/json" in answer.json()["message"]


@pytest.mark.parametrize("key", ["", "Bearer ", "Bearer wrong", "Basic abc"])
def test_a_wrong_key_is_a_401(bench: Bench, key: str) -> None:
    for answer in (
        bench.post(SUBMIT, TEXT, authorization=key),
        bench.get(STATUS, headers={"authorization": key}),
    ):
        assert answer.status_code == 401
        assert answer.json()["code"] == 401
        assert answer.json()["message"].startswith("INVALID_API_KEY")


def test_too_few_credits_are_a_402_and_no_job(tmp_path: Path) -> None:
    bench = Bench(service, tmp_path, balance=239)
    answer = bench.post(SUBMIT, TEXT)
    assert answer.status_code == 402
    assert answer.json()["code"] == 402
    assert answer.json()["message"].startswith("INSUFFICIENT_CREDITS")
    assert bench.book.jobs() == ()


@pytest.mark.parametrize("query", [{}, {"task_id": "n1sd20"}])
def test_an_unknown_task_is_a_404(bench: Bench, query: dict[str, str]) -> None:
    answer = bench.get(STATUS, params=query)
    assert answer.status_code == 404
    assert answer.json()["message"].startswith("TASK_NOT_FOUND")


def test_adaptive_takes_the_ratio_of_the_first_picture(bench: Bench) -> None:
    tall = bench.keep(a_png(400, 720), ".png")
    body = {**TEXT, "model": "seedance-2-mini", "aspect_ratio": "adaptive"}
    made(bench, {**body, "images": [tall]})
    assert bench.order.aspect == "9:16"
    made(bench, body)
    assert bench.order.aspect == "16:9"


def test_a_picture_without_a_ratio_keeps_its_own(bench: Bench) -> None:
    made(bench, {**TEXT, "images": [bench.keep(a_png(640, 480), ".png")]})
    assert bench.order.aspect == "4:3"


def test_a_reference_video_lowers_the_rate_however_long_it_is(
    bench: Bench, tmp_path: Path
) -> None:
    clip = bench.keep(an_mp4(tmp_path, 2), ".mp4")
    said = made(bench, {**MINI, "duration": 4, "reference_video_urls": [clip]})
    assert said["data"]["consumed_credits"] == 36


def test_shots_of_one_prompt_are_told_apart(bench: Bench) -> None:
    prompt = "Rain.\nShot 1 (0–2 s): a boat\nShot 2 (2–5 s): the harbour"
    made(bench, {"prompt": prompt})
    assert bench.order.prompts == (("Rain.\na boat", 2.0), ("Rain.\nthe harbour", 3.0))


@pytest.mark.parametrize(
    ("asked", "status_code", "code"),
    [
        ("invalid", 400, "INVALID_PROMPT"),
        ("unauthorised", 401, "INVALID_API_KEY"),
        ("no-credit", 402, "INSUFFICIENT_CREDITS"),
        ("not-found", 404, "TASK_NOT_FOUND"),
        ("server", 500, "INTERNAL_ERROR"),
        ("INVALID_DURATION", 400, "INVALID_DURATION"),
        ("INVALID_ASPECT_RATIO", 400, "INVALID_ASPECT_RATIO"),
        ("TOO_MANY_IMAGES", 400, "TOO_MANY_IMAGES"),
    ],
)
def test_errors_may_be_asked_for(asked: str, status_code: int, code: str) -> None:
    answer = service.error(asked)
    assert answer is not None
    assert answer.status_code == status_code
    assert code.encode() in bytes(answer.body)


@pytest.mark.parametrize(
    "asked", ["rate", "concurrency", "content", "unavailable", "NO_SUCH_CODE"]
)
def test_there_are_no_errors_beyond_the_document(asked: str) -> None:
    assert service.error(asked) is None


def test_the_first_image_is_the_first_frame_unless_the_prompt_says_otherwise(
    bench: Bench,
) -> None:
    here = [bench.keep(a_png(width), ".png") for width in (640, 641)]
    made(bench, {**TEXT, "images": here})
    assert bench.roles == ["first_frame", "reference"]
    told = "a boat\nImage 1 shows Ida.\nImage 2 is the last frame."
    made(bench, {**TEXT, "images": here, "prompt": told})
    assert bench.roles == ["reference", "last_frame"]
    made(bench, {**MINI, "images": here})
    assert bench.roles == ["reference", "reference"]
