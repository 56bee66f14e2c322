"""Dictionaries as frozen values. Parsing lives beside this module; reading files is ``ingest.dictionaries``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class UserWord:
    """A word the analyser must keep whole. ``tag`` is a Sejong tag (NNG, NNP ...), ``score`` a Kiwi bonus."""

    form: str
    tag: str = "NNP"
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Receiver:
    """A person or desk that gets alerts. ``role`` is 담당, 팀장 or 과장; ``phone`` is for text messages, or ``""``."""

    name: str
    role: str
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Department:
    """A department and its place in the routing tree.

    ``parent`` is the name of the parent or ``""``; ``duties`` are terms that point here when a text
    has no department; ``aliases`` are other names (former names, short names) that mean this one.
    """

    name: str
    parent: str = ""
    duties: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    receivers: tuple[Receiver, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative area: ``level`` is 시, 구 or 동; ``parent`` the parent's code or ``""``."""

    code: str
    name: str
    level: str
    parent: str = ""
    aliases: tuple[str, ...] = ()
    population: int = 0


@dataclass(frozen=True, slots=True)
class Pack:
    """A watch pack: a group of terms that is counted as one signal (``pack:<pack_id>``)."""

    pack_id: str
    name: str
    terms: tuple[str, ...]
    min_hits: int = 1
    excluded_terms: tuple[str, ...] = ()
    department: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All dictionaries of one deployment; ``version`` is a hash of their content.

    ``form_letters`` are phrases of form-letter text that are removed before analysis; ``synonyms`` maps
    a variant to its representative; ``compounds`` maps the noun parts of a compound to the joined form;
    ``sentiment`` maps a word to -2..2; ``danger_words`` maps a word to a grade 1..3 (3 = danger to life).
    """

    user_words: tuple[UserWord, ...] = ()
    stopwords: frozenset[str] = frozenset()
    form_letters: tuple[str, ...] = ()
    synonyms: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    compounds: Mapping[tuple[str, ...], str] = field(default_factory=lambda: MappingProxyType({}))
    sentiment: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    danger_words: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    departments: tuple[Department, ...] = ()
    regions: tuple[Region, ...] = ()
    public_names: frozenset[str] = frozenset()
    packs: tuple[Pack, ...] = ()
    version: str = "empty"

    def kept_words(self) -> tuple[UserWord, ...]:
        """Every word that an analyser must keep whole, each spelling once: user words, compounds, synonyms.

        A word that is written with blanks stands in texts without them too, and a compound with blanks between its
        parts unless one of them is a syllable, which could be the end of any other word.
        """
        kept = {word.form: word for word in self.user_words}
        spellings = [(word.form, word) for word in self.user_words if " " in word.form]
        spellings += [(" ".join(parts), UserWord(joined, "NNG")) for parts, joined in self.compounds.items()]
        spellings += [(word, UserWord(word, "NNG")) for pair in self.synonyms.items() for word in pair if len(word) > 1]
        for written, word in spellings:
            forms = {written.replace(" ", "")} | ({written} if min(map(len, written.split())) > 1 else set())
            for form in sorted(forms):
                kept.setdefault(form, UserWord(form, word.tag, word.score))
        return tuple(kept.values())
