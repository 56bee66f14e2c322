"""JSON lines, JSON arrays and Parquet: formats that name their columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from textmine.errors import IngestError
from textmine.ingest.files.sniff import sniff_encoding
from textmine.ingest.files.tables import RawTable, Row

_BATCH_ROWS: Final = 5_000
_READ_CHARS: Final = 1 << 20
_MAX_ITEM_CHARS: Final = 50_000_000
_MAX_KEYS: Final = 500
_NOT_OBJECT: Final = "JSON 객체({…})가 아닙니다. 한 줄에 글 하나를 객체로 적으세요."
_Records = Iterator[tuple[int, object]]


def open_jsonl(path: Path) -> list[RawTable]:
    """The one table of a file with a JSON object a line; the file is read twice, to know all keys first."""
    codec = sniff_encoding(path).codec
    return [_record_table(path, lambda: _read_lines(path, codec))]


def open_json(path: Path) -> list[RawTable]:
    """The one table of a JSON array of objects, or of an object that holds one; streamed, read twice.

    Raises
    ------
    IngestError
        The text is no JSON, or holds no list of objects.
    """
    codec = sniff_encoding(path).codec
    with path.open(encoding=codec, errors="replace") as file:
        head = file.read(_READ_CHARS).lstrip()
    if head.startswith("{"):
        try:
            json.loads(head.split("\n", 1)[0])
            return open_jsonl(path)
        except ValueError:
            pass
    if "[" not in head:
        raise _no_array(path)
    return [_record_table(path, lambda: _read_array(path, codec))]


def open_parquet(path: Path) -> list[RawTable]:
    """The one table of a Parquet file, read in batches; nested and binary columns are left out."""
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise IngestError(
            f"{path.name}: Parquet 파일을 읽지 못했습니다. 파일이 온전한지 확인하고 다시 내려받으세요."
        ) from error
    names = [
        field.name for field in file.schema_arrow if not (pa.types.is_nested(field.type) or _is_binary(field.type))
    ]
    return [RawTable(path.name, _parquet_rows(path, file, names), headers=tuple(names))]


def _record_table(path: Path, read: Callable[[], _Records]) -> RawTable:
    keys: dict[str, None] = {}
    for _, record in read():
        if isinstance(record, dict) and len(keys) < _MAX_KEYS:
            keys.update(dict.fromkeys(_flatten(record)))
    if not keys:
        raise IngestError(f"{path.name}: {_NOT_OBJECT}")
    headers = tuple(keys)
    return RawTable(path.name, _record_rows(read(), headers), headers=headers)


def _record_rows(records: _Records, headers: tuple[str, ...]) -> Iterator[Row]:
    for line, record in records:
        if isinstance(record, dict):
            flat = _flatten(record)
            yield Row(line, [flat.get(name) for name in headers])
        else:
            shown = record if isinstance(record, str) else json.dumps(record, ensure_ascii=False)
            yield Row(line, [shown], _NOT_OBJECT)


def _flatten(record: Mapping[str, object]) -> dict[str, object]:
    """One level of nesting as 'user.name'; lists of plain values joined by commas."""
    flat: dict[str, object] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            flat.update({f"{key}.{inner}": _scalar(deep) for inner, deep in value.items()})
        else:
            flat[key] = _scalar(value)
    return flat


def _scalar(value: object) -> object:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value if not isinstance(item, dict | list))
    return None if isinstance(value, dict) else value


def _read_lines(path: Path, codec: str) -> _Records:
    with path.open(encoding=codec, errors="replace") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                yield number, json.loads(line)
            except ValueError:
                yield number, line.strip()


def _read_array(path: Path, codec: str) -> _Records:
    """Items of the first array; the number of an item stands for its line."""
    decoder = json.JSONDecoder()
    with path.open(encoding=codec, errors="replace") as file:
        text = file.read(_READ_CHARS)
        text = text[text.index("[") + 1 :]
        number, position = 0, 0
        while True:
            while position < len(text) and text[position] in " \t\r\n,":
                position += 1
            if text[position : position + 1] == "]":
                return
            try:
                item, end = decoder.raw_decode(text, position)
                whole = end < len(text)
            except ValueError:
                whole = False
            if whole:
                number += 1
                yield number, item
                position = end
                continue
            more = file.read(max(_READ_CHARS, len(text) - position))
            if not more or len(text) - position > _MAX_ITEM_CHARS:
                raise IngestError(
                    f"{path.name}: {number + 1}번째 항목에서 JSON 형식이 깨졌습니다. "
                    "파일이 끝까지 내려받아졌는지 확인하세요."
                )
            text, position = text[position:] + more, 0


def _parquet_rows(path: Path, file: pq.ParquetFile, names: list[str]) -> Iterator[Row]:
    line = 1
    try:
        for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=names):
            columns = [_to_list(batch.column(place)) for place in range(batch.num_columns)]
            for cells in zip(*columns, strict=True):
                line += 1
                yield Row(line, cells)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise IngestError(
            f"{path.name}: {line}행 다음에서 Parquet 파일이 깨졌습니다. 파일을 다시 내려받으세요."
        ) from error
    finally:
        file.close()


def _to_list(column: pa.Array) -> list[object]:
    """Python values; nanoseconds are cut to microseconds, which ``datetime`` can hold."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _to_list(column.dictionary_decode())
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        column = column.cast(pa.timestamp("us", tz=kind.tz), safe=False)
    values: list[object] = column.to_pylist()
    return values


def _is_binary(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _no_array(path: Path) -> IngestError:
    return IngestError(
        f"{path.name}: 글의 목록([{{…}}, {{…}}])이 없는 JSON입니다. 객체의 배열이나 한 줄에 객체 하나로 저장하세요."
    )
