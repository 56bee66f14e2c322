"""Every real file is imported whole or refused with a reason; the same rows in other formats are the same documents."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt

from textmine.errors import IngestError
from textmine.ingest import Batch
from textmine.text import mask

Read = Callable[..., Batch]
DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
MOST_ROWS = 3_000  # masking long petitions takes a millisecond each
DOCUMENT_FILES = (
    "incheon_junggu_minwon",
    "klue_ner_dev",
    "news_comments_dated_2019_2020",
    "nsmc_dated_reviews",
    "nsmc_sentiment_train_40k",
    "parakqc_paraphrase_groups",
    "petitions_full_text",
    "petitions_titles",
    "seoul_adopted_ideas",
    "seoul_bike_complaints",
    "seoul_suggestions",
    "ud_korean_gold_nouns",
)
OTHER_FILES = (
    "gazetteer_admin_dong.csv",
    "minwon_daily_counts_2020.csv",
    "minwon_rising_keywords_2019_2020.csv",
    "known_events.csv",
    "early_warning",
)
SAMPLE_ROWS = 120


def real(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip("shared data is absent")
    return path


def first_rows(path: Path, rows: int) -> pa.Table:
    return pa.Table.from_batches([next(pq.ParquetFile(path).iter_batches(batch_size=rows))])


def test_every_real_file_is_named_here() -> None:
    found = {path.name for path in real(".").iterdir() if path.name != "README.md"}
    assert found <= {f"{name}.parquet" for name in DOCUMENT_FILES} | set(OTHER_FILES)


@pytest.mark.parametrize("name", DOCUMENT_FILES)
def test_document_file_is_imported_whole(read: Read, tmp_path: Path, name: str) -> None:
    path = real(f"{name}.parquet")
    rows = pq.ParquetFile(path).metadata.num_rows
    if rows > MOST_ROWS:
        rows = MOST_ROWS
        pq.write_table(first_rows(path, rows), tmp_path / path.name)
        path = tmp_path / path.name
    batch = read(path)
    assert batch.rows_in == rows == len(batch.documents) + len(batch.quarantine)
    assert len(batch.documents) > 0.95 * rows
    assert all(row.reason and row.line > 1 for row in batch.quarantine)
    assert batch.documents["doc_id"].is_unique or batch.documents["external_id"].ne("").all()
    for text in [*batch.documents["title"][:200], *batch.documents["body"][:200]]:
        assert mask(text).text == text


@pytest.mark.parametrize(
    "path", sorted([*DATA.glob("*.csv"), *DATA.glob("early_warning/*")]) if DATA.exists() else [], ids=lambda p: p.name
)
def test_file_without_texts_is_refused(read: Read, path: Path) -> None:
    with pytest.raises(IngestError, match=r"글이 담긴 열을 찾지 못했습니다"):
        read(path)


def _cells(frame: pd.DataFrame) -> list[list[str]]:
    return [list(frame.columns), *frame.astype(str).to_numpy().tolist()]


def _xlsx(rows: Sequence[Sequence[str]], path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "표지"
    book.active.append(["민원 처리 현황"])
    sheet = book.create_sheet("민원")
    for line in (["2026년 3분기 민원 처리 현황"], ["출력일: 2026-10-01"], [], *rows):
        sheet.append(list(line))
    book.save(path)


def _xlsx_dates(rows: Sequence[Sequence[str]], path: Path) -> None:
    book = openpyxl.Workbook()
    place = list(rows[0]).index("date")
    book.active.append(list(rows[0]))
    for row in rows[1:]:
        book.active.append([datetime.fromisoformat(cell) if n == place else cell for n, cell in enumerate(row)])
    book.save(path)


def _xls(rows: Sequence[Sequence[str]], path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("민원")
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(line, column, cell)
    book.save(str(path))


def _delimited(codec: str, delimiter: str) -> Callable[[Sequence[Sequence[str]], Path], None]:
    def save(rows: Sequence[Sequence[str]], path: Path) -> None:
        with path.open("w", encoding=codec, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)

    return save


@pytest.mark.parametrize(
    ("save", "name"),
    [
        (_xlsx, "a.xlsx"),
        (_xlsx, "xlsx입니다.csv"),
        (_xlsx_dates, "날짜.xlsx"),
        (_xls, "a.xls"),
        (_delimited("cp949", ","), "a.csv"),
        (_delimited("cp949", ","), "csv입니다.xls"),
        (_delimited("utf-16", "\t"), "a.tsv"),
        (_delimited("utf-16-be", "\t"), "a.txt"),
        (_delimited("utf-8-sig", ";"), "b.csv"),
    ],
)
def test_same_rows_in_another_format_are_the_same_documents(
    read: Read, tmp_path: Path, save: Callable[[Sequence[Sequence[str]], Path], None], name: str
) -> None:
    frame = first_rows(real("incheon_junggu_minwon.parquet"), SAMPLE_ROWS).to_pandas().fillna("")
    rows = _cells(frame.map(lambda cell: str(cell).encode("cp949", "ignore").decode("cp949")))
    pq.write_table(pa.table(dict(zip(rows[0], zip(*rows[1:], strict=True), strict=True))), tmp_path / "a.parquet")
    save(rows, tmp_path / name)
    expected, found = read(tmp_path / "a.parquet").documents, read(tmp_path / name).documents
    assert len(found) == SAMPLE_ROWS
    assert list(found["doc_id"]) == list(expected["doc_id"])
    assert list(found["content_hash"]) == list(expected["content_hash"])
