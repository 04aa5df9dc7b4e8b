"""The project: its folder, its `storyboard.toml` and what the environment says.

    [project]
    id = "the-last-lighthouse-1f0c"      # keeps takes apart; minted by `storyboard new`
    budget = ["100usd"]                  # over all runs

    [store]
    path = ".storyboard"                 # clips, ledger and unfinished files
    cache_limit = 20                     # gigabytes of what can be made again

    [ledger]
    url = "postgresql://host/database"   # one that several clones share

    [listen]                             # for `render --listen`
    address = "0.0.0.0:8788"
    public_url = "https://films.example.org"

    [providers.animatic]
    concurrency = 2                      # jobs at once

    [providers.evolink]
    base_url = "http://127.0.0.1:8080"   # scheme, host and port
    requests_per_minute = 60
    submits_per_minute = 20
    poll_seconds = 10                    # before the first look at a job
    patience = 7200                      # seconds to wait for one job
    fall_back_after = 600                # seconds of being unavailable
    price_list = 2026-11-21              # the day of the list to go by
    callback_url = "https://example.org" # the provider's own settings, checked by it

    [providers.evolink.prices."seedance-2.0"]
    unit = "credits"                     # usd, cny or credits; for each second
    usd = 0.0147                         # what one is worth
    by_resolution = {"480p" = 6.251, "720p" = 13.5}

    [media]
    publish = "s3://bucket/folder"       # or a folder that you serve at base_url
    base_url = "https://media.example.org"

    [profiles."seedance-2.0"]            # one name for the same model everywhere
    evolink = "seedance-2.0-text-to-video"

The environment wins over the file: `STORYBOARD_STORE_PATH`, `STORYBOARD_PROJECT_ID`,
and `STORYBOARD_<PROVIDER>_<SETTING>` such as `STORYBOARD_ANIMATIC_CONCURRENCY=4`; a
service's address also as `EVOLINK_BASE_URL`. Its key is in `EVOLINK_API_KEY` or in the
system's keyring, never in a file of the project.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, ValidationError

from storyboard.errors import SettingsError, offer
from storyboard.model.money import Money, money
from storyboard.model.price import Edition, Rate
from storyboard.model.value import Text, Value, Whole

FILE_NAME = "storyboard.toml"
BUCKETS = ("s3", "gs", "az")
"""The schemes of buckets that can be published to."""
PREFIX = "STORYBOARD_"
Scalar = str | int | float | bool


def _amounts(said: object) -> object:
    """One amount or several as people write them."""
    texts = [said] if isinstance(said, str) else said
    if not isinstance(texts, list) or not all(isinstance(t, str) for t in texts):
        raise ValueError('amounts are text, such as "100usd" or "500credits@evolink"')
    return tuple(money(text) for text in texts)


Budget = Annotated[tuple[Money, ...], BeforeValidator(_amounts)]


class ProjectTable(Value):
    """`[project]`."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")] | None = (
        None
    )
    """The project's stable id; the lock carries it where this is left out."""
    budget: Budget = ()
    """What the project may spend over all runs, each unit for itself."""


class StoreTable(Value):
    """`[store]`."""

    path: Text = ".storyboard"
    """The folder of clips and ledger, from the project's folder; it may be shared."""
    cache_limit: Annotated[Decimal, Field(gt=0, le=100_000, allow_inf_nan=False)] = (
        Decimal(20)
    )
    """Gigabytes that segments of films and other things that can be made again may
    take; paid clips do not count and are never cleared away for it."""


class LedgerTable(Value):
    """`[ledger]`."""

    url: Text | None = None
    """A database that several clones share, as postgresql://HOST/DATABASE; a file in
    the store's folder where this is left out. A password belongs into the environment:
    PGPASSWORD, or the whole address in STORYBOARD_LEDGER_URL."""
    lease_seconds: Annotated[float, Field(gt=0, le=600)] = 10.0
    """How long a run is taken to be alive without a sign of life."""
    submit_seconds: Annotated[float, Field(gt=0, le=600)] = 120.0
    """By when a submit has been answered, or nobody waits for the answer."""
    grace_seconds: Annotated[float, Field(gt=0, le=600)] = 30.0
    """How long after that a service may still need to list the job."""


class ListenTable(Value):
    """`[listen]`: where services say that a job has ended, with `render --listen`."""

    address: Annotated[str, Field(pattern=r"^[^\s/:]+:\d{1,5}$")] = "127.0.0.1:8788"
    """The host and port to listen on."""
    public_url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    """How services reach that from outside; needed unless they are on this machine."""


Amount = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]


