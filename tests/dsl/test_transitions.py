"""How shots come in and go out, and how their sound goes beyond their picture."""

from collections.abc import Callable

import pytest

Codes = Callable[..., list[str]]


def shot(number: int, more: str = "") -> str:
    return f'id: "{number:03}", action: She waits., seconds: 4{more}'


def test_a_transition_may_fill_its_shots_to_the_last_frame(codes: Codes) -> None:
    assert codes(shot(10), shot(20, ", enter: dissolve 4")) == []
    assert codes(shot(10), shot(20, ", enter: dissolve 4.01")) == ["transition"]


def test_two_transitions_may_meet_in_the_middle_of_a_shot(codes: Codes) -> None:
    film = shot(10), shot(20, ", enter: dissolve 2"), shot(30, ", enter: dissolve 2")
    assert codes(*film) == []
    longer = film[0], film[1], shot(30, ", enter: dissolve 2.1")
    assert codes(*longer) == ["transition"]


def test_a_default_transition_does_not_accuse_the_first_shot(codes: Codes) -> None:
    assert codes(shot(10), shot(20), rest="defaults: {enter: dissolve 1}\n") == []
    assert codes(shot(10), rest="defaults: {enter: dissolve 9}\n") == []


@pytest.mark.parametrize(
    ("enter", "found"),
    [
        ("cut", []),
        ("fade 1", []),
        ("dissolve 1", []),
        ("dip to white 4", []),
        ("push up 2", []),
        ("fade 5", ["transition"]),
        ("{fade: 1, over: handles}", ["handles"]),
    ],
)
@pytest.mark.parametrize("word", ["enter", "leave"])
def test_the_film_comes_in_and_goes_out_within_a_shot(
    codes: Codes, word: str, enter: str, found: list[str]
) -> None:
    assert codes(shot(10, f", {word}: {enter}")) == found


def test_a_film_of_one_shot_comes_in_before_it_goes_out(codes: Codes) -> None:
    assert codes(shot(10, ", enter: fade 2, leave: fade 2")) == []
    assert codes(shot(10, ", enter: fade 2, leave: fade 2.1")) == ["transition"]


def test_only_the_last_shot_goes_out_by_itself(codes: Codes) -> None:
    assert codes(shot(10), shot(20, ", leave: fade 1")) == []
    assert codes(shot(10, ", leave: fade 1"), shot(20)) == ["transition"]


@pytest.mark.parametrize(
    ("enter", "found"),
    [
        ("fade through black 1", []),
        ("{fade: 1, colour: '#aa0000'}", []),
        ("dip to white 1", []),
        ("slide up 1", []),
        ("dissolve to white 1", ["transition"]),
        ("push to black 1", ["transition"]),
        ("fade left 1", ["transition"]),
        ("dip to white down 1", ["transition"]),
        ("{kind: cut, over: handles}", ["transition"]),
    ],
)
def test_a_transition_has_what_it_can_show(
    codes: Codes, enter: str, found: list[str]
) -> None:
    assert codes(shot(10), shot(20, f", enter: {enter}")) == found
    assert codes(shot(10), rest=f"defaults: {{enter: {enter}}}\n") == found


def test_a_transition_over_handles_needs_half_of_it_on_either_side(
    codes: Codes,
) -> None:
    enter = ", enter: {dissolve: 1, over: handles}"
    ends = ", trim: {to: 3.5}", ", trim: {from: 0.5}"
    assert codes(shot(10, ends[0]), shot(20, enter + ends[1])) == []
    assert codes(shot(10), shot(20, enter + ends[1])) == ["handles"]
    assert codes(shot(10, ends[0]), shot(20, enter)) == ["handles"]


def test_handles_take_half_of_a_transition_from_what_is_used(codes: Codes) -> None:
    spare = ", seconds: 20, trim: {from: 5, to: 9}"

    def film(seconds: float) -> tuple[str, str, str]:
        enter = f", enter: {{dissolve: {seconds}, over: handles}}"
        first, second, third = (
            shot(n).replace(", seconds: 4", spare) for n in (1, 2, 3)
        )
        return first, second + enter, third + enter

    assert codes(*film(4)) == []
    assert codes(*film(4.1)) == ["transition"]


def test_stills_have_handles_without_end_and_own_clips_as_far_as_is_known(
    codes: Codes,
) -> None:
    enter = ", enter: {dissolve: 1, over: handles}"
    spare = ", trim: {from: 0.5, to: 3.5}"
    still, clip = 'id: "020", footage: pier.png', 'id: "020", footage: pier.mp4'
    assert codes(shot(10, spare), still + enter, shot(30, enter + spare)) == []
    assert codes(shot(10, spare), clip + enter) == ["handles"]
    assert codes(shot(10, spare), clip + ", trim: {from: 0.5}" + enter) == []
    known = clip + ", seconds: 4, trim: {from: 0.5}"
    assert codes(known, shot(30, enter + spare)) == ["handles"]


@pytest.mark.parametrize(
    ("own", "found"),
    [
        ("trim: {from: 0.5}, own_sound: {leads: 0.5}", []),
        ("trim: {from: 0.5}, own_sound: {leads: 0.6}", ["own-sound"]),
        ("trim: {to: 3.5}, own_sound: {lags: 0.5}", []),
        ("trim: {to: 3.5}, own_sound: {lags: 0.6}", ["own-sound"]),
        ("trim: {from: 0.5}, own_sound: {leads: 0.5, gain: mute}", ["own-sound"]),
        ("own_sound: mute", []),
    ],
)
def test_sound_leads_and_lags_by_what_the_trim_leaves(
    codes: Codes, own: str, found: list[str]
) -> None:
    assert codes(shot(10), shot(20, f", {own}"), shot(30)) == found


def test_a_default_lead_is_held_to_every_clip_but_the_first(codes: Codes) -> None:
    rest = "defaults: {own_sound: {leads: 0.5}}\n"
    trim = ", trim: {from: 0.5}"
    assert codes(shot(10), shot(20, trim), rest=rest) == []
    assert codes(shot(10), shot(20), rest=rest) == ["own-sound"]
    assert codes(shot(10), shot(20, ", own_sound: mute"), rest=rest) == []


@pytest.mark.parametrize(
    "shots", [(", own_sound: {leads: 1}", ""), ("", ", own_sound: {lags: 1}")]
)
def test_sound_does_not_lead_into_nothing(codes: Codes, shots: tuple[str, str]) -> None:
    trim = ", trim: {from: 1, to: 3}"
    first, last = (
        shot(n, trim + more) for n, more in zip((10, 20), shots, strict=True)
    )
    assert codes(first, last) == ["own-sound"]


def test_sound_does_not_start_before_the_film_or_end_after_it(codes: Codes) -> None:
    long = shot(20).replace("seconds: 4", "seconds: 40, trim: {from: 15, to: 20}")
    for word in ("leads", "lags"):
        own = f", own_sound: {{{word}: %s}}"
        assert codes(shot(10), long + own % 4, shot(30)) == []
        assert codes(shot(10), long + own % 4.1, shot(30)) == ["own-sound"]
