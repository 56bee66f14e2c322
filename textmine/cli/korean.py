"""Korean words on the help and error pages that typer writes in English."""

from __future__ import annotations

from typing import Any

from typer import BadParameter, core, rich_utils

_USAGE = "쓰는 법: "
_HELP = "이 도움말을 보이고 마칩니다."


def speak_korean() -> None:
    """Set the titles and fixed sentences of every help and error page; calling it again changes nothing."""
    rich_utils.ARGUMENTS_PANEL_TITLE = "인자"
    rich_utils.OPTIONS_PANEL_TITLE = "옵션"
    rich_utils.COMMANDS_PANEL_TITLE = "명령"
    rich_utils.ERRORS_PANEL_TITLE = "오류"
    rich_utils.DEFAULT_STRING = "[기본: {}]"
    rich_utils.REQUIRED_LONG_STRING = "[필수]"
    rich_utils.ABORTED_TEXT = "그만두었습니다."
    rich_utils.RICH_HELP = "[blue]'{command_path} {help_option}'[/]로 쓰는 법을 볼 수 있습니다."
    BadParameter.format_message = _bad_value  # type: ignore[assignment,method-assign]
    for kind in (core.TyperCommand, core.TyperGroup):
        kind.get_usage = _usage  # type: ignore[assignment,method-assign]
        kind.get_help_option = _help_option  # type: ignore[assignment,method-assign]


def _usage(command: Any, context: Any) -> str:
    formatter = context.make_formatter()
    pieces = " ".join(command.collect_usage_pieces(context))
    pieces = pieces.replace("[OPTIONS]", "[옵션]").replace("COMMAND [ARGS]...", "명령 [인자]...")
    formatter.write_usage(context.command_path, pieces, prefix=_USAGE)
    return str(formatter.getvalue()).rstrip("\n")


def _bad_value(error: BadParameter) -> str:
    hint = error.param_hint or (error.param.get_error_hint() if error.param else "")
    where = " / ".join(hint) if isinstance(hint, (list, tuple)) else hint
    return f"{where or '값'} 오류: {error.message}"


_english_help_option = core.TyperCommand.get_help_option


def _help_option(command: Any, context: Any) -> Any:
    option = _english_help_option(command, context)
    if option is not None:
        option.help = _HELP
    return option
