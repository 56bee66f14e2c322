"""Arrow schemas of the mart's tables: the only definition of what a column holds."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from textmine.types import DOCUMENT_COLUMNS

_UTC = pa.timestamp("us", tz="UTC")
_DOCUMENT_TYPES: Final[dict[str, pa.DataType]] = {
    "created_at": _UTC, "received_at": _UTC, "updated_at": _UTC, "ingested_at": _UTC, "answered_at": _UTC,
    "civil_date": pa.date32(), "due_on": pa.date32(), "satisfaction": pa.float64(), "engagement": pa.int64(),
    "lat": pa.float64(), "lon": pa.float64(),
}

DOCUMENTS: Final = pa.schema(
    [pa.field("month", pa.string())]
    + [pa.field(name, _DOCUMENT_TYPES.get(name, pa.string())) for name in DOCUMENT_COLUMNS]
)

SCHEMAS: Final[dict[str, pa.Schema]] = {
    "documents": DOCUMENTS,
    "copies": pa.schema({
        "month": pa.string(), "doc_id": pa.string(), "canonical_id": pa.string(), "similarity": pa.float32(),
        "since": pa.date32(),
    }),
    # ``month`` is the one in which the campaign was sought: its members may be of the months before.
    "campaigns": pa.schema({"month": pa.string(), "doc_id": pa.string(), "campaign_id": pa.string()}),
    # What stands for a text when copies are sought (analyse.signatures): its slots as 256 bytes, little-endian.
    "signatures": pa.schema({
        "month": pa.string(), "doc_id": pa.string(), "content_hash": pa.string(), "kind": pa.string(),
        "key": pa.int64(), "slots": pa.binary(),
    }),
    "morphs": pa.schema({
        "month": pa.string(), "doc_id": pa.string(), "engine": pa.string(), "content_hash": pa.string(),
        "morphemes": pa.list_(pa.string()),
    }),
    "postings": pa.schema({
        "month": pa.string(), "term": pa.string(), "civil_date": pa.date32(), "kind": pa.string(),
        "source": pa.string(), "department": pa.string(), "category": pa.string(), "region_code": pa.string(),
        "age_band": pa.string(), "sex": pa.string(), "doc_id": pa.string(), "is_distinct": pa.bool_(),
    }),
    "term_daily": pa.schema({
        "month": pa.string(), "term": pa.string(), "civil_date": pa.date32(), "kind": pa.string(), "posts": pa.int64(),
        "distinct": pa.int64(),
    }),
    "doc_topics": pa.schema({
        "month": pa.string(), "doc_id": pa.string(), "topic_id": pa.string(), "share": pa.float32(),
        "model_id": pa.string(),
    }),
    "doc_scores": pa.schema({
        "month": pa.string(), "doc_id": pa.string(), "score": pa.string(), "value": pa.float64(),
        "model_id": pa.string(),
    }),
}

# Columns with statistics in the Delta log. Text must never be among them: a deleted row's smallest and largest values
# stay readable in the log.
STATISTICS: Final[dict[str, str]] = {
    "documents": "doc_id,civil_date", "copies": "doc_id", "campaigns": "doc_id", "signatures": "doc_id",
    "morphs": "doc_id", "postings": "doc_id,civil_date", "term_daily": "civil_date", "doc_topics": "doc_id",
    "doc_scores": "doc_id",
}  # fmt: skip

UNDATED: Final = "undated"