class PriceTable(Value):
    """`[providers.NAME.prices.MODEL]`: the user's own prices, for a second of clip."""

    unit: Literal["usd", "cny", "credits"] = "usd"
    """What the prices are in."""
    usd: Amount | None = None
    """What one unit is worth in US dollars."""
    per_second: Amount | None = None
    """At every resolution that `by_resolution` leaves out."""
    by_resolution: Mapping[str, Amount] = {}
    """By resolution, such as 720p."""

    def edition(self, provider: str) -> Edition:
        """The same as a price list."""
        rates = [
            Rate(amount=amount, resolution=resolution)
            for resolution, amount in self.by_resolution.items()
        ]
        if self.per_second is not None:
            rates.append(Rate(amount=self.per_second))
        return Edition(
            source=FILE_NAME,
            unit=f"credits@{provider}" if self.unit == "credits" else self.unit,
            usd=self.usd,
            rates=tuple(rates),
        )


class ProviderTable(Value):
    """`[providers.NAME]`: what all have in common, and the provider's own."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Scalar]

    base_url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    """Where the service is; the adapter's own address by default."""
    concurrency: Annotated[Whole, Field(ge=1, le=20_000)] | None = None
    """Jobs at once; the model's own limit by default."""
    requests_per_minute: Annotated[Whole, Field(ge=1, le=60_000)] | None = None
    """Most requests in a minute; as many as there are by default."""
    submits_per_minute: Annotated[Whole, Field(ge=1, le=60_000)] | None = None
    """Most submits among them, where a service counts those apart."""
    poll_seconds: Annotated[float, Field(gt=0, le=3600)] | None = None
    """Seconds before the first look at a job; later ones adapt to how long jobs of
    its model usually take."""
    patience: Annotated[float, Field(gt=0, le=604_800)] | None = None
    """Seconds that a run waits for one job; a day by default."""
    fall_back_after: Annotated[float, Field(gt=0, le=604_800)] | None = None
    """Seconds of being unavailable after which the board's next provider is asked; by
    default only a refusal at no cost leads to that."""
    price_list: date | None = None
    """The day of the price list to go by; the newest by default."""
    prices: Mapping[str, PriceTable] = {}
    """The user's own prices by model; they go before the adapter's."""

    @property
    def own(self) -> dict[str, Scalar]:
        """Everything that the adapter checks by itself."""
        return dict(self.__pydantic_extra__ or {})


class MediaTable(Value):
    """`[media]`: where services find the files that go along with a request."""

    publish: Text | None = None
    """A bucket such as s3://bucket/folder, or a folder from the project's."""
    base_url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    """Where what `publish` names is on the web, folder and all; a bucket's links are
    signed where this is left out."""
    link_hours: Annotated[float, Field(gt=0, le=168)] = 24.0
    """How long signed links are good for."""


class Settings(Value):
    """All of `storyboard.toml`."""

    project: ProjectTable = ProjectTable()
    """The project."""
    store: StoreTable = StoreTable()
    """Where clips and ledger are kept."""
    ledger: LedgerTable = LedgerTable()
    """The ledger's database."""
    listen: ListenTable = ListenTable()
    """Where services say that a job has ended."""
    media: MediaTable = MediaTable()
    """Where files are published."""
    providers: Mapping[str, ProviderTable] = {}
    """By provider."""
    profiles: Mapping[str, Mapping[str, Text]] = {}
    """A model name used in boards: provider and the model's name there."""

    def provider(self, name: str) -> ProviderTable:
        """One provider's settings; empty where none are written."""
        return self.providers.get(name, ProviderTable())

    def model_at(self, provider: str, model: str | None) -> str | None:
        """The provider's own name of a model that may be a profile."""
        return self.profiles.get(model or "", {}).get(provider, model)


@dataclass(frozen=True)
class Project:
    """Where a board's things are."""

    board: Path
    """The board file, absolute."""
    root: Path
    """The folder of `storyboard.toml`, else the board's; includes stay inside."""
    settings: Settings

    @property
    def store(self) -> Path:
        """The folder of clips, ledger and unfinished files."""
        return (self.root / self.settings.store.path).resolve()

    @property
    def lock(self) -> Path:
        """The lock file, named after its board."""
        return self.board.with_suffix(".lock")

    @property
    def ledger_file(self) -> Path | None:
        """The ledger's file; None where it is a database elsewhere."""
        return None if self.settings.ledger.url else self.store / "ledger.sqlite"

    @property
    def ledger_url(self) -> str:
        """The ledger's database, as SQLAlchemy names it."""
        return self.settings.ledger.url or f"sqlite:///{self.ledger_file}"


