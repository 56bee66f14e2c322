"""How large a sheet is from corner to corner: readers make room for all of it, blank cells too."""

from __future__ import annotations

import re
from typing import Final

# One cell takes 32 bytes in the reader: 1.6 GB. A lone cell in the last corner of a sheet would ask for 550 GB.
MAX_SHEET_CELLS: Final = 50_000_000
_COLUMN: Final = re.compile(rb"r\s*=\s*[\"']([A-Za-z]{1,3})\d")
_ROW: Final = re.compile(rb"r\s*=\s*[\"'][A-Za-z]{0,3}(\d{1,10})[\"']")


class SheetExtent:
    """The last column and row that the XML of one sheet names, in whatever order it names them."""

    def __init__(self) -> None:
        self._columns: set[bytes] = set()
        self._last_row = 0

    def add(self, xml: bytes) -> None:
        """Look through a piece; pieces should overlap by the length of an attribute."""
        self._columns.update(_COLUMN.findall(xml))
        self._last_row = max(self._last_row, max(map(int, set(_ROW.findall(xml))), default=0))

    @property
    def cells(self) -> int:
        return self._last_row * max(map(_column_number, self._columns), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
