"""Documents → signatures (stored) → groups of copies; a new day is compared with all that is stored.

The groups do not depend on the order in which documents came: a group whose earliest text arrives late gets another
canonical document, and one that loses a member to a change or an erasure is made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from textmine.analyse.copies import find_candidates, group_signatures, similarity
from textmine.analyse.signatures import SLOTS, Signatures, sign
from textmine.pipeline.context import Context
from textmine.store.mart import MartWriter

MIN_COPY_CHARACTERS: Final = 20  # shorter texts ("감사합니다") are alike without being copies
_SIGNED_AT_ONCE: Final = 100_000  # documents: bounds memory to some 300 MB of text

_UNSIGNED = f"""
select d.doc_id from documents d anti join signatures s using (doc_id, content_hash)
where length(title) + length(body) >= {MIN_COPY_CHARACTERS} order by d.doc_id
"""
_OUTDATED = f"""
select s.doc_id from signatures s anti join (
    select doc_id, content_hash from documents where length(title) + length(body) >= {MIN_COPY_CHARACTERS}
) using (doc_id, content_hash)
"""
_TEXTS = """
select doc_id, month, content_hash, kind, civil_date, created_at, title || chr(10) || body as text from documents
where doc_id in (select unnest(?)) order by doc_id
"""
# Canonical documents of groups with a member that is gone or has another text now.
_BROKEN = """
with members as (select canonical_id, doc_id from copies union select canonical_id, canonical_id from copies)
select distinct m.canonical_id from members m left join signatures s using (doc_id) where s.doc_id is null
"""


@dataclass(frozen=True, slots=True)
class CopyReport:
    """Documents signed anew, rows of ``copies`` written and taken back."""

    signed: int
    written: int
    removed: int


def update_copies(context: Context) -> CopyReport:
    """Report of the copies found among new and changed documents; without any, nothing is written.

    Within a kind of text only: a complaint that stands in a post too is counted in both.
    """
    unsigned = context.mart.query(_UNSIGNED)["doc_id"]
    outdated = context.mart.query(_OUTDATED)["doc_id"]
    if unsigned.empty and outdated.empty and context.mart.query(_BROKEN).empty:
        return CopyReport(0, 0, 0)
    with context.mart.write("copies") as writer:
        if len(outdated):
            writer.delete("signatures", list(outdated))
        old = writer.query("select * from copies")
        broken = old["canonical_id"].isin(writer.query(_BROKEN)["canonical_id"])
        _sign(writer, list(unsigned))
        new = {*unsigned, *old.loc[broken, "doc_id"], *old.loc[broken, "canonical_id"]}
        members = _members(writer, old[~broken], new)
        rows = _rows(writer, members, old)
        stale = old[broken | old["doc_id"].isin(members["doc_id"])]
        kept = stale.merge(rows[["doc_id", "canonical_id", "since"]])["doc_id"]
        removed = sorted(set(stale["doc_id"]) - set(kept))
        if removed:
            writer.delete("copies", removed)
        rows = rows[~rows["doc_id"].isin(kept)]
        writer.append("copies", rows)
    return CopyReport(len(unsigned), len(rows), len(removed))


def _sign(writer: MartWriter, doc_ids: Sequence[str]) -> None:
    for start in range(0, len(doc_ids), _SIGNED_AT_ONCE):
        found = writer.query(_TEXTS, [doc_ids[start : start + _SIGNED_AT_ONCE]])
        signatures = sign(found.pop("text"))
        found["key"] = signatures.keys.view(np.int64)
        found["slots"] = [row.tobytes() for row in signatures.slots.astype("<u2")]
        writer.append("signatures", found)


def _members(writer: MartWriter, groups: pd.DataFrame, new: set[str]) -> pd.DataFrame:
    """Documents (doc_id, label) of all groups with a new member; equal label = copies of each other."""
    stored = writer.query_arrow("select doc_id, kind, key, slots from signatures")
    signatures = Signatures(np.asarray(stored["key"]).view(np.uint64), _unpack(stored["slots"]))
    documents = stored.select(["doc_id", "kind"]).to_pandas()
    is_new = documents["doc_id"].isin(new).to_numpy()
    # The group of each document as it was: its canonical document, which may be itself.
    original = dict(zip(groups["doc_id"], groups["canonical_id"], strict=True))
    before = pd.Series([original.get(doc_id, doc_id) for doc_id in documents["doc_id"]], dtype=str)
    found = [
        _group(writer, rows, documents["doc_id"], signatures, is_new, before)
        for rows in documents.groupby("kind").indices.values()
    ]
    touched = pd.concat(found, ignore_index=True)
    label = dict(zip(touched["before"], touched["label"], strict=True))
    rest = groups[groups["canonical_id"].isin(touched["before"])]
    others = pd.DataFrame({"doc_id": rest["doc_id"], "label": rest["canonical_id"].map(label)})
    heads = pd.DataFrame({"doc_id": rest["canonical_id"], "label": rest["canonical_id"].map(label)})
    members = pd.concat([touched[["doc_id", "label"]], others, heads]).drop_duplicates("doc_id")
    return members[members.duplicated("label", keep=False)]


def _group(
    writer: MartWriter,
    rows: NDArray[np.int64],
    doc_ids: pd.Series[str],
    signatures: Signatures,
    is_new: NDArray[np.bool_],
    before: pd.Series[str],
) -> pd.DataFrame:
    """New documents of one kind and those that they may be copies of: doc_id, before, label."""
    of_kind = Signatures(signatures.keys[rows], signatures.slots[rows])
    rows = rows[find_candidates(of_kind, new=is_new[rows])]
    ids = doc_ids.iloc[rows].tolist()
    found = writer.query(_TEXTS, [ids])
    texts = dict(zip(found["doc_id"], found["text"], strict=True))
    known = np.where(is_new[rows], -1, pd.factorize(before.iloc[rows])[0])
    candidates = Signatures(signatures.keys[rows], signatures.slots[rows])
    labels = group_signatures(candidates, lambda row: texts[ids[row]], known=known)
    return pd.DataFrame({"doc_id": ids, "before": before.iloc[rows].to_numpy(), "label": [ids[n] for n in labels]})


def _rows(writer: MartWriter, members: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``copies``: every member but the earliest, with its similarity to that one."""
    if members.empty:  # columns without rows have no useful types
        return old.iloc[:0]
    found = writer.query(_TEXTS, [members["doc_id"].tolist()])
    facts = members.merge(found.drop(columns=["kind", "content_hash"]), on="doc_id")
    facts = facts.sort_values(["civil_date", "created_at", "doc_id"], na_position="last")
    first = facts.drop_duplicates("label").set_index("label")
    facts = facts.assign(
        canonical_id=facts["label"].map(first["doc_id"]), since=facts["label"].map(first["civil_date"]),
        original=facts["label"].map(first["text"]),
    )
    rows = facts[facts["doc_id"] != facts["canonical_id"]].sort_values("doc_id")
    measured = [similarity(*texts) for texts in zip(rows["original"], rows["text"], strict=True)]
    return rows.assign(similarity=measured)[list(old.columns)]


def _unpack(slots: pa.ChunkedArray) -> NDArray[np.uint16]:
    chunks = [np.frombuffer(b"".join(chunk.to_pylist()), dtype="<u2").reshape(-1, SLOTS) for chunk in slots.chunks]
    return np.concatenate([np.empty((0, SLOTS), dtype=np.uint16), *chunks])
