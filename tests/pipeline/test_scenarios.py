"""From complaints to whoever is told: days go by, people write, and somebody hears of it or does not."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from textmine.alerts import Action, Reason
from textmine.pipeline.analyse import analyse
from textmine.pipeline.context import open_context
from textmine.pipeline.desk import act, list_alerts, show_alert
from textmine.pipeline.dispatch import dispatch, dispatch_urgent
from textmine.pipeline.ingest import ingest_paths
from textmine.pipeline.watch import watch
from textmine.settings import Settings, load_settings
from textmine.types import KST

MONDAY = date(2026, 11, 2)  # day 1
USUAL = {
    "도로과": ("보도블록이 꺼져 걷기 어렵습니다", "차선이 지워져 잘 보이지 않습니다", "방지턱이 너무 높습니다"),
    "환경과": ("공사장 소음이 심합니다", "하천에서 냄새가 납니다", "매연이 심한 차가 다닙니다"),
    "공원녹지과": ("가로수 가지가 늘어졌습니다", "놀이터 그네가 낡았습니다", "산책로 의자가 부서졌습니다"),
}
SAYINGS = {
    "포트홀": ("도로과", "큰길에 포트홀이 생겨 타이어를 갈았습니다"),
    "악취": ("환경과", "저녁마다 공장에서 악취가 올라와 창문을 못 엽니다"),
    "감전": ("도로과", "비가 오면 가로등 기둥에서 감전될 뻔했습니다"),
}
ENDINGS = ("살펴 주세요", "고쳐 주시기 바랍니다", "언제 처리되나요", "여러 번 말했습니다", "부탁드립니다")


@dataclass
class Moment:
    """A moment of the story; what is posted arrives at once."""

    city: City
    day: date
    hour: int

    def post(self, word: str, *, n: int) -> None:
        department, sentence = SAYINGS[word]
        self.city.write([(self.day, department, sentence)] * n)

    def expect_notified(self, department: str, *, reason: Reason) -> None:
        told = self.city.run(self.day, self.hour)
        assert (department, reason.value) in told, told

    def expect_silence(self, *, why: Reason | None = None) -> None:
        told = self.city.run(self.day, self.hour)
        assert told == set(), told
        if why is not None:
            assert why.value in self.city.decisions()


class City:
    """Ten quiet weeks lie behind day 1, a Monday; the morning's run is at 9, the others look for what is urgent."""

    def __init__(self, folder: Path) -> None:
        self._settings: Settings = load_settings(outputs=folder / "outputs", profile="bulk", secret="s", topics=4)
        self._folder = folder
        self._random = random.Random(7)
        self._number = 0
        self._lived_until = MONDAY - timedelta(days=71)
        self.live_until(MONDAY - timedelta(days=1))

    def at(self, *, day: int, hour: int = 0) -> Moment:
        """``day`` 1 is Monday, 2 November 2026."""
        return Moment(self, MONDAY + timedelta(days=day - 1), hour)

    def live_until(self, day: date) -> None:
        """Let the usual be written of every day up to ``day``."""
        days = [self._lived_until + timedelta(days=n + 1) for n in range((day - self._lived_until).days)]
        if days:
            self.write([row for one in days for row in self._usual(one)])
            self._lived_until = day

    def write(self, rows: list[tuple[date, str, str]]) -> None:
        file = self._folder / f"민원{self._number}.csv"
        with file.open("w", encoding="utf-8-sig", newline="") as target:
            writer = csv.writer(target)
            writer.writerow(["신청번호", "신청일자", "민원제목", "민원내용", "답변내용", "담당부서", "업무분야"])
            for day, department, sentence in rows:
                self._number += 1
                body = f"{sentence} {self._random.choice(ENDINGS)} {self._random.choice(ENDINGS)}."
                writer.writerow([f"A{self._number}", f"{day} 10:00", sentence[:12], body, "", department, department])
        evening = datetime.combine(max(day for day, _, _ in rows), datetime.max.time(), tzinfo=KST)
        with open_context(self._settings, now=evening) as context:
            ingest_paths(context, [file], kind="complaint")

    def run(self, day: date, hour: int) -> set[tuple[str, str]]:
        """(department, reason) of what somebody is told at this moment."""
        now = datetime(day.year, day.month, day.day, hour, tzinfo=KST)
        with open_context(self._settings, now=now) as context:
            self.live_until(day - timedelta(days=1))
            if hour == 9:
                analyse(context)
                watch(context, as_of=day - timedelta(days=1))
                dispatch(context, as_of=day - timedelta(days=1))
            else:
                analyse(context)
                watch(context, as_of=day)
                dispatch_urgent(context)
            told = [line for line in list_alerts(context) if line.notified_at == f"{now:%Y-%m-%d %H:%M}"]
            return {(line.department, show_alert(context, line.alert_id).events[-1].reason) for line in told}

    def acknowledge_all(self, day: int) -> None:
        evening = datetime.combine(self.at(day=day).day, datetime.max.time(), KST)
        with open_context(self._settings, now=evening) as context:
            for line in list_alerts(context):
                if line.state in ("new", "again"):
                    act(context, line.alert_id, Action.ACKNOWLEDGE, actor="김도로", why="")

    def decisions(self) -> set[str]:
        with open_context(self._settings, now=datetime.combine(MONDAY, datetime.min.time(), KST)) as context:
            return {line.decision for line in list_alerts(context, recorded=True)}

    def mail(self) -> list[dict[str, str]]:
        files = sorted((self._settings.outputs / "store" / "drop").glob("*.json"))
        return [json.loads(file.read_text(encoding="utf-8")) for file in files]

    def _usual(self, day: date) -> list[tuple[date, str, str]]:
        weight = 1 if day.weekday() >= 5 else 3
        return [
            (day, department, self._random.choice(sentences))
            for department, sentences in USUAL.items() for _ in range(self._random.randint(1, 1 + weight))
        ]


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    monkeypatch.chdir(tmp_path)
    yield City(tmp_path)


def test_potholes_reach_the_road_office_the_next_morning_and_once(city: City) -> None:
    city.at(day=1, hour=9).expect_silence()
    city.at(day=1).post("포트홀", n=40)
    city.at(day=2, hour=9).expect_notified("도로과", reason=Reason.FIRST)
    city.acknowledge_all(day=2)
    city.at(day=3, hour=9).expect_silence()
    assert all("타이어를 갈았습니다" not in message["text"] for message in city.mail())


def test_a_few_potholes_are_not_told(city: City) -> None:
    city.at(day=1).post("포트홀", n=3)
    city.at(day=2, hour=9).expect_silence()


def test_a_smell_on_friday_waits_for_monday(city: City) -> None:
    city.at(day=5).post("악취", n=10)
    city.at(day=6, hour=9).expect_silence(why=Reason.LATER)
    city.at(day=7, hour=9).expect_silence()
    city.at(day=8, hour=9).expect_notified("환경과", reason=Reason.FIRST)


def test_danger_is_told_in_the_afternoon(city: City) -> None:
    city.at(day=1).post("감전", n=12)
    city.at(day=1, hour=14).expect_notified("도로과", reason=Reason.DANGER)
    city.acknowledge_all(day=1)
    city.at(day=2, hour=9).expect_silence()
