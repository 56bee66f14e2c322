"""Line tools of the dictionary parsers: clean lines with their numbers, and all errors of a file in one message."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from textmine.errors import LexiconError

_MAX_SHOWN = 20


class Problems:
    """Collects the errors of one dictionary file and raises them together.

    Parameters
    ----------
    name : str
        File name as the user knows it, such as ``synonyms.tsv``.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: list[str] = []

    def add(self, line: int, message: str) -> None:
        """Note one error; ``line`` counts from 1, 0 means the file as a whole."""
        place = f"{self._name}:{line}행" if line else self._name
        self._found.append(f"{place}: {message}")

    def raise_if_any(self) -> None:
        """Raise one LexiconError with at most 20 of the errors, in the order found."""
        if not self._found:
            return
        shown = self._found[:_MAX_SHOWN]
        left = len(self._found) - len(shown)
        if left:
            shown.append(f"… 오류가 {left}개 더 있습니다. 위의 것부터 고치세요.")
        raise LexiconError("\n".join(shown))


def numbered_lines(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield (line number from 1, NFC text) of the lines that are neither blank nor comments."""
    for number, raw in enumerate(lines, start=1):
        line = unicodedata.normalize("NFC", raw.lstrip("\ufeff") if number == 1 else raw).rstrip("\r\n")
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line


def cells(line: str) -> list[str]:
    """Tab-separated cells, stripped; empty cells at the end are dropped."""
    parts = [cell.strip() for cell in line.split("\t")]
    while parts and not parts[-1]:
        parts.pop()
    return parts
