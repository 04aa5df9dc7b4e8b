"""Price lists in words."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from storyboard.model.price import TOKEN_FPS, TOKEN_PIXELS, Edition, Rate, Surcharge

_CENT = Decimal("0.01")
_MILLIONTH = Decimal("0.000001")
_SHORT = {"second": "s", "million tokens": "M tokens"}
_INPUT = {
    "added": "seconds of reference videos are charged like those of the clip",
    "at least the clip's": "seconds of reference videos are charged like those of the "
    "clip, and at least as many",
}


def span(editions: Sequence[Edition]) -> str:
    """`6.28–33.75 credits/s` by the list that counts; unknown where there is none."""
    if not editions or not editions[0].rates:
        return "unknown"
    edition = editions[0]
    amounts = sorted(rate.amount for rate in edition.rates)
    if not amounts[-1]:
        return "free"
    shown = dict.fromkeys(_rounded(amount) for amount in (amounts[0], amounts[-1]))
    return f"{'–'.join(shown)} {_unit(edition)}/{_SHORT[edition.per]}"


def edition_lines(edition: Edition, *, first: bool) -> Iterator[str]:
    """A whole list: its day and source, its rates, and how they are counted."""
    day = edition.read.isoformat() if edition.read else "your own"
    counts = "this one counts" if first else "for what is not above"
    yield f"{day}: {edition.source} – {counts}"
    unit = _unit(edition)
    for rate in edition.rates:
        if rate.amount:
            amount = f"{_plain(rate.amount)} {unit} a {edition.per.removesuffix('s')}"
        else:
            amount = "free"
        yield f"  {', '.join([amount, *_conditions(rate)])}"
    for surcharge in edition.surcharges:
        yield f"  {_extra(surcharge, unit)}"
    if edition.per == "million tokens":
        yield (f"  tokens are seconds × width × height × {TOKEN_FPS} / {TOKEN_PIXELS}")
    if edition.input_seconds in _INPUT:
        yield f"  {_INPUT[edition.input_seconds]}"
    if edition.round_up:
        yield f"  a fraction of a {unit.removesuffix('s')} counts as a whole one"
    if edition.usd is not None:
        worth = _plain(edition.usd.quantize(_MILLIONTH))
        yield f"  1 {unit.removesuffix('s')} is {worth} USD"


def _conditions(rate: Rate) -> Iterator[str]:
    if rate.resolution is not None:
        yield f"at {rate.resolution}"
    if rate.seconds is not None:
        yield f"of {rate.seconds:g} s"
    if rate.files is not None:
        yield f"with {rate.files or 'no'} files" if rate.files != 1 else "with 1 file"
    for what, needed in (
        ("reference videos", rate.videos),
        ("images", rate.images),
        ("sound", rate.audio),
    ):
        if needed is not None:
            yield f"{'with' if needed else 'without'} {what}"


def _extra(surcharge: Surcharge, unit: str) -> str:
    if surcharge.per == "price":
        added = f"{_plain(surcharge.amount * 100)} % of that"
    else:
        added = f"{_plain(surcharge.amount)} {unit} a {surcharge.per}"
    value = surcharge.value
    switch = value if isinstance(value, str) else "on" if value else "off"
    where = f", at {' and '.join(surcharge.resolutions)}" * bool(surcharge.resolutions)
    return f"and {added} where {surcharge.field} is {switch}{where}"


def _unit(edition: Edition) -> str:
    """`credits` of `credits@NAME`: whose they are stands above."""
    name = edition.unit.partition("@")[0]
    return name if name == "credits" else name.upper()


def _rounded(amount: Decimal) -> str:
    return _plain(amount.quantize(_CENT) if amount >= _CENT else amount)


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
