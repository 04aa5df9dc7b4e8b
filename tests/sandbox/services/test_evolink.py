import base64
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storyboard.sandbox.services.evolink import service
from storyboard.sandbox.services.evolink_request import MODELS
from tests.sandbox.services.bench import (
    ADDRESS,
    Bench,
    a_png,
    a_wav,
    an_mp4,
    without,
)

SUBMIT, TASKS, FILES = "/v1/videos/generations", "/v1/tasks", "/api/v1/files"
PICTURE = "https://example.com/a.jpg"
CLIP, SOUND = "https://example.com/a.mp4", "https://example.com/a.mp3"
TEXT = {"model": "seedance-2.0-text-to-video", "prompt": "a lighthouse"}
IMAGE = {
    **TEXT,
    "model": "seedance-2.0-image-to-video",
    "image_urls": [PICTURE, PICTURE],
}
REFERENCE = {**TEXT, "model": "seedance-2.0-reference-to-video"}
FULL = {
    **REFERENCE,
    "image_urls": [PICTURE] * 9,
    "video_urls": [CLIP] * 3,
    "audio_urls": [SOUND] * 3,
    "duration": 8,
    "quality": "480p",
    "aspect_ratio": "21:9",
    "generate_audio": False,
    "callback_url": "https://example.com/hook",
    "content_filter": True,
}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(service, tmp_path)


def made(bench: Bench, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    answer = bench.post(SUBMIT, body, **headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def task(bench: Bench, job_id: str) -> dict[str, Any]:
    answer = bench.get(f"{TASKS}/{job_id}")
    assert answer.status_code == 200
    return dict(answer.json())


def error(answer: Any) -> dict[str, Any]:  # noqa: ANN401 - httpx's
    assert answer.json().keys() == {"error"}
    said: dict[str, Any] = answer.json()["error"]
    assert said.keys() <= {"code", "message", "type", "param", "fallback_suggestion"}
    assert said["message"]
    return said


def test_a_submit_is_answered_as_printed(bench: Bench) -> None:
    said = made(bench, {**TEXT, "duration": 8})
    assert said == {
        "created": 1795219200,
        "id": bench.job.id,
        "model": "seedance-2.0-text-to-video",
        "object": "video.generation.task",
        "progress": 0,
        "status": "pending",
        "task_info": {"can_cancel": True, "estimated_time": 10, "video_duration": 8},
        "type": "video",
        "usage": {
            "billing_rule": "per_second",
            "credits_reserved": 108,
            "user_group": "default",
        },
    }
    assert bench.job.id.startswith("task-unified-1795219200-")


def test_defaults_are_those_of_the_sheet(bench: Bench) -> None:
    made(bench, TEXT)
    order = bench.order
    assert order.prompts == (("a lighthouse", 5.0),)
    assert (order.aspect, order.resolution, order.audio) == ("16:9", "720p", True)
    assert order.price == Decimal("67.5")


def test_every_state_has_its_body(bench: Bench) -> None:
    job = made(bench, {**TEXT, "duration": 8})["id"]
    first = task(bench, job)
    bench.run()
    running = task(bench, job)
    bench.finish()
    done = task(bench, job)
    info = {"estimated_time": 10, "video_duration": 8}
    assert first["status"] == "pending"
    assert running == {
        **first,
        "status": "processing",
        "progress": 50,
        "task_info": {"can_cancel": False, **info},
    }
    assert done == {
        **running,
        "status": "completed",
        "progress": 100,
        "results": [f"{ADDRESS}/clips/{job}.mp4"],
        "usage": {
            **first["usage"],
            "credits_used": 108,
            "cost": {"credits": 108, "usd": 1.5882},
        },
    }


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("content", "failed", "content_policy_violation"),
        ("failed", "failed", "generation_failed_no_content"),
        ("expired", "failed", "generation_timeout"),
        ("server", "failed", "service_error"),
        ("image_dimension_mismatch", "failed", "image_dimension_mismatch"),
        ("nonsense", "failed", "unknown_error"),
        ("cancelled", "cancelled", "request_cancelled"),
    ],
)
def test_a_job_that_failed_says_why_and_costs_nothing(
    bench: Bench, kind: str, status: str, code: str
) -> None:
    job = made(bench, TEXT)["id"]
    assert bench.book.balance("evolink") == Decimal("99932.5")
    bench.fail(kind)
    said = task(bench, job)
    assert said["status"] == status
    assert said["error"].keys() == {"code", "message"}
    assert said["error"]["code"] == code
    assert "results" not in said
    assert said["usage"]["credits_used"] == 0
    assert bench.book.balance("evolink") == 100_000


