"""The results of a run: one HTML page and the data files beside it; ``latest`` moves when all are written."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from textmine import __version__
from textmine.errors import ReportError
from textmine.pipeline.chapters.outlook import latest_forecast, outlook_section
from textmine.pipeline.chapters.overview import overview_section
from textmine.pipeline.chapters.quality import quality_section
from textmine.pipeline.chapters.rising import issue_section, live_issues, short_reason
from textmine.pipeline.chapters.signals import signal_section
from textmine.pipeline.chapters.subjects import topic_frame, topic_section
from textmine.pipeline.chapters.together import campaign_section
from textmine.pipeline.chapters.topic_pages import topic_pages
from textmine.pipeline.chapters.window import Window, recent_window
from textmine.pipeline.chapters.words import keyword_section, keyword_table
from textmine.pipeline.context import Context
from textmine.pipeline.panels import as_of_day, signals_in_use
from textmine.pipeline.watch import load_issues
from textmine.report import (
    Headline,
    KeyFigure,
    KeyFigures,
    Publication,
    Section,
    swap_latest,
    write_csv,
    write_html,
    write_json,
    write_manifest,
)
from textmine.report.content import Change
from textmine.store.doctor import doctor_hash
from textmine.store.ledger import leases
from textmine.types import KIND_NAMES, KINDS, KST, Issue, Level

FORECAST_COLUMNS = ["unique_id", "freq", "ds", "mean", "median", "lo-80", "hi-80", "lo-95", "hi-95"]
SUMMARY_ISSUES = 3
FEWEST_HEADLINES = 3


def publish(context: Context, *, as_of: date | None = None) -> Path:
    """Folder of the run, with ``report.html``, ``issues.json``, ``keywords.csv``, ``topics.json``, ``forecast.csv``
    and ``manifest.json``; ``outputs/latest`` points to it.

    Raises
    ------
    ReportError
        There is no document yet, or a file cannot be written.
    """
    day = as_of_day(context, as_of) or _newest_ingest(context)
    windows = [w for kind in KINDS if (w := recent_window(context, kind, day)) is not None]
    if not windows:
        raise ReportError("보고할 글이 없습니다. 먼저 'textmine ingest'로 자료를 넣고 'textmine analyse'를 실행하세요.")
    issues = load_issues(context)
    run_id = f"{context.now.astimezone(KST):%Y%m%d-%H%M%S}-{_state_digest(context, day)[:8]}"
    folder = context.settings.outputs / "runs" / run_id
    with leases.hold(context.ledger, "publish"):
        draft = _fresh_draft(folder)
        publication = _publication(context, windows, issues, day, run_id)
        write_html(publication, draft / "report.html")
        _write_tables(context, windows, issues, day, draft)
        write_manifest(draft, content=dict(publication.provenance), run_fields=dict(publication.run_fields))
        if folder.exists():
            folder.rename(folder.with_name(f".{run_id}.before"))
        draft.rename(folder)
        swap_latest(context.settings.outputs, run_id)
    return folder


def _fresh_draft(folder: Path) -> Path:
    """An empty place for the files of a run; what publications that were killed left behind is removed."""
    for left in folder.parent.glob(".*"):
        shutil.rmtree(left, ignore_errors=True)
    return folder.with_name(f".{folder.name}")


def _newest_ingest(context: Context) -> date:
    """Day in Korea of the newest ingest: what undated text is as of."""
    newest = context.mart.query("select max(ingested_at) as newest from documents")["newest"].iloc[0]
    moment = context.now if pd.isna(newest) else pd.Timestamp(newest)
    return moment.astimezone(KST).date()


def _state_digest(context: Context, day: date) -> str:
    own = [entry for entry in context.desk if entry.department]
    state = json.dumps([day.isoformat(), context.mart.versions(), context.lexicon.version, own], sort_keys=True)
    return hashlib.sha256(state.encode()).hexdigest()


def _publication(
    context: Context, windows: Sequence[Window], issues: Sequence[Issue], day: date, run_id: str
) -> Publication:
    signals = signals_in_use(context, upto=day)
    is_dated = any(window.is_dated for window in windows)
    sections: list[Section | None] = [
        issue_section(context, issues, day) if is_dated else None,
        campaign_section(context, day) if is_dated else None,
        overview_section(context, windows, day), signal_section(context, signals, day),
        outlook_section(context, day, signals),
    ]
    for window in windows:
        sections += [keyword_section(context, window), topic_section(context, window), topic_pages(context, window)]
    sections.append(quality_section(context))
    kept = tuple(section for section in sections if section is not None)
    return Publication(
        title=f"{context.settings.city} {'민원 동향과 4주 예보' if is_dated else '시민의 글 분석'}".strip(),
        subtitle="시민의 글에서 먼저 읽는 다음 달" if is_dated else "많이 나온 말과 토픽",
        period=windows[0].text,
        as_of=day,
        sections=kept,
        issuer=context.settings.city,
        summary=_summary(issues, kept, is_dated=is_dated),
        figures=_figures(context, windows, issues, day),
        notes=_notes(context, is_dated=is_dated),
        provenance=_provenance(context),
        run_fields=(("실행 번호", run_id), ("만든 때", f"{context.now.astimezone(KST):%Y-%m-%d %H:%M}")),
    )


def _summary(issues: Sequence[Issue], sections: Sequence[Section], *, is_dated: bool) -> tuple[Headline, ...]:
    """The strongest issues, then what the other sections found."""
    leads = {section.id: section.lead for section in sections}
    if not is_dated:
        lines = [Headline("글에 날짜가 없어 급증과 예보는 내지 않고, 많이 나온 말과 토픽을 정리했습니다.")]
        return (*lines, *(Headline(leads[i], target=i) for i in leads if i.startswith(("keywords-", "topics-"))))
    live = live_issues(issues)
    lines = [Headline(f"{i.title}: {short_reason(i.reason)}", i.level, i.issue_id) for i in live[:SUMMARY_ISSUES]]
    if len(live) > SUMMARY_ISSUES:
        lines.append(Headline(f"이 밖에 살펴볼 이슈가 {len(live) - SUMMARY_ISSUES}건 더 있습니다.", target="issues"))
    if not live:
        lines.append(Headline("평소 범위를 넘어 늘어난 이슈가 지금은 없습니다.", target="issues"))
    lines += [Headline(leads[i], target=i) for i in ("signals", "forecast") if i in leads]
    if len(lines) < FEWEST_HEADLINES:
        lines += [Headline(leads[i], target=i) for i in leads if i.startswith(("overview", "keywords-"))]
    return tuple(lines)


def _figures(context: Context, windows: Sequence[Window], issues: Sequence[Issue], day: date) -> KeyFigures:
    figures = []
    for window in windows[:2]:
        before = _count(context, window.before())
        label = f"{window.name.replace('최근', '그 앞')} 대비"
        changes = (Change(label, window.documents / before - 1),) if before else ()
        figures.append(KeyFigure(f"{window.name} {KIND_NAMES[window.kind]}", window.documents, "건", changes))
    if not any(window.is_dated for window in windows):
        return KeyFigures(tuple(figures))
    live = live_issues(issues)
    levels = [f"{level} {n}" for level in reversed(Level) if (n := sum(issue.level is level for issue in live))]
    figures.append(KeyFigure("지금 이슈", len(live), "건", note=" · ".join(levels), emphasis=bool(live)))
    total = _expected_total(context, day)
    if total is not None:
        figures.append(KeyFigure("앞으로 4주 민원 예상", round(total), "건"))
    return KeyFigures(tuple(figures))


def _count(context: Context, window: Window | None) -> int | None:
    """Documents of a window, None when it begins before the data."""
    if window is None:
        return None
    found = context.mart.query(
        "select count(*) filter (civil_date between ? and ?) as n, min(civil_date) as first from documents "
        "where kind = ?",
        [*window.params, window.kind],
    )
    first = found["first"].iloc[0]
    return int(found["n"].iloc[0]) if first is not None and first <= window.first else None


def _expected_total(context: Context, day: date) -> float | None:
    issued = latest_forecast(context, day)
    rows = issued[(issued["unique_id"] == "total") & (issued["freq"] == "D")]
    return float(rows["mean"].sum()) if len(rows) else None


def _notes(context: Context, *, is_dated: bool) -> tuple[str, ...]:
    watch = context.settings.watch
    privacy = "보기로 든 글은 개인정보를 가린 것입니다. 자동으로 가리므로, 밖에 내보내기 전에 한 번 더 살펴 주세요."
    if not is_dated:
        undated = "글의 날짜를 알 수 없어 늘고 줄어든 것은 판단하지 않았습니다."
        return (f"{undated} 날짜 열이 있는 자료에는 급증과 예보도 싣습니다.", privacy)
    return (
        "급증은 과거만으로 계산한 예상보다 뚜렷이 많다는 뜻이며, 까닭을 말하지는 않습니다. "
        "계절·요일·공휴일과 전체 글 수의 변화를 감안한 음이항 회귀로 판단합니다(Noufaily 외, 2013).",
        f"한 기간에 함께 살핀 모든 말과 신호를 통틀어 거짓발견율 {watch.q:.0%}, 유의확률 {watch.max_p:g} 이하이고 "
        f"평소의 {watch.min_ratio:g}배 이상인 것만 이슈로 올립니다. "
        "'상한'은 평소라면 100번에 한 번꼴로만 넘는 건수입니다.",
        "수준은 관심, 주의, 경계, 심각 순으로 무겁습니다. "
        "드문 정도, 평소보다 늘어난 건수, 늘어나는 빠르기, 위험을 알리는 낱말로 정합니다.",
        "예보의 80%(95%) 구간은 실제 값이 그 안에 들 것으로 보는 범위입니다. "
        "자료가 없는 날은 0이 아니라 '결측'으로 다룹니다.",
        privacy,
    )


def _provenance(context: Context) -> tuple[tuple[str, str], ...]:
    versions = context.mart.versions()
    tokenizer = context.tokenizer()
    return (
        ("textmine", __version__),
        ("형태소 분석기", f"{tokenizer.name} {tokenizer.version.removeprefix(f'{tokenizer.name}-')}"),
        ("사전 판", context.lexicon.version),
        ("자료 판", ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))),
        ("자료 해시", doctor_hash(context.mart, context.ledger)[:16]),
        ("난수 씨앗", str(context.settings.seed)),
    )


def _write_tables(
    context: Context, windows: Sequence[Window], issues: Sequence[Issue], day: date, folder: Path
) -> None:
    write_json([_issue_row(issue) for issue in issues], folder / "issues.json")
    write_csv(keyword_table(context, list(windows)), folder / "keywords.csv", for_excel=True)
    topics = [topic_frame(context, w.kind).assign(kind=w.kind) for w in windows]
    write_json(pd.concat(topics, ignore_index=True).to_dict("records"), folder / "topics.json")
    issued = latest_forecast(context, day)
    write_csv(issued.reindex(columns=FORECAST_COLUMNS), folder / "forecast.csv", for_excel=True)


def _issue_row(issue: Issue) -> dict[str, object]:
    return {
        "id": issue.issue_id, "title": issue.title, "terms": issue.terms, "first_seen": issue.first_seen,
        "last_seen": issue.last_seen, "level": issue.level, "state": issue.state, "observed": issue.observed,
        "expected": issue.expected, "upper": issue.upper, "p_value": issue.p_value, "q_value": issue.q_value,
        "freq": issue.freq, "period": issue.period, "reason": issue.reason, "regions": issue.regions,
        "departments": issue.departments, "series": issue.series, "copy_share": issue.copy_share,
        "documents": issue.documents,
    }
