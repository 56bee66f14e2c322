"""All analysers side by side."""

from __future__ import annotations

import pytest

from textmine.engines.compare import COMPARED, compare_analysers
from textmine.errors import EngineError
from textmine.lexicon import UserWord, build_lexicon


@pytest.mark.slow
def test_every_analyser_has_a_row_with_its_nouns_and_speed() -> None:
    texts = ["도로에 가로등이 고장 났습니다.", "", "쓰레기 냄새가 심해요😀"]
    rows = compare_analysers(texts)
    assert [row.name for row in rows] == list(COMPARED) == ["kiwi", "mecab", "okt", "komoran", "hannanum", "kkma"]
    for row in rows:
        assert len(row.nouns) == len(texts)
        assert {"가로등", "고장"} <= set(row.nouns[0])
        assert row.nouns[1] == ()
        assert {"쓰레기", "냄새"} <= set(row.nouns[2])
        assert row.documents_per_second > 0
        assert row.unread == 0


def test_user_words_serve_every_analyser() -> None:
    lexicon = build_lexicon(user_words=(UserWord("나래시", "NNP"),))
    rows = compare_analysers(["나래시 도로"], ["mecab", "komoran"], lexicon=lexicon)
    assert all("나래시" in row.nouns[0] for row in rows)


def test_unknown_names_are_refused_and_no_text_has_no_speed() -> None:
    with pytest.raises(EngineError, match="khaiii"):
        compare_analysers(["도로"], ["khaiii"])
    assert compare_analysers([], ["mecab"])[0].documents_per_second == 0.0
