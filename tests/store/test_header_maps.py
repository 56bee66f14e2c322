"""Header maps are kept by sender and kind, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from tests.store.conftest import NOW
from textmine.store.ledger import Ledger, header_maps, imports, quarantine
from textmine.store.ledger.header_maps import HeaderChoice, HeaderMap
from textmine.types import QuarantinedRow

KNOWN = HeaderMap(
    (HeaderChoice("접수번호", "external_id"), HeaderChoice("비고", "body", "김"), HeaderChoice("담당", "", "김")),
    ("연번", "접수번호", "비고", "담당"), "김주무", NOW,
)


def test_a_map_comes_back_as_it_was_put_and_in_its_order(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        assert header_maps.get(connection, source="새올", kind="complaint") is None
        header_maps.put(connection, source="새올", kind="complaint", known=KNOWN)
        assert header_maps.get(connection, source="새올", kind="complaint") == KNOWN
        assert header_maps.get(connection, source="새올", kind="idea") is None


def test_a_later_map_replaces_the_earlier_one(ledger: Ledger) -> None:
    later = HeaderMap(KNOWN.choices[:1], ("접수번호",), "자동", NOW)
    with ledger.begin() as connection:
        for known in (KNOWN, later):
            header_maps.put(connection, source="새올", kind="complaint", known=known)
        header_maps.put(connection, source="국민신문고", kind="complaint", known=KNOWN)
        assert header_maps.get(connection, source="새올", kind="complaint") == later
        assert header_maps.senders(connection) == [("국민신문고", "complaint"), ("새올", "complaint")]


def test_a_sender_is_forgotten_once(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        header_maps.put(connection, source="새올", kind="complaint", known=KNOWN)
        assert header_maps.forget(connection, source="새올", kind="complaint")
        assert not header_maps.forget(connection, source="새올", kind="complaint")
        assert header_maps.senders(connection) == []


def test_what_was_written_about_an_import_comes_back(ledger: Ledger) -> None:
    counts = {"file": "a.csv", "rows_in": 1, "new": 1, "changed": 0, "unchanged": 0, "quarantined": 0}
    with ledger.begin() as connection:
        for digest, more in (("d1", {"report": '{"a": 1}'}), ("d2", {})):
            imports.add(
                connection, digest=digest, source="s", kind="sns", masked={}, finished_at=NOW, **counts, **more
            )
        assert imports.get_report(connection, digest="d1", kind="sns", source="s") == '{"a": 1}'
        assert imports.get_report(connection, digest="d2", kind="sns", source="s") == "{}"
        assert imports.get_report(connection, digest="d1", kind="idea", source="s") is None


def test_quarantined_rows_of_one_file(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        for file in ("a.csv", "b.csv"):
            quarantine.add(connection, file, [QuarantinedRow(file, line, "", "까닭", "") for line in (3, 2)])
        assert list(quarantine.list_rows(connection, file="b.csv")["line"]) == [2, 3]
        assert len(quarantine.list_rows(connection, limit=None)) == 4
