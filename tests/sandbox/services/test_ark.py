import base64
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storyboard.sandbox.services.ark import service
from storyboard.sandbox.services.ark_errors import CODES
from storyboard.sandbox.services.ark_models import MODELS
from tests.sandbox.services.bench import ADDRESS, Bench, a_png, a_wav, an_mp4

TASKS = "/api/v3/contents/generations/tasks"
TWO, FAST = "doubao-seedance-2-0-260128", "doubao-seedance-2-0-fast-260128"
BYTEPLUS, ONE_FIVE = "dreamina-seedance-2-0-260128", "seedance-1-5-pro-251215"
ONE, LITE = "seedance-1-0-pro-250528", "seedance-1-0-lite-i2v-250428"
START = 1_795_219_200
PROMPT = {"type": "text", "text": "a lighthouse"}


def an_image(
    role: str | None = "reference_image", url: str = "https://example.com/a.png"
) -> dict[str, Any]:
    said = {"type": "image_url", "image_url": {"url": url}}
    return {**said, "role": role} if role else said


def a_video(url: str = "https://example.com/a.mp4") -> dict[str, Any]:
    return {"type": "video_url", "video_url": {"url": url}, "role": "reference_video"}


def a_sound(url: str = "https://example.com/a.mp3") -> dict[str, Any]:
    return {"type": "audio_url", "audio_url": {"url": url}, "role": "reference_audio"}


FIRST, LAST = an_image("first_frame"), an_image("last_frame")


def a_body(*more: dict[str, Any], model: str = TWO, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    return {"model": model, "content": [PROMPT, *more], **fields}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(service, tmp_path)


def made(bench: Bench, body: dict[str, Any]) -> str:
    answer = bench.post(TASKS, body)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"id": bench.job.id}
    assert bench.job.id.startswith("cgt-")
    return bench.job.id


def task(bench: Bench, job_id: str) -> dict[str, Any]:
    answer = bench.get(f"{TASKS}/{job_id}")
    assert answer.status_code == 200
    return dict(answer.json())


def error(answer: Any, status: int, code: str) -> dict[str, str]:  # noqa: ANN401 - httpx's
    assert answer.status_code == status, answer.text
    assert answer.json().keys() == {"error"}
    said = answer.json()["error"]
    assert said.keys() == {"code", "message", "param", "type"}
    assert said["code"] == code
    return dict(said)


def test_defaults_are_those_of_the_sheet(bench: Bench) -> None:
    made(bench, a_body())
    order = bench.order
    assert order.prompts == (("a lighthouse", 5.0),)
    assert (order.aspect, order.resolution, order.audio) == ("16:9", "720p", True)
    assert (order.price, order.unit) == (Decimal("4.968"), "cny")
    assert (order.seed, order.key, order.media) == (None, None, ())


