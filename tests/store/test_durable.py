from pathlib import Path

from storyboard.store.durable import throw_away


def test_a_leftover_goes_and_may_be_gone_already(folder: Path) -> None:
    leftover = folder / "leftover"
    leftover.touch()
    throw_away(leftover)
    assert not leftover.exists()
    throw_away(leftover)


def test_what_cannot_be_thrown_away_stays(folder: Path) -> None:
    """A folder is no file; the system says no to it whoever asks."""
    throw_away(folder)
    assert folder.is_dir()
