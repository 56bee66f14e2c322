"""Nouns in the grain of dictionaries: where two analysers disagree about what is one word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textmine.text.tokenizer import NOUN_TAGS
from textmine.types import Token

_SHORT_WORD: Final = 3  # syllables: a longer word that one dictionary takes apart is a compound and stays apart
_PARTS: Final = NOUN_TAGS | {"MM", "NR", "NNB"}


def merge_nouns(first: Sequence[Token], second: Sequence[Token]) -> list[str]:
    """Nouns of ``first``, corrected by ``second``, the tokens of another analyser for the same text.

    Three corrections, each where the other analyser's dictionary knows better by construction: a proper noun that it
    takes apart into nouns of two syllables or more is those nouns (질병관리본부 → 질병 관리 본부); a word of three
    syllables that it knows whole is one noun (상품+권 → 상품권); the root of an adjective is none (깔끔하다). A proper
    noun with blanks in it is its words.
    """
    places = {token.start: place for place, token in reversed(list(enumerate(second)))}
    nouns: list[str] = []
    index = 0
    while index < len(first):
        token = first[index]
        place = places.get(token.start)
        used = _whole_word(first, index, second[place]) if place is not None else 0
        if place is not None and used:
            nouns.append(second[place].form)
            index += used
            continue
        index += 1
        if token.tag not in NOUN_TAGS:
            continue
        inside = _inside(second, place, token)
        if token.tag == "NNP" and _is_compound(inside):
            nouns.extend(part.form for part in inside)
        elif not (_is_root(inside) and index < len(first) and first[index].tag == "XSA"):
            nouns.extend(token.form.split())
    return nouns


def _whole_word(tokens: Sequence[Token], index: int, word: Token) -> int:
    """How many tokens from ``index`` on spell ``word``, a short noun; 0 where they do not or are one."""
    if word.tag not in NOUN_TAGS or word.length != _SHORT_WORD:
        return 0
    end = word.start + word.length
    last = index
    while last < len(tokens) and tokens[last].start + tokens[last].length < end:
        last += 1
    tags = [token.tag for token in tokens[index : last + 1]]
    if last >= len(tokens) or tokens[last].start + tokens[last].length != end or len(tags) < 2:
        return 0
    return len(tags) if NOUN_TAGS & set(tags) and _PARTS.issuperset(tags) else 0


def _inside(tokens: Sequence[Token], place: int | None, outer: Token) -> list[Token]:
    """The tokens from ``place`` on that together cover exactly the stretch of ``outer``, or none."""
    if place is None:
        return []
    end = outer.start + outer.length
    last = place
    while last < len(tokens) and tokens[last].start < end:
        last += 1
    return list(tokens[place:last]) if tokens[last - 1].start + tokens[last - 1].length == end else []


def _is_compound(parts: Sequence[Token]) -> bool:
    return (
        len(parts) > 1
        and all(part.tag in NOUN_TAGS and part.length > 1 for part in parts)
        and any(part.tag == "NNG" for part in parts)
    )


def _is_root(parts: Sequence[Token]) -> bool:
    return len(parts) == 1 and parts[0].tag == "XR"
