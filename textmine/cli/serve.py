"""``textmine serve``: the web page and its API."""

from __future__ import annotations

from typing import Annotated

import typer

from textmine.cli.listen import listen
from textmine.cli.output import command_context, out
from textmine.cli.run import Outputs
from textmine.web.accounts import ensure_admin


def register(app: typer.Typer) -> None:
    app.command()(serve)


def serve(
    outputs: Outputs = None,
    host: Annotated[str | None, typer.Option(help="듣는 주소(기본: 설정 web.host)")] = None,
    port: Annotated[int | None, typer.Option(help="듣는 포트(기본: 설정 web.port)", min=1, max=65535)] = None,
) -> None:
    """상황판 웹을 엽니다(Ctrl+C로 마침). 처음 열 때 관리자의 일회용 비밀번호를 보여 줍니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        password = ensure_admin(context)
        if password:
            out.print(f"첫 관리자를 만들었습니다. 이름 [bold]admin[/], 일회용 비밀번호 [bold]{password}[/]")
            out.print("처음 로그인할 때 바꾸게 됩니다. 이 비밀번호는 다시 보이지 않습니다.")
        listen(context, host=host or context.settings.web.host, port=port or context.settings.web.port)
