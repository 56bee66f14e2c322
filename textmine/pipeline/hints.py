"""What the law asks a person to look at: hints, never actions.

Civil Petitions Treatment Act (민원 처리에 관한 법률): article 23, the same complaint of the same person for the third
time; article 24, a complaint of many people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from textmine.pipeline.campaigns import list_campaigns
from textmine.pipeline.context import Context

HintKind = Literal["repeated", "joint"]
HINT_NAMES: Final[dict[HintKind, str]] = {"repeated": "되풀이 민원(제23조)", "joint": "여러 사람의 민원(제24조)"}
HINT_ADVICE: Final[dict[HintKind, str]] = {
    "repeated": "같은 사람이 같은 민원을 세 번 넘게 냈습니다. 처리 결과를 두 번 이상 알렸는지 확인하세요. "
    "종결할지는 담당자가 정합니다.",
    "joint": "여러 사람이 같은 일로 민원을 냈습니다. 5세대 이상이 연명으로 낸 다수인관련민원인지 확인하세요.",
}
REPEATED: Final = 3
JOINT_PERSONS: Final = 5

# Days on which a group or person was at it, whenever the first of its complaints came.
_REPEATED: Final = """
select d.person_key, coalesce(c.canonical_id, d.doc_id) as canonical_id, count(*) as posts,
       min(d.civil_date) as first, max(d.civil_date) as last, arg_min(d.title, d.created_at) as title,
       coalesce(mode(nullif(d.department, '')), '') as department,
       list(d.external_id order by d.created_at, d.doc_id) as numbers
from documents d left join copies c using (doc_id)
where d.kind = 'complaint' and d.person_key <> '' and d.civil_date is not null
group by 1, 2 having count(*) >= $least and max(d.civil_date) between $since and $until
order by posts desc, first, canonical_id
"""
_JOINT_COPIES: Final = """
select coalesce(c.canonical_id, d.doc_id) as canonical_id, count(*) as posts,
       count(distinct d.person_key) as persons, min(d.civil_date) as first, max(d.civil_date) as last,
       arg_min(d.title, d.created_at) as title,
       coalesce(mode(nullif(d.department, '')), '') as department,
       list(d.external_id order by d.created_at, d.doc_id) as numbers, list(d.doc_id) as doc_ids
from documents d left join copies c using (doc_id)
where d.kind = 'complaint' and d.person_key <> '' and d.civil_date is not null
group by 1 having count(distinct d.person_key) >= $least and max(d.civil_date) between $since and $until
order by persons desc, first, canonical_id
"""
_NUMBERS: Final = """
select external_id from documents where doc_id in (select unnest(?)) order by created_at, doc_id
"""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something for a person to look at; ``numbers`` are the complaints' own (접수번호), oldest first."""

    kind: HintKind
    title: str
    posts: int
    persons: int
    first: date
    last: date
    department: str
    numbers: tuple[str, ...]


def list_hints(context: Context, *, since: date, until: date) -> list[Hint]:
    """Hints whose newest complaint lies between two days: repeated ones, then those of many people, strongest first."""
    return [*_repeated(context, since, until), *_joint(context, since, until)]


def _repeated(context: Context, since: date, until: date) -> list[Hint]:
    rows = context.mart.query(_REPEATED, {"least": REPEATED, "since": since, "until": until})
    return [
        Hint("repeated", row["title"], int(row["posts"]), 1, row["first"], row["last"], row["department"],
             tuple(row["numbers"]))
        for row in rows.to_dict("records")
    ]  # fmt: skip


def _joint(context: Context, since: date, until: date) -> list[Hint]:
    """Complaints that many filed with one text, and campaigns; a campaign of one text is told once."""
    rows = context.mart.query(_JOINT_COPIES, {"least": JOINT_PERSONS, "since": since, "until": until})
    campaigns = [
        one
        for one in list_campaigns(context, since=since, until=until)
        if one.kind == "complaint" and one.persons >= JOINT_PERSONS
    ]
    inside = {doc_id for one in campaigns for doc_id in one.doc_ids}
    found = [
        Hint("joint", row["title"], int(row["posts"]), int(row["persons"]), row["first"], row["last"],
             row["department"], tuple(row["numbers"]))
        for row in rows.to_dict("records")
        if not inside & set(row["doc_ids"])
    ]  # fmt: skip
    found += [
        Hint("joint", one.title, one.posts, one.persons, one.first, one.last, one.department,
             tuple(context.mart.query(_NUMBERS, [list(one.doc_ids)])["external_id"]))
        for one in campaigns
    ]  # fmt: skip
    return sorted(found, key=lambda hint: (-hint.persons, hint.first, hint.title))
