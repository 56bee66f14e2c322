"""Finders of personal numbers. Every finder yields ``(start, end)``; every pattern is linear in the text.

``\\d`` matches full-width digits too; values are compared after ``_digits``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

Span = tuple[int, int]

# What people put between digits: blanks and zero-width characters, hyphens of every kind, dots, ㅡ.
_GAP = r"[\s\u200b-\u200d\u2060\ufeff\xad]"
_HYPHEN = r"[-\u2010-\u2015\u2212\u30fc\uff0d\uff5e~·ㆍ・.．_/ㅡ]"
_SEP = rf"(?:{_GAP}{{0,2}}{_HYPHEN}{_GAP}{{0,2}}|{_GAP}{{1,2}})"
_MAYBE = rf"{_SEP}?"


def _run(low: int, high: int | None = None) -> str:
    """A pattern of ``low`` to ``high`` digits, each perhaps after one gap."""
    return rf"\d(?:{_GAP}?\d){{{low - 1},{(high or low) - 1}}}"


_START, _END = r"(?<!\d)", r"(?!\d)"
# The same start with its digit, and a start on 0: a pattern that begins with a character is found much faster.
_FIRST, _ZERO = r"\d(?<!\d\d)", r"0(?<!\d0)"

# Digits and all that may stand between the digits of one number.
_RUN = re.compile(rf"\d[{_HYPHEN[1:-1]}{_GAP[1:-1]}\d()（）+＋]*+")


def longest_run(text: str) -> int:
    """How many digits the longest run of digits holds, gaps, hyphens and brackets between them allowed."""
    most = 0
    for run in _RUN.findall(text):
        if len(run) > most:
            most = max(most, sum(map(str.isdecimal, run)))
    return most


_RESIDENT = re.compile(
    rf"({_FIRST}{_GAP}?\d{_MAYBE}\d{_GAP}?\d{_MAYBE}\d{_GAP}?\d)"
    rf"(?:{_GAP}{{0,3}}(?:{_HYPHEN}{_GAP}{{0,3}}){{0,3}}[(（]?{_GAP}?({_run(7)}){_END}"
    rf"|{_GAP}{{0,3}}{_HYPHEN}{_GAP}{{0,3}}(\d)(?:{_GAP}?[*＊xX●○•◦×]){{1,7}})"
)
# Birth date and sex alone.
_RESIDENT_FRONT = re.compile(r"(\d(?<![\d.-]\d)\d{5})\s?[-\u2010-\u2015\u2212\uff0d]\s?[1-8](?![\dA-Za-z.-])")
_RESIDENT_PARTS = re.compile(
    r"앞\s?(?:자리|번호)[^\d\n]{0,6}(\d{6})[^\d\n]{0,12}뒷?\s?(?:자리|번호)[^\d\n]{0,6}(\d{7})(?!\d)"
)
# Birth date and the rest with words or odd signs between them, spelled in Hangul, or with its front hidden.
_SPELLED_SIGN = "[공영빵일이삼사오육륙칠팔구]"
_RESIDENT_LOOSE = re.compile(
    r"\d(?<!\d\d)\d{5}(?:[^\d\n가-힣]{1,4}|[^\d\n]{0,4}(?:뒷\s?자리|뒷\s?번호|뒤|다시|대시|하이픈|빼기|짝대기)[^\d\n]{0,6}|\s*\n\s*)"
    r"[1-8]\d{6}(?!\d)"
)
_RESIDENT_SPELLED = re.compile(rf"{_SPELLED_SIGN}{{6}}\s?(?:다시|대시|-|에)?\s?{_SPELLED_SIGN}{{7}}(?!{_SPELLED_SIGN})")
_RESIDENT_BACK = re.compile(r"[*●○xX]{6}\s?[-\u2010-\u2015\u2212\uff0d]\s?[1-8]\d{6}(?!\d)")
# Words before a bare number that say what else it is.
_OTHER = re.compile(
    r"(?:관리|상품|제품|제조|일련|고객|주문|운송장|송장|접수|신청|승인|발급|문서|법인등록|시리얼|바코드|코드|모델)\s?"
    r"(?:번호|코드|넘버|no\.?)?\s?[:：]?\s?\Z",
    re.IGNORECASE,
)
_RESIDENT_NAMED = re.compile(
    rf"(?:주민|외국인)\s?(?:등록)?\s?(?:번호)?[^\d\n]{{0,12}}({_run(6)}{_GAP}{{0,3}}{_HYPHEN}?{_GAP}{{0,3}}{_run(7)}){_END}"
)


def find_resident_numbers(text: str) -> Iterator[Span]:
    """Resident and foreigner numbers: a plausible birth date and seven digits (the check digit need not hold)."""
    found = _RESIDENT.search(text)
    while found:
        # After a false start the next search begins one character later, so that no real number hides behind it.
        is_number = _is_birth_date(_digits(found.group(1)))
        if is_number and not is_named_otherwise(text, found):
            yield found.span()
        found = _RESIDENT.search(text, found.end() if is_number else found.start() + 1)
    for found in _RESIDENT_FRONT.finditer(text):
        if _is_birth_date(_digits(found.group(1))):
            yield found.span()
    for found in _RESIDENT_NAMED.finditer(text):
        yield found.span(1)
    for found in _RESIDENT_LOOSE.finditer(text):
        if _is_birth_date(_digits(found.group())):
            yield found.span()
    if "*-" in text or "●-" in text or "X-" in text or "x-" in text:
        for found in _RESIDENT_BACK.finditer(text):
            yield found.span()
    if "앞" in text:
        for found in _RESIDENT_PARTS.finditer(text):
            yield found.span(1)
            yield found.span(2)


def find_spelled_residents(text: str) -> Iterator[Span]:
    """Resident numbers with every digit spelled in Hangul."""
    if "일" in text or "이" in text:
        for found in _RESIDENT_SPELLED.finditer(text):
            yield found.span()


def is_named_otherwise(text: str, found: re.Match[str]) -> bool:
    """Whether a number without separators stands behind a word such as 관리번호 or 상품코드."""
    return found.group().isdecimal() and _OTHER.search(text[max(0, found.start() - 16) : found.start()]) is not None


def _is_birth_date(digits: str) -> bool:
    month, day = int(digits[2:4]), int(digits[4:6])
    return 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


_MOBILE = re.compile(
    rf"{_START}[(（]?(?:[+＋]?\s?82{_MAYBE}[(]?[0０]?[)]?{_GAP}?[1１]|[0０]{_GAP}?[1１]){_GAP}?[016789０１６７８９]"
    rf"(?:[)）]|{_SEP}){{0,2}}{_run(3, 4)}{_MAYBE}{_run(4)}{_END}"
)
_MOBILE_CORE = re.compile(rf"[1１]{_GAP}?[016789０１６７８９]")
_SAFE = re.compile(rf"{_ZERO}(?:50\d?|70){_MAYBE}\d{{3,4}}{_MAYBE}\d{{4}}(?:-\d)?{_END}")
_STARRED = re.compile(rf"{_ZERO}1[016789]{_SEP}(?:\d{{3,4}}{_SEP}[*●○xX]{{4}}|[*●○xX]{{3,4}}{_SEP}\d{{4}}){_END}")
_JOINED = re.compile(rf"{_ZERO}1[016789]\s?[에*]\s?\d{{3,4}}\s?[에*]\s?\d{{4}}{_END}")
_LETTERED = re.compile(r"(?<![A-Za-z0-9])[0OoＯ][1lI][0OoＯ][-. ]\d{4}[-. ]\d{4}(?!\d)")
_WITHOUT_ZERO = re.compile(rf"{_START}10[- ]\d{{4}}[- ]\d{{4}}(?![\d-])")
_SPELLED_DIGIT = "[공영빵일이삼사오육륙칠팔구0-9]"
_SPELLED = re.compile(
    rf"(?<![공영빵일이삼사오육륙칠팔구0-9])(?:[공영빵]일[공영빵일육륙칠팔구]|01[016789]|0일0){_MAYBE}{_SPELLED_DIGIT}{{3,4}}{_MAYBE}{_SPELLED_DIGIT}{{4}}"
    r"(?![공영빵일이삼사오육륙칠팔구0-9])"
)
_SPELLED_STARTS = ("공일", "영일", "빵일", "0일0", "01")
_OFFICE = re.compile(
    rf"{_START}[(（]?0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4])(?:[)）]|{_SEP}){{0,2}}\d{{3,4}}{_MAYBE}\d{{4}}{_END}"
    rf"|{_START}1[568]\d\d{_SEP}?\d{{4}}{_END}|{_START}080{_SEP}\d{{3,4}}{_SEP}\d{{4}}{_END}"
)
_PERSONAL_CONTEXT = re.compile(
    r"연락처|연락\s?주|연락\s?바|자택|집\s?전화|집\s?번호|(?:저희|우리|시골|제)\s?집|집(?:은|에는|으로)|휴대|핸드폰|제\s?(?:전화|번호)|본인|전번|폰\s?번호"
)
_OFFICE_CONTEXT = re.compile(r"담당|문의|고객\s?센터|구청|시청|주민\s?센터|사무소|콜\s?센터|부서|[과팀](?=\W)")


def find_personal_phones(text: str) -> Iterator[Span]:
    """Mobile, 050 and 070 numbers, and area-code numbers that a text gives as somebody's own."""
    if _MOBILE_CORE.search(text):
        for found in _MOBILE.finditer(text):
            if not is_named_otherwise(text, found):
                yield found.span()
        for pattern in (_STARRED, _JOINED, _WITHOUT_ZERO):
            for found in pattern.finditer(text):
                yield found.span()
    for found in _LETTERED.finditer(text):
        yield found.span()
    for found in _SAFE.finditer(text):
        yield found.span()
    if not _PERSONAL_CONTEXT.search(text):
        return
    for found in _OFFICE.finditer(text):
        near = text[max(0, found.start() - 18) : found.start()]
        if _PERSONAL_CONTEXT.search(near) and not _OFFICE_CONTEXT.search(near):
            yield found.span()


