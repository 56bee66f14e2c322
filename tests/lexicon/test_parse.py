"""Dictionary parsers: what they read, and errors that say where and what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from textmine.errors import LexiconError
from textmine.lexicon import (
    Department,
    Pack,
    Receiver,
    Region,
    UserWord,
    build_lexicon,
    overlay,
    parse_compounds,
    parse_danger_words,
    parse_departments,
    parse_pack,
    parse_public_names,
    parse_regions,
    parse_sentiment,
    parse_stopwords,
    parse_synonyms,
    parse_user_words,
)

HEADER = "code,name,level,parent,aliases,population"


def test_every_dictionary_is_read() -> None:
    assert parse_user_words(["# 주석\n", "\n", "\ufeff따릉이\tNNP\r\n"[1:], "나래페이\tNNG\t1.5"]) == (
        UserWord("따릉이", "NNP"),
        UserWord("나래페이", "NNG", 1.5),
    )
    stop = parse_stopwords(["민원", "귀하의  무궁한 발전을 기원합니다.", "감사합니다."])
    assert stop.words == {"민원"}
    assert stop.form_letters == ("귀하의 무궁한 발전을 기원합니다.", "감사합니다.")
    assert dict(parse_synonyms(["포트홀\t도로파임\t노면파손"])) == {"도로파임": "포트홀", "노면파손": "포트홀"}
    assert parse_compounds(["불법주정차\t불법 주정차"])[("불법", "주정차")] == "불법주정차"
    assert dict(parse_sentiment(["좋다\t2", "나쁘다\t-2"])) == {"좋다": 2, "나쁘다": -2}
    assert dict(parse_danger_words(["붕괴\t3"])) == {"붕괴": 3}
    assert parse_public_names(["홍길동", "# 주석"]) == {"홍길동"}
    assert parse_regions([HEADER, "100,나래시,시,,,1000", "101,중앙동,동,100,가운데동|중앙,"])[1] == Region(
        "101", "중앙동", "동", "100", ("가운데동", "중앙"), 0
    )


def test_departments_and_packs_are_read() -> None:
    text = """
