"""The sample of the fictional city: same bytes, right size, truth that agrees with the files, readable text."""

from __future__ import annotations

import csv
import hashlib
import json
import unicodedata
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import holidays
import numpy as np
import pytest

from textmine.ingest.sample import SampleFiles, read_truth, write_sample
from textmine.ingest.sample.city import City, load_city
from textmine.ingest.sample.complaints import HEADERS
from textmine.ingest.sample.volumes import Plan, plan_volumes

END = date(2026, 10, 31)


class Sample(NamedTuple):
    files: SampleFiles
    complaints: list[dict[str, str]]
    posts: list[dict[str, Any]]
    truth: dict[str, Any]


def read_sample(files: SampleFiles) -> Sample:
    posts = [json.loads(line) for line in files.sns.read_text(encoding="utf-8").splitlines()]
    complaints = sorted(rows_of(files.complaints) + rows_of(files.late), key=lambda row: row["신청번호"][-7:])
    return Sample(files, complaints, posts, read_truth(files.truth))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return read_sample(write_sample(tmp_path_factory.mktemp("sample"), documents=12_000))


def digest(files: SampleFiles) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files.truth.parent.iterdir())}


def day_of(complaint: dict[str, str]) -> date:
    return datetime.strptime(complaint["신청일자"], "%Y-%m-%d %H:%M").date()


def by_id(sample: Sample) -> dict[str, dict[str, str]]:
    return {row["신청번호"]: row for row in sample.complaints}


def test_same_seed_writes_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    first = digest(write_sample(tmp_path / "a", seed=3, documents=2_000))
    assert digest(write_sample(tmp_path / "b", seed=3, documents=2_000)) == first
    assert digest(write_sample(tmp_path / "c", seed=4, documents=2_000)) != first


def test_writing_again_replaces_the_files(tmp_path: Path) -> None:
    write_sample(tmp_path, documents=2_000)
    files = write_sample(tmp_path, documents=1_000)
    assert len(read_sample(files).complaints) == 610


@pytest.mark.parametrize(("documents", "years"), [(2_000, 1), (2_500, 2), (9_000, 10)])
def test_number_of_documents_is_exact_and_days_are_in_range(tmp_path: Path, documents: int, years: int) -> None:
    sample = read_sample(write_sample(tmp_path, documents=documents, years=years, end=date(2025, 6, 30)))
    news, ideas = rows_of(sample.files.news), rows_of(sample.files.ideas)
    assert len(sample.complaints) + len(sample.posts) + len(news) + len(ideas) == documents
    assert sample.truth["totals"] == {
        "complaint": len(sample.complaints), "sns": len(sample.posts), "news": len(news), "idea": len(ideas),
    }
    days = [day_of(row) for row in sample.complaints]
    assert days == sorted(days)
    assert date.fromisoformat(sample.truth["start"]) <= days[0]
    assert days[-1] <= date(2025, 6, 30)
    assert len(sample.truth["surges"]) >= 12


@pytest.mark.parametrize("arguments", [{"documents": 999}, {"years": 0}, {"years": 51}])
def test_impossible_sizes_are_refused(tmp_path: Path, arguments: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(arguments))):
        write_sample(tmp_path, **arguments)


def test_export_looks_like_an_office_export(sample: Sample) -> None:
    raw = sample.files.complaints.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert tuple(sample.complaints[0]) == HEADERS
    assert len({row["신청번호"] for row in sample.complaints}) == len(sample.complaints)
    assert len({post["id"] for post in sample.posts}) == len(sample.posts)
    assert {row["처리상태"] for row in sample.complaints} == {"처리완료", "처리중", "접수"}
    assert all(bool(row["답변내용"]) == (row["처리상태"] == "처리완료") for row in sample.complaints)


def test_texts_are_nfc(sample: Sample) -> None:
    for path in (sample.files.complaints, sample.files.sns, sample.files.news, sample.files.ideas):
        assert unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8-sig"))


def test_no_template_mark_is_left_in_a_text(sample: Sample) -> None:
    texts = [row["민원내용"] + row["답변내용"] for row in sample.complaints]
    for text in texts + [post["text"] for post in sample.posts]:
        assert not set("{}|<>") & set(text), text


def test_truth_counts_and_days_of_surges_agree_with_the_export(sample: Sample) -> None:
    rows = by_id(sample)
    posts = {post["id"]: post for post in sample.posts}
    assert len(sample.truth["surges"]) >= 12
    for surge in sample.truth["surges"]:
        days = Counter(day_of(rows[i]) for i in surge["external_ids"])
        assert surge["size"] == len(surge["external_ids"]) == days.total()
        assert min(days).isoformat() == surge["start"]
        assert max(days).isoformat() == surge["end"]
        assert days[date.fromisoformat(surge["peak"])] == max(days.values())
        assert {rows[i]["업무분야"] for i in surge["external_ids"]} == {surge["category"]}
        assert all(i in posts for i in surge["sns_ids"])


