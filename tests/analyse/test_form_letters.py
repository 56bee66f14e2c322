"""Form-letter text is what recurs everywhere and always; copies, campaigns and one desk's matters are not."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.analyse import find_form_sentences
from textmine.analyse.form_letters import COLUMNS, Limits
from textmine.analyse.sentences import read_sentences

DAYS = [date(2026, 1, 1) + timedelta(days=3 * n) for n in range(100)]
SYLLABLES = "가나다라마바사아자차카타파하"
OWN = [f"{''.join(random.Random(n).choices(SYLLABLES, k=12))} 때문에 걱정입니다." for n in range(100)]
LIMITS = Limits(min_documents=10)


def corpus(sentence: str, n: int = 30) -> list[str]:
    """A hundred texts of their own; every third begins with ``sentence``, ``n`` times."""
    return [f"{sentence} {own}" if row % 3 == 0 and row < 3 * n else own for row, own in enumerate(OWN)]


def verdict(sentence: str = "귀하의 무궁한 발전을 기원합니다.", n: int = 30, **facts: object) -> str:
    frame = find_form_sentences(corpus(sentence, n), limits=LIMITS, **facts)
    assert frame["sentence"].tolist() == [sentence]
    return str(frame["verdict"][0])


def test_a_sentence_of_all_departments_and_weeks_is_a_form_letter() -> None:
    assert verdict() == "form"
    departments = [("도로과", "환경과", "교통과")[row % 3 - row // 30] for row in range(100)]
    facts = {"groups": range(100), "departments": departments, "persons": [f"p{n}" for n in range(100)], "dates": DAYS}
    frame = find_form_sentences(corpus("귀하의 무궁한 발전을 기원합니다."), limits=LIMITS, **facts)
    row = frame.iloc[0]
    assert (row.documents, row.groups, row.persons, row.departments, row.verdict) == (30, 30, 30, 3, "form")
    assert row.share == pytest.approx(0.3) and row.week_share == pytest.approx(1 / 30) and row.weeks == 30


def test_copies_of_one_text_are_no_form_letter() -> None:
    assert verdict(groups=[0 if row % 3 == 0 else row for row in range(100)]) == "copies"


def test_many_copies_do_not_hide_a_form_letter() -> None:
    sentence = "귀하의 무궁한 발전을 기원합니다."
    texts = corpus(sentence) + [f"{sentence} 모두 같은 글입니다."] * 300
    facts = {
        "groups": [*range(100), *[100] * 300], "dates": DAYS + [DAYS[50]] * 300,
        "departments": [("도로과", "환경과", "교통과")[row // 3 % 3] for row in range(100)] + ["도로과"] * 300,
    }  # fmt: skip
    frame = find_form_sentences(texts, limits=LIMITS, **facts).set_index("sentence")
    assert (frame.loc[sentence, "verdict"], frame.loc[sentence, "groups"]) == ("form", 31)
    assert frame.loc["모두 같은 글입니다.", "verdict"] == "copies"


def test_a_few_busy_writers_are_no_form_letter() -> None:
    assert verdict(persons=[f"p{row % 4}" for row in range(100)]) == "few_people"
    assert verdict(persons=[None] * 100) == "form"


def test_a_campaign_of_one_week_is_no_form_letter() -> None:
    dates = [DAYS[40] + timedelta(days=row % 5) if row % 3 == 0 else DAYS[row] for row in range(100)]
    assert verdict(persons=[f"p{n}" for n in range(100)], dates=dates) == "one_week"
    assert verdict(dates=DAYS) == "form"
    assert verdict(dates=[DAYS[0] + timedelta(days=row % 20) for row in range(100)]) == "short_span"


def test_what_one_department_says_of_its_own_is_told_apart() -> None:
    own = ["도로과" if row % 3 == 0 else "환경과" for row in range(100)]
    assert verdict(departments=own) == "one_department"
    assert verdict(departments=["도로과"] * 100) == "form"  # an office of one department has form letters too
    assert verdict(departments=[""] * 100) == "form"


def test_blanks_signs_numbers_placeholders_and_names_do_not_count() -> None:
    wordings = [
        "추가 문의는 도로과(내선 2590)로 연락 주시기 바랍니다.", "추가문의는 환경과(내선 17)로 연락주시기 바랍니다",
        "※ 추가 문의는 도로과 (내선 1,234)로  연락 주시기 바랍니다!",
    ]
    texts = [wordings[row % 3] + " " + own for row, own in enumerate(OWN)]
    frame = find_form_sentences(texts, limits=LIMITS, names=["도로과", "환경과"])
    assert frame["documents"].tolist() == [100]
    assert frame["literal_share"][0] == pytest.approx(0.34)
    numbered = [f"{own} 행복을 기원합니다.{('', '2.', '13)')[row % 3]}\n다음" for row, own in enumerate(OWN)]
    frame = find_form_sentences(numbered, limits=LIMITS)
    assert frame[["sentence", "documents"]].values.tolist() == [["행복을 기원합니다.", 100]]
    masked = [f"연락처는 {('[전화]', '[이메일]')[row % 2]} 입니다. {own}" for row, own in enumerate(OWN)]
    assert find_form_sentences(masked, limits=LIMITS)["documents"].tolist() == [100]
    assert len(find_form_sentences(texts, limits=LIMITS)) == 2


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("안녕하세요 도로가 파였습니다 빨리 고쳐 주십시오", ["도로가 파였습니다", "빨리 고쳐 주십시오"]),
        ("1. 시정에 감사드립니다.\n2. 이렇게 답변드립니다.", ["시정에 감사드립니다.", "이렇게 답변드립니다."]),
        ("같은 말을 되풀이합니다. 같은 말을 되풀이합니다.", ["같은 말을 되풀이합니다."]),
        ("3.5미터 높이의 나무가 쓰러졌어요", ["3.5미터 높이의 나무가 쓰러졌어요"]),
        ("", []),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    (batch,) = read_sentences([text], min_length=6)
    assert batch.written(np.arange(len(batch.rows))) == sentences


def test_texts_of_many_batches_are_one_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = corpus("귀하의 무궁한 발전을 기원합니다.")
    whole = find_form_sentences(texts, limits=LIMITS, dates=DAYS)
    monkeypatch.setattr("textmine.analyse.sentences.BATCH_CHARACTERS", 100)
    assert len(list(read_sentences(texts))) > 20
    assert find_form_sentences(texts, limits=LIMITS, dates=DAYS).equals(whole)


def test_nothing_recurs_in_nothing() -> None:
    for texts in ([], [""], OWN):
        frame = find_form_sentences(texts, limits=LIMITS)
        assert frame.empty and frame.columns.tolist() == list(COLUMNS)


def test_bad_requests_are_refused() -> None:
    with pytest.raises(ValueError, match="read twice"):
        find_form_sentences(iter(OWN))
    with pytest.raises(ValueError, match="persons has 3 rows"):
        find_form_sentences(OWN, persons=["a", "b", "c"])
    with pytest.raises(ValueError, match="NUL"):
        find_form_sentences(["가\0나"])


@given(st.lists(st.text("가나다. \n1[", max_size=30), max_size=12), st.integers(1, 4))
@settings(max_examples=80, deadline=None)
def test_counts_equal_a_plain_count(texts: list[str], least: int) -> None:
    found = find_form_sentences(texts, limits=Limits(min_documents=least), min_length=2)
    batches = list(read_sentences(texts, min_length=2))
    plain: dict[int, int] = {}
    for batch in batches:
        for key in batch.hashes:
            plain[int(key)] = plain.get(int(key), 0) + 1
    assert sorted(found["documents"]) == sorted(count for count in plain.values() if count >= least)
    assert found["share"].between(0, 1).all() and found["literal_share"].between(0, 1).all()
