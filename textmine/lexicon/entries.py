"""Single entries of dictionaries: how a person writes one, and dictionaries with entries put in or taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple, cast

from textmine.errors import LexiconError
from textmine.lexicon.build import LexiconParts
from textmine.lexicon.parse_places import parse_public_names
from textmine.lexicon.parse_words import (
    parse_compounds,
    parse_danger_words,
    parse_sentiment,
    parse_stopwords,
    parse_synonyms,
    parse_user_words,
)
from textmine.lexicon.values import UserWord


class EntryKind(StrEnum):
    """Dictionaries whose entries are words; the others (departments, regions, packs) are files alone."""

    USER_WORD = "user_word"
    STOPWORD = "stopword"
    FORM_LETTER = "form_letter"
    SYNONYM = "synonym"
    COMPOUND = "compound"
    SENTIMENT = "sentiment"
    DANGER_WORD = "danger_word"
    PUBLIC_NAME = "public_name"


class Entry(NamedTuple):
    """One entry. ``department`` is "" for the whole city.

    ``key`` is what may stand only once: the word, the variant of a synonym, the parts of a compound with blanks
    between. ``value`` is tag and score, representative, joined form or grade; "" where a word says it all; None: the
    word is not in the dictionary.
    """

    kind: EntryKind
    key: str
    value: str | None
    department: str = ""


class _Dictionary(NamedTuple):
    name: str
    writing: str  # how an entry is written, by example
    part: str  # key of LexiconParts
    read: Callable[[Any], Mapping[str, str]]  # a part as key -> value
    build: Callable[[Mapping[str, str]], Any]  # and back


# What a department may have of its own: words that the analyser and masking do not see.
DEPARTMENT_KINDS: Final = frozenset({EntryKind.STOPWORD, EntryKind.SYNONYM, EntryKind.COMPOUND})


def _read_words(words: Iterable[UserWord]) -> dict[str, str]:
    return {word.form: f"{word.tag}\t{word.score:g}" if word.score else word.tag for word in words}


def _build_words(entries: Mapping[str, str]) -> tuple[UserWord, ...]:
    return tuple(_user_word(form, value) for form, value in entries.items())


def _user_word(form: str, value: str) -> UserWord:
    tag, _, score = value.partition("\t")
    return UserWord(form, tag, float(score or 0))


def _alone(words: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys(words, "")


_DICTIONARIES: Final[dict[EntryKind, _Dictionary]] = {
    EntryKind.USER_WORD: _Dictionary(
        "사용자 낱말", "나래별빛축제=NNP", "user_words", _read_words, _build_words
    ),
    EntryKind.STOPWORD: _Dictionary("불용어", "접수", "stopwords", _alone, frozenset),
    EntryKind.FORM_LETTER: _Dictionary("상투 문장", '"빠른 처리 부탁드립니다."', "form_letters", _alone, tuple),
    EntryKind.SYNONYM: _Dictionary("동의어", "포트홀=도로패임,도로파임", "synonyms", dict, dict),
    EntryKind.COMPOUND: _Dictionary(
        "복합어", "불법주정차=불법+주정차", "compounds",
        lambda part: {" ".join(pieces): joined for pieces, joined in part.items()},
        lambda entries: {tuple(pieces.split()): joined for pieces, joined in entries.items()},
    ),
    EntryKind.SENTIMENT: _Dictionary(
        "감성 낱말", "불친절=-1", "sentiment",
        lambda part: {word: str(grade) for word, grade in part.items()},
        lambda entries: {word: int(grade) for word, grade in entries.items()},
    ),
    EntryKind.DANGER_WORD: _Dictionary(
        "위험 낱말", "가스누출=3", "danger_words",
        lambda part: {word: str(grade) for word, grade in part.items()},
        lambda entries: {word: int(grade) for word, grade in entries.items()},
    ),
    EntryKind.PUBLIC_NAME: _Dictionary("가리지 않을 이름", "나래시장", "public_names", _alone, frozenset),
}  # fmt: skip

ENTRY_KIND_NAMES: Final[dict[EntryKind, str]] = {kind: one.name for kind, one in _DICTIONARIES.items()}
HOW_TO_WRITE: Final[dict[EntryKind, str]] = {kind: one.writing for kind, one in _DICTIONARIES.items()}


def parse_entry(kind: EntryKind, text: str, *, department: str = "") -> tuple[Entry, ...]:
    """Entries as a person writes them on one line, see ``HOW_TO_WRITE``; several variants of a synonym are several.

    Raises
    ------
    LexiconError
        The line is not of this kind's form, or a department cannot have words of this kind.
    """
    if department and kind not in DEPARTMENT_KINDS:
        allowed = ", ".join(ENTRY_KIND_NAMES[one] for one in EntryKind if one in DEPARTMENT_KINDS)
        raise LexiconError(
            f"{ENTRY_KIND_NAMES[kind]}은(는) 부서마다 다르게 둘 수 없습니다. 분석과 가림은 모든 부서가 함께 씁니다. "
            f"부서의 말로는 {allowed}만 둘 수 있습니다."
        )
    try:
        found = _parse(kind, text.strip())
    except LexiconError as error:
        reason = str(error).split(": ", 1)[-1]
        raise LexiconError(f"{ENTRY_KIND_NAMES[kind]} '{text}': {reason} 적는 법: {HOW_TO_WRITE[kind]}") from error
    if not found:
        raise LexiconError(f"{ENTRY_KIND_NAMES[kind]}에 더할 말이 비어 있습니다. 적는 법: {HOW_TO_WRITE[kind]}")
    return tuple(Entry(kind, key, value, department) for key, value in found.items())


def _parse(kind: EntryKind, text: str) -> Mapping[str, str]:
    head, _, tail = text.partition("=")
    cells = [head, tail] if tail else [head]
    match kind:
        case EntryKind.USER_WORD:
            cells = [head, *tail.split(",")] if tail else [head, "NNG"]
            return _read_words(parse_user_words(["\t".join(cells)]))
        case EntryKind.STOPWORD:
            words = parse_stopwords([text])
            if words.form_letters:
                raise LexiconError("빈칸이 있거나 마침표로 끝나는 말은 상투 문장입니다. 종류를 form_letter로 하세요.")
            return _alone(words.words)
        case EntryKind.FORM_LETTER:
            return _alone([" ".join(text.split())] if len(text) > 1 else [])
        case EntryKind.SYNONYM:
            return parse_synonyms(["\t".join([head, *tail.split(",")])])
        case EntryKind.COMPOUND:
            found = parse_compounds(["\t".join([head, tail.replace("+", " ")])])
            return {" ".join(parts): joined for parts, joined in found.items()}
        case EntryKind.SENTIMENT:
            return {word: str(grade) for word, grade in parse_sentiment(["\t".join(cells)]).items()}
        case EntryKind.DANGER_WORD:
            return {word: str(grade) for word, grade in parse_danger_words(["\t".join(cells)]).items()}
        case EntryKind.PUBLIC_NAME:
            return _alone(parse_public_names([text]))


def describe_entry(entry: Entry) -> str:
    """The entry as a person writes it: the inverse of ``parse_entry``; of a removed word, the word."""
    if entry.value is None or entry.value == "":
        return entry.key
    if entry.kind is EntryKind.SYNONYM:
        return f"{entry.value}={entry.key}"
    if entry.kind is EntryKind.COMPOUND:
        return f"{entry.value}={entry.key.replace(' ', '+')}"
    return f"{entry.key}={entry.value.replace(chr(9), ',')}"


def list_entries(parts: LexiconParts) -> list[Entry]:
    """All entries of dictionaries in the order of ``EntryKind``, then key."""
    return [
        Entry(kind, key, value)
        for kind, one in _DICTIONARIES.items()
        for key, value in sorted(one.read(_part(parts, one)).items())
    ]


def find_entry(parts: LexiconParts, kind: EntryKind, key: str) -> Entry:
    """The entry of ``key`` as the dictionaries have it; its value is None where they have none."""
    one = _DICTIONARIES[kind]
    return Entry(kind, key, one.read(_part(parts, one)).get(key))


def apply_entries(parts: LexiconParts, entries: Iterable[Entry]) -> LexiconParts:
    """Dictionaries with ``entries`` put in, replaced or (value None) taken out; their departments do not matter."""
    changed: dict[EntryKind, dict[str, str]] = {}
    for entry in entries:
        one = _DICTIONARIES[entry.kind]
        words = changed.setdefault(entry.kind, dict(one.read(_part(parts, one))))
        if entry.value is None:
            words.pop(entry.key, None)
        else:
            words[entry.key] = entry.value
    built = {_DICTIONARIES[kind].part: _DICTIONARIES[kind].build(words) for kind, words in changed.items()}
    return cast(LexiconParts, {**parts, **built})


def _part(parts: LexiconParts, one: _Dictionary) -> Any:
    return cast(dict[str, Any], parts).get(one.part, {})
