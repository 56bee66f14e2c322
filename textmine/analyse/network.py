"""Co-occurrence network of terms with communities."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.analyse.matrix import TermMatrix, Terms, count_terms


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """``nodes`` DataFrame[term, df, community], largest df first; ``edges`` DataFrame[source, target, npmi, count].

    ``community`` counts from 0, the largest community first; ``count`` is documents that hold both terms;
    ``source`` < ``target`` in code-point order; strongest edge first.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame


def build_network(
    terms: Terms,
    *,
    max_terms: int = 100,
    max_edges: int = 300,
    min_df: int = 2,
    min_count: int = 2,
    min_npmi: float = 0.1,
    seed: int = 0,
) -> Network:
    """Network of the most frequent terms, joined where they share documents more than by chance.

    Parameters
    ----------
    terms : sequence of sequences of str
        Terms of each document.
    max_terms, max_edges : int
        Largest size of the picture: most frequent terms, then strongest edges.
    min_df, min_count : int
        Fewest documents of a term, and of a pair.
    min_npmi : float
        Weakest edge, -1..1.
    seed : int
        Of the community search.

    Returns
    -------
    Network
        Terms without an edge stay as nodes in communities of their own.

    Source: Bouma 2009 (NPMI); Blondel et al. 2008, J. Stat. Mech. P10008 (communities), by networkx.
    """
    matrix = _most_frequent(count_terms(terms, min_df=min_df), max_terms)
    edges = _strong_pairs(matrix, min_count, min_npmi).head(max_edges).reset_index(drop=True)
    communities = _find_communities(len(matrix.vocabulary), edges, seed)
    nodes = pd.DataFrame(
        {"term": pd.Series(matrix.vocabulary, dtype=object), "df": matrix.df, "community": communities}
    ).sort_values(["df", "term"], ascending=[False, True])
    named = pd.DataFrame(
        {
            "source": pd.Series(matrix.vocabulary[edges.source], dtype=object),
            "target": pd.Series(matrix.vocabulary[edges.target], dtype=object),
            "npmi": edges.npmi,
            "count": edges["count"],
        }
    )
    return Network(nodes.reset_index(drop=True), named)


def pair_npmi(
    joint: NDArray[np.float64], left: NDArray[np.float64], right: NDArray[np.float64], n_docs: int
) -> NDArray[np.float64]:
    """Normalised pointwise mutual information of pairs from document counts, -1 (never together) to 1 (always)."""
    share = np.where(joint > 0, joint, 1.0) / max(n_docs, 1)
    information = np.log(share * n_docs * n_docs / np.maximum(left * right, 1.0))
    surprise = -np.log(share)
    npmi = np.where(surprise > 0, information / np.where(surprise > 0, surprise, 1.0), 1.0)
    return np.asarray(np.where(joint > 0, npmi, -1.0), dtype=np.float64)


def _most_frequent(matrix: TermMatrix, max_terms: int) -> TermMatrix:
    chosen = np.sort(np.argsort(-matrix.df, kind="stable")[:max_terms])
    return TermMatrix(matrix.counts[:, chosen], matrix.vocabulary[chosen])


def _strong_pairs(matrix: TermMatrix, min_count: int, min_npmi: float) -> pd.DataFrame:
    binary, df = matrix.binary, matrix.df.astype(np.float64)
    together = (binary.T @ binary).toarray()
    source, target = np.nonzero(np.triu(together >= max(min_count, 1), k=1))
    count = together[source, target]
    npmi = pair_npmi(count, df[source], df[target], matrix.n_docs).round(10)
    pairs = pd.DataFrame({"source": source, "target": target, "npmi": npmi, "count": count.astype(np.int64)})
    pairs = pairs[pairs.npmi >= min_npmi]
    return pairs.sort_values(["npmi", "count", "source", "target"], ascending=[False, False, True, True])


def _find_communities(n_terms: int, edges: pd.DataFrame, seed: int) -> NDArray[np.int64]:
    labels = np.zeros(n_terms, dtype=np.int64)
    # Numbered nodes: the order of a set of strings would change with Python's hash seed.
    graph = nx.Graph()
    graph.add_nodes_from(range(n_terms))
    graph.add_weighted_edges_from(
        sorted(zip(edges.source.tolist(), edges.target.tolist(), edges.npmi.tolist(), strict=True))
    )
    if not n_terms:
        return labels
    found = nx.community.louvain_communities(graph, weight="weight", seed=seed)
    for number, members in enumerate(sorted(found, key=lambda group: (-len(group), min(group)))):
        labels[sorted(members)] = number
    return labels