def test_surge_words_are_in_most_of_its_documents_and_rare_elsewhere(sample: Sample) -> None:
    texts = {row["신청번호"]: "".join((row["민원제목"] + row["민원내용"]).split()) for row in sample.complaints}
    for surge in sample.truth["surges"]:
        planted = set(surge["external_ids"])
        hits = {i: sum(word in text for word in surge["words"]) for i, text in texts.items()}
        assert np.mean([hits[i] > 0 for i in planted]) > 0.95, surge["id"]
        assert np.mean([hits[i] > 2 for i in texts if i not in planted]) < 0.01, surge["id"]


def test_surges_live_at_the_end_and_every_shape_occurs(sample: Sample) -> None:
    starts = [(END - date.fromisoformat(surge["start"])).days for surge in sample.truth["surges"]]
    assert sum(days <= 14 for days in starts) >= 3
    assert sum(days <= 60 for days in starts) >= 5
    assert {s["shape"] for s in sample.truth["surges"]} == {"spike", "growth", "plateau", "step", "regional"}
    assert all(3 <= surge["size_sd"] <= 8 for surge in sample.truth["surges"])


def test_another_seed_plants_other_surges_in_other_places(sample: Sample, tmp_path: Path) -> None:
    other = read_truth(write_sample(tmp_path, seed=8, documents=12_000).truth)
    planted = [{(s["id"], s["start"]) for s in truth["surges"]} for truth in (sample.truth, other)]
    assert not planted[0] & planted[1]
    assert len(planted[0]) >= 20 and len(planted[1]) >= 20


def test_regional_surges_stay_in_their_dong(sample: Sample) -> None:
    rows = by_id(sample)
    for surge in sample.truth["surges"]:
        if surge["shape"] == "regional":
            assert all(surge["regions"][0] in rows[i]["민원발생지역"] for i in surge["external_ids"])


def test_posts_of_a_leading_surge_come_first(sample: Sample) -> None:
    rows = by_id(sample)
    when = {post["id"]: datetime.fromisoformat(post["created_at"]).date().toordinal() for post in sample.posts}
    leads = []
    for surge in sample.truth["surges"]:
        if surge["lead_days"]:
            complaints = np.mean([day_of(rows[i]).toordinal() for i in surge["external_ids"]])
            leads.append(complaints - np.mean([when[i] for i in surge["sns_ids"]]) - surge["lead_days"])
    assert len(leads) >= 5
    assert abs(np.mean(leads)) < 1.5


def test_sns_only_bursts_have_no_complaints(sample: Sample) -> None:
    assert sample.truth["sns_only"]
    for burst in sample.truth["sns_only"]:
        assert burst["size"] == len(burst["sns_ids"]) > 0


def test_outage_days_have_no_complaints_but_posts(sample: Sample) -> None:
    outage = {date.fromisoformat(day) for day in sample.truth["outage_days"]}
    assert len(outage) == 3
    assert not outage & {day_of(row) for row in sample.complaints}
    assert outage & {datetime.fromisoformat(post["created_at"]).date() for post in sample.posts}


def test_copies_repeat_an_earlier_complaint(sample: Sample) -> None:
    rows = by_id(sample)
    kinds = Counter(pair["kind"] for pair in sample.truth["copies"])
    assert min(kinds["exact"], kinds["edited"]) > 20
    for pair in sample.truth["copies"]:
        original, copy = rows[pair["original"]], rows[pair["copy"]]
        assert (original["민원내용"] == copy["민원내용"]) == (pair["kind"] == "exact")
        assert original["민원제목"] == copy["민원제목"]
        assert original["신청일자"] <= copy["신청일자"]


def test_late_arrivals_are_in_an_export_of_their_own(sample: Sample) -> None:
    late = rows_of(sample.files.late)
    assert {row["신청번호"] for row in late} == set(sample.truth["late_ids"])
    assert all(row["신청일자"][:10] <= END.isoformat() < row["접수일자"] for row in late)


def test_departments_have_their_old_names_before_the_change(sample: Sample) -> None:
    assert {change["kind"] for change in sample.truth["departments"]} == {"renamed", "merged"}
    for change in sample.truth["departments"]:
        old = [row["접수일자"] for row in sample.complaints if row["담당부서"] in change["former"]]
        new = [row["접수일자"] for row in sample.complaints if row["담당부서"] == change["name"]]
        assert max(old) < change["since"] <= min(new)


