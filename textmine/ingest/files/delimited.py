"""CSV, TSV and their relatives, streamed; a broken quote costs one line, not the rest of the file."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from textmine.ingest.files.sniff import sniff_encoding
from textmine.ingest.files.tables import RawTable, Row
from textmine.ingest.headers import count_known

_DELIMITERS: Final = (",", "\t", ";", "|")
_NO_DELIMITER: Final = "\x1f"
_SAMPLE_CHARS: Final = 65_536
_SAMPLE_ROWS: Final = 25
_SHOWN_LINES: Final = 10
_MAX_RECORD_LINES: Final = 1_000
_MAX_RECORD_CHARS: Final = 1_000_000
_ENCODING_NAMES: Final = {"cp949": "CP949(완성형)", "utf-8": "UTF-8", "utf-8-sig": "UTF-8"}
_SHOWN_CHARS: Final = 1_000
_TOO_LONG: Final = "한 줄이 너무 깁니다(칸 하나는 131,072자까지). 원본에서 이 글을 나누거나 줄여 다시 저장하세요."
_UNCLOSED: Final = '따옴표(")가 맞지 않습니다. 원본에서 이 줄의 따옴표를 짝 맞추어 다시 저장하세요.'


def open_delimited(path: Path) -> list[RawTable]:
    """The one table of a delimited text file.

    Encoding is BOM → UTF-8 → CP949; the delimiter is sniffed among comma, tab, semicolon and bar. Line breaks in
    quotes stay in their cell. Blank lines are not rows. Memory holds one record at a time.
    """
    encoding = sniff_encoding(path)
    notes = []
    if encoding.broken:
        name = _ENCODING_NAMES.get(encoding.codec, encoding.codec.upper())
        notes.append(
            f"{path.name}: {name}(으)로 읽었지만 {encoding.broken:,}곳의 글자를 해독하지 못했습니다"
            f"({_broken_lines(path, encoding.codec)}). 그 글자만 '\ufffd'로 남깁니다. "
            "원본을 'CSV UTF-8' 형식으로 다시 저장하면 온전히 읽힙니다."
        )
    with path.open(encoding=encoding.codec, errors="replace", newline="") as file:
        delimiter = _sniff_delimiter(file.read(_SAMPLE_CHARS))
    rows = _read_rows(path, encoding.codec, delimiter)
    return [RawTable(path.name, rows, fixed_width=True, notes=notes)]


def _broken_lines(path: Path, codec: str) -> str:
    """The first lines with places that cannot be decoded, as an operator would look for them."""
    with path.open(encoding=codec, errors="replace", newline="") as file:
        broken = (str(number) for number, line in enumerate(file, 1) if "\ufffd" in line)
        shown = list(islice(broken, _SHOWN_LINES + 1))
    return f"{', '.join(shown[:_SHOWN_LINES])}행" + (" 등" if len(shown) > _SHOWN_LINES else "")


def _sniff_delimiter(sample: str) -> str:
    best, best_score = _NO_DELIMITER, (0, 0.0, 0)
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
        rows = [row for row in islice(_lenient(io.StringIO(sample, newline=""), delimiter), _SAMPLE_ROWS) if row]
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        score = (max(count_known(row) for row in rows if len(row) > 1), count / len(rows), width)
        # A first line that is one known name is the header of a single column, whatever its cells contain.
        if len(rows[0]) == 1 and count_known(rows[0]) and score[0] < 2:
            continue
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _lenient(lines: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return


class _Lines:
    """Physical lines with replay; ends a record that grows beyond any real one."""

    def __init__(self, file: io.TextIOBase | Iterator[str]) -> None:
        self._file = iter(file)
        self._replay: deque[str] = deque()
        self.record: list[str] = []
        self.taken = 0
        self.ended = False
        self._chars = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.record) >= _MAX_RECORD_LINES or self._chars >= _MAX_RECORD_CHARS:
            raise StopIteration
        if self._replay:
            line = self._replay.popleft()
        else:
            try:
                line = next(self._file)
            except StopIteration:
                self.ended = True
                raise
            if "\x00" in line or "\ufeff" in line:  # padding of old systems; marks of files put together
                line = line.replace("\x00", "").replace("\ufeff", "")
        self.record.append(line)
        self._chars += len(line)
        return line

    def accept(self) -> None:
        """Forget the lines of the record just read."""
        self.taken += len(self.record)
        self.record, self._chars = [], 0

    def give_back(self) -> str:
        """Keep only the record's first line, which is returned; the others will be read again."""
        first, rest = self.record[0], self.record[1:]
        self._replay.extendleft(reversed(rest))
        self.ended = False
        self.taken += 1
        self.record, self._chars = [], 0
        return first


def _read_rows(path: Path, codec: str, delimiter: str) -> Iterator[Row]:
    with path.open(encoding=codec, errors="replace", newline="") as file:
        lines = _Lines(file)
        while not lines.ended:
            yield from _read_until_broken(lines, delimiter)


def _read_until_broken(lines: _Lines, delimiter: str) -> Iterator[Row]:
    """Rows up to the end or the first broken record; strict parsing shows a quote that swallowed lines."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = lines.taken + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield _first_line_alone(lines, delimiter)
            return
        lines.accept()
        if any(cells):
            yield Row(line, cells)


def _first_line_alone(lines: _Lines, delimiter: str) -> Row:
    """A one-line record read leniently; a longer one loses its first line to quarantine and is read on behind it."""
    if not lines.record:
        lines.ended = True
        return Row(lines.taken, [], _UNCLOSED)
    line, alone = lines.taken + 1, len(lines.record) == 1
    text = lines.give_back()
    if len(text) > csv.field_size_limit():
        return Row(line, [text[:_SHOWN_CHARS]], _TOO_LONG)
    if alone and text.count('"') % 2 == 0:
        cells = next(iter(csv.reader([text], delimiter=delimiter)), [])
        return Row(line, cells)
    return Row(line, [text.rstrip("\r\n")], _UNCLOSED)
