"""Groups, issues, levels, states, titles and reasons."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.trends import Background, SurgeGroup, group_surges, issue_level, track_issues
from textmine.trends.issues import FACT_COLUMNS
from textmine.trends.severity import write_reason
from textmine.types import IssueState, Level

MONDAY = date(2026, 10, 5)
WEEK = timedelta(days=7)


def surges(*rows: tuple[str, float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["series", "observed", "p_value"])
    return frame.assign(
        period=pd.Timestamp(MONDAY), expected=2.0, upper=6.0, q_value=frame["p_value"] * 10, ratio=frame["observed"] / 2
    )


def group(period: date, series: Sequence[str], docs: Sequence[str], **numbers: float) -> SurgeGroup:
    values = {"observed": float(len(docs)), "expected": 2.0, "upper": 6.0, "p_value": 1e-7, "q_value": 1e-5} | numbers
    return SurgeGroup(freq="W", period=period, series=tuple(series), documents=tuple(sorted(docs)), **values)


def facts(*documents: tuple[str, date, str, list[str]], **columns: object) -> pd.DataFrame:
    frame = pd.DataFrame(
        [(doc_id, day, "", "", title, False, terms) for doc_id, day, title, terms in documents], columns=FACT_COLUMNS
    )
    return frame.assign(**columns)


HOTEL = [
    (f"h{i:02d}", MONDAY + timedelta(days=i % 7), "골든튤립호텔 복수 영업신고 반대합니다",
     ["골든튤립", "호텔", "복수", "영업", "신고", "반대", f"잡음{i}"])
    for i in range(20)
]
ROAD = [
    (f"r{i:02d}", MONDAY + timedelta(days=i % 7), "도로 파손 신고", ["도로", "파손", "신고"]) for i in range(40)
]
BACKGROUND = Background(1000, {"신고": 400, "도로": 200, "파손": 100, "영업": 20, "호텔": 5, "반대": 50, "복수": 3})


def test_series_that_share_documents_are_one_group() -> None:
    groups = group_surges(
        surges(("term:호텔", 20, 1e-9), ("term:반대", 22, 1e-6), ("term:포트홀", 9, 1e-4)),
        {"term:호텔": range(20), "term:반대": range(4, 26), "term:포트홀": range(100, 109)},
    )
    assert [g.series for g in groups] == [("term:호텔", "term:반대"), ("term:포트홀",)]
    assert groups[0].documents == tuple(range(26)) and groups[0].p_value == 1e-9


def test_a_generic_term_does_not_glue_two_subjects() -> None:
    generic = [*range(12), *range(30, 42), 60, 61]
    members = {"term:호텔": range(20), "term:포트홀": range(30, 50), "term:아파트": generic}
    for p_value in (1e-12, 1e-3):
        frame = surges(("term:호텔", 20, 1e-9), ("term:포트홀", 20, 1e-8), ("term:아파트", 26, p_value))
        groups = group_surges(frame, members)
        assert not any({"term:호텔", "term:포트홀"} <= set(g.series) for g in groups)


def test_a_subject_leads_before_the_total() -> None:
    members = {"total": range(22), "term:호텔": range(20)}
    groups = group_surges(surges(("total", 22, 1e-12), ("term:호텔", 20, 1e-9)), members)
    assert [g.series for g in groups] == [("term:호텔", "total")]


@given(st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_row_order(shuffler: random.Random) -> None:
    rows = [(f"term:{i}", 10.0 + i % 3, 10.0 ** -(3 + i % 4)) for i in range(8)]
    members = {f"term:{i}": range(i * 3, i * 3 + 10) for i in range(8)}
    shuffled = shuffler.sample(rows, len(rows))
    assert group_surges(surges(*rows), members) == group_surges(surges(*shuffled), members)


def test_groups_refuse_two_periods_and_accept_none() -> None:
    frame = surges(("a", 9, 0.001), ("b", 9, 0.001))
    frame.loc[1, "period"] = pd.Timestamp(MONDAY + WEEK)
    with pytest.raises(ValueError, match="one period"):
        group_surges(frame, {})
    assert group_surges(surges(), {}) == []


def one_issue(groups: list[list[SurgeGroup]], documents: pd.DataFrame, as_of: date, **options: object) -> object:
    issues = track_issues(groups, documents, as_of=as_of, background=BACKGROUND, **options)  # type: ignore[arg-type]
    assert len(issues) == 1
    return issues[0]


def test_the_title_reads_like_the_campaign() -> None:
    found = track_issues(
        [[group(MONDAY, ["term:호텔"], [row[0] for row in HOTEL])]], facts(*HOTEL), as_of=MONDAY + WEEK,
        background=BACKGROUND,
    )[0]
    assert found.title.startswith("골든튤립호텔 복수 영업")
    assert "잡음" not in found.title
    assert found.terms[0] in {"골든튤립", "복수"}
    assert len(set(found.examples)) == 3
    assert found.documents == tuple(row[0] for row in sorted(HOTEL, key=lambda row: (row[1], row[0])))


def test_a_concentrated_region_stands_in_the_title() -> None:
    documents = facts(*HOTEL, region="나래구 가온동", department="위생과")
    found = track_issues(
        [[group(MONDAY, ["term:호텔"], documents["doc_id"].tolist())]], documents, as_of=MONDAY, background=BACKGROUND
    )[0]
    assert found.title.startswith("가온동 ")
    assert found.regions == ("나래구 가온동",) and found.departments == ("위생과",)


def test_the_same_issue_in_later_weeks_is_the_same_issue() -> None:
    later = [(f"x{i}", MONDAY + 2 * WEEK, row[2], row[3]) for i, row in enumerate(HOTEL)]
    first = group(MONDAY, ["term:호텔", "term:복수"], [row[0] for row in HOTEL])
    second = group(MONDAY + 2 * WEEK, ["term:복수", "term:호텔"], [row[0] for row in later], p_value=1e-9)
    documents = facts(*HOTEL, *later)
    alone = track_issues([[first]], documents, as_of=MONDAY + WEEK)
    both = track_issues([[first], [second]], documents, as_of=MONDAY + 3 * WEEK)
    assert [issue.issue_id for issue in alone] == [issue.issue_id for issue in both]
    assert both[0].period == MONDAY + 2 * WEEK and len(both[0].documents) == 40


def test_a_daily_surge_belongs_to_the_weekly_issue_of_the_same_documents() -> None:
    ids = [row[0] for row in HOTEL]
    day = SurgeGroup("D", MONDAY + timedelta(days=2), ("term:영업",), 3, 1, 2, 1e-4, 1e-2, tuple(ids[:3]))
    found = track_issues([[day], [group(MONDAY, ["term:호텔"], ids)]], facts(*HOTEL), as_of=MONDAY + WEEK)
    assert len(found) == 1 and found[0].period == MONDAY


def test_different_subjects_stay_apart() -> None:
    groups = [[group(MONDAY, ["term:호텔"], [r[0] for r in HOTEL]), group(MONDAY, ["term:도로"], [r[0] for r in ROAD])]]
    found = track_issues(groups, facts(*HOTEL, *ROAD), as_of=MONDAY)
    assert {issue.series for issue in found} == {("term:호텔",), ("term:도로",)}


def test_complaints_and_posts_about_one_event_are_one_issue() -> None:
    posts = [(f"s{i:02d}", MONDAY + timedelta(days=i % 7), "", ["골든튤립", "호텔", "헐"]) for i in range(12)]
    groups = [
        [group(MONDAY, ["term:복수", "term:반대"], [h[0] for h in HOTEL])],
        [group(MONDAY + WEEK, ["term:골든튤립", "term:헐"], [p[0] for p in posts])],
    ]
    found = track_issues(groups, facts(*HOTEL, *posts), as_of=MONDAY + 2 * WEEK, background=BACKGROUND)
    assert [len(issue.documents) for issue in found] == [32]
    later = [groups[0], [group(MONDAY + 5 * WEEK, ["term:골든튤립", "term:헐"], [p[0] for p in posts])]]
    assert len(track_issues(later, facts(*HOTEL, *posts), as_of=MONDAY + 6 * WEEK, background=BACKGROUND)) == 2


@pytest.mark.parametrize(("series", "p_value", "grade", "shown"), [
    (["term:부족"], 1e-4, 0, False),
    (["term:부족"], 1e-7, 0, True),
    (["term:부족", "term:대여소"], 1e-4, 0, True),
    (["term:부족"], 1e-4, 3, True),
    (["term:부족"], 1e-4, 2, False),
])  # fmt: skip
def test_a_lone_series_must_be_rare_or_a_threat_to_life(
    series: list[str], p_value: float, grade: int, shown: bool
) -> None:
    documents = facts(*[(f"d{i}", MONDAY, "대여소 자전거 부족", ["대여소", "부족", "누출"]) for i in range(6)])
    groups = [[group(MONDAY, series, [f"d{i}" for i in range(6)], p_value=p_value)]]
    danger = {"누출": grade} if grade else {}
    found = track_issues(groups, documents, as_of=MONDAY + WEEK, background=BACKGROUND, danger_words=danger)
    assert bool(found) is shown


def weeks(*starts: int) -> list[list[SurgeGroup]]:
    return [[group(MONDAY + n * WEEK, ["term:호텔"], [f"h{n:02d}{i}" for i in range(8)])] for n in starts]


def documents_of(groups: list[list[SurgeGroup]]) -> pd.DataFrame:
    rows = [(d, g.period, "호텔", ["호텔"]) for period in groups for g in period for d in g.documents]
    return facts(*rows)


@pytest.mark.parametrize(
    ("starts", "days_later", "state"),
    [
        ((0,), 0, IssueState.NEW),
        ((0, 1), 0, IssueState.GROWING),
        ((0, 1), 10, IssueState.FADING),
        ((0, 1), 29, IssueState.OVER),
        ((0, 2), 0, IssueState.GROWING),
        ((0, 4), 0, IssueState.AGAIN),
        ((0, 9), 0, IssueState.AGAIN),
    ],
)
def test_states(starts: tuple[int, ...], days_later: int, state: IssueState) -> None:
    groups = weeks(*starts)
    as_of = groups[-1][0].period + timedelta(days=6 + days_later)
    found = one_issue(groups, documents_of(groups), as_of)
    assert found.state == state  # type: ignore[attr-defined]


def test_half_a_year_later_it_is_another_issue() -> None:
    groups = weeks(0, 26)
    assert len(track_issues(groups, documents_of(groups), as_of=MONDAY + 27 * WEEK)) == 2


def test_what_comes_after_as_of_is_not_read() -> None:
    groups = weeks(0, 1)
    found = one_issue(groups, documents_of(groups), MONDAY + timedelta(days=6))
    assert len(found.documents) == 8  # type: ignore[attr-defined]


def test_erased_documents_and_copies() -> None:
    documents = facts(*HOTEL[:10], is_copy=[True] * 4 + [False] * 6)
    found = one_issue([[group(MONDAY, ["term:호텔"], [r[0] for r in HOTEL])]], documents, MONDAY)
    assert found.copy_share == 0.4 and len(found.documents) == 10  # type: ignore[attr-defined]
    assert set(found.examples).isdisjoint({"h00", "h01", "h02", "h03"})  # type: ignore[attr-defined]
    empty = one_issue([[group(MONDAY, ["topic:3"], ["x"])]], facts(), MONDAY, names={"topic:3": "도로 파임"})
    assert empty.title == "도로 파임" and empty.documents == ()  # type: ignore[attr-defined]


def test_danger_words_raise_the_level_and_are_told() -> None:
    rows = [(f"d{i}", MONDAY, "붕괴 위험", ["붕괴", "옹벽"]) for i in range(6)]
    surge = group(MONDAY, ["term:옹벽"], [r[0] for r in rows])
    found = one_issue([[surge]], facts(*rows), MONDAY, danger_words={"붕괴": 3})
    assert found.danger_words == ("붕괴",) and found.level.rank >= 2  # type: ignore[attr-defined]
    assert found.reason.endswith("위험을 알리는 낱말 '붕괴'가 나왔습니다.")  # type: ignore[attr-defined]


def test_levels_rise_with_every_sign() -> None:
    assert issue_level(1e-3, 8, 3, 1.0, 0) == Level.INTEREST
    assert issue_level(1e-5, 30, 4, 1.0, 0) == Level.CAUTION
    assert issue_level(1e-9, 30, 4, 2.5, 0) == Level.WARNING
    assert issue_level(1e-9, 90, 4, 2.5, 0) == Level.SERIOUS
    assert issue_level(1e-2, 4, 2, 1.0, 3) == Level.CAUTION


@given(
    st.floats(1e-12, 1), st.floats(0, 500), st.floats(0, 500), st.floats(0, 10), st.integers(0, 2)
)
def test_more_danger_never_lowers_the_level(p: float, seen: float, expected: float, growth: float, grade: int) -> None:
    lower = issue_level(p, seen, expected, growth, grade)
    assert issue_level(p, seen, expected, growth, grade + 1).rank >= lower.rank


def test_the_reason_is_a_sentence_a_person_can_read() -> None:
    day = date(2026, 11, 16)
    assert write_reason("W", day, 31, 4.2, 9, 0.0064, as_of=date(2026, 11, 22)) == (
        "평소 주 4건이던 것이 이번 주 31건(상한 9건)으로 늘었습니다. 이런 일은 약 3년에 한 번입니다."
    )
    assert write_reason("D", day, 7, 0.1, 2, 1e-9, as_of=day) == (
        "평소 거의 없던 것이 오늘 7건(상한 2건)으로 늘었습니다. 우연이라면 100년에 한 번도 보기 어려운 일입니다."
    )


def test_order_of_input_changes_nothing() -> None:
    groups = [*weeks(0, 1, 2), [group(MONDAY, ["term:도로"], [r[0] for r in ROAD])]]
    documents = pd.concat([documents_of(groups[:3]), facts(*ROAD)])
    as_of = MONDAY + 3 * WEEK
    forward = track_issues(groups, documents, as_of=as_of)
    assert forward == track_issues(groups[::-1], documents.iloc[::-1], as_of=as_of)


def test_frames_must_have_their_columns() -> None:
    with pytest.raises(ValueError, match="lacks"):
        track_issues([], pd.DataFrame({"doc_id": []}), as_of=MONDAY)
