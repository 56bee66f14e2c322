"""Terms from morphemes: compounds, derivation, synonyms, stopwords, placeholders, form letters."""

from __future__ import annotations

import pytest

from textmine.lexicon import Lexicon, UserWord, build_lexicon
from textmine.text import extract_terms, strip_form_letters, terms_from_morphemes, to_morphemes
from textmine.text.tokenizer import chunks, hide_placeholders, restore_placeholders
from textmine.types import Token

LEXICON = build_lexicon(
    user_words=(UserWord("불", "NNG"),),
    stopwords=frozenset({"시민", "민원"}),
    synonyms={"불법주차": "불법주정차", "요청": "민원"},
    compounds={
        ("불법", "주차"): "불법주차",
        ("불법", "주차", "단속"): "불법주차단속",
        ("미세", "먼지"): "미세먼지",
    },
)


@pytest.mark.parametrize(
    ("morphemes", "expected"),
    [
        ("도로/NNG 에/JKB 포트홀/NNP", ["도로", "포트홀"]),
        ("미세/NNG 먼지/NNG 농도/NNG", ["미세먼지", "농도"]),
        ("불법/NNG 주차/NNG 단속/NNG", ["불법주차단속"]),
        ("불법/NNG 주차/NNG 차량/NNG", ["불법주정차", "차량"]),
        ("불법/NNG 의/JKG 주차/NNG", ["불법", "주차"]),
        ("시민/NNG 들/XSN 요청/NNG", []),
        ("비/XPN 정상/NNG 위험/NNG 성/XSN 시설/NNG 들/XSN", ["비정상", "위험성", "시설"]),
        ("불/NNG 물/NNG 앞/NNG", ["불"]),
        ("cctv/SL a/SL LED/SL", ["CCTV", "LED"]),
        ("[전화]/SW 로/JKB [주소]/SW", []),
        ("하/VV 았/EP 다/EF", []),
        ("", []),
    ],
)
def test_terms(morphemes: str, expected: list[str]) -> None:
    assert terms_from_morphemes(morphemes.split(), LEXICON) == expected


def test_form_letters_are_removed_whatever_their_spacing() -> None:
    phrases = ("귀하의 무궁한 발전을 기원합니다.", "안녕하세요 담당자님.")
    text = "안녕하세요  담당자님. 도로가 파였습니다.\n귀하의무궁한 발전을\n기원합니다."
    assert strip_form_letters(text, phrases).split() == ["도로가", "파였습니다."]
    assert strip_form_letters("도로", phrases) == "도로"
    assert strip_form_letters("도로", ()) == "도로"


def test_placeholders_become_one_sign_each() -> None:
    text = "[이름]님 [전화]로 [PHONE]"
    hidden = hide_placeholders(text)
    assert len(hidden) == len(text)
    assert "이름" not in hidden
    tokens = [Token("XXXX", "SL", 0, 4), Token("님", "XSN", 4, 1), Token("XXXX", "SL", 6, 4), Token("로", "JKB", 10, 1)]
    restored = restore_placeholders(text, tokens)
    assert to_morphemes(restored) == ["[이름]/SW", "님/XSN", "[전화]/SW", "로/JKB", "[PHONE]/SW"]


def test_chunks_cover_the_text_and_keep_their_limit() -> None:
    text = "도로가 파였습니다.\n" * 3_000
    parts = chunks(text)
    assert "".join(part for _, part in parts) == text
    assert max(len(part) for _, part in parts) <= 10_000
    assert all(text[start : start + len(part)] == part for start, part in parts)


class WordTokenizer:
    """Every word between blanks is a noun."""

    name = "words"
    version = "words-1"

    def tokenize(self, texts):
        for text in texts:
            yield [Token(word, "NNG", 0, len(word)) for word in text.split()]

    def nouns(self, texts):
        return ([token.form for token in tokens] for tokens in self.tokenize(texts))


def test_extract_terms_is_lazy_and_keeps_order() -> None:
    read = []

    def source():
        for text in ("미세 먼지", "", "도로 도로"):
            read.append(text)
            yield text

    terms = extract_terms(source(), WordTokenizer(), LEXICON)
    assert next(terms) == ["미세먼지"]
    assert read == ["미세 먼지"]
    assert list(terms) == [[], ["도로", "도로"]]
    assert list(extract_terms(["도로"], WordTokenizer())) == [["도로"]]


def test_terms_follow_the_lexicon_that_is_given() -> None:
    morphemes = ["미세/NNG", "먼지/NNG"]
    assert terms_from_morphemes(morphemes, LEXICON) == ["미세먼지"]
    assert terms_from_morphemes(morphemes, Lexicon()) == ["미세", "먼지"]
    assert terms_from_morphemes(morphemes, LEXICON) == ["미세먼지"]
