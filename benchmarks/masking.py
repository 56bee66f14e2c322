"""Recall and precision of masking on a labelled set, injected into sentences that other people wrote, and its speed."""

from __future__ import annotations

import time
from collections import Counter
from math import sqrt
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks._gold import Marked, negatives, positives
from textmine.ingest.dictionaries import load_lexicon, packaged_dictionaries
from textmine.text import mask

_REVIEWS = 50_000
_LONG = 1_400  # characters
# A part of these may stay (the name of a city before an address); no digit may.
_BY_DIGITS = frozenset({"address", "plate", "licence", "account"})


def run(data: Path) -> dict[str, Any]:
    """Recall by kind with its 95 % interval, precision, and megabytes a second, of both halves."""
    public = load_lexicon(packaged_dictionaries()).public_names
    hosts = pd.read_parquet(data / "klue_ner_dev.parquet")["text"].astype(str).tolist()
    result: dict[str, Any] = {}
    for half, odd in (("tuning", 0), ("untouched", 1)):
        found, total, falsely, rows = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
        for number, marked in enumerate(positives()):
            if number % 2 == odd:
                _count(_behind(hosts[number % len(hosts)], marked), public, found, total)
        for number, (kind, text) in enumerate(negatives()):
            if number % 2 == odd:
                rows[kind] += 1
                falsely[kind] += bool(mask(text, public_names=public).spans)
        result[half] = {kind: _share(found[kind], total[kind]) for kind in sorted(total)}
        for group, is_name in (("numbers", False), ("names", True)):
            right = sum(count for kind, count in found.items() if (kind == "name") == is_name)
            all_ = sum(count for kind, count in total.items() if (kind == "name") == is_name)
            wrong = sum(count for kind, count in falsely.items() if (kind == "name") == is_name)
            result[half][f"{group}: recall"] = _share(right, all_)
            result[half][f"{group}: precision"] = round(right / (right + wrong), 3)
        result[half]["look-alikes masked"] = f"{sum(falsely.values())} of {sum(rows.values())}"
    reviews = pd.read_parquet(data / "nsmc_dated_reviews.parquet", columns=["text"])["text"][:_REVIEWS]
    result["reviews"] = _speed(reviews.astype(str).tolist(), public)
    result["complaints of 1,400 characters"] = _speed(_complaints(data), public)
    return result


def _behind(host: str, marked: Marked) -> Marked:
    shift = len(host) + 1
    return Marked(f"{host} {marked.text}", tuple((a + shift, b + shift, kind) for a, b, kind in marked.spans))


def _count(marked: Marked, public: frozenset[str], found: Counter[str], total: Counter[str]) -> None:
    hidden = mask(marked.text, public_names=public).spans
    for start, end, kind in marked.spans:
        total[kind] += 1
        over = [span for span in hidden if span[0] < end and start < span[1]]
        left = [
            marked.text[place]
            for place in range(start, end)
            if marked.text[place].isalnum() and not any(a <= place < b for a, b, _ in over)
        ]
        leaks = [sign for sign in left if sign.isdigit()] if kind in _BY_DIGITS else left
        found[kind] += bool(over) and not leaks


def _share(count: int, total: int) -> str:
    """Share with Wilson's 95 % interval."""
    z = 1.96
    middle = (count + z * z / 2) / (total + z * z)
    half = z * sqrt(count * (total - count) / total + z * z / 4) / (total + z * z)
    return f"{count / total:.3f} ({middle - half:.3f}..{middle + half:.3f})"


def _complaints(data: Path) -> list[str]:
    petitions = pd.read_parquet(data / "petitions_full_text.parquet")["text"].astype(str)[:4_000]
    complaints = pd.read_parquet(data / "incheon_junggu_minwon.parquet")["text"].astype(str)
    whole = "\n".join([*complaints, *petitions])
    return [whole[start : start + _LONG] for start in range(0, len(whole), _LONG)]


def _speed(texts: list[str], public: frozenset[str]) -> dict[str, float]:
    started = time.process_time()
    for text in texts:
        mask(text, public_names=public)
    seconds = time.process_time() - started
    size = sum(len(text.encode()) for text in texts)
    return {"documents per second": round(len(texts) / seconds), "MB per second": round(size / seconds / 1e6, 1)}
