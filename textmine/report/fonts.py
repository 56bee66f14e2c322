"""The Korean typeface of every page and picture: NanumGothic (SIL OFL 1.1) from the wheel ``koreanize-matplotlib``.

The wheel's module is never imported (it patches matplotlib); only its font files are read.
fontTools does the subsetting and must be listed in pyproject as ``fonttools``.
"""

from __future__ import annotations

import base64
import importlib.util
import io
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from textmine.errors import ReportError

FAMILY: Final = "NanumGothic"
FALLBACKS: Final = '"Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR", sans-serif'
_WEIGHTS: Final = {"NanumGothic.ttf": 400, "NanumGothicBold.ttf": 700}
# Signs that style sheets and formatting add, whatever the text is.
_ALWAYS: Final = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("·–—…▲▼△▽●○■□→←×≤≥“”‘’%")


def font_faces(text: Iterable[str]) -> str:
    """CSS ``@font-face`` rules with the glyphs of ``text`` inside: Korean on a machine without Korean fonts.

    Equal characters give equal bytes. Characters that NanumGothic lacks are left to the reader's fonts.
    """
    characters = "".join(sorted(_ALWAYS.union(*map(set, text))))
    return "\n".join(_font_face(name, weight, characters) for name, weight in _WEIGHTS.items())


def subset_font(text: str, *, is_bold: bool = False) -> bytes:
    """A WOFF file with the glyphs of ``text``; equal characters give equal bytes."""
    characters = "".join(sorted(_ALWAYS.union(text)))
    return _subset(str(font_path(bold=is_bold)), characters)


def font_folder() -> Path:
    """Folder of the TTF files; :class:`ReportError` when the wheel is not installed."""
    spec = importlib.util.find_spec("koreanize_matplotlib")
    for root in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(root) / "fonts"
        if all((folder / name).is_file() for name in _WEIGHTS):
            return folder
    raise ReportError("한글 글꼴(NanumGothic)을 찾을 수 없습니다. 'koreanize-matplotlib' 패키지를 설치하세요.")


def font_path(*, bold: bool = False) -> Path:
    """The TTF file of one weight."""
    return font_folder() / ("NanumGothicBold.ttf" if bold else "NanumGothic.ttf")


def covered_characters() -> frozenset[str]:
    """Every character that the typeface can draw."""
    return _covered(str(font_path()))


@lru_cache(maxsize=1)
def _covered(path: str) -> frozenset[str]:
    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def _font_face(name: str, weight: int, characters: str) -> str:
    data = base64.b64encode(_subset(str(font_folder() / name), characters)).decode("ascii")
    return (
        f'@font-face{{font-family:"{FAMILY}";font-style:normal;font-weight:{weight};font-display:block;'
        f'src:url(data:font/woff;base64,{data}) format("woff")}}'
    )


@lru_cache(maxsize=8)
def _subset(path: str, characters: str) -> bytes:
    options = Options()
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 13, 14]
    options.drop_tables += ["TSI0", "TSI1", "TSI2", "TSI3", "TSI5", "gasp"]
    # recalcTimestamp off: equal text must give equal bytes.
    with TTFont(path, recalcTimestamp=False, lazy=True) as font:
        subsetter = Subsetter(options=options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        font.flavor = "woff"
        buffer = io.BytesIO()
        font.save(buffer, reorderTables=True)
    return buffer.getvalue()
