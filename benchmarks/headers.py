"""Header mapping on synthetic variants of a real export: ours and difflib's nearest alias (cutoff .6).

A variant is a sheet of 60 to 90 columns as quarters, offices and typists change it (``tests/ingest/header_variants``).
Recall: share of (variant, required field) whose first column is the right one. Wrong: columns that were given a field
which is not theirs; silent: those of them that the reader is not asked to look at. The limit is recall 1, wrong 0.
Slips: exports of other spellings in which one letter of one required name is typed wrong; "unread": left out.
"""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.ingest.header_variants import CHECKED, Variant, build_slips, build_variants
from textmine.ingest.headers import ALIASES, find_header, squeeze

SLIPS = 300

Found = tuple[Mapping[str, Sequence[int]], set[tuple[int, str]]]  # field → columns, (column, field) said to be guessed


def run(data: Path) -> dict[str, Any]:
    """Return recall, wrong and guessed columns of every method, and the columns it got wrong; ``data`` is not read."""
    variants = build_variants()
    report: dict[str, Any] = {
        "variants": len(variants), "columns": sum(len(variant.columns) for variant in variants),
        "required": sum(bool(variant.best(field)) for variant in variants for field in CHECKED),
    }
    for name, method in {"ours": _ours, "difflib_0.6": _nearest_alias}.items():
        start = time.process_time()
        found = [method(variant) for variant in variants]
        report[name] = _grade(variants, found) | {"cpu_s": round(time.process_time() - start, 2)}
        report[f"{name}_slips"] = _grade_slips(method)
    return report


def _grade_slips(method: Callable[[Variant], Found]) -> dict[str, int]:
    counts = dict.fromkeys(("right", "unread", "wrong", "silent_wrong"), 0)
    for variant, place in build_slips(SLIPS):
        columns, guessed = method(variant)
        fields = {field for field, places in columns.items() if place in places}
        wrong = fields - {variant.columns[place].field}
        kind = "wrong" if wrong else "right" if fields else "unread"
        counts[kind] += 1
        counts["silent_wrong"] += any((place, field) not in guessed for field in wrong)
    return counts


def _grade(variants: Sequence[Variant], found: Sequence[Found]) -> dict[str, Any]:
    asked = right = guesses = wrong = silent = 0
    examples: list[str] = []
    for variant, (columns, guessed) in zip(variants, found, strict=True):
        for field in CHECKED:
            best = variant.best(field)
            asked += bool(best)
            right += bool(set(best) & set(columns.get(field, ())[:1]))
        guesses += len(guessed)
        for field, places in columns.items():
            for place in places:
                if variant.columns[place].field != field:
                    wrong += 1
                    silent += (place, field) not in guessed
                    examples.append(f"{variant.columns[place].name} → {field}")
    return {
        "required_recall": round(right / asked, 4), "variants_all_right": _all_right(variants, found), "wrong": wrong,
        "silent_wrong": silent, "guesses": guesses, "examples": sorted(set(examples))[:12],
    }


def _all_right(variants: Sequence[Variant], found: Sequence[Found]) -> int:
    return sum(
        all(not variant.best(field) or set(variant.best(field)) & set(columns.get(field, ())[:1]) for field in CHECKED)
        for variant, (columns, _) in zip(variants, found, strict=True)
    )


def _ours(variant: Variant) -> Found:
    header = find_header(variant.sheet)
    if header is None:
        return {}, set()
    mapping = header[1]
    said = set(mapping.guessed)
    guessed = {
        (place, field) for field, places in mapping.columns.items() for place in places
        if (mapping.headers[place], field) in said
    }
    return mapping.columns, guessed


def _nearest_alias(variant: Variant) -> Found:
    """The alias that difflib finds nearest to each name of the last header row; it is told where that row is."""
    fields = {squeeze(alias): field for field, aliases in ALIASES.items() for alias in aliases}
    above, names = variant.header[-2:][0], variant.header[-1]
    columns: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        close = difflib.get_close_matches(squeeze(name or above[place]), fields, n=1, cutoff=0.6)
        if close:
            columns.setdefault(fields[close[0]], []).append(place)
    return columns, set()
