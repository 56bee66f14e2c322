"""Complaints as the columns of an office's export, with copies, personal data and late arrivals put in."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from textmine.ingest.sample import people, shapes
from textmine.ingest.sample.city import CITY, City
from textmine.ingest.sample.compose import (
    CLIPPED,
    SPOKEN,
    Ints,
    Line,
    Sentences,
    Style,
    choose_sentences,
    plain_style,
    say,
)
from textmine.ingest.sample.language import ROLE, Language
from textmine.ingest.sample.personal import make_personal_item
from textmine.ingest.sample.registers import mistyped, squeezed
from textmine.ingest.sample.rows import Facts, choose_facts, choose_shapes, fill_slots, writing_style
from textmine.ingest.sample.slots import SEPARATORS, SLOT
from textmine.ingest.sample.truth import Truth
from textmine.ingest.sample.volumes import Events, Plan

HEADERS: Final = (
    "신청번호",
    "신청일자",
    "접수일자",
    "민원제목",
    "민원내용",
    "답변내용",
    "담당부서",
    "업무분야",
    "민원발생지역",
    "민원신청경로",
    "연령대",
    "성별",
    "처리기한",
    "처리일",
    "처리상태",
    "민원인",
    "전화번호",
    "만족도",
)
PERSONAL_SHARE, COPY_SHARE, EDITED_SHARE = 0.05, 0.012, 0.008
COPY_DAYS: Final = 30
_REMEMBERED: Final = 12  # texts a category keeps for later copies
_LATE_SHARE, _LATE_DAYS = 0.05, 5.0  # paper and telephone complaints are entered days later
_TITLE_LENGTHS: Final = (18, 22, 26, 31, 38)  # characters to which a title that is a text's beginning is cut
_SPARE_DAYS: Final = 120  # dates after the last day that due dates may take
_CHANNELS: Final = (
    ("국민신문고", 42),
    ("안전신문고", 18),
    ("시 홈페이지", 16),
    ("모바일앱", 12),
    ("전화", 8),
    ("방문", 4),
)
_SATISFACTION: Final = (("매우만족", 12), ("만족", 24), ("보통", 30), ("불만", 20), ("매우불만", 14))
_DUE_DAYS: Final = np.array((7, 7, 7, 14))
_ALIAS_SHARE, _NO_DEPARTMENT = 0.04, 0.01


@dataclass(frozen=True, slots=True)
class ComplaintRun:
    """Columns of ``HEADERS`` of a run of days; ``arrived`` is the day's number on which a row was entered."""

    table: pa.Table
    arrived: Ints


@dataclass(slots=True)
class Memory:
    """What a later copy may repeat: by category, the last texts with their number and day."""

    texts: dict[int, deque[tuple[str, int, str, str]]] = field(default_factory=dict)


def write_complaints(language: Language, plan: Plan, events: Events, memory: Memory, truth: Truth) -> ComplaintRun:
    """The complaints of a run of days; what is planted goes to ``truth``, what may be copied to ``memory``."""
    rng = np.random.default_rng([plan.seed, 11, events.first])
    facts = choose_facts(language, plan, events, rng)
    ids = _ids(plan, events)
    month = np.array([day.month for day in plan.days])[events.day]
    style, separator = writing_style(len(ids), rng)
    slots = fill_slots(language, facts, month, separator, rng)
    titles = _titles(language, facts, slots, style, rng)
    bodies = _bodies(language, plan, events, facts, slots, style, rng)
    titles, bodies = _put_in(language, events, facts, slots, ids, titles, bodies, memory, truth, plan)
    delay = np.where(rng.random(len(ids)) < _LATE_SHARE, 1 + rng.exponential(_LATE_DAYS, len(ids)), 0).astype(np.int64)
    arrived = events.day + delay
    truth.add_surge_complaints(ids, events, plan)
    table = _export(language, plan, events, facts, slots, ids, titles, bodies, arrived, rng)
    return ComplaintRun(table, arrived)


def _ids(plan: Plan, events: Events) -> pa.StringArray:
    months = pa.array([f"1AA-{day:%y%m}-" for day in plan.days]).take(pa.array(events.day))
    numbers = pc.utf8_lpad(
        pc.cast(pa.array(np.arange(events.first + 1, events.first + 1 + len(events.day))), pa.string()), 7, "0"
    )
    return pc.binary_join_element_wise(months, numbers, "")


