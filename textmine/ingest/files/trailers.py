"""Rows below the data that are no documents: sums, '이하 여백', the header printed again. Counted, never imported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from textmine.ingest.files.tables import Row
from textmine.ingest.headers import HeaderMapping, header_text, is_position

_SUM: Final = re.compile(
    r"[-=*※<(\[]*(?:(?:총|전체|누적|월|일|부서별)?(?:합계|소계|총계|누계)|계|총(?:건수|민원)?[:은]?\d[\d,]*건?|"
    r"(?:합계|소계|총계|누계|계)[:(]?\d[\d,]*건?\)?)[-=*>)\].:]*"
)
_END: Final = re.compile(r"[-=*※<(\[]*(?:이하(?:여백|빈칸|없음)|끝|자료끝|여백)[-=*>)\].]*")
_NUMBER: Final = re.compile(r"[-+]?\d[\d,.]*(?:건|%|명|개)?|-")
_LONGEST_SIGN: Final = 40
_IS_SUM: Final = "합계 줄이라 글로 넣지 않았습니다. 고칠 것은 없습니다."
_IS_END: Final = "끝을 알리는 줄이라 글로 넣지 않았습니다. 고칠 것은 없습니다."
_IS_HEADER: Final = "열 이름 줄이 되풀이되어 글로 넣지 않았습니다. 고칠 것은 없습니다."


def mark_trailers(rows: Iterator[Row], mapping: HeaderMapping) -> Iterator[Row]:
    """The same rows; one that is no document has its reason as ``problem`` and so ends in quarantine."""
    if len(mapping.headers) < 2:
        yield from rows  # a list of texts alone: any of them may be short
        return
    names = [name for name in mapping.headers if name and not is_position(name)]
    for row in rows:
        reason = "" if row.problem else _repeats(row.cells, names) or trailer_reason(row.cells)
        yield row._replace(problem=reason) if reason else row


def trailer_reason(cells: Sequence[object]) -> str:
    """Why the cells are a sum or the end of a list and no document, or ''."""
    first = next((cell for cell in cells if cell is not None and cell != ""), None)
    if not isinstance(first, str) or len(first) > _LONGEST_SIGN:
        return ""
    sign = re.sub(r"\s+", "", first)
    is_sum = _SUM.fullmatch(sign) is not None
    if not is_sum and not _END.fullmatch(sign):
        return ""
    texts = [re.sub(r"\s+", "", str(cell)) for cell in cells if cell is not None and cell == cell]
    others = [text for text in texts if text and text != sign]
    if any(not _NUMBER.fullmatch(text) and not _SUM.fullmatch(text) for text in others):
        return ""
    return _IS_SUM if is_sum else _IS_END


def _repeats(cells: Sequence[object], names: list[str]) -> str:
    texts = (header_text(cell) for cell in cells if isinstance(cell, str))
    return _IS_HEADER if next(iter(cells), None) and names == [text for text in texts if text] else ""
