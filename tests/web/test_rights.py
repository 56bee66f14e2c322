"""Every route against every role: a route without an entry here fails."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute

from tests.web.conftest import Web, csrf_of
from textmine.web.api import routes as api
from textmine.web.pages import ROUTERS
from textmine.web.people import RIGHTS, Right, Role

VIEWERS = frozenset(Role)
OFFICERS = VIEWERS - {Role.VIEWER}
ANALYSTS = frozenset({Role.ANALYST, Role.ADMIN})
OPERATORS = frozenset({Role.OPERATOR, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})
ANYBODY = None  # also somebody who is not logged in

MATRIX: dict[tuple[str, str], frozenset[Role] | None] = {
    ("GET", "/static/{name}"): ANYBODY, ("GET", "/fonts/{weight}.woff"): ANYBODY, ("GET", "/healthz"): ANYBODY,
    ("GET", "/login"): ANYBODY, ("POST", "/login"): ANYBODY,
    ("GET", "/ack/{token}"): ANYBODY, ("POST", "/ack/{token}"): ANYBODY,
    ("POST", "/logout"): VIEWERS, ("GET", "/password"): VIEWERS, ("POST", "/password"): VIEWERS,
    ("POST", "/tokens"): VIEWERS, ("POST", "/tokens/{token_id}/revoke"): VIEWERS,
    ("GET", "/"): VIEWERS, ("GET", "/alerts"): VIEWERS, ("GET", "/alerts/{alert_id}"): VIEWERS,
    ("POST", "/alerts/{alert_id}/act"): OFFICERS, ("POST", "/alerts/{alert_id}/feedback"): OFFICERS,
    ("POST", "/alerts/{alert_id}/reassign"): OFFICERS,
    ("GET", "/words"): VIEWERS, ("GET", "/forecast"): VIEWERS, ("GET", "/topics"): VIEWERS,
    ("GET", "/search"): OFFICERS, ("GET", "/search/{doc_id}"): OFFICERS, ("GET", "/similar"): OFFICERS,
    ("POST", "/similar"): OFFICERS,
    ("GET", "/reports"): VIEWERS, ("GET", "/reports/{run_id}/{name}"): VIEWERS,
    ("GET", "/operations"): OPERATORS, ("GET", "/operations/users"): ADMINS, ("POST", "/operations/users"): ADMINS,
    ("POST", "/operations/users/{name}"): ADMINS, ("GET", "/operations/audit"): ADMINS,
    ("GET", "/events"): VIEWERS, ("GET", "/requests"): OFFICERS, ("POST", "/requests"): OFFICERS,
    ("POST", "/requests/{request_id}/move"): ANALYSTS, ("POST", "/requests/{request_id}/use"): OFFICERS,
    ("GET", "/imports"): OPERATORS, ("POST", "/imports/preview"): OPERATORS, ("POST", "/imports/confirm"): OPERATORS,
    ("POST", "/imports/cancel"): OPERATORS, ("GET", "/dictionary"): ANALYSTS,
    ("GET", "/dictionary/candidates"): ANALYSTS, ("GET", "/dictionary/history"): ANALYSTS,
    ("POST", "/dictionary/preview"): ANALYSTS, ("POST", "/dictionary/change"): ANALYSTS,
    ("POST", "/dictionary/undo"): ANALYSTS, ("POST", "/dictionary/candidates/{candidate_id}"): ANALYSTS,
    ("GET", "/api/v1/documents"): OFFICERS, ("GET", "/api/v1/documents/{doc_id}"): OFFICERS,
    ("GET", "/api/v1/keywords"): VIEWERS, ("GET", "/api/v1/keywords/{term}/trend"): VIEWERS,
    ("GET", "/api/v1/keywords/{term}/slices"): VIEWERS, ("GET", "/api/v1/topics"): VIEWERS,
    ("GET", "/api/v1/issues"): VIEWERS, ("GET", "/api/v1/surges"): VIEWERS, ("GET", "/api/v1/alerts"): VIEWERS,
    ("GET", "/api/v1/alerts/{alert_id}"): VIEWERS, ("POST", "/api/v1/alerts/{alert_id}/actions"): OFFICERS,
    ("POST", "/api/v1/alerts/{alert_id}/feedback"): OFFICERS, ("GET", "/api/v1/forecasts"): VIEWERS,
    ("GET", "/api/v1/freshness"): VIEWERS, ("GET", "/api/v1/reports"): VIEWERS, ("GET", "/api/v1/runs"): OPERATORS,
    ("GET", "/api/v1/openapi.json"): VIEWERS,
}  # fmt: skip


def routes() -> list[tuple[str, APIRoute]]:
    found = [route for router in (*ROUTERS, api.router) for route in router.routes]
    assert all(isinstance(route, APIRoute) for route in found)
    return [(method, route) for route in found if isinstance(route, APIRoute) for method in sorted(route.methods)]


def test_every_route_has_an_entry_and_every_entry_a_route(web: Web) -> None:
    assert {(method, route.path) for method, route in routes()} == set(MATRIX)
    assert len(web.app.routes) == len(ROUTERS) + 1  # the application itself adds none


def test_every_route_names_the_right_that_its_entry_means() -> None:
    for method, route in routes():
        rights = [d.call.right for d in route.dependant.dependencies if hasattr(d.call, "right")]  # type: ignore[union-attr]
        assert len(rights) == 1, route.path
        entry = MATRIX[method, route.path]
        if entry is ANYBODY:
            assert rights == [Right.OPEN], route.path
        else:
            assert {role for role in Role if rights[0] in RIGHTS[role]} == entry, route.path


@pytest.mark.parametrize("role", Role)
def test_roles_reach_exactly_their_routes(web: Web, role: Role) -> None:
    client = web.as_(role.value)
    secret = csrf_of(client)
    for (method, path), roles in MATRIX.items():
        if path in ("/logout", "/events"):  # one ends the session, the other never ends
            continue
        address = path.replace("{", "").replace("}", "")
        data = {"csrf": secret, "text": "x", "action": "acknowledge", "verdict": "right", "department": "없음",
                "old": "x", "new": "y", "again": "z", "title": "", "name": "??", "role": "viewer", "what": "none",
                "question": "", "was": "told", "use": "", "token": "x", "kind": "complaint", "word": "",
                "base": "0", "version": "0"}
        sent = {"json": {"action": "acknowledge", "verdict": "right"}} if "/api/" in path else {"data": data}
        answer = client.get(address) if method == "GET" else client.post(address, **sent)
        allowed = roles is ANYBODY or role in roles
        assert (answer.status_code != 403) == allowed, (method, path, answer.status_code)
        assert answer.status_code < 500, (method, path)


def test_nobody_reaches_anything_without_logging_in(web: Web) -> None:
    client = web.browser()
    for (method, path), roles in MATRIX.items():
        if roles is not ANYBODY:
            body = {"json": {"action": "acknowledge", "verdict": "right"}} if path.startswith("/api/") else {}
            answer = client.request(method, path.replace("{", "").replace("}", ""), **body)
            assert answer.status_code in (303, 400, 401), (method, path)
            if method == "GET" and not path.startswith("/api/"):
                assert answer.headers["location"].startswith("/login"), path


@pytest.mark.parametrize("address", ["/alerts/x/act", "/tokens", "/operations/users", "/similar", "/logout"])
def test_a_form_without_the_sessions_secret_is_refused(web: Web, address: str) -> None:
    data = {"action": "acknowledge", "title": "t", "name": "n", "role": "viewer", "text": "포트홀", "scopes": "see"}
    for given in ({}, {"csrf": "wrong"}, {"csrf": csrf_of(web.as_("viewer"))}):
        answer = web.as_("admin").post(address, data=data | given)
        assert answer.status_code == 400
        assert "새로 고친" in answer.text
