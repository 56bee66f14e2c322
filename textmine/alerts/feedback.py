"""Whether alerts were right, as the people say who got them."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Final, Literal

Verdict = Literal["right", "wrong", "known"]
VERDICT_NAMES: Final[Mapping[Verdict, str]] = {"right": "맞음", "wrong": "틀림", "known": "이미 앎"}
_Z: Final = 1.959964  # of 95 %


def precision_interval(told: Mapping[str, int]) -> tuple[float | None, float, float]:
    """Precision of verdicts and its 95 % interval; None and 0..1 without a verdict of right or wrong.

    What was known already was a right alert that came late: it counts as right.

    Source: Wilson 1927, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22:209-212.
    """
    right = told.get("right", 0) + told.get("known", 0)
    n = right + told.get("wrong", 0)
    if not n:
        return None, 0.0, 1.0
    share = right / n
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n * n)) / (1 + _Z**2 / n)
    return share, max(0.0, middle - half), min(1.0, middle + half)
