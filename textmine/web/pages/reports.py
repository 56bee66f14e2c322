"""보고서: what was published, to read and to take along."""

from __future__ import annotations

import json
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from textmine.errors import TextmineError
from textmine.web.guard import REPORT_POLICY
from textmine.web.people import Right
from textmine.web.visits import Visit, allow

router = APIRouter()
PAGE = "report.html"


@dataclass(frozen=True, slots=True)
class Run:
    """One publication and its files; sizes in bytes."""

    run_id: str
    files: tuple[tuple[str, int], ...]
    is_latest: bool
    facts: dict[str, str]


@router.get("/reports")
def reports(run: str = "", visit: Visit = allow(Right.SEE)) -> Response:
    found = list_runs(visit)
    chosen = next((one for one in found if one.run_id == run), found[0] if found and not run else None)
    if run and chosen is None:
        raise TextmineError("그 보고서가 없습니다. 목록에서 다시 고르세요.")
    return visit.page("reports.html", runs=found, chosen=chosen, page=PAGE)


@router.get("/reports/{run_id}/{name}")
def report_file(run_id: str, name: str, download: bool = False, visit: Visit = allow(Right.SEE)) -> Response:
    """One file of a publication: only files that the list names, so no address leads out of the folder."""
    run = next((one for one in list_runs(visit) if one.run_id == run_id), None)
    if run is None or name not in {file for file, _ in run.files}:
        raise TextmineError("그 파일이 없습니다. 보고서 목록에서 다시 고르세요.")
    path = _folder(visit) / run_id / name
    if download or name != PAGE:
        visit.note("export.report", f"{run_id}/{name}")
        media = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return FileResponse(path, media_type=media, filename=f"{run_id}-{name}")
    visit.note("read.report", run_id)
    return FileResponse(path, media_type="text/html; charset=utf-8", headers={"content-security-policy": REPORT_POLICY})


def list_runs(visit: Visit) -> list[Run]:
    """Publications, the newest first."""
    folder, latest = _folder(visit), visit.context.settings.outputs / "latest"
    newest = latest.resolve().name if latest.exists() else ""
    runs = sorted((p for p in folder.glob("[!.]*") if p.is_dir()), reverse=True) if folder.is_dir() else []
    return [
        Run(
            path.name, tuple((f.name, f.stat().st_size) for f in sorted(path.iterdir()) if f.is_file()),
            path.name == newest, _facts(path),
        )
        for path in runs
    ]  # fmt: skip


def _folder(visit: Visit) -> Path:
    return visit.context.settings.outputs / "runs"


def _facts(path: Path) -> dict[str, str]:
    manifest = path / "manifest.json"
    if not manifest.is_file():
        return {}
    content = json.loads(manifest.read_text(encoding="utf-8")).get("content", {})
    return {str(name): str(value) for name, value in content.items() if isinstance(value, str)}
