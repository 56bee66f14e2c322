"""The fictional city of the sample: places, kinds of complaints, stories of surges, how people speak. Read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final

from textmine.ingest.sample.templates import Template, parse_template

CITY: Final = "나래시"
PLACE_KINDS: Final = ("apt", "school", "park", "road", "spot", "stop", "station")
SCENE_ROLES: Final = ("titles", "facts", "details", "demands", "stories", "answers", "posts")
IDEA_ROLES: Final = ("titles", "problem", "proposal", "effect")


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
class Scene:
    """One matter that people write about; ``texts`` maps a role to its templates."""

    topic: str
    texts: Mapping[str, tuple[Template, ...]]
    weight: float = 1.0
    category: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of complaint: its share (``weight``; ``sns`` for posts), twelve monthly multipliers, its scenes.

    ``lead_days`` above 0 links the posts' slow movement to the complaints' that many days later. ``indoor``
    categories have no sentences about passers-by, ``praise`` is thanks instead of a complaint.
    """

    name: str
    department: str
    weight: float
    sns: float
    season: tuple[float, ...]
    places: tuple[str, ...]
    scenes: tuple[Scene, ...]
    lead_days: int = 0
    indoor: bool = False
    praise: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """What a surge is about. ``shapes`` it may take, ``months`` it may start in (empty: any), ``regions`` and
    ``place`` where it must be (empty: anywhere), ``sns`` posts per complaint; ``sns_only`` has posts alone.
    """

    id: str
    title: str
    category: str
    words: tuple[str, ...]
    texts: Mapping[str, tuple[Template, ...]]
    shapes: tuple[str, ...] = ("spike",)
    months: tuple[int, ...] = ()
    regions: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    pack: str = ""
    sns: float = 1.0
    campaign: bool = False
    sns_only: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A department that got its present ``name`` ``days_back`` days before the end; ``former`` are the old names."""

    kind: str
    name: str
    former: tuple[str, ...]
    days_back: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule change after which a category has ``factor`` times its complaints for good."""

    id: str
    title: str
    category: str
    factor: float
    days_back: int


@dataclass(frozen=True, slots=True)
class City:
    """Everything the sample is written from."""

    places: tuple[Place, ...]
    categories: tuple[Category, ...]
    stories: tuple[Story, ...]
    ideas: tuple[Scene, ...]
    news: Mapping[str, tuple[Template, ...]]
    speech: Mapping[str, tuple[Template, ...]]
    lists: Mapping[str, tuple[Template, ...]]
    changes: tuple[Change, ...]
    rules: tuple[Rule, ...]
    aliases: Mapping[str, str]
    answers: tuple[Template, ...]
    press: tuple[str, ...]
    hashtags: tuple[str, ...]


@lru_cache(maxsize=1)
def load_city() -> City:
    """Return the packaged city; ValueError names the file of a broken template or an unknown key."""
    data = resources.files(__package__) / "data"
    files = sorted((item for item in (data / "categories").iterdir() if item.name.endswith(".toml")), key=_name)
    categories = sorted((_category(item) for item in files), key=lambda category: category.name)
    names = [category.name for category in categories]
    if len(set(names)) < len(names):
        raise ValueError(f"a category has two files: {sorted(name for name in names if names.count(name) > 1)}")
    surges = _read(data / "surges.toml")
    stories = [_story(row) for row in surges["surge"]]
    stories += [_story({**row, "sns_only": True}) for row in surges["sns_only"]]
    news = _read(data / "news.toml")
    office = _read(data / "office.toml")
    speech = _read(data / "speech.toml")
    return City(
        places=_places(data / "places.tsv"),
        categories=tuple(categories),
        stories=tuple(stories),
        ideas=tuple(_scene(row, IDEA_ROLES) for row in _read(data / "ideas.toml")["scene"]),
        news={name: _templates(texts) for name, texts in news.items() if name != "press"},
        speech={name: _templates(texts) for name, texts in speech.items() if name != "hashtags"},
        lists={name: _templates(texts) for name, texts in _read(data / "lists.toml").items()},
        changes=tuple(Change(**_fields(Change, row)) for row in office["change"]),
        rules=tuple(Rule(**_fields(Rule, row)) for row in office["rule"]),
        aliases=office["aliases"],
        answers=_templates(office["answers"]),
        press=tuple(news["press"]),
        hashtags=tuple(speech["hashtags"]),
    )


def _name(item: Traversable) -> str:
    return item.name


def _category(file: Traversable) -> Category:
    try:
        table = _read(file)
        scenes = tuple(_scene(row, SCENE_ROLES) for row in table.pop("scene"))
        return Category(**_fields(Category, {**table, "scenes": scenes}))
    except ValueError as error:
        raise ValueError(f"{file.name}: {error}") from error


def _scene(row: Mapping[str, Any], roles: tuple[str, ...]) -> Scene:
    texts = {role: _templates(row[role]) for role in roles}
    return Scene(**_fields(Scene, {**{key: value for key, value in row.items() if key not in roles}, "texts": texts}))


def _story(row: Mapping[str, Any]) -> Story:
    roles = (*SCENE_ROLES, "copies")
    texts = {role: _templates(row[role]) for role in roles if role in row}
    return Story(**_fields(Story, {**{key: value for key, value in row.items() if key not in roles}, "texts": texts}))


def _fields(kind: type[Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as the fields of a dataclass, lists as tuples."""
    unknown = set(row) - {item.name for item in fields(kind)}
    if unknown:
        raise ValueError(f"unknown keys in sample data: {sorted(unknown)}")
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def _templates(texts: list[str]) -> tuple[Template, ...]:
    return tuple(parse_template(text) for text in texts)


def _places(file: Traversable) -> tuple[Place, ...]:
    places = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            gu, dong, population, *names = line.split("\t")
            roads, apartments, schools, parks, spots = (tuple(name.split("|")) for name in names)
            places.append(Place(gu, dong, int(population), roads, apartments, schools, parks, spots))
    return tuple(places)


def _read(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
