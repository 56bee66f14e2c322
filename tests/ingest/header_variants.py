"""Synthetic exports: the columns of a real one, and what quarters, offices and typists make of their names.

Every column carries the field that a careful reader would give it ('' = none), so a mapping can be graded. Names and
values are made up here; nothing is taken from the alias table.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tests.ingest.header_names import (
    COLUMNS,
    DECOYS,
    ENGLISH,
    EXPLAINED,
    GROUPS,
    MARKED,
    QUARTERS,
    SPELLINGS,
    STANDARD,
    TYPOS,
    TYPOS_2,
)

ROWS = 40
CHECKED = (
    "external_id", "created_at", "received_at", "title", "body", "answer", "department", "category", "region",
    "channel", "status", "due_on", "person", "phone",
)

_MAIN_VALUES = {"external_id": "receipt", "body": "body", "department": "department"}

_ALONE = frozenset({
    "receipt", "channel", "mobile", "title", "body", "dong", "status", "answer", "department", "time", "name",
})  # kinds of values that one required column has


@dataclass(frozen=True)
class Column:
    name: str
    field: str
    values: str


@dataclass(frozen=True)
class Variant:
    """A sheet: ``header`` rows, then ``rows``; ``columns`` say what each column is."""

    name: str
    columns: tuple[Column, ...]
    header: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[object, ...], ...]

    @property
    def sheet(self) -> list[tuple[object, ...]]:
        return [*self.header, *self.rows]

    def best(self, field: str) -> list[int]:
        """Columns of which one must be read first: 민원내용 and not 민원요지, 접수번호 and not 신청번호."""
        gold = [place for place, column in enumerate(self.columns) if column.field == field]
        main = [place for place in gold if self.columns[place].values == _MAIN_VALUES.get(field)]
        return main or gold


BASE = tuple(Column(*line.split("|")) for line in COLUMNS.strip().splitlines())

_SPLIT = {
    "접수일자": [Column("접수일", "received_at", "day"), Column("접수시각", "", "clock")],
    "신청일자": [Column("신청일", "created_at", "day"), Column("신청시간", "", "clock")],
    "담당부서1": [Column("담당국", "", "bureau"), Column("담당과", "department", "department")],
    "민원내용": [Column("민원내용1", "body", "body"), Column("민원내용2", "body", "maybe_body")],
    "주소": [Column("주소", "address", "address"), Column("상세주소", "address", "address")],
}
_ADDED = (
    Column("민원처리담당자", "", "name"), Column("처리담당자 연락처", "", "office_phone"),
    Column("AI분류결과", "", "kind"),
    Column("답변등록자", "", "name"), Column("접수채널코드", "", "number"), Column("민원인 동의여부", "", "yn"),
    Column("처리부서 전화번호", "", "office_phone"), Column("이첩기관", "", "agency"),
    Column("주관부서 접수일", "", "day"),
    Column("내용 공개여부", "", "yn"), Column("제목 비공개사유", "", "blank"), Column("접수번호 발급여부", "", "yn"),
    Column("처리결과 통보일", "", "day"), Column("답변 조회수", "", "number"), Column("민원내용 글자수", "", "number"),
)


Change = Callable[[tuple[Column, ...], random.Random], tuple[Column, ...]]


def build_variants() -> list[Variant]:
    """All variants, the same at every call."""
    changes: dict[str, Sequence[Change]] = {
        "그대로": [],
        "순서 바뀜": [_shuffled],
        "열 빠짐": [_dropped],
        "열 늘어남": [_added],
        "띄어 씀": [_named(lambda n: " ".join(n.replace(" ", "")))],
        "별표와 필수": [_some(lambda n, r: r.choice([f"*{n}", f"{n}(필수)", f"{n}*", f"[필수] {n}", f"{n} (선택)"]))],
        "줄바꿈": [_named(lambda n: n[:2] + "\n" + n[2:] if len(n) > 3 else n)],
        "번호 매김": [_numbered("{}. {}")],
        "동그라미 번호": [_circled],
        "모두 전각": [_named(_wide)],
        "NFD": [_named(lambda n: unicodedata.normalize("NFD", n))],
        "보이지 않는 글자": [_named(lambda n: f"\ufeff{n[:1]}\u200b{n[1:]}\u00a0")],
        "단위와 형식": [_some(_with_unit)],
        "영어 낙타": [_renamed(ENGLISH)],
        "영어 밑줄 대문자": [_renamed({k: _snake(v).upper() for k, v in ENGLISH.items()})],
        "영어 띄어 씀": [_renamed({k: _snake(v).replace("_", " ").title() for k, v in ENGLISH.items()})],
        "표준용어": [_renamed(STANDARD)],
        "오타": [_renamed(TYPOS)],
        "오타 둘": [_renamed(TYPOS_2)],
        "둘로 나뉨": [_split],
        "빈 머리글 여럿": [_blanks],
        "같은 이름": [_twice],
        "본문 표시": [_renamed(MARKED)],
        "괄호 설명": [_renamed(EXPLAINED)],
        **{quarter: [_renamed(names)] for quarter, names in QUARTERS.items()},
        **{f"섞임 {seed}": [_renamed(names), _dropped, _added, _shuffled, _decorated]
           for seed, names in enumerate(QUARTERS.values())},
        **{f"바꿔 씀 {seed}": [_respelled, _decoyed, _dropped, _shuffled] for seed in range(12)},
    }
    variants = [_sheet(name, steps, seed) for seed, (name, steps) in enumerate(changes.items())]
    return [*variants, _two_rows("두 줄 머리글"), _two_rows("제목 줄과 두 줄 머리글", titles=True), _titled("제목 줄")]


def with_slip(name: str, rng: random.Random) -> str:
    """A name with one letter (jamo) typed wrong."""
    spelled = list(unicodedata.normalize("NFD", name))
    hangul = [place for place, letter in enumerate(spelled) if 0x1100 <= ord(letter) < 0x1200]
    place = rng.choice(hangul)
    first, count = next(row for row in ((0x11A8, 27), (0x1161, 21), (0x1100, 19)) if ord(spelled[place]) >= row[0])
    spelled[place] = chr(first + rng.choice([n for n in range(count) if chr(first + n) != spelled[place]]))
    return unicodedata.normalize("NFC", "".join(spelled))


def build_slips(count: int) -> list[tuple[Variant, int]]:
    """Exports in which the name of the one good column of a required field has a slip, and where that column is."""
    found = []
    for seed in range(count):
        rng = random.Random(f"slip {seed}")
        columns = list(_respelled(BASE, rng))
        alone = [c for c in columns if c.field in CHECKED and c.values in _ALONE and not c.name.isascii()]
        place = columns.index(rng.choice(alone))
        columns[place] = replace(columns[place], name=with_slip(columns[place].name, rng))
        variant = Variant(f"slip {seed}", tuple(columns), (tuple(c.name for c in columns),), rows_of(columns, rng))
        found.append((variant, place))
    return found


def _sheet(name: str, steps: Sequence[Change], seed: int) -> Variant:
    rng = random.Random(seed)
    columns = BASE
    for step in steps:
        columns = step(columns, rng)
    return Variant(name, columns, (tuple(column.name for column in columns),), rows_of(columns, rng))


def _two_rows(name: str, *, titles: bool = False) -> Variant:
    rng = random.Random(name)
    above, below, last = [], [], ""
    for column in BASE:
        group, child = GROUPS.get(column.name, (column.name, ""))
        above.append("" if child and group == last else group)
        below.append(child)
        last = group if child else ""
    header = (tuple(above), tuple(below))
    if titles:
        width = len(BASE) - 1
        header = (("2026년 3분기 민원 처리 현황", *[""] * width), ("", "(단위: 건)", *[""] * (width - 1)), *header)
    return Variant(name, BASE, header, rows_of(BASE, rng))


def _titled(name: str) -> Variant:
    plain = _sheet(name, [_shuffled], 99)
    blank = [""] * (len(plain.columns) - 1)
    return replace(plain, header=(("민원 목록", *blank), ("출력일: 2026-10-01", *blank), *plain.header))


def _shuffled(columns: tuple[Column, ...], rng: random.Random) -> tuple[Column, ...]:
    return tuple(rng.sample(columns, len(columns)))


def _dropped(columns: tuple[Column, ...], rng: random.Random) -> tuple[Column, ...]:
    gone = set(rng.sample([c.name for c in columns if c.field not in CHECKED], 12))
    return tuple(column for column in columns if column.name not in gone)


def _added(columns: tuple[Column, ...], rng: random.Random) -> tuple[Column, ...]:
    mixed = list(columns)
    for column in rng.sample(_ADDED, 9):
        mixed.insert(rng.randrange(len(mixed)), column)
    return tuple(mixed)


def _named(change: Callable[[str], str]) -> Change:
    return lambda columns, _: tuple(replace(c, name=change(c.name) if c.name else "") for c in columns)


def _some(change: Callable[[str, random.Random], str]) -> Change:
    return lambda columns, rng: tuple(
        replace(c, name=change(c.name, rng)) if c.name and rng.random() < 0.7 else c for c in columns
    )


def _respelled(columns: tuple[Column, ...], rng: random.Random) -> tuple[Column, ...]:
    return tuple(
        replace(c, name=rng.choice(SPELLINGS[c.name].split("/"))) if c.name in SPELLINGS else c for c in columns
    )


def _decoyed(columns: tuple[Column, ...], rng: random.Random) -> tuple[Column, ...]:
    mixed = list(columns)
    for decoy in rng.sample([part for line in DECOYS.split("\n") for part in line.split("  ") if part], 12):
        name, kind = decoy.split("|")
        mixed.insert(rng.randrange(len(mixed)), Column(name, "", kind))
    return tuple(mixed)


def _decorated(columns: tuple[Column, ...], rng: random.Random) -> tuple[Column, ...]:
    how: list[Callable[[str], str]] = [
        lambda n: f"{n}(필수)", lambda n: f"*{n}", lambda n: n[:2] + " " + n[2:], lambda n: n[:2] + "\n" + n[2:], str,
    ]
    return tuple(replace(c, name=rng.choice(how)(c.name) if c.name else "") for c in columns)


def _renamed(names: dict[str, str]) -> Change:
    return lambda columns, _: tuple(replace(c, name=names.get(c.name, c.name)) for c in columns)


def _numbered(form: str) -> Change:
    return lambda columns, _: tuple(
        replace(c, name=form.format(n, c.name) if c.name else "") for n, c in enumerate(columns, 1)
    )


def _circled(columns: tuple[Column, ...], _: random.Random) -> tuple[Column, ...]:
    return tuple(
        replace(c, name=chr(0x2460 + n) + c.name if c.name and n < 20 else c.name) for n, c in enumerate(columns)
    )


def _split(columns: tuple[Column, ...], _: random.Random) -> tuple[Column, ...]:
    return tuple(new for c in columns for new in _SPLIT.get(c.name, [c]))


def _blanks(columns: tuple[Column, ...], rng: random.Random) -> tuple[Column, ...]:
    gone = set(rng.sample([c.name for c in columns if c.field not in CHECKED], 6))
    return tuple(replace(c, name="", field="") if c.name in gone else c for c in columns)


def _twice(columns: tuple[Column, ...], _: random.Random) -> tuple[Column, ...]:
    """The writer's telephone has its name; the bare names behind the officer are the office's."""
    names = {"휴대전화": "전화번호", "담당자 전화번호": "전화번호", "담당자 E-MAIL": "E-MAIL", "담당자의견": "의견",
             "만족도의견": "의견"}
    return tuple(replace(c, name=names.get(c.name, c.name)) for c in columns)


def _wide(name: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def _with_unit(name: str, rng: random.Random) -> str:
    if name.endswith(("일자", "일시", "일")):
        return f"{name}[YYYY-MM-DD]"
    return f"{name}{rng.choice(['', ' (1)', '(최종)', '(텍스트)', '(단위:건)'])}" if name.endswith("수") else name


_DONGS = ("가온동", "나래동", "다솜동", "라온동", "마루동")
_DEPARTMENTS = ("교통과", "도로과", "청소과", "공원녹지과", "건축과", "환경과")
_THINGS = ("가로등", "보도블록", "불법 주차", "쓰레기 더미", "공사장 소음", "버스 배차", "하수구 냄새", "놀이터 바닥")
_PLEAS = (
    "고쳐 주세요", "때문에 밤마다 힘듭니다", "언제 해결되는지 알려 주십시오", "단속을 부탁드립니다",
    "아이들이 다칠까 걱정입니다",
)
_SURNAMES, _GIVEN = "김이박최정강조윤", ("나래", "다온", "민수", "서연", "지호", "하준", "은영", "도윤")


def rows_of(columns: Sequence[Column], rng: random.Random) -> tuple[tuple[object, ...], ...]:
    """Rows of the values that the columns' kinds call for."""
    return tuple(tuple(_value(column.values, n, rng) for column in columns) for n in range(ROWS))


