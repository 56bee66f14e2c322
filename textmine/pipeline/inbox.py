"""The watched folder: files are read where they lie and never moved, so nothing can be lost between two places."""

from __future__ import annotations

from textmine.errors import IngestError
from textmine.pipeline.context import Context
from textmine.pipeline.ingest import FileReport, ingest_paths, readable_files
from textmine.types import KINDS


def ingest_inbox(context: Context) -> list[FileReport]:
    """Reports of the files in ``inbox/<kind>/``; files imported before are skipped by their bytes.

    Raises
    ------
    IngestError
        Files that could not be read, all named in one message, after every other file was imported.
    """
    reports: list[FileReport] = []
    errors: list[str] = []
    for kind in KINDS:
        for file in readable_files(context.settings.inbox / kind):
            try:
                reports += ingest_paths(context, [file], kind=kind)
            except IngestError as error:
                errors.append(str(error))
    if errors:
        raise IngestError("\n".join(errors))
    return reports