def test_every_state_has_its_body(bench: Bench) -> None:
    body = a_body(
        seed=11,
        ratio="1:1",
        duration=6,
        return_last_frame=True,
        safety_identifier="storyboard-7",
        tools=[{"type": "web_search"}],
    )
    job = made(bench, body)
    waiting = {
        "id": job,
        "model": TWO,
        "status": "queued",
        "error": None,
        "created_at": START,
        "updated_at": START,
        "service_tier": "default",
        "execution_expires_after": 172_800,
        "safety_identifier": "storyboard-7",
    }
    assert task(bench, job) == waiting
    bench.run()
    running = {**waiting, "status": "running", "updated_at": START + 5}
    assert task(bench, job) == running
    bench.finish()
    said = task(bench, job)
    links = said.pop("content")
    assert said == {
        **running,
        "status": "succeeded",
        "updated_at": START + 15,
        "seed": 11,
        "resolution": "720p",
        "ratio": "1:1",
        "duration": 6,
        "framespersecond": 24,
        "generate_audio": True,
        "tools": [{"type": "web_search"}],
        "usage": {
            "completion_tokens": 129_600,
            "total_tokens": 129_600,
            "tool_usage": {"web_search": 1},
        },
    }
    assert links.keys() == {"video_url", "last_frame_url"}
    assert links["video_url"].startswith(f"{ADDRESS}/clips/{job}.mp4?X-Tos-Expires=864")
    assert links["last_frame_url"].startswith(f"{ADDRESS}/clips/{job}.png?X-Tos-")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("content", "OutputVideoSensitiveContentDetected"),
        (
            "OutputAudioSensitiveContentDetected.PolicyViolation",
            "OutputAudioSensitiveContentDetected.PolicyViolation",
        ),
        ("InvalidParameter", "InvalidParameter"),
        ("failed", "InternalServiceError"),
    ],
)
def test_only_jobs_that_succeed_are_paid(bench: Bench, kind: str, code: str) -> None:
    job = made(bench, a_body())
    bench.fail(kind)
    said = task(bench, job)
    assert said["status"] == "failed"
    assert said["error"].keys() == {"code", "message"}
    assert said["error"]["code"] == code
    assert "content" not in said
    assert bench.book.balance("ark") == 100_000


@pytest.mark.parametrize("kind", ["expired", "cancelled"])
def test_jobs_end_as_expired_and_cancelled_too(bench: Bench, kind: str) -> None:
    job = made(bench, a_body())
    bench.fail(kind)
    said = task(bench, job)
    assert (said["status"], said["error"]) == (kind, None)


def test_a_job_that_takes_too_long_expires(bench: Bench) -> None:
    job = made(bench, a_body(execution_expires_after=3600))
    bench.job.ends = float("inf")
    bench.clock.passed = 3600
    assert task(bench, job)["status"] == "running"
    bench.clock.passed = 3601
    assert task(bench, job)["status"] == "expired"
    assert bench.book.balance("ark") == 100_000


@pytest.mark.parametrize(
    ("body", "price", "unit"),
    [
        (a_body(), "4.968", "cny"),
        (a_body(a_video()), "6.048", "cny"),
        (a_body(model="ep-20261121-abc"), None, "cny"),
        (a_body(model=FAST), None, "cny"),
        (a_body(model=BYTEPLUS), "0.756", "usd"),
        (a_body(a_video(), model=BYTEPLUS), None, "usd"),
        (a_body(model="dreamina-seedance-2-0-fast-260128"), "0.6048", "usd"),
        (a_body(model=ONE_FIVE), "0.2592", "usd"),
        (a_body(model=ONE_FIVE, generate_audio=False), "0.1296", "usd"),
        (a_body(model=ONE_FIVE, service_tier="flex"), "0.1296", "usd"),
        (a_body(model=ONE), "0.27", "usd"),
        (a_body(model=LITE), "0.1944", "usd"),
    ],
)
def test_prices_are_for_tokens(
    bench: Bench, body: dict[str, Any], price: str | None, unit: str
) -> None:
    made(bench, body)
    assert bench.order.price == (None if price is None else Decimal(price))
    assert bench.order.unit == unit


def test_tokens_follow_the_printed_formula(bench: Bench, tmp_path: Path) -> None:
    job = made(bench, a_body(ratio="16:9"))
    clip = bench.keep(an_mp4(tmp_path, 3, (320, 320)), ".mp4")
    longer = made(bench, a_body(a_video(clip), ratio="16:9"))
    bench.finish()
    assert task(bench, job)["usage"]["total_tokens"] == 108_000
    assert task(bench, longer)["usage"]["total_tokens"] == 172_800


@pytest.mark.parametrize("model", MODELS)
def test_all_models_are_taken(bench: Bench, model: str) -> None:
    made(bench, a_body(model=model))
    assert bench.order.model == model


