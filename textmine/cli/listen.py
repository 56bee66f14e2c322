"""Answering the browser until Ctrl+C."""

from __future__ import annotations

from contextlib import suppress

import uvicorn

from textmine.cli.output import err, out
from textmine.clock import now_utc
from textmine.errors import SettingsError
from textmine.pipeline.context import Context
from textmine.web.app import create_app
from textmine.web.guard import LOOPBACK


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
