"""``textmine words``: one term in its context, over time and among its like, and form-letter sentences."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import pandas as pd
import typer
from rich.cells import cell_len
from rich.markup import escape

from textmine.analyse.term_trend import Period
from textmine.cli.output import command_context, emit, out, parse_day, parse_kind, print_table
from textmine.cli.run import Json, Outputs
from textmine.pipeline.form_letters import FIELD_NAMES, FormReport, find_forms
from textmine.pipeline.related_words import RelatedReport, show_related
from textmine.pipeline.slices import Slice, compare_slices
from textmine.pipeline.words import MAX_TEXTS, ContextReport, TrendReport, show_contexts, show_trend
from textmine.report.wording import MISSING, change, number, share
from textmine.text.josa import quoted
from textmine.types import KIND_NAMES

app = typer.Typer(help="말 하나가 어디에, 얼마나, 무엇과 함께 나오는지 봅니다.", no_args_is_help=True)

_JSON_WIDTH, _LEAST_WIDTH = 30, 8
_DAY_CELLS = 12
_COUNTED = ("documents", "groups", "departments", "persons", "weeks")
VERDICT_NAMES = {
    "form": "상투 문장", "one_department": "한 부서의 말", "copies": "사본", "few_people": "몇 사람의 글",
    "one_week": "한때 몰림", "short_span": "기간이 짧음",
}  # fmt: skip

Term = Annotated[str, typer.Argument(help="찾을 말. 예: 포트홀, '불법 주정차'")]
KindOption = Annotated[str, typer.Option(help="글의 종류: complaint, sns, news, idea")]
From = Annotated[str | None, typer.Option("--from", help="이 날부터. 예: 2026-10-01")]
To = Annotated[str | None, typer.Option("--to", help="이 날까지. 예: 2026-10-31")]


@app.command("context")
def context_(
    term: Term,
    from_: From = None,
    to: To = None,
    kind: KindOption = "complaint",
    limit: Annotated[int, typer.Option(help="보일 곳의 수", min=1)] = 20,
    order: Annotated[
        Literal["new", "left", "right"], typer.Option(help="new(새 글부터), left(앞말 순서), right(뒷말 순서)")
    ] = "new",
    width: Annotated[int | None, typer.Option(help="앞뒤로 보일 글자 수(기본: 화면에 맞춤)", min=1)] = None,
    inside: Annotated[bool, typer.Option("--inside", help="더 긴 낱말 속에 든 곳도 봅니다.")] = False,
    copies: Annotated[bool, typer.Option("--copies", help="다른 글의 사본도 봅니다.")] = False,
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """말이 나온 곳을 앞뒤 글과 함께 봅니다. 같은 말과 띄어 쓴 말도 찾습니다. 글은 개인정보를 가린 것입니다."""
    wanted, (first, last) = parse_kind(kind), _span(from_, to)
    side = width or (_JSON_WIDTH if json_ else max((out.width - _DAY_CELLS - 10) // 4, _LEAST_WIDTH))
    with command_context(outputs=outputs, quiet=True) as context:
        found = show_contexts(
            context, term, kind=wanted, first=first, last=last, limit=limit, width=side,
            order="text" if order == "new" else order, inside_words=inside, copies=copies,
        )  # fmt: skip
    emit(_with_rows(found), json_, lambda: _print_contexts(found, side))


@app.command()
def trend(
    term: Term,
    by: Annotated[Literal["day", "week", "month"], typer.Option(help="day(일), week(주), month(달)")] = "week",
    from_: From = None,
    to: To = None,
    kind: KindOption = "complaint",
    limit: Annotated[int, typer.Option(help="화면에 보일 기간의 수(새것부터)", min=1)] = 26,
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """말이 나온 글의 수와 글 1,000건당 비율(95% 구간), 지난 기간과 지난해에 견준 변화를 봅니다."""
    wanted, (first, last) = parse_kind(kind), _span(from_, to)
    freq: Literal["D", "W", "M"] = "D" if by == "day" else "W" if by == "week" else "M"
    with command_context(outputs=outputs, quiet=True) as context:
        found = show_trend(context, term, kind=wanted, freq=freq, first=first, last=last)
    emit(_with_rows(found), json_, lambda: _print_trend(found, limit))


@app.command()
def related(
    term: Term,
    k: Annotated[int, typer.Option("--k", help="보일 말의 수", min=1)] = 10,
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """함께 쓰이거나 비슷하게 쓰이는 말을 봅니다. 처음 물을 때 글 전체에서 배우느라 1분쯤 걸립니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        found = show_related(context, term, k=k)
    emit(_with_rows(found), json_, lambda: _print_related(found))


