"""The people of the city: who they are follows from their number, so nobody need be remembered."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.int64]

SURNAMES: Final = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민"
FIRST: Final = "민서지현수도하예은준우성영재태윤채다소유진경혜승"
SECOND: Final = "준서연우호진아윤희민수현영빈은석원경림철숙자순훈"
AGES: Final = (("10대", 2), ("20대", 12), ("30대", 28), ("40대", 27), ("50대", 17), ("60대", 10), ("70대 이상", 4))
_WOMEN: Final = 0.52
_COMMON: Final = 1.25  # above 1: a few people write often, most once
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)


def choose_people(rng: np.random.Generator, n: int, complaints: int) -> Ints:
    """Numbers of the writers of ``n`` complaints in a city that sends ``complaints`` of them."""
    return np.asarray((complaints * 0.8 * rng.random(n) ** _COMMON).astype(np.int64))


def name_people(people: Ints, seed: int) -> pa.StringArray:
    """Their names."""
    bits = _bits(people, seed, 1)
    rank = (bits % np.uint64(10_000)).astype(np.float64) / 10_000
    surname = pa.array(list(SURNAMES)).take(
        pa.array((rank**2 * len(SURNAMES)).astype(np.int64))
    )  # 김 is common, 민 rare
    given = pa.array([a + b for a in FIRST for b in SECOND])
    return pc.binary_join_element_wise(
        surname, given.take(pa.array((bits >> np.uint64(20)) % np.uint64(len(given)))), ""
    )


def phone_people(people: Ints, seed: int) -> pa.StringArray:
    """Their mobile numbers, in ranges (010-0xxx and 010-1xxx) that no provider has been given."""
    bits = _bits(people, seed, 2)
    fours = pa.array([f"{number:04d}" for number in range(10_000)])
    first = fours.take(pa.array(bits % np.uint64(2000)))
    return pc.binary_join_element_wise(
        "010", first, fours.take(pa.array((bits >> np.uint64(16)) % np.uint64(10_000))), "-"
    )


def describe_people(people: Ints, seed: int) -> tuple[pa.StringArray, pa.StringArray]:
    """Their age bands and sexes."""
    bits = _bits(people, seed, 3)
    weights = np.array([weight for _, weight in AGES])
    ages = np.repeat(np.arange(len(AGES)), weights)[(bits % np.uint64(weights.sum())).astype(np.int64)]
    is_woman = ((bits >> np.uint64(16)) % np.uint64(1000)).astype(np.int64) < _WOMEN * 1000
    return pa.array([age for age, _ in AGES]).take(pa.array(ages)), pa.array(["남", "여"]).take(
        pa.array(is_woman.astype(np.int8))
    )


def _bits(people: Ints, seed: int, salt: int) -> NDArray[np.uint64]:
    """64 mixed bits of a person (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    x = people.astype(np.uint64) + np.uint64((seed * 1_000_003 + salt * 7919) % 2**63)
    x = (x + _MIX) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(x ^ (x >> np.uint64(31)))
