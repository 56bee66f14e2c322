"""Whether any of many words stands in a text, in a fraction of the time of a look for each."""

from __future__ import annotations

import re
from collections.abc import Iterable


class WordFinder:
    """Finds out which of ``forms`` begin where in a text.

    Parameters
    ----------
    forms : iterable of str
        Words of one character or more; blanks inside them are part of the word.
    """

    def __init__(self, forms: Iterable[str]) -> None:
        by_beginning: dict[str, list[str]] = {}
        for form in sorted(set(forms)):
            by_beginning.setdefault(form[:2], []).append(form)
        self.syllables = frozenset(form for form in by_beginning if len(form) == 1)
        self.beginnings = {pair: tuple(words) for pair, words in by_beginning.items() if len(pair) > 1}
        firsts, seconds = (_any_of(pair[place] for pair in self.beginnings) for place in (0, 1))
        self._pair = re.compile(f"{firsts}(?={seconds})")
        self._syllable = re.compile(_any_of(self.syllables))

    def occurs_in(self, text: str) -> bool:
        """Whether any of the words stands in ``text``."""
        for found in self._pair.finditer(text):
            start = found.start()
            if text.startswith(self.beginnings.get(text[start : start + 2], ()), start):
                return True
        return self._syllable.search(text) is not None


def _any_of(characters: Iterable[str]) -> str:
    letters = "".join(sorted(set(characters)))
    return f"[{re.escape(letters)}]" if letters else "(?!)"