@pytest.mark.parametrize(
    "body",
    [
        a_body(an_image(None)),
        a_body(FIRST),
        a_body(FIRST, LAST),
        a_body(FIRST, LAST, model=ONE),
        a_body(*[an_image()] * 9, *[a_video()] * 3, *[a_sound()] * 3),
        a_body(*[an_image()] * 4, model=LITE),
        a_body(an_image(url="asset://face_1"), a_video("asset://clip-1")),
        {"model": TWO, "content": [FIRST]},
        a_body(duration=-1),
        a_body(duration=15, resolution="4k", ratio="21:9", watermark=True, priority=9),
        a_body(model=ONE_FIVE, duration=12, resolution="1080p", camera_fixed=True),
        a_body(model=ONE_FIVE, draft=True, resolution="480p"),
        a_body(model=ONE, frames=289, camera_fixed=True, service_tier="flex"),
        a_body(model=ONE, duration=2, seed=2**32 - 1),
        a_body(model="ep-20261121-abc", draft=True, camera_fixed=True, duration=2),
        a_body(
            *[an_image()] * 10,
            *[a_video()] * 4,
            model="doubao-seedance-2-5-260628",
            duration=30,
            omni_reference_task_type="extend",
            output_format="mov",
        ),
        a_body(callback_url="https://example.com/hook", execution_expires_after=3600),
    ],
)
def test_documented_bodies_are_taken(bench: Bench, body: dict[str, Any]) -> None:
    made(bench, body)


def test_a_picture_comes_as_base64_and_is_not_kept(bench: Bench) -> None:
    coded = base64.b64encode(a_png(600, 800)).decode()
    made(bench, a_body(an_image("first_frame", f"data:image/png;base64,{coded}")))
    assert bench.order.aspect == "3:4"
    assert len(bench.order.media[0]) < 300


def test_frames_take_the_place_of_seconds(bench: Bench) -> None:
    job = made(bench, a_body(model=ONE, frames=49))
    assert bench.order.seconds == pytest.approx(2.042)
    bench.finish()
    said = task(bench, job)
    assert said["frames"] == 49
    assert "duration" not in said


