"""A made-up monthly report of the made-up city 나래시, with every kind of block; numbers from a fixed seed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from textmine.report import charts
from textmine.report.cloud import word_cloud
from textmine.report.content import (
    Block,
    Bullets,
    Change,
    Column,
    Example,
    Headline,
    IssueCard,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Publication,
    Section,
    TableBlock,
)
from textmine.types import IssueState, Level

SOURCE = "나래시 민원 창구·나래 소셜 게시글(모두 지어낸 자료)"
TOPICS = ("불법 주정차와 단속", "도로 파손과 포트홀", "공사장 소음과 먼지", "생활 쓰레기와 무단 투기",
          "버스 노선과 배차",
          "가로등과 보안등", "공원과 산책로", "상하수도 누수")
REGIONS = ("한들동", "새여울동", "솔마루동", "가람1동", "가람2동", "달빛동", "너른벌동", "윤슬동")
KEYWORDS = (
    ("포트홀", 412), ("불법 주정차", 388), ("도로 파손", 301), ("공사 소음", 277), ("무단 투기", 241),
    ("가로등", 198), ("버스 배차", 176), ("악취", 151), ("보행로", 139), ("신호등", 122), ("누수", 104),
    ("산책로", 96))
_MORE_TEXT = """
타이어 파손 함몰 빗물받이 어린이 보호구역 통학로 단속 견인 주차장 갓길 덤프트럭 새벽 먼지 방음벽 쓰레기 수거 분리수거
재활용 담배꽁초 정류장 노선 막차 배차간격 보안등 골목 어두움 공원 벤치 화장실 놀이터 하수구 수압 녹물 단수 점검 보수
포장 횡단보도 우회전 과속 방지턱 킥보드 현수막 소독 모기 들개 축제 불꽃 교통 통제 안내
"""
MORE_WORDS = tuple(_MORE_TEXT.split())


def weekly_counts(*, level: float, surge: float, weeks: int = 60, seed: int = 1) -> pd.DataFrame:
    """A weekly series with a yearly wave that ends in one surge."""
    rng = np.random.default_rng(seed)
    periods = pd.date_range(end="2026-10-26", periods=weeks, freq="W-MON")
    expected = level * (1 + 0.18 * np.sin(np.arange(weeks) / 52 * 2 * np.pi))
    observed = rng.poisson(expected).astype(float)
    observed[-4:] = np.round(expected[-4:] * np.linspace(1.1, surge, 4))
    upper = expected + 2.9 * np.sqrt(expected)
    return pd.DataFrame({"period": periods, "observed": observed, "expected": expected.round(1),
                         "upper": upper.round(1), "surge": observed > upper})


def daily_forecast(*, days: int = 28, seed: int = 2) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Daily history and the forecast after it, in the columns of ``forecast_counts``."""
    rng = np.random.default_rng(seed)
    past = pd.date_range(end="2026-10-31", periods=120, freq="D")
    week = np.array([1.25, 1.15, 1.1, 1.05, 1.0, 0.55, 0.45])
    history = pd.DataFrame({"ds": past, "y": rng.poisson(60 * week[past.day_of_week]).astype(float)})
    ahead = pd.date_range("2026-11-01", periods=days, freq="D")
    median = 62 * week[ahead.day_of_week]
    width = np.sqrt(median) * (1 + np.arange(days) / 40)
    forecast = pd.DataFrame({"unique_id": "total", "ds": ahead, "mean": median, "median": median.round(1)})
    for level, z in ((80, 1.28), (95, 1.96)):
        forecast[f"lo-{level}"] = np.clip(median - z * width, 0, None).round(1)
        forecast[f"hi-{level}"] = (median + z * width).round(1)
    return history, forecast


def topic_shares(*, weeks: int = 30, seed: int = 3) -> pd.DataFrame:
    """Long frame of topic shares; the second topic doubles in the last weeks."""
    rng = np.random.default_rng(seed)
    periods = pd.date_range(end="2026-10-26", periods=weeks, freq="W-MON")
    base = np.linspace(0.2, 0.05, len(TOPICS))
    shares = np.clip(base + rng.normal(0, 0.012, (weeks, len(TOPICS))).cumsum(axis=0) * 0.35, 0.01, None)
    shares[-5:, 1] += np.linspace(0.02, 0.12, 5)
    return pd.DataFrame([{"period": p, "topic": t, "share": shares[i, j]}
                         for i, p in enumerate(periods) for j, t in enumerate(TOPICS)])


def region_counts(*, weeks: int = 10, seed: int = 4) -> pd.DataFrame:
    """Long frame of weekly counts of every region."""
    rng = np.random.default_rng(seed)
    periods = pd.date_range(end="2026-10-26", periods=weeks, freq="W-MON")
    rows = [{"region": r, "period": p, "value": float(rng.poisson(42 - 4 * j) + (38 if j == 0 and i > 7 else 0))}
            for j, r in enumerate(REGIONS) for i, p in enumerate(periods)]
    return pd.DataFrame(rows)