@pytest.mark.parametrize(
    ("body", "price"),
    [
        (TEXT, "67.5"),
        ({**TEXT, "quality": "480p"}, "31.3875"),
        ({**TEXT, "model": "seedance-2.0-fast-text-to-video"}, "41.0065"),
        (
            {**TEXT, "model": "seedance-2.0-fast-text-to-video", "quality": "480p"},
            "19.0680225",
        ),
        ({**TEXT, "model_params": {"web_search": True}}, "67.54"),
        ({**TEXT, "quality": "1080p"}, "168.75"),
        ({**TEXT, "model": "seedance-2.0-mini-text-to-video"}, "13.5"),
        (
            {**TEXT, "model": "seedance-2.0-mini-text-to-video", "quality": "480p"},
            "6.2775",
        ),
        ({**TEXT, "content_filter": False}, "74.25"),
        # The share is of the rate alone, not of the search.
        (
            {**TEXT, "content_filter": False, "model_params": {"web_search": True}},
            "74.29",
        ),
        # With video: rate × (the longer of input and output, and the output).
        ({**REFERENCE, "video_urls": [CLIP], "duration": 4}, "73.9935"),
        ({**REFERENCE, "video_urls": [CLIP] * 3, "duration": 10}, "205.5375"),
        ({**REFERENCE, "video_urls": [CLIP], "duration": 10}, "164.43"),
        (
            {
                "prompt": "a",
                "model": "seedance-2.0-fast-reference-to-video",
                "video_urls": [CLIP],
                "quality": "480p",
            },
            "22.717601",
        ),
    ],
)
def test_prices_follow_the_list(bench: Bench, body: dict[str, Any], price: str) -> None:
    said = made(bench, body)
    assert bench.order.price == Decimal(price)
    assert said["usage"]["credits_reserved"] == float(price)


def test_the_seconds_of_a_video_in_sight_are_charged(
    bench: Bench, tmp_path: Path
) -> None:
    clip = bench.keep(an_mp4(tmp_path, 6), ".mp4")
    made(bench, {**REFERENCE, "video_urls": [clip], "duration": 4})
    assert bench.order.price == Decimal("82.215")


@pytest.mark.parametrize("model", MODELS)
def test_all_models_are_offered_and_listed(bench: Bench, model: str) -> None:
    media = {"image_urls": [PICTURE]} if "image" in model else {}
    made(bench, {"model": model, "prompt": "a", **media})
    listed = bench.get("/v1/models").json()["data"]
    assert model in [each["id"] for each in listed]


def test_media_go_into_the_order(bench: Bench) -> None:
    made(bench, FULL)
    assert bench.order.media == (*[PICTURE] * 9, *[CLIP] * 3, *[SOUND] * 3)
    assert (bench.order.aspect, bench.order.audio) == ("21:9", False)


def test_adaptive_takes_the_ratio_of_the_first_picture(bench: Bench) -> None:
    tall = bench.keep(a_png(720, 960), ".png")
    made(bench, {**IMAGE, "image_urls": [tall], "aspect_ratio": "adaptive"})
    assert bench.order.aspect == "3:4"


