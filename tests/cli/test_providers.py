import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from pathlib import Path

import pytest
from rich.cells import cell_len

from storyboard.providers import registry
from storyboard.sandbox.options import SERVICES, Options
from storyboard.sandbox.server import Sandbox

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(verb: Run) -> Run:
    return partial(verb, "providers")


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with Sandbox(Options(clips="tiny")) as found:
        for name, value in found.environment.items():
            monkeypatch.setenv(name, value)
        yield found


def test_every_provider_is_listed_with_its_models_and_its_key(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINOVI_API_KEY", "sk-very-secret-0123456789")
    code, out, err = run()
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].split() == ["model", "from", "seconds", "resolutions", "price"]
    assert "animatic  – (needs no key)" in lines
    assert "kinovi  KINOVI_API_KEY is set" in lines
    assert "evolink  EVOLINK_API_KEY is not set" in lines
    assert {line.split()[0] for line in lines if line[0] != " "} == {
        "animatic",
        "fal",  # the sandbox does not speak like it
        *SERVICES,
    }
    assert "very-secret" not in out


def test_a_line_says_what_clips_are_made_from_and_what_they_cost(run: Run) -> None:
    lines = [" ".join(line.split()) for line in run()[1].splitlines()]
    for line in (
        "animatic text image refs any any free",
        "seedance2-fast text image refs 4–15 480p–720p 14–34 credits/s",
        "seedance-2.0-fast text image refs 4–15 480p–720p unknown",
    ):
        assert line in lines
    assert any(line.endswith(" CNY/M tokens") for line in lines)
    # Lengths that alone are allowed stand one by one.
    assert any("5/10/15" in line for line in lines)


@pytest.mark.parametrize("width", [80, 100, 140])
def test_no_line_is_wider_than_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for arguments in ((), ("evolink",), ("ark",), ("seedanceapi",)):
        out = run(*arguments)[1]
        assert max(map(cell_len, out.splitlines())) <= width


