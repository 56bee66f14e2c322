"""Form-letter sentences found by themselves: what recurs everywhere and always, told from copies and campaigns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.analyse.sentences import Sentences, read_sentences

Verdict = Literal["form", "one_department", "copies", "few_people", "one_week", "short_span"]

COLUMNS: Final = {
    "sentence": "object", "documents": "int64", "share": "float64", "groups": "Int64", "departments": "Int64",
    "sources": "Int64", "persons": "Int64", "weeks": "Int64", "week_share": "float64", "top_department": "object",
    "department_share": "float64", "literal_share": "float64", "verdict": "object",
}  # fmt: skip
_COUNTERS: Final = 1 << 22  # in each of the two rows of the sketch: 32 MB
_MAX_WORDINGS: Final = 200  # places of one sentence whose wording is kept
_WEEK_DAYS, _SHORT_SPAN_DAYS = 7, 28


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a recurring sentence stops to be form-letter text; shares are 0..1.

    Parameters
    ----------
    min_documents : int
        Documents at least, also when each group of copies counts once.
    min_persons : int
        Writers at least.
    max_week_share : float
        More of the documents than that within seven days are a campaign or an event.
    max_department_share : float
        More of the documents than that in one department are its own matter, unless it has nearly all texts.
    """

    min_documents: int = 20
    min_persons: int = 5
    max_week_share: float = 0.5
    max_department_share: float = 0.8


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of the texts: codes by row, -1 = unknown; None = not given. ``days`` count from 1970.

    ``names`` and ``shares`` (0..1 of all texts) are those of the departments; ``is_short``: all days within four weeks.
    """

    groups: NDArray[np.int64] | None
    departments: NDArray[np.int64] | None
    names: list[str]
    shares: NDArray[np.float64]
    sources: NDArray[np.int64] | None
    persons: NDArray[np.int64] | None
    days: NDArray[np.int64] | None
    is_short: bool


def find_form_sentences(
    texts: Iterable[str],
    *,
    limits: Limits | None = None,
    min_length: int = 8,
    names: Collection[str] = (),
    groups: Sequence[Any] | None = None,
    departments: Sequence[Any] | None = None,
    sources: Sequence[Any] | None = None,
    persons: Sequence[Any] | None = None,
    dates: Sequence[Any] | None = None,
) -> pd.DataFrame:
    """Sentences that recur in ``limits.min_documents`` texts or more, and whether they are form-letter text.

    Two sentences are the same when their letters are: blanks, signs, numbers, placeholders and ``names`` do not count.

    Parameters
    ----------
    texts : iterable of str
        Cleaned and masked texts. Read twice, so not an iterator; never all in memory.
    min_length : int
        Letters of a sentence at least.
    names : collection of str
        Words that stand for each other in a form, such as the names of all departments.
    groups, departments, sources, persons, dates : sequences aligned with ``texts``, optional
        Group of copies, department, sender, pseudonym of the writer, civil date. None, NaN or "" = unknown.

    Returns
    -------
    DataFrame[sentence, documents, share, groups, departments, sources, persons, weeks, week_share, top_department,
    department_share, literal_share, verdict]
        Most documents first. ``sentence`` its commonest wording, which ``literal_share`` (0..1) of its places have
        letter by letter; ``share`` of all texts; ``groups`` documents when copies count once, as they do for
        ``weeks``, ``week_share`` (the largest share within seven days) and ``department_share``; what was not given is
        <NA>. ``verdict``: form; one_department (its own matter); copies, few_people, one_week (somebody's campaign);
        short_span (all texts within four weeks, so nobody can say).

    Raises
    ------
    ValueError
        ``texts`` can be read only once, or a sequence is not as long as the texts are many.

    Notes
    -----
    The first reading counts hashes in a count-min sketch of fixed size (Cormode & Muthukrishnan 2005, Journal of
    Algorithms 55:58-75), which never counts too few; the second keeps rows and wordings of what may recur.

    Examples
    --------
    >>> texts = [f"{n}번 가로등이 꺼졌어요. 빠른 조치 부탁드립니다." for n in "가나다"]
    >>> find_form_sentences(texts, limits=Limits(min_documents=3)).sentence.tolist()
    ['빠른 조치 부탁드립니다.']
    """
    if isinstance(texts, Iterator):
        raise ValueError("texts are read twice: give a sequence or an object that can be iterated again")
    limits = limits or Limits()
    sketch, n_texts = _count(read_sentences(texts, min_length=min_length, names=names))
    facts = _facts(n_texts, groups, departments, sources, persons, dates)
    rows, wordings = _collect(read_sentences(texts, min_length=min_length, names=names), sketch, limits.min_documents)
    records = [
        _describe(found, wordings[key], facts, limits) | {"share": len(found) / n_texts}
        for key, found in rows.items()
    ]
    frame = pd.DataFrame(records, columns=list(COLUMNS)).astype(COLUMNS)
    return frame.sort_values(["documents", "sentence"], ascending=[False, True], ignore_index=True)


def _count(batches: Iterable[Sentences]) -> tuple[NDArray[np.uint32], int]:
    sketch = np.zeros((2, _COUNTERS), dtype=np.uint32)
    n_texts = 0
    for sentences in batches:
        n_texts += sentences.size
        for counters, places in zip(sketch, _places(sentences.hashes), strict=True):
            np.add.at(counters, places, 1)
    return sketch, n_texts


def _places(hashes: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    return hashes % np.uint64(_COUNTERS), (hashes >> np.uint64(32)) % np.uint64(_COUNTERS)


def _collect(
    batches: Iterable[Sentences], sketch: NDArray[np.uint32], min_documents: int
) -> tuple[dict[int, NDArray[np.int64]], dict[int, Counter[str]]]:
    """Rows and wordings by hash of the sentences that really recur."""
    hashes, rows = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
    wordings: dict[int, Counter[str]] = defaultdict(Counter)
    for sentences in batches:
        low, high = _places(sentences.hashes)
        may_recur = np.flatnonzero(np.minimum(sketch[0][low], sketch[1][high]) >= min_documents)
        hashes.append(sentences.hashes[may_recur])
        rows.append(sentences.rows[may_recur])
        for key, sentence in zip(sentences.hashes[may_recur], sentences.written(may_recur), strict=True):
            if (seen := wordings[int(key)]).total() < _MAX_WORDINGS:
                seen[sentence] += 1
    every, row = np.concatenate(hashes), np.concatenate(rows)
    order = np.argsort(every, kind="stable")
    keys, starts, sizes = np.unique(every[order], return_index=True, return_counts=True)
    recurring = sizes >= min_documents
    found = zip(keys[recurring], starts[recurring], sizes[recurring], strict=True)
    return {int(key): row[order[start : start + size]] for key, start, size in found}, wordings


def _facts(
    n_texts: int, groups: Sequence[Any] | None, departments: Sequence[Any] | None, sources: Sequence[Any] | None,
    persons: Sequence[Any] | None, dates: Sequence[Any] | None,
) -> _Facts:  # fmt: skip
    for name, given in (("groups", groups), ("departments", departments), ("sources", sources), ("persons", persons),
                        ("dates", dates)):
        if given is not None and len(given) != n_texts:
            raise ValueError(f"{name} has {len(given)} rows, texts {n_texts}")
    codes, names = _codes(departments)
    counts = np.bincount(codes[codes >= 0], minlength=len(names)) if codes is not None else np.empty(0)
    days, is_short = None, False
    if dates is not None:
        stamps = pd.Series(pd.to_datetime(pd.Series(list(dates), dtype=object), errors="coerce"))
        days = np.asarray(((stamps - pd.Timestamp(0)) // pd.Timedelta(days=1)).fillna(-1), dtype=np.int64)
        known = days[days >= 0]
        is_short = bool(known.size) and int(known.max() - known.min()) < _SHORT_SPAN_DAYS
    return _Facts(
        _codes(groups)[0], codes, names, counts / max(counts.sum(), 1), _codes(sources)[0], _codes(persons)[0], days,
        is_short,
    )  # fmt: skip


def _codes(values: Sequence[Any] | None) -> tuple[NDArray[np.int64] | None, list[str]]:
    if values is None:
        return None, []
    column = pd.Series(list(values), dtype=object)
    codes, names = pd.factorize(column.where(column != "", None), sort=True)
    return codes.astype(np.int64), [str(name) for name in names]


def _describe(
    rows: NDArray[np.int64], wordings: Counter[str], facts: _Facts, limits: Limits
) -> dict[str, object]:
    sentence = min(wordings, key=lambda wording: (-wordings[wording], wording))
    same = sum(count for wording, count in wordings.items() if wording.replace(" ", "") == sentence.replace(" ", ""))
    once = _without_copies(rows, facts.groups)
    weeks, week_share = _in_time(once, facts.days)
    top, department_share, everywhere = _in_departments(once, facts)
    record: dict[str, object] = {
        "sentence": sentence, "documents": len(rows), "groups": _distinct(rows, facts.groups),
        "departments": _distinct(rows, facts.departments), "sources": _distinct(rows, facts.sources),
        "persons": _distinct(rows, facts.persons), "weeks": weeks, "week_share": week_share, "top_department": top,
        "department_share": department_share, "literal_share": same / wordings.total(),
    }  # fmt: skip
    return record | {"verdict": _judge(record, facts, limits, everywhere)}


def _judge(record: dict[str, Any], facts: _Facts, limits: Limits, everywhere: float) -> Verdict:
    """``everywhere``: the share that the sentence's first department has of all texts."""
    if record["groups"] is not pd.NA and record["groups"] < limits.min_documents:
        return "copies"
    if record["persons"] is not pd.NA and 0 < record["persons"] < limits.min_persons:
        return "few_people"
    if facts.is_short:
        return "short_span"
    if record["week_share"] > limits.max_week_share:  # False for NaN
        return "one_week"
    of_one = record["department_share"]
    is_own_matter = of_one > limits.max_department_share and everywhere < of_one / 2
    return "one_department" if is_own_matter else "form"


def _without_copies(rows: NDArray[np.int64], groups: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """The first row of each group of copies, and every row of unknown group."""
    if groups is None:
        return rows
    found = groups[rows]
    is_first = found < 0
    is_first[np.unique(found, return_index=True)[1]] = True
    return rows[is_first]


def _distinct(rows: NDArray[np.int64], codes: NDArray[np.int64] | None) -> Any:
    if codes is None:
        return pd.NA
    found = codes[rows]
    return len(np.unique(found[found >= 0]))


def _in_time(rows: NDArray[np.int64], days: NDArray[np.int64] | None) -> tuple[Any, float]:
    """Calendar weeks, and the largest share within seven days; NaN without dates."""
    if days is None:
        return pd.NA, np.nan
    known = np.sort(days[rows][days[rows] >= 0])
    if not known.size:
        return 0, np.nan
    within = np.searchsorted(known, known + _WEEK_DAYS) - np.arange(len(known))
    monday_first = known + 3  # 1970-01-01 was a Thursday
    return len(np.unique(monday_first // _WEEK_DAYS)), float(within.max() / len(known))


def _in_departments(rows: NDArray[np.int64], facts: _Facts) -> tuple[str, float, float]:
    """Name of the first department, its share of the sentence's documents, and of all texts."""
    if facts.departments is None:
        return "", np.nan, np.nan
    found = facts.departments[rows]
    counts = np.bincount(found[found >= 0], minlength=len(facts.names))
    if not counts.sum():
        return "", np.nan, np.nan
    top = int(np.argmax(counts))
    return facts.names[top], float(counts[top] / counts.sum()), float(facts.shares[top])