def keyword_frame() -> pd.DataFrame:
    """``term``, ``value`` (documents)."""
    tail = [(word, max(6, 92 - 2 * i)) for i, word in enumerate(MORE_WORDS)]
    return pd.DataFrame([*KEYWORDS, *tail], columns=["term", "value"])


def pothole_card(examples: tuple[Example, ...] | None = None) -> IssueCard:
    """The strongest issue, with its small chart."""
    counts = weekly_counts(level=40, surge=3.7, weeks=26, seed=5)
    return IssueCard(
        issue_id="ISS-2026-0041", level=Level.SERIOUS, title="한들동 물길로 일대 포트홀로 타이어 파손 신고 급증",
        reason="10월 26일 주 민원 148건은 평소 범위의 상한 59.4건을 크게 넘고, SNS 글도 같은 주에 3배로 늘었습니다.",
        period="10월 26일 주", observed=148, expected=40.3, upper=59.4, first_seen=date(2026, 10, 12),
        last_seen=date(2026, 10, 31), state=IssueState.GROWING, regions=("한들동", "새여울동"),
        departments=("도로과", "재난안전과"), terms=("포트홀", "타이어", "도로 파손", "물길로"),
        danger_words=("사고", "파손"),
        documents=212, copy_share=0.064, alert_status="확인함(도로과 담당, 10월 27일)",
        sparkline=charts.sparkline(counts, caption="최근 26주 민원 건수"),
        examples=examples if examples is not None else (
            Example("물길로 사거리에서 포트홀을 밟아 타이어가 찢어졌습니다. 밤에는 아예 안 보입니다. 연락처 [전화번호]",
                    "민원 · 한들동", date(2026, 10, 27)),
            Example("출근길 도로파손 때문에 차들이 갑자기 멈춥니다. 지난주에도 신고했는데 그대로예요.",
                    "민원 · 새여울동", date(2026, 10, 28)),
            Example("물길로 또 구멍 났네요… 이번 달만 세 번째. 다들 조심하세요", "SNS", date(2026, 10, 29))))


def construction_card() -> IssueCard:
    """A weaker issue that nobody has been told of."""
    counts = weekly_counts(level=25, surge=1.9, weeks=26, seed=6)
    return IssueCard(
        issue_id="ISS-2026-0043", level=Level.CAUTION, title="솔마루동 재건축 현장 새벽 공사 소음",
        reason="10월 26일 주 민원 47건이 상한 39.1건을 넘었습니다. 같은 문구로 낸 글이 많아 참여 인원은 따로 "
               "살펴야 합니다.",
        period="10월 26일 주", observed=47, expected=25.2, upper=39.1, first_seen=date(2026, 10, 19),
        last_seen=date(2026, 10, 30), state=IssueState.NEW, regions=("솔마루동",), departments=("환경과",),
        terms=("공사 소음", "새벽", "덤프트럭"), documents=58, copy_share=0.41,
        sparkline=charts.sparkline(counts, caption="최근 26주 민원 건수"),
        examples=(Example("새벽 다섯 시부터 덤프트럭이 줄지어 들어옵니다. 공사소음 때문에 아이가 깹니다.",
                          "민원 · 솔마루동", date(2026, 10, 28)),))


def example_publication() -> Publication:
    """The whole report."""
    return Publication(
        title="2026년 10월 민원 동향과 11월 사전예보", subtitle="시민의 글에서 먼저 읽는 다음 달",
        issuer="나래시 소통기획관 민원데이터팀", period="2026년 10월 1일 ~ 10월 31일", as_of=date(2026, 10, 31),
        summary=(
            Headline("한들동 물길로 포트홀 민원이 한 주 148건으로 평소의 3.7배입니다. 임시 보수와 야간 안전 표지를 "
                "먼저 권합니다.",
                     Level.SERIOUS, "ISS-2026-0041"),
            Headline("솔마루동 재건축 현장의 새벽 소음 민원이 새로 나타났고, 열 건 가운데 네 건은 같은 글입니다.",
                     Level.CAUTION,
                     "ISS-2026-0043"),
            Headline("10월 민원은 모두 1,842건으로 지난달보다 8.2% 늘었고, 늘어난 몫의 절반이 도로 민원입니다."),
            Headline("11월에는 1,790건(80% 구간 1,655~1,930건)이 예상되며 월요일에 가장 많이 몰립니다.",
                     target="forecast")),
        figures=KeyFigures((
            KeyFigure("10월 민원", 1842, "건", (Change("전월비", 0.082), Change("전년동월비", -0.031))),
            KeyFigure("10월 SNS 글", 12730, "건", (Change("전월비", 0.154), Change("전년동월비", 0.209))),
            KeyFigure("진행 중 이슈", 5, "건", note="심각 1 · 경계 1 · 주의 3", emphasis=True),
            KeyFigure("11월 민원 예측", 1790, "건", (Change("10월 대비", -0.028),), note="80% 구간 1,655~1,930건"))),
        sections=(_issue_section(), _trend_section(), _keyword_section(), _topic_section(), _region_section(),
                  _forecast_section()),
        notes=("급증은 그 기간의 건수가 과거만으로 계산한 상한(99% 분위)을 넘었다는 뜻이며, 원인을 말하지는 않습니다.",
               "같은 글은 하루에 한 건으로 세었고, 여러 사람이 제 말로 쓴 같은 요구는 빼지 않았습니다.",
               "이 보고서의 도시, 부서, 글과 숫자는 모두 지어낸 것입니다."),
        provenance=(("자료", SOURCE), ("분석기", "Kiwi 0.24"), ("사전", "기본 사전 + 나래시 사전(판 7)"),
                    ("데이터 상태", "documents 41 · postings 40"),
                    ("급증 판정", "주 단위, 유의수준 1%"), ("글꼴", "나눔고딕(SIL OFL 1.1)")),
        run_fields=(("실행 번호", "run-20261101-0600"), ("만든 때", "2026. 11. 1. 06:00 (KST)")),
        licence="이 저작물은 공공누리 제1유형(출처 표시) 조건에 따라 쓸 수 있습니다.")


