from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from storyboard.errors import SettingsError
from storyboard.model.money import Money
from storyboard.settings import find_board, open_project, read_settings
from tests.scheduler.stage import request


def written(folder: Path, text: str) -> Path:
    file = folder / "storyboard.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_nearest_settings_upwards_make_the_project(folder: Path) -> None:
    written(folder, '[project]\nid = "coast-1"\n')
    board = folder / "films" / "one" / "storyboard.yaml"
    board.parent.mkdir(parents=True)
    board.touch()

    project = open_project(board, {})

    assert project.root == folder.resolve()
    assert project.settings.project.id == "coast-1"
    assert project.store == folder.resolve() / ".storyboard"
    assert project.lock == board.resolve().with_suffix(".lock")


def test_without_settings_the_boards_folder_is_the_project(folder: Path) -> None:
    board = folder / "night.yaml"
    project = open_project(board, {})
    assert project.root == folder.resolve()
    assert project.lock.name == "night.lock"


def test_the_environment_wins_over_the_file(folder: Path) -> None:
    file = written(
        folder,
        '[store]\npath = "clips"\n[providers.kinovi]\nconcurrency = 2\nfancy = true\n',
    )
    settings = read_settings(
        file,
        {
            "STORYBOARD_STORE_PATH": "elsewhere",
            "STORYBOARD_KINOVI_CONCURRENCY": "4",
            "STORYBOARD_KINOVI_FANCY": "false",
            "PATH": "/bin",
        },
    )
    assert settings.store.path == "elsewhere"
    assert settings.provider("kinovi").concurrency == 4
    assert settings.provider("kinovi").own == {"fancy": False}


def test_a_base_url_is_handed_to_the_adapter(folder: Path) -> None:
    file = written(folder, '[providers.kinovi]\nbase_url = "http://127.0.0.1:9"\n')
    settings = read_settings(file, {})
    assert settings.provider("kinovi").base_url == "http://127.0.0.1:9"
    assert settings.provider("kinovi").own == {}


def test_the_users_own_prices_are_a_price_list(folder: Path) -> None:
    file = written(
        folder,
        """
        [providers.kinovi]
        price_list = 2026-06-30
        [providers.kinovi.prices."seedance-20"]
        unit = "credits"
        usd = 0.004
        per_second = 30
        by_resolution = {"480p" = 12.5}
        """,
    )
    table = read_settings(file, {}).provider("kinovi")
    assert table.price_list == date(2026, 6, 30)
    edition = table.prices["seedance-20"].edition("kinovi")
    small = request("010").model_copy(update={"resolution": "480p"})
    assert str(edition.of(small)) == "62.5 credits@kinovi"
    price = edition.of(request("010"))
    assert price == Money(amount=Decimal(150), unit="credits@kinovi")
    assert edition.in_usd(price) == Money(amount=Decimal("0.6"), unit="usd")


@pytest.mark.parametrize(
    "line",
    [
        "requests_per_minute = 0",
        "poll_seconds = -1",
        "patience = 0",
        'price_list = "soon"',
        'prices = {"a" = {unit = "eur"}}',
        'prices = {"a" = {per_second = -2}}',
        'prices = {"a" = {per_second = "nan"}}',
    ],
)
def test_terms_that_cannot_be_are_refused(folder: Path, line: str) -> None:
    file = written(folder, f"[providers.kinovi]\n{line}\n")
    with pytest.raises(SettingsError, match=r"providers\.kinovi\."):
        read_settings(file, {})


def test_a_profile_names_the_same_model_everywhere(folder: Path) -> None:
    file = written(folder, '[profiles."seedance-2.0"]\nkinovi = "seedance-20"\n')
    settings = read_settings(file, {})
    assert settings.model_at("kinovi", "seedance-2.0") == "seedance-20"
    assert settings.model_at("evolink", "seedance-2.0") == "seedance-2.0"
    assert settings.model_at("kinovi", None) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[project\n", "not TOML"),
        ("[stroe]\npath = 'x'\n", 'unknown key stroe (did you mean "store"?)'),
        ("[store]\npaht = 'x'\n", 'unknown key store.paht (did you mean "path"?)'),
        ("[providers.animatic]\nconcurrency = 0\n", "providers.animatic.concurrency"),
        ("[providers.x]\nbase_url = 'ftp://x'\n", "providers.x.base_url"),
    ],
)
def test_wrong_settings_say_where_and_what(folder: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(written(folder, text), {})
    assert said in caught.value.message
    assert "storyboard.toml" in caught.value.message


def test_an_unknown_variable_says_what_there_is() -> None:
    with pytest.raises(SettingsError, match="STORYBOARD_STORE_PATH"):
        read_settings(None, {"STORYBOARD_STORE": "x"})


def test_the_nearest_board_is_found_from_below(folder: Path) -> None:
    board = folder / "storyboard.yaml"
    board.touch()
    below = folder / "refs" / "deep"
    below.mkdir(parents=True)
    assert find_board(below) == board
    with pytest.raises(SettingsError, match="storyboard new"):
        find_board(folder.parent)


def test_settings_that_cannot_be_opened_are_named(folder: Path) -> None:
    with pytest.raises(SettingsError, match="Is a directory"):
        read_settings(folder, {})
