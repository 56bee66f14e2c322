"""Who may do what: roles, rights, and the departments whose rows a person sees."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from textmine.lexicon import Department


class Role(StrEnum):
    """What a person is here for."""

    VIEWER = "viewer"
    OFFICER = "officer"
    ANALYST = "analyst"
    OPERATOR = "operator"
    ADMIN = "admin"


class Right(StrEnum):
    """What a page or an action needs."""

    OPEN = "open"  # nobody is asked who they are
    ENTER = "enter"  # logged in, even with a password that must be changed first
    SEE = "see"  # figures, issues, publications
    READ = "read"  # masked text of citizens
    ACT = "act"  # take up alerts, ask for analyses
    ANALYSE = "analyse"  # dictionaries, other people's requests
    OPERATE = "operate"  # imports, jobs
    MANAGE = "manage"  # accounts and the audit log


ROLE_NAMES: Final[Mapping[Role, str]] = MappingProxyType({
    Role.VIEWER: "보기", Role.OFFICER: "담당자", Role.ANALYST: "분석가", Role.OPERATOR: "운영자", Role.ADMIN: "관리자",
})
_SEES: Final = frozenset({Right.OPEN, Right.ENTER, Right.SEE})
_ACTS: Final = _SEES | {Right.READ, Right.ACT}
RIGHTS: Final[Mapping[Role, frozenset[Right]]] = MappingProxyType({
    Role.VIEWER: _SEES, Role.OFFICER: _ACTS, Role.ANALYST: _ACTS | {Right.ANALYSE},
    Role.OPERATOR: _ACTS | {Right.OPERATE}, Role.ADMIN: frozenset(Right),
})
# These see every department; the others see those of their account.
CITY_WIDE: Final = frozenset({Role.ANALYST, Role.OPERATOR, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks. ``departments`` are those whose rows they see, None: all. ``csrf`` belongs to their session."""

    name: str
    role: Role
    departments: frozenset[str] | None
    must_change: bool = False
    csrf: str = ""
    session_id: str = ""
    scopes: frozenset[Right] | None = None

    def may(self, right: Right) -> bool:
        """Whether the role, and for a program the token's scopes, allow ``right``; nobody may only what is open."""
        if not self.name:
            return right is Right.OPEN
        if self.must_change and right not in (Right.OPEN, Right.ENTER):
            return False
        return right in RIGHTS[self.role] and (self.scopes is None or right in self.scopes)


def seen_departments(role: Role, own: Collection[str], known: Collection[Department]) -> frozenset[str] | None:
    """Departments whose rows an account sees: its own and those below them; None: all.

    A viewer without departments sees the figures of the whole city; an officer without any sees no rows.
    """
    if role in CITY_WIDE or (role is Role.VIEWER and not own):
        return None
    found = set(own)
    while below := {one.name for one in known if one.parent in found} - found:
        found |= below
    return frozenset(found)