def test_a_draft_is_made_in_full_by_its_id(bench: Bench) -> None:
    draft = made(bench, a_body(FIRST, model=ONE_FIVE, draft=True))
    assert bench.order.resolution == "480p"
    final = {
        "model": ONE_FIVE,
        "content": [{"type": "draft_task", "draft_task": {"id": draft}}],
        "resolution": "1080p",
    }
    early = error(bench.post(TASKS, final), 400, "InvalidParameter")
    assert "not done" in early["message"]
    bench.finish()
    assert task(bench, draft)["draft"] is True
    job = made(bench, final)
    assert bench.order.prompts[0][0] == "a lighthouse"
    assert list(bench.order.media) == [FIRST["image_url"]["url"]]
    assert bench.order.resolution == "1080p"
    bench.finish()
    assert task(bench, job)["draft_task_id"] == draft


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"content": [PROMPT]}, "model"),
        ({"model": TWO}, "content"),
        ({"model": TWO, "content": [{"type": "text"}]}, "content[0].text"),
        ({"model": TWO, "content": [{"text": "a"}]}, "content[0]"),
        (
            a_body({"type": "image_url", "role": "first_frame"}),
            "content[1].image_url",
        ),
        (
            a_body({"type": "video_url", "video_url": {"url": "https://a.b/c.mp4"}}),
            "content[1].role",
        ),
    ],
)
def test_what_is_missing_is_named(
    bench: Bench, body: dict[str, Any], param: str
) -> None:
    said = error(bench.post(TASKS, body), 400, "MissingParameter")
    assert said["param"] == param


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"model": TWO, "content": []}, "content"),
        ({"model": TWO, "content": "a lighthouse"}, "content"),
        (a_body({"type": "picture"}), "content[1]"),
        (a_body({"type": "text", "text": "more"}), "content"),
        ({"model": TWO, "content": [{"type": "text", "text": ""}]}, "content[0].text"),
        (a_body(an_image("style")), "content[1].role"),
        (a_body(an_image(url="a.png")), "content[1].image_url.url"),
        (a_body(an_image(url="data:image/png,x")), "content[1].image_url.url"),
        (a_body(an_image(url="https://a.b/c.svg")), "content[1].image_url.url"),
        (a_body({**an_image(), "detail": 1}), "content[1].detail"),
        (a_body(a_video("data:video/mp4;base64,AA==")), "content[1].video_url.url"),
        (a_body(a_video("https://a.b/c.webm")), "content[1].video_url.url"),
        (a_body(a_video(), a_sound("https://a.b/c.ogg")), "content[2].audio_url.url"),
        (a_body(FIRST, FIRST), "content"),
        (a_body(LAST), "content"),
        (a_body(FIRST, LAST, LAST), "content"),
        (a_body(FIRST, an_image()), "content"),
        (a_body(FIRST, a_video()), "content"),
        (a_body(*[an_image()] * 10), "content"),
        (a_body(*[a_video()] * 4), "content"),
        (a_body(a_video(), *[a_sound()] * 4), "content"),
        (a_body(a_sound()), "content"),
        (a_body(an_image(), model=ONE), "content"),
        (a_body(a_video(), model=ONE_FIVE), "content"),
        (a_body(*[an_image()] * 5, model=LITE), "content"),
        (a_body(FIRST, model="seedance-1-0-lite-t2v-250428"), "content"),
        (a_body({"type": "draft_task", "draft_task": {"id": "cgt-1"}}), "content"),
        (a_body(callback_url="nowhere"), "callback_url"),
        (a_body(return_last_frame="yes"), "return_last_frame"),
        (a_body(service_tier="fast"), "service_tier"),
        (a_body(service_tier="flex"), "service_tier"),
        (a_body(model=ONE_FIVE, draft=True, service_tier="flex"), "service_tier"),
        (a_body(execution_expires_after=3599), "execution_expires_after"),
        (a_body(execution_expires_after=259_201), "execution_expires_after"),
        (a_body(generate_audio=0), "generate_audio"),
        (a_body(model=ONE, generate_audio=True), "generate_audio"),
        (a_body(draft=True), "draft"),
        (a_body(model=ONE_FIVE, draft=True, resolution="720p"), "resolution"),
        (a_body(model=ONE_FIVE, draft=True, return_last_frame=True), "return_last_f"),
        (a_body(tools=[{"type": "search"}]), "tools[0].type"),
        (a_body(FIRST, tools=[{"type": "web_search"}]), "tools"),
        (a_body(model=ONE_FIVE, tools=[{"type": "web_search"}]), "tools"),
        (a_body(safety_identifier="x" * 65), "safety_identifier"),
        (a_body(priority=10), "priority"),
        (a_body(resolution="2k"), "resolution"),
        (a_body(model=FAST, resolution="1080p"), "resolution"),
        (a_body(model=ONE, resolution="4k"), "resolution"),
        (a_body(ratio="2:1"), "ratio"),
        (a_body(duration=3), "duration"),
        (a_body(duration=16), "duration"),
        (a_body(duration="5"), "duration"),
        (a_body(model=ONE_FIVE, duration=13), "duration"),
        (a_body(model=ONE, duration=1), "duration"),
        (a_body(model=ONE, duration=-1), "duration"),
        (a_body(model="ep-20261121-abc", duration=61), "duration"),
        (a_body(frames=29), "frames"),
        (a_body(model=ONE, frames=30), "frames"),
        (a_body(model=ONE, frames=25), "frames"),
        (a_body(model=ONE, frames=293), "frames"),
        (a_body(model=ONE, frames=29, duration=5), "frames"),
        (a_body(seed=-2), "seed"),
        (a_body(seed=2**32), "seed"),
        (a_body(camera_fixed=True), "camera_fixed"),
        (a_body(an_image(), model=LITE, camera_fixed=True), "camera_fixed"),
        (a_body(watermark=1), "watermark"),
        (a_body(omni_reference_task_type="edit"), "omni_reference_task_type"),
        (a_body(output_format="mov"), "output_format"),
        (a_body(quality="720p"), "quality"),
    ],
)
def test_what_is_wrong_is_named(bench: Bench, body: dict[str, Any], param: str) -> None:
    said = error(bench.post(TASKS, body), 400, "InvalidParameter")
    assert said["param"].startswith(param)
    assert bench.book.jobs() == ()


