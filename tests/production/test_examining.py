import asyncio
import importlib
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from keyring.backends import fail, null

from storyboard.errors import PlanError, Problem, SettingsError
from storyboard.model.capabilities import Capabilities
from storyboard.model.money import Money
from storyboard.panels import lettering
from storyboard.production import examining
from storyboard.production.examining import Finding, examine
from storyboard.providers.base import Provider, Refused, Unanswered, Workplace
from storyboard.providers.http import status_at
from storyboard.studio import Studio
from tests.production.lot import FakeClock
from tests.providers.answers import answer, answering
from tests.providers.bucket import a_bucket
from tests.providers.depot import Depot

BOARD = """\
storyboard: 1
title: One Shot
provider: [depot]
scenes: [{id: one, shots: [{id: "010", action: Rain falls.}]}]
"""
SILENT = "http://127.0.0.1:9"


@dataclass
class Teller(Depot):
    """A service that tells its balance, or why not."""

    left: Money | Exception | None = None
    key_set: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.account is not None:
            self.account = self.account.model_copy(update={"key_set": self.key_set})

    async def balance(self) -> Money | None:
        if isinstance(self.left, Exception):
            raise self.left
        return self.left


Build = Callable[[], Provider]


def a_studio(**services: Build) -> Studio:
    def build(
        names: Sequence[str], _workplace: Callable[[str], Workplace]
    ) -> Mapping[str, Provider]:
        return {name: services[name]() for name in names}

    real = Studio.real()
    return Studio(
        environment={"DEPOT_API_KEY": "a-key"},
        clock=FakeClock(),
        chance=real.chance,
        workers=1,
        keyring=lambda _name: None,
        known_providers=lambda: tuple(services),
        build_providers=build,
    )


def the_board(folder: Path, text: str = BOARD) -> Path:
    board = folder / "storyboard.yaml"
    board.write_text(text, encoding="utf-8")
    return board


def found(
    folder: Path,
    studio: Studio,
    board: Path | None = None,
    *,
    every_provider: bool = False,
    offline: bool = False,
) -> dict[str, list[Finding]]:
    findings: dict[str, list[Finding]] = {}
    for each in examine(
        folder, board, studio, every_provider=every_provider, offline=offline
    ):
        findings.setdefault(each.about, []).append(each)
    return findings


def verdicts(findings: Sequence[Finding]) -> list[str]:
    return [each.verdict for each in findings]


def test_a_machine_that_has_all_is_well(folder: Path) -> None:
    findings = found(folder, a_studio(), offline=True)
    assert list(findings) == [
        "python",
        "ffmpeg",
        "fonts",
        "extras",
        "keyring",
        "settings",
        "store",
        "media",
        "board",
    ]
    assert "encodes H.264 and AAC" in findings["ffmpeg"][0].says
    assert [each for name in findings for each in verdicts(findings[name])].count(
        "fail"
    ) == 0
    assert list(folder.iterdir()) == []


def test_an_ffmpeg_that_does_not_start_fails(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(folder / "nothing"))
    (finding,) = found(folder, a_studio(), offline=True)["ffmpeg"]
    assert finding.verdict == "fail"
    assert "ffmpeg could not be started" in finding.says


def test_an_ffmpeg_that_cannot_encode_fails_in_its_own_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examining, "_ENCODE", ("-f", "lavfi", "-i", "no-such-source"))
    (finding,) = found(folder, a_studio(), offline=True)["ffmpeg"]
    assert finding.verdict == "fail"
    assert finding.says.startswith("ffmpeg failed: ")


@pytest.mark.parametrize(("has", "verdict"), [(True, "ok"), (False, "warn")])
def test_letters_that_no_font_has_are_a_warning(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, has: bool, verdict: str
) -> None:
    own = lettering.can_set

    def can_set(text: str) -> bool:
        return own(text) if text.isascii() else has

    monkeypatch.setattr(lettering, "can_set", can_set)
    (finding,) = found(folder, a_studio(), offline=True)["fonts"]
    assert finding.verdict == verdict


def test_latin_can_be_set_and_a_private_character_cannot() -> None:
    assert lettering.can_set("Rain, rün")
    assert not lettering.can_set("\ue123")


