"""Whose job an issue is: as a person decided, else by who answered its documents, else by its terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from textmine.analyse import guess_department
from textmine.pipeline.context import Context
from textmine.store.ledger import issue_owners
from textmine.types import Issue

MAX_DEPARTMENTS: Final = 2
MIN_DEPARTMENT_SHARE: Final = 0.25

_ANSWERED: Final = "select doc_id, department from documents where doc_id in (select unnest(?)) and department <> ''"


def departments_of(context: Context, issues: Sequence[Issue]) -> dict[str, list[str]]:
    """Departments of each issue, by its id: the one it was handed to; else those that answer most of its documents;
    else the one its terms point at; else none."""
    with context.ledger.read() as connection:
        handed = issue_owners.read(connection)
    answered = _answered(context, [issue for issue in issues if issue.issue_id not in handed])
    found = {}
    for issue in issues:
        if issue.issue_id in handed:
            found[issue.issue_id] = [handed[issue.issue_id]]
        elif named := answered.get(issue.issue_id):
            found[issue.issue_id] = named
        else:
            guessed, _ = guess_department(list(issue.terms), context.lexicon.departments)
            found[issue.issue_id] = [guessed] if guessed else []
    return found


def _answered(context: Context, issues: Sequence[Issue]) -> dict[str, list[str]]:
    """Departments of a quarter of an issue's answered documents or more, the largest first."""
    pairs = pd.DataFrame(
        [(issue.issue_id, doc_id) for issue in issues for doc_id in issue.documents], columns=["issue_id", "doc_id"]
    )
    if pairs.empty:
        return {}
    answered = context.mart.query(_ANSWERED, [sorted(set(pairs["doc_id"]))])
    counts = pairs.merge(answered, on="doc_id").groupby(["issue_id", "department"]).size().rename("n").reset_index()
    share = counts["n"] / counts.groupby("issue_id")["n"].transform("sum")
    largest = counts[share >= MIN_DEPARTMENT_SHARE].sort_values(["n", "department"], ascending=[False, True])
    return {str(name): list(rows.head(MAX_DEPARTMENTS)) for name, rows in largest.groupby("issue_id")["department"]}
