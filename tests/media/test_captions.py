from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from storyboard.media.captions import Form, Piece, escaped, pieces
from storyboard.media.encode import encode, framed
from storyboard.media.ffmpeg import run
from storyboard.media.film import Film, Part, SoundPacket, write_film
from storyboard.media.languages import language_code
from storyboard.media.recipe import Recipe
from storyboard.model.timeline import Subtitle, SubtitleTrack
from storyboard.model.words import Codec

SIZE = (64, 48)
RATE = Fraction(24)
LENGTH = 96


def track(language: str = "en", *texts: str) -> SubtitleTrack:
    subtitles = tuple(
        Subtitle(at=0.5 + place, end=1.2 + place, text=text)
        for place, text in enumerate(texts)
    )
    return SubtitleTrack(language=language, subtitles=subtitles)


GERMAN = track("de-AT", "Grüße\nvom <Turm> & {so}", "灯台", "Ja.")
ENGLISH = track("en", "Greetings", "A light")


def film(folder: Path, form: Form, *tracks: SubtitleTrack) -> Path:
    """A grey film of four seconds without a sound."""
    codec: Codec = "vp9" if form == "webm" else "h264"
    recipe = Recipe(codec, SIZE, RATE)
    y = np.full((SIZE[1], SIZE[0]), 90, np.uint8)
    c = np.full((SIZE[1] // 2, SIZE[0] // 2), 128, np.uint8)
    packets: list[bytes] = []
    coded = encode((framed((y, c, c)) for _ in range(LENGTH)), recipe, packets.append)
    heard = Film(
        recipe,
        LENGTH,
        form,
        "A film",
        "libopus" if form == "webm" else "aac",
        captions=tracks,
    )
    out = folder / f"film.{form}"
    write_film(heard, out, [Part(coded, packets)], silence(heard), lambda _: None)
    return out


def silence(film: Film) -> list[SoundPacket]:
    context = av.CodecContext.create(film.heard_as, "w")
    assert isinstance(context, av.AudioCodecContext)
    context.sample_rate, context.layout = 48_000, "stereo"
    context.format = "fltp" if film.heard_as == "aac" else "flt"
    context.time_base = Fraction(1, 48_000)
    context.open()
    count = LENGTH * 2000
    shape = (2, count) if film.heard_as == "aac" else (1, 2 * count)
    frame = av.AudioFrame.from_ndarray(
        np.zeros(shape, np.float32), context.format.name, "stereo"
    )
    frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, Fraction(1, 48_000)
    coded = [*context.encode(frame), *context.encode(None)]
    return [SoundPacket(bytes(p), p.pts or 0, p.duration or 960) for p in coded]


def read_back(file: Path) -> list[tuple[str, list[tuple[Fraction, Fraction, str]]]]:
    """Language and cues of every track, fillers left out."""
    found = []
    with av.open(str(file)) as opened:
        for stream in opened.streams.subtitles:
            cues = []
            opened.seek(0)
            for packet in opened.demux(stream):
                data = bytes(packet)
                text = data[2:] if stream.codec_context.name == "mov_text" else data
                if text and packet.pts is not None and packet.time_base:
                    at = packet.pts * packet.time_base
                    lasts = (packet.duration or 0) * packet.time_base
                    cues.append((at, at + lasts, text.decode()))
            found.append((str(stream.language), cues))
    return found


@pytest.mark.parametrize("form", ["mp4", "mov", "webm"])
def test_every_track_comes_back_with_its_language_words_and_times(
    folder: Path, form: Form
) -> None:
    first, second = read_back(film(folder, form, GERMAN, ENGLISH))
    # Where a language has two codes, mp4 takes the newer one.
    assert (first[0], second[0]) == ("deu" if form == "mp4" else "ger", "eng")
    shown = [escaped(s.text) if form == "webm" else s.text for s in GERMAN.subtitles]
    assert [text for _, _, text in first[1]] == shown
    for (at, end, _), said in zip(first[1], GERMAN.subtitles, strict=True):
        assert abs(float(at) - said.at) < 0.002
        assert abs(float(end) - said.end) < 0.002


@pytest.mark.parametrize("form", ["mp4", "mov", "webm"])
def test_another_program_reads_them_too(folder: Path, form: Form) -> None:
    file = film(folder, form, ENGLISH)
    out = folder / "read.srt"
    run(["-i", str(file), "-map", "0:s:0", "-f", "srt", str(out)])
    assert out.read_text("utf-8").split("\n\n")[:2] == [
        "1\n00:00:00,500 --> 00:00:01,200\nGreetings",
        "2\n00:00:01,500 --> 00:00:02,200\nA light",
    ]


@pytest.mark.parametrize("form", ["mp4", "webm"])
def test_a_film_with_subtitles_is_written_the_same_twice(
    folder: Path, form: Form
) -> None:
    once = film(folder, form, GERMAN).read_bytes()
    assert film(folder, form, GERMAN).read_bytes() == once


def test_a_track_without_words_is_left_out(folder: Path) -> None:
    with av.open(str(film(folder, "mp4", track("fr")))) as opened:
        assert [stream.type for stream in opened.streams] == ["video", "audio"]


def test_the_index_stays_in_front_however_much_is_said(folder: Path) -> None:
    cues = tuple(
        Subtitle(at=place / 500, end=place / 500 + 0.001, text="x")
        for place in range(1500)
    )
    file = film(folder, "mp4", SubtitleTrack(language="en", subtitles=cues))
    data = file.read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")
    assert len(read_back(file)[0][1]) == 1500


def test_time_between_is_filled_where_the_container_needs_it() -> None:
    assert list(pieces(track("en", "a", "b"), filled=True)) == [
        Piece(0, 500, ""),
        Piece(500, 700, "a"),
        Piece(1200, 300, ""),
        Piece(1500, 700, "b"),
    ]
    assert [p.text for p in pieces(track("en", "a", "b"), filled=False)] == ["a", "b"]


@pytest.mark.parametrize(
    ("tag", "mp4", "mov", "webm"),
    [
        ("en", "eng", "eng", "eng"),
        ("pt-BR", "por", "por", "por"),
        ("zh-Hant", "zho", "chi", "chi"),
        ("DE", "deu", "ger", "ger"),
        ("fr", "fra", "fra", "fre"),
        ("sv", "swe", "sve", "swe"),
        ("hr", "hrv", "hr ", "hrv"),
        ("yue", "yue", "yue", "yue"),
        ("xx", "und", "und", "und"),
    ],
)
def test_every_container_has_its_code_for_a_language(
    tag: str, mp4: str, mov: str, webm: str
) -> None:
    forms: tuple[Form, ...] = ("mp4", "mov", "webm")
    assert [language_code(tag, form) for form in forms] == [mp4, mov, webm]


@pytest.mark.parametrize("tag", ["fr", "sv", "cs", "zh", "hr", "el", "ja"])
def test_quicktime_keeps_the_languages_that_it_numbers(folder: Path, tag: str) -> None:
    ((code, _),) = read_back(film(folder, "mov", track(tag, "a")))
    assert code == language_code(tag, "mov")
