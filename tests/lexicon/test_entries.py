"""Entries as people write them, and dictionaries with entries put in and taken out."""

from __future__ import annotations

import pytest

from textmine.errors import LexiconError
from textmine.ingest.dictionaries import packaged_dictionaries, read_folder
from textmine.lexicon import (
    HOW_TO_WRITE,
    Entry,
    EntryKind,
    Lexicon,
    LexiconParts,
    UserWord,
    apply_entries,
    build_lexicon,
    describe_entry,
    find_entry,
    list_entries,
    parse_entry,
)


@pytest.mark.parametrize(
    ("kind", "text", "entries"),
    [
        (EntryKind.USER_WORD, "나래빛축제", [("나래빛축제", "NNG")]),
        (EntryKind.USER_WORD, "나래빛축제=NNP,2.5", [("나래빛축제", "NNP\t2.5")]),
        (EntryKind.USER_WORD, "층간 소음", [("층간 소음", "NNG")]),
        (EntryKind.STOPWORD, "접수", [("접수", "")]),
        (EntryKind.FORM_LETTER, "빠른  처리 부탁드립니다.", [("빠른 처리 부탁드립니다.", "")]),
        (EntryKind.SYNONYM, "포트홀=도로패임,도로파임", [("도로파임", "포트홀"), ("도로패임", "포트홀")]),
        (EntryKind.COMPOUND, "불법주정차=불법+주정차", [("불법 주정차", "불법주정차")]),
        (EntryKind.SENTIMENT, "불친절=-1", [("불친절", "-1")]),
        (EntryKind.DANGER_WORD, "가스누출=3", [("가스누출", "3")]),
        (EntryKind.PUBLIC_NAME, "나래시장", [("나래시장", "")]),
    ],
)
def test_an_entry_is_read_as_it_is_written(kind: EntryKind, text: str, entries: list[tuple[str, str]]) -> None:
    assert [(entry.key, entry.value) for entry in parse_entry(kind, text)] == entries


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (EntryKind.USER_WORD, "낱말=명사"), (EntryKind.USER_WORD, ""), (EntryKind.STOPWORD, "두 낱말"),
        (EntryKind.SYNONYM, "포트홀"), (EntryKind.SYNONYM, "포트홀=포트홀"), (EntryKind.COMPOUND, "주차=주차"),
        (EntryKind.SENTIMENT, "불친절=나쁨"), (EntryKind.DANGER_WORD, "가스=9"), (EntryKind.PUBLIC_NAME, "가,나"),
        (EntryKind.FORM_LETTER, " "),
    ],
)  # fmt: skip
def test_a_bad_entry_is_refused_with_an_example_of_a_good_one(kind: EntryKind, text: str) -> None:
    with pytest.raises(LexiconError) as raised:
        parse_entry(kind, text)
    assert "tsv" not in str(raised.value)
    assert HOW_TO_WRITE[kind] in str(raised.value) or "form_letter" in str(raised.value)


def test_a_department_has_no_words_that_the_analyser_sees() -> None:
    assert parse_entry(EntryKind.STOPWORD, "도로", department="도로과")[0].department == "도로과"
    with pytest.raises(LexiconError, match="부서마다"):
        parse_entry(EntryKind.USER_WORD, "도로", department="도로과")


def test_every_packaged_entry_is_described_as_it_is_written() -> None:
    parts = read_folder(packaged_dictionaries())
    entries = list_entries(parts)
    assert len(entries) > 1500
    for entry in entries:
        assert entry in parse_entry(entry.kind, describe_entry(entry)), entry


def test_dictionaries_stay_the_same_when_their_own_entries_are_put_in() -> None:
    parts = read_folder(packaged_dictionaries())
    again = apply_entries(parts, list_entries(parts))
    assert build_lexicon(**again).version == build_lexicon(**parts).version


def test_entries_replace_and_take_out() -> None:
    parts = LexiconParts(stopwords=frozenset({"접수"}), synonyms={"팟홀": "포트홀"})
    after = apply_entries(parts, [
        Entry(EntryKind.STOPWORD, "접수", None), Entry(EntryKind.STOPWORD, "안내", ""),
        Entry(EntryKind.SYNONYM, "팟홀", "도로파임"), Entry(EntryKind.COMPOUND, "불법 주차", "불법주차"),
        Entry(EntryKind.STOPWORD, "없던말", None),
    ])  # fmt: skip
    assert after["stopwords"] == {"안내"}
    assert after["synonyms"] == {"팟홀": "도로파임"}
    assert after["compounds"] == {("불법", "주차"): "불법주차"}
    assert find_entry(after, EntryKind.STOPWORD, "접수").value is None
    assert find_entry(parts, EntryKind.STOPWORD, "접수").value == ""


def test_words_that_are_kept_whole_are_those_of_all_dictionaries() -> None:
    lexicon = Lexicon(
        user_words=(UserWord("작은 도서관", "NNP", 1.0),), synonyms={"공사소움": "공사소음"},
        compounds={("층간", "소음"): "층간소음", ("명", "장면"): "명장면"},
    )
    kept = {word.form: word for word in lexicon.kept_words()}
    assert kept["작은도서관"] == UserWord("작은도서관", "NNP", 1.0)
    assert {"작은 도서관", "층간 소음", "층간소음", "공사소움", "공사소음", "명장면"} <= kept.keys()
    assert "명 장면" not in kept  # '세 명 장면마다'
