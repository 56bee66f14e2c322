"""What the officer in charge receives, and what they do with it."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.e2e.conftest import Finished, as_json, body, free_port, serve, textmine


def test_the_officer_gets_a_readable_mail_without_any_complaint_in_it(finished: Finished, complaints: Path) -> None:
    assert finished.messages
    with complaints.open(encoding="utf-8-sig", newline="") as file:
        texts = [row["민원내용"] for row in csv.DictReader(file)]
    for message in finished.messages:
        assert str(message["To"]).endswith("@narae.example")
        assert str(message["Subject"]).startswith("[")
        assert message["Message-ID"] and message["Date"]
        page = body(message, "html")
        assert "<" in page
        shown = body(message) + page
        assert not [text for text in texts if text[:25] in shown]
    assert len(finished.mail) == len(finished.messages)


def test_mail_waits_for_a_server_that_is_down_and_is_sent_once(copied: Path, finished: Finished) -> None:
    port = free_port()
    _unsend(copied)
    for moment, failed in (("00:00", True), ("00:02", False), ("00:06", True)):
        done = textmine(
            "jobs", "run", "dispatch", "--period", "2026-10-31", "--outputs", copied, "--json", port=port,
            TEXTMINE_NOW=f"2026-11-01T{moment}:00+00:00",
        )
        assert ("못 보냄 0건" in as_json(done)["summary"]) != failed, moment
    with serve(port) as box:
        for moment in ("00:07", "00:12", "00:13"):  # too early, in time, done
            textmine(
                "jobs", "run", "dispatch", "--period", "2026-10-31", "--outputs", copied, port=port,
                TEXTMINE_NOW=f"2026-11-01T{moment}:00+00:00",
            )
            assert bool(box.taken) == (moment != "00:07")
    assert len(box.taken) == len(finished.mail)
    assert set(box.by_id()) == set(finished.mail)


def test_an_alert_is_listed_shown_and_acknowledged_once(copied: Path) -> None:
    listed = as_json(textmine("alerts", "list", "--state", "new", "--outputs", copied, "--json"))
    assert listed
    number = listed[0]["alert_id"]
    assert listed[0]["title"] in textmine("alerts", "list", "--outputs", copied).stdout.replace("\n", "")
    textmine("alerts", "ack", number[:12], "--why", "현장 확인", "--by", "김도로", "--outputs", copied)
    shown = as_json(textmine("alerts", "show", number, "--outputs", copied, "--json"))
    assert shown["state"] == "acknowledged"
    assert [(e["actor"], e["reason"]) for e in shown["events"]][-1] == ("김도로", "현장 확인")
    assert "현장 확인" in textmine("alerts", "show", number, "--outputs", copied).stdout
    again = textmine("alerts", "ack", number, "--outputs", copied, code=1)
    assert "오류" in again.stderr
    unknown = textmine("alerts", "show", "zz", "--outputs", copied, code=1)
    assert "'zz' 알림이 없거나" in unknown.stderr
    wrong = textmine("alerts", "list", "--state", "모름", "--outputs", copied, code=1)
    assert "'모름' 상태는 없습니다" in wrong.stderr


def _unsend(outputs: Path) -> None:
    """The finished run as it would be had its mail server not answered yet."""
    from sqlalchemy import update

    from textmine.store.ledger import Ledger, tables

    ledger = Ledger(f"sqlite:///{outputs / 'store' / 'ledger.db'}")
    with ledger.begin() as connection:
        mails = update(tables.outbox).where(tables.outbox.c.channel == "email")
        connection.execute(mails.values(state="pending", attempts=0, sent_at=None))
    ledger.close()
