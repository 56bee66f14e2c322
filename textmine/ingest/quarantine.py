"""Rows that cannot become documents, as safe evidence: where, why, what to do, and masked text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from textmine.ingest.headers import HeaderMapping
from textmine.ingest.markup import one_line
from textmine.ingest.people import hide_own_name, real_name
from textmine.types import QuarantinedRow

MAX_ROW_CHARS: Final = 500
_HIDDEN: Final = "[가림]"
_LIKE_NAME: Final = re.compile(r"\s*[가-힣]{2,4}\s*")
_LIKE_ADDRESS: Final = re.compile(r"(?:시|도|구|군)\s.*(?:로|길|동|리)\s*\d")


class Quarantine:
    """Collects the unusable rows of one table."""

    def __init__(self, file: str, mapping: HeaderMapping, mask: Callable[[str], str]) -> None:
        self._file = one_line(file)
        self._mapping = mapping
        self._mask = mask
        read = {place for places in mapping.columns.values() for place in places}
        self._shown = read - mapping.personal  # what nothing reads may hold anything: it is not kept

    def row(self, line: int, cells: Sequence[object], reason: str, field: str = "") -> QuarantinedRow:
        """The evidence of one row; ``field`` is the document field at fault, named by its header."""
        places = self._mapping.columns.get(field, ())
        column = self._mapping.headers[places[0]] if places else ""
        shown = self._named(cells) if len(cells) == len(self._mapping.headers) else self._unnamed(cells)
        return QuarantinedRow(self._file, line, column, reason, self._mask(shown[: 4 * MAX_ROW_CHARS])[:MAX_ROW_CHARS])

    def _named(self, cells: Sequence[object]) -> str:
        shown = " | ".join(
            f"{header}: {_one_line(cell)}"
            for place, (header, cell) in enumerate(zip(self._mapping.headers, cells, strict=True))
            if place in self._shown and _one_line(cell)
        )
        for place in self._mapping.columns.get("person", ()):
            if name := real_name(_one_line(cells[place])):
                shown = hide_own_name(shown, name)[0]
        return shown

    def _unnamed(self, cells: Sequence[object]) -> str:
        """Cells whose columns are unknown: in a file with personal columns, hide what could be one of them."""
        texts = [_one_line(cell) for cell in cells]
        if self._mapping.has_person:
            pieces = [piece for text in texts for piece in (re.split(r"[,\t;|]", text) if len(cells) == 1 else [text])]
            texts = [_HIDDEN if _could_be_personal(piece) else piece for piece in pieces]
        return " | ".join(text for text in texts if text)


def _could_be_personal(text: str) -> bool:
    return bool(_LIKE_NAME.fullmatch(text.strip("\"' ")) or _LIKE_ADDRESS.search(text))


def _one_line(cell: object) -> str:
    return "" if cell is None or cell != cell else one_line(str(cell))
