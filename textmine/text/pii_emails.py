"""Finder of e-mail addresses, also those written so that programs should not find them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PROVIDER = (
    r"(?:네이버|다음|한메일|지메일|지멜|구글|네이트|카카오|핫메일|야후"
    r"|naver|gmail|daum|hanmail|nate|kakao|hotmail|outlook|yahoo|icloud)"
)
_DOT = r"(?:\s?[.．]\s?|\s?(?:닷|쩜|점|\(dot\)|\[dot\])\s?)"
_ANY_DOT = r"(?:\s?[.．,·]\s?|\s?(?:닷|쩜|점|dot|\(dot\)|\[dot\])\s?|\s)"
_ENDING = r"(?:co\.kr|com|net|org|kr|컴|넷|씨오케이알)"
_LOCAL = r"[A-Za-z0-9ａ-ｚＡ-Ｚ０-９._%+*-]"
_DOMAIN = r"[A-Za-z0-9ａ-ｚＡ-Ｚ*-]"
_AT = r"\s{0,2}(?:[@＠]|[(\[{<]\s?(?:at|a|앳|골뱅이)\s?[)\]}>]|골[뱅벵]이|앳)\s{0,2}"
_FILE_NAME = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|pdf|hwpx?|mp4)\Z", re.IGNORECASE)
_EMAIL = re.compile(
    rf"(?<!{_LOCAL}){_LOCAL}++{_AT}(?:{_PROVIDER}{_ANY_DOT}?{_ENDING}(?![A-Za-z])|{_DOMAIN}++(?:{_DOT}{_DOMAIN}++)++"
    rf"|{_DOMAIN}++\s?(?:닷컴|점컴|닷넷|쩜컴)|{_PROVIDER})",
    re.IGNORECASE,
)
# Words for the sign, where a provider and its ending follow.
_WORDED = re.compile(
    rf"(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9.-]{{1,30}}?(?:\sat\s|_at_){_PROVIDER}{_ANY_DOT}{_ENDING}(?![A-Za-z])",
    re.IGNORECASE,
)
_APART = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z0-9]\s){2,20}[@＠]\s?[A-Za-z0-9-]{2,20}(?:\s?\.\s?[A-Za-z]{2,5})?")
_HANGUL = re.compile(
    rf"(?<![가-힣])[가-힣]{{2,5}}[A-Za-z0-9]{{0,8}}@(?:{_PROVIDER}(?:{_DOT}{_ENDING})?|[A-Za-z0-9-]++(?:\.[A-Za-z]{{2,6}})++)"
)
# A name of an account beside the word for its provider.
_BESIDE = re.compile(
    rf"(?:이메일|메일|아이디)\s?(?:주소)?[은는]?\s?[:：]?\s?([A-Za-z][A-Za-z0-9._-]{{3,30}})\s?(?={_PROVIDER})"
    rf"|{_PROVIDER}\s?(?:이메일|메일|아이디)[은는]?\s?[:：]?\s?([A-Za-z][A-Za-z0-9._-]{{3,30}})(?![A-Za-z0-9@])"
)
_SIGNS = ("@", "＠", "뱅", "벵", "앳")
_WORDS = re.compile(r"[(\[{<]\s?at?\s?[)\]}>]|[ _]at[ _]", re.IGNORECASE)
_RIGHT = re.compile(
    rf"골[뱅벵]이\s?(?:{_PROVIDER}{_ANY_DOT}?{_ENDING}(?![A-Za-z])|[A-Za-z0-9-]{{2,30}}+{_DOT}[A-Za-z]{{2,10}}+|{_PROVIDER})"
    rf"(?:\s?{_DOT}?\s?(?:컴|넷))?",
    re.IGNORECASE,
)
_LEFT = re.compile(r"[가-힣A-Za-z0-9._-]{2,30}\Z")


def find_emails(text: str) -> Iterator[tuple[int, int]]:
    """E-mail addresses, also with blanks around the sign, '(at)', '골뱅이', spelled domains and stars."""
    if "메일" in text or "아이디" in text:
        for found in _BESIDE.finditer(text):
            yield found.span(found.lastindex or 0)
    is_signed = any(sign in text for sign in _SIGNS)
    if not is_signed and not (("at" in text or "AT" in text or "(a)" in text) and _WORDS.search(text)):
        return
    for pattern in (_APART, _WORDED):
        for found in pattern.finditer(text):
            yield found.span()
    if "골뱅이" in text or "골벵이" in text:
        yield from _spelled(text)
    for found in _EMAIL.finditer(text):
        if not _FILE_NAME.search(found.group()) and found.group()[0] not in "*@":
            yield found.span()
    if "@" in text:
        for found in _HANGUL.finditer(text):
            yield found.span()


def _spelled(text: str) -> Iterator[tuple[int, int]]:
    for found in _RIGHT.finditer(text):
        left = text[max(0, found.start() - 31) : found.start()].rstrip()
        local = _LEFT.search(left)
        if local:
            yield max(0, found.start() - 31) + local.start(), found.end()
