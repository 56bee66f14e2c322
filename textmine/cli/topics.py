"""``textmine topics``: what people write about, topic by topic, with ids, numbers and names that stay."""

from __future__ import annotations

import getpass
from typing import Annotated, Any

import typer
from rich.markup import escape

from textmine.cli.output import command_context, emit, out, parse_day, parse_kind, print_table
from textmine.cli.run import Json, Outputs
from textmine.pipeline.topic_views import (
    TopicPage,
    TopicView,
    known_topics,
    list_topics,
    rename_topic,
    show_topic,
    topic_history,
)
from textmine.types import KIND_NAMES

app = typer.Typer(help="토픽을 보고 이름을 붙입니다. 번호와 이름은 다시 학습해도 그대로입니다.", no_args_is_help=True)

HEAT_NAMES = {"hot": "늘고 있음", "cold": "줄고 있음", "": ""}
VERDICT_NAMES = {
    "same": "이어짐", "split": "갈라져 나옴", "merged": "다른 토픽에 합쳐짐", "new": "새로 나타남", "gone": "사라짐",
    "again": "다시 나타남", "renamed": "이름을 바꿈",
}
_TERMS_SHOWN, _TEXT_SHOWN = 6, 160

Name = Annotated[str, typer.Argument(help="토픽의 id(앞 네 글자부터)나 이름")]


@app.command("list")
def list_(
    kind: Annotated[str | None, typer.Option("--kind", help="complaint, sns, news, idea 가운데 하나")] = None,
    everything: Annotated[bool, typer.Option("--all", help="지금은 사라진 토픽도 함께 봅니다.")] = False,
    outputs: Outputs = None, json_: Json = False,
) -> None:
    """지금 쓰는 토픽을 큰 것부터 봅니다."""
    wanted = None if kind is None else parse_kind(kind)
    with command_context(outputs=outputs, quiet=True) as context:
        if everything:
            rows = known_topics(context).to_dict("records")
            emit(rows, json_, lambda: _print_known(rows))
            return
        found = list_topics(context, wanted)
    emit(found, json_, lambda: _print_topics(found))


@app.command()
def show(
    name: Name,
    until: Annotated[str | None, typer.Option("--to", help="이 날까지 글로 늘고 줄어든 것을 봅니다.")] = None,
    outputs: Outputs = None, json_: Json = False,
) -> None:
    """한 토픽의 낱말, 쓴 사람들, 대표 글, 지나온 일을 봅니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        page = show_topic(context, name, until=parse_day(until))
    frames = {title: frame.to_dict("records") for title, frame in page.groups.items()}
    value = {
        "topic": page.topic, "groups": frames, "trend": page.trend.to_dict("records"), "examples": page.examples,
        "history": page.history,
    }
    emit(value, json_, lambda: _print_page(page))


@app.command()
def rename(
    name: Name,
    label: Annotated[str, typer.Argument(help="새 이름. 빈 이름(\"\")이면 자동으로 지은 이름으로 돌아갑니다.")],
    by: Annotated[str | None, typer.Option("--by", help="바꾸는 사람(기본: 로그인한 사람)")] = None,
    outputs: Outputs = None, json_: Json = False,
) -> None:
    """토픽에 사람이 이름을 붙입니다. 다시 학습해도, 사전을 바꿔도 이 이름이 남습니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        topic_id = rename_topic(context, name, label, actor=by or getpass.getuser())
    done = f"'{label}'(으)로 바꿨습니다" if label else "자동으로 지은 이름으로 돌렸습니다"
    emit({"topic_id": topic_id, "label": label}, json_, lambda: out.print(
        f"토픽 {topic_id}의 이름을 {done}.", highlight=False, markup=False
    ))


@app.command()
def history(
    name: Annotated[str, typer.Argument(help="토픽의 id나 이름(없으면 모두)")] = "",
    outputs: Outputs = None, json_: Json = False,
) -> None:
    """토픽이 이어지고 갈라지고 합쳐진 일을 근거와 함께 봅니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        events = topic_history(context, name)
    emit(events, json_, lambda: _print_history(events))


def _print_topics(found: list[TopicView]) -> None:
    rows = [
        [KIND_NAMES[t.kind], t.number, t.topic_id, t.label, f"{t.documents:,}", f"{t.share:.1%}", HEAT_NAMES[t.heat],
         " ".join(t.terms[:_TERMS_SHOWN]), "참고만" if t.warning else ""]
        for t in found
    ]
    print_table(
        f"토픽 {len(rows)}개", ["종류", "번호", "id", "이름", "글 수", "비중", "추세", "낱말", "주의"], rows,
        empty="아직 토픽이 없습니다. 'textmine analyse'를 먼저 실행하세요(한 종류에 글 200건부터).",
    )


def _print_known(rows: list[dict[Any, Any]]) -> None:
    states = {"current": "지금", "gone": "사라짐"}
    print_table(
        f"지금까지 알려진 토픽 {len(rows)}개", ["종류", "번호", "id", "이름", "상태"],
        [[KIND_NAMES[r["kind"]], r["number"], r["topic_id"], r["label"], states[r["state"]]] for r in rows],
        empty="아직 토픽이 없습니다.",
    )


def _print_page(page: TopicPage) -> None:
    topic = page.topic
    out.print(f"[bold]{escape(topic.label)}[/] [dim]토픽 {topic.number} · {topic.topic_id}[/]", highlight=False)
    heat = HEAT_NAMES[topic.heat] or "뚜렷한 추세 없음"
    out.print(
        f"     글 {topic.documents:,}건, {KIND_NAMES[topic.kind]}의 {topic.share:.1%} · {heat}", highlight=False
    )
    out.print(f"     {' '.join(topic.terms)}", highlight=False, markup=False)
    if topic.warning:
        out.print(f"     [yellow]{escape(topic.warning)}[/]", highlight=False)
    for title, frame in page.groups.items():
        rows = [
            [row["name"], "숨김" if row["topic"] != row["topic"] else f"{row['topic']:,.0f}",
             "숨김" if row["share"] != row["share"] else f"{row['share']:.1%}"]
            for row in frame.to_dict("records")
        ]
        print_table(f"{title}별", [title, "글 수", "그 집단의 글 가운데"], rows, empty="")
    for day, text in page.examples:
        out.print(f"  - {day or '날짜 없음'} {text[:_TEXT_SHOWN]}", highlight=False, markup=False)
    _print_history(list(page.history))


def _print_history(events: list[dict[str, Any]]) -> None:
    print_table(
        "지나온 일", ["언제", "id", "이름", "일", "상대", "근거"],
        [
            [f"{event['at']:%Y-%m-%d}", event["topic_id"], event["label"], VERDICT_NAMES[event["verdict"]],
             event["other_id"], _evidence(event)]
            for event in events
        ],
        empty="기록된 일이 없습니다.",
    )


def _evidence(event: dict[str, Any]) -> str:
    told = event["evidence"]
    if event["verdict"] == "renamed":
        return f"{event['actor']}: 전에는 '{told['before']}'"
    parts = []
    if told.get("term_overlap"):
        parts.append(f"낱말 {told['term_overlap']:.0%} 겹침")
    if told.get("document_overlap"):
        parts.append(f"글 {told['document_overlap']:.0%} 겹침")
    return ", ".join(parts)
