"""Related terms from word vectors of the city's own text, fitted on closed months: a new day changes no model."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from typing import Final

import pandas as pd

from textmine.analyse import RelatedTerms, fit_related
from textmine.analyse.related import MIN_DOCUMENTS, related_from_arrays, related_to_arrays
from textmine.pipeline.context import Context
from textmine.pipeline.words import find_term
from textmine.store import models
from textmine.text import terms_from_morphemes

MAX_DOCUMENTS: Final = 100_000  # of the length of a complaint: two minutes of one core
# A term needs one document in a thousand: neighbours of rarer ones are chance.
_DOCUMENTS_OF_ONE, _LEAST_COUNT, _MOST_COUNT = 1000, 10, 50
_RECIPE: Final = 1  # grows when the same texts would give other vectors
_PREFIX: Final = "related-"

# doc_id is a hash, so the smallest ones are a random sample that every run draws alike. All kinds of text: more is
# better, and people complain in the same words everywhere.
_TRAINING: Final = """
with newest as (select date_trunc('month', max(civil_date)) as opened from documents)
select d.doc_id, d.content_hash
from documents d left join copies c using (doc_id), newest
where coalesce(c.canonical_id, d.doc_id) = d.doc_id
  and ($everything or d.civil_date is null or d.civil_date < newest.opened)
order by d.doc_id limit $most
"""
_MORPHEMES: Final = """
select morphemes from morphs semi join documents using (doc_id, content_hash)
where doc_id in (select unnest(?)) order by doc_id
"""
_COUNTS: Final = """
select term, count(*) as posts, count(*) filter (is_distinct) as distincts,
       count(*) filter (doc_id in (select doc_id from postings where term = $term)) as together
from postings where term in (select unnest($related)) group by term
"""


@dataclass(frozen=True, slots=True)
class RelatedReport:
    """Terms that are used like ``term`` or with it.

    ``rows``: DataFrame[term, similarity, posts, distinct, together]: ``similarity`` -1..1, documents of every kind with
    the related term, those that are no copies, and those that hold both. Vectors of ``vocabulary`` terms were trained
    on ``n_docs`` documents.
    """

    term: str
    n_docs: int
    vocabulary: int
    rows: pd.DataFrame


def show_related(context: Context, term: str, *, k: int = 10) -> RelatedReport:
    """The ``k`` terms most related to ``term``; the first request after a month has closed trains the vectors.

    Raises
    ------
    TextmineError
        The term is in no text, is too rare, or there is too little text to learn from.
    """
    wanted = find_term(context, term)
    model = _load_or_fit(context)
    nearest = model.most_similar(wanted, k)
    values = {"term": wanted, "related": [other for other, _ in nearest]}
    counts = context.mart.query(_COUNTS, values).set_index("term").rename(columns={"distincts": "distinct"})
    rows = pd.DataFrame(nearest, columns=["term", "similarity"]).join(counts, on="term")
    # The vectors may know a term whose last document has left the mart.
    rows = rows.fillna({"posts": 0, "distinct": 0, "together": 0})
    return RelatedReport(
        wanted, model.n_docs, len(model.vocabulary),
        rows.astype({"posts": "int64", "distinct": "int64", "together": "int64"}),
    )  # fmt: skip


def is_fitted(context: Context) -> bool:
    """Whether vectors of the present texts are there, so that ``show_related`` answers at once."""
    return (context.settings.models_dir / _model_id(context, _training(context))).exists()


def _load_or_fit(context: Context) -> RelatedTerms:
    training = _training(context)
    folder = context.settings.models_dir / _model_id(context, training)
    if folder.exists():
        return related_from_arrays(*models.load_model(folder))
    rows = context.mart.query(_MORPHEMES, [list(training["doc_id"])])
    model = fit_related(
        [terms_from_morphemes(list(row), context.lexicon) for row in rows["morphemes"]], seed=context.settings.seed,
        min_count=min(max(len(rows) // _DOCUMENTS_OF_ONE, _LEAST_COUNT), _MOST_COUNT),
    )  # fmt: skip
    models.save_model(folder, *related_to_arrays(model))
    # What was erased while the vectors were trained must not stay in them, nor older vectors beside them.
    current = _model_id(context, _training(context))
    for other in context.settings.models_dir.glob(f"{_PREFIX}*"):
        if other.name != current:
            shutil.rmtree(other, ignore_errors=True)
    return model


def _training(context: Context) -> pd.DataFrame:
    values = {"everything": False, "most": MAX_DOCUMENTS}
    closed = context.mart.query(_TRAINING, values)
    return closed if len(closed) >= MIN_DOCUMENTS else context.mart.query(_TRAINING, values | {"everything": True})


def _model_id(context: Context, training: pd.DataFrame) -> str:
    settings = context.settings
    digest = hashlib.sha256(f"{_RECIPE}|{context.lexicon.version}|{settings.profile}|{settings.seed}".encode())
    digest.update("".join(training["doc_id"] + training["content_hash"]).encode())
    return _PREFIX + digest.hexdigest()[:16]
