"""A file of complaints as an office exports them, any size, every body 300 characters long."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from textmine.ingest.sample import write_sample
from textmine.text import mask

BODY_CHARS = 300
PERSONAL_SHARE = 0.05
FIRST, DAYS = datetime(2024, 11, 1), 730
HEADERS = ("신청번호", "신청일자", "민원제목", "민원내용", "담당부서", "민원발생지역", "신청인", "연락처", "수정일시")
_SAMPLE_DOCUMENTS = 8_000
_SENTENCE = re.compile(r"[^.?!\n]+[.?!]*")
_CHUNK = 50_000

Rows = Iterator[list[str]]


class Letters:
    """Sentences, titles, offices and writers of a small sample; ``rows`` mixes them anew.

    One body in twenty holds a sentence with personal data (telephone, account, plate, address, name …).
    """

    def __init__(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            files = write_sample(folder, documents=_SAMPLE_DOCUMENTS, seed=3)
            sample = pd.read_csv(files.complaints, dtype=str).fillna("")
        bodies = list(sample["민원내용"])
        sentences = sorted({s.strip() for body in bodies for s in _SENTENCE.findall(body) if len(s.strip()) > 8})
        self._personal = [s for s in sentences if mask(s).counts]
        self._clean = sorted(set(sentences) - set(self._personal))
        self._titles = list(sample["민원제목"])
        self._offices = list(sample["담당부서"])
        self._regions = list(sample["민원발생지역"])
        self._people = list(zip(sample["민원인"], sample["전화번호"], strict=True))

    def rows(self, count: int, *, start: int = 0, seed: int = 3) -> Rows:
        """``count`` rows numbered from ``start``, oldest first."""
        rng = np.random.default_rng((seed, start))
        for first in range(start, start + count, _CHUNK):
            size = min(_CHUNK, start + count - first)
            words = rng.integers(len(self._clean), size=(size, BODY_CHARS // 8))
            facts = rng.integers(len(self._titles), size=size)
            people = rng.integers(len(self._people), size=size)
            personal = np.where(rng.random(size) < PERSONAL_SHARE, rng.integers(len(self._personal), size=size), -1)
            places = rng.integers(3, size=size)
            for n in range(size):
                said = [self._clean[i] for i in words[n]]
                if personal[n] >= 0:
                    said.insert(places[n], self._personal[personal[n]])
                body = " ".join(said)[:BODY_CHARS]
                at = FIRST + timedelta(minutes=(first + n) * (DAYS * 1440 - 1) // max(start + count, 1))
                fact = facts[n]
                yield [
                    f"1AA-{first + n:08d}", f"{at:%Y-%m-%d %H:%M}", self._titles[fact], body, self._offices[fact],
                    self._regions[fact], *self._people[people[n]], f"{at:%Y-%m-%d %H:%M}",
                ]


def write_rows(path: Path, rows: Rows, *, lineterminator: str = "\r\n") -> None:
    """Write ``rows`` below ``HEADERS`` as CSV UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, lineterminator=lineterminator)
        writer.writerow(HEADERS)
        while chunk := list(islice(rows, _CHUNK)):
            writer.writerows(chunk)
