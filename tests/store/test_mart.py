"""What readers see, what writers may do, and what a crash leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tests.store.conftest import documents
from textmine.errors import LeaseHeldError
from textmine.store.delta import open_dataset
from textmine.store.doctor import doctor_hash
from textmine.store.ledger import Ledger, leases
from textmine.store.mart import WRITER_LEASE, Mart


def _write(mart: Mart, frame: pd.DataFrame):  # type: ignore[no-untyped-def]
    with mart.write("test") as writer:
        return writer.upsert_documents(frame)


def _count(mart: Mart) -> int:
    return int(mart.query("select count(*) as n from documents")["n"].iloc[0])


def test_empty_tables_can_be_queried(mart: Mart) -> None:
    assert _count(mart) == 0
    assert mart.query("select * from postings").empty


def test_documents_come_back_as_they_went_in(mart: Mart) -> None:
    result = _write(mart, documents(30))
    assert (result.new, result.changed, result.unchanged) == (30, 0, 0)
    assert result.months == {"2026-09", "2026-10"}
    found = mart.query("select * from documents order by doc_id")
    assert found["civil_date"].iloc[0] == date(2026, 9, 20)
    assert found["body"].eq("글").all()


def test_the_same_documents_again_change_nothing(mart: Mart) -> None:
    _write(mart, documents(30))
    result = _write(mart, documents(30))
    assert (result.new, result.changed, result.unchanged, result.months) == (0, 0, 30, frozenset())
    assert _count(mart) == 30


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_newest_version_wins_in_either_order(mart: Mart, order: tuple[int, int]) -> None:
    versions = [
        documents(5, content_hash="z", updated_at=pd.Timestamp("2026-10-01", tz="UTC"), body="옛 글"),
        documents(5, content_hash="a", updated_at=pd.Timestamp("2026-10-02", tz="UTC"), body="새 글"),
    ]
    for n in order:
        _write(mart, versions[n])
    assert set(mart.query("select body from documents")["body"]) == {"새 글"}
    assert _count(mart) == 5


def test_a_document_that_moves_to_another_month_stands_once(mart: Mart) -> None:
    _write(mart, documents(3))
    moved = documents(3, start=date(2026, 11, 1), content_hash="later", updated_at=pd.Timestamp("2026-10-02", tz="UTC"))
    result = _write(mart, moved)
    assert result.changed == 3
    assert result.months == {"2026-09", "2026-11"}
    assert set(mart.query("select month from documents")["month"]) == {"2026-11"}


def test_versions_of_one_document_in_one_write_are_resolved(mart: Mart) -> None:
    with mart.write("test") as writer:
        writer.upsert_documents(documents(4))
        later = documents(2, content_hash="later", updated_at=pd.Timestamp("2026-10-02", tz="UTC"))
        assert writer.upsert_documents(later).changed == 2
    assert _count(mart) == 4
    assert mart.query("select count(*) as n from documents where content_hash = 'later'")["n"].iloc[0] == 2


def test_a_failed_write_leaves_readers_where_they_were(mart: Mart, ledger: Ledger) -> None:
    _write(mart, documents(3))
    before = doctor_hash(mart, ledger)
    with pytest.raises(RuntimeError, match="halfway"), mart.write("test") as writer:
        writer.upsert_documents(documents(9, body="다른 글"))
        writer.flush()
        raise RuntimeError("halfway")
    assert doctor_hash(mart, ledger) == before
    _write(mart, documents(4))
    assert _count(mart) == 4


def test_a_reader_inside_a_write_sees_the_old_state(mart: Mart) -> None:
    with mart.write("test") as writer:
        writer.upsert_documents(documents(3))
        writer.flush()
        assert _count(mart) == 0
    assert _count(mart) == 3


def test_a_second_writer_is_refused(mart: Mart, ledger: Ledger) -> None:
    refused = pytest.raises(LeaseHeldError, match=r"다른 textmine 작업\(first\)이")
    with mart.write("first"), refused, leases.hold(ledger, WRITER_LEASE, wait_s=0):
        pass


def test_replacing_a_month_leaves_the_others(mart: Mart) -> None:
    rows = pd.DataFrame({
        "month": ["2026-09", "2026-10"], "term": ["가로등", "포트홀"],
        "civil_date": [date(2026, 9, 1), date(2026, 10, 1)], "kind": "complaint", "posts": [1, 2], "distinct": [1, 2],
    })
    with mart.write("test") as writer:
        writer.replace_months("term_daily", ["2026-09", "2026-10"], rows)
    with mart.write("test") as writer:
        writer.replace_months("term_daily", ["2026-10"], rows.iloc[[1]].assign(posts=7))
    assert dict(mart.query("select term, posts from term_daily").itertuples(index=False)) == {"가로등": 1, "포트홀": 7}


def test_a_writer_killed_halfway_is_as_if_it_had_never_written(mart: Mart, ledger: Ledger, tmp_path: Path) -> None:
    _write(mart, documents(3))
    before = doctor_hash(mart, ledger)
    url = ledger.engine.url.render_as_string(hide_password=False)
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from tests.store.conftest import documents\n"
        "from textmine.store.ledger import Ledger\n"
        "from textmine.store.mart import Mart\n"
        f"mart = Mart(Path({str(mart.root)!r}), Ledger({url!r}))\n"
        "with mart.write('killed') as writer:\n"
        "    writer.upsert_documents(documents(50, body='반쯤 쓴 글'))\n"
        "    writer.flush()\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", script], cwd=root, env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    assert doctor_hash(mart, ledger) == before
    _write(mart, documents(4))
    assert _count(mart) == 4


def test_a_scan_never_waits_for_the_interpreter(mart: Mart) -> None:
    dataset = open_dataset(mart.path("documents"), mart.versions()["documents"])
    assert not dataset.filesystem.type_name.startswith("py::")
