"""Related terms: word vectors trained on the city's own text, so that related means used alike here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from zlib import crc32

import numpy as np
from gensim.models import Word2Vec
from numpy.typing import NDArray

from textmine.analyse.matrix import Terms
from textmine.errors import TextmineError
from textmine.text.josa import quoted

DIMENSIONS: Final = 100
EPOCHS: Final = 10
WINDOW: Final = 10  # terms on each side: most of a complaint
LEARNING_RATE: Final = 0.05
MIN_DOCUMENTS: Final = 200
MIN_VOCABULARY: Final = 30


@dataclass(frozen=True, slots=True)
class RelatedTerms:
    """Word vectors of a corpus.

    ``vectors``: (n_terms, dimensions) float32, rows of length 1; ``df``: documents that hold each term of
    ``vocabulary``; ``n_docs``: documents that the vectors were trained on.
    """

    vocabulary: tuple[str, ...]
    vectors: NDArray[np.float32]
    df: NDArray[np.int64]
    n_docs: int

    def most_similar(self, term: str, k: int = 10) -> list[tuple[str, float]]:
        """Up to ``k`` (term, cosine -1..1) most like ``term``, best first, without itself.

        Raises
        ------
        TextmineError
            The vectors do not know the term.
        """
        if term not in self.vocabulary:
            raise TextmineError(
                f"{quoted(term, '이/가')} 너무 적게 나와 함께 쓰는 말을 알 수 없습니다. 더 자주 나오는 말로 찾으세요."
            )
        row = self.vocabulary.index(term)
        cosine = (self.vectors @ self.vectors[row]).round(6)
        cosine[row] = -np.inf
        order = np.argsort(-cosine, kind="stable")[: max(min(k, len(cosine) - 1), 0)]
        return [(self.vocabulary[other], float(cosine[other])) for other in order]


def fit_related(
    terms: Terms, *, seed: int = 0, min_count: int = 10, dimensions: int = DIMENSIONS, epochs: int = EPOCHS
) -> RelatedTerms:
    """Vectors of the terms that stand in ``min_count`` documents or more; the same input gives the same bytes.

    Parameters
    ----------
    terms : sequence of sequences of str
        Terms of each document in reading order; give one of every group of copies.
    min_count : int
        Neighbours of rarer terms are chance: with 5 they hold a tenth less well in texts that were not trained on.
    epochs : int
        Passes over the corpus.

    Raises
    ------
    TextmineError
        Too few documents of two terms or more, or too few frequent terms, to learn anything from.

    Source: Mikolov et al. 2013, skip-gram with negative sampling, by gensim's `Word2Vec`; word and context vectors are
    added, so that terms used together are near each other as well as terms used alike (Levy, Goldberg & Dagan 2015,
    TACL 3:211-225, section 3.3). No thinning of frequent terms, and twice the usual learning rate: the neighbours of
    both held better in unseen texts than those of gensim's defaults and of PPMI with a singular value decomposition.
    """
    df = Counter(term for document in terms for term in set(document))
    known = {term for term, count in df.items() if count >= min_count}
    documents = [kept for document in terms if len(kept := [term for term in document if term in known]) > 1]
    if len(documents) < MIN_DOCUMENTS or len(known) < MIN_VOCABULARY:
        raise TextmineError(
            f"글이 모자라 함께 쓰는 말을 배울 수 없습니다(두 낱말 이상인 글 {len(documents):,}건, {min_count}건 이상 "
            f"나온 낱말 {len(known):,}개). 글 {MIN_DOCUMENTS:,}건, 낱말 {MIN_VOCABULARY}개부터 됩니다. "
            "'textmine ingest'로 글을 더 넣으세요."
        )
    model = Word2Vec(
        # One thread and a hash of its own: neither scheduling nor PYTHONHASHSEED changes a bit.
        documents, sg=1, negative=5, window=WINDOW, min_count=1, vector_size=dimensions, epochs=epochs,
        alpha=LEARNING_RATE, sample=0, seed=seed, workers=1, hashfxn=_hash,
    )  # fmt: skip
    vocabulary = sorted(model.wv.key_to_index)
    rows = [model.wv.key_to_index[term] for term in vocabulary]
    vectors = _unit(_unit(model.wv.vectors[rows]) + _unit(model.syn1neg[rows]))
    return RelatedTerms(
        tuple(vocabulary), vectors, np.array([df[term] for term in vocabulary], dtype=np.int64), len(documents)
    )


def related_to_arrays(model: RelatedTerms) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Arrays and manifest from which ``related_from_arrays`` gives the same model."""
    arrays: dict[str, NDArray[Any]] = {
        "vocabulary": np.array(model.vocabulary, dtype=object), "vectors": model.vectors, "df": model.df,
    }  # fmt: skip
    return arrays, {"n_docs": model.n_docs}


def related_from_arrays(arrays: Mapping[str, NDArray[Any]], manifest: Mapping[str, Any]) -> RelatedTerms:
    """The model that ``related_to_arrays`` took apart."""
    vocabulary = tuple(str(term) for term in arrays["vocabulary"])
    return RelatedTerms(vocabulary, arrays["vectors"], arrays["df"], int(manifest["n_docs"]))


def _hash(text: str) -> int:
    return crc32(text.encode())


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-12), dtype=np.float32)
