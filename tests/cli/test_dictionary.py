"""The desk of the dictionaries as its users meet it: add, look, take back, decide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.cli.conftest import Command, value_of

LAST_MONTH, THIS_MONTH = "2026-09-15", "2026-10-05"
TEXTS = (
    ("별빛다리 옆 채용 박람회 줄이 길어서 위험합니다", LAST_MONTH, "일자리과"),
    ("채용 박람회 안내문에 시간이 빠져 있습니다", LAST_MONTH, "일자리과"),
    ("도로 구멍 때문에 차가 망가졌습니다", LAST_MONTH, "도로과"),
    ("도로 구멍을 메워 주세요", THIS_MONTH, "도로과"),
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTMINE_PROFILE", "bulk")


@pytest.fixture
def city(command: Command, tmp_path: Path) -> Command:
    rows = [(f"{n}", day, "", text, department) for n, (text, day, department) in enumerate(TEXTS * 3)]
    columns = ["신청번호", "신청일자", "민원제목", "민원내용", "처리부서"]
    pd.DataFrame(rows, columns=columns).to_csv(tmp_path / "민원.csv", index=False)
    command("ingest", tmp_path / "민원.csv", "--outputs", "out")
    command("analyse", "--outputs", "out")
    return command


def desk(command: Command, *arguments: object, code: int = 0) -> Any:
    result = command("dict", *arguments, "--outputs", "out", "--json", code=code)
    return value_of(result) if code == 0 else result.stderr


def test_a_preview_shows_last_month_s_table_and_writes_nothing(city: Command) -> None:
    found = desk(city, "preview", "add", "compound", "채용박람회=채용+박람회")
    assert (found["month"], found["documents"], found["changed"]) == ("2026-09", 9, 6)
    rows = {row["term"]: row for row in found["table"]}
    assert (rows["채용박람회"]["posts_before"], rows["채용박람회"]["posts_after"]) == (0, 6)
    assert rows["채용박람회"]["distinct_after"] == 2
    assert rows["박람회"]["posts_after"] == rows["박람회"]["rank_after"] == 0
    assert desk(city, "history") == []
    assert desk(city, "list", "--layer", "desk") == []


def test_a_preview_is_what_the_change_then_does(city: Command) -> None:
    foreseen = desk(city, "preview", "add", "stopword", "도로")
    assert foreseen["changed"] == 3
    desk(city, "add", "stopword", "도로", "--by", "김주무", "--why", "모든 글에 나옴")
    city("analyse", "--outputs", "out")
    assert desk(city, "preview", "remove", "stopword", "도로")["table"][0]["posts_before"] == 0
    undone = desk(city, "undo", 1, "--by", "이주무")
    assert undone["undoes"] == 1
    city("analyse", "--outputs", "out")
    assert desk(city, "preview", "add", "stopword", "도로")["table"][0]["posts_before"] == 3
    history = desk(city, "history")
    told = [(one["version"], one["author"], one["undone_by"]) for one in history]
    assert told == [(2, "이주무", None), (1, "김주무", 2)]


def test_two_editors_of_one_word_hear_of_each_other(city: Command) -> None:
    desk(city, "add", "synonym", "포트홀=구멍", "--by", "김주무", "--base", 0)
    refused = desk(city, "add", "synonym", "도로구멍=구멍", "--by", "이주무", "--base", 0, code=1)
    assert "김주무님이 같은 말을" in refused and "--base 1" in refused
    assert len(desk(city, "history")) == 1
    desk(city, "add", "synonym", "도로구멍=패임", "--by", "이주무", "--base", 0)  # another word: nobody is in the way
    desk(city, "add", "synonym", "도로구멍=구멍", "--by", "이주무", "--base", 2)
    refused = desk(city, "undo", 1, code=1)
    assert "3판(이주무)" in refused and "dict undo 3" in refused
    desk(city, "undo", 3)
    desk(city, "undo", 1)
    assert [one["word"] for one in desk(city, "list", "--layer", "desk")] == ["도로구멍=패임"]


def test_words_of_the_files_can_be_removed_and_come_back(city: Command) -> None:
    assert desk(city, "list", "--kind", "불용어", "--search", "정말")[0]["layer"] == "base"
    desk(city, "remove", "stopword", "정말")
    assert "정말" not in [one["word"] for one in desk(city, "list", "--kind", "stopword", "--search", "정말")]
    desk(city, "add", "stopword", "정말")
    assert desk(city, "list", "--kind", "stopword", "--search", "정말")[0]["layer"] == "base"
    assert "비슷한 것: 포트홀" in desk(city, "remove", "user_word", "포트호", code=1)


def test_a_change_that_contradicts_the_dictionaries_changes_nothing(city: Command) -> None:
    desk(city, "add", "synonym", "길구멍=구멍난데")
    refused = desk(city, "add", "synonym", "구멍난데=길구멍", code=1)
    assert "돌고 돕니다" in refused and "아무것도 고치지 않았습니다" in refused
    assert "이미 사전에 있습니다" in desk(city, "add", "synonym", "길구멍=구멍난데", code=1)
    assert "적는 법: 포트홀=" in desk(city, "add", "synonym", "길구멍", code=1)
    city("dict", "add", "없는종류", "말", code=2)
    assert len(desk(city, "history")) == 1


def test_a_desk_that_files_contradict_can_still_be_mended(city: Command, tmp_path: Path) -> None:
    desk(city, "add", "synonym", "길구멍=구멍난데")
    (tmp_path / "사전").mkdir()
    (tmp_path / "사전" / "synonyms.tsv").write_text("구멍난데\t길구멍\n", encoding="utf-8")
    (tmp_path / "textmine.toml").write_text('dictionaries = "사전"\n', encoding="utf-8")
    stopped = city("analyse", "--outputs", "out", code=1)
    assert "textmine dict undo" in stopped.stderr and "돌고 돕니다" in stopped.stderr
    checked = value_of(city("dict", "check", "--outputs", "out", "--json", code=1))
    assert [finding["severity"] for finding in checked["findings"]] == ["error"]
    desk(city, "undo", 1)
    city("analyse", "--outputs", "out")


def test_check_names_file_and_line_and_words_without_effect(city: Command, tmp_path: Path) -> None:
    assert value_of(city("dict", "check", "--outputs", "out", "--json"))["version"]
    (tmp_path / "사전").mkdir()
    (tmp_path / "textmine.toml").write_text('dictionaries = "사전"\n', encoding="utf-8")
    (tmp_path / "사전" / "stopwords.txt").write_text("가스누출\n", encoding="utf-8")
    warned = desk(city, "check")["findings"]
    assert any("'가스누출'은" in one["message"] and one["severity"] == "warning" for one in warned)
    (tmp_path / "사전" / "compounds.tsv").write_text("한조각\t하나\n\n둘\t둘 둘 \t셋\n", encoding="utf-8")
    shown = city("dict", "check", "--outputs", "out", code=1).stdout
    assert "compounds.tsv:1행" in shown and "compounds.tsv:3행" in shown


def test_a_department_has_its_own_words(city: Command) -> None:
    desk(city, "add", "stopword", "도로", "--department", "도로과")
    ours = desk(city, "preview", "remove", "stopword", "도로", "--department", "도로과")
    assert (ours["documents"], ours["table"][0]["posts_before"], ours["table"][0]["posts_after"]) == (3, 0, 3)
    everyone = desk(city, "preview", "add", "stopword", "도로")
    assert everyone["table"][0]["posts_before"] == 3
    assert "부서마다" in desk(city, "add", "user_word", "도로", "--department", "도로과", code=1)
    assert "'없는과' 부서가 없습니다" in desk(city, "add", "stopword", "도로", "--department", "없는과", code=1)


def test_candidates_wait_for_a_person(command: Command, tmp_path: Path) -> None:
    subjects = ("가로등 고장", "공원 화장실", "마을버스 노선", "도서관 좌석", "시장 주차장", "하천 산책로", "학교 급식",
                "병원 진료", "아파트 소음", "골목 쓰레기", "도로 구멍", "시민 강좌")
    texts = [
        f"{subject} 때문에 글을 남깁니다 {subject} 말고도 {number}월에 조기 폐차를 알아보다가 텃밭 분양이 생각났어요"
        for number, subject in enumerate(subjects, start=1)
    ]
    rows = [(f"{n}", LAST_MONTH, "", text) for n, text in enumerate(texts)]
    columns = ["신청번호", "신청일자", "민원제목", "민원내용"]
    pd.DataFrame(rows, columns=columns).to_csv(tmp_path / "민원.csv", index=False)
    command("ingest", tmp_path / "민원.csv", "--outputs", "out")
    assert "textmine analyse" in desk(command, "candidates", "--refresh", code=1)
    command("analyse", "--outputs", "out")
    found = {one["word"]: one for one in desk(command, "candidates", "--refresh")}
    wanted = found["조기폐차=조기+폐차"]
    assert (wanted["documents"], wanted["occurrences"], len(wanted["examples"])) == (12, 12, 3)
    assert "조기 폐차" in wanted["examples"][0]
    assert desk(command, "list", "--layer", "desk") == []
    change = desk(command, "decide", wanted["candidate_id"], "yes", "--by", "김주무")
    assert change["steps"] == ["복합어 더함: 조기폐차=조기+폐차"]
    other = next(one for word, one in found.items() if word != "조기폐차=조기+폐차")
    desk(command, "decide", other["candidate_id"], "no", "--by", "김주무", "--why", "문장 조각")
    assert "이미 받아들이지 않았습니다" in desk(command, "decide", other["candidate_id"], "yes", code=1)
    command("analyse", "--outputs", "out")
    left = {one["word"] for one in desk(command, "candidates", "--refresh")}
    assert not left & {"조기폐차=조기+폐차", other["word"]}
    decided = {one["word"]: one["state"] for one in desk(command, "candidates", "--state", "all")}
    assert decided["조기폐차=조기+폐차"] == "accepted" and decided[other["word"]] == "declined"
