"""From parsed dictionaries to one Lexicon: layers are merged, cross-checked and given a version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypedDict, TypeVar

from textmine.lexicon.parse_lines import Problems
from textmine.lexicon.parse_words import find_synonym_cycles, resolve_synonyms
from textmine.lexicon.values import Department, Lexicon, Pack, Region, UserWord

_K = TypeVar("_K")
_V = TypeVar("_V")


class LexiconParts(TypedDict, total=False):
    """Parsed dictionaries of one folder; a missing key means that the folder has no such file."""

    user_words: tuple[UserWord, ...]
    stopwords: frozenset[str]
    form_letters: tuple[str, ...]
    synonyms: Mapping[str, str]
    compounds: Mapping[tuple[str, ...], str]
    sentiment: Mapping[str, int]
    danger_words: Mapping[str, int]
    departments: tuple[Department, ...]
    regions: tuple[Region, ...]
    public_names: frozenset[str]
    packs: tuple[Pack, ...]


def build_lexicon(
    *,
    user_words: tuple[UserWord, ...] = (),
    stopwords: frozenset[str] = frozenset(),
    form_letters: tuple[str, ...] = (),
    synonyms: Mapping[str, str] = MappingProxyType({}),
    compounds: Mapping[tuple[str, ...], str] = MappingProxyType({}),
    sentiment: Mapping[str, int] = MappingProxyType({}),
    danger_words: Mapping[str, int] = MappingProxyType({}),
    departments: tuple[Department, ...] = (),
    regions: tuple[Region, ...] = (),
    public_names: frozenset[str] = frozenset(),
    packs: tuple[Pack, ...] = (),
) -> Lexicon:
    """A cross-checked Lexicon whose ``version`` is the first 12 hex digits of the SHA-256 of its content.

    The version does not depend on the order in which equal content was given, except where order means
    something (departments, regions, and terms of a pack keep their order).

    Raises
    ------
    LexiconError
        A parent or pack department that does not exist, a circle of parents, an alias claimed by two
        departments, a circle of synonyms.
    """
    problems = Problems("사전")
    _check_synonyms(synonyms, problems)
    _check_departments(departments, problems)
    _check_regions(regions, problems)
    _check_packs(packs, departments, problems)
    problems.raise_if_any()
    parts = LexiconParts(
        user_words=tuple(sorted(user_words, key=lambda word: (word.form, word.tag))),
        stopwords=frozenset(stopwords),
        form_letters=tuple(sorted(set(form_letters), key=lambda phrase: (-len(phrase), phrase))),
        synonyms=resolve_synonyms(synonyms),
        compounds=_sorted_view(compounds),
        sentiment=_sorted_view(sentiment),
        danger_words=_sorted_view(danger_words),
        departments=departments,
        regions=regions,
        public_names=frozenset(public_names),
        packs=tuple(sorted(packs, key=lambda pack: pack.pack_id)),
    )
    return Lexicon(**parts, version=_version(parts))


def overlay(base: LexiconParts, extra: LexiconParts) -> LexiconParts:
    """Parts with ``extra`` laid over ``base``.

    Sets (stopwords, form letters, public names) are united. Everything else is replaced entry by entry:
    user words by form, mappings by key, departments by name, regions by code, packs by id; new entries
    come after those of the base. A department of ``extra`` replaces the whole department.
    """
    return LexiconParts(
        user_words=_replace(base.get("user_words", ()), extra.get("user_words", ()), lambda word: word.form),
        stopwords=base.get("stopwords", frozenset()) | extra.get("stopwords", frozenset()),
        form_letters=tuple(dict.fromkeys((*base.get("form_letters", ()), *extra.get("form_letters", ())))),
        synonyms={**base.get("synonyms", {}), **extra.get("synonyms", {})},
        compounds={**base.get("compounds", {}), **extra.get("compounds", {})},
        sentiment={**base.get("sentiment", {}), **extra.get("sentiment", {})},
        danger_words={**base.get("danger_words", {}), **extra.get("danger_words", {})},
        departments=_replace(base.get("departments", ()), extra.get("departments", ()), lambda one: one.name),
        regions=_replace(base.get("regions", ()), extra.get("regions", ()), lambda one: one.code),
        public_names=base.get("public_names", frozenset()) | extra.get("public_names", frozenset()),
        packs=_replace(base.get("packs", ()), extra.get("packs", ()), lambda one: one.pack_id),
    )


def _replace(base: Iterable[_V], extra: Iterable[_V], key: Callable[[_V], str]) -> tuple[_V, ...]:
    merged = {key(item): item for item in base}
    merged.update({key(item): item for item in extra})
    return tuple(merged.values())


def _sorted_view(mapping: Mapping[_K, _V]) -> Mapping[_K, _V]:
    return MappingProxyType(dict(sorted(mapping.items(), key=lambda item: str(item[0]))))


def _check_synonyms(synonyms: Mapping[str, str], problems: Problems) -> None:
    for cycle in find_synonym_cycles(synonyms):
        problems.add(0, f"동의어의 대표어가 돌고 돕니다: {' → '.join(cycle)}. 대표어를 하나로 정하세요.")


def _check_departments(departments: tuple[Department, ...], problems: Problems) -> None:
    parents = {department.name: department.parent for department in departments}
    owner: dict[str, str] = {name: name for name in parents}
    for department in departments:
        if department.parent and department.parent not in parents:
            problems.add(
                0,
                f"부서 '{department.name}'의 상위 부서 '{department.parent}'가 없습니다. "
                "departments.toml에 그 부서를 더하거나 parent를 고치세요.",
            )
        for alias in department.aliases:
            if owner.setdefault(alias, department.name) != department.name:
                problems.add(
                    0, f"다른 이름 '{alias}'를 '{owner[alias]}'와 '{department.name}'가 함께 씁니다. 하나만 남기세요."
                )
    for name in _in_circle(parents):
        problems.add(0, f"부서 '{name}'의 상위 부서를 따라가면 자기 자신이 나옵니다. parent를 고치세요.")


def _check_regions(regions: tuple[Region, ...], problems: Problems) -> None:
    parents = {region.code: region.parent for region in regions}
    for region in regions:
        if region.parent and region.parent not in parents:
            problems.add(
                0,
                f"지역 '{region.name}'의 상위 지역 코드 '{region.parent}'가 없습니다. "
                "regions.csv에 그 지역을 더하거나 parent를 고치세요.",
            )
    for code in _in_circle(parents):
        problems.add(0, f"지역 '{code}'의 상위 지역을 따라가면 자기 자신이 나옵니다. parent를 고치세요.")


def _in_circle(parents: Mapping[str, str]) -> list[str]:
    circular = []
    for name in parents:
        seen: set[str] = set()
        step = parents[name]
        while step and step != name and step not in seen:
            seen.add(step)
            step = parents.get(step, "")
        if step == name:
            circular.append(name)
    return circular


def _check_packs(packs: tuple[Pack, ...], departments: tuple[Department, ...], problems: Problems) -> None:
    names = {department.name for department in departments}
    names.update(alias for department in departments for alias in department.aliases)
    for pack in packs:
        if pack.department and pack.department not in names:
            problems.add(
                0,
                f"주시 묶음 '{pack.pack_id}'의 부서 '{pack.department}'가 없습니다. "
                "departments.toml에 있는 이름으로 고치세요.",
            )


def _version(parts: LexiconParts) -> str:
    return hashlib.sha256(json.dumps(_plain(dict(parts)), ensure_ascii=False).encode()).hexdigest()[:12]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return sorted([_plain(key), _plain(item)] for key, item in value.items())
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if hasattr(value, "__slots__"):
        return [_plain(getattr(value, field)) for field in value.__slots__]
    return value
