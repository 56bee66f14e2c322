"""Word cloud: size is a number that the table beside it states, never decoration."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageFont
from wordcloud import WordCloud
from wordcloud.wordcloud import IntegralOccupancyMap

from textmine.report import fonts, palette, wording
from textmine.report.content import Column, ImageBlock, TableBlock

_SCALE: Final = 2  # pixels of the picture for one of its width: sharp on print and on fine screens
_LARGEST: Final = (84, 76, 68, 60, 54, 48, 43, 38, 34)  # font size of the first term: the first at which all fit
_SMALLEST: Final = 11  # legible at the width of a page
# Parts of the font size around a term; side by side more than above, so that two terms do not read as one.
_BESIDE: Final = 0.22
_ABOVE: Final = 0.1
_LEAST_MARGIN: Final = 4
_SHADES: Final = 12  # of every colour, from paper to full, for the edges of letters


@dataclass(frozen=True, slots=True)
class PlacedTerm:
    """A term as it is drawn: ``size`` and ``left``, ``top``, ``right``, ``bottom`` of its ink in units of the width."""

    term: str
    value: float
    size: float
    colour: str
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Cloud:
    """A picture where the area of a letter is proportional to its term's value.

    ``left_out`` are terms that would be too small to read or found no room, largest first; ``unit_size`` is the font
    size of value 1, so that ``size == unit_size * sqrt(value)``.
    """

    png: bytes
    placed: tuple[PlacedTerm, ...]
    left_out: tuple[str, ...]
    unit_size: float


def word_cloud(
    frame: pd.DataFrame, *, caption: str, measure: str = "문서 수", unit: str = "건",
    emphasised: frozenset[str] = frozenset(),
    max_words: int = 70, width: int = 720, height: int = 350, alt_text: str = "", note: str = "", source: str = "",
) -> ImageBlock:
    """A picture of the terms in ``frame`` (``term``, ``value`` > 0), the area of a letter proportional to ``value``.

    Terms in ``emphasised`` take the surge colour and a mark in the table. ``measure`` names the value (문서 수,
    z점수); the caption says what size means, the note what is not in the picture. The same frame gives the same
    bytes. Raises ValueError when no term has a positive value.
    """
    ranked = _ranked(frame)
    shown = ranked[:max_words]
    cloud = draw_cloud(shown, emphasised=emphasised, width=width, height=height)
    first = ", ".join(f"{term} {wording.number(value, digits=_digits(value))}{unit}" for term, value in shown[:5])
    meaning = f"글자 넓이는 {measure}에 비례합니다"
    return ImageBlock(
        png=cloud.png, width=width * _SCALE, height=height * _SCALE, caption=f"{caption} ({meaning})",
        table=_table(shown, emphasised, caption, measure, unit), source=source,
        alt=alt_text or f"{caption}. {meaning}. 상위 핵심어: {first}.",
        note=" ".join(filter(None, [note, _missing(cloud.left_out, len(ranked) - len(shown))])),
    )


def draw_cloud(
    ranked: Sequence[tuple[str, float]], *, emphasised: frozenset[str] = frozenset(), width: int = 720,
    height: int = 350,
) -> Cloud:  # fmt: skip
    """Cloud of (term, value > 0), largest value first; all terms are level, the first stands in the middle.

    The largest font at which every term finds room is taken; if there is none, the one that leaves out fewest.
    Raises ValueError without terms.
    """
    if not ranked:
        raise ValueError("a word cloud needs at least one term with a positive value")
    tones = _tones(ranked, emphasised)
    covered = fonts.covered_characters()
    drawable = [(term, value) for term, value in ranked if covered.issuperset(term)]
    best: list[PlacedTerm] = []
    unit_size = _LARGEST[0] / float(np.sqrt(ranked[0][1]))
    for largest in _LARGEST:
        size = largest / float(np.sqrt(ranked[0][1]))
        placed = _place(drawable, size, tones, width, height)
        if len(placed) > len(best):
            best, unit_size = placed, size
        if len(best) == len(drawable):
            break
    drawn = {place.term for place in best}
    left_out = tuple(term for term, _ in ranked if term not in drawn)
    return Cloud(_draw(best, width, height), tuple(best), left_out, unit_size)


def _ranked(frame: pd.DataFrame) -> list[tuple[str, float]]:
    pairs = [(str(t), float(v)) for t, v in frame[["term", "value"]].itertuples(index=False) if pd.notna(v) and v > 0]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _tones(ranked: Sequence[tuple[str, float]], emphasised: frozenset[str]) -> dict[str, str]:
    """The surge colour for emphasised terms; the others go through the calm ones in order of rank."""
    steps = len(palette.CLOUD)
    return {
        term: palette.SURGE if term in emphasised else palette.CLOUD[min(n * steps // len(ranked), steps - 1)]
        for n, (term, _) in enumerate(ranked)
    }


def _place(
    ranked: Sequence[tuple[str, float]], unit_size: float, tones: dict[str, str], width: int, height: int
) -> list[PlacedTerm]:
    """Terms that are large enough and find room, each as near to the middle as the larger ones leave it."""
    occupancy = IntegralOccupancyMap(height, width, None)
    ink = np.zeros((height, width), dtype=np.uint8)
    distance = _distance(width, height)
    placed = []
    for term, value in ranked:
        size = _size(unit_size, value)
        if size < _SMALLEST:
            break  # every later term is smaller
        wide, high = _ink(term, size)
        beside, above = (max(round(part * size), _LEAST_MARGIN) for part in (_BESIDE, _ABOVE))
        found = _nearest_room(occupancy.integral, wide + 2 * beside, high + 2 * above, distance)
        if found is None:
            continue
        x, y = found[0] + beside, found[1] + above
        placed.append(PlacedTerm(term, value, size, tones[term], x, y, x + wide, y + high))
        ink[y : y + high, x : x + wide] = 1
        occupancy.update(ink, y, x)
    return placed


def _size(unit_size: float, value: float) -> float:
    """Font size in whole pixels of the picture."""
    return int(unit_size * float(np.sqrt(value)) * _SCALE) / _SCALE


def _nearest_room(
    integral: NDArray[np.uint32], width: int, height: int, distance: NDArray[np.float64]
) -> tuple[int, int] | None:
    """Left and top of the free box nearest to the middle, or None."""
    if height >= integral.shape[0] or width >= integral.shape[1]:
        return None
    sums = np.pad(integral, ((1, 0), (1, 0))).astype(np.int64)
    covered = sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width] + sums[:-height, :-width]
    from_middle = distance[height // 2 :, width // 2 :][: covered.shape[0], : covered.shape[1]]
    free = np.where(covered == 0, from_middle, np.inf)
    best = int(np.argmin(free))
    y, x = divmod(best, free.shape[1])
    return (x, y) if np.isfinite(free[y, x]) else None


@lru_cache(maxsize=4)
def _distance(width: int, height: int) -> NDArray[np.float64]:
    """Distance from the middle in an ellipse of the picture's shape, rounded so that no platform's last bit decides."""
    y, x = np.mgrid[0 : height + 1, 0 : width + 1]
    return np.asarray(np.hypot((x - width / 2) / width, (y - height / 2) / height).round(6))


@lru_cache(maxsize=1024)
def _ink(term: str, size: float) -> tuple[int, int]:
    """Width and height of the letters as WordCloud draws them: with a transposed font, whose origin is their corner."""
    font = ImageFont.TransposedFont(ImageFont.truetype(_font_file(), int(size * _SCALE)))
    _, _, right, bottom = font.getbbox(term)
    return -int(-right // _SCALE), -int(-bottom // _SCALE)


def _font_file() -> str:
    return str(fonts.font_path(bold=True))


def _draw(placed: Sequence[PlacedTerm], width: int, height: int) -> bytes:
    picture = WordCloud(
        font_path=_font_file(), width=width, height=height, scale=_SCALE, background_color=palette.PAPER
    )
    picture.layout_ = [
        ((one.term, one.value), one.size, (one.top, one.left), None, one.colour) for one in placed
    ]
    buffer = io.BytesIO()
    few = picture.to_image().convert("RGB").quantize(palette=_shades(placed), dither=Image.Dither.NONE)
    few.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def _shades(placed: Sequence[PlacedTerm]) -> Image.Image:
    """An image whose palette holds every colour exactly, and steps from paper to it for the edges of letters."""
    paper = np.array(ImageColor.getrgb(palette.PAPER))
    colours = [np.array(ImageColor.getrgb(colour)) for colour in sorted({one.colour for one in placed})]
    steps = [paper, *(paper + (colour - paper) * n // _SHADES for colour in colours for n in range(1, _SHADES + 1))]
    holder = Image.new("P", (1, 1))
    holder.putpalette(np.concatenate(steps).astype(np.uint8).tobytes())
    return holder


def _table(
    shown: Sequence[tuple[str, float]], emphasised: frozenset[str], caption: str, measure: str, unit: str
) -> TableBlock:
    """Every term with its value; a mark says what the colour says."""
    whole = all(value.is_integer() for _, value in shown)
    columns = [Column("핵심어"), Column(measure, "integer" if whole else "decimal", unit)]
    if not emphasised:
        return TableBlock(tuple(columns), tuple(shown), caption)
    rows = tuple((term, value, "●" if term in emphasised else "") for term, value in shown)
    return TableBlock((*columns, Column("붉은 말", align="center")), rows, caption)


def _missing(left_out: Sequence[str], beyond: int) -> str:
    told = []
    if left_out:
        told.append(f"작거나 자리가 없어 표에만 있는 말: {', '.join(left_out)}.")
    if beyond:
        told.append(f"이보다 적게 나온 말 {wording.number(beyond)}개는 뺐습니다.")
    return " ".join(told)


def _digits(value: float) -> int:
    return 0 if value.is_integer() else 1
