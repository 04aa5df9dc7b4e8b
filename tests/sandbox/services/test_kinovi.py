import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storyboard.sandbox.services.kinovi import service
from tests.sandbox.services.bench import ADDRESS, Bench, a_png, a_wav, an_mp4

SUBMIT, QUERY = "/api/v1/jobs/createTask", "/api/v1/jobs/recordInfo"
UPLOADS = "/api/v1/uploads"
PICTURES = [f"https://example.com/{number}.png" for number in range(9)]
CLIP, SOUND = "https://example.com/a.webm", "https://example.com/a.flac"
START = 1_795_219_200_000


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(service, tmp_path)


def a_body(model: str = "seedance-20", **inputs: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    return {"model": model, "inputs": {"prompt": "a lighthouse", **inputs}}


def made(bench: Bench, **inputs: Any) -> str:  # noqa: ANN401 - any JSON
    answer = bench.post(SUBMIT, a_body(**inputs))
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"taskId": bench.job.id}
    return bench.job.id


def record(bench: Bench, job_id: str) -> dict[str, Any]:
    answer = bench.get(QUERY, params={"taskId": job_id})
    assert answer.status_code == 200
    return dict(answer.json())


def test_defaults_are_those_of_the_sheet(bench: Bench) -> None:
    made(bench)
    order = bench.order
    assert order.prompts == (("a lighthouse", 5.0),)
    assert (order.aspect, order.resolution, order.audio) == ("16:9", "720p", True)
    assert (order.price, order.seed, order.media) == (Decimal(200), None, ())


def test_every_state_has_its_body(bench: Bench) -> None:
    job = made(bench, seed=123, aspectRatio="21:9")
    waiting = {
        "taskId": job,
        "model": "seedance20-video-generation",
        "status": "waiting",
        "creditsUsed": 200,
        "output": None,
        "error": None,
        "createTime": START,
        "completeTime": None,
    }
    assert record(bench, job) == waiting
    bench.run()
    assert record(bench, job) == {**waiting, "status": "generating"}
    bench.finish()
    assert record(bench, job) == {
        **waiting,
        "status": "success",
        "output": [
            {
                "url": f"{ADDRESS}/clips/{job}.mp4",
                "width": 1470,
                "height": 630,
                "mediaType": "video",
                "seed": 123,
                "lastFrameImage": f"{ADDRESS}/clips/{job}.png",
            }
        ],
        "completeTime": START + 15_000,
    }


def test_a_seed_of_the_services_own_is_told(bench: Bench) -> None:
    job = made(bench, seed=-1)
    bench.finish()
    seed = record(bench, job)["output"][0]["seed"]
    assert 0 <= seed < 2**32
    assert record(bench, job)["output"][0]["seed"] == seed


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("content", "asset_review_failed"),
        ("invalid", "InvalidParameter"),
        ("failed", "500"),
        ("expired", "500"),
        ("cancelled", "500"),
        ("2038", "2038"),
        ("4011", "4011"),
    ],
)
def test_a_job_that_failed_is_refunded_and_still_says_what_it_used(
    bench: Bench, kind: str, code: str
) -> None:
    job = made(bench)
    assert bench.book.balance("kinovi") == 99_800
    bench.fail(kind)
    said = record(bench, job)
    assert (said["status"], said["output"]) == ("fail", None)
    assert said["error"].keys() == {"code", "message"}
    assert said["error"]["code"] == code
    assert said["creditsUsed"] == 200
    assert bench.book.balance("kinovi") == 100_000


