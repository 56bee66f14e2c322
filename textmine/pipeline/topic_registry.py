"""Who is who: topics of a new model get the ids of the registry, with the evidence for the log."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd
from scipy.optimize import linear_sum_assignment

from textmine.analyse import TopicModel, match_topics, rename_topics, transform_topics
from textmine.analyse.topic_quality import top_lists
from textmine.analyse.topic_terms import TOP_TERMS, likeness

# A topic known by its words alone (its model is gone, or it was away for months) must share more than half of ten.
_SAME_WORDS: Final = 0.35


@dataclass(frozen=True, slots=True)
class Identified:
    """A model that wears the ids and labels of the registry, and what became of each topic (``sync``'s events)."""

    model: TopicModel
    events: tuple[Mapping[str, Any], ...]


def identify(
    new: TopicModel, labels: Sequence[str], registry: pd.DataFrame, *, old: TopicModel | None,
    terms: Sequence[list[str]],
) -> Identified:
    """The new model with lasting ids and labels.

    Topics are first matched with the old model by words and by ``terms``, the documents of the new one; the others with
    topics of the registry (frame of ``list_topics``) that no model holds any more, by words. A topic keeps its label as
    long as all of its words stand among its terms, so that a refit does not reword it.
    """
    model = new.with_topics(tuple(replace(t, label=label) for t, label in zip(new.topics, labels, strict=True)))
    events: list[dict[str, Any]] = []
    ids: dict[str, str] = {}
    if old is not None and old.n_topics:
        matches = match_topics(
            old, model, old_shares=transform_topics(old, terms), new_shares=transform_topics(model, terms)
        )
        ids = dict(matches.loc[matches.verdict == "same", ["new", "old"]].itertuples(index=False))
        events = [_event(row, ids) for row in matches.to_dict("records")]
    lost = registry if old is None else registry[registry["state"] == "gone"]
    again = _by_words(model, lost, without=set(ids))
    ids |= {new_id: old_id for new_id, (old_id, _) in again.items()}
    named = rename_topics(model, ids)
    final = {before.topic_id: after.topic_id for before, after in zip(model.topics, named.topics, strict=True)}
    if old is None or not old.n_topics:
        events = [_first(topic_id) for topic_id in final if topic_id not in again]
    events = [event | {"topic_id": final.get(event["topic_id"], event["topic_id"])} for event in events
              if event["topic_id"] not in again]
    events += [
        {"topic_id": old_id, "verdict": "again", "other_id": "", "evidence": {"term_overlap": round(value, 3)}}
        for old_id, value in again.values()
    ]
    named = _with_kept_labels(named, registry)
    shown = dict(zip(registry["topic_id"], registry["label"], strict=True))
    shown |= {topic.topic_id: topic.label for topic in named.topics}
    return Identified(named, tuple(event | {"label": shown.get(event["topic_id"], "")} for event in events))


def _event(row: Mapping[Any, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    evidence = {
        "term_overlap": round(row["term_overlap"], 3), "document_overlap": round(row["document_overlap"], 3),
        "shared_terms": row["shared_terms"],
    }
    if row["verdict"] in ("merged", "gone"):
        other = ids.get(row["new"], row["new"])
        return {"topic_id": row["old"], "verdict": row["verdict"], "other_id": other, "evidence": evidence}
    other = row["old"] if row["verdict"] == "split" else ""
    return {"topic_id": row["new"], "verdict": row["verdict"], "other_id": other, "evidence": evidence}


def _first(topic_id: str) -> dict[str, Any]:
    return {"topic_id": topic_id, "verdict": "new", "other_id": "", "evidence": {}}


def _by_words(model: TopicModel, known: pd.DataFrame, *, without: set[str]) -> dict[str, tuple[str, float]]:
    """Topic id → (id of the registry, likeness) for topics that share their ten words with a known one."""
    free = [n for n, topic in enumerate(model.topics) if topic.topic_id not in without]
    if not free or known.empty:
        return {}
    own = top_lists(model)
    values = likeness([own[n] for n in free], [json.loads(words)[:TOP_TERMS] for words in known["terms"]])
    rows, columns = linear_sum_assignment(-values)
    old_ids = known["topic_id"].tolist()
    return {
        model.topics[free[row]].topic_id: (old_ids[column], float(values[row, column]))
        for row, column in zip(rows, columns, strict=True)
        if values[row, column] >= _SAME_WORDS
    }


def _with_kept_labels(model: TopicModel, registry: pd.DataFrame) -> TopicModel:
    known = dict(zip(registry["topic_id"], registry["label"], strict=True))
    topics = []
    for topic in model.topics:
        label = known.get(topic.topic_id, "")
        words = {term for term, _ in topic.terms}
        fits = bool(label) and set(label.split()) <= words
        topics.append(replace(topic, label=label) if fits else topic)
    return model.with_topics(tuple(topics))


def with_human_labels(model: TopicModel, registry: pd.DataFrame) -> TopicModel:
    """The model whose topics wear the labels that people gave them."""
    given = dict(zip(registry["topic_id"], registry["human_label"], strict=True))
    return model.with_topics(tuple(
        replace(topic, label=given.get(topic.topic_id) or topic.label) for topic in model.topics
    ))

