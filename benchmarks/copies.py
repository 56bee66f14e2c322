"""Copies among complaints of 500 characters of the sample city: time, pairwise recall and precision; a new day."""

from __future__ import annotations

import random
import re
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.analyse.copies import find_candidates, group_duplicates, group_signatures
from textmine.analyse.signatures import SHINGLE_CHARS, Signatures, comparable, sign
from textmine.ingest.sample import write_sample

_CHARACTERS = 500
_COPIES = 0.2
_DAY = 5_000
_PER_TEXT = 7.6  # documents of the sample for one text of 500 characters


def run(data: Path, rows: int = 22_182) -> dict[str, Any]:
    """Ours with exact verification, the library's own grouping by estimate, and a day of 5,000 against the rest."""
    texts, truth = _city(rows)
    result: dict[str, Any] = {"rows": len(texts), "characters": round(float(np.mean([len(text) for text in texts])))}
    started = time.perf_counter()
    result["ours"] = {**_pairs(truth, group_duplicates(texts)), "seconds": round(time.perf_counter() - started, 1)}
    result["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    if rows <= 100_000:
        started = time.perf_counter()
        result["peer, rensa by estimate"] = {
            **_pairs(truth, _by_estimate(texts)), "seconds": round(time.perf_counter() - started, 1)
        }  # fmt: skip
    result["day"] = _day(texts)
    return result


def _city(rows: int) -> tuple[list[str], NDArray[np.int64]]:
    """Texts in random order and which original each is or was made of."""
    rng = random.Random(3)
    wanted = int(rows * (1 - _COPIES))
    originals: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        sample = write_sample(folder, seed=5, documents=int(rows * _PER_TEXT), years=5)
        text = ""
        for chunk in pd.read_csv(sample.complaints, usecols=["민원내용"], chunksize=200_000):
            for body in chunk["민원내용"].astype(str).sample(frac=1, random_state=1):
                text = f"{text}\n{body}" if text else body
                if len(text) >= _CHARACTERS:
                    originals.append(text[: _CHARACTERS + 20])
                    text = ""
            if len(originals) >= wanted:
                break
    originals = originals[:wanted]
    words = [word for text in originals[:2_000] for word in text.split()]
    made = [(text, number) for number, text in enumerate(originals)]
    for number in range(rows - len(originals)):
        source = rng.randrange(len(originals))
        made.append((_copy(originals[source], number % 3, words, rng), source))
    rng.shuffle(made)
    return [text for text, _ in made], np.array([number for _, number in made])


def _copy(text: str, how: int, words: list[str], rng: random.Random) -> str:
    """The text itself, with 5 to 10 % of its words replaced in runs, or with its sentences in another order."""
    if how == 1:
        parts = text.split(" ")
        left = max(1, round(len(parts) * rng.uniform(0.05, 0.10)))
        while left > 0:
            run = min(left, rng.randint(2, 5))
            start = rng.randrange(max(1, len(parts) - run))
            parts[start : start + run] = [rng.choice(words) for _ in range(run)]
            left -= run
        return " ".join(parts)
    if how == 2:
        sentences = [part for part in re.split(r"(?<=[.!?])\s+|\n", text) if part]
        rng.shuffle(sentences)
        return " ".join(sentences)
    return text


def _pairs(truth: NDArray[np.int64], found: NDArray[np.int64]) -> dict[str, float]:
    def count(labels: NDArray[np.int64]) -> float:
        sizes = np.unique(labels, return_counts=True, axis=0)[1].astype(float)
        return float((sizes * (sizes - 1) / 2).sum())

    both = count(np.stack([truth, found], axis=1))
    return {"recall": round(both / count(truth), 4), "precision": round(both / count(found), 4)}


def _by_estimate(texts: list[str]) -> NDArray[np.int64]:
    from rensa import RMinHashDeduplicator

    seeker = RMinHashDeduplicator(threshold=0.7, num_perm=128, use_lsh=True)
    letters = [comparable(text) for text in texts]
    tokens = [[one[start : start + SHINGLE_CHARS] for start in range(len(one) - SHINGLE_CHARS + 1)] for one in letters]
    is_kept = seeker.add_pairs((str(row), runs) for row, runs in enumerate(tokens))
    alike = seeker.get_duplicate_sets(tokens)
    return np.array([
        row if is_kept[row] else min((int(name) for name in alike[row]), default=row) for row in range(len(texts))
    ])


def _day(texts: list[str]) -> dict[str, float]:
    """Seconds for the last 5,000 texts when the signatures of all others are stored."""
    day = min(_DAY, len(texts) // 4)
    stored = sign(texts[:-day])
    known = np.arange(len(texts))
    started = time.perf_counter()
    fresh = sign(texts[-day:])
    signatures = Signatures(np.concatenate([stored.keys, fresh.keys]), np.concatenate([stored.slots, fresh.slots]))
    is_new = np.arange(len(texts)) >= len(texts) - day
    rows = find_candidates(signatures, new=is_new)
    candidates = Signatures(signatures.keys[rows], signatures.slots[rows])
    group_signatures(candidates, lambda row: texts[rows[row]], known=np.where(is_new[rows], -1, known[rows]))
    return {"texts": day, "stored": len(texts) - day, "seconds": round(time.perf_counter() - started, 2)}
