"""Other topic models on the same term matrix: lists of ten words and the strongest topic of each document."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import NMF, LatentDirichletAllocation, TruncatedSVD
from threadpoolctl import threadpool_limits

from textmine.analyse import fit_topics
from textmine.analyse.matrix import TermMatrix, Terms, count_terms, weigh_tfidf
from textmine.analyse.topic_terms import TOP_TERMS

MIN_DF, MAX_DF, MAX_TERMS = 10, 0.25, 5_000


class Fitted(NamedTuple):
    """``words`` of each topic, ``main`` topic of each document (-1 = none), wall-clock seconds of the fit alone."""

    words: list[list[str]]
    main: NDArray[np.int64]
    seconds: float


def fixed_vocabulary(terms: Terms) -> TermMatrix:
    """The one vocabulary rule of all models: in 10 documents or more, a quarter at most, the 5,000 most frequent."""
    matrix = count_terms(terms, min_df=MIN_DF, max_df=MAX_DF)
    chosen = np.sort(np.argsort(-matrix.df, kind="stable")[:MAX_TERMS])
    return TermMatrix(matrix.counts[:, chosen], matrix.vocabulary[chosen])


def fit_ours(terms: Terms, doc_ids: list[str], k: int, seed: int) -> Fitted:
    started = time.perf_counter()
    model = fit_topics(terms, doc_ids=doc_ids, n_topics=k, seed=seed, min_df=MIN_DF, max_df=MAX_DF)
    seconds = time.perf_counter() - started
    words = [[word for word, _ in topic.terms[:TOP_TERMS]] for topic in model.topics]
    return Fitted(words, _strongest(model.doc_topics), seconds)


def fit_peer(name: str, matrix: TermMatrix, k: int, seed: int) -> Fitted:
    """The peer ``name`` of `peers` with its defaults, except where its documentation asks for more."""
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        started = time.perf_counter()
        topics, shares = peers()[name](matrix, k, seed)
        seconds = time.perf_counter() - started
    order = np.argsort(-topics, axis=1, kind="stable")[:, :TOP_TERMS]
    return Fitted([[str(matrix.vocabulary[j]) for j in row] for row in order], _strongest(shares), seconds)


Pair = tuple[NDArray[np.float64], NDArray[np.float64]]


def peers() -> dict[str, Callable[[TermMatrix, int, int], Pair]]:
    """Peers that are installed."""
    found: dict[str, Callable[[TermMatrix, int, int], Pair]] = {
        "scikit-learn NMF": _nmf, "scikit-learn LDA": _lda, "gensim LdaMulticore": _gensim,
        "gensim LdaModel, sparse priors, 20 passes": _gensim_sparse,
    }
    if find_spec("tomotopy"):
        found["tomotopy LDA"] = _tomotopy
    if find_spec("bertopic"):
        found["BERTopic on TF-IDF and SVD"] = _bertopic
    return found


def _nmf(matrix: TermMatrix, k: int, seed: int) -> Pair:
    model = NMF(k, random_state=seed)
    shares = model.fit_transform(weigh_tfidf(matrix, sublinear=False))
    return model.components_, shares


def _lda(matrix: TermMatrix, k: int, seed: int) -> Pair:
    model = LatentDirichletAllocation(k, random_state=seed)
    shares = model.fit_transform(matrix.counts)
    return model.components_, shares


def _gensim(matrix: TermMatrix, k: int, seed: int) -> Pair:
    from gensim.matutils import Sparse2Corpus
    from gensim.models import LdaMulticore

    corpus, words = Sparse2Corpus(matrix.counts.T), dict(enumerate(matrix.vocabulary.tolist()))
    model = LdaMulticore(corpus, num_topics=k, id2word=words, passes=5, workers=1, random_state=seed)
    return model.get_topics(), model.inference(list(corpus))[0]


def _gensim_sparse(matrix: TermMatrix, k: int, seed: int) -> Pair:
    from gensim.matutils import Sparse2Corpus
    from gensim.models import LdaModel

    corpus, words = list(Sparse2Corpus(matrix.counts.T)), dict(enumerate(matrix.vocabulary.tolist()))
    model = LdaModel(
        corpus, num_topics=k, id2word=words, passes=20, alpha=[0.1] * k, eta=0.01, random_state=seed, eval_every=None
    )
    return model.get_topics(), model.inference(corpus)[0]


def _tomotopy(matrix: TermMatrix, k: int, seed: int) -> Pair:
    import tomotopy

    model = tomotopy.LDAModel(k=k, alpha=0.1, eta=0.01, seed=seed)
    counts, rows = matrix.counts, []
    for row in range(matrix.n_docs):
        part = slice(counts.indptr[row], counts.indptr[row + 1])
        words = np.repeat(matrix.vocabulary[counts.indices[part]], counts.data[part]).tolist()
        if words:
            model.add_doc(words)
            rows.append(row)
    model.train(500, workers=1)
    column = {word: number for number, word in enumerate(matrix.vocabulary)}
    known = [column[word] for word in model.used_vocabs]
    topics, shares = np.zeros((k, len(column))), np.zeros((matrix.n_docs, k))
    for number in range(k):
        topics[number, known] = model.get_topic_word_dist(number)
    for row, document in zip(rows, model.docs, strict=True):
        shares[row] = document.get_topic_dist()
    return topics, shares


def _bertopic(matrix: TermMatrix, k: int, seed: int) -> Pair:
    from bertopic import BERTopic
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import CountVectorizer

    places = TruncatedSVD(100, random_state=seed).fit_transform(weigh_tfidf(matrix))
    counts = matrix.counts
    texts = [
        " ".join(np.repeat(matrix.vocabulary[counts.indices[a:b]], counts.data[a:b]))
        for a, b in zip(counts.indptr[:-1], counts.indptr[1:], strict=True)
    ]
    plain = CountVectorizer(tokenizer=str.split, token_pattern=None, vocabulary=matrix.vocabulary.tolist())
    model = BERTopic(hdbscan_model=KMeans(k, random_state=seed), vectorizer_model=plain, umap_model=_Same())
    main, _ = model.fit_transform(texts, embeddings=places)
    return model.c_tf_idf_.toarray()[:k], np.eye(k)[np.asarray(main)]


class _Same:
    """Stands where BERTopic reduces vectors: the SVD has done that."""

    def fit(self, vectors: NDArray[np.float64], y: object = None) -> _Same:
        return self

    def transform(self, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
        return vectors


def _strongest(shares: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.where(shares.sum(axis=1) > 0, shares.argmax(axis=1), -1)