def test_a_rule_change_shifts_the_level(sample: Sample) -> None:
    rule = sample.truth["rules"][0]
    days = Counter(day_of(row) >= date.fromisoformat(rule["start"]) for row in sample.complaints
                   if row["업무분야"] == rule["category"])
    after = (END - date.fromisoformat(rule["start"])).days
    assert days[True] / after > 1.3 * days[False] / (730 - after)


def test_campaign_has_copies_and_own_words(sample: Sample) -> None:
    rows = by_id(sample)
    campaign = next(surge for surge in sample.truth["surges"] if surge["campaign"])
    starts = Counter(rows[i]["민원내용"][:25] for i in campaign["external_ids"])
    assert starts.most_common(1)[0][1] >= 5
    assert len(starts) >= 10


def test_personal_data_stand_in_the_text_as_the_truth_says(sample: Sample) -> None:
    rows = by_id(sample)
    items = sample.truth["personal_data"]
    assert all(item["value"] in rows[item["external_id"]]["민원내용"] for item in items)
    share = len({item["external_id"] for item in items}) / len(sample.complaints)
    assert 0.035 <= share <= 0.065
    assert len({item["type"] for item in items}) >= 10


def test_personal_data_belong_to_nobody(sample: Sample) -> None:
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    for item in sample.truth["personal_data"]:
        digits = [int(char) for char in item["value"] if char.isdigit()]
        if item["type"] == "phone":
            assert digits[:3] == [0, 1, 0]
            assert digits[3] in (0, 1)
        if item["type"] == "resident_number":
            check = (11 - sum(d * w for d, w in zip(digits[:12], weights, strict=True)) % 11) % 10
            assert digits[12] != check
        if item["type"] == "email":
            assert item["value"].endswith(".example")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_volumes(load_city(), seed=7, documents=200_000, years=2, end=END)


def column(city: City, name: str) -> int:
    return [category.name for category in city.categories].index(name)


def test_complaints_fall_on_weekends_and_holidays_and_posts_do_not(plan: Plan) -> None:
    closed = holidays.country_holidays("KR", years=range(2024, 2027))
    weekday = np.array([day.weekday() for day in plan.days])
    is_holiday = np.array([day in closed for day in plan.days])
    complaints = plan.volumes["complaint"].background.sum(axis=1)
    posts = plan.volumes["sns"].background.sum(axis=1)
    working = ~is_holiday & (weekday < 5)
    assert complaints[(weekday == 0) & ~is_holiday].mean() > 1.15 * complaints[weekday == 4].mean()
    assert complaints[weekday >= 5].mean() < 0.6 * complaints[working].mean()
    assert complaints[is_holiday & (weekday < 5)].mean() < 0.6 * complaints[working].mean()
    assert posts[weekday >= 5].mean() > 0.95 * posts[working].mean()


def test_categories_have_their_seasons(plan: Plan) -> None:
    city = load_city()
    assert len(city.categories) >= 30
    months = np.array([day.month for day in plan.days])
    complaints = plan.volumes["complaint"].background
    sewer, fees = complaints[:, column(city, "하수")], complaints[:, column(city, "아파트관리")]
    assert sewer[np.isin(months, (6, 7, 8))].sum() > 3 * sewer[np.isin(months, (11, 12, 1))].sum()
    assert fees[np.isin(months, (12, 1, 2))].sum() > 1.3 * fees[np.isin(months, (5, 6, 7))].sum()


def test_daily_counts_are_more_dispersed_than_poisson(plan: Plan) -> None:
    counts = plan.volumes["complaint"].background[:, column(load_city(), "버스")]
    tuesdays = counts[[number for number, day in enumerate(plan.days) if day.weekday() == 1]]
    assert tuesdays.var() > 1.5 * tuesdays.mean()


@pytest.mark.parametrize("seed", range(5))
def test_every_city_has_a_campaign_leads_and_bursts_that_lead_nowhere(seed: int) -> None:
    city = load_city()
    plan = plan_volumes(city, seed=seed, documents=20_000, years=2, end=END)
    stories = [city.stories[planted.story] for planted in plan.planted]
    assert any(story.campaign and story.texts.get("copies") for story in stories)
    assert sum(story.sns_only for story in stories) >= 4
    assert {1, 2, 3, 4, 5, 6, 7} >= {planted.lead_days for planted in plan.planted if planted.lead_days} != set()


def test_ten_million_documents_are_planned_without_writing_them() -> None:
    plan = plan_volumes(load_city(), seed=1, documents=10_000_000, years=10, end=END)
    assert sum(int(v.background.sum() + v.planted.sum()) for v in plan.volumes.values()) == 10_000_000
