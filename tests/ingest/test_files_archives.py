"""Zip files, bombs and traps: read when safe, refused before a parser sees them, in little memory."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from textmine.errors import IngestError
from textmine.ingest import Batch

Read = Callable[..., Batch]
CSV = "접수번호,민원내용\nA-1,가로등이 꺼졌습니다\nA-2,도로가 파였습니다\n"
MEMORY_LIMIT_KB = 100_000
OPEN_ALONE = """
import json, resource, sys
from pathlib import Path
import textmine.ingest
from textmine.errors import IngestError
from textmine.ingest.files import open_tables
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before, message = peak(), ""
try:
    for table in open_tables(Path(sys.argv[1])):
        for row in table.rows:
            pass
except IngestError as error:
    message = str(error)
print(json.dumps([message, peak() - before]))
"""


def open_alone(path: Path) -> tuple[str, int]:
    """The message and the extra memory in kilobytes of opening a file in a process of its own."""
    done = subprocess.run([sys.executable, "-c", OPEN_ALONE, str(path)], capture_output=True, text=True, check=True)
    message, memory_kb = json.loads(done.stdout)
    return message, memory_kb


def zip_of(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def workbook(path: Path, *, extra: dict[str, bytes] | None = None) -> Path:
    book = openpyxl.Workbook()
    for line in CSV.splitlines():
        book.active.append(line.split(","))
    book.save(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return path


def with_false_sizes(path: Path, real: int, told: int) -> Path:
    """The archive with another inflated size in its local header and in its list of members."""
    content = path.read_bytes()
    assert content.count(real.to_bytes(4, "little")) == 2
    path.write_bytes(content.replace(real.to_bytes(4, "little"), told.to_bytes(4, "little")))
    return path


def test_files_of_a_zip_are_read_and_others_are_named(read: Read, tmp_path: Path) -> None:
    path = zip_of(
        tmp_path / "a.zip",
        {
            "1월/민원.csv": CSV.encode("cp949"),
            "2월.csv": CSV.replace("A-", "B-").encode(),
            "사진.png": b"\x89PNG",
            "코드표.csv": "코드,이름\n1,가\n2,나\n".encode(),
        },
    )
    batch = read(path)
    assert list(batch.documents["external_id"]) == ["A-1", "A-2", "B-1", "B-2"]
    assert any("사진.png" in note for note in batch.notes) and any("코드표.csv" in note for note in batch.notes)


def test_korean_names_of_windows_are_read(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    zip_of(path, {"XXXX.csv": CSV.encode(), "YYYY.hwp": b"HWP"})
    for placeholder, name in ((b"XXXX", "민원"), (b"YYYY", "공문")):
        path.write_bytes(path.read_bytes().replace(placeholder, name.encode("cp949")))
    batch = read(path)
    assert len(batch.documents) == 2 and any("'공문.hwp'" in note for note in batch.notes)


def test_workbook_in_a_zip_is_read(read: Read, tmp_path: Path) -> None:
    inner = workbook(tmp_path / "민원.xlsx").read_bytes()
    assert list(read(zip_of(tmp_path / "a.zip", {"민원.xlsx": inner})).documents["external_id"]) == ["A-1", "A-2"]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"사진.png": b"\x89PNG"}, "표에 내용이 없습니다"),
        ({"민원.csv": CSV.encode(), "암호.xlsx": b"<## NASCA DRM FILE - VER1.00 ##>" + bytes(9)}, "문서 보안"),
        ({"안쪽.csv": b"PK\x05\x06" + bytes(18)}, "안쪽 압축을 풀어"),
        ({"word/document.xml": b"<w/>"}, "워드"),
        ({"ppt/presentation.xml": b"<p/>"}, "파워포인트"),
        ({"mimetype": b"application/hwp+zip", "Contents/content.hpf": b"<h/>"}, "HWPX"),
    ],
)
def test_zip_without_readable_tables_says_why(
    read: Read, tmp_path: Path, members: dict[str, bytes], message: str
) -> None:
    with pytest.raises(IngestError, match=message):
        read(zip_of(tmp_path / "a.zip", members))


def test_zip_with_a_password_is_refused(read: Read, tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.csv": CSV.encode()})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x03\x04") + 6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(IngestError, match="암호가 걸린 압축 파일"):
        read(path)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_document_type_in_a_workbook_is_refused(read: Read, tmp_path: Path, codec: str) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "하"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    path = workbook(tmp_path / "a.xlsx", extra={"xl/more.xml": laughs.encode(codec)})
    with pytest.raises(IngestError, match="DOCTYPE"):
        read(path)


def test_bomb_is_refused_in_little_memory(tmp_path: Path) -> None:
    message, memory_kb = open_alone(workbook(tmp_path / "a.xlsx", extra={"xl/bomb.xml": bytes(300_000_000)}))
    assert "안전을 위해 읽지 않습니다" in message
    assert memory_kb < MEMORY_LIMIT_KB


@pytest.mark.parametrize("name", ["a.xlsx", "a.zip"])
def test_bomb_that_lies_about_its_size_is_refused_in_little_memory(tmp_path: Path, name: str) -> None:
    size = 300_000_017
    path = zip_of(tmp_path / name, {"xl/workbook.xml" if name == "a.xlsx" else "a.csv": bytes(size)})
    message, memory_kb = open_alone(with_false_sizes(path, size, 1_000))
    assert "안전을 위해 읽지 않습니다" in message
    assert memory_kb < MEMORY_LIMIT_KB


def test_sheet_with_one_cell_in_its_last_corner_is_refused_in_little_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in CSV.splitlines():
        book.active.append(line.split(","))
    book.active["XFD1048576"] = "끝"
    book.save(tmp_path / "a.xlsx")
    message, memory_kb = open_alone(tmp_path / "a.xlsx")
    assert "빈칸" in message
    assert memory_kb < MEMORY_LIMIT_KB
