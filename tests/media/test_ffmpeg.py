from pathlib import Path

import pytest

from storyboard.errors import MediaError
from storyboard.media.ffmpeg import media_input, media_output, run

ENDLESS = ("-f", "lavfi", "-i", "color=black:s=64x64:r=1000")


def test_what_ffmpeg_says_is_given_back() -> None:
    said = run(
        ["-f", "lavfi", "-i", "sine=d=1", "-af", "volumedetect", "-f", "null", "-"]
    )
    assert "mean_volume" in said


def test_a_failure_carries_ffmpegs_own_last_words(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"gone\.mp4.*No such file or directory"):
        run([*media_input(tmp_path / "gone.mp4"), "-f", "null", "-"])


def test_a_failure_says_why_and_not_how_far_it_came(tmp_path: Path) -> None:
    small = [*ENDLESS, "-frames:v", "9", "-fs", "9", "-f", "segment"]
    with pytest.raises(MediaError) as failed:
        run([*small, media_output(tmp_path / "gone" / "%d.mp4")])
    assert "No such file or directory" in str(failed.value)
    assert "frame=" not in str(failed.value)
    assert " @ 0x" not in str(failed.value)


def test_frames_are_counted_while_it_runs(tmp_path: Path) -> None:
    told: list[int] = []
    out = media_output(tmp_path / "out.mp4")
    run([*ENDLESS, "-frames:v", "50", out], on_frame=told.append)
    assert told[-1] == 50


def test_an_interrupt_ends_ffmpeg(tmp_path: Path) -> None:
    out = tmp_path / "out.mkv"

    def interrupted(_frames: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([*ENDLESS, media_output(out)], on_frame=interrupted)
    size = out.stat().st_size if out.exists() else 0
    run([*ENDLESS, "-frames:v", "200", "-f", "null", "-"])
    assert (out.stat().st_size if out.exists() else 0) == size
