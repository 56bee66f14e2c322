"""Zip files, XLSX and its relatives among them: looked through before anything opens them."""

from __future__ import annotations

import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final

from textmine.errors import IngestError
from textmine.ingest.files.extent import MAX_SHEET_CELLS, SheetExtent

MAX_EXPANDED_BYTES: Final = 1_000_000_000
MAX_INFLATION: Final = 200  # real workbooks shrink to a tenth or a thirtieth
MAX_MEMBERS: Final = 10_000
INFLATION_MATTERS_BYTES: Final = 100_000_000
_CHUNK_BYTES: Final = 1 << 16
_OVERLAP_BYTES: Final = 64
_STORED, _DEFLATED = 0, 8
_ENCRYPTED_FLAG: Final = 0x1
_UTF8_FLAG: Final = 0x800
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
# XML of an office document never declares a document type; one that does tries to expand or to fetch something.
_DECLARATIONS: Final = tuple(
    mark.encode(codec) for mark in ("<!DOCTYPE", "<!ENTITY") for codec in ("ascii", "utf-16-le", "utf-16-be")
)


def check_zip(path: Path) -> list[zipfile.ZipInfo]:
    """The members of a zip file that is safe to open; folders are left out.

    What the file says about its size is checked first and then what it really inflates to, because the list of members
    can lie. Memory holds one piece of one member.

    Raises
    ------
    IngestError
        Damaged, locked with a password, too big when inflated, or XML with a document type in it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(path) from error
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        raise IngestError(f"{path.name}: 암호가 걸린 압축 파일입니다. 암호 없이 압축하거나 풀어서 넣으세요.")
    if len(members) > MAX_MEMBERS:
        raise IngestError(
            f"{path.name}: 압축 안에 파일이 {len(members):,}개입니다(한도 {MAX_MEMBERS:,}개). 나누어 넣으세요."
        )
    _check_size(path, sum(member.file_size for member in members))
    expanded = 0
    is_workbook = any(member.filename.startswith("xl/") for member in members)
    with path.open("rb") as file:
        for member in members:
            tail, extent = b"", SheetExtent()
            for piece in _inflate(path, file, member):
                expanded += len(piece)
                _check_size(path, expanded)
                window = tail + piece
                if any(mark in window for mark in _DECLARATIONS) and _is_xml(member):
                    raise doctype_refused(path)
                if is_workbook and _is_xml(member):
                    extent.add(window)
                    _check_cells(path, extent)
                tail = window[-_OVERLAP_BYTES:]
    return members


def member_name(member: zipfile.ZipInfo) -> str:
    """The name of a member; Korean Windows writes CP949 where the format expects CP437."""
    if member.flag_bits & _UTF8_FLAG:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for codec in ("utf-8", "cp949"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return member.filename


@contextmanager
def unpacked(path: Path, member: zipfile.ZipInfo) -> Iterator[Path]:
    """A copy of one member for as long as it is read; only the owner can read it, and its name is the last part."""
    name = member_name(member).replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "")[-80:] or "파일"
    with TemporaryDirectory(prefix="textmine-") as folder:
        copy = Path(folder) / name
        with zipfile.ZipFile(path) as archive, archive.open(member) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target, _CHUNK_BYTES)
        yield copy


def doctype_refused(path: Path) -> IngestError:
    return IngestError(
        f"{path.name}: 문서 안에 외부 개체 선언(DOCTYPE)이 있어 안전을 위해 읽지 않습니다. "
        "엑셀에서 열어 XLSX로 다시 저장해 넣으세요."
    )


def _is_xml(member: zipfile.ZipInfo) -> bool:
    """Pictures and data files may hold any bytes; parts of a workbook may have any other name."""
    return not member.filename.lower().endswith((".csv", ".tsv", ".txt", ".json", ".html", ".htm", ".png", ".jpg"))


def _check_size(path: Path, size: int) -> None:
    packed = max(1, path.stat().st_size)
    if size > MAX_EXPANDED_BYTES or (size > INFLATION_MATTERS_BYTES and size / packed > MAX_INFLATION):
        raise IngestError(
            f"{path.name}: 압축을 풀면 {size / 1e6:,.0f} MB가 넘어 안전을 위해 읽지 않습니다"
            f"(한도 {MAX_EXPANDED_BYTES / 1e6:,.0f} MB, 압축률 {MAX_INFLATION}배). "
            "기간을 나누거나 CSV로 저장해 넣으세요."
        )


def _check_cells(path: Path, extent: SheetExtent) -> None:
    if extent.cells > MAX_SHEET_CELLS:
        raise IngestError(
            f"{path.name}: 시트가 빈칸까지 {extent.cells:,}칸이라 읽지 않습니다(한도 {MAX_SHEET_CELLS:,}칸). "
            "자료 밖에 홀로 있는 칸을 지우고 저장하거나 CSV로 저장해 넣으세요."
        )


def _inflate(path: Path, file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a member really holds, whatever size its header gives."""
    file.seek(member.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
        raise _damaged(path)
    _, name_size, extra_size = _LOCAL_HEADER.unpack(header)
    file.seek(name_size + extra_size, 1)
    left = member.compress_size
    if member.compress_type not in (_STORED, _DEFLATED):
        raise IngestError(f"{path.name}: 알 수 없는 방식으로 압축한 파일입니다. 일반 ZIP으로 다시 압축해 넣으세요.")
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if member.compress_type == _DEFLATED else None
    while left > 0 and (packed := file.read(min(_CHUNK_BYTES, left))):
        left -= len(packed)
        if inflater is None:
            yield packed
            continue
        try:
            while packed and not inflater.eof:
                yield inflater.decompress(packed, _CHUNK_BYTES * 16)
                packed = inflater.unconsumed_tail
        except zlib.error as error:
            raise _damaged(path) from error
    if left or (inflater is not None and not inflater.eof):
        raise _damaged(path)


def _damaged(path: Path) -> IngestError:
    return IngestError(f"{path.name}: 파일이 손상되었습니다(압축을 풀 수 없음). 다시 내려받으세요.")
