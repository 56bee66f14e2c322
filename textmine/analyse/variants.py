"""Spellings of one term: what the dictionaries count as one word, and how people write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from textmine.lexicon import Lexicon

_DOTS: Final = "·ㆍ・‧∙"
_DROPPED: Final = re.compile(rf"[\s{_DOTS}]+")
_DOT: Final = f"[{_DOTS}]?"
_BLANK: Final = rf"[ \t\xa0{_DOTS}]{{0,3}}"
# A piece of one syllable could be the end or the beginning of any other word (이 중 주차장).
_SHORTEST_PIECE: Final = 2


def resolve_term(term: str, lexicon: Lexicon) -> str:
    """The term as it is counted: without blanks and middle dots, joined and replaced as the dictionaries say.

    Examples
    --------
    >>> from textmine.lexicon import build_lexicon
    >>> resolve_term("불법 주차", build_lexicon(synonyms={"불법주차": "불법주정차"}))
    '불법주정차'
    """
    plain = _plain(term)
    return _representative(plain.upper() if plain.isascii() else plain, _rules(lexicon))


def term_variants(term: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Every spelling that is counted as the same term, without blanks: the term itself first, the rest sorted."""
    wanted = resolve_term(term, lexicon)
    rules = _rules(lexicon)
    same = {form for form in rules if _representative(form, rules) == wanted}
    return (wanted, *sorted({_plain(form) for form in (*same, term)} - {wanted, ""}))


def variant_pattern(term: str, lexicon: Lexicon) -> re.Pattern[str]:
    """A pattern that finds every spelling of a term, the longest first; a blank or middle dot may stand inside.

    A blank may stand where the dictionaries or ``term`` itself put a border, and elsewhere where two syllables or more
    are left on both sides; a middle dot anywhere. Latin letters match in either case.

    Raises
    ------
    ValueError
        ``term`` holds nothing but blanks.
    """
    variants = term_variants(term, lexicon)
    if not variants[0]:
        raise ValueError("a term needs a letter")
    borders = {form: _borders(parts) for parts in lexicon.compounds if (form := "".join(parts)) in variants}
    borders[_plain(term)] = borders.get(_plain(term), frozenset()) | _borders(_DROPPED.split(term.strip()))
    ordered = sorted(variants, key=lambda form: (-len(form), form))
    return re.compile("|".join(_spelling(form, borders.get(form, frozenset())) for form in ordered), re.IGNORECASE)


def _plain(term: str) -> str:
    return _DROPPED.sub("", term)


def _rules(lexicon: Lexicon) -> dict[str, str]:
    """What each spelling is replaced by: that of a compound's parts, or a synonym."""
    return {"".join(parts): joined for parts, joined in lexicon.compounds.items()} | dict(lexicon.synonyms)


def _representative(form: str, rules: Mapping[str, str]) -> str:
    final = rules.get(form, form)
    return rules.get(final, final)  # a compound may have a synonym


def _borders(parts: Iterable[str]) -> frozenset[int]:
    """How many characters stand before each border between ``parts``."""
    places, length = [], 0
    for part in parts:
        length += len(part)
        places.append(length)
    return frozenset(places[:-1])


def _spelling(form: str, borders: frozenset[int]) -> str:
    pieces = [re.escape(form[0])]
    for place in range(1, len(form)):
        may_part = place in borders or min(place, len(form) - place) >= _SHORTEST_PIECE
        pieces += [_BLANK if may_part else _DOT, re.escape(form[place])]
    return "".join(pieces)
