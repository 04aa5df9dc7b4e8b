"""Media files with damage, each from its seed; and everything that reads media, on it.

    python -m tests.faults.bad.mutants FOLDER FIRST LAST

goes through seeds in a process of its own, for damage may end a process, and prints one
line of JSON for each when it begins and when it is over.
"""

import json
import os
import resource
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random

from storyboard.assembly.conform import Spec
from storyboard.assembly.stills import still
from storyboard.assembly.strips import Strip
from storyboard.errors import MediaError
from storyboard.media.probe import MediaFacts, probe
from storyboard.media.read import frames, sound
from storyboard.model.request import SlateText
from storyboard.model.timeline import Edit, Source
from storyboard.model.value import SceneId, ShotId

SPEC = Spec(width=64, height=36, rate="12")
Damage = Callable[[bytearray, Random], bytearray]


def flipped(data: bytearray, chance: Random) -> bytearray:
    """A few bits anywhere."""
    for _ in range(chance.randint(1, 24)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def cut(data: bytearray, chance: Random) -> bytearray:
    """An end that is missing."""
    return data[: chance.randrange(len(data))]


def spliced(data: bytearray, chance: Random) -> bytearray:
    """A piece that stands twice, or elsewhere, or nowhere."""
    start = chance.randrange(len(data))
    end = min(start + chance.randint(1, len(data) // 3), len(data))
    piece = data[start:end]
    if chance.random() < 0.7:
        del data[start:end]
    at = chance.randint(0, len(data))
    times = chance.choice((0, 1, 1, 2))
    return data[:at] + piece * times + data[at:]


def misheaded(data: bytearray, chance: Random) -> bytearray:
    """Sizes and counts of another kind where sizes and counts stand."""
    # An index may stand at the end as well.
    span = min(len(data), 1_500)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(span)
        at = at if chance.random() < 0.7 else len(data) - span + at
        wide = chance.choice((1, 2, 4, 8))
        value = chance.choice((b"\0" * wide, b"\xff" * wide, b"\x7f" + b"\xff" * 7))
        data[at : at + wide] = value[: len(data[at : at + wide])]
    return data


DAMAGES: tuple[Damage, ...] = (flipped, cut, spliced, misheaded, misheaded)


def mutant(seed: int, folder: Path) -> Path:
    """The damaged file of a seed, beside the good ones."""
    good = sorted(path for path in folder.iterdir() if path.stem == "good")
    chance = Random(seed)  # noqa: S311 - the same in every run
    source = good[seed % len(good)]
    data = bytearray(source.read_bytes())
    for _ in range(chance.choice((1, 1, 1, 2))):
        damage = chance.choice(DAMAGES)
        data = damage(data, chance) or bytearray(b"\0")
    file = folder / f"seed-{seed}{source.suffix}"
    file.write_bytes(data)
    return file


def read_all(file: Path) -> Iterator[str]:
    """Everything that is ever done with a media file, by name, as it is done."""
    yield "probe"
    facts: MediaFacts | None = None
    with suppress(MediaError):
        facts = probe(file)
    if facts is not None and facts.kind == "image":
        yield "still"
        _tried(lambda: still(file, SPEC))
        return
    yield "frames"
    rate = (facts.rate if facts else None) or Fraction(12)
    _tried(lambda: [None for _ in frames(file, rate)])
    yield "sound"
    _tried(lambda: [None for _ in sound(file)])
    if find_spec("storyboard.media.inspect"):
        yield "inspect"
        look = import_module("storyboard.media.inspect").inspect
        _tried(lambda: look(file, None))
    if facts is not None and facts.kind == "video":
        yield "conform"
        slate = SlateText(film="Mutants", scene=SceneId("one"), shot=ShotId("010"))
        source = Source(kind="clip", file=str(file), digest=file.name)
        edit = Edit(slate=slate, source=source, start=0, length=48, at=0)
        _tried(lambda: [None for _ in Strip(edit, SPEC, 0, 48).frames()])


def _tried(doing: Callable[[], object]) -> None:
    try:
        doing()
    except MediaError as error:
        if not str(error).strip():
            raise


def main() -> None:
    """Go through some seeds."""
    folder, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    for seed in range(first, last):
        file = mutant(seed, folder)
        before, doing = _worked(), ""
        wrong = ""
        try:
            for name in read_all(file):
                doing = name
                _tell({"seed": seed, "begins": name})
        except Exception:  # noqa: BLE001 - whatever it is, it is a finding
            wrong = traceback.format_exc(limit=-2)
        work = _worked() - before
        _tell({"seed": seed, "work": work, "last": doing, "wrong": wrong})
        file.unlink()


def _worked() -> float:
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(
            resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
    )


def _tell(facts: dict[str, object]) -> None:
    # Not lost where the next thing ends the process.
    os.write(sys.stdout.fileno(), (json.dumps(facts) + "\n").encode())


if __name__ == "__main__":
    main()