@app.command()
def forms(
    field: Annotated[Literal["body", "answer"], typer.Option(help="body(본문) 또는 answer(답변)")] = "body",
    from_: From = None,
    to: To = None,
    kind: KindOption = "complaint",
    least: Annotated[int, typer.Option("--min", help="이만큼의 글에 나온 문장부터", min=2)] = 20,
    limit: Annotated[int, typer.Option(help="화면에 보일 문장의 수", min=1)] = 30,
    all_: Annotated[bool, typer.Option("--all", help="상투 문장이 아닌 것과 이미 사전에 있는 것도 봅니다.")] = False,
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """여러 글에 되풀이되는 상투 문장을 찾아 사전에 넣을 후보로 보입니다. 사본과 한때의 캠페인은 가립니다."""
    wanted, (first, last) = parse_kind(kind), _span(from_, to)
    with command_context(outputs=outputs, quiet=True) as context:
        found = find_forms(context, kind=wanted, field=field, first=first, last=last, min_documents=least)
    rows = found.rows if all_ else found.candidates
    value = {"kind": found.kind, "field": found.field, "texts": found.texts, "rows": _records(rows)}
    emit(value, json_, lambda: _print_forms(found, rows, limit))


@app.command()
def compare(
    of: Annotated[list[str], typer.Option("--of", help="고를 글. 예: --of 부서=도로과 --of 지역=다솜동")],
    against: Annotated[list[str] | None, typer.Option("--against", help="견줄 글(기본: 나머지 모두)")] = None,
    from_: From = None,
    to: To = None,
    against_from: Annotated[str | None, typer.Option(help="견줄 글은 이 날부터(기본: --from과 같음)")] = None,
    against_to: Annotated[str | None, typer.Option(help="견줄 글은 이 날까지(기본: --to와 같음)")] = None,
    kind: KindOption = "complaint",
    top: Annotated[int, typer.Option(help="보일 수", min=1)] = 20,
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """한쪽 글에서 다른 쪽보다 두드러진 말을 봅니다. 사본은 하루에 하나로 셉니다.

    부서, 분야, 지역, 보낸곳, 나이, 성별과 때로 나눌 수 있습니다.
    """
    wanted, (first, last) = parse_kind(kind), _span(from_, to)
    others = _span(against_from or from_, against_to or to)
    target = Slice(wanted, first, last, _conditions(of))
    is_bounded = bool(against) or against_from or against_to or first or last
    reference = Slice(wanted, *others, _conditions(against or [])) if is_bounded else None
    with command_context(outputs=outputs, quiet=True) as context:
        found = compare_slices(context, target, reference, top=top)
    value = {
        "target_documents": found.target_documents, "reference_documents": found.reference_documents,
        "terms": found.terms.to_dict("records"),
    }  # fmt: skip
    rows = [[r.term, r.target_df, r.reference_df, f"{r.z:.1f}"] for r in found.terms.itertuples(index=False)]
    title = f"두드러진 말(고른 글 {found.target_documents:,}건, 견준 글 {found.reference_documents:,}건)"
    columns = ["말", "고른 글", "견준 글", "두드러짐(z)"]
    emit(value, json_, lambda: print_table(title, columns, rows, empty="두드러진 말이 없습니다."))


def _conditions(texts: list[str]) -> dict[str, str]:
    found = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not value:
            raise typer.BadParameter(f"'{text}'은(는) '부서=도로과' 꼴이 아닙니다.")
        found[name] = value
    return found


def _span(from_: str | None, to: str | None) -> tuple[date | None, date | None]:
    first, last = parse_day(from_), parse_day(to)
    if first is not None and last is not None and last < first:
        raise typer.BadParameter(f"--from {first}이 --to {last}보다 늦습니다. 두 날을 바꿔 적으세요.")
    return first, last


def _with_rows(report: ContextReport | TrendReport | RelatedReport) -> dict[str, Any]:
    told = {name: getattr(report, name) for name in report.__slots__ if name != "rows"}
    return told | {"rows": _records(report.rows)}


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for JSON: missing values are null, times are days."""
    plain = rows.astype(object).where(rows.notna(), None)
    for name in rows.select_dtypes("datetime"):
        plain[name] = rows[name].dt.date
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def _print_contexts(found: ContextReport, width: int) -> None:
    _print_term(found.term, found.variants, KIND_NAMES[found.kind])
    out.print(
        f"이 말로 센 글 {found.posts:,}건(사본 빼고 {found.distinct:,}건). 찾은 {found.places:,}곳 가운데 "
        f"{len(found.rows):,}곳을 보입니다.", highlight=False,
    )  # fmt: skip
    for row in _records(found.rows):
        day = row["civil_date"].isoformat() if row["civil_date"] else "날짜 없음"
        left = " " * max(2 * width + 2 - cell_len(row["left"]), 0) + row["left"]
        keyword = f"[bold]{escape(row['keyword'])}[/]"
        out.print(f"[dim]{day}[/] {escape(left)}{keyword}{escape(row['right'])}", highlight=False, soft_wrap=True)
    if found.searched == MAX_TEXTS:
        out.print(f"가장 새로운 글 {MAX_TEXTS:,}건에서만 찾았습니다. --from과 --to로 나눠 보세요.", highlight=False)
    if found.inside_words:
        out.print(f"더 긴 낱말 속에 {found.inside_words:,}곳이 있습니다(--inside로 함께 봅니다).", highlight=False)
    if found.unlocated:
        out.print(f"글 {found.unlocated:,}건에는 다르게 적혔거나 긴 낱말 속에만 있어 못 보입니다.", highlight=False)
    if found.only_written:
        out.print(
            f"글 {found.only_written:,}건은 이렇게 적혔지만 분석기가 다른 말이나 그 조각으로 읽어 세지 않습니다. "
            f"'textmine dict list --search {escape(found.term)}'에서 확인하세요.", highlight=False,
        )  # fmt: skip


def _print_trend(found: TrendReport, limit: int) -> None:
    _print_term(found.term, found.variants, KIND_NAMES[found.kind])
    rows = _records(found.rows.iloc[::-1].head(limit))
    print_table(
        f"추세({len(found.rows):,}개 기간)",
        ["기간", "글", "사본 빼고", "천 건당", "95% 구간", "전기 대비", "전년 대비"],
        [
            [
                _period_name(row["period"], found.freq), _count(row["posts"]), _count(row["distinct"]),
                _decimal(row["per_1000"]), _interval(row["lower"], row["upper"]),
                change(row["previous_change"]), change(row["year_change"]),
            ]
            for row in rows
        ],
        empty="이 기간에 자료가 없습니다. --from과 --to를 확인하세요.",
    )  # fmt: skip
    if len(found.rows) > limit:
        out.print(f"기간이 {len(found.rows) - limit:,}개 더 있습니다. --limit로 더 볼 수 있습니다.", highlight=False)
    if found.rows["posts"].isna().any():
        out.print("'–'는 자료가 다 들어오지 않은 기간입니다. 0건이 아닙니다.", highlight=False)


def _period_name(first: date, freq: Period) -> str:
    return {"D": f"{first}", "W": f"{first} 주", "M": f"{first:%Y-%m}"}[freq]


def _decimal(value: float | None) -> str:
    return MISSING if value is None else number(value, digits=1)


def _interval(lower: float | None, upper: float | None) -> str:
    return MISSING if lower is None else f"{_decimal(lower)}~{_decimal(upper)}"


def _print_related(found: RelatedReport) -> None:
    print_table(
        f"{quoted(found.term, '과/와')} 함께 또는 비슷하게 쓰이는 말",
        ["말", "비슷한 정도", "글", "사본 빼고", "함께 나온 글"],
        [
            [row["term"], f"{row['similarity']:.2f}", *(f"{row[name]:,}" for name in ("posts", "distinct", "together"))]
            for row in _records(found.rows)
        ],
        empty="함께 쓰이는 말이 없습니다.",
    )
    out.print(f"글 {found.n_docs:,}건, 낱말 {found.vocabulary:,}개에서 배웠습니다.", highlight=False)


def _print_forms(found: FormReport, rows: pd.DataFrame, limit: int) -> None:
    name = f"{KIND_NAMES[found.kind]} {FIELD_NAMES[found.field]}"
    others = len(found.rows) - len(rows)
    print_table(
        f"{name} {found.texts:,}건에 되풀이되는 문장 {len(rows):,}개",
        ["문장", "글", "사본 빼고", "부서", "사람", "주", "그대로", "갈래"],
        [
            [
                row["sentence"], *(_count(row[field]) for field in _COUNTED), share(row["literal_share"]),
                VERDICT_NAMES[row["verdict"]] + ("(사전에 있음)" if row["is_known"] else ""),
            ]
            for row in _records(rows.head(limit))
        ],
        empty=f"{name} {found.texts:,}건에는 새로 넣을 상투 문장이 없습니다.",
    )  # fmt: skip
    if len(rows) > limit:
        out.print(f"문장이 {len(rows) - limit:,}개 더 있습니다. --limit로 더 볼 수 있습니다.", highlight=False)
    if others:
        out.print(f"상투 문장이 아니거나 사전에 있는 {others:,}개는 뺐습니다(--all로 함께 봅니다).", highlight=False)
    if len(rows):
        out.print("사전에 넣으려면: textmine dict add form_letter '문장'", highlight=False)


def _count(value: int | None) -> str:
    return MISSING if value is None else f"{value:,}"


def _print_term(term: str, variants: tuple[str, ...], kind: str) -> None:
    others = f" [dim](같은 말: {escape(', '.join(variants[1:]))})[/]" if len(variants) > 1 else ""
    out.print(f"[bold]{escape(term)}[/] · {kind}{others}", highlight=False)
