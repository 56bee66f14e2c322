"""Terms: the nouns of a text after compounds, synonyms and stopwords."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from textmine.lexicon import Lexicon
from textmine.text.tokenizer import NOUN_TAGS, Tokenizer
from textmine.types import Token

# Derivation that makes another noun of a noun (운전+자, 위험+성, 처리+율). Left out: plural 들, 적 (사회적 is no
# topic), 님, 씨, 씩, 째, 당, 쯤 and others that only colour the noun.
_NOUN_SUFFIXES: Final = frozenset(
    "자성화률율장권료비원인관기소실가력법물증학론용형제지점난족민사품액세금판함차로구과팀국청"
)
_DROPPED_PREFIXES: Final = frozenset(["제", "약", "매", "각", "전", "총", "본", "해당"])

# Stands in the cached morphemes between two nouns without a blank between them.
_GLUE: Final = "+/SP"
_BEFORE_GLUE: Final = NOUN_TAGS | {"XSN"}
_BEHIND_GLUE: Final = NOUN_TAGS | {"XPN"}
# Nouns of one syllable that say where or when (공사장옆, 중학교때) make no term of the noun before them.
_PLACES: Final = frozenset("위옆앞뒤안밖속때후전중간내외측쪽편별곳날달해년놈애등")
_LONGEST_PAIR: Final = 8  # syllables
# Three nouns and more without a blank are one term only as the name of such a place (물빛수변공원, 다산콜센터).
_NAMED: Final = frozenset(
    [
        "공원", "센터", "병원", "시장", "학교", "초등학교", "중학교", "고등학교", "도서관", "아파트", "마을",
        "광장", "교회", "사거리", "삼거리", "오거리", "교차로", "터미널", "체육관", "복지관", "주민센터",
        "회관", "터널", "대교", "상가", "단지", "타워", "빌딩", "호텔", "신도시", "유치원", "어린이집",
        "대학교", "박물관", "미술관", "환승센터", "정류장", "수목원", "휴양림", "저수지", "해수욕장",
    ]
)
_LONGEST_NAME: Final = 12  # syllables
# Endings that make an adjective in which the noun is no topic any more (자랑스럽다, 자유롭다).
_COLOURING: Final = frozenset(["스럽", "롭", "답"])


class _Rules(NamedTuple):
    """What a lexicon says about terms, indexed for one pass over the morphemes."""

    compounds: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    synonyms: Mapping[str, str]
    stopwords: frozenset[str]
    user_words: frozenset[str]
    alone: frozenset[str]


class _Word(NamedTuple):
    """A noun of a run; ``is_glued``: no blank before it."""

    form: str
    is_glued: bool


def extract_terms(texts: Iterable[str], tok: Tokenizer, lexicon: Lexicon | None = None) -> Iterator[list[str]]:
    """Terms of each text, in order of occurrence and with repeats, lazily.

    Form-letter phrases are removed first; see ``terms_from_morphemes`` for the rest.
    """
    words = lexicon or Lexicon()
    stripped = (strip_form_letters(text, words.form_letters) for text in texts)
    for tokens in tok.tokenize(stripped):
        yield terms_from_morphemes(to_morphemes(tokens), words)


def to_morphemes(tokens: Iterable[Token]) -> list[str]:
    """``form/TAG`` of each token in order: the form that the mart caches.

    Between two nouns without a blank stands a morpheme of its own: whether they are one term may depend on it.
    """
    morphemes: list[str] = []
    end, may_join = 0, False
    for form, tag, start, length in tokens:
        if may_join and start == end and tag in _BEHIND_GLUE:
            morphemes.append(_GLUE)
        morphemes.append(f"{form}/{tag}")
        end, may_join = start + length, tag in _BEFORE_GLUE
    return morphemes


def terms_from_morphemes(morphemes: Sequence[str], lexicon: Lexicon) -> list[str]:
    """Terms of one document from its ``form/TAG`` morphemes, in order and with repeats.

    Nouns (NNG, NNP) and foreign words (SL, two letters or more, upper case) that stand side by side are
    joined where ``lexicon.compounds`` says so, the longest first; a prefix or suffix that makes another noun
    (비+정상, 운전+자) is joined to it; exactly two nouns written without a blank are one term (생일선물, 벚꽃길)
    unless one of them is a stopword, a danger word or a word of a watch pack; three or more are, if they name a
    place (물빛수변공원); then synonyms are replaced and
    stopwords dropped. A term of one syllable is dropped unless it is a user word.
    """
    rules = _rules(lexicon)
    terms: list[str] = []
    run: list[_Word] = []
    prefix = ""
    is_glued = False
    for morpheme in morphemes:
        form, _, tag = morpheme.rpartition("/")
        if tag in NOUN_TAGS:
            run.append(_Word(prefix + form.replace(" ", ""), is_glued))
            prefix, is_glued = "", False
        elif tag == "SL":
            run.append(_Word(form.upper() if form.isascii() else form, False))
            prefix = ""
        elif morpheme == _GLUE:
            is_glued = True
        elif tag == "XSN" and run and not prefix:
            if form in _NOUN_SUFFIXES:
                run[-1] = _Word(run[-1].form + form, run[-1].is_glued)
            else:
                _flush(run, rules, terms)
        else:
            if run:
                if tag.startswith("XSA") and form in _COLOURING:
                    run.pop()
                _flush(run, rules, terms)
            prefix = form if tag == "XPN" and form not in _DROPPED_PREFIXES else ""
            is_glued = False
    _flush(run, rules, terms)
    return terms


def _flush(run: list[_Word], rules: _Rules, terms: list[str]) -> None:
    """Move a run of adjacent nouns to ``terms``."""
    words = _join_compounds(run, rules)
    index = 0
    while index < len(words):
        end = index + 1
        while end < len(words) and words[end].is_glued and not words[index].is_glued:
            end += 1
        together = words[index:end]
        if _is_pair(together, rules) or _is_name(together):
            _add("".join(word.form for word in together), rules, terms)
            index = end
        else:
            _add(words[index].form, rules, terms)
            index += 1
    run.clear()


def _join_compounds(run: Sequence[_Word], rules: _Rules) -> list[_Word]:
    forms = [word.form for word in run]
    joined: list[_Word] = []
    index = 0
    while index < len(run):
        term, used = forms[index], 1
        for parts, whole in rules.compounds.get(term, ()):
            if tuple(forms[index : index + len(parts)]) == parts:
                term, used = whole, len(parts)
                break
        joined.append(_Word(term, run[index].is_glued))
        index += used
    return joined


def _is_pair(words: Sequence[_Word], rules: _Rules) -> bool:
    """Whether nouns without blanks between them are exactly two that make one term."""
    if len(words) != 2:
        return False
    first, second = words[0].form, words[1].form
    return (
        len(first) > 1
        and len(first) + len(second) <= _LONGEST_PAIR
        and second not in _PLACES
        and first not in rules.alone
        and second not in rules.alone
    )


def _is_name(words: Sequence[_Word]) -> bool:
    """Whether nouns without blanks between them are the name of a place."""
    return len(words) > 2 and words[-1].form in _NAMED and sum(len(word.form) for word in words) <= _LONGEST_NAME


def _add(term: str, rules: _Rules, terms: list[str]) -> None:
    final = rules.synonyms.get(term, term)
    final = rules.synonyms.get(final, final)  # a compound may have a synonym
    if term in rules.stopwords or final in rules.stopwords:
        return
    if len(final) > 1 or final in rules.user_words:
        terms.append(final)


# The rules of the lexicon used last: a lexicon holds mappings and cannot be hashed, so identity is the key.
_last_rules: tuple[Lexicon, _Rules] | None = None


def _rules(lexicon: Lexicon) -> _Rules:
    global _last_rules
    if _last_rules is not None and _last_rules[0] is lexicon:
        return _last_rules[1]
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for parts, joined in lexicon.compounds.items():
        by_first.setdefault(parts[0], []).append((parts, joined))
    rules = _Rules(
        compounds={
            first: tuple(sorted(entries, key=lambda entry: (-len(entry[0]), entry[0])))
            for first, entries in by_first.items()
        },
        # The analyser may keep a compound whole under its parts' own spelling (도로파임): that is the compound too.
        synonyms={**{"".join(parts): joined for parts, joined in lexicon.compounds.items()}, **lexicon.synonyms},
        stopwords=lexicon.stopwords,
        user_words=frozenset(word.form for word in lexicon.user_words),
        alone=lexicon.stopwords.union(lexicon.danger_words, *(pack.terms for pack in lexicon.packs)),
    )
    _last_rules = (lexicon, rules)
    return rules


def strip_form_letters(text: str, phrases: Sequence[str]) -> str:
    """``text`` without the given form-letter phrases; blanks between and within their words may differ.

    A removed phrase leaves one space, so that the words around it do not grow together.
    """
    if not phrases:
        return text
    pattern, signs = _phrase_pattern(tuple(phrases))
    if not any(sign in text for sign in signs):
        return text
    return pattern.sub(" ", text)


@lru_cache(maxsize=8)
def _phrase_pattern(phrases: tuple[str, ...]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    plain = {" ".join(phrase.split()) for phrase in phrases if phrase.strip()}
    ordered = sorted(plain, key=lambda phrase: (-len(phrase), phrase))
    bodies = [r"\s*+".join(re.escape(word) for word in phrase.split()) for phrase in ordered]
    signs = tuple(dict.fromkeys(phrase.split()[0] for phrase in ordered))
    return re.compile("|".join(bodies) or r"(?!)"), signs
