"""One provider, whole: how it is reached, and all that its models can do."""

import shutil
import textwrap
from collections.abc import Iterator, Sequence

import click

from storyboard.cli.price_words import edition_lines
from storyboard.cli.show import say
from storyboard.model.capabilities import Capabilities, Count, Mode, Need, OwnField
from storyboard.model.media import MediaKind, MediaLimits, Range
from storyboard.planning.telling import routes
from storyboard.production.offers import Offer, Said

RECOVERY = {
    "idempotent": "the same submit is sent again, and is still one job",
    "listing": "the job is looked for in the service's list",
    "blind": "nobody can tell, so it is never sent again by itself",
}
"""What is done about a submit that nobody answered."""
ANY_SECONDS = 86_400.0
"""A longest clip that is no limit at all."""
_LABEL = 12
_NARROWEST = 60
_KINDS: dict[MediaKind, str] = {"image": "images", "video": "videos", "audio": "sounds"}
_DELIVERY = {
    "address": "fetched from a public address that you see to (`[media] publish`)",
    "upload": "uploaded to the service",
    "inline": "written into the request",
}


def show_page(offer: Offer, said: Said | None) -> None:
    """Print a provider; `said` is what it answered, None: it was not asked."""
    say(click.style(offer.provider, bold=True))
    for label, text in _about(offer, said):
        _entry(label, [text])
    first: dict[tuple[str, tuple[str, ...]], str] = {}
    for number, row in enumerate(offer.rows):
        say("")
        usual = " (where the board names no model)" if number == 0 else ""
        say(click.style(row.model, bold=True) + usual)
        for label, lines in _sections(row):
            # What a model has in common with an earlier one is said once.
            alike = first.setdefault((label, tuple(lines)), row.model)
            long = sum(map(len, lines)) > 2 * _NARROWEST
            _entry(label, lines if alike == row.model or not long else [f"as {alike}"])


def _about(offer: Offer, said: Said | None) -> Iterator[tuple[str, str]]:
    account = offer.account
    if account is None:
        yield "address", "embedded: it works on this machine, and needs no key"
    else:
        place = " (this machine: a sandbox's)" if account.loopback else ""
        yield "address", account.address + place
        state = "is set" if account.key_set else "is not set"
        yield "key", f"{account.key_name} {state}"
        yield "unanswered", f"{RECOVERY[offer.recovery]} [{offer.recovery}]"
    if said is None:
        return
    if said.balance is not None or not said.complaints:
        yield "balance", str(said.balance or "it does not say")
    if said.styles or not said.complaints:
        yield "styles", ", ".join(said.styles) or "none by name"
    for complaint in said.complaints:
        yield "asked", complaint


def _sections(row: Capabilities) -> Iterator[tuple[str, list[str]]]:
    if row.caution:
        yield "caution", [row.caution]
    if row.aliases:
        yield "also called", [", ".join(row.aliases)]
    wires = list(_wires(row))
    if wires:
        yield "asked as", wires
    whole = ", whole seconds" * (row.whole_seconds and not row.allowed_seconds)
    yield "seconds", [seconds_text(row, "any") + whole]
    yield "aspects", [", ".join(row.aspects) or "any"]
    yield "resolutions", [", ".join(row.resolutions) or "any"]
    yield "prompt", [_prompt(row)]
    yield "modes", [line for mode in row.modes for line in _mode(mode)]
    files = list(_files(row))
    if files:
        yield "files", files
    yield "words", _words(row)
    if row.extra:
        fields = row.extra.items()
        yield "own fields", [f"{name}: {_field(field)}" for name, field in fields]
    yield (
        "prices",
        [
            line
            for number, edition in enumerate(row.prices)
            for line in edition_lines(edition, first=number == 0)
        ]
        or ["unknown"],
    )
    usual = f"; usually done in {row.usual_seconds:g} s" if row.usual_seconds else ""
    yield "jobs", [f"{row.concurrency} at once, unless settings say otherwise{usual}"]
    yield "clips kept", [row.kept]


def _wires(row: Capabilities) -> Iterator[str]:
    """What the service calls the ways to ask it, where not by the model's name."""
    wires = {mode.wire for mode in row.modes}
    if len(wires) == 1:
        yield from wires - {"", row.model}
        return
    for wire in dict.fromkeys(mode.wire for mode in row.modes):
        names = [mode.name for mode in row.modes if mode.wire == wire]
        yield f"{wire}: {'; '.join(names)}"


def seconds_text(row: Capabilities, none: str) -> str:
    """`4–15`, `5/10/15`, or `none` where there is no limit."""
    if row.allowed_seconds:
        return "/".join(f"{length:g}" for length in row.allowed_seconds)
    least, most = row.seconds
    if most < ANY_SECONDS:
        return f"{least:g}–{most:g}"
    return f"from {least:g}" if least >= 1 else none


