"""Text made safe for every analyser, with the way back to the original characters."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textmine.text.edits import Tracked, splice, substitute
from textmine.text.placeholders import EMAIL, URL, USER

MAX_RUN = 3
MAX_UNSPACED = 200

_UNSAFE = re.compile("[\ud800-\udfff\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u115f\u1160\u1680"
    "\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0001"
    "\U000e0020-\U000e007f]")  # fmt: skip
_DROPPED = re.compile("[\ud800-\udfff\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f]")  # fmt: skip
_LINE_END = re.compile("[\r\u0085\u2028\u2029]")

# A character that composes with the one before it (canonical composition, Unicode 15) although its combining
# class is 0; conjoining Hangul vowels and finals are the ones that matter here.
_COMPOSING = re.compile(
    "[\u1161-\u1175\u11a8-\u11c2\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf"
    "\u102e\u1b35\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930]"
)  # fmt: skip

_TAGS = ("a|abbr|article|b|blockquote|body|br|center|code|dd|div|dl|dt|em|embed|font|footer|form|h[1-6]|head|header|hr"
    "|html|i|iframe|img|input|li|link|main|meta|nav|o:p|object|ol|p|pre|s|section|small|span|strong|sub|sup|table"
    "|tbody|td|tfoot|th|thead|title|tr|u|ul|video")  # fmt: skip
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCKS = tuple(
    (re.compile(opening, re.IGNORECASE), re.compile(closing, re.IGNORECASE))
    for opening, closing in (
        (r"<style(?:\s[^<>]*)?>", r"</style\s*>"), (r"<script(?:\s[^<>]*)?>", r"</script\s*>"), ("<!--", "-->"),
    )
)  # fmt: skip
_ENTITY = re.compile(
    r"&(?:nbsp|lt|gt|amp|quot|apos|middot|hellip|lsquo|rsquo|ldquo|rdquo|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});"
)

_RUN = re.compile(r"([^\d\n])\1{3,}+")
_URL = re.compile(r"(?:https?://|www\.)[!-;=?-~]+", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++")
_USER = re.compile(r"(?<![A-Za-z0-9._%+-])@[A-Za-z0-9_.]++")
# Not before '@': the space would turn the rest of an odd address into a user name.
_UNSPACED = re.compile(rf"\S{{{MAX_UNSPACED}}}(?=[^\s@])")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text.

    ``offsets[i]`` is the index in the original of its character i; ``offsets[-1]`` is the original's length.
    """

    text: str
    offsets: Sequence[int]

    def original_span(self, start: int, length: int) -> tuple[int, int]:
        """Start and end in the original text of ``length`` cleaned characters from ``start``."""
        return self.offsets[start], self.offsets[start + length]


def clean(text: str) -> Cleaned:
    """A text that every analyser survives, with offsets back to ``text``.

    NFC; lone surrogates and zero-width characters dropped; control characters and odd spaces made spaces
    (line ends stay); simple markup and entities removed; URL, e-mail and @user replaced by placeholders;
    runs of one character cut to three (digits are kept); unspaced runs split every 200 characters.
    Idempotent; never drops a document or a Hangul syllable outside markup and runs.

    Examples
    --------
    >>> clean("도로가\\u200b 파였어요ㅋㅋㅋㅋㅋ").text
    '도로가 파였어요ㅋㅋㅋ'
    """
    if _is_clean(text):
        return Cleaned(text, range(len(text) + 1))
    tracked = Tracked(text, range(len(text) + 1))
    before = None
    while before != tracked.text:
        before = tracked.text
        tracked = _clean_once(tracked)
    return Cleaned(tracked.text, tracked.offsets)


def _is_clean(text: str) -> bool:
    return (
        (text.isprintable() or not _UNSAFE.search(text))
        and (text.isascii() or unicodedata.is_normalized("NFC", text))
        and not ("<" in text and (_TAG.search(text) or any(o.search(text) for o, _ in _BLOCKS)))
        and not ("&" in text and _ENTITY.search(text))
        and not _RUN.search(text)
        and not _has_address(text)
        and not (len(text) > MAX_UNSPACED and _UNSPACED.search(text))
    )


def _has_address(text: str) -> bool:
    return ("://" in text or "www." in text.lower() or "@" in text) and bool(
        _URL.search(text) or _EMAIL.search(text) or _USER.search(text)
    )


def _clean_once(tracked: Tracked) -> Tracked:
    tracked = substitute(tracked, _UNSAFE, _safe_character)
    tracked = _compose(tracked)
    if "<" in tracked.text:
        tracked = substitute(splice(tracked, _blocks(tracked.text)), _TAG, " ")
    if "&" in tracked.text:
        tracked = substitute(tracked, _ENTITY, lambda found: html.unescape(found.group()))
    tracked = substitute(tracked, _RUN, lambda found: found.group(1) * MAX_RUN)
    if _has_address(tracked.text):
        tracked = substitute(tracked, _URL, URL)
        tracked = substitute(tracked, _EMAIL, EMAIL)
        tracked = substitute(tracked, _USER, USER)
    if len(tracked.text) > MAX_UNSPACED:
        # Put in, not replaced: the syllable before it keeps its own end in the original.
        tracked = splice(tracked, [(found.end(), found.end(), " ") for found in _UNSPACED.finditer(tracked.text)])
    return tracked


def _safe_character(found: re.Match[str]) -> str:
    character = found.group()
    if _DROPPED.match(character):
        return ""
    if not _LINE_END.match(character):
        return " "
    return "" if found.string[found.end() : found.end() + 1] == "\n" else "\n"


def _compose(tracked: Tracked) -> Tracked:
    text = tracked.text
    if unicodedata.is_normalized("NFC", text):
        return tracked
    edits = []
    for start, end in _clusters(text):
        piece = text[start:end]
        composed = unicodedata.normalize("NFC", piece)
        if composed != piece:
            edits.append((start, end, composed))
    return splice(tracked, edits)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for index, character in enumerate(text):
        if index and not unicodedata.combining(character) and not _COMPOSING.match(character):
            yield start, index
            start = index
    if text:
        yield start, len(text)


def _blocks(text: str) -> Iterator[tuple[int, int, str]]:
    """Style blocks, script blocks and comments that are closed, in order; an unclosed one stays text."""
    found: list[tuple[int, int]] = []
    for opening, closing in _BLOCKS:
        start = opening.search(text)
        while start:
            end = closing.search(text, start.end())
            if not end:
                break
            found.append((start.start(), end.end()))
            start = opening.search(text, end.end())
    reached = 0
    for begin, finish in sorted(found):
        if begin >= reached:
            yield begin, finish, " "
            reached = finish
