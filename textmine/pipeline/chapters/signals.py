"""Signals: how the same subject moves in complaints and on SNS, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from textmine.pipeline.context import Context
from textmine.pipeline.panels import covered_days, dated_kinds, label_rows, signal_documents
from textmine.report import Block, Cell, Column, Section, TableBlock
from textmine.text.josa import josa
from textmine.types import Kind, Signal

DAYS = 28
MAX_ROWS = 15
LEAST_BEFORE = 5  # a change against fewer documents says nothing
MUCH_MORE = 0.5
LEAST_POSTS = 10

GROUPS = {
    "pack:": ("주시 신호", "기관이 미리 정해 둔 낱말 묶음으로 셉니다."),
    "category:": ("분야", "민원은 접수된 분야로, SNS는 그 분야의 민원에 두드러진 낱말로 셉니다."),
    "topic:": ("토픽", "민원 토픽의 대표 낱말이 둘 이상 든 글을 셉니다."),
}


def signal_section(context: Context, signals: Sequence[Signal], as_of: date) -> Section | None:
    """Section with a table each for watch packs, categories and topics; None without dated complaints."""
    kinds = dated_kinds(context)
    if "complaint" not in kinds or not signals:
        return None
    with_posts = "sns" in kinds
    counts = pd.DataFrame({
        (kind, span): counted
        for kind in (("complaint", "sns") if with_posts else ("complaint",))
        for span, counted in _spans(context, kind, signals, as_of).items()
    }).reindex([s.signal_id for s in signals]).fillna(0.0)
    blocks: list[Block] = []
    for prefix, (title, note) in GROUPS.items():
        group = [s for s in signals if s.signal_id.startswith(prefix)]
        rows = _rows(group, counts, with_posts=with_posts)
        if rows:
            blocks.append(_table(rows[:MAX_ROWS], title, note, len(rows), with_posts=with_posts))
    if not blocks:
        return None
    title = "민원과 SNS에서 함께 보는 신호" if with_posts else "신호별 민원"
    return Section("signals", title, _lead(signals, counts, with_posts=with_posts), tuple(blocks))


def _spans(context: Context, kind: Kind, signals: Sequence[Signal], as_of: date) -> dict[str, pd.Series]:
    """Documents of the last and the former four weeks by signal."""
    first = as_of - timedelta(days=DAYS - 1)
    start = first - timedelta(days=DAYS)
    found = signal_documents(context, kind, signals, upto=as_of).groupby(["series", "civil_date"]).size().rename("count")
    rows = pd.concat([label_rows(context, kind, upto=as_of), found.reset_index()], ignore_index=True)
    days = pd.to_datetime(rows["civil_date"])
    now = rows[days >= pd.Timestamp(first)].groupby("series")["count"].sum()
    before = rows[(days >= pd.Timestamp(start)) & (days < pd.Timestamp(first))].groupby("series")["count"].sum()
    covered = covered_days(context, kind, upto=as_of)["civil_date"]
    known = len(covered) and min(covered) <= start
    return {"now": now, "before": before if known else before * float("nan")}


def _rows(group: Sequence[Signal], counts: pd.DataFrame, *, with_posts: bool) -> list[tuple[Cell, ...]]:
    """Signals that anybody wrote about, those with the most documents first."""
    rows: list[tuple[float, tuple[Cell, ...]]] = []
    for signal in group:
        row = counts.loc[signal.signal_id]
        size = float(row["complaint", "now"]) + (float(row["sns", "now"]) if with_posts else 0.0)
        if size == 0:
            continue
        cells: list[Cell] = [signal.name, float(row["complaint", "now"]), _change(row, "complaint")]
        if with_posts:
            cells += [float(row["sns", "now"]), _change(row, "sns"), _reading(row)]
        rows.append((size, tuple(cells)))
    rows.sort(key=lambda pair: (-pair[0], str(pair[1][0])))
    return [cells for _, cells in rows]


def _change(row: pd.Series, kind: Kind) -> float | None:
    before = float(row[kind, "before"])
    return float(row[kind, "now"]) / before - 1 if before >= LEAST_BEFORE else None


def _reading(row: pd.Series) -> str:
    """What the two kinds of text say together."""
    posts, complaints = _rises(row, "sns"), _rises(row, "complaint")
    if posts and complaints:
        return "함께 크게 늘어남"
    if posts:
        return "SNS가 크게 늘어남"
    return "민원이 크게 늘어남" if complaints else ""


def _rises(row: pd.Series, kind: Kind) -> bool:
    now, before = float(row[kind, "now"]), float(row[kind, "before"])
    return now >= LEAST_POSTS and now >= before * (1 + MUCH_MORE)


def _table(rows: list[tuple[Cell, ...]], title: str, note: str, total: int, *, with_posts: bool) -> TableBlock:
    columns = [Column(title), Column("민원", "integer", "건"), Column("앞 4주 대비", "change")]
    if with_posts:
        columns += [Column("SNS", "integer", "건"), Column("앞 4주 대비", "change"), Column("읽기")]
    left_out = f" 글이 있는 {total}개 가운데 많은 {len(rows)}개입니다." if total > len(rows) else ""
    much = f" '크게'는 {LEAST_POSTS}건 이상이고 앞 4주의 {1 + MUCH_MORE:g}배 이상이라는 뜻입니다." if with_posts else ""
    return TableBlock(
        tuple(columns), tuple(rows), f"{title}별 최근 4주",
        note=f"{note}{left_out} '–'는 앞 4주의 글이 {LEAST_BEFORE}건보다 적어 견주지 않았다는 뜻입니다.{much}",
    )


def _lead(signals: Sequence[Signal], counts: pd.DataFrame, *, with_posts: bool) -> str:
    packs = [s for s in signals if s.signal_id.startswith("pack:")] or list(signals)
    kind: Kind = "sns" if with_posts else "complaint"
    risen = [s for s in packs if _rises(counts.loc[s.signal_id], kind)]
    risen.sort(key=lambda s: (-float(counts.loc[s.signal_id, (kind, "now")]), s.name))
    where = "SNS에서 " if with_posts else ""
    if not risen:
        return f"최근 4주에 {where}앞 4주의 {1 + MUCH_MORE:g}배 이상으로 늘어난 주시 신호는 없습니다."
    names = ", ".join(f"'{s.name}'" for s in risen[:3])
    more = f" 등 {len(risen)}개 신호가" if len(risen) > 3 else ""
    return f"최근 4주에 {where}{names + more if more else josa(names, '이/가')} 앞 4주의 {1 + MUCH_MORE:g}배 이상으로 늘었습니다."
