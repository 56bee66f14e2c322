"""Signals: term groups that are counted by one rule on every kind of text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from scipy import sparse

from textmine.lexicon.values import Lexicon
from textmine.types import Signal

# Topics and categories are lists of likely words: one hit of many says little, two say the subject. A watch pack is
# written by a person, who says how many hits it needs.
TERMS_PER_SIGNAL: Final = 10
WIDE_LIST: Final = 4
HITS_OF_WIDE_LIST: Final = 2


def build_signals(
    lexicon: Lexicon,
    topics: Iterable[tuple[int | str, str, Sequence[str]]] = (),
    categories: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Signal, ...]:
    """Return the signals of watch packs, complaint topics and complaint categories, in this order.

    Terms are brought to the form in which documents carry them (compounds joined, synonyms to their representative),
    stopwords and repetitions are dropped, and topics and categories keep their first ten terms; with four or more of
    them a document needs two. Groups without a term left give no signal.

    Parameters
    ----------
    topics : (topic_id, label, terms by weight), giving ``topic:<topic_id>``.
    categories : name → terms by weight, giving ``category:<name>``.

    Raises
    ------
    ValueError : two groups give one ``signal_id``.
    """
    compounds = {" ".join(parts): joined for parts, joined in lexicon.compounds.items()}
    signals = [
        Signal(
            f"pack:{pack.pack_id}", pack.name, _written_terms(pack.terms, lexicon, compounds), pack.min_hits,
            _written_terms(pack.excluded_terms, lexicon, compounds), pack.department,
        )
        for pack in lexicon.packs
    ]
    named = [(f"topic:{topic_id}", label, terms) for topic_id, label, terms in topics]
    named += [(f"category:{name}", name, terms) for name, terms in sorted((categories or {}).items())]
    for signal_id, name, terms in named:
        kept = _written_terms(terms, lexicon, compounds)[:TERMS_PER_SIGNAL]
        signals.append(Signal(signal_id, name, kept, HITS_OF_WIDE_LIST if len(kept) >= WIDE_LIST else 1))
    ids = [signal.signal_id for signal in signals]
    repeated = sorted({signal_id for signal_id in ids if ids.count(signal_id) > 1})
    if repeated:
        raise ValueError(f"signals stand twice: {repeated}")
    return tuple(signal for signal in signals if signal.terms)


def match_signals(doc_terms: Sequence[Collection[str]], signals: Sequence[Signal]) -> sparse.csr_matrix:
    """Return which documents belong to which signals, a boolean CSR matrix (n_docs, n_signals).

    A document belongs when at least ``min_hits`` different terms occur in it and no excluded term does. A term that
    stands twice in a document is one hit.
    """
    vocabulary = {
        term: row
        for row, term in enumerate(sorted({t for s in signals for t in (*s.terms, *s.excluded_terms)}))
    }
    found = [[vocabulary[t] for t in set(terms) if t in vocabulary] for terms in doc_terms]
    documents = _incidence(found, len(vocabulary))
    wanted = _incidence([[vocabulary[t] for t in set(s.terms)] for s in signals], len(vocabulary))
    barred = _incidence([[vocabulary[t] for t in set(s.excluded_terms)] for s in signals], len(vocabulary))
    hits = (documents @ wanted.T).tocsr()
    least = np.array([max(s.min_hits, 1) for s in signals], dtype=np.int32)
    hits.data = (hits.data >= least[hits.indices]).astype(np.int32)
    hits.eliminate_zeros()
    refused = (documents @ barred.T).astype(bool).astype(np.int32)
    member = (hits - hits.multiply(refused)).astype(bool).tocsr()
    member.eliminate_zeros()
    member.sort_indices()
    return member


def _written_terms(terms: Iterable[str], lexicon: Lexicon, compounds: Mapping[str, str]) -> tuple[str, ...]:
    joined = (compounds.get(term, term) for term in terms)
    represented = (lexicon.synonyms.get(term, term) for term in joined)
    return tuple(dict.fromkeys(term for term in represented if term and term not in lexicon.stopwords))


def _incidence(rows: Sequence[Sequence[int]], width: int) -> sparse.csr_matrix:
    lengths = np.fromiter((len(row) for row in rows), dtype=np.int64, count=len(rows))
    indices = np.fromiter((i for row in rows for i in row), dtype=np.int32, count=int(lengths.sum()))
    indptr = np.concatenate([[0], np.cumsum(lengths)])
    return sparse.csr_matrix((np.ones(len(indices), dtype=np.int32), indices, indptr), shape=(len(rows), width))
