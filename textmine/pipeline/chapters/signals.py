"""Signals: how the same subject moves in complaints and on SNS, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeAlias

import pandas as pd

from textmine.pipeline.context import Context
from textmine.pipeline.panels import covered_days, daily_counts, dated_kinds, label_rows, signal_documents
from textmine.report import Block, Cell, Column, Section, TableBlock
from textmine.text.josa import josa
from textmine.types import Kind, Signal

DAYS = 28
MAX_ROWS = 15
LEAST_BEFORE = 5  # a change against fewer documents says nothing
MUCH_MORE = 1.5
LEAST_DOCUMENTS = 10
CONTRASTED: tuple[Kind, ...] = ("complaint", "sns")

Counts: TypeAlias = dict[Kind, tuple[float, float | None]]  # documents now and before, by kind of text

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
    counts: dict[str, Counts] = {signal.signal_id: {} for signal in signals}
    for kind in CONTRASTED if with_posts else CONTRASTED[:1]:
        now, before = _spans(context, kind, signals, as_of)
        for signal_id, row in counts.items():
            row[kind] = (now.get(signal_id, 0.0), None if before is None else before.get(signal_id, 0.0))
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


def _spans(
    context: Context, kind: Kind, signals: Sequence[Signal], as_of: date
) -> tuple[dict[str, float], dict[str, float] | None]:
    """Documents of the last and the former four weeks by signal; None when the data began after them."""
    first = as_of - timedelta(days=DAYS - 1)
    start = first - timedelta(days=DAYS)
    found = daily_counts(signal_documents(context, kind, signals, upto=as_of))
    rows = pd.concat([label_rows(context, kind, upto=as_of), found], ignore_index=True)
    days = pd.to_datetime(rows["civil_date"])
    now = _sums(rows[days >= pd.Timestamp(first)])
    covered = covered_days(context, kind, upto=as_of)["civil_date"]
    if covered.empty or min(covered) > start:
        return now, None
    return now, _sums(rows[(days >= pd.Timestamp(start)) & (days < pd.Timestamp(first))])


def _sums(rows: pd.DataFrame) -> dict[str, float]:
    sums = rows.groupby("series")["count"].sum()
    return {str(name): float(total) for name, total in zip(sums.index, sums.to_numpy(), strict=True)}


def _rows(group: Sequence[Signal], counts: Mapping[str, Counts], *, with_posts: bool) -> list[tuple[Cell, ...]]:
    """Signals that anybody wrote about, those with the most documents first."""
    rows: list[tuple[float, tuple[Cell, ...]]] = []
    for signal in group:
        row = counts[signal.signal_id]
        size = sum(now for now, _ in row.values())
        if size == 0:
            continue
        cells: list[Cell] = [signal.name, row["complaint"][0], _change(row, "complaint")]
        if with_posts:
            cells += [row["sns"][0], _change(row, "sns"), _reading(row)]
        rows.append((size, tuple(cells)))
    rows.sort(key=lambda pair: (-pair[0], str(pair[1][0])))
    return [cells for _, cells in rows]


def _change(row: Counts, kind: Kind) -> float | None:
    now, before = row[kind]
    return now / before - 1 if before is not None and before >= LEAST_BEFORE else None


def _reading(row: Counts) -> str:
    """What the two kinds of text say together."""
    posts, complaints = _rises(row, "sns"), _rises(row, "complaint")
    if posts and complaints:
        return "함께 크게 늘어남"
    if posts:
        return "SNS가 크게 늘어남"
    return "민원이 크게 늘어남" if complaints else ""


def _rises(row: Counts, kind: Kind) -> bool:
    now, before = row[kind]
    return before is not None and now >= LEAST_DOCUMENTS and now >= before * MUCH_MORE


def _table(rows: list[tuple[Cell, ...]], title: str, note: str, total: int, *, with_posts: bool) -> TableBlock:
    columns = [Column(title), Column("민원", "integer", "건"), Column("앞 4주 대비", "change")]
    if with_posts:
        columns += [Column("SNS", "integer", "건"), Column("앞 4주 대비", "change"), Column("읽기")]
    left_out = f" 글이 있는 {total}개 가운데 많은 {len(rows)}개입니다." if total > len(rows) else ""
    much = f" '크게'는 {LEAST_DOCUMENTS}건 이상이고 앞 4주의 {MUCH_MORE:g}배 이상이라는 뜻입니다." if with_posts else ""
    return TableBlock(
        tuple(columns), tuple(rows), f"{title}별 최근 4주",
        note=f"{note}{left_out} '–'는 앞 4주의 글이 {LEAST_BEFORE}건보다 적어 견주지 않았다는 뜻입니다.{much}",
    )


def _lead(signals: Sequence[Signal], counts: Mapping[str, Counts], *, with_posts: bool) -> str:
    packs = [s for s in signals if s.signal_id.startswith("pack:")] or list(signals)
    kind: Kind = "sns" if with_posts else "complaint"
    risen = [s for s in packs if _rises(counts[s.signal_id], kind)]
    risen.sort(key=lambda s: (-counts[s.signal_id][kind][0], s.name))
    where = "SNS에서 " if with_posts else ""
    if not risen:
        return f"최근 4주에 {where}앞 4주의 {MUCH_MORE:g}배 이상으로 늘어난 주시 신호는 없습니다."
    names = ", ".join(f"'{s.name}'" for s in risen[:3])
    more = f" 등 {len(risen)}개 신호가" if len(risen) > 3 else ""
    subject = names + more if more else josa(names, "이/가")
    return f"최근 4주에 {where}{subject} 앞 4주의 {MUCH_MORE:g}배 이상으로 늘었습니다."
