"""Topics: coherence on unseen documents, stability, time, and identity; ours and peers in one run."""

from __future__ import annotations

import tempfile
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sklearn.metrics import normalized_mutual_info_score

from benchmarks._topic_identity import Corpus, kept_by_month, kept_when_replaced, recognised
from benchmarks._topic_peers import Fitted, fit_ours, fit_peer, fixed_vocabulary, peers
from textmine.analyse.topic_number import match_lists
from textmine.analyse.topic_terms import coherence, diversity
from textmine.engines import load_tokenizer
from textmine.ingest.dictionaries import load_lexicon, packaged_dictionaries
from textmine.ingest.sample import write_sample
from textmine.text import extract_terms

K, SEEDS, FIT_SHARE = 20, 3, 0.8
REVIEWS = 20_000
CITY_DOCUMENTS, CITY_SEED, PER_THEME, LEAST_THEME = 40_000, 11, 300, 200


class _Texts(NamedTuple):
    corpus: Corpus
    labels: list[str]
    months: list[str]


def run(data: Path) -> dict[str, Any]:
    """Figures of the issue's table: fits on samples of 80 %, coherence on the other 20 %, seeds 0 to 2, K = 20."""
    petitions = _texts(pd.read_parquet(data / "petitions_full_text.parquet"), "petition_id")
    comments = pd.read_parquet(data / "news_comments_dated_2019_2020.parquet")
    comments = comments.assign(id=[f"{number:06d}" for number in range(len(comments))])
    reviews = pd.read_parquet(data / "nsmc_dated_reviews.parquet").sort_values("review_id")
    reviews = reviews.sample(REVIEWS, random_state=0)
    return {
        "petitions_full_text": _compare(petitions),
        "news_comments_dated_2019_2020": _compare(_texts(comments, "id")),
        "20,000 reviews": _compare(_texts(reviews, "review_id")),
        "identity, petitions": kept_when_replaced(petitions.corpus, K)
        | kept_by_month(petitions.corpus, petitions.months),
        "planted in the sample city": recognised(_city_themes()),
    }


def _texts(frame: pd.DataFrame, key: str) -> _Texts:
    """Terms (Kiwi) in order of id, with the writers' categories and months where there are any."""
    frame = frame.assign(key=frame[key].astype(str)).sort_values("key", ignore_index=True)
    title = frame["title"].fillna("") + "\n" if "petition_id" in frame else ""
    lexicon = load_lexicon(packaged_dictionaries())
    terms = list(extract_terms((title + frame["text"].fillna("")).tolist(), load_tokenizer("kiwi", lexicon), lexicon))
    labels = frame["category"].tolist() if "category" in frame else []
    return _Texts(Corpus(frame["key"].tolist(), terms), labels, frame["date"].astype(str).str[:7].tolist())


def _compare(texts: _Texts) -> dict[str, dict[str, float]]:
    """By model: npmi on unseen documents, diversity, NMI with the categories, stability, seconds of a fit."""
    rows: dict[str, list[dict[str, float]]] = {}
    lists: dict[str, list[list[list[str]]]] = {}
    for seed in range(SEEDS):
        order = np.random.default_rng(100 + seed).permutation(len(texts.corpus.terms))
        cut = int(FIT_SHARE * len(order))
        fitted_rows, unseen_rows = np.sort(order[:cut]), np.sort(order[cut:])
        part, unseen = texts.corpus.take(fitted_rows), texts.corpus.take(unseen_rows).terms
        matrix = fixed_vocabulary(part.terms)
        fits = {"textmine": fit_ours(part.terms, part.doc_ids, K, seed)}
        fits |= {name: fit_peer(name, matrix, K, seed) for name in peers()}
        labels = [texts.labels[row] for row in fitted_rows] if texts.labels else []
        for name, fitted in fits.items():
            rows.setdefault(name, []).append(_measure(fitted, unseen, labels))
            lists.setdefault(name, []).append(fitted.words)
    return {
        name: {key: round(float(np.mean([row[key] for row in found])), 3) for key in found[0]}
        | {"stability": round(float(np.mean([match_lists(a, b) for a, b in combinations(lists[name], 2)])), 3)}
        for name, found in rows.items()
    }


def _measure(fitted: Fitted, unseen: list[list[str]], labels: list[str]) -> dict[str, float]:
    figures = {
        "npmi": float(coherence(unseen, fitted.words).mean()), "diversity": diversity(fitted.words),
        "fit_s": fitted.seconds,
    }
    return figures | ({"nmi": normalized_mutual_info_score(labels, fitted.main)} if labels else {})


def _city_themes() -> dict[str, list[list[str]]]:
    """Terms (Mecab) of complaints of the sample city by category."""
    lexicon = load_lexicon(packaged_dictionaries())
    with tempfile.TemporaryDirectory() as folder:
        files = write_sample(
            Path(folder), seed=CITY_SEED, documents=CITY_DOCUMENTS, years=2, end=date(2026, 10, 31)
        )
        frame = pd.read_csv(files.complaints, dtype=str).dropna(subset=["업무분야", "민원내용"])
    frame = frame.groupby("업무분야").head(PER_THEME)
    texts = (frame["민원제목"].fillna("") + "\n" + frame["민원내용"]).tolist()
    frame = frame.assign(terms=list(extract_terms(texts, load_tokenizer("mecab", lexicon), lexicon)))
    return {
        str(name): group["terms"].tolist()
        for name, group in frame.groupby("업무분야") if len(group) >= LEAST_THEME
    }
