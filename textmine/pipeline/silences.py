"""Silencing what is known to come: by department, region and word, with an end and a reason."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from textmine.alerts import LABEL_NAMES, Silence, check_silence, silenced_by
from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.pipeline.desk import wall_clock
from textmine.pipeline.owners import departments_of
from textmine.pipeline.watch import load_issues
from textmine.store.ledger import silences
from textmine.types import IssueState

_NAMES: Final = tuple(field.name for field in fields(Silence))


@dataclass(frozen=True, slots=True)
class SilenceLine:
    """One silence in a list; times are Korean wall-clock text, ``ended_by`` whoever ended it early."""

    silence_id: str
    condition: str
    starts_at: str
    ends_at: str
    actor: str
    why: str
    is_held: bool
    ended_by: str


def add_silence(
    context: Context, matchers: Mapping[str, str], *, until: datetime, actor: str, why: str
) -> tuple[SilenceLine, list[str]]:
    """The silence, which holds from now on, and the titles of the live issues that it mutes.

    Raises
    ------
    TextmineError
        The condition is empty, the end is past, the reason is missing, or the department does not exist.
    """
    given = {label: value.strip() for label, value in matchers.items() if value.strip()}
    silence = Silence(secrets.token_hex(4), given, context.now, until, actor, why.strip())
    check_silence(silence)
    department = given.get("department")
    if department and department not in {one.name for one in context.lexicon.departments}:
        raise TextmineError(f"'{department}' 부서는 사전(departments.toml)에 없습니다. 부서 이름을 확인하세요.")
    with context.ledger.begin() as connection:
        silences.put(
            connection, silence.silence_id, matchers=given, starts_at=context.now, ends_at=until, actor=actor,
            why=silence.why,
        )
    live = [issue for issue in load_issues(context) if issue.state is not IssueState.OVER]
    owners = departments_of(context, live)
    muted = [
        issue.title for issue in live
        if any(silenced_by(issue, one, [silence], context.now) for one in owners[issue.issue_id] or [""])
    ]
    return _line(silence, context.now), muted


def end_silence(context: Context, silence_id: str, *, actor: str) -> None:
    """End a silence now.

    Raises
    ------
    TextmineError
        No silence of this id holds.
    """
    with context.ledger.begin() as connection:
        if not silences.end(connection, silence_id, at=context.now, actor=actor):
            raise TextmineError(
                f"'{silence_id}' 끄기가 없거나 이미 끝났습니다. 'textmine alerts silences'로 번호를 확인하세요."
            )


def list_silences(context: Context, *, ended: bool = False) -> list[SilenceLine]:
    """Silences that hold, and those that have ended when asked for."""
    with context.ledger.read() as connection:
        rows = silences.list_silences(connection, after=None if ended else context.now)
    return [_line(silence_of(row), context.now, row["ended_by"]) for row in rows]


def silence_of(row: Mapping[str, Any]) -> Silence:
    """The silence of a row of the ledger."""
    return Silence(**{name: row[name] for name in _NAMES})


def _line(silence: Silence, now: datetime, ended_by: str = "") -> SilenceLine:
    condition = ", ".join(f"{LABEL_NAMES[label]} '{value}'" for label, value in sorted(silence.matchers.items()))
    return SilenceLine(
        silence.silence_id, condition, wall_clock(silence.starts_at), wall_clock(silence.ends_at), silence.actor,
        silence.why, silence.ends_at > now, ended_by,
    )