def _titles(language: Language, facts: Facts, slots: Ints, style: Style, rng: np.random.Generator) -> pa.StringArray:
    options = (*shapes.TITLES, *shapes.BEGINNINGS)
    shape = choose_shapes(options, len(slots), rng)
    sentences = choose_sentences(language, rng, [lines for _, lines in options], shape, facts.scene, facts.salt)
    is_beginning = shape >= len(shapes.TITLES)
    register = np.where(is_beginning & (style.register == SPOKEN), CLIPPED, style.register)
    titles = say(language, rng, sentences, slots, Style(register, style.typos / 3, style.squeeze / 2))
    return _cut(titles, np.flatnonzero(is_beginning), rng)


def _cut(titles: pa.StringArray, rows: Ints, rng: np.random.Generator) -> pa.StringArray:
    """The titles, those of ``rows`` cut after a word to a length that people write."""
    lengths = rng.choice(_TITLE_LENGTHS, len(rows))
    changed: dict[int, str] = {}
    for length in _TITLE_LENGTHS:
        group = rows[lengths == length]
        whole = titles.take(pa.array(group))
        begun = pc.replace_substring_regex(pc.utf8_slice_codeunits(whole, 0, length), r"[\s.,]+\S*$", "")
        cut = pc.if_else(pc.greater(pc.utf8_length(whole), length), begun, whole)
        changed |= dict(zip(group.tolist(), cut.to_pylist(), strict=True))
    return _replaced(titles, changed)


def _bodies(
    language: Language, plan: Plan, events: Events, facts: Facts, slots: Ints, style: Style, rng: np.random.Generator
) -> pa.StringArray:
    """A shape for each: everyday ones, forms, those of surges, copies of a campaign's text."""
    everyday, surge = shapes.COMPLAINTS, shapes.SURGE_COMPLAINTS
    forms = [
        [Line("form", 1.0, part) if isinstance(part, int) else Line(part) for part in run] for run in language.reports
    ]
    lines = [*(run for _, run in everyday), *(run for _, run in surge), *forms, shapes.CAMPAIGN_COPY]
    n = len(slots)
    shape = choose_shapes(everyday, n, rng)
    is_form = rng.random(n) < shapes.FORM_SHARE
    shape[is_form] = len(everyday) + len(surge) + rng.integers(0, len(forms), int(is_form.sum()))
    planted = np.flatnonzero(events.surge >= 0)
    shape[planted] = len(everyday) + choose_shapes(surge, len(planted), rng)
    has_copy = language.pool_size[ROLE["copy"], facts.scene[planted]] > 0
    copied = planted[has_copy & (rng.random(len(planted)) < shapes.CAMPAIGN_COPY_SHARE)]
    shape[copied] = len(lines) - 1
    return say(language, rng, choose_sentences(language, rng, lines, shape, facts.scene, facts.salt), slots, style)


def _put_in(
    language: Language,
    events: Events,
    facts: Facts,
    slots: Ints,
    ids: pa.StringArray,
    titles: pa.StringArray,
    bodies: pa.StringArray,
    memory: Memory,
    truth: Truth,
    plan: Plan,
) -> tuple[pa.StringArray, pa.StringArray]:
    """Titles and bodies with personal data in some, and some that repeat an earlier complaint."""
    rng = random.Random(f"{plan.seed}-put-in-{events.first}")
    n = len(ids)
    fate = np.random.default_rng([plan.seed, 12, events.first]).random(n)
    fate[events.surge >= 0] += (fate[events.surge >= 0] >= PERSONAL_SHARE) * 1.0
    is_personal = fate < PERSONAL_SHARE
    is_copy = (fate >= PERSONAL_SHARE) & (fate < PERSONAL_SHARE + COPY_SHARE + EDITED_SHARE)
    kept = (fate >= PERSONAL_SHARE + COPY_SHARE + EDITED_SHARE) & (fate < 1.0)
    newest = _last_kept(facts.category, kept)
    changed: dict[int, tuple[str, str]] = {}
    for row in np.flatnonzero(is_personal | is_copy).tolist():
        if is_personal[row]:
            apartment = language.pieces[int(language.forms[0, slots[row, SLOT["apt"]]])].as_py()
            changed[row] = (
                titles[row].as_py(),
                _add_personal(bodies[row].as_py(), ids[row].as_py(), apartment, rng, truth),
            )
            continue
        earlier = _earlier(row, events, facts, newest, ids, titles, bodies, memory)
        if earlier:
            is_exact = fate[row] < PERSONAL_SHARE + COPY_SHARE
            changed[row] = earlier[2:] if is_exact else (earlier[2], _edited(earlier[3], rng))
            truth.add_copy(earlier[0], ids[row].as_py(), "exact" if is_exact else "edited")
    _remember(memory, facts, events, kept, ids, titles, bodies)
    return _replaced(titles, {row: text[0] for row, text in changed.items()}), _replaced(
        bodies, {row: text[1] for row, text in changed.items()}
    )


