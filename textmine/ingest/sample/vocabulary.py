"""The fictional city of the sample: places, categories of complaints, planted surges. Read from ``data/`` once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib import resources
from typing import Any

from textmine.ingest.sample.grammar import Rules, Template, parse_template

CITY = "나래시"
_CATEGORY_FILES = ("traffic.toml", "environment.toml", "living.toml")


@dataclass(frozen=True, slots=True)
class Place:
    """One 동 with the names that people use there; ``population`` weighs how often it is written about."""

    gu: str
    dong: str
    population: int
    roads: tuple[str, ...]
    apartments: tuple[str, ...]
    schools: tuple[str, ...]
    parks: tuple[str, ...]
    spots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of complaint: its share (``weight``; ``sns`` for posts), twelve monthly multipliers, and its language.

    ``lead_days`` above 0 links the posts' slow movement to the complaints' that many days later. ``indoor``
    categories have no sentences about passers-by, ``praise`` is thanks instead of a complaint.
    """

    name: str
    department: str
    weight: float
    sns: float
    season: tuple[float, ...]
    places: tuple[str, ...]
    topics: tuple[str, ...]
    titles: tuple[Template, ...]
    facts: tuple[Template, ...]
    details: tuple[Template, ...]
    demands: tuple[Template, ...]
    posts: tuple[Template, ...]
    lead_days: int = 0
    indoor: bool = False
    praise: bool = False


@dataclass(frozen=True, slots=True)
class Surge:
    """One planted surge; ``start`` counts days back from the sample's end.

    ``size_sd`` is in weekly standard deviations of the category, ``sns`` the number of posts per complaint;
    ``sns_only`` surges have posts alone.
    """

    id: str
    title: str
    category: str
    words: tuple[str, ...]
    start: int
    days: int
    size_sd: float
    posts: tuple[Template, ...]
    shape: str = "spike"
    regions: tuple[str, ...] = ()
    pack: str = ""
    sns: float = 1.0
    lead_days: int = 0
    campaign: bool = False
    copy_text: str = ""
    place: tuple[str, ...] = ()
    titles: tuple[Template, ...] = ()
    facts: tuple[Template, ...] = ()
    details: tuple[Template, ...] = ()
    sns_only: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything the sample is written from."""

    places: tuple[Place, ...]
    categories: tuple[Category, ...]
    surges: tuple[Surge, ...]
    rules: Rules


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """Return the packaged vocabulary; ValueError when a template is broken."""
    categories = tuple(
        _build(Category, row) for file in _CATEGORY_FILES for row in tomllib.loads(_read(file))["category"]
    )
    planted = tomllib.loads(_read("surges.toml"))
    surges = [_build(Surge, row) for row in planted["surge"]]
    surges += [_build(Surge, {**row, "sns_only": True}) for row in planted["sns_only"]]
    return Vocabulary(_read_places(), categories, tuple(surges), _read_rules())


_TEMPLATES = frozenset({"titles", "facts", "details", "demands", "posts"})


def _build(kind: Any, row: Mapping[str, Any]) -> Any:
    known = {field.name for field in fields(kind)}
    unknown = set(row) - known
    if unknown:
        raise ValueError(f"unknown keys in sample data: {sorted(unknown)}")
    values: dict[str, Any] = {}
    for key, value in row.items():
        if key in _TEMPLATES:
            values[key] = tuple(parse_template(text) for text in value)
        else:
            values[key] = tuple(value) if isinstance(value, list) else value
    return kind(**values)


def _read_rules() -> Rules:
    rules = tomllib.loads(_read("common.toml"))
    return {name: tuple(parse_template(text) for text in texts) for name, texts in rules.items()}


def _read_places() -> tuple[Place, ...]:
    places = []
    for line in _read("places.tsv").splitlines():
        if line and not line.startswith("#"):
            gu, dong, population, *names = line.split("\t")
            roads, apartments, schools, parks, spots = (tuple(name.split("|")) for name in names)
            places.append(Place(gu, dong, int(population), roads, apartments, schools, parks, spots))
    return tuple(places)


def _read(name: str) -> str:
    return (resources.files(__package__) / "data" / name).read_text(encoding="utf-8")
