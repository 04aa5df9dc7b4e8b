import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from storyboard.assembly import heard as hearing
from storyboard.assembly.heard import HOLD, active, active_in, heard
from storyboard.model.timeline import SoundCue, Source, Speech, Timeline
from storyboard.model.value import ShotId
from tests.assembly.footage import Sound, cut_of, numbered
from tests.assembly.recordings import recorded, words


@pytest.fixture(autouse=True)
def forgetful() -> None:
    active.cache_clear()


def spoken(path: Path, *stretches: tuple[float, float], seconds: float = 6) -> Path:
    return recorded(path, words(seconds, *stretches))


def film(*cues: dict[str, Any], clip: Path | None = None, line: float = 1) -> Timeline:
    """A film with music that steps back, and a line in its shot."""
    source = Source(kind="slate")
    if clip is not None:
        source = Source(kind="clip", file=str(clip), digest="clip")
    music = {"role": "music", "file": "none.wav", "digest": "m", "at": 0.0, "duck": 9}
    found = tuple(SoundCue.model_validate(cue) for cue in (music, *cues))
    shot = ShotId("010") if clip else None
    return cut_of((source, 0, 84)).model_copy(
        update={"cues": found, "speech": (Speech(at=line, end=line + 1, shot=shot),)}
    )


def narration(path: Path, at: float = 0.0, **rest: object) -> dict[str, Any]:
    cue = {"role": "narration", "file": str(path), "digest": path.name, "at": at}
    return cue | rest


def stretches(found: tuple[Speech, ...]) -> list[float]:
    return [moment for each in found for moment in (each.at, each.end - HOLD)]


def test_narration_is_heard_where_it_is_spoken(tmp_path: Path) -> None:
    said = spoken(tmp_path / "said.wav", (1, 1.5), (4, 4.6))
    found = heard(film(narration(said, 0.3)), tmp_path)
    assert stretches(found) == pytest.approx([1.3, 1.8, 4.3, 4.9], abs=0.04)


def test_pauses_between_words_are_none(tmp_path: Path) -> None:
    pairs = [(at, at + 0.3) for at in np.arange(1, 5, 0.8)]
    found = heard(film(narration(spoken(tmp_path / "said.wav", *pairs))), tmp_path)
    assert stretches(found) == pytest.approx([1, 4.5], abs=0.04)


def test_a_line_in_a_clip_is_heard_about_when_it_is_due(tmp_path: Path) -> None:
    sound = words(7, (0.1, 0.4), (1.8, 2.4), (5, 5.5))

    def said(_seconds: float) -> Sound:
        return sound

    clip = numbered(tmp_path / "clip.mp4", 84, heard=said)
    found = heard(film(clip=clip, line=1.2), tmp_path)
    assert stretches(found) == pytest.approx([1.8, 2.4], abs=0.04)


def test_a_line_in_a_clip_that_is_silent_is_not_heard(tmp_path: Path) -> None:
    clip = numbered(tmp_path / "clip.mp4", 84, heard=None)
    assert heard(film(clip=clip), tmp_path) == ()


def test_where_no_music_steps_back_nothing_is_listened_to(tmp_path: Path) -> None:
    timeline = film(narration(tmp_path / "is not there.wav"))
    cues = tuple(cue.model_copy(update={"duck": 0.0}) for cue in timeline.cues)
    assert heard(timeline.model_copy(update={"cues": cues}), tmp_path) == ()


def test_a_file_is_listened_to_once(tmp_path: Path) -> None:
    said, cache = spoken(tmp_path / "said.wav", (1, 2)), tmp_path / "cache"
    first = active(said, "digest", cache)
    data = json.loads((cache / "digest.heard").read_text())
    assert [tuple(pair) for pair in data["active"]] == list(first)
    said.unlink()
    assert active(said, "digest", cache) == first
    active.cache_clear()
    assert active(said, "digest", cache) == first
    assert [path.name for path in cache.iterdir()] == ["digest.heard"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"edition": 0, "active": [[1, 2]]}', '{"active": [[1]]}']
)
def test_what_was_kept_and_is_of_no_use_is_made_again(
    tmp_path: Path, text: str
) -> None:
    said = spoken(tmp_path / "said.wav", (1, 2))
    place = tmp_path / "digest.heard"
    place.write_text(text)
    assert active(said, "digest", tmp_path)
    assert json.loads(place.read_text())["edition"] == hearing.EDITION


def test_a_store_that_cannot_be_written_serves_as_well(tmp_path: Path) -> None:
    said = spoken(tmp_path / "said.wav", (1, 2))
    (tmp_path / "file").touch()
    assert active(said, "digest", tmp_path / "file")


def test_a_rooms_noise_is_no_speech() -> None:
    loud, room = 10.0**-2, 10.0**-4.5
    levels = np.full(600, room)
    levels[200:220] = loud
    ((at, end),) = active_in(levels)
    assert [at, end] == pytest.approx([200, 220], abs=2)


def test_quiet_words_are_heard_beside_loud_ones() -> None:
    levels = np.full(600, 1e-8)
    levels[100:150], levels[300:350] = 10.0**-1.5, 10.0**-3
    assert len(active_in(levels)) == 2


def test_silence_a_click_and_nothing_are_no_speech() -> None:
    click = np.zeros(600)
    click[300] = 0.5
    assert active_in(np.zeros(600)) == active_in(click) == active_in(np.zeros(0)) == ()
