"""Texts that nobody would write on purpose, and that arrive all the same: nothing crashes, nothing is cut."""

from __future__ import annotations

import unicodedata

import pytest

from textmine.engines import load_tokenizer
from textmine.ingest.dictionaries import load_lexicon, packaged_dictionaries
from textmine.text import Tokenizer, clean, extract_terms

BAD_TEXTS = {
    "lone surrogates": "도로\ud800가 \udfff파였어요",
    "NUL bytes": "도로가\x00 파\x00였어요",
    "NFD": unicodedata.normalize("NFD", "도로가 파였어요"),
    "zero width": "도\u200b로가\u200d 파\ufeff였어요",
    "emoji": "도로가 파였어요 👨\u200d👩\u200d👧\u200d👦🏳️\u200d🌈😡😡😡",
    "unspaced": "도로가파였으니고쳐주세요" * 420,
    "one syllable": "뷁" * 5_000,
    "no breath": "가나다라마바사아자차카타파하" * 360,
    "100 kB": "우리 동네 도로가 패여서 차가 덜컹거립니다. " * 1_600,
    "100 kB of one sign": "ㅋ" * 33_000,
    "digits": "0123456789" * 5_000,
    "blanks": " \t\n\u3000" * 5_000,
    "HTML bomb": "<div>" * 20_000 + "도로" + "</div>" * 20_000,
    "entities": "&amp;" * 20_000,
    "right to left": "\u202e도로가\u202c \u200f파였어요 \u2067שלום\u2069",
    "brackets": "[전화" * 5_000 + "]" * 5_000,
    "private use": "\ue000\uf8ff" * 2_000,
    "mojibake": "µµ·Î°¡ ÆÄ¿´¾î¿ä" * 500,
    "half width": "ﾄﾞﾛ ﾊﾟ" * 500,
    "old Hangul": "나랏말ᄊᆞ미 듕귁에 달아" * 200,
}


@pytest.fixture(scope="module", params=["kiwi", "mecab"])
def tok(request: pytest.FixtureRequest) -> Tokenizer:
    return load_tokenizer(request.param, load_lexicon(packaged_dictionaries()), workers=1)


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_a_bad_text_is_read_to_its_end(tok: Tokenizer, name: str) -> None:
    text = f"{BAD_TEXTS[name]} 마지막에 가로등이 있다"
    cleaned = clean(text).text
    (tokens,) = tok.tokenize([text])
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
    assert all(token.start >= 0 and token.start + token.length <= len(cleaned) for token in tokens)
    assert "가로등" in [token.form for token in tokens[-8:]]
    assert next(iter(extract_terms([text], tok)))[-1] == "가로등"


def test_bad_texts_do_not_disturb_their_neighbours(tok: Tokenizer) -> None:
    texts = [part for text in BAD_TEXTS.values() for part in (text, "가로등이 꺼졌다")]
    found = list(tok.tokenize(texts))
    (alone,) = tok.tokenize(["가로등이 꺼졌다"])
    assert found[1::2] == [alone] * len(BAD_TEXTS)