@pytest.mark.parametrize(
    ("model", "inputs", "price"),
    [
        # Printed in the source for 5 s of 720p, and of Fast's 480p; the README agrees.
        ("seedance-20", {}, 200),
        ("seedance2-fast", {}, 140),
        ("seedance2-fast", {"outputResolution": "480p"}, 70),
        # The source's 100 for 5 s of 480p is 15 a second in the README.
        ("seedance-20", {"outputResolution": "480p"}, 75),
        ("seedance-20", {"outputResolution": "1080p"}, 450),
        ("seedance-20", {"outputResolution": "4k", "duration": 10}, 2000),
        ("seedance-20", {"videoUrls": [CLIP], "outputResolution": "480p"}, 95),
        ("seedance-20", {"videoUrls": [CLIP]}, 240),
        ("seedance-20", {"videoUrls": [CLIP], "outputResolution": "1080p"}, 540),
        ("seedance-20", {"videoUrls": [CLIP], "outputResolution": "4k"}, 1200),
        ("seedance2-fast", {"videoUrls": [CLIP], "outputResolution": "480p"}, 90),
        ("seedance2-fast", {"videoUrls": [CLIP]}, 170),
        ("seedance-20", {"upscaleResolution": "4k"}, 340),
        ("seedance2-fast", {"upscaleResolution": "4k", "duration": "10"}, 560),
    ],
)
def test_prices_follow_the_newest_list(
    bench: Bench, model: str, inputs: dict[str, Any], price: int
) -> None:
    made(bench, model=model, **inputs)
    assert bench.order.price == price
    assert record(bench, bench.job.id)["creditsUsed"] == price


def test_both_generations_of_the_documents_are_spoken(bench: Bench) -> None:
    made(bench, duration="15", prompt="x" * 4000)
    assert bench.order.seconds == 15
    made(bench, duration=15, prompt="x" * 10_000)
    assert bench.order.seconds == 15
    made(bench, urls=PICTURES[:2])
    assert list(bench.order.media) == PICTURES[:2]


def test_unknown_keys_inside_inputs_are_ignored(bench: Bench) -> None:
    made(bench, resolution="480p", aspect_ratio="1:1", negative_prompt=7)
    assert (bench.order.resolution, bench.order.aspect) == ("720p", "16:9")
    assert bench.order.price == 200


def test_keyframes_are_the_first_two_images(bench: Bench) -> None:
    made(bench, imageUrls=PICTURES, mode="keyframe")
    assert list(bench.order.media) == PICTURES[:2]
    made(bench, imageUrls=PICTURES[:3])
    assert list(bench.order.media) == PICTURES[:2]


def test_references_are_all_used_and_a_video_makes_them_references(
    bench: Bench,
) -> None:
    made(bench, imageUrls=PICTURES, mode="reference")
    assert list(bench.order.media) == PICTURES
    made(bench, imageUrls=PICTURES, videoUrls=[CLIP], audioUrls=[SOUND])
    assert list(bench.order.media) == [*PICTURES, CLIP, SOUND]


def test_the_ratio_follows_the_media_where_none_is_given(bench: Bench) -> None:
    tall = bench.keep(a_png(300, 400), ".png")
    made(bench, imageUrls=[tall])
    assert bench.order.aspect == "3:4"
    made(bench, imageUrls=[tall], aspectRatio="1:1")
    assert bench.order.aspect == "1:1"


def test_an_upscaled_clip_is_4k(bench: Bench) -> None:
    job = made(bench, upscaleResolution="4k")
    bench.finish()
    output = record(bench, job)["output"][0]
    assert (output["width"], output["height"]) == (3840, 2160)


def error(answer: Any, status: int) -> dict[str, Any]:  # noqa: ANN401 - httpx's
    assert answer.status_code == status
    said = dict(answer.json())
    assert isinstance(said["message"], str)
    return said


