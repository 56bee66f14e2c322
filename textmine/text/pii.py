"""Masking of personal data: typed placeholders in place of numbers, addresses and names of persons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from textmine.text import pii_accounts as accounts
from textmine.text import pii_documents as documents
from textmine.text import pii_numbers as numbers
from textmine.text import pii_phones as phones
from textmine.text.edits import Tracked, splice
from textmine.text.pii_emails import find_emails
from textmine.text.pii_labelled import find_labelled
from textmine.text.pii_names import find_names
from textmine.text.pii_places import find_lots, find_roads, find_rooms, find_spelled_addresses
from textmine.text.pii_signs import Stretch, digit_stretches
from textmine.text.placeholders import PLACEHOLDERS, find_placeholders

Finder = Callable[[str], Iterable[tuple[int, int]]]

# The order decides who owns a stretch that several finders claim: the more dangerous and the more certain first.
# With each finder the fewest digits that it needs in one run (``numbers.longest_run``): most texts that hold digits
# hold a date or a price, and no finder has to look at them.
_WITH_DIGITS: tuple[tuple[str, Finder, int], ...] = (
    ("resident_number", numbers.find_resident_numbers, 7),
    ("phone", phones.find_personal_phones, 7),
    ("card", accounts.find_cards, 14),
    ("licence", documents.find_licences, 8),
    ("business_number", documents.find_business_numbers, 5),
    ("account", accounts.find_accounts, 8),
    ("passport", documents.find_passports, 4),
)
# With each finder what stands before or behind one of the digits of all that it finds.
_BESIDE: tuple[tuple[str, Finder, frozenset[str], frozenset[str]], ...] = (
    ("address", find_roads, frozenset("로길하"), frozenset()),
    ("address", find_lots, frozenset("동리읍면가산"), frozenset("번")),
    ("address", find_rooms, frozenset(), frozenset("호동층-/oO")),
)
# Numbers without a digit that a stretch of digits would show.
_SPELLED: tuple[tuple[str, Finder], ...] = (
    ("resident_number", numbers.find_spelled_residents),
    ("account", accounts.find_spelled_accounts),
)
_OFFICE_PHONE_RUN = 8
_SHORTEST_RUN = 4
# What stands for a digit that the writer hid.
_STARS = "*＊●○•◦×xX"
# A placeholder can uncover what stood in the shadow of another find; text that people write needs one or two passes.
_MAX_PASSES = 16
# How far what stands in a text can decide about another place, and below which length all is looked at again.
_REACH = 100
_SHORT_TEXT = 500


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
        originals.extend((tracked.offsets[start], tracked.offsets[end], kind) for start, end, kind in spans)
        for _, _, kind in spans:
            counts[kind] = counts.get(kind, 0) + 1
        tracked = splice(tracked, ((start, end, PLACEHOLDERS[kind]) for start, end, kind in spans))
        spans = _find_beside(tracked.text, _places_of(spans), public_names, mask_office_phones)
        if not spans:
            break
    return Masked(tracked.text, dict(sorted(counts.items())), tuple(sorted(originals)))


def _places_of(spans: list[tuple[int, int, str]]) -> list[int]:
    """Where the placeholders of ``spans`` begin in the new text."""
    shift, places = 0, []
    for start, end, kind in spans:
        places.append(start + shift)
        shift += len(PLACEHOLDERS[kind]) - (end - start)
    return places


def _find_beside(
    text: str, places: list[int], public_names: Collection[str], mask_office_phones: bool
) -> list[tuple[int, int, str]]:
    """What to mask near ``places``: elsewhere nothing changed. What stands at the edge of a window is not judged."""
    if len(text) < _SHORT_TEXT:
        return _find(text, public_names, mask_office_phones)
    found = []
    reached = 0
    for first, last in _runs(places):
        start, end = max(0, first - 2 * _REACH), last + 2 * _REACH
        for begin, finish, kind in _find(text[start:end], public_names, mask_office_phones):
            is_judged = first - _REACH <= start + begin and start + finish <= last + _REACH
            if is_judged and start + begin >= reached:
                found.append((start + begin, start + finish, kind))
                reached = start + finish
    return found


def _runs(places: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of places that are near each other."""
    first = last = places[0]
    for place in places[1:]:
        if place - last > 4 * _REACH:
            yield first, last
            first = place
        last = place
    yield first, last


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
    for start, end in find_emails(text):
        yield start, end, "email"
    for stretch in digit_stretches(text):
        for start, end, kind in _in_stretch(stretch, mask_office_phones):
            yield stretch.start + start, stretch.start + end, kind
    for start, end in phones.find_spelled_phones(text):
        yield start, end, "phone"
    if numbers.has_spelled(text):
        for kind, finder in _SPELLED:
            for start, end in finder(text):
                yield start, end, kind
    for start, end in find_spelled_addresses(text):
        yield start, end, "address"
    for start, end in find_names(text, public_names):
        yield start, end, "name"


def _in_stretch(stretch: Stretch, mask_office_phones: bool) -> Iterator[tuple[int, int, str]]:
    text = stretch.text
    run = numbers.longest_run(text) if stretch.digits >= _SHORTEST_RUN else 0
    is_starred = any(star in text for star in _STARS)
    if run >= _SHORTEST_RUN or is_starred:
        yield from find_labelled(text)
    if run >= _SHORTEST_RUN:
        for kind, finder, fewest in _WITH_DIGITS:
            if run >= fewest:
                for start, end in finder(text):
                    yield start, end, kind
    if not stretch.before_four.isdisjoint(documents.BEFORE_PLATE_DIGITS) or not (
        stretch.before.isdisjoint(documents.BEFORE_DIPLOMATIC_DIGITS)
    ):
        for start, end in documents.find_plates(text):
            yield start, end, "plate"
    if "차" in text:
        for start, end in documents.find_labelled_plates(text):
            yield start, end, "plate"
    if is_starred:
        for start, end in documents.find_starred_plates(text):
            yield start, end, "plate"
    for kind, finder, before, behind in _BESIDE:
        if not (stretch.before.isdisjoint(before) and stretch.after.isdisjoint(behind)):
            for start, end in finder(text):
                yield start, end, kind
    if mask_office_phones and run >= _OFFICE_PHONE_RUN:
        for start, end in phones.find_office_phones(text):
            yield start, end, "phone"
