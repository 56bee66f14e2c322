"""Delta Lake, one table at a time: make it, go back to a version, forget what came before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs as fs
from deltalake import ColumnProperties, DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from textmine.errors import LeaseHeldError, StoreError

_LOG: Final = "_delta_log"
_WRITTEN_ROWS: Final = 8192  # a table as a whole would be copied as a whole
# Half the bytes of the default in less time: texts and hashes hardly repeat, so a dictionary of them is wasted work.
_WRITING: Final = WriterProperties(
    compression="ZSTD", compression_level=1,
    column_properties={
        name: ColumnProperties(dictionary_enabled=False)
        for name in ("doc_id", "external_id", "content_hash", "person_key", "title", "body", "answer")
    },
)


def create_table(path: Path, schema: pa.Schema, *, statistics: str) -> None:
    """Make an empty table, partitioned by month, unless there is one; ``statistics`` lists columns by comma."""
    if DeltaTable.is_deltatable(str(path)):
        return
    path.mkdir(parents=True, exist_ok=True)
    DeltaTable.create(
        str(path), schema=schema, mode="ignore", partition_by=["month"],
        configuration={"delta.dataSkippingStatsColumns": statistics},
    )


def newest_version(path: Path) -> int:
    """The newest version on disk, official or not."""
    return int(DeltaTable(str(path)).version())


def open_dataset(path: Path, version: int) -> ds.Dataset:
    """The rows of ``version``, read by Arrow's own file system.

    Delta's own hands every read back to Python, and a scan that starts while it holds the interpreter then waits for
    a reader that waits for the interpreter: for ever.
    """
    files = fs.SubTreeFileSystem(str(path), fs.LocalFileSystem())
    return DeltaTable(str(path), version=version).to_pyarrow_dataset(filesystem=files)


def roll_back(path: Path, version: int) -> int:
    """The version that now stands newest: ``version`` itself, or a copy of it after unofficial ones.

    Raises
    ------
    StoreError
        The table is older than ``version``: mart and ledger come from different backups.
    """
    table = DeltaTable(str(path))
    newest = int(table.version())
    if newest < version:
        raise StoreError(
            f"마트의 '{path.name}' 표(판 {newest})가 원장(판 {version})보다 오래되었습니다. "
            "마트와 원장을 같은 백업에서 함께 복원하세요."
        )
    if newest > version:
        table.restore(version)
    return newest_version(path)


def data_files(path: Path, version: int) -> list[Path]:
    """Data files that ``version`` needs, sorted."""
    return sorted(Path(uri) for uri in DeltaTable(str(path), version=version).file_uris())


def log_files(path: Path) -> list[Path]:
    """Files of the table's log, sorted."""
    return sorted(file for file in (path / _LOG).rglob("*") if file.is_file())


def missing_files(path: Path, version: int) -> list[str]:
    """Names of data files that ``version`` needs and that are not there."""
    return sorted(file.name for file in data_files(path, version) if not file.exists())


def write(path: Path, version: int, rows: pa.Table, **how: Any) -> int:
    """Version after ``rows`` are written upon ``version``; ``how`` goes to ``write_deltalake``."""
    with _told_in_korean(path):
        write_deltalake(str(path), rows.to_reader(max_chunksize=_WRITTEN_ROWS), writer_properties=_WRITING, **how)
    return _ours(path, version + 1)


def compact(path: Path, version: int) -> int:
    """Version after the small files of each month are merged."""
    with _told_in_korean(path):
        merged = DeltaTable(str(path)).optimize.compact()["numFilesAdded"] > 0
    return _ours(path, version + merged)


def remove_old_files(path: Path, version: int, *, keep_hours: int) -> int:
    """Version of the same rows after the data files that ``version`` (the newest) does not need are gone.

    ``keep_hours`` spares files that queries begun that long ago may still read; 0 spares none, also of crashed writers.
    """
    with _told_in_korean(path):
        table = DeltaTable(str(path))
        removed = table.vacuum(retention_hours=keep_hours, enforce_retention_duration=False, dry_run=False, full=True)
        table = DeltaTable(str(path))
        table.create_checkpoint()
    return _ours(path, version + 2 * bool(removed))  # the log notes begin and end of a removal


def remove_old_log(path: Path, version: int) -> None:
    """Remove log entries before ``version``, which has a checkpoint."""
    for entry in (path / _LOG).iterdir():
        number = entry.name.split(".", 1)[0]
        if number.isdigit() and int(number) < version:
            entry.unlink(missing_ok=True)


@contextmanager
def _told_in_korean(path: Path) -> Iterator[None]:
    try:
        yield
    except CommitFailedError as error:
        raise _overtaken(path) from error
    except (DeltaError, OSError) as error:
        raise StoreError(
            f"마트의 '{path.name}' 표에 쓰지 못했습니다. 디스크에 자리가 있는지, 폴더에 쓸 수 있는지 확인한 뒤 다시 "
            "실행하세요. 전에 쓴 것은 그대로 있습니다."
        ) from error


def _ours(path: Path, expected: int) -> int:
    newest = newest_version(path)
    if newest != expected:
        raise _overtaken(path)
    return newest


def _overtaken(path: Path) -> LeaseHeldError:
    return LeaseHeldError(
        f"다른 프로세스가 동시에 '{path.name}' 표에 써서 이 작업을 취소했습니다. "
        "다른 작업이 없는지 보고 다시 실행하세요."
    )
