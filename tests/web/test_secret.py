import stat
from pathlib import Path

import pytest

from storyboard.errors import StoreError
from storyboard.web.secret import secret_in


def test_a_secret_is_made_once_and_nobody_else_reads_it(tmp_path: Path) -> None:
    store = tmp_path / "store"
    made = secret_in(store)
    assert len(made) == 32
    assert secret_in(store) == made
    (file,) = store.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert secret_in(tmp_path / "another") != made


@pytest.mark.parametrize(
    ("held", "why"),
    [("", "damaged"), ("00ff", "damaged"), ("no hex", "cannot be used")],
)
def test_a_damaged_secret_is_said_so(tmp_path: Path, held: str, why: str) -> None:
    (tmp_path / "listen.secret").write_text(held)
    with pytest.raises(StoreError, match=why):
        secret_in(tmp_path)


def test_a_folder_that_is_none_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used"):
        secret_in(tmp_path / "file")
