"""Morphemes of documents, from the cache where they are still what the analyser would say.

A row of the cache is good when its text, the analyser and its options are the same, and when no word that the analyser
keeps whole (user word, compound, synonym) and no form-letter phrase that was added, changed or taken away since stands
in its text. So a new word costs the analysis of the documents that contain it, and a changed stopword none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from textmine.lexicon import Lexicon
from textmine.pipeline.context import Context
from textmine.store.ledger import kv, quarantine
from textmine.store.ledger.dictionary_desk import KNOWN_WORDS
from textmine.store.mart import MartWriter
from textmine.text import strip_form_letters, to_morphemes
from textmine.text.find_words import WordFinder
from textmine.text.tokenizer import Unread
from textmine.types import QuarantinedRow

_FORMAT: Final = 2  # of ``to_morphemes``

_ANY: Final = WordFinder(())  # stands for every word there is

Row = tuple[str, str]  # doc_id, content_hash


def engine_key(context: Context) -> str:
    """Name, version and options of the analyser, and a hash of the words that change what it reads."""
    return f"{_analyser(context)}/{_digest(_words(context.lexicon))}"


class Reading(NamedTuple):
    """Morphemes of documents in frame order, how many were analysed, and whether the cache must be written anew.

    ``unread`` gives the reason, in Korean, for each doc_id that the analyser could not read: it has no morphemes.
    """

    morphemes: list[list[str]]
    analysed: int
    is_new: bool
    unread: dict[str, str]


def read_morphemes(context: Context, documents: pd.DataFrame, months: Sequence[str]) -> Reading:
    """Morphemes of every document, from the cache or read now."""
    columns = _objects(documents, "doc_id", "content_hash", "title", "body")
    keys: list[Row] = list(zip(*columns[:2], strict=True))
    texts = [f"{title}\n{body}" for title, body in zip(*columns[2:], strict=True)]
    known, is_current = _cached(context, dict(zip(keys, texts, strict=True)), months)
    missing = [row for row, key in enumerate(keys) if key not in known]
    stripped = (strip_form_letters(texts[row], context.lexicon.form_letters) for row in missing)
    tokenised = context.tokenizer().tokenize(stripped) if missing else iter(())
    unread = {}
    for row, tokens in zip(missing, context.track(tokenised, "형태소 분석", len(missing)), strict=True):
        known[keys[row]] = to_morphemes(tokens)
        if isinstance(tokens, Unread):
            unread[keys[row][0]] = tokens.reason
    return Reading([known[key] for key in keys], len(missing), bool(missing) or not is_current, unread)


def quarantine_unread(connection: Connection, documents: pd.DataFrame, unread: dict[str, str]) -> None:
    """Tell of each document that the analyser could not read where rows that could not be used are told of.

    The document itself stays: it is counted, but has no keywords until another analyser or dictionary reads it.
    """
    for doc_id, source, number in zip(*(documents[name] for name in ("doc_id", "source", "external_id")), strict=True):
        if doc_id in unread:
            row = QuarantinedRow(f"{source} 분석", 0, "본문", unread[doc_id], f"번호 {number or doc_id}")
            quarantine.add(connection, f"unread:{doc_id}"[:64], [row])


def write_morphemes(
    context: Context, writer: MartWriter, documents: pd.DataFrame, morphemes: list[list[str]], months: Sequence[str]
) -> None:
    """Put the morphemes of all documents of ``months`` into the cache."""
    words = _words(context.lexicon)
    frame = documents[["doc_id", "month", "content_hash"]].assign(
        engine=engine_key(context), morphemes=pd.Series(morphemes, index=documents.index, dtype=object)
    )
    writer.replace_months("morphs", months, frame)
    writer.on_commit(lambda connection: _remember(connection, words))


def _cached(context: Context, texts: dict[Row, str], months: Sequence[str]) -> tuple[dict[Row, list[str]], bool]:
    """Good rows of the cache, and whether all of it was made with the words of today."""
    rows = context.mart.query(
        "select doc_id, content_hash, engine, morphemes from morphs "
        "where month in (select unnest(?)) and starts_with(engine, ?)",
        [list(months), f"{_analyser(context)}/"],
    )
    today = engine_key(context)
    changed = {engine: None if engine == today else _changed(context, engine) for engine in rows["engine"].unique()}
    known: dict[Row, list[str]] = {}
    for doc_id, content_hash, engine, morphemes in zip(*_objects(rows, *rows.columns), strict=True):
        row, words = (doc_id, content_hash), changed[engine]
        if row in texts and (words is None or not _occurs(words, texts[row])):
            known[row] = list(morphemes)
    return known, set(changed) <= {today}


def _objects(frame: pd.DataFrame, *names: str) -> list[NDArray[np.object_]]:
    """Columns as arrays of Python objects: iterating the frame's own strings takes ten times as long."""
    return [frame[name].to_numpy(dtype=object) for name in names]


def _changed(context: Context, engine: str) -> WordFinder:
    """What stands in a text that the words of today read otherwise than those of ``engine``; any, if not known."""
    with context.ledger.read() as connection:
        stored = kv.get(connection, KNOWN_WORDS + engine.rpartition("/")[2])
    if stored is None:
        return _ANY
    differing = {tuple(word) for word in json.loads(stored)} ^ {tuple(word) for word in _words(context.lexicon)}
    return WordFinder("".join(word[0].split()) for word in differing)


def _occurs(words: WordFinder, text: str) -> bool:
    return words is _ANY or words.occurs_in("".join(text.split()))  # blanks within a word may differ


def _words(lexicon: Lexicon) -> list[list[str]]:
    """All that changes what the analyser reads: words kept whole (form, tag, score) and form-letter phrases."""
    words = [[word.form, word.tag, str(word.score)] for word in lexicon.kept_words()]
    return sorted(words + [[phrase] for phrase in lexicon.form_letters])


def _remember(connection: Connection, words: list[list[str]]) -> None:
    kv.set(connection, KNOWN_WORDS + _digest(words), json.dumps(words, ensure_ascii=False))


def _digest(words: list[list[str]]) -> str:
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()[:12]


def _analyser(context: Context) -> str:
    # The last part of a tokenizer's version is the hash of its user words.
    return f"{context.tokenizer_version().rpartition('-')[0]}/{_FORMAT}"
