"""Notices as rows of a database table that an office's own gateway (SMS, 알림톡, 메신저) reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, MetaData, Table, create_engine, insert, select
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, NoSuchTableError

from textmine.deliver.email import EmailContent
from textmine.errors import ChannelError, DeliveryError

FIELDS: Final = ("key", "to", "phone", "subject", "text", "short", "created_at")


@dataclass(frozen=True, slots=True)
class TableSettings:
    """Which table, and which of our ``FIELDS`` goes into which of its columns; ``key`` must be among them.

    ``constants`` are put into every row as they are. ``short`` is the subject, cut to ``short_bytes`` of CP949: what an
    SMS holds. ``phones`` are numbers by e-mail address.
    """

    url: str = field(repr=False)
    table: str
    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    short_bytes: int = 90
    phones: Mapping[str, str] = field(default_factory=dict, repr=False)


def drop_row(message: EmailContent, settings: TableSettings) -> str:
    """The key of the row that stands in the table now; a second drop of the same key changes nothing.

    "" when the table wants a phone number and the receiver has none: there is nothing to do then.

    Raises
    ------
    ChannelError
        The database cannot be reached, or the table or a column is not there.
    DeliveryError
        The table does not take this row (final).
    """
    if not set(settings.columns) <= set(FIELDS) or "key" not in settings.columns:
        raise ChannelError(f"[table_drop] columns에는 {', '.join(FIELDS)}만 적을 수 있고 key가 있어야 합니다.")
    if "phone" in settings.columns and not settings.phones.get(message.to.lower()):
        return ""
    try:
        engine = create_engine(settings.url)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ChannelError("[table_drop] url이 데이터베이스 주소가 아닙니다.") from error
    try:
        with engine.begin() as connection:
            _insert_once(connection, _table(connection, settings), message, settings)
    except IntegrityError as error:
        raise _refused(settings, error) from error
    except DBAPIError as error:
        if not error.connection_invalidated and type(error).__name__ not in ("OperationalError", "InterfaceError"):
            raise _refused(settings, error) from error
        raise ChannelError(
            f"'{settings.table}' 표가 있는 데이터베이스에 닿지 못했습니다. 서버가 켜져 있는지 확인하세요."
        ) from error
    finally:
        engine.dispose()
    return message.idempotency_key


def cut(text: str, most_bytes: int) -> str:
    """The beginning of ``text`` that fits into ``most_bytes`` of CP949; what CP949 lacks becomes '?'."""
    encoded = " ".join(text.split()).encode("cp949", "replace")
    return encoded[:most_bytes].decode("cp949", "ignore")


def _table(connection: Connection, settings: TableSettings) -> Table:
    schema, _, name = settings.table.rpartition(".")
    try:
        table = Table(name, MetaData(), schema=schema or None, autoload_with=connection)
    except NoSuchTableError as error:
        raise ChannelError(f"데이터베이스에 '{settings.table}' 표가 없습니다. [table_drop]을 고치세요.") from error
    wanted = {*settings.columns.values(), *settings.constants}
    if missing := sorted(wanted - set(table.c.keys())):
        raise ChannelError(f"'{settings.table}' 표에 '{', '.join(missing)}' 열이 없습니다. [table_drop]을 고치세요.")
    return table


def _insert_once(connection: Connection, table: Table, message: EmailContent, settings: TableSettings) -> None:
    key = table.c[settings.columns["key"]]
    if connection.execute(select(key).where(key == message.idempotency_key)).first() is None:
        connection.execute(insert(table).values(_row(message, settings)))


def _row(message: EmailContent, settings: TableSettings) -> dict[str, Any]:
    values: dict[str, Any] = {
        "key": message.idempotency_key, "to": message.to, "phone": settings.phones.get(message.to.lower(), ""),
        "subject": message.subject, "text": message.text,
        "short": cut(message.subject, settings.short_bytes), "created_at": message.sent_at,
    }
    return {column: values[name] for name, column in settings.columns.items()} | dict(settings.constants)


def _refused(settings: TableSettings, error: DBAPIError) -> DeliveryError:
    kind = type(error.orig).__name__
    return DeliveryError(
        f"'{settings.table}' 표가 행을 받지 않았습니다({kind}). 열의 길이와 꼭 채워야 하는 열을 확인하세요.",
        retryable=False,
    )
