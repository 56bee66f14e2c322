"""Requests that go only where they were meant to: every address is checked, and the checked one is connected to.

A name that points into the office's own network (or at this machine) would let whoever sets an address read what is
behind the wall (SSRF). ``ipaddress.is_global`` alone lets addresses through that carry another one inside.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from textmine.errors import ChannelError

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[str]]

MAX_ANSWER_BYTES: Final = 64 << 10
_NAT64: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
_RELAYS: Final = IPv4Network("192.88.99.0/24")  # 6to4: answered by whoever is nearest
_ISATAP: Final = (0x00005EFE, 0x02005EFE)


@dataclass(frozen=True, slots=True)
class Guard:
    """Where requests may go: public addresses, and the ``networks`` that the operator names (CIDR)."""

    networks: tuple[str, ...] = ()
    timeout_s: float = 10.0


def system_resolver(host: str, port: int) -> list[str]:
    """Addresses of ``host``."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def post(
    url: str, body: bytes, headers: Mapping[str, str], guard: Guard, *, resolve: Resolver = system_resolver
) -> int:
    """Status of the answer to a POST; redirects are not followed and the answer's text is not kept.

    Raises
    ------
    ChannelError
        The address is none or not allowed, or the server cannot be reached within the time or does not end its answer.
    """
    parts = _split(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    deadline = time.monotonic() + guard.timeout_s
    try:
        addresses = resolve(parts.hostname or "", port)
    except (OSError, UnicodeError):
        addresses = []
    if not addresses:
        raise ChannelError(f"'{parts.hostname}' 서버를 찾지 못했습니다. 주소를 확인하세요.")
    for address in addresses:
        check_address(address, guard)
    connection = _Pinned(parts, port, addresses[0], guard.timeout_s)
    timer = threading.Timer(guard.timeout_s, connection.abort)  # a socket's own limit is for one byte, not for all
    timer.start()
    try:
        connection.request("POST", parts.path + (f"?{parts.query}" if parts.query else "") or "/", body, dict(headers))
        with connection.getresponse() as answer:
            _drain(answer, deadline)
    except (OSError, http.client.HTTPException) as error:
        raise ChannelError(
            f"'{parts.hostname}' 서버에 보내지 못했습니다({type(error).__name__}). 서버와 방화벽을 확인하세요."
        ) from error
    finally:
        timer.cancel()
        connection.close()
    return answer.status


def check_address(address: str, guard: Guard) -> None:
    """Refuse an address that is neither public nor in a network that the operator named.

    Raises
    ------
    ChannelError
        With what the operator can do.
    """
    outer = ipaddress.ip_address(address.partition("%")[0])
    networks = [ipaddress.ip_network(network) for network in guard.networks]
    for one in (outer, *_inside(outer)):
        if not (_is_public(one) or any(_within(one, network) for network in networks)):
            raise ChannelError(
                f"'{address}'은(는) 안쪽 망의 주소라 보내지 않습니다. 정말 보낼 곳이면 [webhook] allowed_networks에 "
                "그 망을 적으세요."
            )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_sound = False
    if not is_sound or parts.username is not None or any(not 32 < ord(c) < 127 for c in url):
        raise ChannelError("받는 주소가 올바르지 않습니다. 'https://서버/길' 꼴로, 사용자 이름과 한글 없이 적으세요.")
    return parts


def _is_public(address: Address) -> bool:
    usual = address in _GLOBAL_UNICAST if isinstance(address, IPv6Address) else address not in _RELAYS
    return usual and address.is_global and not address.is_multicast


def _inside(address: Address) -> Iterator[Address]:
    """Addresses that another one carries: mapped, NAT64, 6to4, Teredo and ISATAP."""
    if not isinstance(address, IPv6Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if any(address in network for network in _NAT64) or int(address) >> 32 & 0xFFFFFFFF in _ISATAP:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo


def _within(address: Address, network: IPv4Network | IPv6Network) -> bool:
    return address.version == network.version and address in network


class _Pinned(http.client.HTTPConnection):
    """A connection to one address; the name is used for the Host header and the certificate."""

    def __init__(self, parts: SplitResult, port: int, address: str, timeout_s: float) -> None:
        super().__init__(parts.hostname or "", port, timeout=timeout_s)
        self._address = address
        self._is_secure = parts.scheme == "https"
        self._handle: socket.socket | None = None

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self._handle = plain.dup()
        self.sock: Any = plain
        if self._is_secure:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)

    def abort(self) -> None:
        """End whatever the other side is doing, from another thread."""
        if self._handle is not None:
            with suppress(OSError):
                self._handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        super().close()
        if self._handle is not None:
            self._handle.close()
            self._handle = None


def _drain(answer: http.client.HTTPResponse, deadline: float) -> None:
    left = MAX_ANSWER_BYTES
    while left > 0 and (chunk := answer.read1(min(left, 4096))):
        left -= len(chunk)
        if time.monotonic() > deadline:
            raise TimeoutError
