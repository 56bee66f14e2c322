"""Whether topics keep their identity: documents replaced, other seeds, months added, and changes planted in a city."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from textmine.analyse import TopicModel, fit_topics, keep_topic_ids, match_topics, transform_topics
from textmine.analyse.matrix import Terms

REPEATS, REPLACED = 3, 0.1
TRIALS = 20
FINER = 1.5


class Corpus(NamedTuple):
    """Documents in order of id."""

    doc_ids: list[str]
    terms: list[list[str]]

    def take(self, rows: Any) -> Corpus:
        return Corpus([self.doc_ids[row] for row in rows], [self.terms[row] for row in rows])


def kept_when_replaced(corpus: Corpus, k: int) -> dict[str, float]:
    """Share of topics that keep their id when 10 % of the documents are others, and when only the seed is another."""
    n, kept, same_seed = len(corpus.terms), [], []
    for repeat in range(REPEATS):
        rng = np.random.default_rng(repeat)
        order = rng.permutation(n)
        count = int(n / (1 + REPLACED))
        first = np.sort(order[:count])
        gone = rng.choice(first, int(REPLACED * count), replace=False)
        second = np.sort(np.concatenate([np.setdiff1d(first, gone), order[count : count + len(gone)]]))
        old = _fit(corpus.take(first), k, seed=repeat)
        kept.append(_kept(old, _fit(corpus.take(second), k, seed=repeat, start=old), corpus.take(second).terms))
        other = _fit(corpus.take(first), k, seed=repeat + 100)
        same_seed.append(_kept(old, other, corpus.take(first).terms))
    return {"10 % replaced": round(float(np.mean(kept)), 3), "other seed": round(float(np.mean(same_seed)), 3)}


def kept_by_month(corpus: Corpus, months: list[str], *, first: int = 6) -> dict[str, float]:
    """Share of topics that keep their id from month to month as documents are added."""
    names, kept = sorted(set(months)), []
    old: TopicModel | None = None
    for name in names[first:]:
        part = corpus.take([row for row, month in enumerate(months) if month < name])
        new = fit_topics(part.terms, doc_ids=part.doc_ids, start=old)
        if old is not None:
            matches = _matches(old, new, part.terms)
            kept.append(float((matches.verdict == "same").sum()) / old.n_topics)
            new = keep_topic_ids(new, matches)
        old = new
    return {"month to month": round(float(np.mean(kept)), 3), "months": len(kept)}


def recognised(themes: dict[str, list[list[str]]]) -> dict[str, Any]:
    """Share of planted births, splits and merges that are called so, and of unchanged themes that keep an id.

    In each trial eight themes stay; one is born; the texts of two themes are written as one text in the old half and
    apart in the new (a split), those of two others the other way round (a merge). A topic is of the theme that more
    than half of its weight lies in (themes counted alike). ``all`` counts what a model does not show as missed;
    ``shown`` leaves out the cases in which one of the two models has no topic of a theme.
    """
    # Trials 0 to 19 chose what share makes a split; these were never looked at.
    cases: dict[str, list[tuple[bool, bool]]] = {"birth": [], "split": [], "merge": [], "same": []}
    names = sorted(themes)
    for trial in range(TRIALS):
        drawn = [str(name) for name in np.random.default_rng(1_000 + trial).permutation(names)[:13]]
        for kind, shown, hit in _trial({name: themes[name] for name in drawn}):
            cases[kind].append((shown, hit))
    found: dict[str, Any] = {"trials": TRIALS}
    for kind, seen in cases.items():
        hits = [hit for shown, hit in seen if shown]
        found[kind] = {
            "all": round(float(np.mean([hit for _, hit in seen])), 3), "shown": round(float(np.mean(hits)), 3),
            "cases": len(seen), "cases shown": len(hits),
        }
    return found


def _trial(themes: dict[str, list[list[str]]]) -> list[tuple[str, bool, bool]]:
    """(kind, both models show it, it is called so) of each planted case."""
    drawn = list(themes)
    same, born, (s1, s2), (m1, m2) = drawn[:8], drawn[8], drawn[9:11], drawn[11:13]
    halves = {name: (themes[name][::2], themes[name][1::2]) for name in drawn}
    before = {name: halves[name][0] for name in [*same, m1, m2]} | {"split": _joined(halves, s1, s2, 0)}
    after = {name: halves[name][1] for name in [*same, born, s1, s2]} | {"merge": _joined(halves, m1, m2, 1)}
    old, old_theme = _fit_themes(before, None)
    new, new_theme = _fit_themes(after, old)
    rows = [
        (new_theme.get(row.new, ""), old_theme.get(row.old, ""), row.verdict)
        for row in _matches(old, new, [document for one in after.values() for document in one]).itertuples()
    ]
    here, there = set(new_theme.values()), set(old_theme.values())
    split = {(s1, "split"), (s2, "split")} <= {row[:2] for row in rows}
    split = split and bool({(s1, "split", "split"), (s2, "split", "split")} & set(rows))
    merge = bool({("merge", m1, "merged"), ("merge", m2, "merged")} & set(rows))
    cases = [
        ("birth", born in here, (born, "", "new") in rows),
        ("split", {s1, s2} <= here and "split" in there, split),
        ("merge", "merge" in here and {m1, m2} <= there, merge),
    ]
    return cases + [("same", name in here and name in there, (name, name, "same") in rows) for name in same]


Halves = dict[str, tuple[list[list[str]], list[list[str]]]]


def _joined(halves: Halves, one: str, two: str, half: int) -> list[list[str]]:
    return [left + right for left, right in zip(halves[one][half], halves[two][half], strict=False)]


def _fit_themes(themes: dict[str, list[list[str]]], start: TopicModel | None) -> tuple[TopicModel, dict[str, str]]:
    """A model with half as many topics again as themes, and the theme of each topic id ("" = of none)."""
    documents = [document for one in themes.values() for document in one]
    labels = np.repeat(list(themes), [len(one) for one in themes.values()])
    ids = [f"{number:06d}" for number in range(len(documents))]
    model = fit_topics(documents, doc_ids=ids, n_topics=round(FINER * len(themes)), start=start)
    weight = np.array([model.doc_topics[labels == name].mean(axis=0) for name in themes])
    weight /= np.maximum(weight.sum(axis=0), 1e-12)
    names = list(themes)
    return model, {
        topic.topic_id: names[int(weight[:, number].argmax())] if weight[:, number].max() > 0.5 else ""
        for number, topic in enumerate(model.topics)
    }


def _fit(corpus: Corpus, k: int, *, seed: int, start: TopicModel | None = None) -> TopicModel:
    return fit_topics(corpus.terms, doc_ids=corpus.doc_ids, n_topics=k, seed=seed, start=start)


def _matches(old: TopicModel, new: TopicModel, terms: Terms) -> Any:
    return match_topics(
        old, new, old_shares=transform_topics(old, terms), new_shares=transform_topics(new, terms)
    )


def _kept(old: TopicModel, new: TopicModel, terms: Terms) -> float:
    return float((_matches(old, new, terms).verdict == "same").sum()) / old.n_topics
