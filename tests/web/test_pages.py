"""What people do on the pages, as a browser without JavaScript does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from tests.web.conftest import NOW, OTHER, OWN, Web, csrf_of, send
from textmine.alerts import sign_link
from textmine.pipeline import views_alerts
from textmine.store.ledger import alerts, audit, tables
from textmine.types import AlertState

PAGES = ["/", "/alerts", "/words", "/words?q=주차", "/words?q=주차,버스&freq=M", "/forecast", "/topics", "/search",
         "/similar", "/reports", "/requests", "/imports", "/dictionary", "/dictionary/candidates",
         "/dictionary/history", "/operations", "/operations/users", "/operations/audit", "/password"]
CSV = (
    "민원번호,접수일시,제목,민원내용,담당부서\n"
    "A-1,2026-10-30 10:00,포트홀,한별로에 포트홀이 생겼어요 010-1234-5678,도로과\n"
)


def some_alert(web: Web, department: str) -> str:
    """An alert of a department that was sent."""
    with web.context.ledger.begin() as connection:
        row = alerts.page(connection, departments=None, states=tuple(AlertState), recorded=True, limit=1)[0]
        alerts.change(connection, row["alert_id"], department=department, notified_at=NOW, state="new")
    return str(row["alert_id"])


def audited(web: Web, action: str) -> list[dict[str, object]]:
    with web.context.ledger.read() as connection:
        return audit.list_lines(connection, action=action)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens_full_and_empty(
    web: Web, make_web: Callable[..., Web], tmp_path: Path, address: str
) -> None:
    empty = make_web(folder=tmp_path / "none", is_open=True).browser()
    for client, host in ((web.as_("admin"), "testserver"), (empty, "localhost")):
        answer = client.get(address, headers={"host": host})
        assert answer.status_code in (200, 404 if "?q" in address else 200), address
        assert '<html lang="ko">' in answer.text
        assert len(answer.content) < 300_000
        assert "<h1>" in answer.text
        assert not re.search(r"\sstyle=|\son\w+=|https?://(?!www\.w3\.org)", answer.text)


def test_every_answer_carries_the_strict_policy(web: Web) -> None:
    for address in ("/login", "/static/style.css", "/api/v1/issues", "/nowhere"):
        headers = web.as_("viewer").get(address).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    cookie = web.browser().get("/login").headers["set-cookie"]
    assert "HttpOnly" in cookie


def test_an_alert_is_acknowledged_assigned_silenced_resolved_reopened_and_judged(web: Web) -> None:
    alert_id, client = some_alert(web, OWN), web.as_("officer")
    to = f"/alerts/{alert_id}"
    for action, more, state in (
        ("acknowledge", {}, "확인함"), ("assign", {"to": "김도로"}, "담당 지정"),
        ("silence", {"days": 2, "why": "공사 중"}, "잠시 끔"), ("resolve", {"why": "보수 끝"}, "종료"),
        ("reopen", {}, "확인함"),
    ):  # fmt: skip
        assert send(client, f"{to}/act", action=action, **more).status_code == 303
        page = client.get(to).text
        assert f"<b>{state}</b>" in page
    assert send(client, f"{to}/feedback", verdict="right", why="맞음").status_code == 303
    assert "맞음·틀림" in client.get(to).text
    assert send(client, f"{to}/act", action="resolve").status_code == 400  # a reason is missing
    assert [line["actor"] for line in audited(web, "alert.acknowledge")] == ["officer"]
    assert "글에서" in web.as_("admin").get(to).text
    assert [line["actor"] for line in audited(web, "read.alert")] == ["admin"]


def test_the_system_s_own_moves_are_not_for_people(web: Web) -> None:
    alert_id = some_alert(web, OWN)
    assert send(web.as_("officer"), f"/alerts/{alert_id}/act", action="return").status_code == 400


def test_an_alert_of_another_department_is_not_there(web: Web) -> None:
    alert_id, client = some_alert(web, OTHER), web.as_("officer")
    assert client.get(f"/alerts/{alert_id}").status_code == 404
    assert send(client, f"/alerts/{alert_id}/act", action="acknowledge").status_code == 400
    assert alert_id not in client.get("/alerts?folder=all&recorded=1").text
    own = views_alerts.list_cards(web.context, departments={OWN}, folder="all", recorded=True)
    assert alert_id not in [card.alert_id for card in own]


def test_the_link_of_a_mail_acts_only_when_its_button_is_pressed(web: Web) -> None:
    alert_id = some_alert(web, OWN)
    token = sign_link(web.context.secret, alert_id, NOW + timedelta(days=1))
    client = web.browser()
    assert "확인했습니다</button>" in client.get(f"/ack/{token}").text
    assert views_alerts.require_alert(web.context, alert_id, departments=None)["state"] == "new"
    assert client.post(f"/ack/{token}").status_code == 200
    assert views_alerts.require_alert(web.context, alert_id, departments=None)["state"] == "acknowledged"
    assert client.get(f"/ack/{token}x").status_code == 404


def test_a_viewer_sees_figures_and_no_text(web: Web) -> None:
    alert_id = some_alert(web, OWN)
    page = web.as_("viewer").get(f"/alerts/{alert_id}").text
    assert "왜 알렸나" in page
    assert "글에서" not in page
    assert "처리</h2>" not in page
    assert "글에서" not in web.as_("viewer").get("/words?q=주차").text


def test_a_search_finds_filters_and_pages(web: Web) -> None:
    client = web.as_("analyst")
    page = client.get("/search?q=주차").text
    assert "<mark>주차</mark>" in page
    more = re.search(r'href="(\?[^"]*behind=[^"]+)"', page)
    assert more is not None
    second = client.get("/search" + more[1].replace("&amp;", "&")).text
    ids = [set(re.findall(r'href="/search/([0-9a-f]{64})"', text)) for text in (page, second)]
    assert ids[0]
    assert ids[1]
    assert not ids[0] & ids[1]
    assert client.get(f"/search/{min(ids[0])}").status_code == 200
    assert audited(web, "read.document")


def test_similar_complaints_are_found_and_the_pasted_text_is_kept_nowhere(web: Web) -> None:
    text = "집 앞 도로에 불법 주차가 심해서 걸어 다니기 위험합니다. 제 전화는 010-9876-5432입니다."
    answer = send(web.as_("officer"), "/similar", text=text)
    assert answer.status_code == 200
    assert "같은 말" in answer.text
    assert all("9876" not in str(line["target"]) for line in audited(web, "search.similar"))


def test_hostile_words_stay_text(web: Web) -> None:
    hostile = "<script>alert(1)</script>"
    for address in ("/search", "/words", "/alerts", "/dictionary"):
        text = web.as_("admin").get(address, params={"q": hostile}).text
        assert hostile not in text


def test_a_publication_opens_without_scripts_and_no_address_leads_out(web: Web) -> None:
    client = web.as_("viewer")
    run = re.search(r"/reports/([\w-]+)/report\.html", client.get("/reports").text)
    assert run is not None
    page = client.get(f"/reports/{run[1]}/report.html")
    assert page.headers["content-security-policy"].startswith("sandbox")
    assert "script-src" not in page.headers["content-security-policy"]
    saved = client.get(f"/reports/{run[1]}/keywords.csv")
    assert "attachment" in saved.headers["content-disposition"]
    for bad in ("../store/ledger.db", "..%2f..%2fstore%2fledger.db", "%2e%2e%2fstore"):
        assert client.get(f"/reports/{run[1]}/{bad}").status_code == 404
    assert client.get("/reports/..%2fstore/ledger.db").status_code == 404


def test_a_file_is_previewed_then_imported_and_its_copy_is_gone(web: Web) -> None:
    client = web.as_("operator")
    uploads = web.context.settings.store_dir / "uploads"
    sent = {"file": ("../../시험.csv", CSV.encode("utf-8-sig"))}
    page = client.post("/imports/preview", data={"csrf": csrf_of(client), "kind": "complaint"}, files=sent).text
    assert "이렇게 들어갑니다" in page
    assert "1234-5678" not in page
    token = re.search(r'name="token" value="([0-9a-f]+)"', page)
    assert token is not None
    assert [p.name for p in uploads.rglob("*.csv")] == ["시험.csv"]
    assert send(client, "/imports/confirm", token=token[1], kind="complaint").status_code == 303
    assert "시험.csv" in client.get("/imports").text
    assert not list(uploads.iterdir())
    found = web.as_("analyst").get("/api/v1/documents?q=A-1").json()["items"]
    assert found[0]["title"] == "포트홀"
    assert send(client, "/imports/confirm", token="../../..", kind="complaint").status_code == 400


def test_a_file_that_is_no_data_is_refused(web: Web) -> None:
    client = web.as_("operator")
    sent = {"file": ("x.exe", b"MZ")}
    answer = client.post("/imports/preview", data={"csrf": csrf_of(client), "kind": "complaint"}, files=sent)
    assert answer.status_code == 400


def test_an_upload_beyond_the_limit_is_refused(make_web: Callable[..., Web]) -> None:
    client = make_web(upload_mb=1).as_("operator")
    sent = {"file": ("x.csv", b"a" * (2 << 20))}
    assert client.post("/imports/preview", data={"kind": "complaint"}, files=sent).status_code == 413


def test_a_word_is_tried_added_and_taken_back(web: Web) -> None:
    client = web.as_("analyst")
    word = {"kind": "stopword", "word": "골목길마다", "what": "add"}
    page = send(client, "/dictionary/preview", **word)
    assert page.status_code == 200
    base = re.search(r'name="base" value="(\d+)"', page.text)
    assert base is not None
    assert send(client, "/dictionary/change", base=base[1], why="시험", **word).status_code == 303
    history = client.get("/dictionary/history").text
    assert "골목길마다" in history
    version = re.search(r'name="version" value="(\d+)"', history)
    assert version is not None
    assert send(client, "/dictionary/undo", version=version[1]).status_code == 303
    assert "되돌림" in client.get("/dictionary/history").text


def test_an_analysis_goes_from_the_department_to_its_use(web: Web) -> None:
    officer, analyst = web.as_("officer"), web.as_("analyst")
    asked = {"department": OWN, "title": "가로등 고장", "question": "어느 동에 몰렸나요?"}
    assert send(officer, "/requests", **asked).status_code == 303
    assert send(officer, "/requests", **asked | {"department": OTHER}).status_code == 400
    address = re.search(r'action="(/requests/\w+/move)"', analyst.get("/requests").text)
    run = re.search(r"/reports/([\w-]+)/report\.html", analyst.get("/reports").text)
    assert address is not None
    assert run is not None
    assert send(analyst, address[1], was="received").status_code == 303
    assert send(analyst, address[1], was="received").status_code == 400  # somebody moved it already
    assert send(analyst, address[1], was="working").status_code == 400  # without a publication
    assert send(analyst, address[1], was="working", run_id=run[1]).status_code == 303
    assert send(analyst, address[1], was="done").status_code == 303
    assert send(officer, address[1].replace("move", "use"), use="가로등 40개를 갈았음").status_code == 303
    assert "가로등 40개" in officer.get("/requests").text


def test_an_admin_adds_a_person_who_then_logs_in(web: Web) -> None:
    page = send(web.as_("admin"), "/operations/users", name="lee.road", role="officer", departments=OWN).text
    assert "일회용 비밀번호" in page
    assert "lee.road" in page
    assert audited(web, "user.add")
    assert send(web.as_("admin"), "/operations/users/admin", what="close").status_code == 400


def test_remembered_figures_follow_what_changes(web: Web) -> None:
    client = web.as_("admin")
    assert "아직 예보가 없습니다" not in client.get("/forecast").text
    assert "사람이 지은 이름" not in client.get("/topics").text
    with web.context.ledger.begin() as connection:
        connection.execute(delete(tables.forecasts))
        topic = connection.execute(select(tables.topics.c.topic_id).where(tables.topics.c.kind == "complaint")).first()
        assert topic is not None
        renamed = update(tables.topics).where(tables.topics.c.topic_id == topic[0])
        connection.execute(renamed.values(human_label="사람이 지은 이름"))
        connection.execute(delete(tables.issues))
    assert "아직 예보가 없습니다" in client.get("/forecast").text
    assert "사람이 지은 이름" in client.get("/topics").text
    assert "지금은 이슈가 없습니다" in client.get("/").text
