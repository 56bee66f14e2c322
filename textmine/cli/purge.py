"""``textmine purge``: erase text on a person's request."""

from __future__ import annotations

from typing import Annotated

import typer

from textmine.cli.output import command_context, emit, korean_errors, out, parse_day
from textmine.cli.run import Json, Outputs
from textmine.errors import SettingsError
from textmine.pipeline.purge import PurgeReport, Wanted, key_of_person, purge

Several = list[str] | None


def register(app: typer.Typer) -> None:
    app.command("purge")(purge_command)


def purge_command(
    external_id: Annotated[Several, typer.Option(help="접수번호. 여러 번 쓸 수 있습니다.")] = None,
    doc_id: Annotated[Several, typer.Option(help="문서 번호(doc_id). 여러 번 쓸 수 있습니다.")] = None,
    person_key: Annotated[Several, typer.Option(help="신청인 식별값(person_key). 여러 번 쓸 수 있습니다.")] = None,
    person_name: Annotated[str, typer.Option(help="신청인 이름. 자료에 적힌 대로 전화번호와 함께 주세요.")] = "",
    person_phone: Annotated[str, typer.Option(help="신청인 전화번호")] = "",
    person_email: Annotated[str, typer.Option(help="신청인 전자우편")] = "",
    word: Annotated[Several, typer.Option(help="이 말이 든 격리 행과 알림도 지웁니다. 여러 번 쓸 수 있습니다.")] = None,
    before: Annotated[str | None, typer.Option(help="이 날보다 앞선 글을 모두 지웁니다. 예: 2024-01-01")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="묻지 않고 지웁니다.")] = False,
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """글을 모든 저장소와 보고서에서 지우고 나머지로 다시 집계합니다. 되돌릴 수 없습니다."""
    person = {"name": person_name, "phone": person_phone, "email": person_email}
    with korean_errors():
        if not (external_id or doc_id or person_key or word or before or any(person.values())):
            raise SettingsError(
                "무엇을 지울지 주세요: --external-id, --doc-id, --person-key, --person-name, --word, --before"
            )
    if not yes:
        typer.confirm("지운 글은 되돌릴 수 없습니다. 지울까요?", abort=True)
    with command_context(outputs=outputs, quiet=json_) as context:
        keys = [*(person_key or []), *([key_of_person(context, **person)] if any(person.values()) else [])]
        wanted = Wanted(
            tuple(external_id or ()), tuple(doc_id or ()), tuple(keys), tuple(filter(None, word or ())),
            parse_day(before),
        )
        report = purge(context, wanted)
    emit(report, json_, lambda: _print(report))


def _print(report: PurgeReport) -> None:
    out.print(
        f"글 {report.documents:,}건, 격리 행 {report.quarantined:,}건, 알림 속 언급 {report.mentions:,}건을 지우고 "
        f"옛 보고서와 모형 {report.files:,}개를 없앴습니다.", highlight=False,
    )
    if report.folder is not None:
        out.print(f"다시 만든 보고서: {report.folder / 'report.html'}", soft_wrap=True, highlight=False)
    out.print("넣었던 원본 파일, 보낸 메일, 다른 곳에 둔 백업은 그대로입니다. 필요하면 직접 지우세요.", highlight=False)
