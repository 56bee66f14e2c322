"""Parsers of departments, regions, public names and watch packs."""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from textmine.lexicon.parse_lines import Problems, numbered_lines
from textmine.lexicon.values import Department, Pack, Receiver, Region

_REGION_HEADER = ["code", "name", "level", "parent", "aliases", "population"]
_REGION_LEVELS = ("시", "구", "동")
_ROLES = ("담당", "팀장", "과장")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"[0-9][0-9-]{6,18}[0-9]")
_TOML_LINE = re.compile(r"at line (\d+)")
_PACK_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
_DEPARTMENT_FIELDS = {"name", "parent", "duties", "aliases", "receivers"}
_RECEIVER_FIELDS = {"name", "role", "email", "phone"}
_PACK_FIELDS = {"name", "department", "why", "terms", "min_hits", "excluded_terms"}


def parse_departments(text: str, name: str = "departments.toml") -> tuple[Department, ...]:
    """Departments of a TOML text with ``[[department]]`` tables, in file order.

    Whether parents exist is checked by ``build_lexicon``, because a layer may name a parent of the layer below.

    Raises
    ------
    LexiconError
        Bad TOML, an unknown or missing field, a name given twice, a bad role or e-mail address.
    """
    problems = Problems(name)
    tables = _load_toml(text, problems)
    for key in sorted(set(tables) - {"department"}):
        problems.add(0, f"'{key}'라는 항목은 쓰지 않습니다. [[department]]만 적으세요.")
    entries = tables.get("department", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        problems.add(0, "부서는 [[department]]로 시작해 하나씩 적으세요.")
        entries = []
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip().replace(" ", "") == "[[department]]"]
    found: dict[str, Department] = {}
    for index, entry in enumerate(entries):
        line = lines[index] if index < len(lines) else 0
        department = _department(entry, line, problems)
        if department.name in found:
            problems.add(line, f"부서 '{department.name}'가 두 번 있습니다. 하나로 합치세요.")
        elif department.name:
            found[department.name] = department
    problems.raise_if_any()
    return tuple(found.values())


def _department(entry: Mapping[str, Any], line: int, problems: Problems) -> Department:
    _check_fields(entry, _DEPARTMENT_FIELDS, line, problems)
    name = _text(entry, "name", line, problems, required=True)
    listed = entry.get("receivers", [])
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        problems.add(line, f"'{name}'의 받는 사람은 [[department.receivers]]로 적으세요.")
        listed = []
    return Department(
        name=name,
        parent=_text(entry, "parent", line, problems),
        duties=_texts(entry, "duties", line, problems),
        aliases=_texts(entry, "aliases", line, problems),
        receivers=tuple(_receiver(item, line, problems) for item in listed),
    )


def _receiver(entry: Mapping[str, Any], line: int, problems: Problems) -> Receiver:
    _check_fields(entry, _RECEIVER_FIELDS, line, problems)
    receiver = Receiver(
        name=_text(entry, "name", line, problems, required=True),
        role=_text(entry, "role", line, problems, required=True),
        email=_text(entry, "email", line, problems, required=True),
        phone=_text(entry, "phone", line, problems),
    )
    if receiver.role and receiver.role not in _ROLES:
        problems.add(line, f"'{receiver.name}'의 역할 '{receiver.role}'를 {', '.join(_ROLES)} 가운데 하나로 적으세요.")
    if receiver.email and not _EMAIL.fullmatch(receiver.email):
        problems.add(line, f"'{receiver.name}'의 전자우편 주소 '{receiver.email}'를 고치세요.")
    if receiver.phone and not _PHONE.fullmatch(receiver.phone):
        problems.add(line, f"'{receiver.name}'의 전화번호를 숫자와 '-'로만 적으세요. 예: 010-0000-0000")
    return receiver


def parse_regions(lines: Iterable[str], name: str = "regions.csv") -> tuple[Region, ...]:
    """Regions of CSV lines with the header ``code,name,level,parent,aliases,population``.

    Raises
    ------
    LexiconError
        A wrong header or number of cells, a code given twice, an unknown level, a population that is no whole number.
    """
    problems = Problems(name)
    found: dict[str, Region] = {}
    header_seen = False
    for number, line in numbered_lines(lines):
        row = [cell.strip() for cell in next(csv.reader([line]))]
        if not header_seen:
            header_seen = True
            if row != _REGION_HEADER:
                problems.add(number, f"첫 줄을 '{','.join(_REGION_HEADER)}'로 적으세요.")
                break
            continue
        region = _region(row, number, problems)
        if region is None:
            continue
        if region.code in found:
            problems.add(number, f"지역 코드 '{region.code}'가 두 번 있습니다. 하나만 남기세요.")
        else:
            found[region.code] = region
    problems.raise_if_any()
    return tuple(found.values())


