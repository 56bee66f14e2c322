"""Who is told: a depth-first walk of the departments, whose children inherit."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from textmine.lexicon import Department, Receiver


@dataclass(frozen=True, slots=True)
class RoutedReceiver:
    """A receiver and why they are one.

    ``department`` is the department whose job it is, ``inherited_from`` the ancestor that lent its receivers or ``""``;
    ``is_fallback`` is true when no department was recognised.
    """

    department: str
    receiver: Receiver
    inherited_from: str = ""
    is_fallback: bool = False


def route(
    department_names: Iterable[str], departments: Sequence[Department], *, fallback: str = ""
) -> tuple[RoutedReceiver, ...]:
    """Receivers for the named departments, in the tree's order, each e-mail address once.

    A name matches a department's name or alias, spaces and Unicode form aside. A department without receivers takes its
    nearest ancestor's. When no name is known, ``fallback`` (a department's name) takes it, or the first root
    with receivers.

    Raises
    ------
    ValueError
        A name or alias stands for two departments, a parent is unknown, or departments form a ring.
    """
    by_name = _by_name(departments)
    wanted = {by_name[key].name for name in department_names if (key := _key(name)) in by_name}
    is_fallback = not wanted
    if is_fallback:
        wanted = _fallback(by_name, departments, fallback)
    routed: dict[str, RoutedReceiver] = {}
    for department, source in _walk(departments, by_name):
        if department.name not in wanted or source is None:
            continue
        lender = "" if source is department else source.name
        for receiver in source.receivers:
            found = RoutedReceiver(department.name, receiver, lender, is_fallback)
            routed.setdefault(receiver.email.strip().lower(), found)
    return tuple(routed.values())


def _walk(
    departments: Sequence[Department], by_name: Mapping[str, Department]
) -> Iterator[tuple[Department, Department | None]]:
    """Every department depth-first, with the department that receives for it."""
    children: dict[str, list[Department]] = {}
    for one in departments:
        if one.parent and _key(one.parent) not in by_name:
            raise ValueError(f"department {one.name!r} has an unknown parent {one.parent!r}")
        parent = by_name[_key(one.parent)].name if one.parent else ""
        children.setdefault(parent, []).append(one)
    stack: list[tuple[Department, Department | None]] = [(one, None) for one in reversed(children.get("", []))]
    seen = 0
    while stack:
        department, lender = stack.pop()
        seen += 1
        source = department if department.receivers else lender
        yield department, source
        stack.extend((child, source) for child in reversed(children.get(department.name, [])))
    if seen != len(departments):
        raise ValueError("departments form a ring: no root reaches all of them")


def _fallback(by_name: Mapping[str, Department], departments: Sequence[Department], name: str) -> set[str]:
    if _key(name) in by_name:
        return {by_name[_key(name)].name}
    roots = [one for one in departments if not one.parent and one.receivers]
    return {roots[0].name} if roots else set()


def _by_name(departments: Sequence[Department]) -> dict[str, Department]:
    found: dict[str, Department] = {}
    for one in departments:
        for name in (one.name, *one.aliases):
            other = found.setdefault(_key(name), one)
            if other is not one:
                raise ValueError(f"{name!r} stands for two departments: {other.name!r} and {one.name!r}")
    return found


def _key(name: str) -> str:
    return "".join(unicodedata.normalize("NFC", name).split())
