"""The report of a small sample city: complete, the same bytes again, and whole on poor data."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from textmine.ingest.sample import write_sample
from textmine.lexicon import EntryKind
from textmine.pipeline.context import Context, open_context
from textmine.pipeline.dictionary import add_words
from textmine.pipeline.publish import publish
from textmine.pipeline.run import Input, run_all
from textmine.settings import load_settings
from textmine.types import MASKED_NAMES

NOW = datetime(2026, 11, 1, 22, 0, tzinfo=UTC)
END = date(2026, 10, 31)


@contextmanager
def opened(outputs: Path, *, now: datetime = NOW, store: Path | None = None) -> Iterator[Context]:
    settings = load_settings(outputs=outputs, data_dir=store, profile="bulk", secret="x" * 32)
    with open_context(settings, now=now) as context:
        yield context


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Outputs folder of a city with 2,000 documents in a year."""
    outputs = tmp_path_factory.mktemp("city")
    sample = write_sample(outputs / "files", seed=7, documents=2000, years=1, end=END)
    given = [Input((sample.complaints,), "complaint"), Input((sample.sns,), "sns")]
    with opened(outputs) as context:
        run_all(context, given, as_of=END)
    return outputs


def page(outputs: Path) -> str:
    return (outputs / "latest" / "report.html").read_text(encoding="utf-8")


def test_the_report_has_every_part_and_speaks_korean_only(city: Path) -> None:
    html = page(city)
    for title in (
        "무엇이 늘고 있나", "글이 얼마나 오나", "민원과 SNS에서 함께 보는 신호", "4주 앞 민원 예보", "민원 핵심어",
        "SNS 핵심어", "자료의 품질", "읽는 법과 한계",
    ):
        assert title in html
    assert "주시 신호별 최근 4주" in html and "층간소음" in html
    assert "전화번호" in html
    assert not [kind for kind in MASKED_NAMES if f">{kind}<" in html]


def test_every_link_of_the_page_has_its_place(city: Path) -> None:
    html = page(city)
    targets = {part.split('"', 1)[0] for part in html.split('href="#')[1:]}
    assert targets
    assert not [target for target in targets if f'id="{target}"' not in html]


def test_publishing_the_same_state_twice_changes_only_the_run_fields(city: Path, tmp_path: Path) -> None:
    folders = []
    for hours in (1, 30):
        with opened(tmp_path / str(hours), now=NOW + timedelta(hours=hours), store=city / "store") as context:
            folders.append(publish(context, as_of=END))
    first, second = folders
    for name in ("issues.json", "keywords.csv", "topics.json", "forecast.csv"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
    pages = [without_run_fields((folder / "report.html").read_text(encoding="utf-8")) for folder in folders]
    assert pages[0] == pages[1]
    manifests = [json.loads((folder / "manifest.json").read_text(encoding="utf-8")) for folder in folders]
    assert manifests[0] != manifests[1]


def without_run_fields(html: str) -> str:
    head, rest = html.split('<dl class="pairs run">', 1)
    return head + rest.split("</dl>", 1)[1]


def test_text_without_dates_gets_keywords_and_no_claim_about_time(tmp_path: Path) -> None:
    source = tmp_path / "글.csv"
    subjects = ("가로등 고장", "불법주정차 단속", "놀이터 모래", "보도블록 파손")
    texts = [(subjects[n % 4], f"주민 {n}명이 불편합니다 공원 산책로 점검") for n in range(120)]
    lines = [f"{subject} 건의,{subject} 때문에 {text}" for subject, text in texts]
    source.write_text("\n".join(["제목,내용", *lines]), encoding="utf-8")
    with opened(tmp_path / "out") as context:
        run_all(context, [Input((source,), "idea")])
    html = page(tmp_path / "out")
    assert "글에 날짜가 없어" in html and "시민제안 핵심어" in html
    assert "4주 앞 민원 예보" not in html and "지금 이슈" not in html


def test_one_short_week_still_makes_a_report(tmp_path: Path) -> None:
    source = tmp_path / "민원.csv"
    rows = [f"가로등 고장,가로등 고장으로 골목이 어둡습니다 {n},2026-10-{25 + n % 7:02d}" for n in range(40)]
    source.write_text("\n".join(["제목,내용,접수일", *rows]), encoding="utf-8")
    with opened(tmp_path / "out") as context:
        run_all(context, [Input((source,), "complaint")])
    assert "지금 평소 범위를 넘어 늘어난 이슈는 없습니다" in page(tmp_path / "out")


def test_a_department_reads_its_texts_with_its_own_words(city: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(city / "store", store)

    def words_of(department: str) -> str:
        with opened(tmp_path / "out", store=store) as context:
            html = (publish(context, as_of=END) / "report.html").read_text(encoding="utf-8")
        table = html.split("부서별 두드러진 말", 1)[1].split("</table>", 1)[0]
        row = next(row for row in table.split("<tr>") if f">{department}<" in row)
        return row.rsplit("<td", 1)[1].split(">", 1)[1].split("<", 1)[0]

    with opened(tmp_path / "out", store=store) as context:
        department = str(context.mart.query(
            "select department from postings where kind = 'complaint' and department <> '' "
            "and civil_date > '2026-10-03' group by 1 order by count(*) desc, 1 limit 1"
        )["department"].iloc[0])
    first = words_of(department).split(", ")[0]
    with opened(tmp_path / "out", store=store) as context:
        add_words(context, EntryKind.STOPWORD, [first], author="김주무", why="늘 나오는 말", department=department)
    assert first not in words_of(department).split(", ")
