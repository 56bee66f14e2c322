"""Where a complaint is about: region columns, addresses and names of areas in the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from textmine.lexicon.values import Region

# What may follow a name inside one word: particles and the places that are named after their 동.
_TAIL: Final = re.compile(
    r"(?:에서는|에서도|에서|에는|에도|에|의|은|는|이|가|을|를|과|와|으로|로|도|만|까지|부터|이나|나|이라|이고|인데|입니다|"
    r"주민센터|행정복지센터|동사무소|사무소|주민들?|일대|일원|지역|관내|쪽|근처|인근|방면|소재)*"
)
_KEEPABLE: Final = re.compile(r"[가-힣0-9·.\s]{1,18}(?:시|군|구|읍|면|동|리|가|도)")
_DEPTH: Final = {"시": 1, "군": 1, "구": 2, "읍": 3, "면": 3, "동": 3, "리": 4}


class Place(NamedTuple):
    """A found area: ``code`` is empty for a name outside the lexicon; both are empty when nothing was found."""

    code: str
    name: str


NOWHERE: Final = Place("", "")


class RegionFinder:
    """Finds the areas of one lexicon; build once, ask for every document.

    Names count only at the start of a word and before a particle, a boundary or a word such as 주민센터; the
    longest name wins. Of several areas the deepest wins; two areas of that depth, or one name for two areas
    that no parent in the text tells apart, are ambiguous and give nothing.
    """

    def __init__(self, regions: Sequence[Region]) -> None:
        self._by_code = {region.code: region for region in regions}
        names: dict[str, list[Region]] = defaultdict(list)
        for region in regions:
            for name in dict.fromkeys((region.name, *region.aliases)):
                names[_squeeze(name)].append(region)
        self._names = dict(names)
        self._word = _words_like([name for name in names if len(name) >= 2])
        self._longest = max(map(len, names), default=0)
        self.from_column = lru_cache(maxsize=4096)(self._from_column)

    def from_text(self, *texts: str) -> Place:
        """The one 동 or 구 that free text names, or nowhere."""
        if not self._names:
            return NOWHERE
        found = {name for text in texts for name in self._names_in(text)}
        return self._choose(found, least_depth=2) if found else NOWHERE

    def from_address(self, text: str) -> Place:
        """The area that an address names; unknown areas give nowhere, because addresses are personal."""
        return self._choose(set(self._names_in(text)), least_depth=1)

    def _from_column(self, text: str) -> Place:
        """The area of a region column; a short name that the lexicon does not know is kept as it stands."""
        whole = self._names.get(_squeeze(text), [])
        if len(whole) == 1:
            return Place(whole[0].code, whole[0].name)
        known = self.from_address(text)
        if known != NOWHERE or not text:
            return known
        return Place("", text) if _KEEPABLE.fullmatch(text) and not re.search(r"\d{2,}", text) else NOWHERE

    def _names_in(self, text: str) -> Iterable[str]:
        names, longest = self._names, self._longest
        for word in self._word.findall(text):
            for size in range(min(len(word), longest), 1, -1):
                if word[:size] in names and _TAIL.fullmatch(word, size):
                    yield word[:size]
                    break

    def _choose(self, found: set[str], *, least_depth: int) -> Place:
        candidates = [region for name in found for region in self._names[name]]
        candidates = [region for region in candidates if _DEPTH.get(region.level, 3) >= least_depth]
        if not candidates:
            return NOWHERE
        deepest = max(_DEPTH.get(region.level, 3) for region in candidates)
        rivals = {region.code: region for region in candidates if _DEPTH.get(region.level, 3) == deepest}
        if len(rivals) > 1:
            above = {region.code for region in candidates if _DEPTH.get(region.level, 3) < deepest}
            rivals = {code: region for code, region in rivals.items() if self._ancestors(region) & above}
        if len(rivals) != 1:
            return NOWHERE
        region = next(iter(rivals.values()))
        return Place(region.code, region.name)

    def _ancestors(self, region: Region) -> set[str]:
        above: set[str] = set()
        while region.parent and region.parent not in above and region.parent in self._by_code:
            above.add(region.parent)
            region = self._by_code[region.parent]
        return above


def _words_like(names: Sequence[str]) -> re.Pattern[str]:
    """Words (syllables and digits, joined by ·) that begin with the first two characters of a name, and some more.

    The first character stands first in the pattern: the text is searched for it at the speed of a byte search, while
    a look behind would be tried at every character.
    """
    first, second = (re.escape("".join(sorted({name[place] for name in names}))) or "가" for place in (0, 1))
    return re.compile(
        rf"[{first}](?<![가-힣0-9][{first}])(?<![가-힣0-9]·[{first}])[{second}][가-힣0-9]*(?:·[가-힣0-9]+)*"
    )


def _squeeze(name: str) -> str:
    return re.sub(r"\s+", "", name)