@pytest.mark.parametrize(
    ("inputs", "path"),
    [
        ({"prompt": ""}, ["inputs", "prompt"]),
        ({"prompt": None}, ["inputs", "prompt"]),
        ({"prompt": "x" * 10_001}, ["inputs", "prompt"]),
        ({"duration": 3}, ["inputs", "duration"]),
        ({"duration": "16"}, ["inputs", "duration"]),
        ({"duration": 4.5}, ["inputs", "duration"]),
        ({"duration": True}, ["inputs", "duration"]),
        ({"aspectRatio": "adaptive"}, ["inputs", "aspectRatio"]),
        ({"outputResolution": "2k"}, ["inputs", "outputResolution"]),
        ({"upscaleResolution": "1080p"}, ["inputs", "upscaleResolution"]),
        ({"mode": "frames"}, ["inputs", "mode"]),
        ({"imageUrls": [*PICTURES, PICTURES[0]]}, ["inputs", "imageUrls"]),
        ({"imageUrls": ["asset://a"]}, ["inputs", "imageUrls", 0]),
        ({"imageUrls": ["https://example.com/a.gif"]}, ["inputs", "imageUrls", 0]),
        ({"urls": PICTURES[:3]}, ["inputs", "urls"]),
        ({"videoUrls": [CLIP] * 4}, ["inputs", "videoUrls"]),
        ({"videoUrls": ["https://example.com/a.avi"]}, ["inputs", "videoUrls", 0]),
        ({"videoUrls": [CLIP], "audioUrls": [SOUND] * 4}, ["inputs", "audioUrls"]),
        ({"audioUrls": [SOUND]}, ["inputs", "audioUrls"]),
        ({"generate_audio": 1}, ["inputs", "generate_audio"]),
        ({"bitrate_mode": "low"}, ["inputs", "bitrate_mode"]),
        ({"seed": -2}, ["inputs", "seed"]),
        ({"seed": 2**32}, ["inputs", "seed"]),
        ({"seed": "1"}, ["inputs", "seed"]),
    ],
)
def test_a_mistake_in_the_inputs_is_told_with_its_path(
    bench: Bench, inputs: dict[str, Any], path: list[str | int]
) -> None:
    said = error(bench.post(SUBMIT, a_body(**inputs)), 400)
    assert said.keys() == {"message", "errors"}
    assert said["message"] == "Invalid inputs for model"
    assert [each["path"] for each in said["errors"]] == [path]
    assert bench.book.jobs() == ()


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({"model": "seedance-20"}, [["inputs"]]),
        ({"inputs": {}}, [["model"], ["inputs", "prompt"]]),
        ({**a_body(), "callbackUrl": "https://example.com"}, [["callbackUrl"]]),
        ({**a_body(), "callBackUrl": "nowhere"}, [["callBackUrl"]]),
        (
            a_body("seedance2-fast", outputResolution="1080p"),
            [["inputs", "outputResolution"]],
        ),
    ],
)
def test_all_mistakes_are_told_at_once(
    bench: Bench, body: dict[str, Any], paths: list[list[str]]
) -> None:
    said = error(bench.post(SUBMIT, body), 400)
    assert [each["path"] for each in said["errors"]] == paths


def test_a_callback_is_taken(bench: Bench) -> None:
    body = {**a_body(), "callBackUrl": "https://example.com/hook"}
    assert bench.post(SUBMIT, body).status_code == 200


def test_a_model_must_match_exactly(bench: Bench) -> None:
    answer = bench.post(SUBMIT, a_body("seedance-2.0"))
    assert error(answer, 400) == {"message": "Unknown model"}


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ({}, 400, "Missing taskId parameter"),
        ({"taskId": "x"}, 400, "Invalid taskId"),
        ({"taskId": "0" * 24}, 404, "Task not found"),
    ],
)
def test_a_wrong_query_is_told_apart(
    bench: Bench, query: dict[str, str], status: int, message: str
) -> None:
    assert error(bench.get(QUERY, params=query), status) == {"message": message}


@pytest.mark.parametrize(
    ("key", "message"),
    [("", "Missing Authorization header"), ("Bearer wrong", "Invalid API Key")],
)
def test_a_wrong_key_is_a_401_everywhere(bench: Bench, key: str, message: str) -> None:
    for answer in (
        bench.post(SUBMIT, a_body(), authorization=key),
        bench.get(QUERY, headers={"authorization": key}),
        bench.post(UPLOADS, {"fileName": "a.png"}, authorization=key),
    ):
        assert error(answer, 401) == {"message": message}


def test_too_few_credits_are_told_in_figures(tmp_path: Path) -> None:
    bench = Bench(service, tmp_path, balance=199)
    assert error(bench.post(SUBMIT, a_body()), 402) == {
        "message": "Insufficient credits",
        "required": 200,
        "available": 199,
    }
    assert bench.book.jobs() == ()


def test_one_job_too_many_waits_until_another_ends(tmp_path: Path) -> None:
    bench = Bench(service, tmp_path, concurrency=2)
    made(bench)
    made(bench)
    said = error(bench.post(SUBMIT, a_body()), 429)
    assert said.keys() == {"message", "limit", "current"}
    assert (said["limit"], said["current"]) == (2, 2)
    assert said["message"].startswith("Concurrency limit reached (")
    bench.finish()
    made(bench)


