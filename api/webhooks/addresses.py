"""Which addresses the service itself may connect to on behalf of a user.

A URL that a user gives must not lead into the operator's own network: to the database, to another
service, to a cloud's metadata. A name may resolve to anything, and to something else a moment later
(DNS rebinding). So the check is made where the connection is: the name is resolved once, and the
connection goes to an address that was looked at, under the name that TLS then proves.
"""

import asyncio
import socket
from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

import httpcore2

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IPv6 networks whose addresses lead to the IPv4 address that they hold in these bits.
_NAT64 = ip_network("64:ff9b::/96")
_6TO4 = ip_network("2002::/16")
_TEREDO = ip_network("2001::/32")
_UNICAST = ip_network("2000::/3")
MAX_URL = 500


class NotReachable(Exception):
    """The address may not, or cannot, be connected to; says why."""


def parse_networks(text: str) -> tuple[Network, ...]:
    """Return the networks that a setting names, with commas between. Raises ValueError."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the internet at large, and so does what it leads to."""
    if isinstance(address, IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return is_public(inner)
        if address in _TEREDO or address not in _UNICAST:
            return False
    return address.is_global and not address.is_multicast


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _6TO4:
        return address.sixtofour
    return None


class Outside:
    """The rule of one service: the internet, and the networks that the operator names."""

    def __init__(self, networks: tuple[Network, ...] = (), *, http: bool = False) -> None:
        """`networks` may be reached although they are private; `http`: without TLS too."""
        self._networks = networks
        self._http = http

    def check_url(self, url: str) -> None:
        """Raise NotReachable for a URL that can be refused without looking anything up."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise NotReachable("This is not a URL.") from error
        if parts.scheme != "https" and not (self._http and parts.scheme == "http"):
            raise NotReachable("The URL has to begin with https://.")
        if not host or port == 0:
            raise NotReachable("The URL names no host.")
        if parts.username is not None or parts.password is not None or parts.fragment:
            raise NotReachable("The URL may hold no name, no password and no fragment.")
        if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url:
            raise NotReachable(f"The URL has to be at most {MAX_URL} printable ASCII characters.")
        literal = _literal(host)
        if literal is not None and not self.allows(literal):
            raise NotReachable("The URL leads to an address that is not public.")

    def allows(self, address: Address) -> bool:
        """Tell whether an address may be connected to."""
        if is_public(address):
            return True
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return any(address in network for network in self._networks)

    async def resolve(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host that may be connected to. Raises NotReachable."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                host, port, type=socket.SOCK_STREAM
            )
        except (OSError, UnicodeError) as error:
            raise NotReachable("The name of the host does not resolve.") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        allowed = [text for text in addresses if self.allows(ip_address(text))]
        if not allowed:
            raise NotReachable("The host has no public address.")
        return allowed


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Connections to the outside alone, pinned to an address that was checked."""

    def __init__(self, outside: Outside) -> None:
        """Connect to what `outside` allows."""
        self._outside = outside
        self._backend = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 as the backends have it
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first address that answers. Raises NotReachable, ConnectError."""
        last: Exception | None = None
        for address in await self._outside.resolve(host, port):
            try:
                return await self._backend.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except httpcore2.ConnectError as error:
                last = error
        raise last or httpcore2.ConnectError("no address")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 as the backends have it
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Refuse: nothing outside is a Unix socket."""
        raise NotReachable("Unix sockets are not used.")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
