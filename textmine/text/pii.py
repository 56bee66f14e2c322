"""Masking of personal data: typed placeholders in place of numbers, addresses and names of persons."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from textmine.text import pii_numbers as numbers
from textmine.text.edits import Tracked, splice
from textmine.text.pii_names import find_names
from textmine.text.pii_places import find_addresses
from textmine.text.placeholders import PLACEHOLDERS, find_placeholders

Finder = Callable[[str], Iterable[tuple[int, int]]]

# The order decides who owns a stretch that several finders claim: the more dangerous and the more certain first.
_WITH_DIGITS: tuple[tuple[str, Finder], ...] = (
    ("resident_number", numbers.find_resident_numbers),
    ("phone", numbers.find_personal_phones),
    ("card", numbers.find_cards),
    ("licence", numbers.find_licences),
    ("business_number", numbers.find_business_numbers),
    ("account", numbers.find_accounts),
    ("passport", numbers.find_passports),
    ("plate", numbers.find_plates),
    ("address", find_addresses),
)
_ADDRESS_ONLY: tuple[tuple[str, Finder], ...] = (("address", find_addresses),)
# The shortest personal number is a plate: two and four digits.
_FEWEST_DIGITS = 6
_CONTEXT = 48
# A placeholder can uncover what stood in the shadow of another find; text that people write needs one or two passes.
_MAX_PASSES = 16
_DIGIT = re.compile(r"\d")
_STRETCH = re.compile(rf"\d(?:\D{{0,{2 * _CONTEXT}}}\d)*+")


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked text.

    ``counts`` maps a kind (key of ``PLACEHOLDERS``: phone, name …) to how many were masked; ``spans`` are
    ``(start, end, kind)`` in the original text, in order.
    """

    text: str
    counts: dict[str, int] = field(default_factory=dict)
    spans: tuple[tuple[int, int, str], ...] = ()


def mask(text: str, *, public_names: Collection[str] = frozenset(), mask_office_phones: bool = False) -> Masked:
    """The text with personal data replaced by placeholders such as ``[전화]``; idempotent.

    Parameters
    ----------
    text : str
        Any text; it need not be cleaned.
    public_names : collection of str
        Names of public persons, which stay.
    mask_office_phones : bool
        Mask numbers with an area code, 15xx and 080 too. Without it they are masked only where the text
        calls them somebody's own (연락처, 자택 …).

    Examples
    --------
    >>> mask("연락처는 010-1234-5678입니다").text
    '연락처는 [전화]입니다'
    """
    spans = _find(text, public_names, mask_office_phones)
    if not spans:
        return Masked(text)
    tracked = Tracked(text, range(len(text) + 1))
    counts: dict[str, int] = {}
    originals: list[tuple[int, int, str]] = []
    for _ in range(_MAX_PASSES):
        if not spans:
            break
        originals.extend((tracked.offsets[start], tracked.offsets[end], kind) for start, end, kind in spans)
        for _, _, kind in spans:
            counts[kind] = counts.get(kind, 0) + 1
        tracked = splice(tracked, ((start, end, PLACEHOLDERS[kind]) for start, end, kind in spans))
        spans = _find(tracked.text, public_names, mask_office_phones)
    return Masked(tracked.text, dict(sorted(counts.items())), tuple(sorted(originals)))


def _find(text: str, public_names: Collection[str], mask_office_phones: bool) -> list[tuple[int, int, str]]:
    """What to mask, in text order; of candidates that overlap the first found wins, placeholders are never touched."""
    found = list(_candidates(text, public_names, mask_office_phones))
    if not found:
        return []
    taken = bytearray(len(text))
    for start, end in find_placeholders(text):
        taken[start:end] = b"\1" * (end - start)
    kept = []
    for start, end, kind in found:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            kept.append((start, end, kind))
    return sorted(kept)


def _candidates(
    text: str, public_names: Collection[str], mask_office_phones: bool
) -> Iterator[tuple[int, int, str]]:
    for start, stretch in _digit_stretches(text):
        has_number = sum(map(str.isdecimal, stretch)) >= _FEWEST_DIGITS
        for kind, finder in _WITH_DIGITS if has_number else _ADDRESS_ONLY:
            for begin, end in finder(stretch):
                yield start + begin, start + end, kind
        if mask_office_phones and has_number:
            for begin, end in numbers.find_office_phones(stretch):
                yield start + begin, start + end, "phone"
    if "일" in text:
        for start, end in numbers.find_spelled_phones(text):
            yield start, end, "phone"
    if "@" in text or "＠" in text or "골뱅이" in text or "at" in text:
        for start, end in numbers.find_emails(text):
            yield start, end, "email"
    for start, end in find_names(text, public_names):
        yield start, end, "name"


def _digit_stretches(text: str) -> Iterator[tuple[int, str]]:
    """Stretches that hold digits, with the context that a finder may look at; most of a text has none."""
    if not _DIGIT.search(text):
        return
    for found in _STRETCH.finditer(text):
        start = max(0, found.start() - _CONTEXT)
        yield start, text[start : found.end() + _CONTEXT]
