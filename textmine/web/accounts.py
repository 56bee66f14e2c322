"""Accounts, log-ins and tokens: what is secret is kept as a hash, what is decided goes to the audit log."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.store.ledger import audit, sessions, users
from textmine.web.people import Person, Right, Role, seen_departments

FEWEST_CHARACTERS: Final = 10
ROTATE_AFTER: Final = timedelta(minutes=15)
GRACE: Final = timedelta(seconds=30)  # requests that were under way when the token changed
TOKEN_DAYS: Final = 365
FIRST_ADMIN: Final = "admin"
# What a program's token may be given: never the rights that decide over people and accounts.
SCOPES: Final = (Right.SEE, Right.READ, Right.ACT)
_HASHER: Final = PasswordHasher()  # Argon2id with RFC 9106's second recommended parameters


@dataclass(frozen=True, slots=True)
class Account:
    """One account in a list."""

    name: str
    role: Role
    departments: tuple[str, ...]
    is_active: bool
    must_change: bool


@dataclass(frozen=True, slots=True)
class Login:
    """A person and the token that their browser is to hold from now on; "" when it keeps the one it has."""

    person: Person
    token: str = ""


def ensure_admin(context: Context) -> str:
    """The one-time password of the first account, or "" where there are accounts already."""
    with context.ledger.read() as connection:
        if users.count(connection):
            return ""
    password = secrets.token_urlsafe(12)
    _add(context, FIRST_ADMIN, password, Role.ADMIN, (), must_change=True, actor="system")
    return password


def add_user(
    context: Context, name: str, role: Role, departments: Sequence[str] = (), *, actor: str, password: str = ""
) -> str:
    """The one-time password of a new account; it must be changed at the first log-in.

    Raises
    ------
    TextmineError
        The name is taken or badly written, a department is unknown, or an officer has none.
    """
    if not name or len(name) > 60 or not name.replace(".", "").replace("-", "").replace("_", "").isalnum():
        raise TextmineError("사용자 이름은 글자와 숫자, '.', '-', '_'로 60자까지 적으세요. 예: kim.doro")
    check_departments(context, role, departments)
    first = password or secrets.token_urlsafe(12)
    _check_password(name, first)
    if not _add(context, name, first, role, departments, must_change=True, actor=actor):
        raise TextmineError(f"'{name}' 사용자가 이미 있습니다. 'textmine users list'로 확인하세요.")
    return first


def check_departments(context: Context, role: Role, departments: Sequence[str]) -> None:
    """Refuse unknown departments, and an officer without one."""
    known = {one.name for one in context.lexicon.departments}
    unknown = [name for name in departments if name not in known]
    if unknown:
        raise TextmineError(f"'{unknown[0]}' 부서는 사전(departments.toml)에 없습니다. 부서 이름을 확인하세요.")
    if role is Role.OFFICER and not departments:
        raise TextmineError("담당자에게는 부서를 하나 이상 정해 주세요. 예: --department 도로과")


def change_role(context: Context, name: str, role: Role, departments: Sequence[str], *, actor: str) -> None:
    """Give an account another role and other departments; it is logged out everywhere.

    Raises
    ------
    TextmineError
        There is no such account, a department is unknown, or nobody would be left to manage accounts.
    """
    check_departments(context, role, departments)
    values = {"role": role.value, "departments": json.dumps(list(departments), ensure_ascii=False)}
    _change(context, name, actor=actor, action="user.role", told=f"{name} → {role.value}", values=values)


def set_active(context: Context, name: str, *, is_active: bool, actor: str) -> None:
    """Open or close an account; see ``change_role`` for errors."""
    action = "user.open" if is_active else "user.close"
    _change(context, name, actor=actor, action=action, told=name, values={"is_active": is_active})


def reset_password(context: Context, name: str, *, actor: str) -> str:
    """A new one-time password of an account, which is logged out everywhere; see ``change_role`` for errors."""
    password = secrets.token_urlsafe(12)
    values = {"password_hash": _HASHER.hash(password), "must_change": True, "changed_at": context.now}
    _change(context, name, actor=actor, action="user.password", told=name, values=values)
    return password


def change_password(context: Context, person: Person, old: str, new: str) -> None:
    """Change one's own password; other browsers are logged out.

    Raises
    ------
    TextmineError
        The old password is wrong, or the new one is too short or too like the name.
    """
    with context.ledger.read() as connection:
        row = users.get(connection, person.name)
    if row is None or not _matches(row["password_hash"], old):
        raise TextmineError("지금 비밀번호가 맞지 않습니다.")
    if old == new:
        raise TextmineError("지금과 다른 비밀번호를 적어 주세요.")
    _check_password(person.name, new)
    hashed = _HASHER.hash(new)
    with context.ledger.begin() as connection:
        users.change(connection, person.name, password_hash=hashed, must_change=False, changed_at=context.now)
        sessions.end_all(connection, person.name, but=person.session_id)


def list_accounts(context: Context) -> list[Account]:
    """All accounts by name."""
    with context.ledger.read() as connection:
        return [
            Account(r["name"], Role(r["role"]), tuple(json.loads(r["departments"])), r["is_active"], r["must_change"])
            for r in users.list_users(connection)
        ]


def log_in(context: Context, name: str, password: str) -> Login | None:
    """The person and the token of a new session; None when name or password is wrong or the account is closed."""
    with context.ledger.read() as connection:
        row = users.get(connection, name)
    # A wrong name takes as long as a wrong password, so that nobody learns which names there are.
    if not _matches(row["password_hash"] if row else _nobody(), password) or row is None or not row["is_active"]:
        return None
    return start_session(context, row)


def log_in_by_proxy(context: Context, name: str) -> Login | None:
    """A session for whom a trusted proxy has let in; None when there is no such open account."""
    with context.ledger.read() as connection:
        row = users.get(connection, name)
    if row is None or not row["is_active"]:
        return None
    note(context, name, "login.proxy")
    return start_session(context, row)


def start_session(context: Context, row: dict[str, Any]) -> Login:
    """A new session of an account."""
    token, session_id, csrf = (secrets.token_urlsafe(32) for _ in range(3))
    ends = context.now + timedelta(hours=context.settings.web.session_hours)
    session = {
        "session_id": session_id, "token_hash": _digest(token), "previous_hash": "", "name": row["name"],
        "csrf": csrf, "created_at": context.now, "rotated_at": context.now, "expires_at": ends,
    }  # fmt: skip
    with context.ledger.begin() as connection:
        sessions.remove_expired(connection, now=context.now)
        sessions.add(connection, session)
    return Login(_person(context, row, session), token)


def resume(context: Context, token: str) -> Login | None:
    """The person of a session's token, now and then with a new token; None when nobody is logged in with it."""
    hashed = _digest(token)
    with context.ledger.read() as connection:
        session = sessions.find(connection, hashed, now=context.now)
        row = users.get(connection, session["name"]) if session else None
    if session is None or row is None or not row["is_active"]:
        return None
    age = context.now - session["rotated_at"]
    if session["token_hash"] != hashed:
        return Login(_person(context, row, session)) if age <= GRACE else None
    if age < ROTATE_AFTER:
        return Login(_person(context, row, session))
    fresh = secrets.token_urlsafe(32)
    with context.ledger.begin() as connection:
        ours = sessions.rotate(
            connection, session["session_id"], before=hashed, after=_digest(fresh), at=context.now
        )
    return Login(_person(context, row, session), fresh if ours else "")


