"""Tables of the ledger: decisions and state. Times are UTC and passed in; JSON is text with sorted keys."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC datetimes on every database (SQLite forgets zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("the ledger takes aware datetimes only")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)  # type: ignore[no-any-return]


ERASED: Final = "(지운 글)"  # stands in texts where something was erased

metadata = MetaData()

kv = Table("kv", metadata, Column("name", String(200), primary_key=True), Column("value", Text, nullable=False))

mart_state = Table(
    "mart_state", metadata,
    Column("table_name", String(50), primary_key=True), Column("version", Integer, nullable=False),
)

leases = Table(
    "leases", metadata,
    Column("name", String(100), primary_key=True), Column("holder", String(100), nullable=False),
    Column("owner", String(100), nullable=False), Column("expires_at", UtcDateTime, nullable=False),
)

coverage = Table(
    "coverage", metadata,
    Column("source", String(200), primary_key=True), Column("kind", String(20), primary_key=True),
    Column("civil_date", Date, primary_key=True), Column("state", String(20), nullable=False),
    Column("rows", Integer), Column("watermark", UtcDateTime),
)

imports = Table(
    "imports", metadata,
    Column("digest", String(64), primary_key=True), Column("source", String(200), primary_key=True),
    Column("kind", String(20), primary_key=True), Column("file", Text, nullable=False),
    Column("rows_in", Integer, nullable=False), Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False), Column("unchanged", Integer, nullable=False),
    Column("quarantined", Integer, nullable=False), Column("masked", Text, nullable=False),
    Column("finished_at", UtcDateTime, nullable=False), Column("report", Text, nullable=False, server_default="{}"),
)

header_maps = Table(
    "header_maps", metadata,
    Column("source", String(200), primary_key=True), Column("kind", String(20), primary_key=True),
    Column("columns", Text, nullable=False), Column("headers", Text, nullable=False),
    Column("changed_by", String(100), nullable=False), Column("changed_at", UtcDateTime, nullable=False),
)

quarantine = Table(
    "quarantine", metadata,
    Column("digest", String(64), primary_key=True), Column("line", Integer, primary_key=True),
    Column("part", Integer, primary_key=True), Column("file", Text, nullable=False),
    Column("column_name", Text, nullable=False), Column("reason", Text, nullable=False),
    Column("row", Text, nullable=False),
)

runs = Table(
    "runs", metadata,
    Column("job", String(50), primary_key=True), Column("period", String(20), primary_key=True),
    Column("state", String(20), nullable=False), Column("attempts", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False), Column("ended_at", UtcDateTime),
    Column("summary", Text, nullable=False), Column("error", Text, nullable=False),
)

watched_periods = Table(
    "watched_periods", metadata,
    Column("freq", String(20), primary_key=True), Column("period", Date, primary_key=True),
    Column("digest", String(64), nullable=False), Column("n_series", Integer, nullable=False),
)

surges = Table(
    "surges", metadata,
    Column("freq", String(20), primary_key=True), Column("period", Date, primary_key=True),
    Column("series", String(300), primary_key=True), Column("observed", Float, nullable=False),
    Column("expected", Float, nullable=False), Column("upper", Float, nullable=False),
    Column("p_value", Float, nullable=False), Column("p_confirmed", Float), Column("q_value", Float, nullable=False),
    Column("ratio", Float, nullable=False),
)

issues = Table(
    "issues", metadata,
    Column("issue_id", String(64), primary_key=True), Column("title", Text, nullable=False),
    Column("state", String(20), nullable=False), Column("level", String(10), nullable=False),
    Column("first_seen", Date, nullable=False), Column("last_seen", Date, nullable=False),
    Column("payload", Text, nullable=False),
)

issue_owners = Table(
    "issue_owners", metadata,
    Column("issue_id", String(64), primary_key=True), Column("department", String(100), nullable=False),
    Column("actor", String(100), nullable=False), Column("why", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

alerts = Table(
    "alerts", metadata,
    Column("alert_id", String(64), primary_key=True), Column("issue_id", String(64), nullable=False),
    Column("fingerprint", String(64), nullable=False), Column("department", String(100), nullable=False),
    Column("receiver", String(200), nullable=False), Column("receiver_name", String(100), nullable=False),
    Column("level", String(10), nullable=False), Column("state", String(20), nullable=False),
    Column("title", Text, nullable=False), Column("observed", Float, nullable=False),
    Column("episode", Integer, nullable=False), Column("seen_state", String(20), nullable=False),
    Column("decision", Text, nullable=False), Column("payload", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False), Column("notified_at", UtcDateTime),
    Column("silenced_until", UtcDateTime), Column("rung", Integer, nullable=False, server_default="0"),
    UniqueConstraint("fingerprint", name="uq_alerts_fingerprint"),
    Index("ix_alerts_state", "state"), Index("ix_alerts_notified_at", "notified_at"),
    Index("ix_alerts_created_at", "created_at"), Index("ix_alerts_issue_id", "issue_id"),
)

alert_events = Table(
    "alert_events", metadata,
    Column("alert_id", String(64), primary_key=True), Column("number", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False), Column("actor", String(100), nullable=False),
    Column("action", String(30), nullable=False), Column("reason", Text, nullable=False),
)

alert_feedback = Table(
    "alert_feedback", metadata,
    Column("alert_id", String(64), primary_key=True), Column("actor", String(100), primary_key=True),
    Column("verdict", String(10), nullable=False), Column("why", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

silences = Table(
    "silences", metadata,
    Column("silence_id", String(16), primary_key=True), Column("matchers", Text, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False), Column("ends_at", UtcDateTime, nullable=False),
    Column("actor", String(100), nullable=False), Column("why", Text, nullable=False),
    Column("ended_by", String(100), nullable=False),
)

outbox = Table(
    "outbox", metadata,
    Column("key", String(64), primary_key=True), Column("alert_id", String(64), nullable=False),
    Column("channel", String(20), nullable=False), Column("receiver", String(200), nullable=False),
    Column("payload", Text, nullable=False), Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False), Column("next_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False), Column("sent_at", UtcDateTime),
    Column("last_error", Text, nullable=False),
    Index("ix_outbox_due", "state", "next_at"),
)

forecasts = Table(
    "forecasts", metadata,
    Column("forecast_id", String(64), primary_key=True), Column("freq", String(1), primary_key=True),
    Column("unique_id", String(300), primary_key=True), Column("ds", Date, primary_key=True),
    Column("as_of", Date, nullable=False), Column("mean", Float, nullable=False),
    Column("median", Float, nullable=False),
    Column("lo80", Float, nullable=False), Column("hi80", Float, nullable=False), Column("lo95", Float, nullable=False),
    Column("hi95", Float, nullable=False), Column("mart_vector", Text, nullable=False),
    Column("issued_at", UtcDateTime, nullable=False), Index("ix_forecasts_as_of", "as_of"),
)

topics = Table(
    "topics", metadata,
    Column("topic_id", String(64), primary_key=True), Column("kind", String(20), nullable=False),
    Column("model_id", String(100), nullable=False), Column("label", Text, nullable=False),
    Column("human_label", Text, nullable=False), Column("terms", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
)

# What became of topics: a log. ``verdict`` same, split, merged, new, gone, again or renamed; ``other_id`` the topic it
# came from or went to; ``evidence`` JSON.
topic_events = Table(
    "topic_events", metadata,
    Column("position", Integer, primary_key=True), Column("topic_id", String(64), nullable=False),
    Column("kind", String(20), nullable=False), Column("model_id", String(100), nullable=False),
    Column("verdict", String(10), nullable=False), Column("other_id", String(64), nullable=False),
    Column("label", Text, nullable=False), Column("evidence", Text, nullable=False),
    Column("actor", String(100), nullable=False), Column("at", UtcDateTime, nullable=False),
    Index("ix_topic_events_topic", "topic_id"),
)

dictionary_versions = Table(
    "dictionary_versions", metadata,
    Column("version", String(64), primary_key=True), Column("author", String(100), nullable=False),
    Column("why", Text, nullable=False), Column("at", UtcDateTime, nullable=False),
)

# The desk of the dictionaries: a log; ``action`` is set (value), remove, or follow (what the files say).
dictionary_changes = Table(
    "dictionary_changes", metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False), Column("department", String(100), nullable=False),
    Column("key", Text, nullable=False), Column("action", String(10), nullable=False),
    Column("value", Text, nullable=False), Column("author", String(100), nullable=False),
    Column("why", Text, nullable=False), Column("at", UtcDateTime, nullable=False), Column("undoes", Integer),
)

dictionary_candidates = Table(
    "dictionary_candidates", metadata,
    Column("candidate_id", String(16), primary_key=True), Column("kind", String(20), nullable=False),
    Column("key", Text, nullable=False), Column("value", Text, nullable=False),
    Column("occurrences", Integer, nullable=False), Column("documents", Integer, nullable=False),
    Column("score", Float, nullable=False), Column("examples", Text, nullable=False),
    Column("found_at", UtcDateTime, nullable=False), Column("state", String(10), nullable=False),
    Column("decided_by", String(100), nullable=False), Column("why", Text, nullable=False),
    Column("decided_at", UtcDateTime), Index("ix_dictionary_candidates_state", "state"),
)

# The web page: who may come in, who is in, and what they did. Passwords and tokens are kept as hashes alone.
users = Table(
    "users", metadata,
    Column("name", String(60), primary_key=True), Column("password_hash", Text, nullable=False),
    Column("role", String(20), nullable=False), Column("departments", Text, nullable=False),
    Column("is_active", Boolean, nullable=False), Column("must_change", Boolean, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

sessions = Table(
    "sessions", metadata,
    Column("session_id", String(64), primary_key=True), Column("token_hash", String(64), nullable=False),
    Column("previous_hash", String(64), nullable=False), Column("name", String(60), nullable=False),
    Column("csrf", String(64), nullable=False), Column("created_at", UtcDateTime, nullable=False),
    Column("rotated_at", UtcDateTime, nullable=False), Column("expires_at", UtcDateTime, nullable=False),
    Index("ix_sessions_token_hash", "token_hash"), Index("ix_sessions_previous_hash", "previous_hash"),
)

audit = Table(
    "audit", metadata,
    Column("number", Integer, primary_key=True, autoincrement=True), Column("at", UtcDateTime, nullable=False),
    Column("actor", String(100), nullable=False), Column("action", String(40), nullable=False),
    Column("target", Text, nullable=False), Column("address", String(60), nullable=False),
    Column("is_ok", Boolean, nullable=False), Index("ix_audit_actor", "actor", "number"),
)

api_tokens = Table(
    "api_tokens", metadata,
    Column("token_id", String(16), primary_key=True), Column("token_hash", String(64), nullable=False),
    Column("name", String(60), nullable=False), Column("title", Text, nullable=False),
    Column("scopes", Text, nullable=False), Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False), Column("is_revoked", Boolean, nullable=False),
    Index("ix_api_tokens_token_hash", "token_hash"),
)

# An analysis that a department asked for, from 접수 to 통보.
requests = Table(
    "requests", metadata,
    Column("request_id", String(16), primary_key=True), Column("department", String(100), nullable=False),
    Column("requester", String(60), nullable=False), Column("title", Text, nullable=False),
    Column("question", Text, nullable=False), Column("state", String(20), nullable=False),
    Column("analyst", String(60), nullable=False), Column("run_id", String(60), nullable=False),
    Column("use", Text, nullable=False), Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)
