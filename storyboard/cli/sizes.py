"""Bytes in words."""

from storyboard.cli.show import counted

_UNITS = ("kB", "MB", "GB", "TB")


def size_text(size: int) -> str:
    """`512 bytes`, `1.2 MB`, `20 GB`: in thousands, as disks are sold."""
    amount = float(size)
    if amount < 1000:  # noqa: PLR2004 - the step between two units
        return counted(size, "byte")
    for unit in _UNITS:
        amount /= 1000
        if amount < 999.5 or unit == _UNITS[-1]:  # noqa: PLR2004 - it is shown rounded
            break
    return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:.0f} {unit}"  # noqa: PLR2004
