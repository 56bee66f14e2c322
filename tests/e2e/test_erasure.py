"""Erased means gone: every byte below the outputs is searched, also what is compressed."""

from __future__ import annotations

import csv
import json
import tarfile
import tempfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from tests.e2e.conftest import as_json, process, store_hash, textmine

CANARY_WORD = "quokkafest"
CANARY = f"나루공원 앞에서 {CANARY_WORD} 모임이 밤마다 시끄럽게 떠들어 잠을 이루지 못합니다"
CANARY_ID = "CANARY-2026-000777"


def _plant(complaints: Path, folder: Path, *, surge: int) -> Path:
    """The newest months, with the canary's complaint and a broken row that quotes it."""
    with complaints.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = [row for row in rows if row["신청일자"] >= "2026-04"]
    model = dict(max(rows, key=lambda row: row["신청일자"]))
    for number in range(surge):
        rows.append(model | {
            "신청번호": f"{CANARY_ID}-{number}", "민원제목": f"{CANARY_WORD} 소음", "민원내용": f"{CANARY} {number}",
            "답변내용": f"{CANARY_WORD} 모임을 살펴보겠습니다.", "민원인": "황보카나", "전화번호": "010-7777-8888",
        })
    rows.append(model | {"신청번호": "BROKEN-1", "민원제목": "", "민원내용": "", "업무분야": f"{CANARY_WORD} 분야"})
    path = folder / "complaints.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _holding(folder: Path, *words: str) -> list[str]:
    """Files that hold one of the words, as bytes or inside compressed columns and arrays."""
    found = []
    for file in sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()):
        content = file.read_bytes().decode("utf-8", "replace")  # names of files count as well
        content += file.name
        escaped = [json.dumps(word)[1:-1] for word in words]
        if file.suffix == ".parquet":
            content += str(pq.ParquetFile(file).read().to_pylist())
        if file.suffix == ".npz":
            with np.load(file, allow_pickle=False) as arrays:
                content += " ".join(str(value) for name in arrays.files for value in np.ravel(arrays[name]))
        if file.suffix == ".tar":
            with tempfile.TemporaryDirectory() as unpacked, tarfile.open(file) as tar:
                tar.extractall(unpacked, filter="data")
                content += " ".join(_holding(Path(unpacked), *words) and words)
        if any(word.lower() in content.lower() for word in (*words, *escaped)):
            found.append(str(file.relative_to(folder)))
    return found


def test_no_byte_of_an_erased_complaint_is_left_anywhere(complaints: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    file = _plant(complaints, tmp_path / "in", surge=12)  # enough for an issue, an alert, a notice and a topic word
    outputs = tmp_path / "outputs"
    textmine("run", "-i", file, "--outputs", outputs, "--json")
    textmine("backup", "--outputs", outputs)
    textmine("dict", "add", "user_word", f"{CANARY_WORD}=NNP", "--why", f"{CANARY_WORD} 글", "--outputs", outputs)
    textmine("analyse", "--outputs", outputs)
    textmine("dict", "candidates", "--refresh", "--outputs", outputs)
    waiting = outputs / "store" / "uploads" / "token"
    waiting.mkdir(parents=True)
    (waiting / "민원.csv").write_text(f"제목\n{CANARY}\n", encoding="utf-8")
    before = _holding(outputs, CANARY_WORD)
    assert any(name.endswith("report.html") for name in before)
    assert any(name.startswith("store/drop/") for name in before)
    assert any(name.endswith(".parquet") for name in before) and any(name.endswith(".tar") for name in before)
    person = ("--person-name", "황보카나", "--person-phone", "010-7777-8888")
    report = as_json(textmine("purge", *person, "--yes", "--outputs", outputs, "--json"))
    assert (report["documents"], report["quarantined"]) == (12, 1)
    assert _holding(outputs, CANARY_WORD, CANARY[:20], CANARY_ID) == []
    assert (outputs / "latest" / "report.html").is_file()
    assert len(list((outputs / "runs").iterdir())) == 1
    missing = textmine("purge", *person, "--yes", "--outputs", outputs, code=1)
    assert "찾지 못했습니다" in missing.stderr
    assert all(f["ok"] for f in as_json(textmine("doctor", "--outputs", outputs, "--json")))


def test_an_erasure_that_was_killed_is_finished_by_asking_again(copied: Path, complaints: Path) -> None:
    with complaints.open(encoding="utf-8-sig", newline="") as rows:
        number = next(csv.DictReader(rows))["신청번호"]
    launcher = str(Path(__file__).with_name("kill_at.py"))
    command = ("purge", "--external-id", number, "--yes", "--outputs", copied)
    point = ("textmine.store.delta", "remove_old_files", "1", "before")
    process(*command, code=-9, launcher=(launcher, *point))
    assert _holding(copied, number)
    textmine(*command)
    assert _holding(copied, number) == []
    assert store_hash(copied)


def test_what_is_older_than_a_day_is_erased_and_its_days_count_nothing(copied: Path) -> None:
    report = as_json(textmine("purge", "--before", "2026-10-01", "--yes", "--outputs", copied, "--json"))
    assert report["documents"] > 1000
    doctor = as_json(textmine("doctor", "--outputs", copied, "--json"))
    assert next(f for f in doctor if f["code"] == "reach")["message"].startswith("민원 자료 31일치")