def _value(kind: str, n: int, rng: random.Random) -> object:
    moment = datetime(2026, 7, 1, 9) + timedelta(hours=7 * n, minutes=rng.randrange(60))
    body = (
        f"{rng.choice(_DONGS)} {rng.randrange(1, 90)}번지 앞 {rng.choice(_THINGS)} {rng.choice(_PLEAS)}. "
        f"{rng.randrange(2, 9)}번이나 말씀드렸는데 {rng.choice(_THINGS)} 문제가 그대로입니다."
    )
    if kind.startswith("maybe_"):
        return _value(kind.removeprefix("maybe_"), n, rng) if rng.random() < 0.3 else ""
    if kind == "blank_day":
        return f"{moment:%Y-%m-%d}" if rng.random() < 0.1 else ""
    made: dict[str, Callable[[], object]] = {
        "blank": lambda: "", "run": lambda: str(n + 1), "id": lambda: f"1AA-2607-{n:06d}",
        "receipt": lambda: f"2AA-2607-{n:06d}", "time": lambda: f"{moment:%Y-%m-%d %H:%M}",
        "day": lambda: f"{moment:%Y-%m-%d}", "clock": lambda: f"{moment:%H:%M}",
        "channel": lambda: rng.choice(["국민신문고", "방문", "전화", "새올전자민원창구"]),
        "kind": lambda: rng.choice(["개인", "법인", "일반", "기타"]), "country": lambda: "대한민국",
        "name": lambda: rng.choice(_SURNAMES) + rng.choice(_GIVEN), "birth": lambda: f"19{rng.randrange(50, 99)}-03-02",
        "sex": lambda: rng.choice("남여"), "zip": lambda: f"{rng.randrange(10_000, 63_000)}",
        "address": lambda: f"나래시 한빛구 {rng.choice(_DONGS)} {rng.randrange(1, 400)}-{rng.randrange(1, 30)}",
        "mobile": lambda: f"010-{rng.randrange(2000, 9999)}-{rng.randrange(1000, 9999)}",
        "office_phone": lambda: f"031-760-{rng.choice(['2114', '2250', '2301', '2417'])}",
        "office_mail": lambda: f"{rng.choice(['road', 'park', 'clean'])}@narae.example",
        "title": lambda: f"{rng.choice(_DONGS)} {rng.choice(_THINGS)} {rng.choice(_PLEAS)[:8]}", "body": lambda: body,
        "summary": lambda: body[:24], "spot": lambda: f"{rng.choice(_DONGS)} {rng.randrange(1, 90)} 앞",
        "dong": lambda: rng.choice(_DONGS), "category": lambda: rng.choice(["교통", "도로", "환경", "건축"]),
        "number": lambda: str(rng.randrange(0, 9)), "yn": lambda: rng.choice("YN"), "agency": lambda: "나래시",
        "department": lambda: rng.choice(_DEPARTMENTS), "bureau": lambda: rng.choice(["안전교통국", "도시환경국"]),
        "rank": lambda: rng.choice(["주무관", "팀장"]), "law": lambda: rng.choice(["", "도로법 제75조", "주차장법"]),
        "answer": lambda: f"안녕하십니까. {rng.choice(_DEPARTMENTS)}입니다. {rng.choice(_THINGS)} 조치하였습니다.",
        "status": lambda: rng.choice(["처리완료", "처리중", "접수"]),
        "score": lambda: rng.choice(["매우만족", "보통", ""]),
        "opinion": lambda: rng.choice(["", "", "친절한 답변 감사합니다", "답변이 늦었습니다"]),
        "file": lambda: rng.choice(["", "사진1.jpg"]), "notice": lambda: rng.choice(["전자우편", "문자", "우편"]),
    }
    return made[kind]()