def test_files_in_sight_are_held_to_the_limits(bench: Bench) -> None:
    small = base64.b64encode(a_png(299, 400)).decode()
    body = a_body(an_image(url=f"data:image/png;base64,{small}"))
    said = error(bench.post(TASKS, body), 400, "InvalidParameter")
    assert said["param"] == "content[1].image_url.url"
    short = bench.keep(a_wav(1), ".wav")
    body = a_body(an_image(), a_sound(short))
    said = error(bench.post(TASKS, body), 400, "InvalidParameter")
    assert said["param"] == "content[2].audio_url.url"


def test_an_unknown_model_is_a_404(bench: Bench) -> None:
    answer = bench.post(TASKS, a_body(model="seedance-2.0"))
    error(answer, 404, "InvalidEndpointOrModel.NotFound")


def test_a_wrong_key_is_a_401_everywhere(bench: Bench) -> None:
    key = {"authorization": "Bearer wrong"}
    for answer in (
        bench.post(TASKS, a_body(), **key),
        bench.get(TASKS, headers=key),
        bench.get(f"{TASKS}/x", headers=key),
        bench.call("DELETE", f"{TASKS}/x", headers=key),
    ):
        error(answer, 401, "AuthenticationError")


def test_an_account_without_money_makes_no_job(tmp_path: Path) -> None:
    bench = Bench(service, tmp_path, balance=4)
    error(bench.post(TASKS, a_body()), 403, "AccountOverdueError")
    assert bench.book.jobs() == ()


def test_at_most_120_jobs_wait(bench: Bench) -> None:
    for _ in range(120):
        made(bench, a_body())
    error(bench.post(TASKS, a_body()), 429, "QuotaExceeded")
    bench.run()
    made(bench, a_body())


def test_as_many_jobs_run_as_the_sandbox_lets(tmp_path: Path) -> None:
    bench = Bench(service, tmp_path, concurrency=1)
    made(bench, a_body())
    error(bench.post(TASKS, a_body()), 429, "InflightBatchsizeExceeded")


def delete(bench: Bench, job_id: str) -> Any:  # noqa: ANN401 - httpx's
    return bench.call("DELETE", f"{TASKS}/{job_id}")


def test_a_job_that_waits_is_called_off_and_costs_nothing(bench: Bench) -> None:
    job = made(bench, a_body())
    answer = delete(bench, job)
    assert (answer.status_code, answer.json()) == (200, {})
    assert task(bench, job)["status"] == "cancelled"
    assert bench.book.balance("ark") == 100_000
    assert delete(bench, job).status_code == 409
    bench.clock.passed = 24 * 3600 + 1
    error(bench.get(f"{TASKS}/{job}"), 404, "ResourceNotFound")


def test_a_job_that_runs_goes_on_and_is_paid(bench: Bench) -> None:
    job = made(bench, a_body())
    bench.run()
    error(delete(bench, job), 409, "InvalidAction.RunningTaskDeletion")
    bench.finish()
    assert task(bench, job)["status"] == "succeeded"
    assert bench.book.balance("ark") == Decimal("99995.032")


@pytest.mark.parametrize("kind", [None, "failed", "expired"])
def test_the_record_of_a_job_that_is_over_is_removed(
    bench: Bench, kind: str | None
) -> None:
    job = made(bench, a_body())
    if kind:
        bench.fail(kind)
    bench.finish()
    answer = delete(bench, job)
    assert (answer.status_code, answer.json()) == (200, {})
    error(bench.get(f"{TASKS}/{job}"), 404, "ResourceNotFound")
    assert bench.get(TASKS).json() == {"items": [], "total": 0}
    error(delete(bench, job), 404, "ResourceNotFound")


