"""What a file is, by its bytes and not by its name."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Final, Literal, NamedTuple

from textmine.errors import IngestError
from textmine.ingest.files.archives import check_zip

Format = Literal["delimited", "jsonl", "json", "parquet", "workbook", "html", "xml", "zip"]

READABLE_SUFFIXES: Final = frozenset(
    {
        ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".jsonl", ".ndjson", ".json", ".parquet",
        ".zip",
    }
)
_CHUNK_BYTES: Final = 1 << 20

# The first record of an old workbook, perhaps its write protection, and FILEPASS: all behind it is encrypted.
_FILEPASS: Final = re.compile(
    rb"\x09\x08(?:\x10\x00\x00\x06\x05\x00.{12}|\x08\x00\x00\x05\x05\x00.{4})(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Seen at the very start of wrapped files: "\x9b DRMONE  This Document is encrypted and protected by Fasoo",
# "SCDSA002", "SCDSA004" and "<## NASCA DRM FILE - VER1.00 ##>". Others only name their maker among binary signs.
_DRM_HEADS: Final = (b"\x9b DRMONE", b"\x9bDRMONE", b"DRMONE", b"SCDSA0", b"<## NASCA")
_DRM_MAKERS: Final = (b"fasoo", b"softcamp", b"markany", b"nasca drm", b"document safer")
_FOREIGN: Final = {
    b"%PDF": "PDF 문서",
    b"HWP Document": "한글(HWP) 문서",
    b"\x1f\x8b": "gzip 압축 파일",
    b"Rar!": "RAR 압축 파일",
    b"7z\xbc\xaf": "7z 압축 파일",
    b"SQLite format 3": "SQLite 데이터베이스",
    b"\x89PNG": "그림(PNG)",
    b"\xff\xd8\xff": "그림(JPEG)",
    b"GIF8": "그림(GIF)",
    b"BM": "그림(BMP)",
    b"II*\x00": "그림(TIFF)",
    b"MM\x00*": "그림(TIFF)",
    b"{\\rtf": "서식 있는 문서(RTF)",
    b"\x7fELF": "실행 파일",
    b"MZ": "실행 파일",
}
_OFFICE: Final = (
    ("word/", "워드(DOCX) 문서"),
    ("ppt/", "파워포인트(PPTX) 문서"),
    ("Contents/content.hpf", "한글(HWPX) 문서"),
)
_SAVE_AS: Final = "엑셀이나 업무 시스템에서 XLSX 또는 CSV로 다시 저장해 넣으세요."


class Encoding(NamedTuple):
    """``codec`` to decode with and how many places cannot be decoded (``broken``)."""

    codec: str
    broken: int


def sniff_format(path: Path) -> Format:
    """The format of a file from its first bytes.

    Raises
    ------
    IngestError
        Empty, protected by a password or DRM, a zip bomb, or a format that holds no table.
    """
    try:
        with path.open("rb") as file:
            head = file.read(8192)
    except OSError as error:
        raise IngestError(
            f"{path.name}: 파일을 열 수 없습니다({error.strerror}). 경로와 읽기 권한을 확인하세요."
        ) from error
    if not head.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise IngestError(f"{path.name}: 빈 파일입니다. 내보내기가 끝났는지 확인하고 다시 내려받으세요.")
    if _is_wrapped(head[:256]):
        raise IngestError(
            f"{path.name}: 문서 보안(DRM)으로 잠긴 파일입니다. "
            "보안 프로그램에서 암호화를 해제(반출 승인)한 사본을 넣으세요."
        )
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _check_zip(path)
    if head.startswith(_OLE):
        return _check_ole(path)
    for magic, name in _FOREIGN.items():
        if head.startswith(magic) and (len(magic) > 2 or b"\x00" in head):
            raise IngestError(f"{path.name}: {name}이라 표로 읽을 수 없습니다. {_SAVE_AS}")
    return _sniff_text(path, head)


def sniff_encoding(path: Path) -> Encoding:
    """BOM → UTF-8 strict → CP949; where neither fits, the one with fewer broken places.

    Reads the whole file once (three times when it is neither), in pieces.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    for bom, codec in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(bom):
            return Encoding(codec, _count_broken(path, codec))
    if wide := _wide_codec(head):
        return Encoding(wide, _count_broken(path, wide))
    if _is_utf8(path):
        return Encoding("utf-8", 0)
    korean, unicode = _count_broken(path, "cp949"), _count_broken(path, "utf-8")
    return Encoding("utf-8", unicode) if unicode <= korean else Encoding("cp949", korean)


