"""Where the header of a sheet is: below title rows, over two rows, or nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from textmine.errors import IngestError
from textmine.ingest.headers import values
from textmine.ingest.headers.aliases import ALIASES
from textmine.ingest.headers.known import count_known, is_position, known_field
from textmine.ingest.headers.mapping import LONGEST_NAME, HeaderMapping, map_headers
from textmine.ingest.headers.spelling import header_text, squeeze, undecorated
from textmine.ingest.headers.words import read_words
from textmine.text import mask

SEARCH_ROWS: Final = 20
_LONGEST_BELOW: Final = 20  # characters of a name in a second header row
_SLIPS: Final = 3  # names that only likeness can read, in a header that has others
_FEWEST_ROWS: Final = 3  # a table without a header is read only when that many rows agree


def find_header(
    rows: Sequence[Sequence[object]], header_map: Mapping[str, str] | None = None
) -> tuple[int, HeaderMapping] | None:
    """Position of the last header row among the first rows of a sheet and its mapping, or None.

    Title rows above a header have few filled cells and no known names: the row with the most mapped columns wins if it
    has a text column; the earlier row wins a tie. A row of groups ('민원인', '처리') above a row of names is read with
    it. Position -1: there is no header, and the values alone say what the columns are; all of it is guessed.
    ``rows`` below the header serve as the sample that guesses are held against.
    """
    candidates = [(place, _texts(row)) for place, row in enumerate(rows[:SEARCH_ROWS])]
    candidates += [
        (place, both) for (_, above), (place, below) in pairwise(candidates) if (both := _two_rows(above, below))
    ]
    best: tuple[int, HeaderMapping] | None = None
    promises = [_promise(names, header_map) for _, names in candidates]
    for (place, names), promise in zip(candidates, promises, strict=True):
        if promise + _SLIPS < max(promises):
            continue  # so far behind that no likeness can bring it to the front
        mapping = map_headers(names, header_map, rows[place + 1 :])
        if mapping.has_text and (best is None or _is_better(place, mapping, best)):
            best = place, mapping
    if best is not None and _is_header(rows[best[0]], best[1]):
        return best
    return _by_values(rows, header_map)


def _is_better(place: int, mapping: HeaderMapping, best: tuple[int, HeaderMapping]) -> bool:
    """More columns are read; two rows read together win over the lower one alone: '처리' over '일자' is no creation."""
    found, most = len(mapping.columns), len(best[1].columns)
    return found > most or (found == most and place == best[0])


def no_text_column(file: str, seen: Sequence[str]) -> IngestError:
    """The error for a file without any column that looks like text; ``seen`` is its first row, shown masked."""
    shown = ", ".join(f"'{name}'" for name in map(_safe, seen) if name)[:600] or "(없음)"
    if seen and not count_known(seen) and any(values.is_date(name) or values.looks_personal([name]) for name in seen):
        return IngestError(
            f"{file}: 글이 담긴 열을 찾지 못했습니다. 첫 줄이 열 이름이 아니라 자료로 보입니다: {shown}. "
            "맨 위에 열 이름 줄(예: 접수번호, 접수일자, 민원제목, 민원내용)을 넣거나, "
            "--columns '2열=신청일시' --columns '4열=본문'처럼 몇째 열이 무엇인지 알려 주세요."
        )
    return IngestError(
        f"{file}: 글이 담긴 열을 찾지 못했습니다. 파일의 열 이름: {shown}. "
        f"제목은 {_sample('title')}, 본문은 {_sample('body')} 같은 이름이어야 합니다. "
        "열 이름을 고치거나 --columns '열이름=본문'처럼 본문 열을 알려 주세요."
    )


def _promise(names: Sequence[str], header_map: Mapping[str, str] | None) -> int:
    """How many fields the names of a row are known to be, without looking at values or likeness."""
    decided = {squeeze(name): field for name, field in (header_map or {}).items()}
    short = [name for name in names if name and len(name) <= LONGEST_NAME]
    fields = {decided.get(squeeze(name)) or _known(name) for name in short}
    return len(fields - {"", None})


def _known(name: str) -> str | None:
    exact = known_field(name)
    return exact[0] if exact is not None else read_words(undecorated(name))


def _texts(row: Sequence[object]) -> list[str]:
    return [header_text(cell) for cell in row]


def _two_rows(above: Sequence[str], below: Sequence[str]) -> list[str] | None:
    """Names of two header rows put together, or None where the second row is data.

    A group's cell is merged over its columns, so it stands once and leaves the next cells blank, or stands in each.
    """
    width = max(len(above), len(below))
    above, below = ([*row, *[""] * (width - len(row))] for row in (above, below))
    filled = [name for name in below if name]
    blank_or_repeated = sum(not name for name in above) + len([n for n in above if n]) - len({n for n in above if n})
    if len(filled) < 2 or not blank_or_repeated or len([name for name in above if name]) < 2:
        return None
    if any(len(name) > _LONGEST_BELOW or values.is_date(name) or name.isdigit() for name in filled):
        return None
    if sum(known_field(name) is not None or read_words(name) is not None for name in filled) < len(filled) / 2:
        return None
    names: list[str] = []
    group = ""
    for parent, child in zip(above, below, strict=True):
        group = parent or (group if child else "")
        names.append(_joined(group, child))
    return names


def _joined(group: str, child: str) -> str:
    """'처리' above '내용' is the answer; '기본사항' above '접수번호' says nothing more than 접수번호."""
    if not (group and child) or group == child:
        return group or child
    both = f"{group} {child}"
    if known_field(both) is not None or read_words(both) is not None or known_field(child) is None:
        return both
    return child


def _is_header(row: Sequence[object], mapping: HeaderMapping) -> bool:
    """A row in which only guesses were found is a header when every cell could be a name, and else data."""
    if len(mapping.guessed) < sum(map(len, mapping.columns.values())):
        return True
    names = [name for name in _texts(row) if name]
    return not any(
        len(name) > _LONGEST_BELOW or name.isdigit() or values.is_date(name) or values.looks_personal([name])
        for name in names
    )


def _by_values(
    rows: Sequence[Sequence[object]], header_map: Mapping[str, str] | None
) -> tuple[int, HeaderMapping] | None:
    """Mapping of a table without a header: one column of days, one of prose, perhaps one of ids and one of titles."""
    if len(rows) < _FEWEST_ROWS or not any(map(values.is_date, rows[0])):
        return None
    width = len(rows[0])
    columns = [[row[place] for row in rows if place < len(row)] for place in range(width)]
    names = [""] * width
    if any(map(is_position, header_map or {})) and (mapping := map_headers(names, header_map, rows)).has_text:
        return -1, mapping
    days = [place for place in range(width) if values.fits("created_at", columns[place], len(rows))]
    prose = sorted(((values.prose_length(columns[p]), p) for p in range(width)), reverse=True)
    if not days or not prose[0][0] or values.looks_personal(columns[prose[0][1]]):
        return None
    if len(prose) > 1 and prose[0][0] < 1.5 * prose[1][0]:
        return None  # two long columns: complaint and answer cannot be told apart by themselves
    guess = {"body": prose[0][1], "created_at": days[0]}
    titles = [place for length, place in prose[1:] if length or _is_title(columns[place], rows)]
    if len(titles) == 1:
        guess["title"] = titles[0]
    ids = [place for place in range(width) if place not in guess.values()
           and values.fits("external_id", columns[place], len(rows)) and not values.looks_personal(columns[place])
           and not _is_count(columns[place])]
    if len(ids) == 1:
        guess["external_id"] = ids[0]
    hidden = frozenset(
        place for place in range(width) if place not in guess.values() and values.looks_personal(columns[place])
    )
    headers = tuple(f"{place + 1}열" for place in range(width))
    found = {field: (guess[field],) for field in ALIASES if field in guess}
    ignored = tuple(name for place, name in enumerate(headers) if place not in guess.values())
    doubt = "열 이름 줄이 없어 값만 보고 열을 짐작했습니다. 맨 위에 열 이름 줄을 넣으면 더 정확합니다."
    guessed = tuple((headers[place], field) for field, (place,) in found.items())
    return -1, HeaderMapping(headers, found, ignored, guessed, (doubt,), hidden)


def _is_title(column: Sequence[object], rows: Sequence[Sequence[object]]) -> bool:
    """Short texts with spaces, nearly all different."""
    texts = [str(cell) for cell in column if cell]
    spaced = sum(" " in text.strip() for text in texts)
    return len(texts) >= _FEWEST_ROWS and 2 * spaced > len(texts) and len(set(texts)) > 0.8 * len(texts) and not (
        values.looks_personal(column) or values.fits("created_at", column, len(rows))
    )


def _is_count(column: Sequence[object]) -> bool:
    """Running numbers 1, 2, 3 … of an export, which identify nothing."""
    texts = [str(cell) for cell in column]
    return all(text.isdigit() for text in texts) and [int(t) for t in texts] == list(
        range(int(texts[0]), int(texts[0]) + len(texts))
    )


def _safe(name: str) -> str:
    """A cell of a first row that may be data, fit for an error message."""
    short = name if len(name) <= 60 else f"{name[:60]}…"
    if values.looks_personal([name]) and not count_known([name]):
        return "(가림)"
    return mask(short).text


def _sample(field: str) -> str:
    return "·".join(ALIASES[field][:4])
