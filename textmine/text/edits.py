"""Edits of a text that remember where every character came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple


class Tracked(NamedTuple):
    """A text and, for each of its characters and its end, the index in the original text."""

    text: str
    offsets: Sequence[int]


def splice(tracked: Tracked, edits: Iterable[tuple[int, int, str]]) -> Tracked:
    """The text with every ``(start, end, replacement)`` applied; edits are ordered and do not overlap.

    A replaced character keeps its own origin as far as the replaced stretch reaches, then the stretch's last.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for start, end, replacement in edits:
        pieces.append(tracked.text[done:start])
        pieces.append(replacement)
        offsets.extend(tracked.offsets[done:start])
        last = max(end - 1, start)
        offsets.extend(tracked.offsets[min(start + i, last)] for i in range(len(replacement)))
        done = end
    if not done and not pieces:
        return tracked
    pieces.append(tracked.text[done:])
    offsets.extend(tracked.offsets[done:])
    return Tracked("".join(pieces), offsets)


def substitute(tracked: Tracked, pattern: re.Pattern[str], replace: str | Callable[[re.Match[str]], str]) -> Tracked:
    """Like ``pattern.sub`` with the origins kept; ``replace`` is literal text or a function of the match."""
    make = replace if callable(replace) else lambda _match: replace
    return splice(tracked, ((found.start(), found.end(), make(found)) for found in pattern.finditer(tracked.text)))