def test_on_a_narrow_terminal_a_long_name_has_a_line_of_its_own(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "  seedance-2.0-text-to-video  " in run()[1]
    monkeypatch.setenv("COLUMNS", "80")
    assert "\n  seedance-2.0-text-to-video\n  " in run()[1]


def test_the_users_own_prices_go_first(run: Run) -> None:
    Path("storyboard.toml").write_text(
        '[providers.kinovi.prices."seedance-20"]\nper_second = 0.1234\n'
    )
    assert "0.12 USD/s" in run()[1]
    page = run("kinovi")[1]
    assert "your own: storyboard.toml – this one counts" in page
    assert "0.1234 USD a second" in page


def test_a_provider_that_is_broken_or_wrongly_set_takes_no_other_down(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "torn_plug_in.py").write_text("import no_such_library")
    monkeypatch.syspath_prepend(str(folder))
    known = entry_points(group=registry.GROUP)
    torn = EntryPoint("torn", "torn_plug_in:provider", registry.GROUP)

    def with_torn(group: str, name: str | None = None) -> EntryPoints:
        every = EntryPoints([*known, torn]).select(group=group)
        return every.select(name=name) if name else every

    monkeypatch.setattr(registry, "entry_points", with_torn)
    Path("storyboard.toml").write_text("[providers.evolink]\ncalback_url = 'x'\n")
    code, out, err = run()
    assert code == 0
    assert "kinovi  " in out
    assert "torn" not in out
    assert "no_such_library" in err
    assert "callback_url" in err
    data = json.loads(run("--json")[1])
    assert [each["code"] for each in data["problems"]] == [
        "settings",
        "broken-provider",
    ]


def test_a_page_shows_a_service_whole(run: Run) -> None:
    code, out, _ = run("kinovi")
    assert code == 0
    plain = " ".join(out.split())
    for said in (
        "kinovi address https://kinovi.ai key KINOVI_API_KEY is not set",
        "never sent again by itself [blind]",
        "seedance-20 (where the board names no model)",
        "also called seedance-2.0",
        "seconds 4–15, whole seconds",
        "resolutions 480p, 720p, 1080p, 4k",
        "prompt at most 10,000 characters",
        "text to video: no files",
        "key frames to video: a first frame, maybe a last frame",
        "up to 9 reference images, up to 3 reference videos",
        "images: uploaded to the service",
        "aspect → inputs.aspectRatio",
        "in the prompt: size, angle, lens, move",
        "not told: web_search",
        "2026-11-21: kinovi-models README of autumn 2026 – this one counts",
        "15 credits a second, at 480p, without reference videos",
        "2026-03-31: the source document, which bears no date – for what is not above",
        "1 credit is 0.005 USD",
        "clips kept 14 days",
    ):
        assert said in plain


def test_what_a_model_has_in_common_with_an_earlier_one_is_said_once(run: Run) -> None:
    out = run("evolink")[1]
    assert re.search(r"files +as seedance-2\.0\n", out)
    assert out.count(".jpg .jpeg .png .webp; at most 30 MB") <= 2


def test_each_kind_of_price_is_in_words(run: Run) -> None:
    ark = " ".join(run("ark")[1].split())
    assert "46 CNY a million token, without reference videos" in ark
    assert "tokens are seconds × width × height × 24 / 1024" in ark
    assert "seconds of reference videos are charged like those of the clip" in ark
    evolink = " ".join(run("evolink")[1].split())
    assert "and 0.04 credits a job where web_search is on" in evolink
    assert "and 10 % of that where content_filter is off" in evolink
    seedanceapi = " ".join(run("seedanceapi")[1].split())
    assert "a fraction of a credit counts as a whole one" in seedanceapi


def test_the_embedded_provider_has_a_page_too(run: Run) -> None:
    out = run("animatic")[1]
    assert "embedded: it works on this machine, and needs no key" in out
    assert "strip: true or false." in out
    assert "uploaded" not in out


def test_every_provider_has_a_page_and_the_same_as_json(run: Run) -> None:
    for name in ("animatic", *SERVICES):
        code, out, err = run(name)
        assert (code, err) == (0, "")
        assert out.startswith(f"{name}\n")
        data = json.loads(run(name, "--json")[1])
        assert data["provider"] == name
        assert data["models"]
        assert all(row["model"] in out for row in data["models"])
        assert "balance" not in data


def test_an_unknown_provider_says_which_was_meant(run: Run) -> None:
    code, out, err = run("kinvi")
    assert (code, out) == (3, "")
    assert 'there is no provider "kinvi"' in err
    assert 'did you mean "kinovi"?' in err


def test_a_service_is_asked_only_where_it_should_be(run: Run, sandbox: Sandbox) -> None:
    run("seedancetv")
    run()
    assert list(sandbox.book.calls) == []
    code, out, _ = run("seedancetv", "--ask")
    assert code == 0
    assert {call.call for call in sandbox.book.calls} >= {"balance"}
    assert "balance      100000 credits@seedancetv\n" in out
    assert "styles       photorealistic" in out


def test_what_was_asked_comes_as_json(run: Run, sandbox: Sandbox) -> None:
    data = json.loads(run("evolink", "--ask", "--json")[1])
    assert data["loopback"] is True
    assert data["address"] == sandbox.address
    assert data["balance"] == {"amount": "100000", "unit": "credits@evolink"}
    assert data["styles"] == data["complaints"] == []


def test_a_service_that_refuses_the_key_ends_with_4(
    run: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    del sandbox
    monkeypatch.setenv("SEEDANCETV_API_KEY", "wrong")
    code, out, _ = run("seedancetv", "--ask")
    assert code == 4
    assert "asked        " in out
    assert "balance" not in out.partition("\n\n")[0]


def test_without_a_key_nobody_is_asked(run: Run) -> None:
    code, out, _ = run("evolink", "--ask")
    assert code == 4
    assert "asked        EVOLINK_API_KEY is not set\n" in out


def test_asking_nobody_in_particular_is_refused(run: Run) -> None:
    code, _, err = run("--ask")
    assert code == 2
    assert "name the provider to ask" in err