def log_out(context: Context, person: Person) -> None:
    """End the person's session."""
    with context.ledger.begin() as connection:
        sessions.end(connection, person.session_id)


def make_token(
    context: Context, person: Person, title: str, scopes: Collection[Right], *, days: int
) -> str:
    """A token for a program, told this once; it can do what its scopes and its owner's role both allow.

    Raises
    ------
    TextmineError
        It has no name or no scope, or would hold for more than ``TOKEN_DAYS``.
    """
    if not title.strip():
        raise TextmineError("토큰을 쓸 프로그램의 이름을 적어 주세요.")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise TextmineError("토큰이 할 수 있는 일을 하나 이상 고르세요.")
    if not 1 <= days <= TOKEN_DAYS:
        raise TextmineError(f"토큰은 1일에서 {TOKEN_DAYS}일까지 둘 수 있습니다.")
    token = "tm_" + secrets.token_urlsafe(32)
    with context.ledger.begin() as connection:
        users.add_token(connection, {
            "token_id": secrets.token_hex(4), "token_hash": _digest(token), "name": person.name,
            "title": title.strip(), "scopes": " ".join(sorted(scopes)), "created_at": context.now,
            "expires_at": context.now + timedelta(days=days), "is_revoked": False,
        })
    return token


def token_person(context: Context, token: str) -> Person | None:
    """Whom a program's token stands for, or None."""
    with context.ledger.read() as connection:
        held = users.find_token(connection, _digest(token), now=context.now)
        row = users.get(connection, held["name"]) if held else None
    if held is None or row is None or not row["is_active"]:
        return None
    role = Role(row["role"])
    scopes = frozenset(Right(scope) for scope in held["scopes"].split())
    departments = seen_departments(role, json.loads(row["departments"]), context.lexicon.departments)
    return Person(row["name"], role, departments, scopes=scopes | {Right.OPEN, Right.ENTER})