def has_shelf(media: MediaTable) -> bool:
    """Whether `[media]` of storyboard.toml names a shelf.

    SettingsError where what it says cannot be one; nothing is asked.
    """
    place, base = media.publish, media.base_url
    if place is None and base is not None:
        raise SettingsError(
            f"{FILE_NAME}: media.base_url is {base}, and media.publish does not say "
            "which folder or bucket that is"
        )
    if place is None:
        return False
    scheme, mark, _ = place.partition("://")
    if mark and scheme not in BUCKETS:
        known = ", ".join(f"{each}://" for each in BUCKETS)
        raise SettingsError(
            f"{FILE_NAME}: media.publish: {place} is neither a folder nor a bucket; "
            f"buckets begin with {known}"
        )
    if not mark and base is None:
        raise SettingsError(
            f"{FILE_NAME}: media.publish is the folder {place}, and media.base_url "
            "does not say where you serve it on the web"
        )
    return True


def find_board(start: Path) -> Path:
    """The nearest `storyboard.yaml` at or above a folder."""
    for folder in (start, *start.parents):
        board = folder / "storyboard.yaml"
        if board.is_file():
            return board
    raise SettingsError(
        f"there is no storyboard.yaml in {start} or above it; name a board file, or "
        "start a project with `storyboard new NAME`"
    )


def open_project(board: Path, environment: Mapping[str, str]) -> Project:
    """The project that a board belongs to, with its settings."""
    board = board.resolve()
    for folder in board.parents:
        written = folder / FILE_NAME
        if written.is_file():
            return Project(board, folder, read_settings(written, environment))
    return Project(board, board.parent, read_settings(None, environment))


def read_settings(file: Path | None, environment: Mapping[str, str]) -> Settings:
    """The settings of a file, with the environment over it."""
    data: dict[str, Any] = {}
    if file is not None:
        try:
            data = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise SettingsError(f"{file}: not TOML: {error}") from error
        except OSError as error:
            raise SettingsError(f"{file}: {error.strerror}") from error
    name = str(file) if file else "the environment"
    _lay_over(data, environment)
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        raise SettingsError(
            "\n".join(_in_words(name, found) for found in error.errors())
        ) from error


def _lay_over(data: dict[str, Any], environment: Mapping[str, str]) -> None:
    """Write what the environment says into the file's data."""
    single = {
        "STORE_PATH": ("store", "path"),
        "STORE_CACHE_LIMIT": ("store", "cache_limit"),
        "PROJECT_ID": ("project", "id"),
        "PROJECT_BUDGET": ("project", "budget"),
        "LEDGER_URL": ("ledger", "url"),
        "LEDGER_LEASE_SECONDS": ("ledger", "lease_seconds"),
        "LEDGER_SUBMIT_SECONDS": ("ledger", "submit_seconds"),
        "LEDGER_GRACE_SECONDS": ("ledger", "grace_seconds"),
        "LISTEN_ADDRESS": ("listen", "address"),
        "LISTEN_PUBLIC_URL": ("listen", "public_url"),
    }
    for variable, text in environment.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX)
        if name in single:
            table, key = single[name]
            data.setdefault(table, {})[key] = text
            continue
        provider, _, key = name.lower().partition("_")
        if not key:
            known = [PREFIX + each for each in (*single, "<PROVIDER>_<SETTING>")]
            raise SettingsError(
                f"{variable} in the environment is no setting "
                f"({offer(variable, known)})"
            )
        providers = data.setdefault("providers", {})
        providers.setdefault(provider, {})[key] = _scalar(text)


def _scalar(text: str) -> Scalar:
    if text in {"true", "false"}:
        return text == "true"
    if re.fullmatch(r"[+-]?\d+", text):
        return int(text)
    return text


def _in_words(file: str, found: Mapping[str, Any]) -> str:
    """One sentence for one thing that pydantic found."""
    path = ".".join(str(part) for part in found["loc"])
    if found["type"] == "extra_forbidden":
        tables: dict[str, type[Value]] = {
            "project": ProjectTable,
            "store": StoreTable,
            "ledger": LedgerTable,
            "listen": ListenTable,
            "media": MediaTable,
        }
        known = tables.get(str(found["loc"][0]), Settings).model_fields
        key = str(found["loc"][-1])
        return f"{file}: unknown key {path} ({offer(key, list(known))})"
    if found["type"] == "string_pattern_mismatch" and path.endswith("base_url"):
        return f"{file}: {path}: an address begins with https://, not {found['input']}"
    wanted = found["msg"][0].lower() + found["msg"][1:]
    return f"{file}: {path}: {wanted}, not {found['input']!r}"
