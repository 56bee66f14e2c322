"""Fifty exports as quarters and offices change them: required columns right, decoys nowhere."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.ingest.header_variants import CHECKED, ROWS, Variant, build_slips, build_variants
from textmine.ingest import Batch
from textmine.ingest.headers import HeaderMapping, find_header

VARIANTS = build_variants()


def test_there_are_enough_variants_of_the_real_width() -> None:
    assert len(VARIANTS) >= 30
    widths = [len(variant.columns) for variant in VARIANTS]
    assert min(widths) >= 60 and max(widths) >= 83


def _first(mapping: HeaderMapping, field: str) -> set[int]:
    return set(mapping.columns.get(field, ())[:1])


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_required_columns_are_right_and_decoys_nowhere(variant: Variant) -> None:
    found = find_header(variant.sheet)
    assert found is not None
    place, mapping = found
    assert place == len(variant.header) - 1
    wrong = [
        (mapping.headers[column], field, variant.columns[column].field)
        for field, columns in mapping.columns.items() for column in columns if variant.columns[column].field != field
    ]
    assert wrong == []
    missed = [f for f in CHECKED if variant.best(f) and not set(variant.best(f)) & _first(mapping, f)]
    assert missed == []


@pytest.mark.parametrize(("variant", "place"), build_slips(60))
def test_a_slip_never_puts_a_column_into_another_field(variant: Variant, place: int) -> None:
    found = find_header(variant.sheet)
    assert found is not None
    mapping = found[1]
    fields = {field for field, places in mapping.columns.items() if place in places}
    assert fields <= {variant.columns[place].field}, variant.columns[place].name
    if fields:
        assert (variant.columns[place].name, *fields) in mapping.guessed


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_personal_columns_that_nothing_reads_are_hidden(variant: Variant) -> None:
    found = find_header(variant.sheet)
    assert found is not None
    personal = {"name", "mobile", "office_phone", "office_mail", "address", "birth"}
    open_to_view = [
        column.name for place, column in enumerate(variant.columns)
        if column.values in personal and place not in found[1].personal
    ]
    assert open_to_view == []


@pytest.mark.parametrize("name", ["두 줄 머리글", "제목 줄과 두 줄 머리글", "오타", "둘로 나뉨", "2022년 3분기"])
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_file_of_a_variant_is_read(read: Callable[..., Batch], tmp_path: Path, name: str, form: str) -> None:
    variant = next(variant for variant in VARIANTS if variant.name == name)
    path = tmp_path / f"민원.{form}"
    if form == "xlsx":
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in variant.sheet:
            sheet.append(list(row))
        book.save(path)
    else:
        with path.open("w", encoding="cp949", newline="") as file:
            csv.writer(file).writerows(variant.sheet)
    batch = read(path, source="새올")
    assert len(batch.documents) == ROWS and batch.quarantine == []
    place = variant.best("external_id")[0]
    assert list(batch.documents["external_id"]) == [row[place] for row in variant.rows]
    assert (batch.documents["department"] != "").all() and (batch.documents["person_key"] != "").all()
    assert batch.documents["civil_date"].notna().all() and (batch.documents["answer"].str.len() > 10).all()
    assert "나래시 한빛구" not in batch.documents.to_json(force_ascii=False, date_format="iso")
