import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from storyboard.sandbox.options import Options
from storyboard.sandbox.server import Sandbox

BOARD = """\
storyboard: 1
title: One Shot
provider: evolink
scenes: [{id: one, shots: [{id: "010", action: Rain falls.}]}]
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(verb: Run) -> Run:
    return partial(verb, "doctor")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Options(clips="tiny")) as found:
        yield found


def reach(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in sandbox.environment.items():
        monkeypatch.setenv(name, value)


def test_without_a_board_every_service_is_looked_at(run: Run) -> None:
    code, out, err = run("--offline")
    assert (code, err) == (0, "")
    assert "ok    board        none here, so all services are looked at\n" in out
    for name in ("ark", "evolink", "kinovi", "seedance2ink", "seedanceapi"):
        assert f"warn  {name.ljust(12)} {name.upper()}_API_KEY is not set" in out
    assert out.splitlines()[-1].startswith("ready, with ")


def test_a_board_whose_service_has_no_key_fails_with_4(run: Run) -> None:
    Path("storyboard.yaml").write_text(BOARD, encoding="utf-8")
    code, out, _ = run("--offline")
    assert code == 4
    assert (
        "fail  evolink      EVOLINK_API_KEY is not set → set it in the environment\n"
    ) in out
    assert out.endswith("1 thing to see to before a film can be made\n")
    assert "kinovi" not in out
    assert "kinovi" in run("--offline", "--all")[1]


def test_a_service_that_answers_is_well_and_its_key_is_not_shown(
    run: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    reach(sandbox, monkeypatch)
    monkeypatch.setenv("EVOLINK_API_KEY", "sk-very-secret-0123456789")
    Path("storyboard.yaml").write_text(BOARD, encoding="utf-8")
    code, out, err = run()
    assert code == 0
    assert f"ok    evolink      {sandbox.address} answers (HTTP 200)\n" in out
    assert "ok    evolink      100000 credits@evolink are left\n" in out
    assert "very-secret" not in out + err


def test_a_key_that_is_refused_is_a_failure(
    run: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    reach(sandbox, monkeypatch)
    monkeypatch.setenv("EVOLINK_API_KEY", "wrong")
    Path("storyboard.yaml").write_text(BOARD, encoding="utf-8")
    code, out, _ = run()
    assert code == 4
    assert "fail  evolink      the key is refused: " in out


def test_the_findings_come_as_json(run: Run) -> None:
    Path("storyboard.yaml").write_text(BOARD, encoding="utf-8")
    code, out, _ = run("--offline", "--json")
    data = json.loads(out)
    assert (code, data["ok"]) == (4, False)
    assert {
        "about": "evolink",
        "verdict": "fail",
        "says": "EVOLINK_API_KEY is not set",
        "advice": "set it in the environment",
    } in data["findings"]


def test_advice_that_does_not_fit_stands_beneath(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    Path("storyboard.yaml").write_text(BOARD, encoding="utf-8")
    _, out, _ = run("--offline")
    assert (
        "fail  evolink      EVOLINK_API_KEY is not set\n"
        "                   → set it in the environment\n"
    ) in out


def test_a_second_board_is_refused(run: Run) -> None:
    assert run("a.yaml", "b.yaml")[0] == 2


def test_a_board_that_is_named_and_not_there_fails(run: Run) -> None:
    code, out, _ = run("none.yaml", "--offline")
    assert code == 4
    assert "fail  board        none.yaml is not there" in out
