"""What is wrong with the dictionaries, and what in them can never have an effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from textmine.errors import LexiconError
from textmine.ingest.dictionaries import read_folder, read_folders
from textmine.lexicon import ENTRY_KIND_NAMES, EntryKind, Lexicon, LexiconParts, build_lexicon
from textmine.pipeline.context import Context
from textmine.pipeline.dictionary import read_desk
from textmine.text import extract_terms
from textmine.text.josa import quoted

Severity = Literal["error", "warning"]
SEVERITY_NAMES: Final[dict[str, str]] = {"error": "오류", "warning": "살펴볼 것"}


@dataclass(frozen=True, slots=True)
class DictionaryFinding:
    """One thing to mend (error: nothing runs until then) or to look at (warning: an entry without effect)."""

    severity: Severity
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class DictionaryCheck:
    """Findings, the version of the lexicon ("" when it cannot be built), the desk's version, entries of each kind."""

    findings: tuple[DictionaryFinding, ...]
    version: str
    desk_version: int
    entries: dict[str, int]


def check_files(folders: Sequence[Path]) -> list[DictionaryFinding]:
    """Errors of dictionary files, each with its file and line; when each is sound, those of all together."""
    found = []
    for folder in folders:
        try:
            read_folder(folder)
        except LexiconError as error:
            found += [DictionaryFinding("error", str(folder), line) for line in str(error).splitlines()]
    if not found:
        try:
            build_lexicon(**read_folders(*folders))
        except LexiconError as error:
            found += [DictionaryFinding("error", "사전 파일", line) for line in str(error).splitlines()]
    return found


def check_words(context: Context) -> DictionaryCheck:
    """Contradictions between desk and files, and entries that the analyser never lets happen."""
    state = read_desk(context)
    version, findings = "", []
    for department in sorted({"", *(entry.department for entry in state.words.values())}):
        where = f"사전 책상({department})" if department else "사전 책상"
        try:
            lexicon = build_lexicon(**state.at(department))
        except LexiconError as error:
            findings += [DictionaryFinding("error", where, line) for line in str(error).splitlines()]
            continue
        if not department:
            version = lexicon.version
            findings += _without_effect(context.with_lexicon(lexicon))
    desk_version = state.log[-1].version if state.log else 0
    return DictionaryCheck(tuple(findings), version, desk_version, _sizes(state.at("")))


def _sizes(parts: LexiconParts) -> dict[str, int]:
    sizes = {str(name): len(part) for name, part in parts.items()}  # type: ignore[arg-type]
    return dict(sorted(sizes.items()))


def _without_effect(context: Context) -> Iterator[DictionaryFinding]:
    lexicon = context.lexicon
    yield from _stopped(lexicon)
    readings = {
        EntryKind.USER_WORD: [(word.form, word.form) for word in lexicon.user_words if word.tag in ("NNG", "NNP")],
        EntryKind.COMPOUND: [(" ".join(parts), joined) for parts, joined in lexicon.compounds.items()],
        EntryKind.SYNONYM: list(lexicon.synonyms.items()),
    }
    count = 2 * len(_SENTENCES)
    for kind, pairs in readings.items():
        sentences = [
            sentence.format(word)
            for written, _ in pairs
            for word in (written, written.replace(" ", ""))
            for sentence in _SENTENCES
        ]
        read = list(extract_terms(sentences, context.tokenizer(), lexicon))
        for number, (written, wanted) in enumerate(pairs):
            final = lexicon.synonyms.get(wanted.replace(" ", ""), wanted.replace(" ", ""))
            mine = read[number * count : (number + 1) * count]
            if final not in lexicon.stopwords and not any(final in terms for terms in mine):
                seen = " + ".join(mine[0]) or "아무 낱말도 아닌 것"
                missed = f"{quoted(written, '을/를')} {quoted(final, '으로/로')} 세지 못합니다."
                missed += f" 분석기가 {quoted(seen, '으로/로')} 읽습니다."
                yield DictionaryFinding("warning", ENTRY_KIND_NAMES[kind], f"{missed} {_REMEDIES[kind]}")


# How a word may stand in a text; one of these must do.
_SENTENCES: Final = ("{}", "{}도 있다", "그 {} 때문에")
_REMEDIES: Final = {
    EntryKind.USER_WORD: "점수를 높이거나(예: 낱말=NNG,3) 복합어로 더하세요.",
    EntryKind.COMPOUND: "빈칸이 든 사용자 낱말로 더하거나 조각을 읽힌 대로 고치세요.",
    EntryKind.SYNONYM: "변이형을 사용자 낱말로도 더하세요.",
}


def _stopped(lexicon: Lexicon) -> Iterator[DictionaryFinding]:
    """Words that are counted by one dictionary and dropped by the stopwords."""
    owners = {
        "위험 낱말": set(lexicon.danger_words),
        "동의어의 대표어": set(lexicon.synonyms.values()),
        "복합어": set(lexicon.compounds.values()),
        **{f"주시 묶음 '{pack.name}'의 말": set(pack.terms) for pack in lexicon.packs},
    }
    for owner, words in owners.items():
        for word in sorted(words & lexicon.stopwords):
            yield DictionaryFinding(
                "warning", "불용어", f"{quoted(word, '은/는')} {owner}이지만 불용어라서 세지 않습니다. 한쪽에서 빼세요."
            )
