"""What a reader of the page can rely on."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_example import example_publication, pothole_card, region_counts, topic_shares, weekly_counts

from textmine.errors import ReportError
from textmine.report import charts, files, fonts, palette, wording
from textmine.report.cloud import word_cloud
from textmine.report.content import (
    ChartBlock,
    Column,
    Example,
    ImageBlock,
    IssueCard,
    Paragraph,
    Publication,
    Section,
    TableBlock,
)
from textmine.report.html import highlight_terms, render_html, write_html
from textmine.types import IssueState, Level

HOSTILE = "</svg></style><script>alert('민원')</script>\"><img src=https://evil.example/x onerror=alert(1)>"


class _Page(HTMLParser):
    """Tags with their attributes, and the visible text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def publication() -> Publication:
    return example_publication()


@pytest.fixture(scope="module")
def page(publication: Publication) -> str:
    return render_html(publication)


def _hostile_publication() -> Publication:
    frame = pd.DataFrame({"label": [HOSTILE, "포트홀"], "value": [9, 4]})
    chart = charts.bar_chart(frame, caption=HOSTILE, alt_text=HOSTILE, emphasised=frozenset({HOSTILE}))
    table = TableBlock((Column(HOSTILE),), ((HOSTILE,),), HOSTILE, note=HOSTILE, source=HOSTILE)
    card = IssueCard(HOSTILE, Level.WARNING, HOSTILE, HOSTILE, HOSTILE, 3, 1, 2, date(2026, 1, 1), date(2026, 1, 2),
                     IssueState.AGAIN, terms=(HOSTILE, "민원"), examples=(Example(HOSTILE, HOSTILE),))
    return Publication(HOSTILE, HOSTILE, HOSTILE, date(2026, 1, 2), (
        Section(f"{HOSTILE}1", HOSTILE, HOSTILE, (Paragraph(HOSTILE), chart, table, card)),), notes=(HOSTILE,),
        provenance=((HOSTILE, HOSTILE),), run_fields=((HOSTILE, HOSTILE),))