[[department]]
name = "도로과"
duties = ["포트홀"]
[[department.receivers]]
name = "김도로"
role = "담당"
email = "road1@narae.example"
"""
    receiver = Receiver("김도로", "담당", "road1@narae.example")
    assert parse_departments(text) == (Department("도로과", "", ("포트홀",), (), (receiver,)),)
    pack = parse_pack('name = "포트홀"\nterms = ["포트홀", "파임"]\nmin_hits = 2', "packs/pothole.toml")
    assert pack == Pack("pothole", "포트홀", ("포트홀", "파임"), 2)


def test_decomposed_text_is_composed() -> None:
    assert parse_public_names([unicodedata.normalize("NFD", "홍길동")]) == {"홍길동"}


@pytest.mark.parametrize(
    ("parse", "lines", "expected"),
    [
        (parse_user_words, ["따릉이"], "1행: '낱말<탭>품사'"),
        (parse_user_words, ["# x", "따릉이\tNOUN"], "2행: '따릉이'의 품사 'NOUN'"),
        (parse_user_words, ["따릉이\tNNP\t높음"], "숫자가 아닙니다"),
        (parse_user_words, ["가\tNNG", "가\tNNP"], "2행: '가'가 두 번"),
        (parse_stopwords, ["가\t나"], "1행: 한 줄에 낱말 하나"),
        (parse_synonyms, ["가"], "변이형이 하나는"),
        (parse_synonyms, ["가\t다", "나\t다"], "2행: '다'의 대표어가 '가'와 '나' 둘입니다. 하나만 남기세요."),
        (parse_synonyms, ["가\t나", "나\t가"], "돌고 돕니다: 가 → 나 → 가"),
        (parse_synonyms, ["가\t불법 주차"], "compounds.tsv"),
        (parse_synonyms, ["가\t가"], "자기 자신"),
        (parse_compounds, ["불법주차\t불법"], "둘 이상"),
        (parse_compounds, ["가나\t가 나", "나가\t가 나"], "2행: 조각 '가 나'의 합친 말이"),
        (parse_sentiment, ["좋다\t3"], "-2부터 2까지"),
        (parse_danger_words, ["붕괴\t매우"], "1부터 3까지"),
        (parse_public_names, ["홍길동, 김철수"], "이름 하나만"),
        (parse_regions, ["code,name"], "첫 줄을"),
        (parse_regions, [HEADER, "1,가,면,,,"], "2행: '가'의 단계 '면'"),
        (parse_regions, [HEADER, "1,가,동,,,많음"], "정수가 아닙니다"),
        (parse_regions, [HEADER, "1,가,동,,,", "1,나,동,,,"], "3행: 지역 코드 '1'이 두 번".replace("이 두", "가 두")),
        (parse_regions, [HEADER, "1,가"], "칸이 2개"),
    ],
)
def test_bad_lines_are_named(parse: Callable[..., Any], lines: list[str], expected: str) -> None:
    with pytest.raises(LexiconError) as error:
        parse(lines, "dict.tsv")
    assert expected in str(error.value)
    assert str(error.value).startswith("dict.tsv")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[department]]\nname = ", "2행: TOML 문법"),
        ('[[department]]\nname = "가"\n\n[[department]]\nname = "가"', "4행: 부서 '가'가 두 번"),
        ('[[department]]\nname = "가"\nboss = "나"', "'boss'라는 항목은 쓰지 않습니다"),
        ("[[department]]\nduties = []", "name가 없습니다"),
        ('[[department]]\nname = "가"\nduties = "나"', "목록이어야"),
        ('[[department]]\nname="가"\n[[department.receivers]]\nname="나"\nrole="국장"\nemail="x@y.example"',
         "역할 '국장'"),
        ('[[department]]\nname="가"\n[[department.receivers]]\nname="나"\nrole="담당"\nemail="x"', "전자우편 주소 'x'"),
    ],
)
def test_bad_departments_are_named(text: str, expected: str) -> None:
    with pytest.raises(LexiconError, match=r"departments\.toml") as error:
        parse_departments(text)
    assert expected in str(error.value)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ('name = "가"', "packs/a.toml", "terms가 비어"),
        ('name = "가"\nterms = ["나"]\nmin_hits = 2', "packs/a.toml", "min_hits '2'"),
        ('name = "가"\nterms = ["나"]\nexcluded_terms = ["나"]', "packs/a.toml", "모두 있습니다"),
        ('name = "가"\nterms = ["나"]\ncolour = 1', "packs/a.toml", "'colour'라는 항목"),
        ('name = "가"\nterms = ["나"]', "packs/포트홀.toml", "영문 소문자"),
    ],
)
def test_bad_packs_are_named(text: str, name: str, expected: str) -> None:
    with pytest.raises(LexiconError) as error:
        parse_pack(text, name)
    assert expected in str(error.value)


def test_all_errors_come_in_one_message_but_not_more_than_twenty() -> None:
    with pytest.raises(LexiconError) as error:
        parse_sentiment([f"낱말{n}\t9" for n in range(30)])
    lines = str(error.value).splitlines()
    assert len(lines) == 21
    assert "10개 더" in lines[-1]


def test_synonym_chains_are_followed_to_the_end() -> None:
    assert dict(parse_synonyms(["가\t나", "나\t다"])) == {"나": "가", "다": "가"}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"departments": (Department("가", "나"),)}, "상위 부서 '나'가 없습니다"),
        ({"departments": (Department("가", "나"), Department("나", "가"))}, "자기 자신이 나옵니다"),
        ({"departments": (Department("가", aliases=("다",)), Department("나", aliases=("다",)))}, "함께 씁니다"),
        ({"packs": (Pack("a", "가", ("나",), department="없는과"),)}, "부서 '없는과'가 없습니다"),
        ({"regions": (Region("1", "가", "동", "9"),)}, "상위 지역 코드 '9'"),
        ({"synonyms": {"가": "나", "나": "가"}}, "돌고 돕니다"),
    ],
)
def test_lexicon_is_cross_checked(parts: dict[str, Any], expected: str) -> None:
    with pytest.raises(LexiconError) as error:
        build_lexicon(**parts)
    assert expected in str(error.value)


def test_version_names_the_content_and_not_its_order() -> None:
    words = (UserWord("가"), UserWord("나"))
    one = build_lexicon(user_words=words, synonyms={"a": "b", "c": "d"})
    other = build_lexicon(user_words=words[::-1], synonyms={"c": "d", "a": "b"})
    changed = build_lexicon(user_words=words, synonyms={"a": "b", "c": "e"})
    assert one.version == other.version
    assert len(one.version) == 12
    assert changed.version != one.version


def test_overlay_replaces_entries_and_unites_sets() -> None:
    base = {
        "user_words": (UserWord("가", "NNP"), UserWord("나")),
        "stopwords": frozenset({"민원"}),
        "synonyms": {"가": "나"},
        "departments": (Department("도로과"), Department("교통과")),
    }
    extra = {
        "user_words": (UserWord("가", "NNG"),),
        "stopwords": frozenset({"시민"}),
        "synonyms": {"가": "다"},
        "departments": (Department("도로과", duties=("포트홀",)), Department("공원과")),
    }
    merged = build_lexicon(**overlay(base, extra))
    assert merged.user_words == (UserWord("가", "NNG"), UserWord("나"))
    assert merged.stopwords == {"민원", "시민"}
    assert merged.synonyms["가"] == "다"
    assert [one.name for one in merged.departments] == ["도로과", "교통과", "공원과"]
    assert merged.departments[0].duties == ("포트홀",)
