"""자료 넣기: what would this file do, and what did earlier ones?"""

from __future__ import annotations

import re
import secrets
import shutil
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import Response

from textmine.ingest import READABLE_SUFFIXES
from textmine.pipeline.ingest import Sender, ingest_paths
from textmine.pipeline.preview import preview_paths
from textmine.pipeline.quarantine import list_quarantined
from textmine.store.ledger import imports
from textmine.types import Kind
from textmine.web.people import Right
from textmine.web.visits import BadRequestError, Visit, allow, go
from textmine.web.visits import Form as OwnForm

router = APIRouter()
_KEPT_S = 24 * 3600
_ROWS = 50
_TOKEN = re.compile(r"[0-9a-f]{32}")


@router.get("/imports")
def imports_page(visit: Visit = allow(Right.OPERATE)) -> Response:
    with visit.context.ledger.read() as connection:
        done = imports.list_imports(connection)
    done = done.sort_values("finished_at", ascending=False).head(_ROWS) if len(done) else done
    return visit.page(
        "imports.html", done=done.to_dict("records"), suffixes=sorted(READABLE_SUFFIXES),
        bad=list_quarantined(visit.context, limit=_ROWS).to_dict("records"),
        upload_mb=visit.context.settings.web.upload_mb,
    )


@router.post("/imports/preview", dependencies=[OwnForm])
def preview(
    file: UploadFile, kind: Annotated[Kind, Form()], source: Annotated[str, Form()] = "",
    visit: Visit = allow(Right.OPERATE),
) -> Response:  # fmt: skip
    name = _clean_name(file.filename or "")
    _remove_old(_folder(visit), visit.context.now.timestamp())
    token = secrets.token_hex(16)
    folder = _folder(visit) / token
    folder.mkdir(parents=True, mode=0o700)
    with (folder / name).open("xb") as kept:
        shutil.copyfileobj(file.file, kept)
    visit.note("import.preview", name)
    found = preview_paths(visit.context, [folder / name], Sender(kind, source.strip(), who=visit.person.name))
    return visit.page("import.html", preview=found[0], record=found[0].record, token=token, kind=kind, source=source)


@router.post("/imports/confirm", dependencies=[OwnForm])
def confirm(
    token: Annotated[str, Form()], kind: Annotated[Kind, Form()], source: Annotated[str, Form()] = "",
    accept: Annotated[bool, Form()] = False, visit: Visit = allow(Right.OPERATE),
) -> Response:  # fmt: skip
    path = _kept(visit, token)
    sender = Sender(kind, source.strip(), accept=accept, who=visit.person.name)
    try:
        ingest_paths(visit.context, [path], kind=kind, sender=sender)
    finally:
        shutil.rmtree(path.parent)  # what was uploaded is not masked: it stays no longer than it must
    visit.note("import", path.name)
    return go("/imports", "imported")


@router.post("/imports/cancel", dependencies=[OwnForm])
def cancel(token: Annotated[str, Form()], visit: Visit = allow(Right.OPERATE)) -> Response:
    shutil.rmtree(_kept(visit, token).parent)
    return go("/imports")


def _folder(visit: Visit) -> Path:
    return visit.context.settings.uploads_dir


def _kept(visit: Visit, token: str) -> Path:
    """The file that was uploaded under a token."""
    folder = _folder(visit) / token
    files = list(folder.iterdir()) if _TOKEN.fullmatch(token) and folder.is_dir() else []
    if len(files) != 1:
        raise BadRequestError("올린 파일이 없습니다. 하루가 지났으면 다시 올려 주세요.")
    return files[0]


def _clean_name(name: str) -> str:
    """A file's own name without any folder; the kind must be one that is read."""
    plain = re.sub(r"[^\w.() -]", "_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")[-120:]
    if Path(plain).suffix.lower() not in READABLE_SUFFIXES:
        allowed = ", ".join(sorted(READABLE_SUFFIXES))
        raise BadRequestError(f"읽을 수 있는 파일을 고르세요: {allowed}")
    return plain


def _remove_old(folder: Path, now_s: float) -> None:
    for left in folder.glob("*") if folder.is_dir() else ():
        if now_s - left.stat().st_mtime > _KEPT_S:
            shutil.rmtree(left, ignore_errors=True)
