"""Word cloud: size is a number that the table beside it states, never decoration."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random

import pandas as pd
from wordcloud import WordCloud

from textmine.report import fonts, palette, wording
from textmine.report.content import Column, ImageBlock, TableBlock

_SCALE = 2
_LARGEST = 60
# wordcloud measures a word from its ink but draws it from its ascent: NanumGothic sits 0.15 em lower than
# the space that was kept, so half the margin must cover that drop or large words run into their neighbours.
_MARGIN = 18


def word_cloud(
    frame: pd.DataFrame, *, caption: str, measure: str = "문서 수", unit: str = "건",
    emphasised: frozenset[str] = frozenset(),
    max_words: int = 70, width: int = 720, height: int = 350, seed: int = 0, alt_text: str = "", note: str = "",
    source: str = "",
) -> ImageBlock:
    """A picture of the terms in ``frame`` (``term``, ``value`` > 0) where the font size follows ``value``.

    Terms in ``emphasised`` take the surge colour. ``measure`` names the value (문서 수, z점수). The same
    frame and seed give the same PNG bytes. Raises ValueError when no term has a positive value.
    """
    ranked = _ranked(frame, max_words)
    if not ranked:
        raise ValueError("a word cloud needs at least one term with a positive value")
    picture = WordCloud(
        font_path=str(fonts.font_path(bold=True)), width=width, height=height, scale=_SCALE, max_words=max_words,
        background_color=palette.PAPER, prefer_horizontal=1.0, relative_scaling=0.5, min_font_size=11,
        max_font_size=_LARGEST, margin=_MARGIN, random_state=Random(seed), color_func=_colours(ranked, emphasised),
    ).generate_from_frequencies(dict(ranked))
    buffer = io.BytesIO()
    picture.to_image().convert("RGB").quantize(64, dither=0).save(buffer, format="PNG", optimize=True)
    first = ", ".join(f"{term} {wording.number(value, digits=_digits(value))}{unit}" for term, value in ranked[:5])
    table = TableBlock(
        (Column("핵심어"), Column(measure, "integer" if all(_digits(v) == 0 for _, v in ranked) else "decimal", unit)),
        tuple(ranked), caption)
    return ImageBlock(
        png=buffer.getvalue(), width=width * _SCALE, height=height * _SCALE, caption=caption, table=table,
        alt=alt_text or f"{caption}. 글자 크기는 {measure}입니다. 상위 핵심어: {first}.", note=note, source=source)


def _ranked(frame: pd.DataFrame, limit: int) -> list[tuple[str, float]]:
    pairs = [(str(t), float(v)) for t, v in frame[["term", "value"]].itertuples(index=False) if pd.notna(v) and v > 0]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:limit]


def _colours(ranked: list[tuple[str, float]], emphasised: frozenset[str]) -> Callable[..., str]:
    tones = {term: palette.CLOUD[min(i * len(palette.CLOUD) // len(ranked), 3)] for i, (term, _) in enumerate(ranked)}

    def colour(word: str, **_: object) -> str:
        return palette.SURGE if word in emphasised else tones[word]

    return colour


def _digits(value: float) -> int:
    return 0 if value.is_integer() else 1
