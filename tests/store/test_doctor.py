"""What the doctor finds, and when two stores are the same."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from tests.store.conftest import NOW, documents
from textmine.store.doctor import Finding, doctor_check, doctor_hash
from textmine.store.ledger import Ledger, coverage, imports, outbox, runs, tables
from textmine.store.mart import Mart

DAY = date(2026, 10, 1)


def _bad(mart: Mart, ledger: Ledger) -> list[str]:
    return [finding.code for finding in doctor_check(mart, ledger, now=NOW) if not finding.ok]


def _cover(ledger: Ledger, *days: date) -> None:
    with ledger.begin() as connection:
        coverage.mark(connection, source="s", kind="complaint", days=days, state="complete")


def test_a_new_store_is_sound(mart: Mart, ledger: Ledger) -> None:
    findings = doctor_check(mart, ledger, now=NOW)
    assert all(finding.ok for finding in findings)
    assert len({finding.code for finding in findings}) == len(findings) == 7


def test_every_trouble_is_named_with_its_remedy(mart: Mart, ledger: Ledger) -> None:
    with ledger.begin() as connection:
        runs.start(connection, job="watch", period="1", at=NOW)
        runs.fail(connection, job="watch", period="1", at=NOW, error="x")
        runs.start(connection, job="watch", period="2", at=NOW - timedelta(days=2))
        outbox.put(connection, key="k", alert_id="a", channel="c", receiver="r", payload="{}", at=NOW)
        outbox.mark_failed(connection, "k", error="x", next_at=None)
        connection.execute(tables.leases.insert().values(
            name="old", holder="h:1:x", owner="o", expires_at=NOW - timedelta(hours=1)
        ))
        counts = {"file": "f", "rows_in": 10, "new": 5, "changed": 0, "unchanged": 0, "quarantined": 5}
        imports.add(connection, digest="d", source="s", kind="sns", masked={}, finished_at=NOW, **counts)
    _cover(ledger, DAY, DAY + timedelta(days=3))
    findings = [finding for finding in doctor_check(mart, ledger, now=NOW) if not finding.ok]
    assert [finding.code for finding in findings] == ["runs", "outbox", "leases", "quarantine", "coverage"]
    assert all(isinstance(finding, Finding) and finding.remedy for finding in findings)
    messages = {finding.code: finding.message for finding in findings}
    assert messages["coverage"] == "자료가 있는지 모르는 날: s(민원) 2일"
    assert messages["runs"] == "실패한 작업 1건, 하루 넘게 끝나지 않은 작업 1건"


def test_an_outage_is_not_a_gap(mart: Mart, ledger: Ledger) -> None:
    _cover(ledger, DAY, DAY + timedelta(days=2))
    with ledger.begin() as connection:
        coverage.mark(connection, source="s", kind="complaint", days=[DAY + timedelta(days=1)], state="outage")
    assert _bad(mart, ledger) == []


def test_lost_files_are_found(mart: Mart, ledger: Ledger) -> None:
    with mart.write("x") as writer:
        writer.upsert_documents(documents(3))
    next(mart.path("documents").glob("month=*/*")).unlink()
    assert _bad(mart, ledger) == ["files"]


def test_an_unfinished_write_is_found_and_the_next_write_mends_it(mart: Mart, ledger: Ledger) -> None:
    try:
        with mart.write("x") as writer:
            writer.upsert_documents(documents(3))
            writer.flush()
            raise RuntimeError
    except RuntimeError:
        pass
    assert _bad(mart, ledger) == ["mart"]
    with mart.write("x"):
        pass
    assert _bad(mart, ledger) == []


def test_a_ledger_newer_than_the_mart_is_found(mart: Mart, ledger: Ledger, tmp_path: Path) -> None:
    with mart.write("x") as writer:
        writer.upsert_documents(documents(3))
    older = Mart(tmp_path / "older", ledger)
    assert set(_bad(older, ledger)) == {"files", "mart"}


def test_the_hash_sees_content_and_not_the_way_it_came(tmp_path: Path, ledger: Ledger) -> None:
    frame = documents(12)
    stores = []
    for number, parts in enumerate(([frame], [frame.iloc[6:], frame.iloc[:7]])):
        own = Ledger(f"sqlite:///{tmp_path / str(number)}.db")
        own.migrate()
        mart = Mart(tmp_path / f"mart{number}", own)
        for part in parts:
            with mart.write("x") as writer:
                writer.upsert_documents(part.assign(ingested_at=pd.Timestamp(NOW) + pd.Timedelta(hours=number)))
        stores.append((mart, own))
    one, two = (doctor_hash(mart, own) for mart, own in stores)
    assert one == two
    mart, own = stores[1]
    mart.compact()
    assert doctor_hash(mart, own) == one
    _cover(own, DAY)
    assert doctor_hash(mart, own) != one
    for _, own in stores:
        own.close()
