"""Made-up personal data of the kinds that people leave in complaints.

Nobody's real data can come out: mobile numbers use the unassigned ranges 010-0xxx and 010-1xxx, resident
numbers carry a wrong check digit, cards use a test prefix, mail addresses end in ``.example``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from textmine.ingest.sample.people import FIRST, SECOND, SURNAMES

_T = TypeVar("_T")
_SPOKEN = dict(zip("0123456789", "공일이삼사오육칠팔구", strict=True))
_BANKS = ("국민은행", "농협", "신한은행", "우리은행", "기업은행", "새마을금고")
_PLATE_SYLLABLES = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주"
_MAIL_IDS = ("sunny", "haneul", "minji", "love", "narae", "bluesky", "kimsy", "happy", "jhpark", "dasom")


class PersonalItem(NamedTuple):
    """One injected value: its kind (phone, resident_number …), the value as written and the sentence around it."""

    kind: str
    value: str
    sentence: str


def pick(items: Sequence[_T], rng: random.Random) -> _T:
    """Return one of the items; cheaper than ``rng.choice`` and the same on every Python version."""
    return items[int(rng.random() * len(items))]


def make_name(rng: random.Random) -> str:
    """Return a Korean name of three syllables."""
    return pick(SURNAMES, rng) + pick(FIRST, rng) + pick(SECOND, rng)


def make_phone(rng: random.Random) -> str:
    """Return a mobile number in a range that no provider has been given."""
    return f"010-{rng.randrange(2)}{rng.randrange(1000):03d}-{rng.randrange(10000):04d}"


def make_personal_item(apartment: str, rng: random.Random) -> PersonalItem:
    """Return one item of a random kind; phones and names are the most frequent, as in real complaints."""
    kind = rng.choices(tuple(_KINDS), weights=tuple(weight for weight, _, _ in _KINDS.values()))[0]
    _, make, sentences = _KINDS[kind]
    value = apartment + " " + _address(rng) if kind == "address" else make(rng)
    return PersonalItem(kind, value, pick(sentences, rng).replace("@", value))


def _written_phone(rng: random.Random) -> str:
    phone = make_phone(rng)
    style = rng.random()
    if style < 0.15:
        return phone.replace("-", "")
    return phone.replace("-", pick((".", " "), rng)) if style < 0.3 else phone


def _spoken_phone(rng: random.Random) -> str:
    return "".join(_SPOKEN.get(char, " ") for char in make_phone(rng))


def _email(rng: random.Random) -> str:
    return f"{pick(_MAIL_IDS, rng)}{rng.randrange(10, 9999)}@{pick(('mail', 'post', 'web'), rng)}.example"


def _resident_number(rng: random.Random) -> str:
    year = rng.randrange(1945, 2006)
    front = f"{year % 100:02d}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
    back = f"{rng.randrange(1, 3) + (2 if year >= 2000 else 0)}{rng.randrange(100000):05d}"
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    weighted = sum(int(digit) * weight for digit, weight in zip(front + back, weights, strict=True))
    wrong = (11 - weighted % 11 + 1 + rng.randrange(8)) % 10
    return f"{front}-{back}{wrong}"


def _account(rng: random.Random) -> str:
    return f"{pick(_BANKS, rng)} {rng.randrange(100, 999)}-{rng.randrange(10, 99)}-{rng.randrange(10**6):06d}"


def _card(rng: random.Random) -> str:
    digits = [4, 0, 0, 0, 0, 0, *(rng.randrange(10) for _ in range(9))]
    doubled = (digit if i % 2 else digit * 2 - (9 if digit > 4 else 0) for i, digit in enumerate(digits))
    digits.append(-sum(doubled) % 10)
    text = "".join(map(str, digits))
    return "-".join(text[i : i + 4] for i in range(0, 16, 4))


def _plate(rng: random.Random) -> str:
    front = rng.randrange(10, 100) if rng.random() < 0.4 else rng.randrange(100, 700)
    return f"{front}{pick(_PLATE_SYLLABLES, rng)}{pick(('', ' '), rng)}{rng.randrange(1000, 10000)}"


def _passport(rng: random.Random) -> str:
    return f"M{rng.randrange(10**8):08d}"


def _licence(rng: random.Random) -> str:
    return f"{rng.randrange(11, 27)}-{rng.randrange(100):02d}-{rng.randrange(10**6):06d}-{rng.randrange(100):02d}"


def _business_number(rng: random.Random) -> str:
    return f"{rng.randrange(100, 700)}-{rng.randrange(10, 99)}-{rng.randrange(10**5):05d}"


def _address(rng: random.Random) -> str:
    return f"{rng.randrange(101, 120)}동 {rng.randrange(1, 21)}{rng.randrange(1, 6):02d}호"


_Kind = tuple[int, Callable[[random.Random], str], tuple[str, ...]]
_KINDS: dict[str, _Kind] = {
    "phone": (30, _written_phone, (
        "제 연락처는 @ 입니다.", "@ 으로 전화 주세요.", "연락처 : @", "(연락처 @)", "처리되면 @ 로 문자 부탁드립니다.",
    )),
    "spoken_phone": (4, _spoken_phone, ("번호는 @ 이에요.", "전화 주세요 @")),
    "email": (10, _email, ("답변은 @ 으로도 보내주세요.", "메일 @ 로 자료 보내드릴 수 있습니다.")),
    "resident_number": (6, _resident_number, ("주민번호 @ 로 조회해 보세요.", "신청인 주민등록번호는 @ 입니다.")),
    "account": (8, _account, ("환불 계좌는 @ 입니다.", "보상금은 @ 로 넣어주세요.")),
    "card": (4, _card, ("결제한 카드번호는 @ 입니다.", "카드 @ 으로 두 번 승인됐습니다.")),
    "plate": (16, _plate, ("차량번호 @ 입니다.", "제 차(@)도 피해를 봤습니다.", "@ 차량을 확인해 보세요.")),
    "passport": (2, _passport, ("신분 확인용 여권번호는 @ 입니다.",)),
    "licence": (2, _licence, ("운전면허번호 @ 로 확인 가능합니다.",)),
    "business_number": (4, _business_number, ("사업자등록번호 @ 입니다.", "저희 가게 사업자번호는 @ 이고요.")),
    "address": (10, _address, ("저는 @ 에 삽니다.", "@ 로 와 보시면 됩니다.")),
    "name": (12, make_name, ("민원인 @ 드림.", "저는 @ 라고 합니다.", "담당하시던 @ 주무관님도 아시는 내용입니다.")),
}
