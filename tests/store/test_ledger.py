"""What the ledger keeps, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import permutations
from pathlib import Path

import pandas as pd
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import StatementError

from tests.store.conftest import NOW
from textmine.errors import StoreError
from textmine.store.ledger import (
    Ledger,
    alerts,
    coverage,
    dictionaries,
    forecasts,
    imports,
    issues,
    kv,
    outbox,
    quarantine,
    runs,
    surges,
    tables,
    topics,
    upsert,
)
from textmine.types import Issue, IssueState, Level, QuarantinedRow

LATER = NOW + timedelta(hours=1)
DAY = date(2026, 10, 30)
ISSUE = Issue(
    "i1", "포트홀", ("포트홀", "도로"), ("term:포트홀",), DAY, DAY, IssueState.NEW, Level.CAUTION, "D", DAY, 12.0, 3.5,
    7.0, 1e-5, 1e-3, ("중앙동",), ("도로과",), ("d1", "d2"), ("d1",), 0.25, ("붕괴",), "평소보다 많습니다",
)


def test_migrations_make_exactly_the_tables_that_the_code_declares(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
        assert set(inspect(connection).get_table_names()) == {*tables.metadata.tables, "alembic_version"}


def test_migrating_again_changes_nothing(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        kv.set(connection, "a", "1")
    ledger.migrate()
    with ledger.begin() as connection:
        assert kv.get(connection, "a") == "1"


def test_two_processes_may_start_at_once(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        tables.metadata.drop_all(connection)
        connection.execute(text("drop table alembic_version"))
    failures: list[BaseException] = []

    def start() -> None:
        try:
            other = Ledger(ledger.engine.url.render_as_string(hide_password=False))
            other.migrate()
            other.close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_failed_transaction_leaves_nothing(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), ledger.begin() as connection:
        kv.set(connection, "a", "1")
        raise RuntimeError
    with ledger.begin() as connection:
        assert kv.get(connection, "a") is None


def test_writers_in_threads_wait_for_each_other(ledger: Ledger) -> None:
    def count_up() -> None:
        for _ in range(10):
            with ledger.begin() as connection:
                if not ledger.is_sqlite:
                    connection.execute(text("lock table kv in exclusive mode"))
                kv.set(connection, "n", str(int(kv.get(connection, "n") or 0) + 1))

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ledger.begin() as connection:
        assert kv.get(connection, "n") == "40"


def test_a_reader_does_not_wait_for_a_writer(ledger: Ledger) -> None:
    with ledger.begin() as writing:
        kv.set(writing, "a", "1")
        with ledger.read() as reading:
            assert kv.get(reading, "a") is None


def test_times_without_a_zone_are_refused_and_zones_end_as_utc(ledger: Ledger) -> None:
    korea = timezone(timedelta(hours=9))
    with ledger.begin() as connection:
        runs.start(connection, job="j", period="p", at=datetime(2026, 11, 1, 9, tzinfo=korea))
        assert runs.list_runs(connection)[0]["started_at"] == datetime(2026, 11, 1, tzinfo=UTC)
    with pytest.raises(StatementError, match="aware"), ledger.begin() as connection:
        runs.start(connection, job="j", period="q", at=datetime(2026, 11, 1))


def test_more_rows_than_one_statement_holds(ledger: Ledger) -> None:
    rows = [{"name": f"n{k:04}", "value": "1"} for k in range(1201)]
    with ledger.begin() as connection:
        assert upsert.add_rows(connection, tables.kv, rows[:700]) == 700
        assert upsert.add_rows(connection, tables.kv, rows) == 501
        upsert.put_rows(connection, tables.kv, [row | {"value": "2"} for row in rows])
        assert set(kv.get_prefixed(connection, "n").values()) == {"2"}


def test_prefixes_are_words_not_patterns(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        for name in ("a_b", "axb", "a%b"):
            kv.set(connection, name, name)
        assert set(kv.get_prefixed(connection, "a_")) == {"a_b"}
        kv.remove(connection, "a%")
        assert set(kv.get_prefixed(connection, "a")) == {"a_b", "axb"}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_coverage_does_not_depend_on_the_order_of_files(ledger: Ledger, order: tuple[int, ...]) -> None:
    marks = [("partial", [9, 2], LATER), ("complete", [5, 3], NOW), ("outage", None, None)]
    with ledger.begin() as connection:
        for n in order:
            state, rows, mark = marks[n]
            days = [DAY] if state == "outage" else [DAY, DAY + timedelta(days=1)]
            coverage.mark(connection, source="s", kind="complaint", days=days, state=state, rows=rows, watermark=mark)
        found = coverage.read(connection, kind="complaint")
        assert coverage.read(connection, kind="sns").empty
    assert found[["state", "rows"]].values.tolist() == [["outage", 9], ["complete", 3]]


def test_imports_are_known_by_bytes_kind_and_source(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        counts = {"file": "a.csv", "rows_in": 3, "new": 2, "changed": 0, "unchanged": 0, "quarantined": 1}
        imports.add(connection, digest="d", source="s", kind="sns", masked={"전화": 2}, finished_at=NOW, **counts)
        assert imports.is_known(connection, digest="d", kind="sns", source="s")
        assert not imports.is_known(connection, digest="d", kind="complaint", source="s")
        row = imports.list_imports(connection).iloc[0]
    assert (row["file"], row["rows_in"], row["masked"]) == ("a.csv", 3, '{"전화": 2}')


def test_quarantined_rows_are_kept_once(ledger: Ledger) -> None:
    rows = [QuarantinedRow("a.csv", 3, "본문", "비었음", "x"), QuarantinedRow("a.csv", 3, "일자", "없음", "y")]
    with ledger.begin() as connection:
        for _ in range(2):
            quarantine.add(connection, "digest", rows)
        quarantine.add(connection, "other", [])
        found = quarantine.list_rows(connection)
    assert found["column_name"].tolist() == ["본문", "일자"]


def test_a_run_is_one_row_that_counts_its_attempts(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        runs.start(connection, job="watch", period="2026-10-30", at=NOW)
        runs.fail(connection, job="watch", period="2026-10-30", at=NOW, error="까닭")
        assert runs.last_done(connection, job="watch") is None
        runs.start(connection, job="watch", period="2026-10-30", at=LATER)
        runs.finish(connection, job="watch", period="2026-10-30", at=LATER, summary={"text": "끝"})
        assert runs.last_done(connection, job="watch") == "2026-10-30"
        (row,) = runs.list_runs(connection)
    assert (row["state"], row["attempts"], row["error"], row["summary"]) == ("done", 2, "", '{"text": "끝"}')


def test_a_judged_period_replaces_what_stood_there(ledger: Ledger) -> None:
    frame = pd.DataFrame({
        "series": ["term:가", "term:나"], "observed": [9.0, 8.0], "expected": [1 / 3, 2.0], "upper": [3.0, 4.0],
        "p_value": [1e-9, 0.01], "p_confirmed": [float("nan"), 0.02], "q_value": [0.1, 0.1], "ratio": [27.0, 4.0],
    })
    with ledger.begin() as connection:
        for rows, digest in ((frame, "one"), (frame.iloc[:1], "two")):
            surges.replace_period(connection, freq="D", period=DAY, digest=digest, n_series=5, frame=rows)
        found = surges.list_surges(connection, freq="D")
        assert surges.list_surges(connection, freq="W").empty
        assert surges.watched_digests(connection, freq="D") == {"2026-10-30": "two"}
        surges.forget(connection)
        assert surges.watched_digests(connection, freq="D") == {}
    assert found["series"].tolist() == ["term:가"]
    assert found["expected"].iloc[0] == 0.333333333
    assert pd.isna(found["p_confirmed"].iloc[0])


def test_issues_come_back_as_they_were_and_gone_ones_are_gone(ledger: Ledger) -> None:
    second = replace(ISSUE, issue_id="i2", first_seen=DAY - timedelta(days=3), state=IssueState.GROWING)
    with ledger.begin() as connection:
        issues.replace_all(connection, [ISSUE, second])
        assert issues.list_issues(connection) == [second, ISSUE]
        issues.replace_all(connection, [replace(ISSUE, level=Level.SERIOUS)])
        assert issues.list_issues(connection) == [replace(ISSUE, level=Level.SERIOUS)]
        issues.replace_all(connection, [])
        assert issues.list_issues(connection) == []


def _alert(alert_id: str, **values: object) -> dict[str, object]:
    row: dict[str, object] = {}
    for column in tables.alerts.columns:
        if not column.nullable:
            is_time = isinstance(column.type, tables.UtcDateTime)
            row[column.name] = NOW if is_time else column.type.python_type()
    return row | {"alert_id": alert_id, "fingerprint": f"f-{alert_id}", "state": "new", "department": "도로과"} | values


def test_an_alert_is_created_once_and_found_by_its_beginning(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        assert alerts.create(connection, _alert("abc1", title="첫"))
        assert not alerts.create(connection, _alert("abc1", title="둘"))
        assert alerts.create(connection, _alert("abd2", department="교통과"))
        alerts.change(connection, "abd2", state="acknowledged")
        assert alerts.find(connection, "abc")["title"] == "첫"  # type: ignore[index]
        assert alerts.find(connection, "ab") is None
        assert alerts.get(connection, "missing") is None
        assert [row["alert_id"] for row in alerts.list_alerts(connection, state="acknowledged")] == ["abd2"]
        assert [row["alert_id"] for row in alerts.list_alerts(connection, department="도로과")] == ["abc1"]


def test_the_history_of_an_alert_grows_in_order(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        for number in range(3):
            alerts.add_event(connection, "a", at=NOW, actor="김도로", action=f"step{number}", reason="")
        alerts.add_event(connection, "b", at=NOW, actor="이교통", action="other", reason="")
        history = alerts.events(connection, "a")
    assert [(row["number"], row["action"]) for row in history] == [(1, "step0"), (2, "step1"), (3, "step2")]


def test_a_message_is_put_once_and_waits_for_its_time(ledger: Ledger) -> None:
    message = {"alert_id": "a", "channel": "email", "receiver": "r", "payload": "{}", "at": NOW}
    with ledger.begin() as connection:
        assert outbox.put(connection, key="k1", **message)  # type: ignore[arg-type]
        assert not outbox.put(connection, key="k1", **message)  # type: ignore[arg-type]
        outbox.put(connection, key="k0", **message)  # type: ignore[arg-type]
        assert [row["key"] for row in outbox.due(connection, at=NOW)] == ["k0", "k1"]
        outbox.mark_failed(connection, "k0", error="연결 실패", next_at=LATER)
        outbox.mark_sent(connection, "k1", at=NOW)
        assert outbox.due(connection, at=NOW) == []
        (again,) = outbox.due(connection, at=LATER)
        assert (again["attempts"], again["last_error"]) == (1, "연결 실패")
        outbox.mark_failed(connection, "k0", error="거절", next_at=None)
        assert outbox.due(connection, at=LATER) == []
        assert [outbox.count(connection, state=state) for state in ("pending", "sent", "dead")] == [0, 1, 1]


def test_an_issued_forecast_is_never_rewritten(ledger: Ledger) -> None:
    frame = pd.DataFrame({
        "unique_id": "total", "freq": "D", "ds": pd.to_datetime(["2026-11-01", "2026-11-02"]), "mean": [1 / 3, 2.0],
        "median": 1.0, "lo-80": 0.0, "hi-80": 3.0, "lo-95": 0.0, "hi-95": 4.0,
    })
    with ledger.begin() as connection:
        for values in (frame, frame.assign(mean=99.0)):
            forecasts.issue(connection, issue_id="f1", as_of=DAY, frame=values, mart_vector={"documents": 3}, at=NOW)
        forecasts.issue(connection, issue_id="f2", as_of=DAY, frame=frame.iloc[:1], mart_vector={}, at=LATER)
        first = forecasts.list_issued(connection, issue_id="f1")
        newest = forecasts.latest(connection, as_of=DAY)
        assert forecasts.latest(connection, as_of=DAY + timedelta(days=1)).empty
    assert first["mean"].tolist() == [0.333333333, 2.0]
    assert first["ds"].tolist() == frame["ds"].tolist()
    assert len(newest) == 1


@dataclass(frozen=True)
class _Topic:
    topic_id: str
    label: str
    terms: tuple[tuple[str, float], ...]


def test_topics_outlive_their_models(ledger: Ledger) -> None:
    old, new = _Topic("t1", "도로", (("포트홀", 1.0),)), _Topic("t1", "도로 파손", (("포트홀", 0.9), ("도로", 0.5)))
    with ledger.begin() as connection:
        topics.sync(connection, kind="complaint", model_id="m1", topics=[old, _Topic("t2", "가로등", ())], at=NOW)
        topics.sync(connection, kind="sns", model_id="m9", topics=[_Topic("t3", "맛집", ())], at=NOW)
        connection.execute(tables.topics.update().where(tables.topics.c.topic_id == "t1").values(human_label="길"))
        topics.sync(connection, kind="complaint", model_id="m2", topics=[new], at=LATER)
        found = topics.list_topics(connection).set_index("topic_id")
    assert found["state"].to_dict() == {"t1": "current", "t2": "gone", "t3": "current"}
    assert found.loc["t1", ["label", "human_label", "terms"]].tolist() == ["도로 파손", "길", '["포트홀", "도로"]']


def test_a_dictionary_version_keeps_its_author_and_reason(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        assert dictionaries.record(connection, version="v1", author="김", why="새 말", at=NOW)
        assert not dictionaries.record(connection, version="v1", author="이", why="다시", at=LATER)
        assert dictionaries.list_versions(connection)[["version", "author"]].values.tolist() == [["v1", "김"]]


def test_sqlite_keeps_its_promises_about_safety(tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path / 'deep' / 'ledger.db'}")
    ledger.migrate()
    with ledger.read() as connection:
        pragmas = {name: connection.execute(text(f"pragma {name}")).scalar_one()
                   for name in ("journal_mode", "foreign_keys", "secure_delete", "synchronous", "busy_timeout")}
    assert pragmas == {
        "journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1, "synchronous": 2, "busy_timeout": 30_000,
    }
    ledger.close()


def test_attempts_are_counted_from_the_last_success(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        assert runs.get(connection, job="ingest", period="p") is None
        for _ in range(4):
            runs.start(connection, job="ingest", period="p", at=NOW)
            runs.finish(connection, job="ingest", period="p", at=NOW, summary={})
        for attempts in (1, 2):
            runs.start(connection, job="ingest", period="p", at=NOW)
            runs.fail(connection, job="ingest", period="p", at=NOW, error="까닭")
            row = runs.get(connection, job="ingest", period="p")
            assert row is not None and (row["state"], row["attempts"]) == ("failed", attempts)


def test_a_ledger_of_a_newer_program_is_not_touched(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    with pytest.raises(StoreError, match="더 새로운 textmine"):
        ledger.migrate()
