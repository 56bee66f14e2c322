"""``textmine serve``: the web page and its API."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer
import uvicorn

from textmine.cli.output import command_context, err, out
from textmine.cli.run import Outputs
from textmine.clock import now_utc
from textmine.errors import SettingsError
from textmine.pipeline.context import Context
from textmine.web.accounts import ensure_admin
from textmine.web.app import create_app
from textmine.web.guard import LOOPBACK


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


def listen(context: Context, *, host: str, port: int, is_open: bool = False) -> None:
    """Answer until Ctrl+C; the open mode of the demo listens on the loopback address alone."""
    if is_open and host not in LOOPBACK:
        raise SettingsError("로그인 없는 시범 화면은 이 컴퓨터(127.0.0.1)에서만 열 수 있습니다.")
    app = create_app(context, clock=now_utc, is_open=is_open)
    out.print(f"상황판 [bold]http://{host}:{port}[/] (Ctrl+C로 마침)", highlight=False)
    if is_open:
        out.print("로그인 없이 열립니다. 이 컴퓨터에서만 들어올 수 있습니다.", highlight=False)
    elif host not in LOOPBACK and not context.settings.web.https:
        err.print("주의: HTTPS 없이 다른 컴퓨터에 열었습니다. 앞에 HTTPS를 두고 web.https를 켜세요.")
    with suppress(KeyboardInterrupt):
        uvicorn.run(
            app, host=host, port=port, log_level="warning", proxy_headers=False, server_header=False,
            timeout_graceful_shutdown=5,
        )  # fmt: skip
