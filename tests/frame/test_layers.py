"""The house keeps its shape: layers, purity, and the packages that were fixed."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PURE = ("lexicon", "text", "analyse", "trends", "forecast", "alerts")
FORBIDDEN_IMPORTS = {
    "os", "io", "pathlib", "shutil", "tempfile", "socket", "ssl", "subprocess", "multiprocessing", "sqlite3", "urllib",
    "http", "smtplib", "duckdb", "deltalake", "sqlalchemy", "time", "random", "secrets", "logging",
}  # fmt: skip
CLOCKS = {"now", "utcnow", "today"}


def _pure_files() -> list[Path]:
    files = [file for layer in PURE for file in sorted((ROOT / "textmine" / layer).rglob("*.py"))]
    assert files
    return files


def test_imports_go_down_only() -> None:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", _pure_files(), ids=lambda f: str(f.relative_to(ROOT)))
def test_pure_layers_import_nothing_that_reaches_outside(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        reaching = {name.split(".")[0] for name in names} & FORBIDDEN_IMPORTS
        assert not reaching, f"{file.name}:{node.lineno} imports {reaching}"


@pytest.mark.parametrize("file", _pure_files(), ids=lambda f: str(f.relative_to(ROOT)))
def test_pure_layers_ask_no_clock_and_open_nothing(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name):
            assert node.func.id not in {"open", "input", "print", "exec", "eval"}, f"{file.name}:{node.lineno}"
        elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            asks = node.func.attr in CLOCKS and node.func.value.id in {"datetime", "date", "Timestamp", "dt"}
            assert not asks, f"{file.name}:{node.lineno} asks the clock"


def test_pure_layers_reach_nothing_at_run_time() -> None:
    """An audit hook refuses open, socket and subprocess while every pure room does its work."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(Path(__file__).with_name("pure_work.py"))],
        cwd=ROOT, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip() == "pure"


def test_no_file_names_a_machine_path() -> None:
    homes = [str(ROOT.parent) + "/", str(Path.home()) + "/"]
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    for name in listed.stdout.splitlines():
        file = ROOT / name
        if file.suffix in {".py", ".md", ".toml", ".lock", ".j2", ".sh", ".yml", ""} and file.is_file():
            text = file.read_text(encoding="utf-8", errors="ignore")
            assert not any(home in text for home in homes if home != "//"), name
