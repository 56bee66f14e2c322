"""Keyword in context: every place where a term stands, with the words around it."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import pandas as pd

from textmine.analyse.variants import variant_pattern
from textmine.lexicon import Lexicon

Order = Literal["text", "left", "right"]

CUT: Final = "…"
_LETTER: Final = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Contexts:
    """Places of a term.

    ``rows``: DataFrame[row, left, keyword, right, start]: ``row`` the position of the text, ``start`` the character in
    it where the keyword begins; the three pieces side by side read as the text does, '…' marks a side that goes on.
    ``total`` and ``documents`` count all places and the texts that hold one, whatever the limit was. ``inside_words``
    counts places inside a longer word (층간소음 for 소음), which are left out of all else unless they were asked for.
    """

    rows: pd.DataFrame
    total: int
    documents: int
    inside_words: int


class _Place(NamedTuple):
    row: int
    left: str
    keyword: str
    right: str
    start: int


def find_contexts(
    texts: Iterable[str],
    term: str,
    *,
    lexicon: Lexicon | None = None,
    width: int = 30,
    order: Order = "text",
    limit: int = 200,
    inside_words: bool = False,
) -> Contexts:
    """Places where ``term`` or another spelling of it stands in ``texts``, cut at word borders.

    Parameters
    ----------
    texts : iterable of str
        Read once; only the rows that are returned stay in memory.
    lexicon : Lexicon, optional
        Its synonyms and compounds say which spellings are the same term; see ``variants.variant_pattern``.
    width : int
        Characters of context on each side at most.
    order : {"text", "left", "right"}
        As the texts come, or sorted by the words before or after the keyword, the nearest word first.
    limit : int
        Rows to return at most; ``Contexts.total`` counts them all.
    inside_words : bool
        Also take places where the term is the end of a longer word.

    Raises
    ------
    ValueError
        ``term`` holds no letter, or ``width`` or ``limit`` is below 1.

    Examples
    --------
    >>> find_contexts(["골목의 불법 주·정차 단속"], "불법주정차").rows.iloc[0][["left", "keyword", "right"]].tolist()
    ['골목의 ', '불법 주·정차', ' 단속']
    """
    if width < 1 or limit < 1:
        raise ValueError(f"width and limit must be 1 or more, got {width} and {limit}")
    pattern = variant_pattern(term, lexicon or Lexicon())
    counted = {"total": 0, "documents": 0, "inside": 0}
    places = _places(texts, pattern, width, inside_words, counted)
    if order == "text":
        kept = [place for number, place in enumerate(places) if number < limit]
    else:
        kept = heapq.nsmallest(limit, places, key=_after if order == "right" else _before)
    frame = pd.DataFrame(kept, columns=list(_Place._fields)).astype({"row": "int64", "start": "int64"})
    return Contexts(frame, counted["total"], counted["documents"], counted["inside"])


def _places(
    texts: Iterable[str], pattern: re.Pattern[str], width: int, inside_words: bool, counted: dict[str, int]
) -> Iterator[_Place]:
    for row, text in enumerate(texts):
        before = counted["total"]
        for found in pattern.finditer(text):
            start, end = found.span()
            is_inside = start > 0 and _LETTER.match(text[start - 1]) is not None
            counted["inside"] += is_inside
            if is_inside and not inside_words:
                continue
            counted["total"] += 1
            yield _Place(row, _left(text, start, width), found.group(), _right(text, end, width), start)
        counted["documents"] += counted["total"] > before


def _left(text: str, start: int, width: int) -> str:
    side = " ".join(text[max(start - 2 * width, 0) : start].split())
    is_cut = start > 2 * width or len(side) > width
    if len(side) > width:
        torn = side[-width - 1] != " "
        side = side[-width:]
        side = side.partition(" ")[2] if torn and " " in side else side
    gap = " " if start and text[start - 1].isspace() and side else ""
    return (CUT if is_cut else "") + side.strip() + gap


def _right(text: str, end: int, width: int) -> str:
    side = " ".join(text[end : end + 2 * width].split())
    is_cut = len(text) > end + 2 * width or len(side) > width
    if len(side) > width:
        torn = side[width] != " "
        side = side[:width]
        side = side.rpartition(" ")[0] if torn and " " in side else side
    gap = " " if end < len(text) and text[end].isspace() and side else ""
    return gap + side.strip() + (CUT if is_cut else "")


def _after(place: _Place) -> tuple[str, str, int, int]:
    return place.right.strip(), place.left, place.row, place.start


def _before(place: _Place) -> tuple[list[str], str, int, int]:
    return place.left.split()[::-1], place.right, place.row, place.start
