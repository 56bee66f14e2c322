"""Parsers of the word dictionaries: user words, stopwords, synonyms, compounds, sentiment and danger words.

Every parser takes the lines of a file and the name to show in errors, and raises LexiconError with all
errors of the file, each with its line and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from textmine.lexicon.parse_lines import Problems, cells, numbered_lines
from textmine.lexicon.values import UserWord

# Tags that a user word may have: those that both Kiwi and mecab-ko know (Sejong set).
USER_TAGS = frozenset(
    {
        "NNG", "NNP", "NNB", "NR", "NP", "VV", "VA", "MM", "MAG", "MAJ", "IC", "XR", "XPN", "XSN", "SL",
    }
)  # fmt: skip
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_WHOLE = re.compile(r"[+-]?\d+")


class Stopwords(NamedTuple):
    """Terms to drop, and form-letter phrases to remove before analysis (longest first)."""

    words: frozenset[str]
    form_letters: tuple[str, ...]


def parse_user_words(lines: Iterable[str], name: str = "user_words.tsv") -> tuple[UserWord, ...]:
    """User words of ``form<TAB>tag[<TAB>score]`` lines, in file order.

    Raises
    ------
    LexiconError
        A line without tag, an unknown tag, a score that is no number, a form given twice.
    """
    problems = Problems(name)
    words: dict[str, UserWord] = {}
    for number, line in numbered_lines(lines):
        parts = cells(line)
        if len(parts) not in (2, 3) or not parts[0]:
            problems.add(number, "'낱말<탭>품사' 또는 '낱말<탭>품사<탭>점수'로 적으세요.")
            continue
        form, tag = parts[0], parts[1]
        score = parts[2] if len(parts) == 3 else "0"
        if tag not in USER_TAGS:
            problems.add(number, f"'{form}'의 품사 '{tag}'를 알 수 없습니다. NNP(고유명사)나 NNG(일반명사)를 쓰세요.")
        elif not _NUMBER.fullmatch(score):
            problems.add(number, f"'{form}'의 점수 '{score}'는 숫자가 아닙니다. 0이나 1.5처럼 적으세요.")
        elif form in words:
            problems.add(number, f"'{form}'가 두 번 있습니다. 한 줄만 남기세요.")
        else:
            words[form] = UserWord(form, tag, float(score))
    problems.raise_if_any()
    return tuple(words.values())


def parse_stopwords(lines: Iterable[str], name: str = "stopwords.txt") -> Stopwords:
    """Stopwords, one a line; a line with a space or a final '.' is a form-letter phrase.

    Raises
    ------
    LexiconError
        A line that contains a tab.
    """
    problems = Problems(name)
    words: set[str] = set()
    phrases: set[str] = set()
    for number, line in numbered_lines(lines):
        text = line.strip()
        if "\t" in text:
            problems.add(number, "한 줄에 낱말 하나만 적으세요. 탭을 지우세요.")
        elif " " in text or text.endswith("."):
            phrases.add(" ".join(text.split()))
        else:
            words.add(text)
    problems.raise_if_any()
    return Stopwords(frozenset(words), tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase))))


def parse_synonyms(lines: Iterable[str], name: str = "synonyms.tsv") -> Mapping[str, str]:
    """Variant to final representative, of ``representative<TAB>variant<TAB>…`` lines.

    A representative that is itself a variant of another group is followed to the end.

    Raises
    ------
    LexiconError
        A line without variant, a word with a space, a variant with two representatives, a cycle.
    """
    problems = Problems(name)
    found: dict[str, str] = {}
    origin: dict[str, int] = {}
    for number, line in numbered_lines(lines):
        parts = [part for part in cells(line) if part]
        if len(parts) < 2:
            problems.add(number, "'대표어<탭>변이형<탭>…'으로 적으세요. 변이형이 하나는 있어야 합니다.")
            continue
        for word in parts:
            if " " in word:
                problems.add(number, f"'{word}'에 빈칸이 있습니다. 여러 낱말을 묶으려면 compounds.tsv에 적으세요.")
        head = parts[0]
        for variant in parts[1:]:
            known = found.get(variant)
            if variant == head:
                problems.add(number, f"'{variant}'가 자기 자신의 변이형입니다. 변이형에서 지우세요.")
            elif known is not None and known != head:
                problems.add(number, f"'{variant}'의 대표어가 '{known}'와 '{head}' 둘입니다. 하나만 남기세요.")
            else:
                found[variant] = head
                origin.setdefault(variant, number)
    for variant, cycle in _cycles(found):
        problems.add(origin[variant], f"대표어가 돌고 돕니다: {' → '.join(cycle)}. 대표어를 하나로 정하세요.")
    problems.raise_if_any()
    return resolve_synonyms(found)


def resolve_synonyms(synonyms: Mapping[str, str]) -> Mapping[str, str]:
    """The same mapping with every variant pointing at its final representative; cycles are left out."""
    final: dict[str, str] = {}
    for variant in sorted(synonyms):
        seen, word = {variant}, synonyms[variant]
        while word in synonyms and word not in seen:
            seen.add(word)
            word = synonyms[word]
        if word != variant and word not in synonyms:
            final[variant] = word
    return MappingProxyType(final)


def find_synonym_cycles(synonyms: Mapping[str, str]) -> list[list[str]]:
    """Every cycle of a variant to representative mapping, each from its smallest word back to it."""
    return [cycle for _, cycle in _cycles(synonyms)]


def _cycles(synonyms: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    done: set[str] = set()
    result = []
    for start in sorted(synonyms):
        path: list[str] = []
        word = start
        while word in synonyms and word not in done and word not in path:
            path.append(word)
            word = synonyms[word]
        if word in path:
            cycle = path[path.index(word) :]
            first = cycle.index(min(cycle))
            turned = cycle[first:] + cycle[:first]
            result.append((turned[0], [*turned, turned[0]]))
        done.update(path)
    return result


def parse_compounds(lines: Iterable[str], name: str = "compounds.tsv") -> Mapping[tuple[str, ...], str]:
    """Noun parts to joined form, of ``joined<TAB>part part …`` lines.

    Raises
    ------
    LexiconError
        Fewer than two parts, a joined form with a space, the same parts with two joined forms.
    """
    problems = Problems(name)
    found: dict[tuple[str, ...], str] = {}
    for number, line in numbered_lines(lines):
        parts = cells(line)
        pieces = tuple(parts[1].split()) if len(parts) == 2 else ()
        if len(parts) != 2 or not parts[0] or len(pieces) < 2:
            problems.add(number, "'합친 말<탭>조각 조각 …'으로 적으세요. 조각은 빈칸으로 나누고 둘 이상이어야 합니다.")
        elif " " in parts[0]:
            problems.add(number, f"합친 말 '{parts[0]}'에 빈칸이 있습니다. 붙여 쓰세요.")
        elif found.get(pieces, parts[0]) != parts[0]:
            problems.add(
                number, f"조각 '{parts[1]}'의 합친 말이 '{found[pieces]}'와 '{parts[0]}' 둘입니다. 하나만 남기세요."
            )
        else:
            found[pieces] = parts[0]
    problems.raise_if_any()
    return MappingProxyType(found)


def parse_sentiment(lines: Iterable[str], name: str = "sentiment.tsv") -> Mapping[str, int]:
    """Word to -2..2, of ``word<TAB>score`` lines; LexiconError names every bad line."""
    return _parse_grades(lines, name, low=-2, high=2)


def parse_danger_words(lines: Iterable[str], name: str = "danger_words.tsv") -> Mapping[str, int]:
    """Word to grade 1..3 (3 = danger to life), of ``word<TAB>grade`` lines; LexiconError names every bad line."""
    return _parse_grades(lines, name, low=1, high=3)


def _parse_grades(lines: Iterable[str], name: str, *, low: int, high: int) -> Mapping[str, int]:
    problems = Problems(name)
    found: dict[str, int] = {}
    for number, line in numbered_lines(lines):
        parts = cells(line)
        if len(parts) != 2 or not parts[0]:
            problems.add(number, f"'낱말<탭>{low}부터 {high}까지의 정수'로 적으세요.")
            continue
        word, value = parts
        if not _WHOLE.fullmatch(value) or not low <= int(value) <= high:
            problems.add(number, f"'{word}'의 값 '{value}'는 {low}부터 {high}까지의 정수가 아닙니다.")
        elif word in found:
            problems.add(number, f"'{word}'가 두 번 있습니다. 한 줄만 남기세요.")
        else:
            found[word] = int(value)
    problems.raise_if_any()
    return MappingProxyType(found)