def test_extras_that_are_missing_are_a_warning(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec

    def find_spec(name: str) -> object:
        return None if name in {"obstore", "keyring"} else real(name)

    monkeypatch.setattr(examining, "find_spec", find_spec)
    findings = found(folder, a_studio(), offline=True)
    assert findings["extras"] == [
        Finding(
            "extras",
            "warn",
            "not installed: s3, keyring; installed: sandbox, postgres",
            'if they are needed: pip install "storyboard-film[s3,keyring]"',
        )
    ]
    assert verdicts(findings["keyring"]) == ["warn"]


class _Working(null.Keyring):
    priority = 5.0
    name = "A Keyring"


@pytest.mark.parametrize(
    ("backend", "verdict"),
    [(_Working, "ok"), (null.Keyring, "warn"), (fail.Keyring, "warn")],
)
def test_the_keyring_is_named_where_there_is_one(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    backend: Callable[[], object],
    verdict: str,
) -> None:
    monkeypatch.setattr(sys.modules["keyring"], "get_keyring", backend)
    (finding,) = found(folder, a_studio(), offline=True)["keyring"]
    assert finding.verdict == verdict
    assert (finding.says == "A Keyring") is (verdict == "ok")


def test_settings_that_cannot_be_read_fail_and_the_rest_goes_on(folder: Path) -> None:
    (folder / "storyboard.toml").write_text("[stroe]\n")
    findings = found(folder, a_studio(depot=Teller), offline=True)
    (finding,) = findings["settings"]
    assert finding.verdict == "fail"
    assert 'did you mean "store"?' in finding.says
    assert verdicts(findings["depot"]) == ["ok"]


def test_a_full_disk_and_a_store_that_is_no_folder_fail(folder: Path) -> None:
    full = replace(a_studio(), free_space=lambda _folder: 5_000_000)
    (finding,) = found(folder, full, offline=True)["store"]
    assert (finding.verdict, finding.advice) == (
        "fail",
        "make room for at least 200 MB",
    )
    (folder / ".storyboard").write_text("a file, and no folder")
    (finding,) = found(folder, a_studio(), offline=True)["store"]
    assert finding.verdict == "fail"
    assert "cannot be written" in finding.says


def test_a_shelf_that_cannot_be_fails(folder: Path) -> None:
    (folder / "storyboard.toml").write_text('[media]\npublish = "web"\n')
    (finding,) = found(folder, a_studio(), offline=True)["media"]
    assert finding.verdict == "fail"
    assert "media.base_url" in finding.says


def test_a_shelf_is_named(folder: Path) -> None:
    (folder / "storyboard.toml").write_text(
        '[media]\npublish = "web"\nbase_url = "https://a.example"\n'
    )
    (finding,) = found(folder, a_studio(), offline=True)["media"]
    assert finding == Finding("media", "ok", f"published to {folder / 'web'}")


def test_a_board_with_errors_fails_and_all_services_are_looked_at(
    folder: Path,
) -> None:
    board = the_board(folder, BOARD.replace("action", "acton"))
    findings = found(folder, a_studio(depot=Teller), board, offline=True)
    assert verdicts(findings["board"]) == ["fail"]
    assert "storyboard check" in findings["board"][0].advice
    assert "depot" in findings


def test_a_board_that_is_not_there_fails(folder: Path) -> None:
    findings = found(folder, a_studio(), folder / "none.yaml", offline=True)
    assert verdicts(findings["board"]) == ["fail"]
    assert "is not there" in findings["board"][0].says


def test_only_services_that_the_board_names_are_looked_at_but_for_all(
    folder: Path,
) -> None:
    board = the_board(folder)
    studio = a_studio(depot=Teller, other=lambda: Teller(name="other"))
    assert "other" not in found(folder, studio, board, offline=True)
    findings = found(folder, studio, board, offline=True, every_provider=True)
    assert {"depot", "other"} <= set(findings)


def test_a_provider_that_nobody_has_fails_with_who_was_meant(folder: Path) -> None:
    board = the_board(folder, BOARD.replace("[depot]", "[dpot]"))
    findings = found(folder, a_studio(depot=Teller), board, offline=True)
    assert findings["dpot"] == [
        Finding(
            "dpot",
            "fail",
            "the board names it, and no provider is called so",
            'did you mean "depot"?',
        )
    ]


@pytest.mark.parametrize(("named", "verdict"), [(True, "fail"), (False, "warn")])
def test_a_missing_key_fails_where_the_board_needs_it(
    folder: Path, *, named: bool, verdict: str
) -> None:
    board = the_board(folder) if named else None
    studio = a_studio(depot=lambda: Teller(key_set=False))
    (finding,) = found(folder, studio, board, offline=True)["depot"]
    assert (finding.verdict, finding.says) == (verdict, "DEPOT_API_KEY is not set")
    assert finding.advice == "set it in the environment"


def test_where_a_key_is_from_is_told_and_the_key_is_not(folder: Path) -> None:
    studio = a_studio(depot=Teller)
    (finding,) = found(folder, studio, offline=True)["depot"]
    assert finding.says == "DEPOT_API_KEY is set in the environment"
    (finding,) = found(folder, replace(studio, environment={}), offline=True)["depot"]
    assert finding.says == "DEPOT_API_KEY is set in the keyring"


def test_an_embedded_provider_needs_nothing(folder: Path) -> None:
    studio = a_studio(depot=lambda: Teller(embedded=True))
    (finding,) = found(folder, studio)["depot"]
    assert finding == Finding("depot", "ok", "works on this machine, and needs no key")


def _torn() -> Provider:
    problem = Problem("broken-provider", "torn is broken", hint="uninstall it")
    raise PlanError("no", [problem])


def _wrongly_set() -> Provider:
    raise SettingsError("providers.depot.callback_url: no")


def test_a_broken_provider_takes_no_other_down(folder: Path) -> None:
    board = the_board(folder, BOARD.replace("[depot]", "[depot, torn]"))
    studio = a_studio(depot=Teller, torn=_torn)
    findings = found(folder, studio, board, offline=True)
    assert findings["torn"] == [
        Finding("torn", "fail", "torn is broken", "uninstall it")
    ]
    assert verdicts(findings["depot"]) == ["ok"]
    assert verdicts(found(folder, studio, offline=True)["torn"]) == ["warn"]


def test_a_providers_wrong_settings_always_fail(folder: Path) -> None:
    (finding,) = found(folder, a_studio(depot=_wrongly_set), offline=True)["depot"]
    assert finding.verdict == "fail"
    assert "callback_url" in finding.says


class Faulty(Teller):
    def capabilities(self, model: str | None) -> Capabilities | None:
        raise KeyError(model or "region")


def test_a_provider_that_breaks_when_it_is_looked_at_is_told(folder: Path) -> None:
    (finding,) = found(folder, a_studio(depot=Faulty), offline=True)["depot"]
    assert finding.verdict == "warn"
    assert "KeyError: 'grey'" in finding.says


def test_any_answer_means_that_a_service_is_there(folder: Path) -> None:
    with a_bucket() as server:
        studio = a_studio(
            depot=lambda: Teller(
                address=server.address,
                loopback=True,
                left=Money.model_validate({"amount": "12.5", "unit": "credits@depot"}),
            )
        )
        findings = found(folder, studio, the_board(folder))["depot"]
    assert verdicts(findings) == ["ok", "ok", "ok"]
    assert findings[1].says == f"{server.address} answers (HTTP 404)"
    assert findings[2].says == "12.5 credits@depot are left"


def test_an_address_that_is_silent_fails_where_the_board_needs_it(folder: Path) -> None:
    studio = a_studio(depot=lambda: Teller(address=SILENT, loopback=True))
    _, finding = found(folder, studio, the_board(folder))["depot"]
    assert finding.verdict == "fail"
    assert finding.says.startswith(f"{SILENT} does not answer: ")
    assert "storyboard sandbox" in finding.advice
    _, finding = found(folder, studio)["depot"]
    assert finding.verdict == "warn"


def test_nobody_is_asked_offline(folder: Path) -> None:
    with a_bucket() as server:
        studio = a_studio(depot=lambda: Teller(address=server.address, loopback=True))
        assert len(found(folder, studio, offline=True)["depot"]) == 1
        assert server.asked == []


@pytest.mark.parametrize(
    ("left", "verdict", "said"),
    [
        (
            Unanswered(Refused(kind="unauthorised", code="401", message="who is it?")),
            "fail",
            "the key is refused: who is it?",
        ),
        (
            Unanswered(Refused(kind="unavailable", code="503", message="closed")),
            "warn",
            "no balance: closed",
        ),
        (KeyError("credits"), "warn", "no balance: KeyError: 'credits'"),
    ],
)
def test_a_balance_that_is_not_told_says_why(
    folder: Path, left: Exception, verdict: str, said: str
) -> None:
    with a_bucket() as server:
        studio = a_studio(
            depot=lambda: Teller(address=server.address, loopback=True, left=left)
        )
        *_, finding = found(folder, studio, the_board(folder))["depot"]
    assert (finding.verdict, finding.says) == (verdict, said)


def test_a_plain_request_carries_no_key_and_follows_nobody() -> None:
    async def play() -> tuple[int, dict[str, str]]:
        moved = answer(status=302, headers="Location: http://192.0.2.1/\r\n")
        async with answering(moved) as server:
            status = await status_at(server.address, 1)
            return status, server.sent[0].headers

    status, headers = asyncio.run(play())
    assert status == 302
    assert headers["user-agent"].startswith("storyboard/")
    assert "authorization" not in headers


def test_an_address_that_takes_too_long_is_unanswered() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(Unanswered, match=r"no answer in 0\.05 s"):
            asyncio.run(status_at(address, 0.05))


def test_an_address_that_is_none_is_unanswered() -> None:
    with pytest.raises(Unanswered):
        asyncio.run(status_at("http://[", 1))
