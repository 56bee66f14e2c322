"""Words that stand in the text and in no dictionary, found by how surely one syllable follows another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from kiwipiepy import Kiwi

_OUTSIDE: Final = re.compile(r"[^가-힣A-Za-z]+")


class NewWord(NamedTuple):
    """A string that behaves like a noun; ``score`` grows with the certainty of its borders."""

    form: str
    score: float
    occurrences: int


def extract_new_words(
    texts: Iterable[str], *, min_count: int = 10, min_score: float = 0.25, max_length: int = 10
) -> list[NewWord]:
    """Strings of Hangul and Latin letters that the texts use as nouns and Kiwi's model does not know, best first.

    Source: Kiwi's ``extract_words`` (cohesion and branching entropy after soynlp, with a model of noun endings).
    """
    pieces = (_OUTSIDE.sub(" ", text) for text in texts)
    found = Kiwi(num_workers=1).extract_words(pieces, min_count, max_length, min_score)
    return [NewWord(form, float(score), int(count)) for form, score, count, _ in found]
