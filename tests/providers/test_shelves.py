import asyncio
import hashlib
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from storyboard.errors import PreflightError, SettingsError
from storyboard.providers.base import Published, Unanswered, Upload
from storyboard.providers.shelves import (
    Bucket,
    Folder,
    LoopbackShelf,
    Shelf,
    shelf_of,
)
from storyboard.settings import MediaTable, has_shelf
from tests.production.lot import FakeClock
from tests.providers import bucket as on_this_machine
from tests.providers.depot import PNG

CLOCK = FakeClock()


@pytest.fixture
def upload(folder: Path) -> Upload:
    file = folder / "mira.png"
    file.write_bytes(PNG)
    name = hashlib.sha256(PNG).hexdigest() + ".png"
    return Upload(file=file, name=name, kind="image", type="image/png")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[on_this_machine.Bucket]:
    with on_this_machine.a_bucket() as found:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "very-secret-example",
            "AWS_ENDPOINT_URL": found.address,
            "AWS_ALLOW_HTTP": "true",
        }.items():
            monkeypatch.setenv(name, value)
        yield found


def shelf(folder: Path, **media: object) -> Folder | Bucket | None:
    return shelf_of(MediaTable.model_validate(media), folder, CLOCK.now)


def given_out(place: Shelf | None, upload: Upload) -> str:
    assert place is not None
    return asyncio.run(_given_out(place, upload))


async def _given_out(place: Shelf, upload: Upload) -> str:
    return await place.link(upload.name, await place.put(upload))


def test_no_setting_is_no_shelf(folder: Path) -> None:
    assert shelf(folder) is None
    assert not has_shelf(MediaTable())


