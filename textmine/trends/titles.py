"""What an issue is called, and which documents show it best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np

# Weight of the background, in documents: an issue of three documents must not be named by a rare slip.
PRIOR_DOCUMENTS: Final = 3.0
RAREST_SHARE: Final = 0.002
TERMS_OF_ISSUE: Final = 10
TERMS_IN_TITLE: Final = 4
LEAST_TITLE_SHARE: Final = 0.3
# Terms that stand in titles make titles; one that only bodies have counts this much.
TITLE_SHARE_FLOOR: Final = 0.1
LEAST_TERM_SHARE: Final = 0.15
# A title term that says far less than the best one only makes the title longer.
LEAST_RELATIVE_SCORE: Final = 0.35
CONCENTRATED_SHARE: Final = 0.6
_EXAMPLE_CANDIDATES: Final = 60


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one document of an issue; ``terms`` in reading order."""

    doc_id: str
    civil_date: date
    region: str
    department: str
    title: str
    is_copy: bool
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Background:
    """Document frequencies of terms over ``documents`` documents of the corpus, those of the issues among them."""

    documents: int
    df: Mapping[str, int] = field(default_factory=dict)


def rank_issue_terms(facts: Sequence[Fact], background: Background) -> list[tuple[str, float]]:
    """Return (term, signed G²) most specific to the documents, best first, at most ten.

    The log-likelihood ratio of document frequencies (Dunning 1993) weighs both how much more often a term stands here
    than in the rest of the corpus and how much of the issue it covers. A term must stand in 15 % of the documents and,
    when there are several, in two.
    """
    counts = Counter(term for fact in facts for term in set(fact.terms))
    size = len(facts)
    least = max(min(2, size), LEAST_TERM_SHARE * size)
    scored = [
        (term, _specificity(df, size, background.df.get(term, 0), background.documents))
        for term, df in counts.items()
        if df >= least
    ]
    positive = [(term, score) for term, score in scored if score > 0] or scored
    return sorted(positive, key=lambda pair: (-pair[1], pair[0]))[:TERMS_OF_ISSUE]


def _specificity(df: int, size: int, background_df: int, background_size: int) -> float:
    # The corpus holds the issue too: a campaign that is a tenth of it must not be compared with itself.
    others = max(background_size - size, 0)
    usual = (min(max(background_df - df, 0), others) + 0.5) / (others + 1.0)
    # Beyond one document in 500 rarity says nothing more; else slips of the analyser win.
    usual = min(max(usual, RAREST_SHARE), 1.0 - RAREST_SHARE)
    here = (df + PRIOR_DOCUMENTS * usual) / (size + PRIOR_DOCUMENTS)
    gain = here * np.log(here / usual) + (1.0 - here) * np.log((1.0 - here) / (1.0 - usual))
    return float(np.copysign(2.0 * size * gain, here - usual))


def write_title(facts: Sequence[Fact], ranked: Sequence[tuple[str, float]], region: str, fallback: str) -> str:
    """Return a readable Korean title: up to four specific terms in the order of the documents' own titles.

    Two terms that titles write together stay together (골든튤립호텔). ``region`` (``""`` = not concentrated) is put in
    front when no term names it; ``fallback`` is used when no term is specific.
    """
    terms = _choose_title_terms(facts, ranked)
    if not terms:
        return f"{region} {fallback}".strip() if region not in fallback else fallback
    titles = [" ".join(fact.title.split()) for fact in facts]
    words = " ".join(_join_words(_in_title_order(terms, titles), titles))
    place = region.split()[-1] if region else ""
    return words if not place or place in words else f"{place} {words}"


def _choose_title_terms(facts: Sequence[Fact], ranked: Sequence[tuple[str, float]]) -> list[str]:
    size = len(facts)
    scored = []
    for term, score in ranked:
        holding = sum(term in fact.terms for fact in facts)
        in_titles = sum(term in fact.title for fact in facts)
        if len(term) >= 2 and holding >= LEAST_TITLE_SHARE * size:
            scored.append((score * (TITLE_SHARE_FLOOR + in_titles / size), term))
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    chosen: list[str] = []
    for score, term in scored:
        if score < LEAST_RELATIVE_SCORE * scored[0][0] or len(chosen) == TERMS_IN_TITLE:
            break
        if not any(term in other or other in term for other in chosen):
            chosen.append(term)
    return chosen


def _in_title_order(terms: Sequence[str], titles: Sequence[str]) -> list[str]:
    def lead(term: str) -> float:
        wins = 0
        for title in titles:
            here = title.find(term)
            if here >= 0:
                others = [title.find(other) for other in terms if other != term]
                wins += sum((here < there) - (0 <= there < here) for there in others if there >= 0)
        return -float(wins)

    return sorted(terms, key=lambda term: (lead(term), list(terms).index(term)))


def _join_words(terms: Sequence[str], titles: Sequence[str]) -> list[str]:
    words = [terms[0]]
    for former, term in pairwise(terms):
        together = sum(former + term in title for title in titles)
        apart = sum(f"{former} {term}" in title for title in titles)
        if together > apart:
            words[-1] += term
        else:
            words.append(term)
    return words


def concentrated(names: Sequence[str]) -> str:
    """Return the name that at least 60 % of the named documents share, or ``""``."""
    counts = Counter(name for name in names if name)
    if not counts:
        return ""
    name, count = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return name if count >= max(CONCENTRATED_SHARE * sum(counts.values()), 2) else ""


def choose_examples(facts: Sequence[Fact], ranked: Sequence[tuple[str, float]], size: int = 3) -> tuple[str, ...]:
    """Return the doc_ids of at most ``size`` documents: the most typical one, then those least like the chosen ones.

    Originals come before copies, and documents that hold a term of the issue before those that hold none.
    """
    weights = dict(ranked)

    def typical(fact: Fact) -> tuple[bool, float, str]:
        score = sum(weights.get(term, 0.0) for term in set(fact.terms))
        return (fact.is_copy, -score / np.sqrt(5.0 + len(set(fact.terms))), fact.doc_id)

    pool = sorted(facts, key=typical)[:_EXAMPLE_CANDIDATES]
    originals = [fact for fact in pool if not fact.is_copy and any(term in weights for term in fact.terms)]
    pool = originals if len(originals) >= size else pool
    chosen = pool[:1]
    while len(chosen) < min(size, len(pool)):
        rest = [fact for fact in pool if fact not in chosen]
        chosen.append(min(rest, key=lambda fact: (max(_jaccard(fact, other) for other in chosen), typical(fact))))
    return tuple(fact.doc_id for fact in chosen)


def _jaccard(a: Fact, b: Fact) -> float:
    first, second = set(a.terms), set(b.terms)
    return len(first & second) / max(len(first | second), 1)