def test_page_loads_nothing_from_outside_and_runs_no_script(page: str) -> None:
    tags = _Page(page).tags
    assert not {tag for tag, _ in tags} & {"script", "link", "iframe", "object", "embed", "form", "base"}
    for _, attributes in tags:
        for name, value in attributes.items():
            assert not name.startswith("on")
            if name in {"src", "href", "xlink:href", "srcset", "poster", "action"}:
                assert (value or "").startswith(("#", "data:image/png;base64,"))
    assert not re.findall(r"url\((?!data:font/woff;base64,|#)", page)
    assert "@import" not in page
    policy = next(a["content"] for _, a in tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"


def test_hostile_text_stays_text_everywhere() -> None:
    parsed = _Page(render_html(_hostile_publication()))
    assert "script" not in {tag for tag, _ in parsed.tags}
    assert not [a for tag, a in parsed.tags if tag == "img" or any(name.startswith("on") for name in a)]
    assert "alert('민원')" in "".join(parsed.text)


def test_equal_publications_give_equal_bytes(publication: Publication, page: str) -> None:
    assert render_html(publication) == page
    assert render_html(example_publication()) == page


def test_only_run_fields_differ_between_runs(publication: Publication, page: str) -> None:
    other = render_html(replace(publication, run_fields=(("실행 번호", "run-20261101-0601"),
                                                         publication.run_fields[1])))
    differing = [line for line in other.splitlines() if line not in set(page.splitlines())]
    assert len(differing) == 1 and "run-20261101-0601" in differing[0]


def test_page_is_small_enough_to_forward(page: str) -> None:
    assert len(page.encode()) < 3_000_000


def test_every_picture_has_a_text_alternative_and_a_table(publication: Publication, page: str) -> None:
    blocks = [b for section in publication.sections for b in section.blocks]
    pictures = [b for b in blocks if isinstance(b, ChartBlock | ImageBlock)]
    pictures += [b.sparkline for b in blocks if isinstance(b, IssueCard) and b.sparkline]
    assert len(pictures) == 8
    assert all(p.alt and p.table.rows for p in pictures)
    tags = _Page(page).tags
    drawings = [a for tag, a in tags if tag == "svg"]
    assert all(a["role"] == "img" and a["aria-label"] for a in drawings)
    assert sum(tag == "details" for tag, _ in tags) == len(pictures)
    assert sum(tag == "table" for tag, _ in tags) == sum(tag == "caption" for tag, _ in tags)


def test_page_can_be_walked_with_a_keyboard_and_a_screen_reader(page: str) -> None:
    tags = _Page(page).tags
    ids = [a["id"] for _, a in tags if "id" in a]
    assert len(ids) == len(set(ids))
    links = [str(a["href"])[1:] for tag, a in tags if tag == "a"]
    assert links[0] == "content" and set(links) <= set(ids)
    assert ("html", {"lang": "ko"}) in tags
    assert [tag for tag, _ in tags].count("h1") == 1
    assert all("scope" in a for tag, a in tags if tag == "th")


def test_embedded_typeface_covers_every_syllable_of_the_page(page: str) -> None:
    import base64
    import io

    from fontTools.ttLib import TTFont

    shown = {c for c in "".join(_Page(page).text) if "가" <= c <= "힣"}
    fonts_in_page = re.findall(r"base64,([^)]+)\) format\(\"woff\"\)", page)
    assert len(fonts_in_page) == 2
    for data in fonts_in_page:
        with TTFont(io.BytesIO(base64.b64decode(data))) as font:
            assert shown <= set(map(chr, font.getBestCmap()))


def test_missing_anchor_and_double_ids_are_noticed(publication: Publication) -> None:
    twice = replace(publication, sections=(publication.sections[1], publication.sections[1]))
    with pytest.raises(ValueError, match="trend"):
        render_html(twice)


def test_empty_publication_is_still_a_page() -> None:
    text = render_html(Publication("빈 보고서", "", "2026년 10월", date(2026, 10, 31), ()))
    assert "<h1>빈 보고서</h1>" in text


def test_write_html_replaces_the_file_whole(tmp_path: Path, publication: Publication, page: str) -> None:
    target = tmp_path / "runs" / "a" / "report.html"
    assert write_html(publication, target) == target
    assert target.read_text(encoding="utf-8") == page
    assert [p.name for p in target.parent.iterdir()] == ["report.html"]


def test_terms_are_highlighted_with_or_without_spaces() -> None:
    assert highlight_terms("도로  파손과 도로파손", ["도로 파손"]) == [("도로  파손", True), ("과 ", False),
                                                                       ("도로파손", True)]
    assert highlight_terms("a.b", [".", " "]) == [("a", False), (".", True), ("b", False)]


@given(st.text(max_size=40), st.lists(st.text(max_size=5), max_size=4))
def test_highlighting_keeps_the_text(text: str, terms: list[str]) -> None:
    assert "".join(part for part, _ in highlight_terms(text, terms)) == text


def test_card_shows_three_examples_and_no_more() -> None:
    card = pothole_card(tuple(Example(f"글 {n}") for n in range(5)))
    text = render_html(Publication("가", "", "", date(2026, 1, 1), (Section("a", "가", "", (card,)),)))
    assert text.count("<blockquote>") == 3


def test_missing_periods_break_the_line_and_read_as_missing() -> None:
    frame = weekly_counts(level=40, surge=2.0, weeks=12)
    frame.loc[5, "observed"] = np.nan
    chart = charts.time_series_chart(frame, caption="결측")
    assert chart.table.rows[5][1] == "결측"
    assert chart.spec["datasets"]["rows"][5]["observed"] is None


def test_axis_dates_are_korean_and_no_day_is_shifted() -> None:
    frame = pd.DataFrame({"period": pd.date_range("2026-10-05", periods=3, freq="W-MON"), "observed": [3, 5, 4]})
    chart = charts.time_series_chart(frame, caption="세 주")
    assert {"10월 5일", "10월 12일", "10월 19일"} <= set(re.findall(r">([^<]+)</text>", chart.svg))


def test_strongest_surge_is_labelled_with_date_and_number() -> None:
    chart = charts.time_series_chart(weekly_counts(level=40, surge=3.0), caption="급증")
    last = chart.table.rows[-1][1]
    assert f"10월 26일 {last:.0f}</text>" in chart.svg
    assert "급증" in chart.alt


def test_each_topic_has_its_own_panel_and_own_line() -> None:
    chart = charts.topic_share_chart(topic_shares(), caption="주제", max_topics=4)
    lines = re.findall(r'<path[^>]* d="([^"]+)"[^>]*stroke="' + palette.ACCENT, chart.svg)
    assert len(lines) == len(set(lines)) == 4
    assert len(chart.table.rows) == 8


def test_phone_grid_shows_the_last_five_periods() -> None:
    chart = charts.region_heat_chart(region_counts(), caption="지역")
    assert chart.svg_narrow.count(">10월<") == 4 and "26일" in chart.svg_narrow
    assert len(chart.table.columns) == 12


@pytest.mark.parametrize("call", [
    lambda frame: charts.time_series_chart(frame, caption="가"),
    lambda frame: charts.bar_chart(frame, caption="가"),
    lambda frame: charts.sparkline(frame, caption="가"),
])
def test_charts_refuse_frames_without_rows_or_columns(call: object) -> None:
    with pytest.raises(ValueError, match=r"columns|row"):
        call(pd.DataFrame())  # type: ignore[operator]


def test_one_point_and_all_zero_series_can_be_drawn() -> None:
    frame = pd.DataFrame({"period": [date(2026, 10, 5)], "observed": [0]})
    assert charts.time_series_chart(frame, caption="하나").svg.startswith("<svg")
    assert charts.sparkline(frame, caption="하나").svg.startswith("<svg")


def test_cloud_is_deterministic_and_states_its_numbers() -> None:
    frame = pd.DataFrame({"term": ["포트홀", "소음", "누수", "없음"], "value": [40, 20, 10, 0]})
    first, second = (word_cloud(frame.sample(frac=1, random_state=n), caption="구름") for n in (1, 2))
    assert first == second
    assert first.png.startswith(b"\x89PNG") and b"tIME" not in first.png and b"tEXt" not in first.png
    assert first.table.rows == (("포트홀", 40.0), ("소음", 20.0), ("누수", 10.0))
    with pytest.raises(ValueError, match="term"):
        word_cloud(frame.tail(1), caption="구름")


def test_colours_of_text_reach_contrast() -> None:
    for badge in palette.LEVEL_BADGES.values():
        assert palette.contrast_ratio(badge.text, badge.ground) >= 4.5
    for colour in (palette.INK, palette.MUTED, palette.ACCENT, palette.SURGE, palette.EXPECTED, *palette.CLOUD):
        assert palette.contrast_ratio(colour, palette.PAPER) >= 4.5
    assert palette.contrast_ratio("#ffffff", "#000000") == pytest.approx(21)


def test_numbers_and_dates_read_as_in_official_documents() -> None:
    assert wording.number(12345.5) == "12,346" and wording.number(-0.2) == "0"
    assert [wording.change(r) for r in (0.082, -0.03, 0.0, None)] == ["▲ 8.2%", "▼ 3.0%", "변동 없음", "–"]
    assert wording.full_date(date(2026, 11, 2)) == "2026. 11. 2."
    assert wording.period_name(date(2026, 10, 5), "W") == "10월 5일 주"
    assert wording.cell_text(0.0000004, Column("p", "p_value")) == "0.001 미만"
    assert wording.cell_text(float("nan"), Column("n", "integer")) == "–"


def test_table_refuses_a_row_of_other_length() -> None:
    with pytest.raises(ValueError, match="row 1"):
        TableBlock((Column("가"),), ((1, 2),), "표")


def test_csv_is_plain_utf8_and_runs_no_formula(tmp_path: Path) -> None:
    frame = pd.DataFrame({"term": ["=1+1", "포트홀"], "day": pd.to_datetime(["2026-10-05", "2026-10-06"]), "z": [-1.5,
                                                                                                                 2.0]})
    path = files.write_csv(frame, tmp_path / "keywords.csv")
    assert path.read_bytes().decode() == "term,day,z\n'=1+1,2026-10-05,-1.5\n포트홀,2026-10-06,2.0\n"
    assert files.write_csv(frame, tmp_path / "x.csv", for_excel=True).read_bytes().startswith(b"\xef\xbb\xbf")


def test_json_has_no_nan_and_keeps_korean(tmp_path: Path) -> None:
    value = {"level": Level.SERIOUS, "p": np.float64("nan"), "n": np.int64(3), "day": date(2026, 10, 5), "none": pd.NaT,
             "set": frozenset({"나", "가"})}
    path = files.write_json(value, tmp_path / "issues.json")
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "level": "심각", "p": None, "n": 3, "day": "2026-10-05", "none": None, "set": ["가", "나"]}
    assert "심각" in path.read_text(encoding="utf-8")