def find_spelled_phones(text: str) -> Iterator[Span]:
    """Mobile numbers with digits spelled in Hangul (공일공 일이삼사 …)."""
    if "일" not in text or not any(start in text for start in _SPELLED_STARTS):
        return
    for found in _SPELLED.finditer(text):
        if any("가" <= character <= "힣" for character in found.group()):
            yield found.span()


def find_office_phones(text: str) -> Iterator[Span]:
    """Numbers with an area code, 15xx, 16xx, 18xx and 080 numbers."""
    for found in _OFFICE.finditer(text):
        yield found.span()


_DOMAIN_WORD = r"(?:네이버|다음|한메일|지메일|구글|네이트|카카오|핫메일|야후)"
_DOT = r"(?:\s?[.．]\s?|\s?(?:닷|쩜|점|\(dot\)|\[dot\])\s?)"
_LOCAL = r"[A-Za-z0-9ａ-ｚＡ-Ｚ０-９._%+-]"
_FILE_NAME = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|pdf|hwpx?|mp4)\Z", re.IGNORECASE)
_EMAIL = re.compile(
    rf"(?<!{_LOCAL}){_LOCAL}++\s{{0,2}}(?:[@＠]|\(at\)|\[at\]|골뱅이|앳)\s{{0,2}}"
    rf"(?:[A-Za-z0-9ａ-ｚＡ-Ｚ-]++(?:{_DOT}[A-Za-z0-9ａ-ｚＡ-Ｚ-]++)++|[A-Za-z0-9-]++\s?(?:닷컴|점컴|닷넷|쩜컴)"
    rf"|{_DOMAIN_WORD}\s?(?:{_DOT}?\s?(?:컴|넷|com|net|co\.kr))?)",
    re.IGNORECASE,
)
_EMAIL_HANGUL = re.compile(r"(?<![가-힣])[가-힣]{2,5}@[A-Za-z0-9-]++(?:\.[A-Za-z]{2,6})++")
_EMAIL_SIGNS = ("@", "＠", "골뱅이", "앳")
_EMAIL_AT = re.compile(r"\(at\)|\[at\]", re.IGNORECASE)
_EMAIL_RIGHT = re.compile(
    rf"골뱅이\s?(?:{_DOMAIN_WORD}|[A-Za-z0-9-]{{2,30}}+{_DOT}[A-Za-z]{{2,10}}+)(?:\s?{_DOT}?\s?(?:컴|넷))?"
)
_EMAIL_LEFT = re.compile(r"[가-힣A-Za-z0-9._-]{2,30}\Z")