def _add_personal(body: str, external_id: str, apartment: str, rng: random.Random, truth: Truth) -> str:
    for _ in range(2 if rng.random() < 0.2 else 1):
        item = make_personal_item(apartment, rng)
        body = f"{body} {item.sentence}"
        truth.add_personal(external_id, item.kind, item.value)
    return body


def _last_kept(category: Ints, kept: NDArray[np.bool_]) -> Ints:
    """For every row the newest earlier row of its category that may be copied, or -1."""
    last = np.full(len(category), -1)
    for number in np.unique(category):
        rows = np.flatnonzero(category == number)
        seen = np.maximum.accumulate(np.where(kept[rows], rows, -1))
        last[rows[1:]] = seen[:-1]
    return last


def _earlier(
    row: int,
    events: Events,
    facts: Facts,
    newest: Ints,
    ids: pa.StringArray,
    titles: pa.StringArray,
    bodies: pa.StringArray,
    memory: Memory,
) -> tuple[str, int, str, str] | None:
    at = int(newest[row])
    if at >= 0:
        text = ids[at].as_py(), int(events.day[at]), titles[at].as_py(), bodies[at].as_py()
    elif memory.texts.get(int(facts.category[row])):
        text = memory.texts[int(facts.category[row])][-1]
    else:
        return None
    return text if events.day[row] - text[1] <= COPY_DAYS else None


def _remember(
    memory: Memory,
    facts: Facts,
    events: Events,
    kept: NDArray[np.bool_],
    ids: pa.StringArray,
    titles: pa.StringArray,
    bodies: pa.StringArray,
) -> None:
    for number in np.unique(facts.category).tolist():
        rows = np.flatnonzero(kept & (facts.category == number))[-_REMEMBERED:]
        texts = memory.texts.setdefault(number, deque(maxlen=_REMEMBERED))
        texts.extend(
            (ids[row].as_py(), int(events.day[row]), titles[row].as_py(), bodies[row].as_py()) for row in rows.tolist()
        )


def _edited(body: str, rng: random.Random) -> str:
    """The text as somebody pastes it with a few changes of their own: still the same by its 5-character shingles."""
    sentences = body.split(". ")
    if len(sentences) > 5 and rng.random() < 0.4:
        del sentences[rng.randrange(1, len(sentences))]
    body = ". ".join(sentences)
    style = rng.random()
    if style < 0.35:
        return (
            f"{body} {rng.choice(('저도 같은 생각입니다.', '꼭 부탁드립니다.', '동의합니다!', '저희도 마찬가지예요.'))}"
        )
    if style < 0.6:
        return f"{rng.choice(('퍼온 글입니다. ', '이웃 글에 공감해서 올립니다. ', '(공유) '))}{body}"
    changed = mistyped(body, rng) if style < 0.85 else squeezed(body[:40], rng) + body[40:]
    return changed if changed != body else f"{body}!"


def _replaced(texts: pa.StringArray, changed: dict[int, str]) -> pa.StringArray:
    index = np.arange(len(texts))
    index[list(changed)] = len(texts) + np.arange(len(changed))
    return pa.concat_arrays([texts, pa.array(list(changed.values()), pa.string())]).take(pa.array(index))