def _region(row: list[str], number: int, problems: Problems) -> Region | None:
    if len(row) != len(_REGION_HEADER):
        problems.add(number, f"칸이 {len(row)}개입니다. 여섯 칸({','.join(_REGION_HEADER)})로 적으세요.")
        return None
    code, name, level, parent, aliases, population = row
    if not code or not name:
        problems.add(number, "지역 코드(code)와 이름(name)을 적으세요.")
        return None
    if level not in _REGION_LEVELS:
        problems.add(number, f"'{name}'의 단계 '{level}'를 {', '.join(_REGION_LEVELS)} 가운데 하나로 적으세요.")
        return None
    if population and not (population.isascii() and population.isdigit()):
        problems.add(number, f"'{name}'의 인구 '{population}'는 0 이상의 정수가 아닙니다. 쉼표 없이 적으세요.")
        return None
    others = tuple(alias.strip() for alias in aliases.split("|") if alias.strip())
    return Region(code, name, level, parent, others, int(population or 0))


def parse_public_names(lines: Iterable[str], name: str = "public_names.txt") -> frozenset[str]:
    """Names of public persons that are not masked, one a line; LexiconError for a line with a tab or comma."""
    problems = Problems(name)
    found: set[str] = set()
    for number, line in numbered_lines(lines):
        if "\t" in line or "," in line:
            problems.add(number, "한 줄에 이름 하나만 적으세요.")
        else:
            found.add(line.strip())
    problems.raise_if_any()
    return frozenset(found)


def parse_pack(text: str, name: str) -> Pack:
    """One watch pack of a TOML text; ``pack_id`` is the file's stem in ``name`` (``packs/illegal_parking.toml``).

    Raises
    ------
    LexiconError
        Bad TOML, an unknown field, no terms, a bad ``min_hits``, a term both counted and excluded, a bad file name.
    """
    problems = Problems(name)
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".toml")
    if not _PACK_ID.fullmatch(stem):
        problems.add(0, f"파일 이름 '{stem}'은 영문 소문자, 숫자, '_', '-'로만 지으세요.")
    table = _load_toml(text, problems)
    _check_fields(table, _PACK_FIELDS, 0, problems)
    terms = _texts(table, "terms", 0, problems)
    excluded = _texts(table, "excluded_terms", 0, problems)
    min_hits = table.get("min_hits", 1)
    if not terms:
        problems.add(0, 'terms가 비어 있습니다. 셀 낱말을 terms = ["낱말", …]로 하나 이상 적으세요.')
    if isinstance(min_hits, bool) or not isinstance(min_hits, int) or not 1 <= min_hits <= max(len(terms), 1):
        problems.add(0, f"min_hits '{min_hits}'를 1부터 terms의 수({len(terms)})까지의 정수로 적으세요.")
        min_hits = 1
    for term in sorted(set(terms) & set(excluded)):
        problems.add(0, f"'{term}'가 terms와 excluded_terms에 모두 있습니다. 한쪽에서 지우세요.")
    pack = Pack(
        pack_id=stem,
        name=_text(table, "name", 0, problems, required=True),
        terms=terms,
        min_hits=min_hits,
        excluded_terms=excluded,
        department=_text(table, "department", 0, problems),
        why=_text(table, "why", 0, problems),
    )
    problems.raise_if_any()
    return pack


def _load_toml(text: str, problems: Problems) -> dict[str, Any]:
    try:
        return tomllib.loads(unicodedata.normalize("NFC", text.lstrip("\ufeff")))
    except tomllib.TOMLDecodeError as error:
        place = _TOML_LINE.search(str(error))
        line = int(place.group(1)) if place else len(text.splitlines())
        problems.add(line, f"TOML 문법이 맞지 않습니다({error}). 따옴표와 대괄호가 닫혔는지 보세요.")
        problems.raise_if_any()
        raise


def _check_fields(entry: Mapping[str, Any], known: set[str], line: int, problems: Problems) -> None:
    for key in sorted(set(entry) - known):
        problems.add(line, f"'{key}'라는 항목은 쓰지 않습니다. 쓸 수 있는 항목: {', '.join(sorted(known))}.")


def _text(entry: Mapping[str, Any], key: str, line: int, problems: Problems, *, required: bool = False) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        problems.add(line, f'{key}는 따옴표로 싼 글자여야 합니다. {key} = "…"로 적으세요.')
        return ""
    if required and not value.strip():
        problems.add(line, f'{key}가 없습니다. {key} = "…"를 적으세요.')
    return value.strip()


def _texts(entry: Mapping[str, Any], key: str, line: int, problems: Problems) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        problems.add(line, f'{key}는 빈 글자가 없는 목록이어야 합니다. {key} = ["…", "…"]로 적으세요.')
        return ()
    return tuple(dict.fromkeys(item.strip() for item in value))
