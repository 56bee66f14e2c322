"""Nouns of two analysers in one grain."""

from __future__ import annotations

from textmine.engines import load_tokenizer
from textmine.engines.grain import merge_nouns
from textmine.lexicon import Lexicon, UserWord
from textmine.types import Token


def tokens(spelled: str) -> list[Token]:
    """Tokens written 'form/TAG form/TAG', side by side in the text; a blank in a form is written _."""
    found, start = [], 0
    for part in spelled.split():
        form, _, tag = part.replace("_", " ").rpartition("/")
        found.append(Token(form, tag, start, len(form)))
        start += len(form)
    return found


def test_an_institution_is_its_words_and_a_short_word_is_whole():
    assert merge_nouns(tokens("질병관리본부/NNP"), tokens("질병/NNG 관리/NNG 본부/NNG")) == ["질병", "관리", "본부"]
    assert merge_nouns(tokens("상품/NNG 권/NNG"), tokens("상품권/NNG")) == ["상품권"]
    assert merge_nouns(tokens("노동/NNG 운동/NNG"), tokens("노동운동/NNG")) == ["노동", "운동"]


def test_names_that_both_know_stay():
    assert merge_nouns(tokens("서울/NNP"), tokens("서울/NNP")) == ["서울"]
    assert merge_nouns(tokens("나래역/NNP"), tokens("나래/NNP 역/NNG")) == ["나래역"]
    assert merge_nouns(tokens("루이스_레게이로/NNP"), tokens("루이스/NNP _/SP 레게이로/NNP")) == ["루이스", "레게이로"]


def test_the_root_of_an_adjective_is_no_noun():
    assert merge_nouns(tokens("깔끔/NNG 하/XSA 고/EC"), tokens("깔끔/XR 하/XSA 고/EC")) == []
    assert merge_nouns(tokens("청소/NNG 하/XSV 고/EC"), tokens("청소/NNG 하/XSV 고/EC")) == ["청소"]


def test_user_words_are_never_taken_apart():
    lexicon = Lexicon(user_words=(UserWord("나래시민안전체험관", "NNP", 0.0),))
    tok = load_tokenizer("kiwi", lexicon)
    assert next(iter(tok.nouns(["나래시민안전체험관에 주차장이 없습니다"]))) == ["나래시민안전체험관", "주차장"]


def test_long_documents_take_linear_work():
    text = "질병관리본부는 상품권을 나눠 주었다. " * 3_000
    assert len(next(iter(load_tokenizer("kiwi").nouns([text])))) >= 6_000