def _export(
    language: Language,
    plan: Plan,
    events: Events,
    facts: Facts,
    slots: Ints,
    ids: pa.StringArray,
    titles: pa.StringArray,
    bodies: pa.StringArray,
    arrived: Ints,
    rng: np.random.Generator,
) -> pa.Table:
    n, last = len(ids), len(plan.days) - 1
    dates = pa.array([(plan.days[0] + timedelta(days=day)).isoformat() for day in range(len(plan.days) + _SPARE_DAYS)])
    clock = pa.array([f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(1440)])
    received = np.minimum(_next_working_days(plan)[arrived], len(dates) - 60)
    due = received + _DUE_DAYS[rng.integers(0, len(_DUE_DAYS), n)]
    answered = received + 1 + np.minimum(rng.exponential(1 / 0.22, n), 25).astype(np.int64)
    is_done = answered <= last
    open_state = rng.integers(0, 3, n)
    status = np.where(is_done, 2, (open_state == 2).astype(np.int64))
    who = people.choose_people(rng, n, int(plan.volumes["complaint"].background.sum()))
    ages, sexes = people.describe_people(who, plan.seed)
    rated = is_done & (rng.random(n) < 0.35)
    columns = (
        ids,
        pc.binary_join_element_wise(dates.take(pa.array(events.day)), clock.take(pa.array(events.minute)), " "),
        dates.take(pa.array(received)),
        titles,
        bodies,
        _answers(language, facts, slots, is_done, rng),
        _departments(language.city, plan, facts, received, rng),
        pa.array([category.name for category in language.city.categories]).take(pa.array(facts.category)),
        _addresses(language, slots, rng),
        _weighted(_CHANNELS, n, rng),
        ages,
        sexes,
        dates.take(pa.array(due)),
        _where(is_done, dates.take(pa.array(np.minimum(answered, last)))),
        pa.array(["처리중", "접수", "처리완료"]).take(pa.array(status)),
        people.name_people(who, plan.seed),
        people.phone_people(who, plan.seed),
        _where(rated, _weighted(_SATISFACTION, n, rng)),
    )
    return pa.table(dict(zip(HEADERS, columns, strict=True)))


def _answers(
    language: Language, facts: Facts, slots: Ints, is_done: NDArray[np.bool_], rng: np.random.Generator
) -> pa.StringArray:
    shape = choose_shapes(shapes.ANSWERS, len(slots), rng)
    lines = [run for _, run in shapes.ANSWERS]
    sentences = choose_sentences(language, rng, lines, shape, facts.scene, facts.salt)
    done = is_done[sentences.document]
    chosen = Sentences(sentences.template[done], sentences.document[done], sentences.role[done], sentences.glued[done])
    formal = slots.copy()
    formal[:, SLOT["separator"]] = language.ranges.by_slot["separator"][SEPARATORS.index("\n"), 0]
    return say(language, rng, chosen, formal, plain_style(len(slots)))


def _departments(city: City, plan: Plan, facts: Facts, received: Ints, rng: np.random.Generator) -> pa.StringArray:
    """The department as it was called on that day; some rows have none, some another office's spelling."""
    names = list(dict.fromkeys(category.department for category in city.categories))
    number = np.array([names.index(category.department) for category in city.categories])[facts.category]
    chance = rng.random(len(number))
    for change in city.changes:
        before = received < len(plan.days) - 1 - change.days_back
        rows = np.flatnonzero(before & (number == names.index(change.name)))
        first = len(names)
        names += change.former
        number[rows] = first + rng.integers(0, len(change.former), len(rows))
    for name, alias in city.aliases.items():
        names.append(alias)
        number[(chance < _ALIAS_SHARE) & (number == names.index(name))] = len(names) - 1
    names.append("")
    number[chance > 1 - _NO_DEPARTMENT] = len(names) - 1
    return pa.array(names).take(pa.array(number))


def _addresses(language: Language, slots: Ints, rng: np.random.Generator) -> pa.StringArray:
    parts = [language.pieces.take(pa.array(language.forms[0, slots[:, SLOT[name]]])) for name in ("gu", "dong", "road")]
    number = pa.array([str(n) for n in range(1, 160)]).take(pa.array(rng.integers(0, 159, len(slots))))
    return pc.binary_join_element_wise(CITY, *parts, number, " ")


def _next_working_days(plan: Plan) -> Ints:
    """The first working day on or after each day's number, some days beyond the end too."""
    weekday = np.array([(plan.days[0].weekday() + day) % 7 for day in range(len(plan.days) + _SPARE_DAYS)])
    return np.asarray(np.arange(len(weekday)) + np.array((0, 0, 0, 0, 0, 2, 1))[weekday])


def _weighted(options: Sequence[tuple[str, int]], n: int, rng: np.random.Generator) -> pa.StringArray:
    weights = np.array([weight for _, weight in options])
    at = np.searchsorted(np.cumsum(weights / weights.sum()), rng.random(n), side="right").clip(max=len(options) - 1)
    return pa.array([name for name, _ in options]).take(pa.array(at))


def _where(mask: NDArray[Any], texts: pa.StringArray) -> pa.StringArray:
    return pc.if_else(pa.array(mask), texts, "")
