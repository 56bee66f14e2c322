"""The main job with its ledger on PostgreSQL gives what it gives on SQLite."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import Finished, Mailbox, as_json, process, textmine
from tests.store.conftest import POSTGRES, _database, _url


@pytest.mark.skipif(not POSTGRES, reason="TEXTMINE_TEST_POSTGRES_URL names no server")
def test_the_main_job_on_postgres_is_the_main_job(
    complaints: Path, finished: Finished, mailbox: Mailbox, tmp_path: Path
) -> None:
    outputs = tmp_path / "outputs"
    with _database() as name:
        ledger = {"TEXTMINE_LEDGER_URL": _url(name)}
        process("run", "-i", complaints, "--outputs", outputs, "--json", port=mailbox.port, **ledger)
        found = as_json(textmine("doctor", "hash", "--outputs", outputs, "--json", **ledger))["hash"]
        number = as_json(textmine("alerts", "list", "--outputs", outputs, "--json", **ledger))[0]["alert_id"]
        textmine("alerts", "ack", number, "--outputs", outputs, **ledger)
    assert found == finished.hash
    assert mailbox.by_id() == finished.mail
    assert not (outputs / "store" / "ledger.db").exists()
