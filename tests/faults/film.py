"""Films to do bad things to: small boards, made by services in a sandbox."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from storyboard.sandbox.server import Sandbox

CLASSES = {"idempotent": "evolink", "listing": "ark", "blind": "kinovi"}
"""A service for each of the ways to find out what became of a submit."""
QUICK = {
    "STORYBOARD_LEDGER_LEASE_SECONDS": "1",
    "STORYBOARD_LEDGER_SUBMIT_SECONDS": "4",
    "STORYBOARD_LEDGER_GRACE_SECONDS": "0.5",
}
"""Times in which a run that broke off can be gone on with at once."""


@dataclass(frozen=True)
class Film:
    """A project with a board, known to the sandbox's book by its tag."""

    folder: Path
    tag: str
    environment: Mapping[str, str]
    shots: tuple[str, ...] = ()
    caps: Mapping[str, float] = field(default_factory=dict)
    """The most that any of its services may have charged, by service."""

    @property
    def project(self) -> str:
        """Its name in the ledger."""
        return f"{self.tag}/storyboard"

    @property
    def store(self) -> Path:
        """Where its clips are."""
        return self.folder / ".storyboard"

    @property
    def ledger_url(self) -> str:
        """Its ledger's database."""
        default = f"sqlite:///{self.store / 'ledger.sqlite'}"
        return self.environment.get("STORYBOARD_LEDGER_URL", default)

    @property
    def begun(self) -> bool:
        """Whether there may be a ledger of it."""
        elsewhere = "STORYBOARD_LEDGER_URL" in self.environment
        return elsewhere or (self.store / "ledger.sqlite").exists()

    @property
    def file(self) -> Path:
        """The film that `render` makes."""
        return self.folder / f"{self.tag}-sandbox.mp4"


@dataclass(frozen=True)
class Shot:
    """A shot of a board, as lines of YAML want it."""

    name: str
    more: str = ""
    """Further keys, such as `, continues: "010"`."""
    wish: str = ""
    """What the sandbox is to do with it, such as `fail=content`."""

    def line(self, tag: str) -> str:
        """Its line; the action carries the film's tag and the shot's id."""
        wish = f" [sandbox: {self.wish}]" if self.wish else ""
        action = f"A bell tolls, {tag}.{self.name}.{wish}"
        return f'      - {{id: "{self.name}", action: "{action}"{self.more}}}'


def plain_shots(count: int) -> tuple[Shot, ...]:
    """So many shots that want nothing special."""
    return tuple(Shot(f"{10 * number:03}") for number in range(1, count + 1))


def lay(
    folder: Path,
    sandbox: Sandbox,
    tag: str,
    shots: Sequence[Shot],
    *,
    provider: str = "evolink",
    scene: str = "",
    takes: str = "1",
    **environment: str,
) -> Film:
    """Write a film's board into a new folder.

    `tag` is unique in the sandbox; `scene` are further keys of its one scene, such as
    `, together: true`.
    """
    folder.mkdir(parents=True)
    lines = "\n".join(shot.line(tag) for shot in shots)
    (folder / "storyboard.yaml").write_text(
        f"""\
storyboard: 1
title: {tag}
provider: {provider}
format: {{aspect: 16:9, resolution: 480p, fps: 12}}
defaults: {{seconds: 5, takes: {takes}}}
scenes:
  - id: pier
{scene}    shots:
{lines}
""",
        encoding="utf-8",
    )
    (folder / "storyboard.toml").write_text(
        f'[project]\nid = "{tag}"\n', encoding="utf-8"
    )
    return Film(
        folder,
        tag,
        {**around(), **sandbox.environment, **QUICK, **environment},
        tuple(shot.name for shot in shots),
    )


def around() -> Mapping[str, str]:
    """The environment without anything that could reach a service or change times."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.endswith(("_API_KEY", "_BASE_URL"))
        and not name.startswith("STORYBOARD_")
    } | {"COLUMNS": "100", "PYTHONPATH": str(Path(__file__).parents[2])}
