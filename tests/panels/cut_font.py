"""Small fonts made on the spot: the shapes of one that is there, other characters."""

import struct
from pathlib import Path

import fontpkg

GLYPH = 36
"""Any shape will do."""


def long_map(characters: str) -> bytes:
    """A `cmap` of format 12 that gives one shape to all characters."""
    groups = b"".join(
        struct.pack(">LLL", ord(each), ord(each), GLYPH) for each in sorted(characters)
    )
    table = struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(characters)) + groups
    return struct.pack(">HHHHL", 0, 1, 3, 10, 12) + table


def short_map(characters: str) -> bytes:
    """The same in format 4, through the list of glyphs that its ranges point to."""
    codes = sorted(map(ord, characters))
    count = len(codes) + 1
    ends, starts = [*codes, 0xFFFF], [*codes, 0xFFFF]
    # Each points past the offsets after it to its own glyph.
    offsets = [2 * (count - place) + 2 * place for place in range(len(codes))]
    rows = struct.pack(f">{count}H", *ends) + b"\0\0"
    rows += struct.pack(f">{count}H", *starts)
    rows += struct.pack(f">{count}H", *[0] * len(codes), 1)
    rows += struct.pack(f">{count}H", *offsets, 0)
    rows += struct.pack(f">{len(codes)}H", *[GLYPH] * len(codes))
    head = struct.pack(">HHHHHHH", 4, 14 + len(rows), 0, 2 * count, 0, 0, 0)
    return struct.pack(">HHHHL", 0, 1, 3, 1, 12) + head + rows


def font_with(
    characters: str,
    out: Path,
    *,
    short: bool = False,
    extra: bytes = b"",
    without: bytes = b"",
) -> Path:
    """A font file that has these characters alone.

    `extra` names one more table, `without` one that it lacks.
    """
    data = Path(fontpkg.path("Source Sans 3", 400, "normal")).read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    tables = {}
    for number in range(count):
        tag, _, at, size = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        tables[tag] = data[at : at + size]
    tables[b"cmap"] = short_map(characters) if short else long_map(characters)
    if extra:
        tables[extra] = b"\0\1\0\0"
    tables.pop(without, b"")
    place = 12 + 16 * len(tables)
    head, body = data[:4] + struct.pack(">HHHH", len(tables), 0, 0, 0), b""
    for tag, table in sorted(tables.items()):
        head += struct.pack(">4sLLL", tag, 0, place + len(body), len(table))
        body += table + b"\0" * (-len(table) % 4)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(head + body)
    return out
