"""Colours of every picture and page: calm, told apart by colour-blind readers, text at least 4.5:1 (KWCAG 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textmine.types import Level

PAPER: Final = "#ffffff"
INK: Final = "#17212b"
BLACK: Final = "#000000"
MUTED: Final = "#4b5a69"
GRID: Final = "#e4e9ef"
ACCENT: Final = "#1f5a96"
ACCENT_SOFT: Final = "#dce8f4"
EXPECTED: Final = "#5f6d7b"
SURGE: Final = "#bf3b0a"
FORECAST: Final = "#0b6b62"
FORECAST_80: Final = "#9fd2cb"
FORECAST_95: Final = "#d8eeea"
# Lightness alone orders the ramp, so it survives grey print and every kind of colour blindness.
RAMP: Final = ("#f3f7fb", "#cfe0f0", "#9cc0e0", "#5a93c4", "#2a6aa5", "#123f6d")
# Above this part of the ramp white text reads better than black; both sides stay at 4.5:1 or more.
RAMP_DARK_FROM: Final = 0.725
CLOUD: Final = ("#123f6d", "#1f5a96", "#0b6b62", "#4b5a69")


@dataclass(frozen=True, slots=True)
class Badge:
    """Text, ground and edge colour of a level."""

    text: str
    ground: str
    edge: str


# Blue, yellow, orange, red: the colours of the national crisis levels.
LEVEL_BADGES: Final[dict[Level, Badge]] = {
    Level.INTEREST: Badge("#134a86", "#e3eefa", "#2f74bd"),
    Level.CAUTION: Badge("#5e4700", "#fff1c2", "#c79a00"),
    Level.WARNING: Badge("#8a3200", "#ffe3d0", "#dd6b1f"),
    Level.SERIOUS: Badge("#ffffff", "#b3191f", "#b3191f"),
}


def contrast_ratio(first: str, second: str) -> float:
    """Contrast of two ``#rrggbb`` colours, 1..21 (WCAG 2, relative luminance)."""
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