def _prompt(row: Capabilities) -> str:
    limit = row.prompt_limit
    said = f"at most {limit:,} characters" if limit is not None else "no limit is known"
    advice = row.prompt_advice
    if advice is None:
        return said
    return (
        f"{said}; advised are at most {advice.words:,} English words, or "
        f"{advice.characters:,} Chinese, Japanese or Korean characters"
    )


def _mode(mode: Mode) -> Iterator[str]:
    yield f"{mode.name}: {', '.join(_takes(mode)) or 'no files'}"
    if mode.note:
        yield f"  {mode.note}"


def _takes(mode: Mode) -> Iterator[str]:
    for what, need in (
        ("first frame", mode.first_frame),
        ("last frame", mode.last_frame),
    ):
        said: dict[Need, str] = {"may": f"maybe a {what}", "must": f"a {what}"}
        if need in said:
            yield said[need]
    for kind, count in (
        ("image", mode.images),
        ("video", mode.videos),
        ("sound", mode.audios),
    ):
        if count[1] != 0:
            yield _counted(count, f"reference {kind}")
    if mode.files is not None:
        yield f"{mode.files} files in all"
    if not mode.sound_alone and mode.audios[1] != 0:
        yield "no sound without an image or a video"
    if mode.follows_media:
        yield "the aspect of its media"
    if mode.web_search:
        yield "web search"


def _counted(count: Count, thing: str) -> str:
    least, most = count
    if most is None:
        return f"{thing}s" if not least else f"{least} or more {thing}s"
    if not least:
        return f"up to {most} {thing}{'s' * (most > 1)}"
    number = f"{least}" if least == most else f"{least} to {most}"
    return f"{number} {thing}{'s' * (most > 1)}"


def _files(row: Capabilities) -> Iterator[str]:
    for kind, name in _KINDS.items():
        if not any(_takes_kind(mode, kind) for mode in row.modes):
            continue
        limits = row.limits.get(kind)
        # An embedded provider reads files where they are.
        if row.origin != "animatic":
            yield f"{name}: {_DELIVERY[row.delivery.get(kind, 'address')]}"
        said = "; ".join(_limits(limits)) if limits else ""
        if said:
            yield f"  {said}"


def _takes_kind(mode: Mode, kind: MediaKind) -> bool:
    frames = kind == "image" and {mode.first_frame, mode.last_frame} != {"no"}
    counts = {"image": mode.images, "video": mode.videos, "audio": mode.audios}
    return frames or counts[kind][1] != 0


def _limits(limits: MediaLimits) -> Iterator[str]:
    if limits.suffixes:
        yield " ".join(limits.suffixes)
    if limits.most_bytes is not None:
        yield f"at most {limits.most_bytes / 1_000_000:g} MB"
    ranges: tuple[tuple[Range | None, str], ...] = (
        (limits.seconds, "s"),
        (limits.side, "pixels a side"),
        (limits.pixels, "pixels in all"),
        (limits.aspect, "times as wide as high"),
        (limits.fps, "frames per second"),
    )
    for found, what in ranges:
        if found is not None:
            yield f"{found[0]:,.10g}–{found[1]:,.10g} {what}"
    if limits.most_seconds is not None:
        yield f"{limits.most_seconds:g} s together"


def _words(row: Capabilities) -> list[str]:
    ways = routes(row)
    if not ways:
        return ["told as the board has them"]
    in_prompt = [word for word, told in ways.items() if told.way == "prompt"]
    silent = [word for word, told in ways.items() if told.way == "not told"]
    lines = [
        "; ".join(
            f"{word} → {told.field}"
            for word, told in ways.items()
            if told.way == "field"
        )
    ]
    lines += [f"in the prompt: {', '.join(in_prompt)}"] if in_prompt else []
    lines += [f"not told: {', '.join(silent)}"] if silent else []
    return lines


def _field(field: OwnField) -> str:
    kinds = {"whole": "a whole number", "number": "a number", "flag": "true or false"}
    said = kinds.get(field.kind, "a mapping" if field.kind == "object" else "text")
    if field.choices:
        said = " or ".join(field.choices)
    for what, limit in (("at least", field.least), ("at most", field.most)):
        if limit is not None:
            one = "character" if limit == 1 else "characters"
            unit = f" {one}" if field.kind == "text" else ""
            said += f", {what} {limit:,.10g}{unit}"
    return f"{said}. {field.about}"


def _entry(label: str, lines: Sequence[str]) -> None:
    """A label and its lines beside it, as wide as the terminal."""
    width = max(shutil.get_terminal_size((100, 0)).columns, _NARROWEST)
    margin = " " * (_LABEL + 3)
    shown = [
        part
        for line in lines
        for part in textwrap.wrap(
            line,
            width,
            initial_indent=margin + " " * (len(line) - len(line.lstrip())),
            subsequent_indent=f"{margin}    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    ]
    head = "  " + click.style(label.ljust(_LABEL + 1), dim=True)
    for number, line in enumerate(shown):
        say(head + line[len(margin) :] if number == 0 else line)