@pytest.mark.parametrize(
    ("body", "param"),
    [
        (without(TEXT, "prompt"), "prompt"),
        (without(TEXT, "model"), "model"),
        ({**TEXT, "prompt": ""}, "prompt"),
        ({**TEXT, "prompt": ["a"]}, "prompt"),
        ({**TEXT, "model": "seedance-2.0"}, "model"),
        ({**TEXT, "duration": 3}, "duration"),
        ({**TEXT, "duration": 16}, "duration"),
        ({**TEXT, "duration": 5.0}, "duration"),
        ({**TEXT, "duration": "5"}, "duration"),
        ({**TEXT, "quality": "4k"}, "quality"),
        (
            {**TEXT, "model": "seedance-2.0-fast-text-to-video", "quality": "1080p"},
            "quality",
        ),
        ({**TEXT, "resolution": "720p"}, "resolution"),
        ({**TEXT, "aspect_ratio": "2:1"}, "aspect_ratio"),
        ({**TEXT, "generate_audio": "true"}, "generate_audio"),
        ({**TEXT, "generate_audio": None}, "generate_audio"),
        ({**TEXT, "model_params": {"web_search": 1}}, "model_params.web_search"),
        ({**TEXT, "model_params": {"search": True}}, "model_params.search"),
        ({**IMAGE, "model_params": {"web_search": True}}, "model_params"),
        (
            {
                **TEXT,
                "model": "seedance-2.0-mini-text-to-video",
                "model_params": {"web_search": True},
            },
            "model_params",
        ),
        ({**TEXT, "callback_url": "http://example.com"}, "callback_url"),
        ({**TEXT, "callback_url": "https://10.0.0.1/x"}, "callback_url"),
        ({**TEXT, "callback_url": "https://localhost/x"}, "callback_url"),
        (
            {**TEXT, "callback_url": "https://example.com/" + "x" * 2048},
            "callback_url",
        ),
        ({**TEXT, "content_filter": "on"}, "content_filter"),
        ({**TEXT, "seed": 1}, "seed"),
        ({**TEXT, "image_urls": [PICTURE]}, "image_urls"),
        (without(IMAGE, "image_urls"), "image_urls"),
        ({**IMAGE, "image_urls": []}, "image_urls"),
        ({**IMAGE, "image_urls": [PICTURE] * 3}, "image_urls"),
        ({**IMAGE, "image_urls": ["data:image/png;base64,AA=="]}, "image_urls[0]"),
        ({**IMAGE, "image_urls": ["https://example.com/a.gif"]}, "image_urls[0]"),
        ({**IMAGE, "video_urls": [CLIP]}, "video_urls"),
        ({**IMAGE, "audio_urls": [SOUND]}, "audio_urls"),
        ({**FULL, "image_urls": [PICTURE] * 10}, "image_urls"),
        ({**FULL, "video_urls": [CLIP] * 4}, "video_urls"),
        ({**FULL, "audio_urls": [SOUND] * 4}, "audio_urls"),
        ({**REFERENCE, "audio_urls": [SOUND]}, "audio_urls"),
        ({**FULL, "video_urls": ["https://example.com/a.webm"]}, "video_urls[0]"),
        ({**FULL, "audio_urls": ["https://example.com/a.ogg"]}, "audio_urls[0]"),
    ],
)
def test_a_mistake_is_a_400_that_names_the_field(
    bench: Bench, body: dict[str, Any], param: str
) -> None:
    answer = bench.post(SUBMIT, body)
    said = error(answer)
    assert answer.status_code == 400
    assert (said["code"], said["type"]) == (400, "invalid_request_error")
    assert said["param"] == param
    assert bench.book.jobs() == ()


def test_files_in_sight_are_held_to_the_limits(bench: Bench, tmp_path: Path) -> None:
    small = bench.keep(a_png(299, 400), ".png")
    wide = bench.keep(a_png(1000, 320), ".png")
    broken = bench.keep(b"no picture", ".png")
    gone = f"{ADDRESS}/sandbox/files/{'0' * 32}.png"
    for address in (small, wide, broken, gone):
        said = error(bench.post(SUBMIT, {**IMAGE, "image_urls": [PICTURE, address]}))
        assert said["param"] == "image_urls[1]"
    tiny = bench.keep(an_mp4(tmp_path, 2, (320, 320)), ".mp4")
    short = bench.keep(an_mp4(tmp_path, 1), ".mp4")
    for address in (tiny, short):
        said = error(bench.post(SUBMIT, {**REFERENCE, "video_urls": [address]}))
        assert said["param"] == "video_urls[0]"
    long = bench.keep(a_wav(8), ".wav")
    body = {**REFERENCE, "image_urls": [PICTURE]}
    said = error(bench.post(SUBMIT, {**body, "audio_urls": [long, long]}))
    assert said["param"] == "audio_urls"
    made(bench, {**body, "audio_urls": [long]})


