"""Requests that go only where they were meant to: every address is checked, and the checked one is connected to.

A name that points into the office's own network (or at this machine) would let whoever sets an address read what is
behind the wall (SSRF). ``ipaddress.is_global`` alone lets addresses through that carry another one inside.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from textmine.errors import DeliveryError

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[str]]

MAX_ANSWER_BYTES: Final = 64 << 10
_NAT64: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


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
    DeliveryError
        The address is not allowed or is none (final); the server cannot be reached, or takes too long, or its answer
        does not end (``retryable``).
    """
    parts = _split(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    deadline = time.monotonic() + guard.timeout_s
    try:
        addresses = resolve(parts.hostname or "", port)
    except OSError as error:
        raise DeliveryError(f"'{parts.hostname}' 서버를 찾지 못했습니다. 주소를 확인하세요.", retryable=True) from error
    for address in addresses:
        check_address(address, guard)
    connection = _Pinned(parts, port, addresses[0], guard.timeout_s)
    try:
        connection.request("POST", parts.path + (f"?{parts.query}" if parts.query else "") or "/", body, dict(headers))
        with connection.getresponse() as answer:
            _drain(answer, deadline)
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(
            f"'{parts.hostname}' 서버에 보내지 못했습니다({type(error).__name__}). 서버와 방화벽을 확인하세요.",
            retryable=True,
        ) from error
    finally:
        connection.close()
    return answer.status


def check_address(address: str, guard: Guard) -> None:
    """Refuse an address that is neither public nor in a network that the operator named.

    Raises
    ------
    DeliveryError
        Final.
    """
    outer = ipaddress.ip_address(address.partition("%")[0])
    networks = [ipaddress.ip_network(network) for network in guard.networks]
    for one in (outer, *_inside(outer)):
        if not (_is_public(one) or any(_within(one, network) for network in networks)):
            raise DeliveryError(
                f"'{address}'은(는) 안쪽 망의 주소라 보내지 않습니다. 정말 보낼 곳이면 [webhook] allowed_networks에 "
                "그 망을 적으세요.",
                retryable=False,
            )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_sound = False
    if not is_sound or parts.username is not None or any(ord(c) <= 32 for c in url):
        raise DeliveryError(
            "받는 주소가 올바르지 않습니다. 'https://서버/길' 꼴로, 사용자 이름 없이 적으세요.", retryable=False
        )
    return parts


def _is_public(address: Address) -> bool:
    return address.is_global and not address.is_multicast


def _inside(address: Address) -> Iterator[Address]:
    """Addresses that another one carries: mapped, NAT64, 6to4 and Teredo."""
    if not isinstance(address, IPv6Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if any(address in network for network in _NAT64):
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

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock: Any = plain
        if self._is_secure:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def _drain(answer: http.client.HTTPResponse, deadline: float) -> None:
    left = MAX_ANSWER_BYTES
    while left > 0 and (chunk := answer.read1(min(left, 4096))):
        left -= len(chunk)
        if time.monotonic() > deadline:
            raise TimeoutError