def _issue_section() -> Section:
    table = TableBlock(
        (Column("등급", "level"), Column("이슈", align="left"), Column("부서"), Column("관측", "integer", "건"),
         Column("예상", "decimal", "건"), Column("배수", "ratio"), Column("보정 p값", "p_value")),
        ((Level.SERIOUS, "물길로 포트홀", "도로과", 148, 40.3, 3.67, 0.0000004),
         (Level.WARNING, "가람1동 수돗물 녹물", "상수도과", 63, 22.8, 2.76, 0.0021),
         (Level.CAUTION, "솔마루동 공사 소음", "환경과", 47, 25.2, 1.87, 0.012),
         (Level.INTEREST, "달빛축제 교통 통제", "교통과", 31, 19.4, 1.6, 0.038)),
        "이번 기간의 이슈", note="보정 p값은 여러 계열을 함께 살핀 것을 감안한 값입니다.", source=SOURCE,
        row_headers=False)
    return Section("issues", "지금 살펴야 할 이슈", "이슈 네 건 가운데 한 건은 오늘 조치가 필요합니다.",
                   (table, pothole_card(), construction_card()))


def _trend_section() -> Section:
    blocks: tuple[Block, ...] = (
        charts.time_series_chart(weekly_counts(level=420, surge=1.45), caption="주별 민원 건수", source=SOURCE),
        TableBlock(
            (Column("부서"), Column("10월", "integer", "건"), Column("전월비", "change"),
             Column("전년동월비", "change"), Column("비중", "share"), Column("미처리", "integer", "건")),
            (("교통과", 512, 0.021, -0.083, 0.278, 14), ("도로과", 466, 0.318, 0.224, 0.253, 41),
             ("환경과", 371, 0.087, 0.012, 0.201, 9), ("상수도과", 188, 0.142, 0.052, 0.102, 3),
             ("공원녹지과", 143, -0.064, None, 0.078, 2)), "부서별 민원", source=SOURCE),
        Paragraph("도로과의 미처리 41건 가운데 29건은 물길로 포트홀과 이어져 있습니다. 보수 일정을 한 번에 안내하면 "
                  "되풀이 신고를 줄일 수 있습니다.", "callout"))
    return Section("trend", "민원은 얼마나 늘었나",
                   "10월 셋째 주부터 상한을 넘었고 도로 민원이 늘어난 몫의 절반을 차지합니다.", blocks)


def _keyword_section() -> Section:
    frame = keyword_frame()
    surging = frozenset({"포트홀", "도로 파손", "타이어"})
    bars = frame.head(12).rename(columns={"term": "label"})
    return Section("keywords", "무엇을 말하나", "포트홀과 도로 파손이 지난달보다 두 배 넘게 늘었습니다.", (
        charts.bar_chart(bars, caption="많이 나온 핵심어", emphasised=surging, source=SOURCE),
        word_cloud(frame, caption="핵심어 구름", emphasised=surging,
                   note="글자 크기는 문서 수, 붉은색은 급증한 핵심어입니다.")))


def _topic_section() -> Section:
    return Section("topics", "어떤 주제가 움직이나", "도로 파손 주제의 비중이 다섯 주 만에 두 배가 되었습니다.",
                   (charts.topic_share_chart(topic_shares(), caption="주제별 비중(주별)", source=SOURCE),))


def _region_section() -> Section:
    return Section("regions", "어디에서 늘었나", "한들동이 마지막 두 주에 두 배로 늘었습니다.",
                   (charts.region_heat_chart(region_counts(), caption="지역별 주별 민원 건수", source=SOURCE),))


def _forecast_section() -> Section:
    history, forecast = daily_forecast()
    return Section("forecast", "다음 4주 사전예보", "11월 28일까지 하루 평균 64건, 월요일에 가장 많을 것으로 봅니다.", (
        charts.forecast_chart(history, forecast, caption="일별 민원 예측", source=SOURCE),
        Bullets(("월요일 오전 창구 인력을 한 명 늘립니다.", "첫 한파 전에 물길로 재포장을 마칩니다.",
                 "수능일(11월 12일) 교통 통제를 미리 알립니다."),
                ordered=True)))
