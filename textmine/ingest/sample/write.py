"""Writes the sample: exports of complaints, posts, news and ideas, and the truth about what was planted in them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from textmine.ingest.sample.complaints import Memory, write_complaints
from textmine.ingest.sample.language import Language, load_language
from textmine.ingest.sample.posts import write_ideas, write_news, write_posts
from textmine.ingest.sample.truth import Truth
from textmine.ingest.sample.volumes import Events, Plan, plan_volumes, walk

MIN_DOCUMENTS, MAX_DOCUMENTS, MAX_YEARS = 1_000, 20_000_000, 50
RUN_DOCUMENTS: Final = 40_000  # rows held in memory at a time
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class SampleFiles:
    """Paths of the written sample.

    ``complaints`` (CSV, UTF-8 with BOM) is the office's export of the last day, ``late`` the rows that were entered
    after it; ``sns`` JSON lines, ``news`` and ``ideas`` CSV; ``truth`` JSON with CSV lists beside it
    (``truth.read_truth`` reads them together).
    """

    complaints: Path
    late: Path
    sns: Path
    news: Path
    ideas: Path
    truth: Path


def write_sample(
    folder: Path | str, *, seed: int = 7, documents: int = 20_000, years: int = 2, end: date = date(2026, 10, 31)
) -> SampleFiles:
    """Return the paths of a freshly written sample of ``documents`` documents over ``years`` years up to ``end``.

    Three fifths are complaints, a third posts, the rest news and ideas. The same arguments write the same bytes.
    Surges, bursts of posts that lead nowhere, copies, campaigns, an outage of three days, a rule change, renamed
    departments, late arrivals and personal data are planted and listed in the truth. Documents are made a run of
    days at a time (about ``RUN_DOCUMENTS``), so memory does not grow with their number. ``folder`` is made when it
    is missing; existing sample files in it are replaced.

    Raises
    ------
    ValueError
        ``documents`` outside 1,000 … 20,000,000 or ``years`` outside 1 … 50.
    """
    if not MIN_DOCUMENTS <= documents <= MAX_DOCUMENTS:
        raise ValueError(f"documents must be {MIN_DOCUMENTS}..{MAX_DOCUMENTS}, got {documents}")
    if not 1 <= years <= MAX_YEARS:
        raise ValueError(f"years must be 1..{MAX_YEARS}, got {years}")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    language = load_language()
    plan = plan_volumes(language.city, seed=seed, documents=documents, years=years, end=end)
    files = SampleFiles(*(folder / name for name in (
        "complaints.csv", "complaints_late.csv", "sns.jsonl", "news.csv", "ideas.csv", "truth.json"
    )))
    with Truth(folder, plan, language.city) as truth:
        _write_complaints(files, language, plan, truth)
        _write_posts(files.sns, language, plan, truth)
        _write_table(files.news, plan, "news", lambda events: write_news(language, plan, events, truth))
        _write_table(files.ideas, plan, "idea", lambda events: write_ideas(language, plan, events))
        truth.write({"seed": seed, "documents": documents, "years": years})
    return files


def _write_complaints(files: SampleFiles, language: Language, plan: Plan, truth: Truth) -> None:
    memory = Memory()
    with ExitStack() as stack:
        export, late = (_CsvFile(stack.enter_context(path.open("wb"))) for path in (files.complaints, files.late))
        for events in walk(plan, "complaint", RUN_DOCUMENTS):
            run = write_complaints(language, plan, events, memory, truth)
            is_late = run.arrived >= len(plan.days)
            export.write(run.table.filter(pa.array(~is_late)))
            late.write(run.table.filter(pa.array(is_late)))
            truth.add_late(run.table.column(0), np.flatnonzero(is_late))


def _write_posts(path: Path, language: Language, plan: Plan, truth: Truth) -> None:
    with path.open("wb") as out:
        for events in walk(plan, "sns", RUN_DOCUMENTS):
            lines = _as_json(write_posts(language, plan, events, truth))
            out.write(memoryview(lines.buffers()[2])[: _end(lines)])


def _write_table(path: Path, plan: Plan, kind: str, make: Callable[[Events], pa.Table]) -> None:
    with path.open("wb") as out:
        file = _CsvFile(out)
        for events in walk(plan, kind, RUN_DOCUMENTS):
            file.write(make(events))


class _CsvFile:
    """A CSV file with a BOM that tables are appended to."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._header = True
        out.write(_BOM)

    def write(self, table: pa.Table) -> None:
        csv.write_csv(table, self._out, csv.WriteOptions(include_header=self._header, quoting_style="needed"))
        self._header = False


def _as_json(posts: pa.Table) -> pa.StringArray:
    """One JSON line a post, in one array without gaps."""
    text = pc.replace_substring(pc.replace_substring(posts["text"], "\\", "\\\\"), '"', '\\"')
    text = pc.replace_substring(text, "\n", "\\n")
    tags = posts["hashtags"].combine_chunks()
    quoted = pc.binary_join_element_wise('"', tags.values, '"', "")
    listed = pc.binary_join(pa.ListArray.from_arrays(tags.offsets, quoted), ", ")
    parts = (
        '{"id": "', posts["id"], '", "created_at": "', posts["created_at"], '", "text": "', text, '", "url": "',
        posts["url"], '", "likes": ', pc.cast(posts["likes"], pa.string()), ', "hashtags": [', listed, "]}\n",
    )
    return pc.binary_join_element_wise(*parts, "").combine_chunks()


def _end(lines: pa.StringArray) -> int:
    return int(np.frombuffer(lines.buffers()[1], np.int32, len(lines) + 1)[-1])
