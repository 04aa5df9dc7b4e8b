import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from storyboard.errors import SettingsError
from storyboard.model.money import NOTHING
from storyboard.model.request import (
    ClipRequest,
    MediaInput,
    SlateText,
    Staging,
    part_digests,
)
from storyboard.model.value import SceneId, ShotId
from storyboard.providers.animatic import Animatic, provider
from storyboard.providers.base import (
    Provider,
    Ready,
    Refused,
    SubmitRefused,
    Ticket,
    Waiting,
    Workplace,
)
from tests.providers.answers import a_workplace


def request(action: str = "Rain.", **fields: object) -> ClipRequest:
    return ClipRequest.model_validate(
        {
            "provider": "animatic",
            "model": None,
            "prompt": "",
            "seconds": 0.5,
            "aspect": "16:9",
            "resolution": "120p",
            "fps": "8",
            "seed": 3,
            "staging": Staging(action=action),
            "slate": SlateText(film="F", scene=SceneId("s"), shot=ShotId("010")),
        }
        | fields
    )


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    return a_workplace(folder=tmp_path)


@pytest.fixture
def animatic(workplace: Workplace) -> Iterator[Provider]:
    made = provider(workplace)
    yield made
    asyncio.run(made.close())


async def outcome(animatic: Provider, ticket: Ticket) -> Ready | Refused:
    while isinstance(answer := await animatic.poll(ticket), Waiting):
        assert answer.progress is not None
        await asyncio.sleep(0.02)
    return answer


async def drawn(animatic: Provider, ticket: Ticket) -> bytes:
    ready = await outcome(animatic, ticket)
    assert isinstance(ready, Ready)
    return b"".join([part async for part in animatic.fetch(ready)])


def test_a_shot_is_drawn_fetched_and_cleared_away(
    animatic: Provider, workplace: Workplace
) -> None:
    async def shoot() -> tuple[bytes, bytes]:
        tickets = [await animatic.submit(request(), key) for key in ("a", "b")]
        clips = await drawn(animatic, tickets[0]), await drawn(animatic, tickets[1])
        await animatic.close()
        return clips

    first, second = asyncio.run(shoot())
    assert first[4:8] == b"ftyp"
    assert first == second
    assert not list(workplace.scratch.iterdir())


def test_the_same_key_is_the_same_order(animatic: Provider) -> None:
    async def twice() -> list[Ticket]:
        return [await animatic.submit(request(), "key") for _ in range(2)]

    one, other = asyncio.run(twice())
    assert one == other
    assert asyncio.run(animatic.find("key")) == one
    assert asyncio.run(animatic.find("another")) is None


def test_an_order_from_before_a_restart_is_drawn_again(
    animatic: Provider, workplace: Workplace
) -> None:
    async def restart() -> bytes:
        ticket = await animatic.submit(request(), "key")
        await animatic.close()
        return await drawn(provider(workplace), ticket)

    assert asyncio.run(restart())[4:8] == b"ftyp"


def test_a_ticket_without_an_order_is_lost_and_cost_nothing(animatic: Provider) -> None:
    answer = asyncio.run(animatic.poll(Ticket(provider="animatic", id="gone")))
    assert isinstance(answer, Refused)
    assert (answer.code, answer.charged) == ("lost", False)


def test_a_broken_reference_is_refused_by_name(
    animatic: Provider, tmp_path: Path
) -> None:
    (tmp_path / "mira.png").write_bytes(b"not an image")
    media = MediaInput(role="reference", kind="image", file="mira.png", digest="d")

    async def shoot() -> Ready | Refused:
        return await outcome(
            animatic, await animatic.submit(request(media=(media,)), "k")
        )

    answer = asyncio.run(shoot())
    assert isinstance(answer, Refused)
    assert "mira.png" in answer.message


def test_a_reference_is_found_in_the_project(
    animatic: Provider, tmp_path: Path
) -> None:
    Image.new("RGB", (40, 40), "red").save(tmp_path / "mira.png")
    media = MediaInput(role="reference", kind="image", file="mira.png", digest="d")

    async def shoot() -> bytes:
        return await drawn(
            animatic, await animatic.submit(request(media=(media,)), "k")
        )

    assert asyncio.run(shoot())[4:8] == b"ftyp"


def test_a_strip_that_is_neither_true_nor_false_is_refused(animatic: Provider) -> None:
    with pytest.raises(SubmitRefused, match="true or false"):
        asyncio.run(animatic.submit(request(extra={"strip": "maybe"}), "k"))


def test_it_has_no_settings_that_could_change_a_drawing(workplace: Workplace) -> None:
    settings = {"strip": False}
    with pytest.raises(SettingsError, match=r"providers\.animatic\.strip"):
        provider(replace(workplace, settings=settings))


def test_a_drawing_process_that_was_killed_stops_no_later_drawing(
    workplace: Workplace,
) -> None:
    animatic = Animatic(workplace)

    async def shoot() -> tuple[Ready | Refused, bytes]:
        ticket = await animatic.submit(request(), "first")
        for pid in drawing_processes():
            os.kill(pid, signal.SIGKILL)
        fault = await outcome(animatic, ticket)
        clip = await drawn(animatic, await animatic.submit(request(), "second"))
        await animatic.close()
        return fault, clip

    fault, clip = asyncio.run(shoot())
    assert isinstance(fault, Refused)
    assert fault.charged is False
    assert clip[4:8] == b"ftyp"


def drawing_processes() -> list[int]:
    return [child.pid for child in multiprocessing.active_children() if child.pid]


PARENT = """
import asyncio, multiprocessing, sys
from pathlib import Path
from storyboard.providers.animatic import Animatic, provider
from tests.providers.answers import a_workplace
from tests.providers.test_animatic import request

async def main():
    place = a_workplace(folder=Path(sys.argv[1]))
    animatic = provider(place)
    ticket = await animatic.submit(request(), "k")
    while not (place.scratch / f"{ticket.id}.mp4").exists():
        await asyncio.sleep(0.01)
    print(*(c.pid for c in multiprocessing.active_children()), flush=True)
    sys.stdin.read()

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_drawing_processes_end_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert pids
    for _ in range(200):
        if not any(map(is_running, pids)):
            return
        time.sleep(0.05)
    pytest.fail("a drawing process outlived its parent")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and ") Z " in state.read_text(encoding="utf-8"))


def test_what_it_is_told_is_what_it_draws_from(animatic: Provider) -> None:
    offered = animatic.capabilities(None)
    assert offered is not None
    plain = part_digests(request(), offered.told)
    assert part_digests(request("Snow."), offered.told) != plain
    assert part_digests(request(seed=4), offered.told) != plain
    assert part_digests(request(extra={"strip": False}), offered.told) != plain
    assert part_digests(request(prompt="other words"), offered.told) == plain


def test_it_is_free_and_has_one_model(animatic: Provider) -> None:
    offered = animatic.capabilities(None)
    assert offered is not None
    assert offered.prices[0].of(request()) == NOTHING
    assert animatic.capabilities("animatic") == offered
    assert animatic.capabilities("other") is None