def find_emails(text: str) -> Iterator[Span]:
    """E-mail addresses, also with blanks around the sign, '(at)', '골뱅이' and spelled domains."""
    if not any(sign in text for sign in _EMAIL_SIGNS) and not ("at" in text and _EMAIL_AT.search(text)):
        return
    for found in _EMAIL.finditer(text):
        if not _FILE_NAME.search(found.group()):
            yield found.span()
    if "@" in text:
        for found in _EMAIL_HANGUL.finditer(text):
            yield found.span()
    if "골뱅이" in text:
        yield from _spelled_emails(text)


def _spelled_emails(text: str) -> Iterator[Span]:
    for found in _EMAIL_RIGHT.finditer(text):
        left = text[max(0, found.start() - 31) : found.start()].rstrip()
        local = _EMAIL_LEFT.search(left)
        if local:
            yield max(0, found.start() - 31) + local.start(), found.end()


_BANK = (r"(?:국민|신한|우리|하나|기업|산업|대구|부산|경남|광주|전북|제주|씨티|수협|외환)\s?(?:은행|뱅크)|"
    r"KB국민|SC제일|제일은행|농협|NH농협|수협|축협|신협|새마을금고|우체국|카카오뱅크|카뱅|토스뱅크|케이뱅크|IM뱅크"
    r"|은행|계좌\s?(?:번호)?|입금|송금|예금주|통장")  # fmt: skip
