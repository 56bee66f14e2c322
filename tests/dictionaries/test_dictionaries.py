"""The packaged dictionaries: promised sizes, no doubles, one spelling, and agreement with each other and the sample."""

from __future__ import annotations

import csv
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from textmine.ingest.dictionaries import load_lexicon
from textmine.ingest.sample.city import load_city

FOLDER = Path(__file__).resolve().parents[2] / "dictionaries"
PACK_NAMES = {
    "불법주정차", "악취", "층간소음", "포트홀", "가로등", "아파트 관리비", "감염병", "복지 사각지대",
    "공영자전거", "킥보드 방치", "크린넷", "안심택배함",
}


def rows(name: str) -> list[list[str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def departments() -> list[dict[str, Any]]:
    return tomllib.loads((FOLDER / "departments.toml").read_text(encoding="utf-8"))["department"]


def regions() -> list[dict[str, str]]:
    with (FOLDER / "regions.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def packs() -> dict[str, dict[str, Any]]:
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("packs/*.toml"))}


def is_letter(line: str) -> bool:
    return " " in line or line.endswith(".")


FILES = sorted(path for path in FOLDER.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_file_is_nfc_utf8_with_no_stray_spaces_and_not_too_long(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert not text.startswith("\ufeff")
    assert all(line == line.rstrip() for line in text.splitlines())
    assert len(text.splitlines()) <= 1_000


def test_user_words_and_compounds_have_the_promised_size_and_no_doubles() -> None:
    words = [row[0] for row in rows("user_words.tsv")]
    compounds = [tuple(row) for row in rows("compounds.tsv")]
    joined = {row[0] for row in compounds}
    assert len(words) == len(set(words))
    assert len(compounds) == len(set(compounds))
    kept = {word.form for word in load_lexicon(FOLDER).kept_words()}
    assert joined <= kept, "a compound that is written together must be kept whole by every analyser"
    assert len(words) >= 300


def test_user_words_have_a_noun_tag() -> None:
    assert {row[1] for row in rows("user_words.tsv")} == {"NNG", "NNP"}


def test_parts_of_a_compound_make_the_compound() -> None:
    for joined, parts in rows("compounds.tsv"):
        assert parts.replace(" ", "") == joined
        assert " " in parts


def test_a_sequence_of_parts_means_one_compound() -> None:
    parts = [row[1] for row in rows("compounds.tsv")]
    assert len(parts) == len(set(parts))


def test_stopwords_and_form_letters_have_the_promised_size_and_no_doubles() -> None:
    lines = [row[0] for row in rows("stopwords.txt")]
    assert len(lines) == len(set(lines)) >= 300
    assert sum(map(is_letter, lines)) >= 40
    assert {"경우", "생각", "때문", "정도", "부탁", "민원", "시민", "청원", "국민", "대통령"} <= set(lines)


def test_stopwords_hide_no_watched_word() -> None:
    stopwords = {row[0] for row in rows("stopwords.txt")}
    watched = {term for pack in packs().values() for term in pack["terms"]}
    watched |= {row[0] for row in rows("danger_words.tsv")}
    assert not stopwords & watched


def test_synonym_groups_are_enough_and_a_variant_has_one_representative() -> None:
    groups = rows("synonyms.tsv")
    words = [word for group in groups for word in group]
    assert len(groups) >= 100
    assert len(words) == len(set(words))
    assert all(len(group) >= 2 for group in groups)


def test_danger_words_are_graded_one_to_three() -> None:
    grades = dict(rows("danger_words.tsv"))
    assert len(grades) == len(rows("danger_words.tsv")) >= 60
    assert set(grades.values()) == {"1", "2", "3"}
    assert all(grades[word] == "3" for word in ("붕괴", "감전", "화재", "누출", "추락"))


def test_sentiment_words_are_enough_and_between_minus_two_and_two() -> None:
    words = dict(rows("sentiment.tsv"))
    assert len(words) == len(rows("sentiment.tsv")) >= 150
    assert set(words.values()) == {"-2", "-1", "1", "2"}


def test_departments_form_one_tree_with_reachable_receivers() -> None:
    tree = {row["name"]: row["parent"] for row in departments()}
    assert len(tree) == len(departments()) >= 25
    assert [name for name, parent in tree.items() if not parent] == ["나래시청"]
    for name in tree:
        path = [name]
        while tree[path[-1]]:
            path.append(tree[path[-1]])
            assert len(path) <= 3
    emails = [receiver["email"] for row in departments() for receiver in row["receivers"]]
    assert len(emails) == len(set(emails))
    assert all(email.endswith("@narae.example") for email in emails)
    assert len(emails) == 145
    for row in departments():
        assert [receiver["role"] for receiver in row["receivers"]][:3] == ["담당", "팀장", "과장"]


def test_a_duty_or_alias_means_one_department() -> None:
    duties = [duty for row in departments() for duty in row["duties"]]
    names = [name for row in departments() for name in (row["name"], *row["aliases"])]
    assert len(duties) == len(set(duties))
    assert len(names) == len(set(names))


def test_regions_are_one_city_five_gu_thirty_dong_with_matching_population() -> None:
    by_level = {level: [row for row in regions() if row["level"] == level] for level in ("시", "구", "동")}
    assert [len(by_level[level]) for level in ("시", "구", "동")] == [1, 5, 30]
    assert len({row["code"] for row in regions()}) == 36
    for parent in by_level["시"] + by_level["구"]:
        children = [int(row["population"]) for row in regions() if row["parent"] == parent["code"]]
        assert sum(children) == int(parent["population"])


def test_twelve_packs_belong_to_departments_and_use_representatives() -> None:
    variants = {word for group in rows("synonyms.tsv") for word in group[1:]}
    names = {row["name"] for row in departments()}
    assert {pack["name"] for pack in packs().values()} == PACK_NAMES
    for pack in packs().values():
        assert pack["department"] in names
        assert pack["why"].endswith(".")
        assert len(pack["terms"]) == len(set(pack["terms"])) >= 4
        assert not set(pack["terms"]) & variants
        assert not any(" " in term for term in pack["terms"])


def test_sample_uses_the_places_departments_and_packs_of_the_dictionaries() -> None:
    city = load_city()
    known = {row["name"]: row for row in regions()}
    assert {place.dong for place in city.places} == {name for name, row in known.items() if row["level"] == "동"}
    for place in city.places:
        assert int(known[place.dong]["population"]) == place.population
        assert known[place.dong]["parent"] == known[place.gu]["code"]
    names = {row["name"] for row in departments()}
    assert {category.department for category in city.categories} <= names
    assert {story.pack for story in city.stories if story.pack} <= set(packs())
    assert {story.category for story in city.stories} <= {category.name for category in city.categories}
    assert {region for story in city.stories for region in story.regions} <= set(known)


def test_former_department_names_of_the_sample_lead_to_the_present_ones() -> None:
    city = load_city()
    present = {alias: row["name"] for row in departments() for alias in row["aliases"]}
    assert {name: present[name] for change in city.changes for name in change.former} == {
        name: change.name for change in city.changes for name in change.former
    }
    assert all(present[alias] == name for name, alias in city.aliases.items())