def test_manifest_lists_every_file_with_its_digest(tmp_path: Path) -> None:
    files.write_bytes(tmp_path / "b.txt", b"b")
    files.write_bytes(tmp_path / "a" / "a.txt", b"")
    first = files.write_manifest(tmp_path, content={"period": "2026-10"}, run_fields={"run_id": "r1"}).read_bytes()
    again = files.write_manifest(tmp_path, content={"period": "2026-10"}, run_fields={"run_id": "r1"}).read_bytes()
    manifest = json.loads(first)
    assert first == again
    assert [f["path"] for f in manifest["files"]] == ["a/a.txt", "b.txt"]
    assert manifest["files"][0]["sha256"].startswith("e3b0c44298fc1c14") and manifest["run"] == {"run_id": "r1"}


def test_latest_moves_to_the_new_run_and_never_to_a_missing_one(tmp_path: Path) -> None:
    for run in ("r1", "r2"):
        files.write_bytes(tmp_path / "runs" / run / "name", run.encode())
        files.swap_latest(tmp_path, run)
        assert (tmp_path / "latest" / "name").read_text() == run
    with pytest.raises(ReportError, match="r3"):
        files.swap_latest(tmp_path, "r3")
    with pytest.raises(ValueError, match="plain name"):
        files.swap_latest(tmp_path, "../r1")
    assert (tmp_path / "latest").readlink() == Path("runs/r2")


def test_unwritable_target_is_a_korean_error(tmp_path: Path) -> None:
    files.write_bytes(tmp_path / "file", b"")
    with pytest.raises(ReportError, match="쓸 수 없습니다"):
        files.write_bytes(tmp_path / "file" / "below", b"")


def test_typeface_is_found_without_importing_its_module() -> None:
    import sys

    assert fonts.font_path().is_file() and fonts.font_path(bold=True).is_file()
    assert "koreanize_matplotlib" not in sys.modules
    assert set("가힣뷁▲▼●○") <= fonts.covered_characters()