_BANK_CORE = re.compile(r"은행|뱅크|[농수축신]협|계좌|[입송]금|예금주|통장|KB국민|SC제일|새마을금고|우체국|카뱅")
_HYPHENATED = rf"\d{{2,6}}(?:{_GAP}?[-\u2010-\u2015\u2212\uff0d]{_GAP}?\d{{1,8}}){{1,4}}"
_ACCOUNT_AFTER = re.compile(rf"(?<!\[)(?:{_BANK})[^\d\n]{{0,16}}({_HYPHENATED}|\d{{10,16}}|{_run(10, 16)}){_END}")
_ACCOUNT_BARE = re.compile(
    rf"(?:국민|신한|우리|하나|기업|(?<![A-Z])(?:KB|NH|IBK|SC))\s?[:：]?\s?(\d{{2,6}}(?:[-\u2010-\u2015\u2212\uff0d]\d{{2,8}}){{2,3}}){_END}"
)
_ACCOUNT_BEFORE = re.compile(
    rf"{_START}(\d{{3,6}}-\d{{2,6}}-\d{{2,8}}(?:-\d{{1,4}})?|\d{{10,14}})[\s(]{{0,2}}(?:{_BANK})"
)
_DATE_START = re.compile(r"(?:19|20)\d\d\s?[-.]\s?(?:0?[1-9]|1[0-2])\s?[-.]\s?(?:0?[1-9]|[12]\d|3[01])(?!\d)")


def find_accounts(text: str) -> Iterator[Span]:
    """Account numbers: 10 to 16 digits beside the name of a bank or a word such as 계좌."""
    patterns = (_ACCOUNT_AFTER, _ACCOUNT_BARE, _ACCOUNT_BEFORE) if _BANK_CORE.search(text) else (_ACCOUNT_BARE,)
    for pattern in patterns:
        for found in pattern.finditer(text):
            number = found.group(1)
            if 10 <= len(_digits(number)) <= 16 and not _DATE_START.match(number):
                yield found.span(1)


_CARD = re.compile(
    rf"{_START}(\d{{4}}{_MAYBE}\d{{4}}{_MAYBE}\d{{4}}{_MAYBE}\d{{3,4}}"
    rf"|3\d{{3}}{_MAYBE}\d{{6}}{_MAYBE}\d{{4,5}}){_END}"
)
_CARD_ODD = re.compile(rf"{_START}[3-69]\d{{2,6}}(?:[ -]\d{{2,7}}){{2,4}}{_END}")


def find_cards(text: str) -> Iterator[Span]:
    """Card numbers whose Luhn sum holds, and any of card shape close behind the word 카드."""
    for found in _CARD.finditer(text):
        near = text[max(0, found.start() - 12) : found.start()]
        if (_luhn(_digits(found.group())) or "카드" in near) and not is_named_otherwise(text, found):
            yield found.span()
    for found in _CARD_ODD.finditer(text):
        digits = _digits(found.group())
        if len(digits) in (15, 16) and _luhn(digits):
            yield found.span()


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0 and digits.strip("0") != ""