def test_a_body_may_be_too_large(bench: Bench) -> None:
    answer = bench.post(SUBMIT, {**TEXT, "prompt": "x" * 64_000_000})
    said = error(answer)
    assert answer.status_code == 413
    assert (said["code"], said["type"]) == (413, "request_too_large_error")


def test_too_few_credits_are_a_402_and_no_job(tmp_path: Path) -> None:
    bench = Bench(service, tmp_path, balance=67)
    answer = bench.post(SUBMIT, TEXT)
    assert answer.status_code == 402
    assert error(answer)["type"] == "insufficient_quota_error"
    assert bench.book.jobs() == ()


@pytest.mark.parametrize("path", ["/task-unified-1-x", "/batch/x"])
def test_an_unknown_task_is_a_404(bench: Bench, path: str) -> None:
    answer = bench.get(TASKS + path)
    assert answer.status_code == 404
    if path != "/batch/x":
        assert error(answer)["type"] == "not_found_error"


def test_a_wrong_key_is_a_401_everywhere(bench: Bench) -> None:
    key = {"authorization": "Bearer wrong"}
    answers = [
        bench.post(SUBMIT, TEXT, **key),
        bench.post(f"{TASKS}/batch", {"task_ids": ["a"]}, **key),
        *(
            bench.get(path, headers=key)
            for path in (TASKS, f"{TASKS}/a", "/v1/credits", "/v1/models")
        ),
    ]
    for answer in answers:
        assert answer.status_code == 401
        assert error(answer)["type"] == "authentication_error"


def test_the_same_key_and_body_are_the_same_job(bench: Bench) -> None:
    first = bench.post(SUBMIT, TEXT, idempotency_key="k1")
    again = bench.post(SUBMIT, TEXT, idempotency_key="k1")
    other = bench.post(SUBMIT, TEXT, idempotency_key="k2")
    assert again.json() == first.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert other.json()["id"] != first.json()["id"]
    assert len(bench.book.jobs()) == 2


def test_the_same_key_with_another_body_is_a_conflict(bench: Bench) -> None:
    made(bench, TEXT, idempotency_key="k1")
    answer = bench.post(SUBMIT, {**TEXT, "duration": 6}, idempotency_key="k1")
    assert answer.status_code == 409
    assert error(answer)["code"] == "idempotency_conflict"
    assert len(bench.book.jobs()) == 1


def test_a_batch_tells_of_the_tasks_it_knows(bench: Bench) -> None:
    jobs = [made(bench, TEXT)["id"] for _ in range(2)]
    answer = bench.post(f"{TASKS}/batch", {"task_ids": [*jobs, "unknown"]})
    assert answer.json() == {"data": [task(bench, job) for job in jobs]}


@pytest.mark.parametrize("body", [{}, {"task_ids": []}, {"task_ids": ["a"] * 51}])
def test_a_batch_has_1_to_50_ids(bench: Bench, body: dict[str, Any]) -> None:
    answer = bench.post(f"{TASKS}/batch", body)
    assert answer.status_code == 400
    assert error(answer)["param"] == "task_ids"


