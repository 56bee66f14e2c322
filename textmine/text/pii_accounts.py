"""Finders of bank accounts and cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textmine.text.pii_numbers import (
    END,
    GAP,
    MAYBE,
    START,
    digit_run,
    digits_of,
    follows_other_name,
    is_named_otherwise,
)

_BANK = (
    r"(?:국민|신한|우리|하나|기업|산업|대구|부산|경남|광주|전북|제주|씨티|수협|외환|저축)\s?(?:은행|뱅크)|"
    r"KB국민|SC제일|제일은행|농협|NH농협|수협|축협|신협|새마을금고|우체국|카카오뱅크|카뱅|토스뱅크|케이뱅크|IM뱅크|산림조합"
    r"|은행|계좌\s?(?:번호)?|입금|송금|이체|예금주|통장|[Aa]ccount"
)
_BANK_CORE = re.compile(
    r"은행|뱅크|[농수축신]협|계좌|[입송]금|이체|예금주|통장|KB국민|SC제일|새마을금고|우체국|카뱅|산림조합|ccount"
)
_HYPHENATED = rf"\d{{2,6}}(?:{GAP}?[-\u2010-\u2015\u2212\uff0d.]{GAP}?\d{{1,8}}){{1,4}}"
_AFTER = re.compile(
    rf"(?<!\[)(?:{_BANK})[^\d\n]{{0,16}}({_HYPHENATED}|\d{{10,16}}|{digit_run(10, 16)}){END}(?!\s?(?:원|명|만|건))"
)
# Names of banks that are other words too (우리, 하나, 부산): the number touches them and has the groups of an account.
_NAME = (
    r"(?<![가-힣A-Za-z])(?:국민|신한|우리|하나|기업|산업|대구|부산|경남|광주|전북|제주|씨티|제일|외환|저축|카카오|토스|토뱅|케뱅|케이|새마을|농협|수협|신협"
    r"|KEB하나|KEB|KB|NH|IBK|SC|MG|DGB|BNK|SBI|OK|증권)"
)
_GROUP_SEP = rf"(?:{GAP}?[-\u2010-\u2015\u2212\uff0d.ㅡ]{GAP}?|\s)"
_GROUPS = (
    rf"(?:[\d*]{{2,6}}(?:{_GROUP_SEP}[\d*]{{1,8}}){{2,4}}|\d{{11,16}}"
    r"|\d(?:\s?\d){2,5}(?:\s?-\s?\d(?:\s?\d)+){2,3})"
)
_TOUCHING = re.compile(rf"{_NAME}(?:은행|뱅크)?\s?[:：/,(]?\s?\)?\s?({_GROUPS})(?![\d*]|\s?(?:원|명|만|건|년))")
_TOUCHED = re.compile(
    rf"(?<![\d*-])({_GROUPS})\s?[(（/,]?\s?{_NAME.split(')', 1)[1]}(?![가-힣]{{2}}|카드)"
)
_NAME_CORE = re.compile(
    r"국민|신한|우리|하나|기업|산업|대구|부산|경남|광주|전북|제주|씨티|제일|외환|저축|카카오|토스|토뱅|케뱅|케이|새마을|[농수신]협|KEB|KB|NH|IBK|SC|MG|DGB|BNK|SBI|OK|증권"
)
_BEFORE = re.compile(
    rf"{START}(\d{{3,6}}-\d{{2,6}}-\d{{2,8}}(?:-\d{{1,4}})?|\d{{10,14}})[\s(]{{0,2}}(?:{_BANK})"
)
_DATE_START = re.compile(r"(?:19|20)\d\d\s?[-.]\s?(?:0?[1-9]|1[0-2])\s?[-.]\s?(?:0?[1-9]|[12]\d|3[01])(?!\d)")
_AREA = re.compile(r"0(?:2|[3-6]\d)[-. ]\d{3,4}[-. ]\d{4}\Z")
_SPELLED = re.compile(
    r"(?:계좌|은행|농협|수협|신협|여권|면허|카드|통장)[^\d\n]{0,9}?"
    r"((?:[공영일이삼사오육칠팔구][\s-]{0,2}){9,15}[공영일이삼사오육칠팔구])(?![가-힣])"
)


def find_accounts(text: str) -> Iterator[tuple[int, int]]:
    """Account numbers: 10 to 16 digits beside the name of a bank or a word such as 계좌."""
    if _BANK_CORE.search(text):
        for pattern in (_AFTER, _BEFORE):
            for found in pattern.finditer(text):
                if _is_account(found.group(1)):
                    yield found.span(1)
    if _NAME_CORE.search(text):
        for pattern in (_TOUCHING, _TOUCHED):
            for found in pattern.finditer(text):
                if _AREA.match(found.group(1)):
                    continue
                if _is_account(found.group(1)) and not follows_other_name(text, found.start(1)):
                    yield found.span(1)


def find_spelled_accounts(text: str) -> Iterator[tuple[int, int]]:
    """Numbers of accounts, passports and cards with every digit spelled in Hangul behind the word for them."""
    if "계좌" in text or "은행" in text or "협" in text or "여권" in text or "면허" in text or "카드" in text:
        for found in _SPELLED.finditer(text):
            yield found.span(1)


def _is_account(number: str) -> bool:
    digits = digits_of(number)
    stars = number.count("*")
    if not digits.strip("0") or _DATE_START.match(number) or (stars and len(digits) < 5):
        return False
    is_mobile = len(digits) == 11 and digits.startswith("01") and number[3:4] in "-. " and number.count("-") == 2
    return 10 <= len(digits) + stars <= 16 and not (is_mobile and not digits.startswith("0100"))


_CARD = re.compile(
    rf"{START}(\d{{4}}{MAYBE}\d{{4}}{MAYBE}\d{{4}}{MAYBE}\d{{3,4}}|3\d{{3}}{MAYBE}\d{{6}}{MAYBE}\d{{4,5}}){END}"
)
_CARD_ODD = re.compile(rf"{START}[3-69]\d{{2,6}}(?:[ -]\d{{2,7}}){{2,4}}{END}")


def find_cards(text: str) -> Iterator[tuple[int, int]]:
    """Card numbers whose Luhn sum holds, and any of card shape close behind the word 카드."""
    for found in _CARD.finditer(text):
        near = text[max(0, found.start() - 12) : found.start()]
        if (_luhn(digits_of(found.group())) or "카드" in near) and not is_named_otherwise(text, found):
            yield found.span()
    for found in _CARD_ODD.finditer(text):
        digits = digits_of(found.group())
        if len(digits) in (15, 16) and _luhn(digits):
            yield found.span()


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0 and digits.strip("0") != ""
