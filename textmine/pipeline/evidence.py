"""What a message adds to an issue's figures: phrases, what was done last time, and the nearest due date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final

import pandas as pd

from textmine.alerts import Earlier, Evidence
from textmine.pipeline.context import Context
from textmine.text import terms_from_morphemes
from textmine.types import Issue

MAX_DOCUMENTS: Final = 200  # of an issue are read for its phrases
FEWEST: Final = 3  # documents that use a phrase: what fewer people wrote may point at one of them
MAX_PHRASES: Final = 3
SUBJECT: Final = 3  # leading terms of an issue that tell what it is about

_MORPHEMES: Final = """
select d.doc_id, m.morphemes from documents d join morphs m using (doc_id, content_hash)
where d.doc_id in (select unnest(?)) order by d.doc_id
"""
_DUE: Final = """
select doc_id, due_on from documents where doc_id in (select unnest(?)) and answered_at is null and due_on >= ?
"""
# The newest answered complaint from before the issue that has two of its leading terms, the rarest among them: common
# words alone ('조명 고장') would find any matter.
_EARLIER: Final = """
with asked as (select unnest(?) as issue_id, unnest(?) as term, unnest(?) as first_seen),
uses as (
    select issue_id, doc_id, term, civil_date < first_seen as is_earlier,
           count(*) over (partition by issue_id, term) as df
    from postings join asked using (term) where kind = 'complaint'
),
found as (
    select issue_id, doc_id, count(distinct term) as hits, min(df) as rarest
    from uses where is_earlier group by all
)
select issue_id, external_id, department, answered_at::date as answered_on
from found join documents d using (doc_id)
where hits >= 2 and d.answer <> '' and d.answered_at is not null
  and rarest = (select min(df) from uses where uses.issue_id = found.issue_id)
qualify row_number() over (partition by issue_id order by hits desc, answered_at desc, doc_id) = 1
"""


def evidence_of(context: Context, issues: Sequence[Issue], *, on: date) -> dict[str, Evidence]:
    """Evidence of each issue, by its id; ``on`` is the day on which the message is written."""
    if not issues:
        return {}
    earlier, due = _earlier(context, issues), _due(context, issues, on)
    morphemes = _by_document(context, issues)
    return {
        issue.issue_id: Evidence(
            _phrases(context, issue, morphemes), earlier.get(issue.issue_id),
            min((due[d] for d in issue.documents if d in due), default=None),
        )
        for issue in issues
    }


def _by_document(context: Context, issues: Sequence[Issue]) -> dict[str, list[str]]:
    wanted = sorted({d for issue in issues for d in issue.documents[-MAX_DOCUMENTS:]})
    found = context.mart.query(_MORPHEMES, [wanted])
    return dict(zip(found["doc_id"], found["morphemes"], strict=True))


def _phrases(context: Context, issue: Issue, morphemes: dict[str, list[str]]) -> tuple[str, ...]:
    """Pairs of neighbouring terms, one of them the issue's own, that most documents use; no two with the same words."""
    own = set(issue.terms)
    counts: Counter[tuple[str, str]] = Counter()
    for doc_id in issue.documents[-MAX_DOCUMENTS:]:
        if (found := morphemes.get(doc_id)) is not None:
            terms = terms_from_morphemes(list(found), context.lexicon)
            counts.update({pair for pair in pairwise(terms) if pair[0] != pair[1] and own.intersection(pair)})
    chosen: list[tuple[str, str]] = []
    for pair, documents in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if documents < FEWEST or len(chosen) == MAX_PHRASES:
            break
        if not any(set(pair) <= {*one, *other} for one in chosen for other in chosen):
            chosen.append(pair)
    return tuple(" ".join(pair) for pair in chosen)


def _due(context: Context, issues: Sequence[Issue], on: date) -> dict[str, date]:
    found = context.mart.query(_DUE, [sorted({d for issue in issues for d in issue.documents}), on])
    return {str(doc_id): pd.Timestamp(due).date() for doc_id, due in zip(found["doc_id"], found["due_on"], strict=True)}


def _earlier(context: Context, issues: Sequence[Issue]) -> dict[str, Earlier]:
    asked = [(issue.issue_id, term, issue.first_seen) for issue in issues for term in issue.terms[:SUBJECT]]
    if not asked:
        return {}
    found = context.mart.query(_EARLIER, [list(column) for column in zip(*asked, strict=True)])
    return {
        str(row["issue_id"]): Earlier(row["external_id"], row["department"], pd.Timestamp(row["answered_on"]).date())
        for row in found.to_dict("records")
    }
