"""Masking of personal data: typed placeholders in place of numbers, addresses and names of persons."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from textmine.text import pii_numbers as numbers
from textmine.text.edits import Tracked, splice
from textmine.text.pii_labelled import find_labelled, labels_in
from textmine.text.pii_names import find_names
from textmine.text.pii_persons import find_persons
from textmine.text.pii_places import find_addresses
from textmine.text.placeholders import PLACEHOLDERS, find_placeholders

Finder = Callable[[str], Iterable[tuple[int, int]]]

# The order decides who owns a stretch that several finders claim: the more dangerous and the more certain first.
# With each finder the fewest digits that it needs in one run (``numbers.longest_run``): most texts that hold digits
# hold a date or a price, and no finder has to look at them.
_WITH_DIGITS: tuple[tuple[str, Finder, int], ...] = (
    ("resident_number", numbers.find_resident_numbers, 7),
    ("phone", numbers.find_personal_phones, 8),
    ("card", numbers.find_cards, 15),
    ("licence", numbers.find_licences, 10),
    ("business_number", numbers.find_business_numbers, 10),
    ("account", numbers.find_accounts, 10),
    ("passport", numbers.find_passports, 4),
    ("plate", numbers.find_plates, 4),
)
_OFFICE_PHONE_RUN = 8
_SHORTEST_RUN = 4
# The shortest personal number is a plate: two and four digits.
_FEWEST_DIGITS = 6
_CONTEXT = 48
# A placeholder can uncover what stood in the shadow of another find; text that people write needs one or two passes.
_MAX_PASSES = 16
_DIGITS = re.compile(r"\d+")


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
    # The part before the sign may be a phone number.
    for start, end in numbers.find_emails(text):
        yield start, end, "email"
    labels = labels_in(text)
    for start, stretch in _digit_stretches(text):
        for begin, end, label in find_labelled(stretch, labels):
            yield start + begin, start + end, label
        run = numbers.longest_run(stretch)
        if run >= _SHORTEST_RUN and sum(map(str.isdecimal, stretch)) >= _FEWEST_DIGITS:
            for kind, finder, fewest in _WITH_DIGITS:
                if run >= fewest:
                    for begin, end in finder(stretch):
                        yield start + begin, start + end, kind
        for begin, end in find_addresses(stretch):
            yield start + begin, start + end, "address"
        if mask_office_phones and run >= _OFFICE_PHONE_RUN:
            for begin, end in numbers.find_office_phones(stretch):
                yield start + begin, start + end, "phone"
    for start, end in numbers.find_spelled_residents(text):
        yield start, end, "resident_number"
    for start, end in numbers.find_spelled_phones(text):
        yield start, end, "phone"
    for start, end in find_names(text, public_names):
        yield start, end, "name"
    for start, end in find_persons(text, public_names):
        yield start, end, "name"


def _digit_stretches(text: str) -> Iterator[tuple[int, str]]:
    """Stretches that hold digits, with the context that a finder may look at; most of a text has none."""
    first = last = -1
    for found in _DIGITS.finditer(text):
        start, end = found.span()
        if first >= 0 and start - last > 2 * _CONTEXT:
            yield _with_context(text, first, last)
            first = start
        elif first < 0:
            first = start
        last = end
    if first >= 0:
        yield _with_context(text, first, last)


def _with_context(text: str, start: int, end: int) -> tuple[int, str]:
    start = max(0, start - _CONTEXT)
    return start, text[start : end + _CONTEXT]