def test_a_record_is_kept_for_seven_days(bench: Bench) -> None:
    job = made(bench, a_body())
    bench.finish()
    task(bench, job)
    bench.clock.passed = 7 * 24 * 3600 + 1
    error(bench.get(f"{TASKS}/{job}"), 404, "ResourceNotFound")
    assert bench.get(TASKS).json()["total"] == 0


def test_the_list_has_pages_and_filters(bench: Bench) -> None:
    jobs = [made(bench, a_body(safety_identifier=f"key-{n}")) for n in range(3)]
    bench.finish()
    jobs.append(made(bench, a_body(model=ONE, service_tier="flex")))
    listed = bench.get(TASKS).json()
    assert listed.keys() == {"items", "total"}
    assert [each["id"] for each in listed["items"]] == jobs[::-1]
    assert listed["items"][1] == task(bench, jobs[2])
    assert listed["items"][1]["safety_identifier"] == "key-2"
    page = bench.get(TASKS, params={"page_num": 2, "page_size": 3}).json()
    assert [each["id"] for each in page["items"]] == jobs[:1]
    assert page["total"] == 4
    for query, found in [
        ({"filter.status": "queued"}, jobs[3:]),
        ({"filter.status": "succeeded"}, jobs[2::-1]),
        ({"filter.model": ONE}, jobs[3:]),
        ({"filter.service_tier": "default"}, jobs[2::-1]),
        ({"filter.task_ids": [jobs[0], jobs[3]]}, [jobs[3], jobs[0]]),
    ]:
        answer = bench.get(TASKS, params=query).json()
        assert [each["id"] for each in answer["items"]] == found


@pytest.mark.parametrize(
    "query", [{"page_num": "0"}, {"page_size": "501"}, {"page_size": "x"}, {"p": "1"}]
)
def test_a_wrong_filter_is_named(bench: Bench, query: dict[str, str]) -> None:
    said = error(bench.get(TASKS, params=query), 400, "InvalidParameter")
    assert said["param"] == next(iter(query))


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("content", 400, "InputTextSensitiveContentDetected"),
        ("invalid", 400, "InvalidParameter"),
        ("unauthorised", 401, "AuthenticationError"),
        ("no-credit", 403, "AccountOverdueError"),
        ("rate", 429, "RateLimitExceeded.EndpointRPMExceeded"),
        ("concurrency", 429, "InflightBatchsizeExceeded"),
        ("unavailable", 429, "ServerOverloaded"),
        ("not-found", 404, "ResourceNotFound"),
        ("server", 500, "InternalServiceError"),
        *[(code, status, code) for code, (status, _) in CODES.items()],
    ],
)
def test_errors_may_be_asked_for(asked: str, status: int, code: str) -> None:
    answer = service.error(asked)
    assert answer is not None
    assert answer.status_code == status
    assert json.loads(bytes(answer.body))["error"]["code"] == code


def test_other_errors_are_unknown() -> None:
    assert service.error("NO_SUCH_CODE") is None


def test_pictures_keep_their_roles_in_whatever_order_they_come(bench: Bench) -> None:
    inline = f"data:image/png;base64,{base64.b64encode(a_png(641)).decode()}"
    last = an_image("last_frame", inline)
    first = an_image("first_frame", bench.keep(a_png(), ".png"))
    made(bench, a_body(last, first))
    assert bench.roles == ["first_frame", "last_frame"]
    assert [each.file.read_bytes() for each in bench.order.pictures] == [
        a_png(),
        a_png(641),
    ]
    made(bench, a_body(an_image(url=inline)))
    assert bench.roles == ["reference"]
