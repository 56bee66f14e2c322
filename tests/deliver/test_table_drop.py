"""Rows for the gateway of another system, once a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.store.conftest import POSTGRES, _database, _url
from textmine.deliver import EmailContent, TableSettings
from textmine.deliver.chat import send_chat
from textmine.deliver.table_drop import cut, drop_row
from textmine.errors import ChannelError, DeliveryError

MESSAGE = EmailContent(
    "road@narae.example", "[경계] 포트홀 - 평소의 6.8배", "본문", "", "tm-1", datetime(2026, 11, 3, tzinfo=UTC)
)
COLUMNS = {"key": "msg_key", "phone": "rcv_no", "short": "msg", "created_at": "reg_dt"}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.skipif(not POSTGRES, reason="no server"))])
def gateway(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TableSettings]:
    if request.param == "sqlite":
        yield _made(f"sqlite:///{tmp_path / 'sms.db'}")
    else:
        with _database() as name:
            yield _made(_url(name))


def _made(url: str) -> TableSettings:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(
            "create table send_queue (msg_key varchar(64) primary key, rcv_no varchar(20) not null, "
            "msg varchar(90), reg_dt timestamp, sender varchar(20), done char(1) default 'N')"
        ))
    engine.dispose()
    phones = {"road@narae.example": "010-0000-0001"}
    return TableSettings(url, "send_queue", COLUMNS, {"sender": "textmine"}, 90, phones)


def rows(settings: TableSettings) -> list[tuple[str, ...]]:
    engine = create_engine(settings.url)
    with engine.begin() as connection:
        found = connection.execute(text("select msg_key, rcv_no, msg, sender, done from send_queue")).all()
    engine.dispose()
    return [tuple(row) for row in found]


def test_a_notice_becomes_one_row_however_often_it_is_tried(gateway: TableSettings) -> None:
    for _ in range(3):
        assert drop_row(MESSAGE, gateway) == "tm-1"
    assert rows(gateway) == [("tm-1", "010-0000-0001", "[경계] 포트홀 - 평소의 6.8배", "textmine", "N")]


def test_whoever_has_no_phone_gets_no_row(gateway: TableSettings) -> None:
    assert drop_row(replace(MESSAGE, to="none@narae.example"), gateway) == ""
    assert rows(gateway) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"table": "nowhere"}, "표가 없습니다"), ({"columns": COLUMNS | {"text": "body"}}, "'body' 열이 없습니다"),
        ({"columns": {"short": "msg"}}, "key가 있어야"), ({"columns": COLUMNS | {"body": "msg"}}, "만 적을 수 있고"),
        ({"constants": {"rcv_no": None}}, "받지 않았습니다"),
    ],
)  # fmt: skip
def test_a_wrong_table_is_told(gateway: TableSettings, change: dict[str, object], told: str) -> None:
    with pytest.raises(DeliveryError, match=told) as error:
        drop_row(MESSAGE, replace(gateway, **change))  # type: ignore[arg-type]
    assert isinstance(error.value, ChannelError) or not error.value.retryable


@pytest.mark.parametrize("url", ["", "oracle+nothing://x", "not a url"])
def test_an_address_that_is_none_is_told_and_not_shown(url: str) -> None:
    with pytest.raises(DeliveryError, match="데이터베이스 주소가 아닙니다"):
        drop_row(MESSAGE, TableSettings(url, "t", {"key": "k"}))


def test_a_database_that_is_away_is_tried_again(tmp_path: Path) -> None:
    gone = TableSettings(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}", "t", {"key": "k"})
    with pytest.raises(DeliveryError, match="닿지 못했습니다") as error:
        drop_row(MESSAGE, gone)
    assert error.value.retryable


def test_a_short_text_is_cut_between_letters() -> None:
    assert cut("가나다라", 5) == "가나" and cut("a가", 2) == "a" and cut("뷁🙂", 90) == "뷁?"


def test_chat_goes_to_whom_it_is_set_for_and_says_what_is_wrong() -> None:
    assert send_chat(MESSAGE, {"other@narae.example": "json://127.0.0.1"}) == ""
    with pytest.raises(DeliveryError, match="알지 못합니다") as error:
        send_chat(MESSAGE, {"*": "nonsense"})
    assert not error.value.retryable
    with pytest.raises(DeliveryError, match="보내지 못했습니다") as error:
        send_chat(MESSAGE, {"road@narae.example": "json://127.0.0.1:9/"})
    assert error.value.retryable
