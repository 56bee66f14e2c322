from __future__ import annotations

import pytest

from textmine.alerts import route
from textmine.lexicon import Department, Receiver


def person(name: str) -> Receiver:
    return Receiver(name, "담당", f"{name}@narae.example")


TREE = (
    Department("민원실", receivers=(person("desk"),)),
    Department("건설교통국", receivers=(person("head"),)),
    Department("도로과", "건설교통국", aliases=("건설과", "도로 관리과"), receivers=(person("road"),)),
    Department("교통과", "건설교통국"),
    Department("주차팀", "교통과"),
    Department("도로보수팀", "도로과"),
)

CASES = [
    ("a department's own receivers", ["도로과"], ["road"]),
    ("a child without receivers takes its parent's", ["교통과"], ["head"]),
    ("a grandchild takes the nearest ancestor's", ["주차팀"], ["head"]),
    ("a nearer ancestor wins", ["도로보수팀"], ["road"]),
    ("a former name is the same department", ["건설과"], ["road"]),
    ("spaces do not matter", ["도로관리과"], ["road"]),
    ("several departments, in the tree's order", ["도로과", "민원실"], ["desk", "road"]),
    ("one address gets one notice", ["교통과", "주차팀"], ["head"]),
    ("unknown names beside a known one are ignored", ["우주과", "도로과"], ["road"]),
    ("nobody's job goes to the first root", ["우주과"], ["desk"]),
    ("no name at all goes to the first root", [], ["desk"]),
]


@pytest.mark.parametrize(("names", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_route(names: list[str], expected: list[str]) -> None:
    assert [found.receiver.name for found in route(names, TREE)] == expected


def test_the_fallback_can_be_named() -> None:
    found = route(["우주과"], TREE, fallback="건설교통국")
    assert [(one.receiver.name, one.is_fallback) for one in found] == [("head", True)]


def test_an_inherited_receiver_names_whose_job_it_is_and_who_lent_them() -> None:
    (found,) = route(["주차팀"], TREE)
    assert (found.department, found.inherited_from) == ("주차팀", "건설교통국")


def test_decomposed_hangul_is_recognised() -> None:
    import unicodedata

    assert route([unicodedata.normalize("NFD", "도로과")], TREE)[0].receiver.name == "road"


@pytest.mark.parametrize(("departments", "message"), [
    ((Department("가", aliases=("나",)), Department("나")), "two departments"),
    ((Department("가", parent="없음"),), "unknown parent"),
    ((Department("가", parent="나"), Department("나", parent="가")), "ring"),
])
def test_a_broken_tree_is_refused(departments: tuple[Department, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        route(["가"], departments)


def test_no_departments_means_nobody() -> None:
    assert route(["도로과"], ()) == ()
