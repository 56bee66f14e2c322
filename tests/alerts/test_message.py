from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import Any

from textmine.alerts import Decision, Earlier, Evidence, Reason, write_message
from textmine.types import Level

FIRST = Decision(True, Reason.FIRST)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


def test_the_message_says_what_where_how_much_whose_job_why_and_what_to_press(make_issue: Any, make_alert: Any) -> None:
    message = write_message(make_issue(), make_alert(), FIRST, city="나래시")
    assert message.subject == "[주의] 포트홀·도로 파임 - 평소의 6.8배"
    for body in (message.text, _read(message.html).words):
        for words in ("주의", "포트홀, 도로파임, 타이어", "42건", "평소 6.2건", "중앙동", "도로과",
                      "처음 나타난 이슈입니다",
                      "한 주 42건으로 평소 6.2건보다 많습니다", "textmine alerts ack a1", "2026. 10. 26.(월)부터 한 주",
                      "나래시"):
            assert words in body


def test_at_most_three_phrases_and_never_documents(make_issue: Any, make_alert: Any) -> None:
    message = write_message(make_issue(documents=("비밀문서",), examples=("비밀문서",)), make_alert(), FIRST)
    assert "버스" not in message.text + message.html
    assert "비밀문서" not in message.text + message.html


def test_the_past_the_due_date_and_the_button_are_there_when_known(make_issue: Any, make_alert: Any) -> None:
    earlier = Earlier("1AA-2511-0000123", "도로과", date(2025, 11, 4))
    evidence = Evidence(("불꽃 축제", "주차장 만차"), earlier, date(2026, 11, 6))
    link = "https://textmine.city.example/ack/a1.123.xyz?a=1&b=2"
    message = write_message(make_issue(), make_alert(), FIRST, evidence, link=link)
    for body in (message.text, _read(message.html).words):
        for words in ("불꽃 축제, 주차장 만차", "2025. 11. 4.(화) 도로과 답변 (접수번호 1AA-2511-0000123)",
                      "2026. 11. 6.(금)까지"):
            assert words in body
        assert "포트홀, 도로파임" not in body and "textmine alerts ack" not in body
    assert link in message.text and "a=1&amp;b=2" in message.html and "확인했습니다</a>" in message.html


def test_values_cannot_become_markup(make_issue: Any, make_alert: Any) -> None:
    nasty = "<script>alert('1')</script>"
    issue = make_issue(title=nasty, terms=(nasty,), regions=(nasty,), reason=nasty, danger_words=(nasty,))
    evidence = Evidence((nasty,), Earlier(nasty, nasty, date(2026, 1, 2)))
    message = write_message(issue, make_alert(department=nasty, alert_id="<b>"), FIRST, evidence, city=nasty)
    assert not {"script", "b"} & set(_read(message.html).tags)
    assert nasty in _read(message.html).words


def test_a_line_break_in_a_title_cannot_forge_a_header(make_issue: Any, make_alert: Any) -> None:
    message = write_message(make_issue(title="포트홀\r\nBcc: x@y.example"), make_alert(), FIRST)
    assert "\n" not in message.subject and "\r" not in message.subject


def test_without_a_usual_level_no_ratio_is_claimed(make_issue: Any, make_alert: Any) -> None:
    assert "평소 거의 없던 일" in write_message(make_issue(expected=0.0), make_alert(), FIRST).subject


def test_danger_stands_before_the_numbers(make_issue: Any, make_alert: Any) -> None:
    issue = make_issue(danger_words=("감전",), level=Level.SERIOUS)
    text = write_message(issue, make_alert(), Decision(True, Reason.DANGER)).text
    assert text.index("감전") < text.index("얼마나")


def test_an_issue_without_place_or_department_says_so(make_issue: Any, make_alert: Any) -> None:
    text = write_message(make_issue(regions=()), make_alert(department=""), FIRST).text
    assert "위치를 알 수 없습니다" in text and "담당 부서를 찾지 못했습니다" in text


def test_many_regions_are_counted_not_listed(make_issue: Any, make_alert: Any) -> None:
    text = write_message(make_issue(regions=("가동", "나동", "다동", "라동", "마동")), make_alert(), FIRST).text
    assert "가동, 나동, 다동 외 2곳" in text and "라동" not in text


def test_the_mail_is_a_page_of_its_own_with_a_table_no_wider_than_600(make_issue: Any, make_alert: Any) -> None:
    html = write_message(make_issue(), make_alert(), FIRST).html
    assert "max-width:600px" in html and 'lang="ko"' in html
    assert not {"link", "img", "script", "style"} & set(_read(html).tags)
