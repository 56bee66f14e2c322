"""Two processes at one mart: whoever lost the lease changes nothing, and readers never notice."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import update

from tests.store.conftest import documents
from textmine.errors import LeaseHeldError, StoreError
from textmine.store import delta
from textmine.store.ledger import Ledger, leases, tables
from textmine.store.mart import WRITER_LEASE, Mart

SCORES = pd.DataFrame({
    "month": "2026-09", "doc_id": ["a", "b"], "score": "urgency", "value": [1.0, 2.0], "model_id": "m",
})


def _count(mart: Mart, table: str = "documents") -> int:
    return int(mart.query(f"select count(*) as n from {table}")["n"].iloc[0])


def _expire(ledger: Ledger) -> None:
    """What the clock does to the lease of a process that hangs."""
    with ledger.begin() as connection:
        past = datetime.now(UTC) - timedelta(seconds=1)
        connection.execute(update(tables.leases).values(expires_at=past))


def test_a_hung_writer_that_wakes_up_cannot_commit(mart: Mart) -> None:
    with pytest.raises(LeaseHeldError, match="다른 프로세스가 가져가"), mart.write("hung") as hung:
        hung.upsert_documents(documents(5))
        hung.flush()
        _expire(mart.ledger)
        with mart.write("successor") as successor:
            successor.upsert_documents(documents(3))
    assert _count(mart) == 3


def test_a_hung_writer_cannot_write_another_row_after_it_lost_the_lease(mart: Mart) -> None:
    with pytest.raises(LeaseHeldError), mart.write("hung") as hung:
        _expire(mart.ledger)
        with mart.write("successor") as successor:
            successor.upsert_documents(documents(3))
        hung.append("doc_scores", SCORES)
    assert _count(mart, "doc_scores") == 0


def test_rows_that_slip_in_between_two_writes_never_become_official(
    mart: Mart, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LeaseHeldError, match="doc_scores"), mart.write("hung") as hung:
        _expire(mart.ledger)
        with mart.write("successor") as successor:
            with monkeypatch.context() as blind:  # the hung process checked its lease just before it hung
                blind.setattr(hung, "_check_lease", lambda: None)
                hung.append("doc_scores", SCORES)
            successor.append("doc_scores", SCORES)
    assert _count(mart, "doc_scores") == 0


def test_the_lease_of_a_dead_neighbour_is_free_at_once(mart: Mart) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    place = leases._place()
    row = {"name": WRITER_LEASE, "holder": f"{place}:{dead.pid}:x", "owner": "dead",
           "expires_at": datetime.now(UTC) + timedelta(hours=1)}
    with mart.ledger.begin() as connection:
        connection.execute(tables.leases.insert().values(row))
    started = time.monotonic()
    with mart.write("next"):
        pass
    assert time.monotonic() - started < 2


def test_a_living_writer_keeps_its_lease_beyond_its_term(mart: Mart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "TERM_S", 0.4)
    monkeypatch.setattr(leases, "HEARTBEAT_S", 0.1)
    with leases.hold(mart.ledger, "job"):
        time.sleep(0.8)
        with pytest.raises(LeaseHeldError), leases.hold(mart.ledger, "job", wait_s=0):
            pass


def test_a_lease_is_free_after_its_block(ledger: Ledger) -> None:
    for _ in range(2):
        with leases.hold(ledger, "job", wait_s=0):
            pass


def test_other_leases_do_not_wait(ledger: Ledger) -> None:
    with leases.hold(ledger, "a", wait_s=0), leases.hold(ledger, "b", wait_s=0):
        pass


def test_decisions_and_versions_move_together_or_not_at_all(mart: Mart, ledger: Ledger) -> None:
    def refuse(_connection: object) -> None:
        raise RuntimeError("refused")

    before = mart.versions()
    with pytest.raises(RuntimeError, match="refused"), mart.write("x") as writer:
        writer.upsert_documents(documents(3))
        writer.on_commit(lambda connection: connection.execute(tables.kv.insert().values(name="n", value="v")))
        writer.on_commit(refuse)
    assert mart.versions() == before
    with ledger.begin() as connection:
        assert connection.execute(tables.kv.select()).all() == []


def test_versions_can_be_read_inside_a_transaction_of_the_ledger(mart: Mart, ledger: Ledger) -> None:
    with ledger.begin():
        assert mart.versions()["documents"] == 0


def test_a_writer_reads_what_it_wrote(mart: Mart) -> None:
    with mart.write("x") as writer:
        writer.upsert_documents(documents(3))
        assert len(writer.query("select * from documents")) == 3
        assert writer.delete("documents", [documents(1)["doc_id"].iloc[0]]) == ["2026-09"]
        assert writer.upsert_documents(documents(3)).new == 1
    assert _count(mart) == 3


def test_one_month_is_replaced_and_rows_are_appended(mart: Mart) -> None:
    with mart.write("x") as writer:
        writer.append("doc_scores", SCORES)
        writer.append("doc_scores", SCORES.assign(month="undated"))
        writer.append("doc_scores", SCORES.iloc[:0])
    with mart.write("x") as writer:
        writer.replace_month("doc_scores", "2026-09", SCORES.iloc[:1].drop(columns="month"))
    found = mart.query("select month, count(*) as n from doc_scores group by month order by month")
    assert list(found.itertuples(index=False, name=None)) == [("2026-09", 1), ("undated", 2)]


def test_rows_of_another_month_are_refused(mart: Mart) -> None:
    with pytest.raises(ValueError, match="2026-09"), mart.write("x") as writer:
        writer.replace_months("doc_scores", ["2026-10"], SCORES)
    with pytest.raises(ValueError, match="upserted"), mart.write("x") as writer:
        writer.append("documents", documents(1))


def test_compacting_keeps_every_row_and_leaves_fewer_files(mart: Mart) -> None:
    for n in range(4):
        with mart.write("x") as writer:
            writer.append("doc_scores", SCORES.assign(doc_id=[f"{n}a", f"{n}b"]))
    before = mart.query("select * from doc_scores order by doc_id")
    assert len(list(mart.path("doc_scores").glob("month=*/*"))) == 4
    mart.compact()
    pd.testing.assert_frame_equal(mart.query("select * from doc_scores order by doc_id"), before)
    assert delta.missing_files(mart.path("doc_scores"), mart.versions()["doc_scores"]) == []
    mart.purge(["unknown"])  # forgets history at once
    assert len(list(mart.path("doc_scores").glob("month=*/*"))) == 1


def test_readers_go_on_while_documents_are_erased(mart: Mart) -> None:
    with mart.write("x") as writer:
        writer.upsert_documents(documents(60))
    failures: list[BaseException] = []
    counts: set[int] = set()
    stop = threading.Event()

    def read() -> None:
        try:
            while not stop.is_set():
                counts.add(len(mart.query("select body, month from documents")))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for n in range(2):
        mart.purge([f"{n:064x}"])
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert counts <= {60, 59, 58}
    assert _count(mart) == 58


def test_a_mistake_in_a_query_is_told_at_once(mart: Mart) -> None:
    with pytest.raises(Exception, match="no_such_column"):
        mart.query("select no_such_column from documents")


@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/New_York"])
def test_times_are_utc_wherever_the_machine_stands(mart: Mart, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with mart.write("x") as writer:
        writer.upsert_documents(documents(1))
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        row = mart.query("select created_at, created_at::date as day, created_at::text as text from documents").iloc[0]
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
    assert str(row["created_at"]) == "2026-09-20 00:00:00+00:00"
    assert (str(row["day"]), row["text"]) == ("2026-09-20", "2026-09-20 00:00:00+00")


def test_a_query_of_one_month_opens_no_other_file(mart: Mart) -> None:
    with mart.write("x") as writer:
        writer.upsert_documents(documents(30))
    for file in mart.path("documents").glob("month=2026-10/*"):
        file.unlink()
    assert len(mart.query("select doc_id from documents where month = '2026-09'")) == 11


def test_a_mart_from_an_older_backup_is_refused(mart: Mart, tmp_path: Path) -> None:
    with mart.write("x") as writer:
        writer.upsert_documents(documents(3))
    older = Mart(tmp_path / "older", mart.ledger)
    with pytest.raises(StoreError, match="같은 백업"), older.write("x"):
        pass


def test_two_processes_take_turns(mart: Mart, ledger: Ledger) -> None:
    url = ledger.engine.url.render_as_string(hide_password=False)
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.store.conftest import documents\n"
        "from textmine.store.ledger import Ledger\n"
        "from textmine.store.mart import Mart\n"
        f"mart = Mart(Path({str(mart.root)!r}), Ledger({url!r}))\n"
        "for n in range(3):\n"
        "    with mart.write('turn') as writer:\n"
        "        frame = documents(2)\n"
        "        writer.upsert_documents(frame.assign(doc_id=[f'{sys.argv[1]}-{n}-{k}' for k in range(2)]))\n"
    )
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    workers = [subprocess.Popen([sys.executable, "-c", script, name], cwd=root, env=environment) for name in "ab"]
    assert [worker.wait(timeout=120) for worker in workers] == [0, 0]
    assert _count(mart) == 12


@pytest.mark.parametrize("delay_s", [0.0, 0.05, 0.11])
def test_a_writer_killed_at_any_moment_leaves_whole_writes(mart: Mart, ledger: Ledger, delay_s: float) -> None:
    url = ledger.engine.url.render_as_string(hide_password=False)
    script = (
        "from pathlib import Path\n"
        "from tests.store.conftest import documents\n"
        "from tests.store.test_writers import SCORES\n"
        "from textmine.store.ledger import Ledger\n"
        "from textmine.store.mart import Mart\n"
        f"mart = Mart(Path({str(mart.root)!r}), Ledger({url!r}))\n"
        "for n in range(10_000):\n"
        "    with mart.write('victim') as writer:\n"
        "        writer.upsert_documents(documents(2).assign(doc_id=[f'{n}-a', f'{n}-b']))\n"
        "        writer.append('doc_scores', SCORES)\n"
    )
    root = Path(__file__).resolve().parents[2]
    victim = subprocess.Popen([sys.executable, "-c", script], cwd=root, env=os.environ | {"PYTHONPATH": str(root)})
    deadline = time.monotonic() + 60
    while _count(mart) == 0 and victim.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(delay_s)
    victim.kill()
    victim.wait()
    written = _count(mart)
    assert written > 0
    assert written == _count(mart, "doc_scores")
    with mart.write("next") as writer:
        writer.append("doc_scores", SCORES)
    assert (_count(mart), _count(mart, "doc_scores")) == (written, written + 2)