_PASSPORT = re.compile(r"(?<![A-Za-z0-9])[MSRODGmsrodg]\s?(?:\d{8}|\d{3}[A-Za-z]\d{4})(?![A-Za-z0-9])")
_LICENCE = re.compile(
    rf"{_START}(?:(?:서울|부산|대구|인천|광주|대전|울산|경기|강원|충북|충남|전북|전남|경북|경남|제주)[\s-]?\d{{2}}"
    rf"|(?:1[1-9]|2[0-8]){_SEP}\d{{2}}){_SEP}\d{{6}}{_SEP}\d{{2}}{_END}"
)
_LICENCE_CORE = re.compile(r"\d{6}")
_LICENCE_NAMED = re.compile(rf"면허[^\d\n]{{0,10}}({_run(12)}){_END}")
_DASH = r"\s?[-\u2010-\u2015\u2212\uff0d]\s?"
_BUSINESS = re.compile(rf"{_FIRST}\d\d{_DASH}\d{{2}}{_DASH}\d{{5}}{_END}")
_BUSINESS_NAMED = re.compile(rf"사업자[^\d\n]{{0,12}}({_run(10)}){_END}")
_PLATE_SYLLABLE = "[가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자배하허호국합육해공]"
_PLATE_CORE = re.compile(rf"{_PLATE_SYLLABLE}\s?\d{{4}}")
_PLATE = re.compile(
    rf"{_START}(?:(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주)\s?\d{{1,2}}|\d{{2,3}})\s?"
    rf"{_PLATE_SYLLABLE}\s?\d{{4}}"
    r"(?!\d|\s?(?:년|원|명|개|건|번(?!\s?(?:차|버스|택시))|세대|호|동|가구|만|천|억|조|[.,]\d|%|m|k|㎡|㎞))"
)


_PLATE_ODD = re.compile(
    rf"{_START}\d{{2,3}}[-.]{_PLATE_SYLLABLE}[-.]\d{{4}}(?!\d)"
    r"|(?:외교|영사|준외|준영|국기|협정|대표)\s?\d{3}\s?-\s?\d{3}(?!\d)"
    rf"|(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주)\s?(?:[가-힣]{{1,3}}\s)?"
    rf"{_PLATE_SYLLABLE}\s?\d{{4}}(?!\d|\s?(?:년|원|명|개|건))"
)
_PLATE_ODD_CORE = re.compile(
    rf"\d[-.]{_PLATE_SYLLABLE}[-.]\d|[교사외영기정표]\s?\d{{3}}\s?-|{_PLATE_SYLLABLE}\s?\d{{4}}"
)
_PLATE_STARRED = re.compile(rf"{_START}\d{{2,3}}{_PLATE_SYLLABLE}[*●○]{{4}}")


def find_passports(text: str) -> Iterator[Span]:
    """Passport numbers, old (M12345678) and new (M123A4567)."""
    for found in _PASSPORT.finditer(text):
        is_other = _OTHER.search(text[max(0, found.start() - 16) : found.start()])
        if not is_other and found.group().strip("MSRODGmsrodg 0"):
            yield found.span()


def find_licences(text: str) -> Iterator[Span]:
    """Driving licence numbers (11-22-333333-44, 서울 12-345678-90), bare digits only behind 면허."""
    if _LICENCE_CORE.search(text):
        for found in _LICENCE.finditer(text):
            yield found.span()
    for found in _LICENCE_NAMED.finditer(text):
        yield found.span(1)


def find_business_numbers(text: str) -> Iterator[Span]:
    """Business registration numbers (123-45-67890), bare digits only behind 사업자."""
    for found in _BUSINESS.finditer(text):
        yield found.span()
    for found in _BUSINESS_NAMED.finditer(text):
        yield found.span(1)


def find_plates(text: str) -> Iterator[Span]:
    """Car plates; not a law article (제12조 2019…) and not a number with a unit behind it."""
    if "*" in text or "●" in text or "○" in text:
        for found in _PLATE_STARRED.finditer(text):
            yield found.span()
    if _PLATE_ODD_CORE.search(text):
        for found in _PLATE_ODD.finditer(text):
            yield found.span()
    if not _PLATE_CORE.search(text):
        return
    for found in _PLATE.finditer(text):
        if not text[: found.start()].rstrip().endswith("제"):
            yield found.span()


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(character)) for character in text if character.isdecimal())
