from collections.abc import Callable

import numpy as np
import pytest

from storyboard.errors import MediaError
from storyboard.media.film import HeardAs
from storyboard.media.hear import (
    FRAME,
    OPUS_EARLY,
    OPUS_FRAME,
    as_24_bits,
    coded,
    coder_facts,
    decoded,
    seam,
)
from storyboard.media.read import Samples
from tests.assembly.footage import tone
from tests.assembly.soundtrack import noise


def packet(sequence: int, shape: int = 1, *, pair: bool = True) -> bytes:
    """The start of a packet of AAC with these windows."""
    return (1 << 13 | pair << 8 | sequence << 5 | shape << 4).to_bytes(2, "big")


LONG, START, SHORT, STOP = (packet(n, n in (0, 3)) for n in range(4))


@pytest.mark.parametrize("count", [1, 1023, 1024, 1025, 50_000])
def test_aac_takes_a_packet_for_what_lies_before_and_no_more_than_it_needs(
    count: int,
) -> None:
    packets = list(coded([tone(2)[:count]], "aac"))
    assert len(packets) == -(-count // FRAME) + 1


@pytest.mark.parametrize("heard_as", ["aac", "libopus"])
def test_coded_sound_comes_back(heard_as: HeardAs) -> None:
    samples = tone(1)
    heard = np.concatenate(list(decoded(coded([samples], heard_as), heard_as)))
    early = FRAME if heard_as == "aac" else 0
    inner = slice(5_000, 40_000)
    assert np.abs(heard[early:][inner] - samples[inner]).max() < 0.01


@pytest.mark.parametrize("heard_as", ["aac", "libopus"])
def test_the_same_samples_make_the_same_packets_in_whatever_blocks(
    heard_as: HeardAs,
) -> None:
    samples = noise(0.7)
    whole = list(coded([samples], heard_as))
    pieces = [samples[:1], samples[1:1], samples[1:777], samples[777:]]
    assert list(coded(pieces, heard_as)) == whole


def test_opus_starts_as_early_as_is_said() -> None:
    packets = list(coded([noise(1)], "libopus"))
    assert len(packets) == -(-(48_000 + OPUS_EARLY) // OPUS_FRAME)
    heard = sum(map(len, decoded(packets, "libopus")))
    assert heard == len(packets) * OPUS_FRAME - OPUS_EARLY


def test_24_bits_are_rounded_and_never_wrap() -> None:
    samples = np.array([[0.0, 0.5], [-1.0, 1.0], [2.0, -2.0], [0.6 / 2**23, 0]])
    data = as_24_bits(samples.astype(np.float32))
    numbers = [
        int.from_bytes(data[at : at + 3], "little", signed=True)
        for at in range(0, len(data), 3)
    ]
    most = 2**23
    assert numbers == [0, most // 2, -most, most - 1, most - 1, -most, 1, 0]


def test_damaged_packets_are_complained_about() -> None:
    with pytest.raises(MediaError, match="sound could not be coded"):
        list(decoded([b"\xff\xff\xff"], "aac"))


def test_each_coder_has_facts_of_its_own() -> None:
    assert coder_facts("aac") != coder_facts("libopus")


def test_a_seam_is_where_both_have_long_windows() -> None:
    calm = [LONG] * 9
    assert seam(calm, calm, 4) == 4
    upset = [LONG, LONG, LONG, START, SHORT, STOP, LONG, LONG, LONG]
    assert seam(upset, upset, 4) == 2
    assert seam(upset, calm, 4) == 2
    assert seam(calm, upset, 6) == 7


def test_where_no_window_is_long_a_seam_is_where_they_fall_alike() -> None:
    old = [SHORT, SHORT, STOP, START, SHORT, SHORT]
    new = [LONG, LONG, START, SHORT, SHORT, SHORT]
    assert seam(old, new, 2) == 4
    assert seam([SHORT] * 4, [LONG] * 4, 2) == 2


def test_a_packet_whose_sides_differ_is_no_place_for_a_seam() -> None:
    odd = packet(0, pair=False)
    assert seam([LONG, LONG, odd, odd, LONG, LONG], [LONG] * 6, 3) == 1
    assert seam([odd] * 4, [odd] * 4, 2) == 2


def transient(samples: Samples, at: int) -> None:
    hit = np.random.default_rng(1).normal(0, 0.3, (400, 2))
    samples[at : at + 400] += hit.astype(np.float32)


@pytest.mark.parametrize(
    "spoil", [lambda _samples: None, lambda samples: transient(samples, 36 * FRAME)]
)
def test_windows_are_read_as_the_decoder_reads_them(
    spoil: Callable[[Samples], None],
) -> None:
    samples = tone(2, 311)
    spoil(samples)
    first = list(coded([samples[: 60 * FRAME]], "aac"))
    second = list(coded([samples[12 * FRAME :]], "aac"))
    place = seam(first[13:60], second[1:48], 24) + 13
    heard = np.concatenate(
        list(decoded([*first[:place], *second[place - 12 :]], "aac"))
    )[FRAME:]
    whole = np.concatenate(list(decoded(coded([samples], "aac"), "aac")))[FRAME:]
    around = slice((place - 2) * FRAME, (place + 1) * FRAME)
    mine = np.abs(heard[around] - samples[around]).max()
    assert mine <= np.abs(whole[around] - samples[around]).max() + 0.002
