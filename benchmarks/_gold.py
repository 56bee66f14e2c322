"""Labelled sets of this folder: identifiers to mask and their look-alikes, and terms that people want."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from textmine.text import clean

_FOLDER = Path(__file__).with_name("gold")
_MARKED = re.compile("⟦(.*?)⟧", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?…~])\s+|\n+")
_SHORTEST, _LONGEST = 12, 130
# Column of the text and of the document's number, by file.
_FILES = {
    "incheon_junggu_minwon": ("text", "id"), "seoul_bike_complaints": ("text", None),
    "petitions_full_text": ("text", "petition_id"), "seoul_suggestions": ("text", "id"),
    "nsmc_dated_reviews": ("text", "review_id"), "news_comments_dated_2019_2020": ("text", None),
}  # fmt: skip


class Marked(NamedTuple):
    """A text and the stretches (start, end, kind) of it that are personal data."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


class Sentence(NamedTuple):
    """A sentence and the terms that a person marked before any code saw it."""

    source: str
    text: str
    terms: list[str]


def positives() -> list[Marked]:
    """Stretches with identifiers, in file order; the even ones are for tuning, the odd ones stay untouched."""
    found = []
    for kinds, text in _rows("pii_positives.tsv"):
        plain, spans, done = "", [], 0
        for number, mark in enumerate(_MARKED.finditer(text)):
            plain += text[done : mark.start()]
            spans.append((len(plain), len(plain) + len(mark.group(1)), kinds.split(",")[number]))
            plain, done = plain + mark.group(1), mark.end()
        found.append(Marked(plain + text[done:], tuple(spans)))
    return found


def negatives() -> list[tuple[str, str]]:
    """What each look-alike resembles, and its text."""
    return [(kind, text) for kind, text in _rows("pii_negatives.tsv")]


def term_sets() -> list[str]:
    """Names of the sets of sentences."""
    return sorted(path.stem.removeprefix("terms_") for path in _FOLDER.glob("terms_*.tsv"))


def wanted_terms(name: str, data: Path) -> list[Sentence]:
    """Sentences of ``terms_<name>.tsv``; those of real files are read from ``data``."""
    rows = pd.read_csv(_FOLDER / f"terms_{name}.tsv", sep="\t", dtype=str, keep_default_na=False, quoting=3)
    known = {
        (source, document, str(number)): sentence
        for source in sorted(set(rows["source"]) - {"sample"})
        for document, text in _documents(data, source, set(rows.loc[rows["source"] == source, "document"]))
        for number, sentence in enumerate(_sentences(text))
    }
    return [
        Sentence(row.source, row.text or known[row.source, row.document, row.sentence], row.terms.split())
        for row in rows.itertuples()
    ]


def _rows(name: str) -> Iterator[list[str]]:
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines()[1:]:
        yield line.replace("\\n", "\n").split("\t")


def _documents(data: Path, source: str, wanted: set[str]) -> Iterator[tuple[str, str]]:
    column, key = _FILES[source]
    frame = pd.read_parquet(data / f"{source}.parquet")
    numbers = frame[key].astype(str) if key else frame.index.astype(str)
    for number, text in zip(numbers, frame[column], strict=True):
        if number in wanted:
            yield number, clean(str(text or "")).text


def _sentences(text: str) -> list[str]:
    stripped = (part.strip() for part in _SENTENCE_END.split(text))
    return [part.replace("\t", " ") for part in stripped if _SHORTEST <= len(part) <= _LONGEST]
