"""The first start of a deployment: settings file, watched folders, empty stores."""

from __future__ import annotations

from pathlib import Path

from textmine.pipeline.context import Context
from textmine.settings import Settings
from textmine.types import KINDS


def initialise(context: Context, folder: Path) -> list[Path]:
    """Paths that were made; what exists is left as it is."""
    made: list[Path] = []
    file = folder / "textmine.toml"
    if not file.exists():
        file.write_text(settings_template(context.settings), encoding="utf-8")
        made.append(file)
    for kind in KINDS:
        inbox = context.settings.inbox / kind
        if not inbox.exists():
            inbox.mkdir(parents=True)
            made.append(inbox)
    return made


def settings_template(settings: Settings) -> str:
    """Text of a ``textmine.toml`` with every setting commented out, its meaning beside it and its default."""
    lines = ["# textmine 설정. 고칠 줄만 '#'을 지우고 쓰세요. 적지 않은 것은 기본값입니다.", ""]
    tables: list[str] = []
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        nested = getattr(type(value), "model_fields", None)
        if nested is None:
            lines += [f"# {field.description}", f"# {name} = {_toml(field.default)}", ""]
            continue
        tables += [f"[{name}]"]
        for key, inner in nested.items():
            tables += [f"# {inner.description}", f"# {key} = {_toml(inner.get_default(call_default_factory=True))}", ""]
    return "\n".join(lines + tables).rstrip() + "\n"


def _toml(value: object) -> str:
    if value is None:
        return '""'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    text = value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
