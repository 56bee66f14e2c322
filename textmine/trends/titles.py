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
TERMS_IN_TITLE: Final = 3
MOST_WORDS: Final = 5
USUALLY_FOLLOWED: Final = 0.4
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
    """Return a readable Korean title: specific terms with the words that follow them, in the order of the titles.

    Two terms that titles write together stay together (골든튤립호텔). ``region`` (``""`` = not concentrated) is put in
    front when no term names it; ``fallback`` is used when no term is specific.
    """
    terms = _choose_title_terms(facts, ranked)
    if not terms:
        return f"{region} {fallback}".strip() if region not in fallback else fallback
    titles = [" ".join(fact.title.split()) for fact in facts]
    terms = _extend(terms, facts, titles)
    chains = _chain(terms, titles)
    ordered = [term for chain in _in_title_order(chains, titles) for term in chain]
    words = " ".join(_join_words(ordered, titles))
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
        is_weak = score < LEAST_RELATIVE_SCORE * scored[0][0] and len(chosen) >= 2
        if is_weak or len(chosen) == TERMS_IN_TITLE:
            break
        if not _repeats(term, chosen):
            chosen.append(term)
    return chosen


def _extend(terms: Sequence[str], facts: Sequence[Fact], titles: Sequence[str]) -> list[str]:
    """Add to each term the word that usually follows it in titles: 복수 alone says little, 복수 영업 허가 does."""
    counts = Counter(term for fact in facts for term in set(fact.terms) if len(term) >= 2)
    words = sorted(term for term, df in counts.items() if df >= max(2, LEAST_TERM_SHARE * len(facts)))
    extended = list(terms)
    for term in extended:
        holding = sum(term in title for title in titles)
        new = [word for word in words if not _repeats(word, extended)]
        best = max(((_followed(term, word, titles), word) for word in new), default=(0, ""))
        if len(extended) < MOST_WORDS and best[0] >= max(2.0, USUALLY_FOLLOWED * holding):
            extended.append(best[1])
    return extended


def _repeats(term: str, chosen: Sequence[str]) -> bool:
    return any(term in other or other in term for other in chosen)


def _followed(term: str, word: str, titles: Sequence[str]) -> int:
    return sum(term + word in title or f"{term} {word}" in title for title in titles)


def _chain(terms: Sequence[str], titles: Sequence[str]) -> list[list[str]]:
    """Put terms that stand side by side in titles into one chain, the most frequent neighbours first."""
    pairs = [(_followed(a, b, titles), a, b) for a in terms for b in terms if a != b]
    chains = [[term] for term in terms]
    for count, former, latter in sorted(pairs, key=lambda pair: (-pair[0], terms.index(pair[1]), terms.index(pair[2]))):
        head = next((chain for chain in chains if chain[-1] == former), None)
        tail = next((chain for chain in chains if chain[0] == latter), None)
        if count >= 2 and head is not None and tail is not None and head is not tail:
            head.extend(tail)
            chains.remove(tail)
    return chains


def _in_title_order(chains: Sequence[list[str]], titles: Sequence[str]) -> list[list[str]]:
    """Order chains by how many of the others each usually comes before."""

    def before(first: list[str], second: list[str]) -> int:
        places = [(title.find(first[0]), title.find(second[0])) for title in titles]
        return int(np.sign(sum((a < b) - (b < a) for a, b in places if a >= 0 and b >= 0)))

    wins = [sum(before(chain, other) for other in chains) for chain in chains]
    return [chains[i] for i in sorted(range(len(chains)), key=lambda i: (-wins[i], i))]


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
