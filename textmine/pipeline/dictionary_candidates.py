"""New words and compounds of the city's own text, found by the machine and decided by a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import pandas as pd

from textmine.analyse import find_phrases
from textmine.engines.new_words import extract_new_words
from textmine.errors import LexiconError
from textmine.lexicon import Entry, EntryKind, describe_entry, find_entry, list_entries
from textmine.pipeline.context import Context
from textmine.pipeline.dictionary import ChangeView, add_words, read_desk
from textmine.store.ledger import dictionary_candidates as candidates
from textmine.store.ledger.dictionary_candidates import Candidate
from textmine.text import extract_terms, strip_form_letters, terms_from_morphemes
from textmine.text.josa import quoted
from textmine.text.placeholders import PLACEHOLDER

MAX_DOCUMENTS: Final = 20_000  # the newest: half a minute and 300 MB
MIN_OCCURRENCES: Final = 10
MIN_DOCUMENTS: Final = 5
MIN_NPMI: Final = 0.5
_EXAMPLES: Final = 3
_AROUND: Final = 25  # characters on each side of a word in an example
_AT_BORDER: Final = 0.8  # of a word's occurrences begin a word; otherwise it is the end of a longer one
_SIDE_BY_SIDE: Final = 0.5  # of a compound's occurrences have nothing but a blank between the parts
_NO_ENDS: Final = ("님", "들", "씨")
_NO_LETTER_BEFORE: Final = "(?<![가-힣A-Za-z])"
# What may follow a compound: nothing, a particle, or the verb that makes it an action; not a third noun.
_NO_NOUN_BEHIND: Final = (
    r"(?![A-Za-z0-9])(?:(?![가-힣])|(?=[하해했한할합되돼됐된될됩])"
    r"|(?=(?:이|가|은|는|을|를|에|의|도|와|과|로|만|나|중|인)(?![가-힣]))|(?=으로|까지|부터|에서|에게|이나|이며|이고|입니))"
)

_TEXTS: Final = """
select d.doc_id, d.title || chr(10) || d.body as text, m.morphemes
from documents d join morphs m using (doc_id, content_hash) left join copies c using (doc_id)
where coalesce(c.canonical_id, d.doc_id) = d.doc_id
order by d.civil_date desc nulls last, d.doc_id limit ?
"""
_BY_IDS: Final = "select doc_id, title || chr(10) || body as text from documents where doc_id in (select unnest(?))"


@dataclass(frozen=True, slots=True)
class CandidateView:
    """One candidate as a person reads it: ``word`` is written as for ``dict add``; ``examples`` are masked text."""

    candidate_id: str
    kind: EntryKind
    word: str
    occurrences: int
    documents: int
    score: float
    state: str
    decided_by: str
    why: str
    examples: tuple[str, ...]


class _Word(NamedTuple):
    """A candidate before it is counted in the texts.

    ``pattern`` finds it where it stands as a word; that must be ``least_share`` of its occurrences (0: of those of
    ``literal``, which every occurrence begins with).
    """

    entry: Entry
    score: float
    literal: str
    pattern: re.Pattern[str]
    least_share: float
    occurrences: int


def find_candidates(context: Context) -> int:
    """How many words wait for a decision after the newest texts were searched; decided ones do not come again.

    Raises
    ------
    LexiconError
        Nothing was analysed yet.
    """
    documents = context.mart.query(_TEXTS, [MAX_DOCUMENTS])
    if documents.empty:
        raise LexiconError("분석한 글이 없어 후보를 찾을 수 없습니다. 먼저 'textmine analyse'를 실행하세요.")
    plain = [
        PLACEHOLDER.sub(" ", strip_form_letters(text, context.lexicon.form_letters)) for text in documents["text"]
    ]
    words = [*_new_words(context, plain), *_compounds(context, documents["morphemes"])]
    found = [one for word in words if (one := _count(word, plain, documents["doc_id"])) is not None]
    with context.ledger.begin() as connection:
        return candidates.replace_waiting(connection, found, at=context.now)


def list_candidates(
    context: Context, *, state: candidates.State | None = "waiting", kind: EntryKind | None = None
) -> list[CandidateView]:
    """Candidates with examples from the texts as they are now, those of most documents first."""
    with context.ledger.read() as connection:
        found = [one for one in candidates.list_candidates(connection, state=state) if kind in (None, one.kind)]
    ids = sorted({doc_id for one in found for doc_id in one.examples})
    texts = context.mart.query(_BY_IDS, [ids]).set_index("doc_id")["text"].to_dict() if ids else {}
    return [_view(one, [texts[doc_id] for doc_id in one.examples if doc_id in texts]) for one in found]


def decide_candidate(
    context: Context, candidate_id: str, verdict: Literal["yes", "no"], *, author: str, why: str,
    department: str = "", tag: str = "",
) -> ChangeView | None:  # fmt: skip
    """The change that took a candidate into the dictionaries; None after a no. A declined one is not asked again.

    Raises
    ------
    LexiconError
        The candidate does not exist or was decided; or as ``add_words``.
    """
    with context.ledger.read() as connection:
        found = candidates.find_candidate(connection, candidate_id)
    if found is None:
        raise LexiconError(f"'{candidate_id}' 후보가 없습니다. 'textmine dict candidates'에서 번호를 확인하세요.")
    if found.state != "waiting":
        done = "받아들였습니다" if found.state == "accepted" else "받아들이지 않았습니다"
        raise LexiconError(f"{quoted(_word(found), '은/는')} {found.decided_by}님이 이미 {done}.")
    entry = Entry(found.kind, found.key, tag or found.value, department)
    change = None
    if verdict == "yes" and find_entry(read_desk(context).at(department), entry.kind, entry.key).value != entry.value:
        words = [describe_entry(entry)]
        change = add_words(
            context, found.kind, words, author=author, why=why or "후보를 받아들임", department=department
        )
    with context.ledger.begin() as connection:
        candidates.decide(
            connection, candidate_id, state="accepted" if verdict == "yes" else "declined", by=author, why=why,
            at=context.now,
        )
    return change


def _new_words(context: Context, texts: Sequence[str]) -> Iterator[_Word]:
    known = {entry.key for entry in list_entries(context.files)} | {entry.key for entry in context.desk}
    found = [
        word
        for word in extract_new_words(texts, min_count=MIN_OCCURRENCES)
        if word.form not in known and not word.form.endswith(_NO_ENDS) and not word.form.isascii()
    ]
    terms = extract_terms([word.form for word in found], context.tokenizer(), context.lexicon)
    for word, read in zip(found, terms, strict=True):
        if read != [word.form]:
            entry = Entry(EntryKind.USER_WORD, word.form, "NNG")
            pattern = re.compile(_NO_LETTER_BEFORE + re.escape(word.form))
            yield _Word(entry, word.score, word.form, pattern, _AT_BORDER, 0)


def _compounds(context: Context, morphemes: pd.Series) -> Iterator[_Word]:
    terms = [terms_from_morphemes(list(row), context.lexicon) for row in morphemes]
    phrases = find_phrases(terms, min_npmi=MIN_NPMI, min_count=MIN_OCCURRENCES)
    places = {name for region in context.lexicon.regions for name in (region.name, *region.aliases)}
    known = context.lexicon.compounds.keys()
    for phrase in phrases.to_dict("records"):
        first, second = phrase["parts"]
        if (first, second) in known or first in places or phrase["phrase"] in context.lexicon.stopwords:
            continue
        entry = Entry(EntryKind.COMPOUND, f"{first} {second}", phrase["phrase"])
        pattern = re.compile(rf"{_NO_LETTER_BEFORE}{re.escape(first)}\s?{re.escape(second)}{_NO_NOUN_BEHIND}")
        yield _Word(entry, phrase["npmi"], first, pattern, _SIDE_BY_SIDE, phrase["count"])


def _count(word: _Word, texts: Sequence[str], doc_ids: pd.Series) -> Candidate | None:
    """The candidate as the texts have it; None where it is rare, or mostly a piece of something longer."""
    found = {row: len(word.pattern.findall(text)) for row, text in enumerate(texts) if word.literal in text}
    rows = [row for row, count in found.items() if count]
    everywhere = word.occurrences or sum(texts[row].count(word.literal) for row in found)
    if len(rows) < MIN_DOCUMENTS or sum(found.values()) < word.least_share * everywhere:
        return None
    return Candidate(
        word.entry.kind, word.entry.key, word.entry.value or "", sum(found.values()), len(rows), round(word.score, 4),
        tuple(doc_ids.iloc[rows[:_EXAMPLES]]),
    )


def _view(one: Candidate, texts: Sequence[str]) -> CandidateView:
    pattern = re.compile(r"\s?".join(map(re.escape, one.key.split())))
    around = [_snippet(text, found) for text in texts if (found := pattern.search(text))]
    return CandidateView(
        one.candidate_id, one.kind, _word(one), one.occurrences, one.documents, one.score, one.state, one.decided_by,
        one.why, tuple(around),
    )


def _word(one: Candidate) -> str:
    return describe_entry(Entry(one.kind, one.key, one.value))


def _snippet(text: str, found: re.Match[str]) -> str:
    start, end = max(found.start() - _AROUND, 0), min(found.end() + _AROUND, len(text))
    cut = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}"