@pytest.mark.parametrize(
    ("media", "said"),
    [
        ({"publish": "web"}, "the folder web, and media.base_url does not say where"),
        ({"base_url": "https://a.example"}, "media.publish does not say which folder"),
        (
            {"publish": "ftp://host/x", "base_url": "https://a.example"},
            "neither a folder nor a bucket; buckets begin with s3://, gs://, az://",
        ),
        ({"publish": "https://a.example"}, "neither a folder nor a bucket"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(
    folder: Path, media: dict[str, str], said: str
) -> None:
    for check in (
        lambda: shelf(folder, **media),
        lambda: has_shelf(MediaTable.model_validate(media)),
    ):
        with pytest.raises(SettingsError) as caught:
            check()
        assert caught.value.message.startswith("storyboard.toml: ")
        assert said in caught.value.message


def test_a_folder_holds_a_copy_under_its_address(folder: Path, upload: Upload) -> None:
    place = shelf(folder, publish="web/media", base_url="https://a.example/m/")
    address = given_out(place, upload)
    assert address == f"https://a.example/m/{upload.name}"
    assert [path.name for path in (folder / "web" / "media").iterdir()] == [upload.name]
    assert (folder / "web" / "media" / upload.name).read_bytes() == PNG


def test_a_whole_copy_is_left_alone_and_a_torn_one_is_not(
    folder: Path, upload: Upload
) -> None:
    place = shelf(folder, publish="web", base_url="https://a.example")
    given_out(place, upload)
    copy = folder / "web" / upload.name
    before = copy.stat()
    given_out(place, upload)
    assert copy.stat().st_ino == before.st_ino
    assert copy.stat().st_mtime_ns == before.st_mtime_ns
    copy.write_bytes(PNG[:4])
    given_out(place, upload)
    assert copy.read_bytes() == PNG


def test_a_folder_that_cannot_be_written_is_named(folder: Path, upload: Upload) -> None:
    (folder / "web").write_text("a file, and no folder")
    with pytest.raises(PreflightError, match=r"web: "):
        given_out(shelf(folder, publish="web", base_url="https://a.example"), upload)


def test_a_bucket_gives_signed_links(
    folder: Path, bucket: on_this_machine.Bucket, upload: Upload
) -> None:
    place = shelf(folder, publish="s3://films/refs", link_hours=2)
    address = given_out(place, upload)
    path = f"/films/refs/{upload.name}"
    assert bucket.objects == {path: (PNG, "image/png")}
    parts = urlsplit(address)
    assert parts.path == path
    query = parse_qs(parts.query)
    assert query["X-Amz-Expires"] == ["7200"]
    assert "X-Amz-Signature" in query
    assert "very-secret-example" not in address
    with httpx.Client(trust_env=False) as client:
        assert client.get(address).content == PNG


def test_a_bucket_is_asked_before_anything_is_sent(
    folder: Path, bucket: on_this_machine.Bucket, upload: Upload
) -> None:
    path = f"/films/{upload.name}"
    bucket.objects[path] = (PNG, "image/png")
    given_out(shelf(folder, publish="s3://films"), upload)
    assert bucket.asked == [("HEAD", path)]


def test_an_object_of_another_size_is_written_again(
    folder: Path, bucket: on_this_machine.Bucket, upload: Upload
) -> None:
    bucket.objects[f"/films/{upload.name}"] = (PNG[:4], "image/png")
    given_out(shelf(folder, publish="s3://films"), upload)
    assert bucket.objects[f"/films/{upload.name}"][0] == PNG


def test_a_large_file_goes_in_parts(
    folder: Path, bucket: on_this_machine.Bucket, upload: Upload
) -> None:
    content = bytes(range(256)) * 25_000
    upload.file.write_bytes(content)
    given_out(shelf(folder, publish="s3://films"), upload)
    assert bucket.objects == {f"/films/{upload.name}": (content, "image/png")}
    assert [method for method, _ in bucket.asked] == [
        "HEAD",
        "POST",
        "PUT",
        "PUT",
        "POST",
    ]


def test_who_may_not_look_may_still_put(
    folder: Path, bucket: on_this_machine.Bucket, upload: Upload
) -> None:
    bucket.refuses["HEAD"] = 403
    given_out(shelf(folder, publish="s3://films"), upload)
    assert len(bucket.objects) == 1


def test_signed_links_are_not_for_the_record(
    folder: Path, bucket: on_this_machine.Bucket, upload: Upload
) -> None:
    del bucket
    place = shelf(folder, publish="s3://films")
    assert place is not None
    published = asyncio.run(_put(place, upload))
    assert published.address == ""
    assert published.expires == CLOCK.now() + timedelta(days=1)


async def _put(place: Shelf, upload: Upload) -> Published:
    return await place.put(upload)


def test_a_public_bucket_needs_no_signature(
    folder: Path, bucket: on_this_machine.Bucket, upload: Upload
) -> None:
    place = shelf(folder, publish="s3://films/refs", base_url="https://a.example/refs")
    assert given_out(place, upload) == f"https://a.example/refs/{upload.name}"
    assert len(bucket.objects) == 1


def test_a_bucket_that_says_no_is_final(
    folder: Path, bucket: on_this_machine.Bucket, upload: Upload
) -> None:
    bucket.refuses["PUT"] = 403
    with pytest.raises(PreflightError, match="s3://films: ") as caught:
        given_out(shelf(folder, publish="s3://films"), upload)
    assert "\n" not in caught.value.message
    assert "very-secret" not in caught.value.message


def test_a_bucket_that_is_not_there_is_final(
    folder: Path, bucket: on_this_machine.Bucket, upload: Upload
) -> None:
    bucket.refuses["PUT"] = 404
    with pytest.raises(PreflightError, match=r"s3://films: .* not found"):
        given_out(shelf(folder, publish="s3://films"), upload)


def test_a_bucket_that_does_not_answer_may_be_asked_again(
    folder: Path,
    bucket: on_this_machine.Bucket,
    upload: Upload,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del bucket
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(Unanswered, match="s3://films: ") as caught:
        given_out(shelf(folder, publish="s3://films"), upload)
    assert "\n" not in str(caught.value)


def test_credentials_that_are_none_are_told_at_once(
    folder: Path, bucket: on_this_machine.Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    del bucket
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(SettingsError, match="s3://films cannot be published to: "):
        shelf(folder, publish="s3://films")


def test_the_extra_is_named_where_it_is_missing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("obstore", "obstore.store", "obstore.exceptions"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SettingsError, match=r'pip install "storyboard-film\[s3\]"'):
        shelf(folder, publish="s3://films")


def test_this_machine_gives_out_what_was_put_there_and_nothing_else(
    folder: Path, upload: Upload
) -> None:
    (folder / "secret.txt").write_text("secret")
    here = LoopbackShelf()
    try:
        address = given_out(here, upload)
        assert urlsplit(address).hostname == "127.0.0.1"
        base = address.removesuffix(upload.name)
        with httpx.Client(trust_env=False) as client:
            answer = client.get(address)
            assert (answer.content, answer.headers["content-type"]) == (
                PNG,
                "image/png",
            )
            head = client.head(address)
            assert (head.content, head.headers["content-length"]) == (
                b"",
                str(len(PNG)),
            )
            for name in ("", "secret.txt", "../secret.txt", "%2e%2e/secret.txt"):
                assert client.get(base + name).status_code == 404
            assert client.post(address).status_code == 501
            upload.file.unlink()
            assert client.get(address).status_code == 404
    finally:
        here.close()


def test_this_machine_serves_only_until_it_is_closed(upload: Upload) -> None:
    here = LoopbackShelf()
    address = given_out(here, upload)
    here.close()
    with httpx.Client(trust_env=False) as client, pytest.raises(httpx.ConnectError):
        client.get(address)
    here.close()


def test_a_shelf_that_was_never_needed_starts_nothing() -> None:
    LoopbackShelf().close()