def test_the_list_has_pages_filters_and_no_links(bench: Bench) -> None:
    jobs = [made(bench, TEXT)["id"] for _ in range(3)]
    bench.finish()
    jobs.append(made(bench, IMAGE)["id"])
    listed = bench.get(TASKS).json()
    assert listed.keys() == {"data", "total", "page", "page_size"}
    assert (listed["total"], listed["page"]) == (4, 1)
    assert [each["id"] for each in listed["data"]] == jobs[::-1]
    assert listed["data"][1] == {
        "id": jobs[2],
        "status": "completed",
        "model": TEXT["model"],
        "type": "video",
        "progress": 100,
        "created_at": 1795219200,
        "has_results": True,
        "credits_used": 67.5,
        "has_error": False,
    }
    page = bench.get(TASKS, params={"page": 2, "page_size": 3}).json()
    assert [each["id"] for each in page["data"]] == jobs[:1]
    for query, count in [
        ({"status": "pending"}, 1),
        ({"status": "failed"}, 0),
        ({"model": TEXT["model"]}, 3),
        ({"type": "image"}, 0),
    ]:
        assert bench.get(TASKS, params=query).json()["total"] == count


@pytest.mark.parametrize(
    "query", [{"page": "0"}, {"page_size": "x"}, {"status": "done"}, {"order": "a"}]
)
def test_a_wrong_filter_is_a_400(bench: Bench, query: dict[str, str]) -> None:
    answer = bench.get(TASKS, params=query)
    assert answer.status_code == 400
    assert error(answer)["param"] == next(iter(query))


def test_credits_are_told_for_user_and_token(bench: Bench) -> None:
    made(bench, TEXT)
    account = {"remaining_credits": 99932.5, "used_credits": 67.5}
    assert bench.get("/v1/credits").json() == {
        "success": True,
        "data": {"user": account, "token": {"unlimited_credits": True, **account}},
    }


def kept(answer: Any) -> dict[str, Any]:  # noqa: ANN401 - httpx's
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert said.keys() == {"success", "code", "msg", "data"}
    assert (said["success"], said["code"]) == (True, 200)
    return dict(said["data"])


def uploaded(bench: Bench, data: bytes, name: str) -> dict[str, Any]:
    coded = base64.b64encode(data).decode()
    body = {"base64_data": coded, "file_name": name, "upload_path": "a"}
    return kept(bench.post(f"{FILES}/upload/base64", body))


def test_a_file_comes_as_base64(bench: Bench) -> None:
    said = uploaded(bench, a_png(), "a.PNG")
    assert said.keys() == {
        "file_id",
        "file_name",
        "file_url",
        "download_url",
        "expires_at",
    }
    assert said["file_name"] == "a.PNG"
    assert said["expires_at"] == "2026-11-24T00:00:00+00:00"
    path = bench.files.file(said["file_url"].rpartition("/")[2])
    assert path is not None
    assert path.read_bytes() == a_png()
    headed = "data:image/png;base64," + base64.b64encode(a_png()).decode()
    again = kept(bench.post(f"{FILES}/upload/base64", {"base64_data": headed}))
    assert again["file_url"] == said["file_url"]


def test_a_file_comes_as_a_form_byte_for_byte(bench: Bench) -> None:
    data = bytes(range(256)) * 3 + b"\r\n--\r\n\n\r"
    answer = bench.call(
        "POST",
        f"{FILES}/upload/stream",
        files={"file": ("a.bin", data, "application/octet-stream")},
        data={"uploadPath": "x", "fileName": "b.mp4"},
    )
    said = kept(answer)
    assert said["file_name"] == "b.mp4"
    path = bench.files.file(said["file_url"].rpartition("/")[2])
    assert path is not None
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("base64", {}),
        ("base64", {"base64_data": "%%%"}),
        ("base64", {"base64_data": "AA==", "name": "a"}),
        ("url", {"file_url": "ftp://example.com/a"}),
        ("url", {"file_url": "https://example.com/a.png"}),
        ("stream", {}),
    ],
)
def test_a_wrong_upload_is_a_400(bench: Bench, path: str, body: dict[str, str]) -> None:
    answer = bench.post(f"{FILES}/upload/{path}", body)
    assert answer.status_code == 400
    assert answer.json()["success"] is False
    assert answer.json()["code"] == 400


