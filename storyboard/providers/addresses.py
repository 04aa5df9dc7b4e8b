"""Addresses: whose they are, and those of a request's files."""

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

import httpx
from pydantic import AfterValidator, Field

from storyboard.errors import SettingsError
from storyboard.model.forms import wrong
from storyboard.model.media import MediaKind
from storyboard.model.request import ClipRequest, MediaInput
from storyboard.model.told import listed

Link = Annotated[str, Field(pattern=r"^https?://\S+$")]
"""An address that a service can be given."""


def checked_address(said: str, name: str, setting: str = "base_url") -> str:
    """Scheme, host and port; SettingsError where a text is anything else."""
    where = f"providers.{name}.{setting}: {said}"
    try:
        url = httpx.URL(said)
    except httpx.InvalidURL as error:
        raise SettingsError(f"{where}: {error}") from error
    if not url.host or url.path not in {"", "/"} or url.query or url.userinfo:
        raise SettingsError(
            f"{where} is not just scheme, host and port; the rest of each address is "
            "the service's own"
        )
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.host)):
        raise SettingsError(f"{where} would send the key in the clear; write https://")
    return said.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name or number alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


_INSIDE = tuple(
    map(
        ipaddress.ip_network,
        ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "fec0::/10", "2002::/16"),
    )
)
"""Where IPv4 places lie inside IPv6 (RFC 4291, 2765, 6052, 3056), and the old
site-local ones (RFC 3879); the standard library takes them for public."""


def is_public(number: str) -> bool:
    """Whether the number of a place is one of the whole internet's."""
    place = ipaddress.ip_address(number.partition("%")[0])
    mapped = getattr(place, "ipv4_mapped", None)
    if mapped is not None:
        return is_public(str(mapped))
    inside = place.version == 6 and any(place in net for net in _INSIDE)  # noqa: PLR2004
    return place.is_global and not place.is_multicast and not inside


def is_private(host: str) -> bool:
    """Whether nobody outside can reach a host, by its name or number alone."""
    try:
        return not ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return "." not in host.strip(".") or host.endswith((".local", ".localhost"))


def reached_by(
    name: str, *, https: bool = False, sandbox: bool = False
) -> AfterValidator:
    """Of a callback's address: that the service outside can reach it.

    Or, where it may be a sandbox, that it is http on this machine, by its number: the
    services say that no localhost is taken.
    """

    def reachable(said: str) -> str:
        url = urlsplit(said)
        host = url.hostname or ""
        here = is_loopback(host) and host != "localhost"
        if sandbox and url.scheme == "http" and here:
            return said
        secure = url.scheme == "https" or not https
        if not secure or not url.hostname or is_private(url.hostname):
            what = "an https address" if https else "an address"
            raise wrong("callback", f"has to be {what} that {name} can reach")
        return said

    return AfterValidator(reachable)


def address_of(medium: MediaInput) -> str:
    """Where a service gets a file; ValueError where it was not brought there yet."""
    if medium.address is None:
        raise ValueError(f"{medium.file} has no address yet")
    return medium.address


def addresses_of(request: ClipRequest, kind: MediaKind) -> tuple[str, ...] | None:
    """The addresses of all files of a kind, in `listed` order; None: there are none."""
    media = listed(request.media)
    return tuple(address_of(each) for each in media if each.kind == kind) or None