def note(
    context: Context, actor: str, action: str, target: str = "", *, address: str = "", is_ok: bool = True
) -> None:
    """Append to the audit log."""
    with context.ledger.begin() as connection:
        audit.add(
            connection, at=context.now, actor=actor, action=action, target=target, address=address, is_ok=is_ok
        )


def _add(
    context: Context, name: str, password: str, role: Role, departments: Sequence[str], *, must_change: bool,
    actor: str,
) -> bool:  # fmt: skip
    row = {
        "name": name, "password_hash": _HASHER.hash(password), "role": role.value,
        "departments": json.dumps(list(departments), ensure_ascii=False), "is_active": True,
        "must_change": must_change, "changed_at": context.now,
    }  # fmt: skip
    with context.ledger.begin() as connection:
        is_new = users.add(connection, row)
        if is_new:
            audit.add(
                connection, at=context.now, actor=actor, action="user.add", target=f"{name} ({role.value})", address=""
            )
    return is_new


def _change(
    context: Context, name: str, *, actor: str, action: str, told: str, values: dict[str, Any]
) -> None:
    with context.ledger.begin() as connection:
        if not users.change(connection, name, **values):
            raise TextmineError(f"'{name}' 사용자가 없습니다. 'textmine users list'로 확인하세요.")
        if not any(r["is_active"] and r["role"] == Role.ADMIN for r in users.list_users(connection)):
            raise TextmineError("관리자가 한 사람도 남지 않게 됩니다. 다른 관리자를 먼저 정하세요.")
        sessions.end_all(connection, name)
        audit.add(connection, at=context.now, actor=actor, action=action, target=told, address="")


def _person(context: Context, row: dict[str, Any], session: dict[str, Any]) -> Person:
    role = Role(row["role"])
    departments = seen_departments(role, json.loads(row["departments"]), context.lexicon.departments)
    return Person(
        row["name"], role, departments, row["must_change"], session["csrf"], session["session_id"]
    )


def _check_password(name: str, password: str) -> None:
    if len(password) < FEWEST_CHARACTERS:
        raise TextmineError(f"비밀번호는 {FEWEST_CHARACTERS}자보다 길게 정하세요.")
    if name.lower() in password.lower() or len(set(password)) < 5:
        raise TextmineError("비밀번호에 이름을 넣거나 같은 글자만 되풀이하지 마세요.")


def _matches(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
