"""Korean spellings of times."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.ingest.dates import parse_time
from textmine.types import KST

DAY = datetime(2018, 7, 30, tzinfo=KST)


@pytest.mark.parametrize(
    "value",
    [
        "2018-07-30",
        "2018.07.30.",
        "2018. 7. 30.",
        "2018/7/30",
        "20180730",
        "2018년 7월 30일",
        "2018년7월30일",
        "18.07.30",
        "2018-07-30(월)",
        "2018. 7. 30. (월요일)",
        date(2018, 7, 30),
        datetime(2018, 7, 30),
        43311,
        43311.0,
        "43311",
        20180730,
        "2018-07-29T15:00:00Z",
        "2018-07-30 00:00:00.000",
        "'2018-07-30",
        "2018-07-29 24:00",
    ],
)
def test_reads_every_spelling_of_one_day(value: object) -> None:
    assert parse_time(value) == (DAY.astimezone(UTC), date(2018, 7, 30))


@pytest.mark.parametrize(
    "value",
    [
        "2018-07-30 13:05",
        "2018.07.30. 13:05",
        "2018-07-30T13:05:00",
        "2018-07-30T13:05:00+09:00",
        "2018-07-30T04:05:00Z",
        "2018년 7월 30일 오후 1시 5분",
        "2018-07-30 오후 1:05:00",
        "2018/07/30 1:05 PM",
        "201807301305",
        "20180730130500",
        "Mon Jul 30 04:05:00 +0000 2018",
        "Mon, 30 Jul 2018 13:05:00 +0900",
        1532923500,
        1532923500000,
        "1532923500000",
        datetime(2018, 7, 30, 4, 5, tzinfo=UTC),
        43311.545138888889,
        "2018-07-30 13시 5분",
    ],
)
def test_reads_every_spelling_of_one_minute(value: object) -> None:
    assert parse_time(value) == (datetime(2018, 7, 30, 4, 5, tzinfo=UTC), date(2018, 7, 30))


@pytest.mark.parametrize("value", [None, "", "  ", "-", float("nan"), "null"])
def test_blank_is_no_date(value: object) -> None:
    assert parse_time(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "어제", "2018-13-01", "2018-02-30", "20181301", "12", 7, True, "2018-07-30 25:00", "접수중",
        "9999-12-31 24:00", "9999-12-31T23:00:00-09:00",
    ],
)
def test_nonsense_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_time(value)


def test_civil_date_is_the_korean_day() -> None:
    parsed = parse_time("2026-01-01T20:00:00Z")
    assert parsed is not None and parsed[1] == date(2026, 1, 2)


def test_midnight_written_as_24_is_the_next_day() -> None:
    parsed = parse_time("2026-01-01 24:00")
    assert parsed is not None and parsed[1] == date(2026, 1, 2)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)).map(lambda t: t.replace(microsecond=0)))
def test_round_trips_iso_and_dotted_forms(moment: datetime) -> None:
    expected = moment.replace(tzinfo=KST).astimezone(UTC)
    for text in (moment.isoformat(), f"{moment:%Y.%m.%d. %H:%M:%S}", f"{moment:%Y년 %m월 %d일 %H시 %M분 %S초}"):
        parsed = parse_time(text)
        assert parsed is not None and abs(parsed[0] - expected) < timedelta(seconds=1) and parsed[1] == moment.date()


@given(st.text(max_size=30))
def test_any_text_parses_or_raises_value_error(text: str) -> None:
    with suppress(ValueError):
        parse_time(text)
