import asyncio
import json
import socket
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
from PIL import Image

from storyboard.errors import SettingsError
from storyboard.model.request import ClipRequest
from storyboard.production.preparing import asked, read
from storyboard.production.publishing import publisher
from storyboard.production.script import Script, providers_of
from storyboard.sandbox.options import Options
from storyboard.sandbox.server import Sandbox
from storyboard.settings import has_shelf, open_project
from storyboard.studio import Studio
from tests.production.lot import Lot
from tests.providers.depot import PNG, Depot, a_request, medium

BOARD = """\
storyboard: 1
title: Two Pictures
provider: NAME
format: {aspect: 16:9, resolution: 720p}
defaults: {seconds: 5}
scenes:
  - id: one
    shots:
      - {id: "010", action: Rain falls., references: [mira.png]}
      - {id: "020", action: Rain stops., references: [mira.png]}
"""


def a_script(folder: Path, name: str, environment: Mapping[str, str]) -> Script:
    Image.new("RGB", (640, 360), "grey").save(folder / "mira.png")
    board = folder / "storyboard.yaml"
    board.write_text(BOARD.replace("NAME", name), encoding="utf-8")
    real = Studio.real()
    studio = Studio(
        environment=environment, clock=real.clock, chance=real.chance, workers=1
    )
    return read(board, studio=studio)


async def _published(script: Script) -> tuple[ClipRequest, ...]:
    """Both requests at once, and each address as it answers."""
    requests = asked(script).requests
    names = {request.provider for request in requests}
    providers = providers_of(script, names)
    try:
        async with publisher(script, providers.values()) as publish:
            made = await asyncio.gather(
                *(publish(providers[each.provider], each) for each in requests)
            )
            await _look_up(made, script.file("mira.png").read_bytes())
            return tuple(made)
    finally:
        for provider in providers.values():
            await provider.close()


async def _look_up(requests: list[ClipRequest], content: bytes) -> None:
    addresses = {medium.address for each in requests for medium in each.media}
    async with httpx.AsyncClient(trust_env=False) as client:
        for address in addresses:
            assert address is not None
            if not address.startswith("data:"):
                assert (await client.get(address)).content == content


@pytest.mark.parametrize(
    ("name", "uploads"),
    [
        ("seedanceapi", 0),
        ("seedance2ink", 0),
        ("evolink", 1),
        ("kinovi", 1),
        ("ark", 0),
    ],
)
def test_a_picture_reaches_every_sandbox_by_its_services_own_way(
    folder: Path, name: str, uploads: int
) -> None:
    with Sandbox(Options(clips="tiny")) as sandbox:
        script = a_script(folder, name, sandbox.environment)
        made = asyncio.run(_published(script))
        calls = [call for call in sandbox.book.calls if call.call == "upload"]
    addresses = [medium.address for each in made for medium in each.media]
    assert len(addresses) == 2
    if name == "ark":
        assert all(str(a).startswith("data:image/png;base64,") for a in addresses)
    else:
        assert all(str(a).startswith("http://127.0.0.1:") for a in addresses)
    assert len(set(addresses)) == 1
    # A service may need two calls for one upload; the second shot makes none.
    assert len(calls) in ({0} if not uploads else {1, 2})
    assert all(call.status in {200, 201, 204} for call in calls)


def test_nothing_listens_any_more_once_the_run_is_over(folder: Path) -> None:
    with Sandbox(Options(clips="tiny")) as sandbox:
        script = a_script(folder, "seedanceapi", sandbox.environment)
        (first, _) = asyncio.run(_published(script))
    url = httpx.URL(str(first.media[0].address))
    with socket.socket() as line:
        assert line.connect_ex((url.host, url.port)) != 0


async def _given_out(script: Script, depot: Depot, *requests: ClipRequest) -> None:
    async with publisher(script, [depot]) as publish:
        for each in requests:
            await publish(depot, each)


def test_what_went_up_is_written_down_for_the_next_run(lot: Lot) -> None:
    file = lot.folder / "mira.png"
    file.write_bytes(PNG)
    script, depot = read(lot.board, studio=lot.studio), Depot()
    request = a_request(medium(file))
    asyncio.run(_given_out(script, depot, request))
    asyncio.run(_given_out(script, depot, request))
    assert len(depot.uploads) == 1
    data = json.loads((script.project.store / "published.json").read_text())
    assert list(data["targets"]) == ["depot at https://depot.example"]


def test_the_users_folder_is_the_shelf(lot: Lot) -> None:
    (lot.folder / "storyboard.toml").write_text(
        '[media]\npublish = "web"\nbase_url = "https://a.example/web"\n'
    )
    file = lot.folder / "mira.png"
    file.write_bytes(PNG)
    script, depot = read(lot.board, studio=lot.studio), Depot(delivery={})

    async def play() -> ClipRequest:
        async with publisher(script, [depot]) as publish:
            return await publish(depot, a_request(medium(file)))

    (given,) = asyncio.run(play()).media
    assert given.address == f"https://a.example/web/{given.digest}.png"
    assert (lot.folder / "web" / f"{given.digest}.png").read_bytes() == PNG
    assert has_shelf(script.project.settings.media)


def test_a_shelf_that_cannot_be_is_told_before_anything_is_sent(lot: Lot) -> None:
    (lot.folder / "storyboard.toml").write_text('[media]\npublish = "web"\n')
    script = read(lot.board, studio=lot.studio)
    with pytest.raises(SettingsError, match=r"media\.base_url"):
        has_shelf(script.project.settings.media)
    with pytest.raises(SettingsError, match=r"media\.base_url"):
        asyncio.run(_given_out(script, Depot()))


def test_a_film_that_is_drawn_here_needs_no_shelf(lot: Lot) -> None:
    (lot.folder / "storyboard.toml").write_text('[media]\npublish = "web"\n')
    script, drawn = read(lot.board, studio=lot.studio), Depot(embedded=True)
    asyncio.run(_given_out(script, drawn, a_request()))


def test_without_settings_there_is_no_shelf(folder: Path) -> None:
    assert not has_shelf(open_project(folder / "storyboard.yaml", {}).settings.media)
