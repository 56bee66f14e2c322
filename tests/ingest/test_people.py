"""What is kept about people."""

from __future__ import annotations

import pytest

from textmine.ingest.people import age_band, person_key, sex

SECRET = b"deployment-secret"


def test_key_ignores_spelling_of_name_phone_and_mail() -> None:
    key = person_key(SECRET, "김 나래", "010-1234-5678", "Nara@Narae.example")
    assert key == person_key(SECRET, "김나래님", "+82 10 1234 5678", " nara@narae.example ")
    assert len(key) == 32 and int(key, 16) >= 0


def test_key_depends_on_secret_and_person() -> None:
    key = person_key(SECRET, "김나래", "010-1234-5678", "")
    assert key != person_key(b"other", "김나래", "010-1234-5678", "")
    assert key != person_key(SECRET, "김나래", "010-1234-5679", "")


@pytest.mark.parametrize(
    ("name", "phone", "email"),
    [("", "", ""), ("김*래", "010-****-5678", "n***@narae.example"), ("익명", "-", ""), ("김○○", "", "")],
)
def test_nobody_has_no_key(name: str, phone: str, email: str) -> None:
    assert person_key(SECRET, name, phone, email) == ""


@pytest.mark.parametrize(
    ("age", "birth", "band"),
    [
        ("37", "", "30대"),
        ("37세", "", "30대"),
        ("만 37세", "", "30대"),
        ("30대", "", "30대"),
        ("30~39세", "", "30대"),
        ("5", "", "10세 미만"),
        ("", "1985", "40대"),
        ("", "1985-03-02", "40대"),
        ("", "19850302", "40대"),
        ("", "850302", "40대"),
        ("", "850302-1******", "40대"),
        ("", "050302-3******", "20대"),
        ("1985", "", "40대"),
        ("", "", ""),
        ("모름", "", ""),
        ("999", "", ""),
        ("37.0", "", "30대"),
    ],
)
def test_age_band(age: str, birth: str, band: str) -> None:
    assert age_band(age, birth, 2026) == band


@pytest.mark.parametrize(
    ("value", "expected"), [("남성", "남"), ("M", "남"), ("여자", "여"), ("female", "여"), ("1", ""), ("법인", "")]
)
def test_sex(value: str, expected: str) -> None:
    assert sex(value) == expected