def put(bench: Bench, data: bytes, name: str) -> str:
    said = bench.post(UPLOADS, {"fileName": name}).json()
    assert said.keys() == {"uploadUrl", "url", "contentType"}
    answer = bench.call(
        "PUT", said["uploadUrl"], content=data, headers={"authorization": ""}
    )
    assert answer.status_code == 200
    return str(said["url"])


def test_an_upload_is_put_where_it_is_told_and_read_back(bench: Bench) -> None:
    said = bench.post(UPLOADS, {"fileName": "Anna Frei.PNG"}).json()
    assert said["contentType"] == "image/png"
    address = put(bench, a_png(480, 640), "anna.png")
    assert bench.get(address).content == a_png(480, 640)
    made(bench, imageUrls=[address])
    assert list(bench.order.media) == [address]
    assert bench.order.aspect == "3:4"


def test_an_upload_is_gone_after_a_day_and_was_never_there_before_it_was_put(
    bench: Bench,
) -> None:
    address = put(bench, a_png(), "a.png")
    bench.clock.passed = 24 * 3600
    said = error(bench.post(SUBMIT, a_body(imageUrls=[address])), 400)
    assert said["errors"][0]["path"] == ["inputs", "imageUrls", 0]
    assert bench.get(address).status_code == 404
    unput = bench.post(UPLOADS, {"fileName": "a.png"}).json()["url"]
    error(bench.post(SUBMIT, a_body(imageUrls=[unput])), 400)


def test_bytes_are_taken_only_where_a_place_was_given(bench: Bench) -> None:
    said = bench.post(UPLOADS, {"fileName": "a.png"}).json()
    for address in (f"{ADDRESS}{UPLOADS}/x/file.png?signature=1", said["url"]):
        assert bench.call("PUT", address, content=b"a").status_code == 403
    error(bench.post(UPLOADS, {"name": "a.png"}), 400)


def test_too_long_a_video_fails_the_job_and_is_refunded(
    bench: Bench, tmp_path: Path
) -> None:
    clip = bench.keep(an_mp4(tmp_path, 8, (64, 64)), ".mp4")
    job = made(bench, videoUrls=[clip, clip])
    bench.finish()
    said = record(bench, job)
    assert said["status"] == "fail"
    assert said["error"]["code"] == "InvalidParameter"
    assert bench.book.balance("kinovi") == 100_000
    sound = bench.keep(a_wav(15.5), ".wav")
    job = made(bench, videoUrls=[clip], audioUrls=[sound])
    bench.finish()
    assert record(bench, job)["error"]["code"] == "InvalidParameter"
    job = made(bench, videoUrls=[clip])
    bench.finish()
    assert record(bench, job)["status"] == "success"


@pytest.mark.parametrize(
    ("asked", "status", "keys"),
    [
        ("invalid", 400, {"message"}),
        ("unauthorised", 401, {"message"}),
        ("no-credit", 402, {"message", "required", "available"}),
        ("403", 403, {"message"}),
        ("not-found", 404, {"message"}),
        ("concurrency", 429, {"message", "limit", "current"}),
        ("server", 500, {"message"}),
    ],
)
def test_errors_may_be_asked_for(asked: str, status: int, keys: set[str]) -> None:
    answer = service.error(asked)
    assert answer is not None
    assert answer.status_code == status
    assert json.loads(bytes(answer.body)).keys() == keys


@pytest.mark.parametrize("asked", ["rate", "content", "unavailable", "418", "nothing"])
def test_there_are_no_errors_beyond_the_document(asked: str) -> None:
    assert service.error(asked) is None


def test_images_are_key_frames_or_references_by_the_mode(bench: Bench) -> None:
    here = [bench.keep(a_png(width), ".png") for width in (640, 641, 642)]
    made(bench, imageUrls=here)
    assert bench.roles == ["first_frame", "last_frame"]
    made(bench, imageUrls=here, mode="reference")
    assert bench.roles == ["reference"] * 3
    made(bench, imageUrls=here, videoUrls=[CLIP])
    assert bench.roles == ["reference"] * 3
