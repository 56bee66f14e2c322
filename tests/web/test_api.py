"""The API: one error shape, cursors, ETags, tables, tokens with scopes, rows by department."""

from __future__ import annotations

import io
from collections.abc import Callable

import pandas as pd
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import OTHER, OWN, Web
from textmine.web import accounts
from textmine.web.api import shapes
from textmine.web.people import Person, Right, Role


@pytest.fixture
def program(web: Web) -> Callable[..., TestClient]:
    """A program with a token of an account."""

    def make(name: str, *scopes: Right, days: int = 30) -> TestClient:
        token = accounts.make_token(web.context, Person(name, Role.ADMIN, None), "시험", scopes, days=days)
        client = web.browser()
        client.headers["authorization"] = f"Bearer {token}"
        return client

    return make


def test_errors_have_one_shape(web: Web) -> None:
    missing = web.as_("admin").get("/api/v1/alerts/nope")
    bad = web.as_("admin").get("/api/v1/keywords?limit=0")
    refused = web.as_("viewer").get("/api/v1/documents")
    unknown = web.browser().get("/api/v1/issues")
    lost = web.as_("admin").get("/api/v1/nowhere")
    for answer, status in ((missing, 404), (bad, 400), (refused, 403), (unknown, 401), (lost, 404)):
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert set(answer.json()) == {"type", "title", "status", "detail"}
        assert answer.json()["status"] == status
    assert unknown.headers["www-authenticate"] == "Bearer"


_NARROW = {
    "documents": "&first=2026-10-01", "issues": "&live=false", "alerts": "&recorded=1", "forecasts": "&freq=W",
}


@pytest.mark.parametrize("name", ["documents", "keywords", "surges", "forecasts", "issues", "alerts"])
def test_cursors_give_every_row_once_and_in_order(web: Web, name: str) -> None:
    client, more = web.as_("admin"), _NARROW.get(name, "")
    address = f"/api/v1/{name}?limit=1000{more}"
    whole = client.get(address).json()["items"]
    assert len(whole) > 4
    rows, cursor = [], ""
    for _ in range(1000):
        answer = client.get(f"{address.replace('1000', '2' if len(whole) < 70 else '40')}&cursor={cursor}").json()
        rows += answer["items"]
        cursor = answer["next"]
        if not cursor:
            break
    assert rows == whole


def test_a_changed_cursor_is_refused(web: Web) -> None:
    for cursor in ("x", "W10", "WyJhIl0", "%00"):
        assert web.as_("admin").get(f"/api/v1/documents?cursor={cursor}").status_code in (400, 404)


def test_what_did_not_change_is_not_sent_again(web: Web) -> None:
    client = web.as_("viewer")
    first = client.get("/api/v1/keywords")
    again = client.get("/api/v1/keywords", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/api/v1/keywords?limit=3", headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_tables_open_in_spreadsheets_and_tools(web: Web) -> None:
    client = web.as_("viewer")
    rows = client.get("/api/v1/keywords?limit=30").json()["items"]
    excel = client.get("/api/v1/keywords?limit=30&format=csv")
    assert excel.content.startswith("\ufeff".encode())
    assert list(pd.read_csv(io.BytesIO(excel.content), encoding="utf-8-sig")["term"]) == [r["term"] for r in rows]
    old = client.get("/api/v1/keywords?limit=30&format=csv-cp949")
    assert list(pd.read_csv(io.BytesIO(old.content), encoding="cp949")["term"]) == [r["term"] for r in rows]
    assert old.headers["x-lossy-cells"] == "0"
    parquet = client.get("/api/v1/keywords?limit=30&format=parquet")
    assert pq.read_table(io.BytesIO(parquet.content)).to_pylist() == rows


def test_a_cell_is_no_formula_and_lost_letters_are_counted() -> None:
    answer = shapes._csv([{"a": "=1+1", "b": "뷁🙂"}, {"a": "가", "b": "나"}], "t", "cp949")
    assert "'=1+1" in answer.body.decode("cp949")
    assert answer.headers["x-lossy-cells"] == "1"


def test_a_token_does_what_its_scopes_and_its_owner_may(
    web: Web, program: Callable[..., TestClient]
) -> None:
    assert program("admin", Right.SEE).get("/api/v1/keywords").status_code == 200
    assert program("admin", Right.SEE).get("/api/v1/documents").status_code == 403
    assert program("admin", Right.SEE, Right.READ).get("/api/v1/runs").status_code == 403
    assert program("viewer", Right.SEE, Right.READ).get("/api/v1/documents").status_code == 403
    assert program("admin", Right.SEE).get("/password").status_code == 200


def test_a_token_ends(web: Web, program: Callable[..., TestClient]) -> None:
    client = program("viewer", Right.SEE, days=1)
    assert client.get("/api/v1/issues").status_code == 200
    web.clock.forward(days=1)
    assert client.get("/api/v1/issues").status_code == 401


def test_an_officer_gets_only_rows_of_their_department(web: Web, program: Callable[..., TestClient]) -> None:
    for client in (web.as_("officer"), program("officer", Right.SEE, Right.READ)):
        rows = client.get("/api/v1/documents?limit=1000").json()["items"]
        assert rows
        assert {row["department"] for row in rows} == {OWN}
        assert client.get(f"/api/v1/documents?department={OTHER}").json()["items"] == []
        alerts = client.get("/api/v1/alerts?recorded=1&limit=1000").json()["items"]
        assert {row["department"] for row in alerts} <= {OWN}
    other = web.as_("admin").get(f"/api/v1/documents?department={OTHER}&limit=1").json()["items"][0]
    assert web.as_("officer").get(f"/api/v1/documents/{other['doc_id']}").status_code == 404
    assert web.as_("officer").get(f"/search/{other['doc_id']}").status_code == 404


def test_an_alert_is_taken_up_by_token_and_not_by_cookie(web: Web, program: Callable[..., TestClient]) -> None:
    alert_id = web.as_("admin").get("/api/v1/alerts?recorded=1").json()["items"][0]["alert_id"]
    body = {"action": "acknowledge"}
    assert web.as_("admin").post(f"/api/v1/alerts/{alert_id}/actions", json=body).status_code == 400
    client = program("admin", Right.SEE, Right.ACT)
    assert client.post(f"/api/v1/alerts/{alert_id}/actions", json=body).json()["state"] == "acknowledged"
    assert client.post(f"/api/v1/alerts/{alert_id}/actions", json=body).status_code == 400


def test_the_description_names_every_route_in_korean(web: Web) -> None:
    paths = web.as_("viewer").get("/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/alerts/{alert_id}/actions" in paths
    for path, methods in paths.items():
        for operation in methods.values():
            assert any("가" <= letter <= "힣" for letter in operation["summary"]), path


def test_small_counts_are_hidden(web: Web) -> None:
    found = web.as_("viewer").get("/api/v1/keywords/주차/slices?first=2025-11-01").json()["items"]
    counts = [line["n"] for one in found.values() for line in one["lines"]]
    assert counts
    assert min(counts) >= 5
    assert found["region"]["hidden"]


def test_a_viewer_sees_no_list_of_documents_in_issues(web: Web) -> None:
    row = web.as_("viewer").get("/api/v1/issues?live=false").json()["items"][0]
    assert "documents" not in row
    assert "documents" in web.as_("analyst").get("/api/v1/issues?live=false").json()["items"][0]