def _sniff_text(path: Path, head: bytes) -> Format:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    lowered = text[:2048].lower()
    if lowered.startswith((b"<?xml", b"<workbook")) and b"urn:schemas-microsoft-com:office:spreadsheet" in lowered:
        return "xml"
    if (
        lowered.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style"))
        or b"<table" in lowered
    ):
        if path.suffix.lower() in (".csv", ".tsv", ".txt") and not lowered.startswith(b"<"):
            return "delimited"
        return "html"
    if lowered.startswith(b"<?xml"):
        raise IngestError(f"{path.name}: XML 파일이라 표로 읽을 수 없습니다. {_SAVE_AS}")
    suffix = path.suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        return "jsonl"
    if suffix == ".json":
        return "json"
    if suffix in (".csv", ".tsv", ".txt"):
        return "delimited"
    if text.startswith(b"{"):
        return "jsonl"
    if text.startswith((b"[{", b"[\n", b"[\r", b"[ ")):
        return "json"
    if suffix in (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", "") or b"," in head or b"\t" in head:
        if b"\x00" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise IngestError(f"{path.name}: 손상되었거나 알 수 없는 형식의 파일입니다. {_SAVE_AS}")
        return "delimited"
    raise IngestError(
        f"{path.name}: 알 수 없는 형식의 파일입니다. "
        f"읽을 수 있는 형식: {', '.join(sorted(READABLE_SUFFIXES))}. {_SAVE_AS}"
    )


def _is_wrapped(head: bytes) -> bool:
    """DRM of Korean offices; the name of a maker in plain text is a complaint about it."""
    lowered = head.lower()
    return head.startswith(_DRM_HEADS) or (b"\x00" in head and any(maker in lowered for maker in _DRM_MAKERS))


def _check_zip(path: Path) -> Format:
    names = [member.filename for member in check_zip(path)]
    if any(name.startswith("xl/") for name in names):
        return "workbook"
    for mark, kind in _OFFICE:
        if any(name.startswith(mark) for name in names):
            raise IngestError(f"{path.name}: {kind}라 표로 읽을 수 없습니다. {_SAVE_AS}")
    return "workbook" if "content.xml" in names else "zip"


def _check_ole(path: Path) -> Format:
    """OLE holds .xls, but also encrypted .xlsx, .hwp and .doc: directory names (UTF-16) tell which."""
    wanted = {
        name: name.encode("utf-16-le")
        for name in ("EncryptedPackage", "Workbook", "Book", "FileHeader", "WordDocument")
    }
    found: set[str] = set()
    tail = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            window = tail + chunk
            found |= {name for name, mark in wanted.items() if mark + b"\x00\x00" in window}
            if _FILEPASS.search(window):
                found.add("EncryptedPackage")
            tail = window[-64:]
    if "EncryptedPackage" in found:
        raise IngestError(
            f"{path.name}: 암호가 걸린 엑셀 파일입니다. "
            "엑셀에서 [파일 > 정보 > 통합 문서 보호 > 암호 설정]의 암호를 지우고 저장해 넣으세요."
        )
    if found & {"Workbook", "Book"}:
        return "workbook"
    kind = "한글(HWP)이나 워드" if found & {"FileHeader", "WordDocument"} else "알 수 없는 오피스"
    raise IngestError(f"{path.name}: {kind} 문서라 표로 읽을 수 없습니다. {_SAVE_AS}")


def _wide_codec(head: bytes) -> str:
    """UTF-16 without a BOM shows by ASCII signs and line ends: zero bytes nearly all at even or at odd places."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if 5 * min(even, odd) > max(even, odd) or (even + odd) * 20 < len(head):
        return ""
    codec = "utf-16-le" if odd > even else "utf-16-be"
    return codec if "\n" in head[: len(head) // 2 * 2].decode(codec, "replace") else ""


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _count_broken(path: Path, codec: str) -> int:
    decoder = codecs.getincrementaldecoder(codec)(errors="replace")
    broken = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            broken += decoder.decode(chunk).count("\ufffd")
    return broken + decoder.decode(b"", final=True).count("\ufffd")