def test_files_are_listed_counted_and_deleted(bench: Bench) -> None:
    first, second = (uploaded(bench, name.encode(), name) for name in "ab")
    listed = kept(bench.get(f"{FILES}/list", params={"page": 1, "pageSize": 1}))
    assert listed["files"] == [first]
    assert listed["total"] == 2
    assert kept(bench.get(f"{FILES}/quota")) == {"max_files": 100, "used_files": 2}
    gone = bench.call("DELETE", f"{FILES}/{first['file_id']}")
    assert gone.json()["success"] is True
    assert bench.call("DELETE", f"{FILES}/{first['file_id']}").status_code == 404
    assert kept(bench.get(f"{FILES}/list"))["files"] == [second]


def test_files_need_a_key(bench: Bench) -> None:
    key = {"authorization": ""}
    for method, path in [
        ("POST", "/upload/base64"),
        ("POST", "/upload/stream"),
        ("POST", "/upload/url"),
        ("GET", "/list"),
        ("GET", "/quota"),
        ("DELETE", "/x"),
    ]:
        assert bench.call(method, FILES + path, headers=key).status_code == 401


def test_an_upload_can_be_used_for_72_hours(bench: Bench) -> None:
    address = uploaded(bench, a_png(), "a.png")["file_url"]
    body = {**IMAGE, "image_urls": [address]}
    bench.clock.passed = 72 * 3600 - 1
    made(bench, body)
    bench.clock.passed = 72 * 3600
    assert "expired" in error(bench.post(SUBMIT, body))["message"]
    assert kept(bench.get(f"{FILES}/quota"))["used_files"] == 0
    assert uploaded(bench, a_png(), "a.png")["file_url"] == address
    made(bench, body)


@pytest.mark.parametrize(
    ("asked", "status", "code", "kind"),
    [
        ("invalid", 400, 400, "invalid_request_error"),
        ("unauthorised", 401, 401, "authentication_error"),
        ("no-credit", 402, 402, "insufficient_quota_error"),
        ("not-found", 404, 404, "not_found_error"),
        ("rate", 429, 429, "rate_limit_error"),
        ("server", 500, 500, "internal_server_error"),
        ("unavailable", 503, 503, "service_unavailable_error"),
        ("permission_error", 403, 403, "permission_error"),
        ("upstream_error", 502, 502, "upstream_error"),
        ("request_too_large_error", 413, 413, "request_too_large_error"),
        (
            "insufficient_user_quota",
            402,
            "insufficient_user_quota",
            "insufficient_quota_error",
        ),
        ("idempotency_conflict", 409, "idempotency_conflict", "invalid_request_error"),
    ],
)
def test_errors_may_be_asked_for(
    asked: str, status: int, code: int | str, kind: str
) -> None:
    answer = service.error(asked)
    assert answer is not None
    assert answer.status_code == status
    said = json.loads(bytes(answer.body))["error"]
    assert (said["code"], said["type"]) == (code, kind)


@pytest.mark.parametrize("asked", ["content", "concurrency", "NO_SUCH_CODE"])
def test_there_are_no_errors_beyond_the_document(asked: str) -> None:
    assert service.error(asked) is None


def test_expiry_is_a_moment_that_can_be_read(bench: Bench) -> None:
    said = uploaded(bench, b"a", "a")["expires_at"]
    assert datetime.fromisoformat(said).tzinfo is not None


def test_images_are_key_frames_or_references_by_the_model(bench: Bench) -> None:
    here = [bench.keep(a_png(width), ".png") for width in (640, 641)]
    made(bench, {**IMAGE, "image_urls": here})
    assert bench.roles == ["first_frame", "last_frame"]
    assert bench.order.pictures[1].file.read_bytes() == a_png(641)
    made(bench, {**REFERENCE, "image_urls": here})
    assert bench.roles == ["reference", "reference"]
    between = "a boat\n@image1 is the first frame.\n@image2 shows Ida."
    made(bench, {**REFERENCE, "image_urls": here, "prompt": between})
    assert bench.roles == ["first_frame", "reference"]
    assert bench.order.pictures[1].shows == "Ida"
    made(bench, IMAGE)
    assert bench.roles == []
