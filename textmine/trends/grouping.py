"""Surging series of one period that share documents become one group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.types import Freq

Floats = NDArray[np.float64]
DocId = int | str

# Two series are about the same thing when a third of the smaller one's documents are shared ...
LEAST_OVERLAP: Final = 0.35
# ... and they are not of wholly different size: a term of everything (아파트) holds most of many small series.
LEAST_JACCARD: Final = 0.15
# With many documents a third of the smaller one is easily met by chance of topic; ask for more of the union.
LARGE: Final = 30
LEAST_JACCARD_LARGE: Final = 0.25
# Totals, regions, departments and categories hold documents of any subject.
BROAD_PREFIXES: Final = ("total", "region:", "department:", "category:")
LEAST_JACCARD_BROAD: Final = 0.5


@dataclass(frozen=True, slots=True)
class SurgeGroup:
    """Series that surge in one period and share documents; the numbers are those of ``series[0]``, the leading series.

    ``period`` is the day or the Monday of the week; ``documents`` the sorted union of the members' doc_ids.
    """

    freq: Freq
    period: date
    series: tuple[str, ...]
    observed: float
    expected: float
    upper: float
    p_value: float
    q_value: float
    documents: tuple[DocId, ...]
    kind: str = ""

    @property
    def leading(self) -> str:
        """The series that led the group: named subjects before broad ones, then the smallest p-value."""
        return self.series[0]


def group_surges(
    surges: pd.DataFrame, members: Mapping[str, Sequence[DocId]], *, freq: Freq = "W", kind: str = ""
) -> list[SurgeGroup]:
    """Return the groups of the surging series of one period, strongest first.

    Series are taken from the strongest to the weakest; each joins the group with which it shares most, when it is
    linked to more than half of that group's series, otherwise it starts its own. So one generic term never glues two
    subjects. Linked: overlap coefficient at least 0.35 and Jaccard at least 0.15 (0.25 when both have 30 documents or
    more, 0.5 when either is a total, region, department or category).

    Parameters
    ----------
    surges : DataFrame[series, period, observed, expected, upper, p_value, q_value, …], one period.
    members : series → doc_ids of that period; a series without documents stands alone.
    freq : of the period.
    kind : the kind of text that was counted; groups of one kind and period were compared with each other.

    Raises
    ------
    ValueError : ``surges`` holds several periods or one series twice.
    """
    if surges.empty:
        return []
    if surges["period"].nunique() != 1:
        raise ValueError(f"one period expected, got {surges['period'].nunique()}")
    if surges["series"].duplicated().any():
        raise ValueError(f"series stand twice: {sorted(surges['series'][surges['series'].duplicated()])[:5]}")
    ordered = _strongest_first(surges)
    names = [str(name) for name in ordered["series"]]
    overlap, linked = _link(names, members)
    groups = _assign(overlap, linked)
    return [replace(_build_group(ordered, names, rows, members, freq), kind=kind) for rows in groups]


def is_broad(series: str) -> bool:
    """Return whether a series counts documents of any subject."""
    return series.startswith(BROAD_PREFIXES)


def _strongest_first(surges: pd.DataFrame) -> pd.DataFrame:
    keyed = surges.assign(
        _broad=[is_broad(str(name)) for name in surges["series"]], _excess=surges["expected"] - surges["observed"]
    )
    return keyed.sort_values(["_broad", "p_value", "_excess", "series"], kind="stable", ignore_index=True)


def _link(names: list[str], members: Mapping[str, Sequence[DocId]]) -> tuple[Floats, NDArray[np.bool_]]:
    documents: dict[DocId, int] = {}
    pairs = [
        (row, documents.setdefault(doc_id, len(documents)))
        for row, name in enumerate(names)
        for doc_id in set(members.get(name, ()))
    ]
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    holds = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(names), max(len(documents), 1)))
    shared = (holds @ holds.T).toarray()
    size = shared.diagonal()
    smaller = np.minimum.outer(size, size)
    overlap = shared / np.maximum(smaller, 1.0)
    jaccard = shared / np.maximum(np.add.outer(size, size) - shared, 1.0)
    broad = np.array([is_broad(name) for name in names])
    needed = np.where(smaller >= LARGE, LEAST_JACCARD_LARGE, LEAST_JACCARD)
    needed = np.where(broad[:, None] | broad[None, :], LEAST_JACCARD_BROAD, needed)
    return overlap, (overlap >= LEAST_OVERLAP) & (jaccard >= needed)


def _assign(overlap: Floats, linked: NDArray[np.bool_]) -> list[list[int]]:
    """Return the rows of each group; row 0 is the strongest series."""
    rows = len(overlap)
    groups: list[list[int]] = []
    total_overlap, links, sizes = np.zeros((rows, rows)), np.zeros((rows, rows)), np.zeros(rows)
    for row in range(rows):
        known = len(groups)
        eligible = 2 * links[row, :known] > sizes[:known]
        score = np.where(eligible, total_overlap[row, :known] / np.maximum(sizes[:known], 1.0), -1.0)
        best = int(np.argmax(score)) if eligible.any() else known
        if best == known:
            groups.append([])
        groups[best].append(row)
        total_overlap[:, best] += overlap[:, row]
        links[:, best] += linked[:, row]
        sizes[best] += 1
    return groups


def _build_group(
    surges: pd.DataFrame, names: list[str], rows: list[int], members: Mapping[str, Sequence[DocId]], freq: Freq
) -> SurgeGroup:
    lead = surges.iloc[rows[0]]
    documents = {doc_id for row in rows for doc_id in members.get(names[row], ())}
    return SurgeGroup(
        freq=freq,
        period=pd.Timestamp(lead["period"]).date(),
        series=tuple(names[row] for row in rows),
        observed=float(lead["observed"]),
        expected=float(lead["expected"]),
        upper=float(lead["upper"]),
        p_value=float(lead["p_value"]),
        q_value=float(lead["q_value"]),
        documents=tuple(sorted(documents, key=lambda doc_id: (str(type(doc_id)), doc_id))),
    )
