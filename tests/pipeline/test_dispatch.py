"""Who hears of what on which day: scenarios over a real ledger and the file drop."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests.e2e.conftest import free_port, serve
from textmine.alerts import Action
from textmine.errors import TextmineError
from textmine.pipeline.context import Context, open_context
from textmine.pipeline.desk import act, alert_precision, give_feedback, list_alerts, show_alert
from textmine.pipeline.dispatch import DispatchReport, dispatch, dispatch_urgent
from textmine.pipeline.links import acknowledge_by_link, open_link
from textmine.pipeline.outgoing import dead_letters, send_again, send_due
from textmine.pipeline.reassign import hand_over
from textmine.pipeline.silences import add_silence, end_silence, list_silences
from textmine.settings import load_settings
from textmine.store.ledger import issues
from textmine.types import Issue, IssueState, Level

FRIDAY = date(2026, 10, 30)


def issue(name: str, *, day: date = FRIDAY, **changes: object) -> Issue:
    made = Issue(
        name, f"도로 포트홀 {name}", ("포트홀", "도로"), (f"term:{name}",), day, day, IssueState.NEW, Level.CAUTION,
        "D", day, 12.0, 1.0, 4.0, 1e-7, 1e-5, (), ("도로과",), (f"d-{name}",), (), 0.0, (), "평소보다 많습니다.",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


class Office:
    """A deployment whose days go by; ``mail`` is what lies in the drop folder."""

    def __init__(self, folder: Path) -> None:
        self._settings = load_settings(outputs=folder, profile="bulk", secret="s", city="나래시")

    def morning(self, day: date, *present: Issue) -> DispatchReport:
        """09:00 of ``day``, after a watch that left these issues."""
        with self.opened(day) as context:
            with context.ledger.begin() as connection:
                issues.replace_all(connection, list(present))
            return dispatch(context, as_of=day - timedelta(days=1))

    def noon(self, day: date, *present: Issue) -> DispatchReport:
        """12:00 of ``day``, after a watch that left these issues."""
        with self.opened(day, hour=3) as context:
            with context.ledger.begin() as connection:
                issues.replace_all(connection, list(present))
            return dispatch_urgent(context)

    def link_to(self, base: str) -> None:
        """Messages have links from now on."""
        alerts = self._settings.alerts.model_copy(update={"link_base": base})
        self._settings = self._settings.model_copy(update={"alerts": alerts})

    def mail_to(self, port: int) -> None:
        """Messages go to a mail server from now on, and no longer to the drop folder alone."""
        smtp = self._settings.smtp.model_copy(update={"host": "127.0.0.1", "port": port, "timeout_s": 2.0})
        self._settings = self._settings.model_copy(update={"smtp": smtp})

    def opened(self, day: date, hour: int = 0) -> AbstractContextManager[Context]:
        return open_context(self._settings, now=datetime(day.year, day.month, day.day, hour, tzinfo=UTC))

    def mail(self) -> list[dict[str, str]]:
        files = sorted(self._settings.drop_dir.glob("*.json"))
        return [json.loads(file.read_text(encoding="utf-8")) for file in files]

    def receivers(self) -> set[str]:
        return {message["to"] for message in self.mail()}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.chdir(tmp_path)
    yield Office(tmp_path)


def test_what_is_new_on_a_day_off_waits_for_monday_and_is_told_once(office: Office) -> None:
    assert office.morning(date(2026, 10, 31), issue("a")).notified == 0
    assert office.morning(date(2026, 11, 1), issue("a"), issue("b")).notified == 0
    assert office.mail() == []
    told = office.morning(date(2026, 11, 2), issue("a"), issue("b"))
    officers = len(office.receivers())
    assert officers and (told.notified, told.sent) == (2 * officers, officers)
    assert all("외 1건" in message["subject"] for message in office.mail())
    assert office.morning(date(2026, 11, 3), issue("a"), issue("b")).notified == 0


def test_danger_does_not_wait(office: Office) -> None:
    sunday = date(2026, 11, 1)
    report = office.morning(sunday, issue("a"), issue("b", danger_words=("감전",)))
    assert report.notified == report.sent > 0
    assert all("포트홀 b" in message["subject"] for message in office.mail())


def test_a_thousand_surges_of_one_department_are_one_message_for_each_officer(office: Office) -> None:
    many = [issue(f"n{k}", observed=float(k + 10)) for k in range(1000)]
    report = office.morning(date(2026, 11, 2), *many)
    assert report.sent == len(office.receivers())
    assert all("외 999건" in message["subject"] for message in office.mail())


def test_a_part_of_a_larger_issue_is_not_told_by_itself(office: Office) -> None:
    whole = issue("whole", documents=tuple(f"d{n}" for n in range(30)))
    part = issue("part", documents=tuple(f"d{n}" for n in range(10)))
    office.morning(date(2026, 11, 2), whole, part)
    assert all("whole" in message["subject"] and "외" not in message["subject"] for message in office.mail())
    with office.opened(date(2026, 11, 2)) as context:
        recorded = [line for line in list_alerts(context, recorded=True) if "part" in line.title]
    assert recorded and all("더 큰 이슈" in line.decision for line in recorded)


def test_what_nobody_acknowledges_climbs_to_the_heads(office: Office) -> None:
    monday = date(2026, 11, 2)
    office.morning(monday, issue("a"), issue("b"))
    officers = office.receivers()
    with office.opened(monday) as context:
        _acknowledge(context, "포트홀 b")
    office.morning(date(2026, 11, 3), issue("a"), issue("b"))
    assert office.receivers() == officers
    office.morning(date(2026, 11, 4), issue("a"), issue("b"))  # 18 hours of the office later
    leaders = office.receivers() - officers
    assert leaders
    climbed = [message for message in office.mail() if message["to"] in leaders]
    assert all("아직 확인하지 않은" in message["text"] and "포트홀 b" not in message["text"] for message in climbed)
    before = len(office.mail())
    office.morning(date(2026, 11, 4), issue("a"), issue("b"))
    assert len(office.mail()) == before
    office.morning(date(2026, 11, 6), issue("a"), issue("b"))
    heads = office.receivers() - officers - leaders
    assert heads
    office.morning(date(2026, 11, 13), issue("a"), issue("b"))
    assert office.receivers() == officers | leaders | heads
    with office.opened(monday) as context:
        (number,) = {line.alert_id for line in list_alerts(context) if "포트홀 a" in line.title and line.state == "new"}
        told = [event.action for event in show_alert(context, number).events]
    assert told == ["알림", "위로 알림", "위로 알림"]


def _acknowledge(context: Context, title: str) -> None:
    for line in list_alerts(context):
        if title in line.title:
            act(context, line.alert_id, Action.ACKNOWLEDGE, actor="김도로", why="")


def test_a_silence_holds_until_its_end_and_serious_breaks_it(office: Office) -> None:
    monday = date(2026, 11, 2)
    office.morning(monday, issue("a"))
    with office.opened(monday) as context:
        for line in list_alerts(context):
            with pytest.raises(TextmineError, match="언제까지"):
                act(context, line.alert_id, Action.SILENCE, actor="김도로", why="공사 중")
            until = datetime(2026, 11, 5, tzinfo=UTC)
            act(context, line.alert_id, Action.SILENCE, actor="김도로", why="공사 중", until=until)
    grown = issue("a", observed=90.0)
    assert office.morning(date(2026, 11, 4), grown).notified == 0
    assert office.morning(date(2026, 11, 4), replace(grown, level=Level.SERIOUS)).notified > 0
    assert office.morning(date(2026, 11, 6), issue("a", observed=400.0)).notified > 0


def test_what_was_resolved_is_told_again_only_when_it_returns(office: Office) -> None:
    monday = date(2026, 11, 2)
    office.morning(monday, issue("a"))
    with office.opened(monday) as context:
        for line in list_alerts(context):
            with pytest.raises(TextmineError, match="까닭이 필요합니다"):
                act(context, line.alert_id, Action.RESOLVE, actor="김도로", why="")
            act(context, line.alert_id, Action.RESOLVE, actor="김도로", why="메웠음")
    assert office.morning(date(2026, 11, 3), issue("a", observed=90.0)).notified == 0
    office.morning(date(2026, 11, 4), issue("a", state=IssueState.OVER))
    back = issue("a", state=IssueState.AGAIN, last_seen=date(2026, 11, 8))
    assert office.morning(date(2026, 11, 9), back).notified > 0


def test_people_say_whether_an_alert_was_right(office: Office) -> None:
    monday = date(2026, 11, 2)
    office.morning(monday, issue("a"), issue("b"), issue("c", last_seen=date(2026, 10, 1)))
    with office.opened(monday) as context:
        told = list_alerts(context)
        one, other = told[0].alert_id, told[-1].alert_id
        give_feedback(context, one, "wrong", actor="김도로", why="")
        give_feedback(context, one, "right", actor="김도로", why="다시 보니 맞음")
        give_feedback(context, other, "wrong", actor="이도로", why="")
        (line,) = alert_precision(context)
        assert (line.month, line.department, line.rule, line.right, line.wrong) == ("2026-11", "도로과", "하루", 1, 1)
        assert line.precision == 0.5 and line.low < 0.2 and line.high > 0.8
        assert [event.action for event in show_alert(context, one).events][-2:] == ["맞음·틀림"] * 2
        recorded = next(line for line in list_alerts(context, recorded=True) if "포트홀 c" in line.title)
        with pytest.raises(TextmineError, match="기록만 한"):
            give_feedback(context, recorded.alert_id, "right", actor="김도로", why="")


def test_the_wrong_department_hands_an_issue_on_and_is_not_told_again(office: Office) -> None:
    monday = date(2026, 11, 2)
    office.morning(monday, issue("a"))
    roads = office.receivers()
    with office.opened(monday) as context:
        number = list_alerts(context)[0].alert_id
        with pytest.raises(TextmineError, match="사전"):
            hand_over(context, number, "없는과", actor="김도로", why="우리 일이 아님")
        with pytest.raises(TextmineError, match="까닭"):
            hand_over(context, number, "환경과", actor="김도로", why=" ")
        assert hand_over(context, number, "환경과", actor="김도로", why="하천 쪽 일") > 0
        with pytest.raises(TextmineError, match="이미"):
            hand_over(context, list_alerts(context, department="환경과")[0].alert_id, "환경과", actor="이환경", why="-")
        assert {line.state for line in list_alerts(context, department="도로과")} == {"resolved"}
        assert [event.action for event in show_alert(context, number).events] == ["알림", "부서 바꿈"]
    environment = office.receivers() - roads
    assert environment
    before = len(office.mail())
    office.morning(date(2026, 11, 4), issue("a", observed=90.0, level=Level.WARNING))
    assert {message["to"] for message in office.mail()[before:]} <= environment
    assert len([m for m in office.mail() if m["to"] in roads]) == len(roads)


def test_a_festival_does_not_ring_while_it_lasts(office: Office) -> None:
    monday = date(2026, 11, 2)
    with office.opened(monday) as context:
        with pytest.raises(TextmineError, match="무엇을 끌지"):
            add_silence(context, {}, until=datetime(2026, 11, 5, tzinfo=UTC), actor="김도로", why="축제")
        until = datetime(2026, 11, 5, tzinfo=UTC)
        added, _ = add_silence(context, {"term": "포트홀 a"}, until=until, actor="김도로", why="축제")
        assert [line.why for line in list_silences(context)] == ["축제"]
    assert office.morning(date(2026, 11, 3), issue("a")).notified == 0
    assert office.morning(date(2026, 11, 3), issue("b")).notified > 0
    assert office.morning(date(2026, 11, 6), issue("a")).notified > 0
    with office.opened(monday) as context:
        end_silence(context, added.silence_id, actor="이도로")
        with pytest.raises(TextmineError, match="이미 끝났습니다"):
            end_silence(context, added.silence_id, actor="이도로")
        assert [line.ended_by for line in list_silences(context, ended=True)] == ["이도로"]


def test_between_mornings_only_danger_and_serious_are_told(office: Office) -> None:
    tuesday = date(2026, 11, 3)
    report = office.noon(tuesday, issue("a"), issue("b", danger_words=("감전",)))
    assert report.notified == report.sent > 0
    assert all("포트홀 b" in message["subject"] for message in office.mail())
    told = office.morning(date(2026, 11, 4), issue("a"), issue("b", danger_words=("감전",)))
    assert told.notified == told.sent > 0


def test_alerts_that_people_call_wrong_fall_silent(office: Office) -> None:
    for number in range(12):
        day = date(2026, 11, 2) + timedelta(weeks=number)
        office.morning(day, issue(f"w{number}", day=day - timedelta(days=1)))
        with office.opened(day) as context:
            for line in list_alerts(context, department="도로과"):
                if f"w{number}" in line.title:
                    give_feedback(context, line.alert_id, "wrong", actor="김도로", why="")
    day = date(2027, 1, 25)
    assert office.morning(day, issue("x", day=day - timedelta(days=1))).notified == 0
    assert office.morning(day, issue("y", day=day - timedelta(days=1), level=Level.WARNING)).notified > 0
    with office.opened(day) as context:
        assert any("자주 틀려" in line.decision for line in list_alerts(context, recorded=True))


def test_a_mail_is_acknowledged_by_its_link_and_not_by_looking_at_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.link_to("https://textmine.narae.example")
    monday = date(2026, 11, 2)
    office.morning(monday, issue("a"))
    mail = office.mail()[0]
    token = re.search(r"https://textmine\.narae\.example/ack/(\S+)", mail["text"])[1]
    with office.opened(monday) as context:
        assert open_link(context, token).state == "new"
        assert open_link(context, token).state == "new"
        acknowledged = acknowledge_by_link(context, token)
        assert acknowledged.state == "acknowledged"
        assert acknowledged.events[-1].actor in acknowledged.receivers[0]
    with office.opened(date(2026, 11, 12)) as context, pytest.raises(TextmineError, match="기한"):
        open_link(context, token)


def test_a_receiver_that_is_down_for_a_day_gets_all_later_in_order_once(office: Office) -> None:
    port = free_port()
    office.mail_to(port)
    days = [date(2026, 11, day) for day in (2, 3, 4)]
    for number, day in enumerate(days):
        office.morning(day, *(issue(f"n{k}", day=days[k] - timedelta(days=1)) for k in range(number + 1)))
    with serve(port) as box:
        for hour in range(1, 24):
            with office.opened(days[-1], hour=hour) as context:
                send_due(context)
    officer = [str(mail["Subject"]).partition(" - ")[0] for mail in box.taken if str(mail["To"]).startswith("road1@")]
    assert officer == ["[주의] 도로 포트홀 n0", "[주의] 도로 포트홀 n1", "[주의] 도로 포트홀 n2"]
    assert len(box.by_id()) == len(box.taken)


class Refusing:
    """A mail server that knows nobody."""

    async def handle_RCPT(self, *_: object) -> str:
        return "550 5.1.1 no such user"


def test_what_was_given_up_is_seen_and_sent_again(office: Office) -> None:
    port = free_port()
    office.mail_to(port)
    refusing = Controller(Refusing(), hostname="127.0.0.1", port=port)
    refusing.start()
    office.morning(date(2026, 11, 2), issue("a"))
    refusing.stop()
    with office.opened(date(2026, 11, 5)) as context:
        dead = dead_letters(context)
        assert dead and {letter.channel for letter in dead} == {"email"} and "거절했습니다(550" in dead[0].error
        with pytest.raises(TextmineError, match="메시지가 없습니다"):
            send_again(context, "tm-nothing")
        with serve(port) as box:
            assert send_again(context, dead[0].key[:12]) == (1, 0)
            assert send_again(context) == (len(dead) - 1, 0)
        assert len(box.by_id()) == len(box.taken) == len(dead) and dead_letters(context) == []


def test_a_wrong_mail_server_costs_no_message(office: Office) -> None:
    office.mail_to(free_port())
    report = office.morning(date(2026, 11, 2), issue("a"), issue("b", danger_words=("감전",)))
    assert report.failed == 1  # the first told that the server is away; the others were not even tried
    for hours in range(1, 120):
        with office.opened(date(2026, 11, 2) + timedelta(days=hours // 24), hour=hours % 24) as context:
            send_due(context)
    with office.opened(date(2026, 11, 8)) as context:
        assert dead_letters(context) == []
