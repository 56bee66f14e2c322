"""Plain Korean text out of what editors, office suites and portals leave in a cell."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from selectolax.lexbor import LexborHTMLParser

_TAGS: Final = (
    "a|abbr|address|area|article|aside|audio|b|base|blockquote|body|br|button|caption|center|cite|code|col|colgroup|"
    "dd|del|div|dl|dt|em|embed|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|"
    "label|li|link|main|map|mark|meta|nav|noscript|object|ol|option|p|param|picture|pre|q|s|samp|script|section|"
    "select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|textarea|tfoot|th|thead|time|"
    r"title|tr|tt|u|ul|video|wbr|xml|(?:o|v|w|st1|m|x):[a-z]+|hwp[a-z]*|\?xml[^>]*"
)
_TAG_START: Final = re.compile(rf"<(?:/?(?:{_TAGS})(?=[\s/>])|!--|!\[|!doctype\b)", re.IGNORECASE)
_FALSE_TAG: Final = re.compile(rf"<(?!/?(?:{_TAGS})(?=[\s/>])|!--|!\[|!doctype\b)", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_BLOCK: Final = re.compile(
    r"</?(?:p|div|br|li|tr|h[1-6]|table|ul|ol|dl|dt|dd|section|article|blockquote|hr|pre|center|caption|title)"
    r"(?=[\s/>])",
    re.IGNORECASE,
)
_CELL: Final = re.compile(r"<(?=t[dh][\s/>])", re.IGNORECASE)
_OFFICE: Final = re.compile(r"<!--|<!\[|<\?xml")
_DROPPED: Final = ["script", "style", "xml", "noscript", "template", "head", "iframe", "object", "svg"]
# Style rules that a paste left as text: "p.MsoNormal, li.p1 { margin: 0cm; mso-style-name: 표준 }".
_CSS_RULE: Final = re.compile(r"(?<![^\s}>/])[@.#*a-zA-Z][\w.,#@:*>\-() \t]{0,200}\{[^{}]{0,6000}\}")
_CSS_BODY: Final = re.compile(r"\{\s*(?:[a-z-]+\s*:|\})", re.IGNORECASE)
_CSS_COMMENT: Final = re.compile(r"/\*.{0,2000}?\*/", re.DOTALL)

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\ufffe\uffff]")
# The zero-width joiner U+200D stays: it holds emoji together.
_ZERO_WIDTH: Final = re.compile("[\u200b\u200c\u200e\u200f\u2060-\u2064\ufeff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SPACES: Final = re.compile(r"[^\S\n]+")
_BLANK_LINES: Final = re.compile(r" ?\n(?: ?\n)+ ?")
_LINE_ENDS: Final = re.compile(r" ?\n ?")

_RECEIPT_PREFIX: Final = re.compile(r"\s*[(\[](?:[A-Z]{2,5}-[\w-]{4,40})[)\]]\s*")
_PORTAL_TAG: Final = re.compile(
    r"[\[<【](?:생활불편(?:\s?신고)?|안전신문고|국민신문고|스마트폰\s?앱|모바일\s?앱|이첩사유|민원\s?내용|민원\s?제목|민원\s?요지|"
    r"신고\s?내용|민원\s?발생\s?위치|발생\s?위치|신고\s?위치|첨부\s?파일)[\]>】][ \t]*:?[ \t]*"
)


def plain_text(raw: str) -> str:
    """NFC text of a cell without markup, portal prefixes and control characters; line breaks are kept.

    Tags, scripts, style sheets, office XML and comments go only when the text seems to hold markup, so
    ``<마감>``, ``a < b`` and ``<3`` stay. Block tags become line breaks, entities are decoded (twice when a
    portal escaped twice). A receipt prefix such as ``(SPP-1807-…)`` and labels such as ``[생활불편]`` are cut.
    """
    text = raw
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if "<" in text or "&" in text or "{" in text:
        text = strip_markup(text)
    if "[" in text or "(" in text or "<" in text or "【" in text:
        text = _PORTAL_TAG.sub("\n", _RECEIPT_PREFIX.sub("", text, count=1) if _RECEIPT_PREFIX.match(text) else text)
    return _tidy(text)


def one_line(text: str) -> str:
    """NFC text on one line, without control characters and lone surrogates, that any store can hold."""
    return " ".join(_tidy(text).split())


def strip_markup(text: str) -> str:
    """``text`` without tags, style sheets, scripts, comments and entities."""
    for _ in range(2):
        if not (_TAG_START.search(text) or _ENTITY.search(text)):
            break
        text = _parse(text)
    if "{" in text:
        text = _CSS_RULE.sub(lambda m: " " if _CSS_BODY.search(m[0]) else m[0], _CSS_COMMENT.sub(" ", text))
    return text


def _parse(text: str) -> str:
    source = _without_office(text)
    source = _FALSE_TAG.sub("&lt;", source)
    source = _CELL.sub(" <", _BLOCK.sub(lambda m: "\n" + m[0], source))
    tree = LexborHTMLParser(_SURROGATE.sub("", source))
    tree.strip_tags(_DROPPED)
    return tree.body.text(deep=True, separator="", strip=False) if tree.body is not None else ""


def _without_office(text: str) -> str:
    """Comments, ``<![if …]>`` and ``<?xml …>`` made spaces, each character read once: an unclosed comment ends with the
    text, the other two stay when nothing closes them."""
    pieces, done, last_end = [], 0, text.rfind(">")
    opening = _OFFICE.search(text)
    while opening:
        start, behind = opening.span()
        if opening.group() == "<!--":
            close = text.find("-->", behind)
            end = close + 3 if close >= 0 else len(text)
        else:
            end = text.find(">", behind) + 1 if behind <= last_end else 0
        if end:
            pieces += [text[done:start], " "]
            done = end
        opening = _OFFICE.search(text, max(end, behind))
    return "".join([*pieces, text[done:]]) if done else text


def _tidy(text: str) -> str:
    if not text.isprintable():  # line ends, control and zero-width characters, every blank but the plain one
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = _CONTROL.sub(" ", _ZERO_WIDTH.sub("", _SURROGATE.sub("", text)))
        text = _SPACES.sub(" ", text)
    elif "  " in text:
        text = _SPACES.sub(" ", text)
    if "\n" in text:
        text = _LINE_ENDS.sub("\n", _BLANK_LINES.sub("\n\n", text))
    text = text.strip()
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        return unicodedata.normalize("NFC", text)
    return text
