"""From raw text to terms, as ingest and analysis do it, against the bare analysers with the same workers."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from kiwipiepy import Kiwi

from textmine.engines import load_tokenizer
from textmine.engines.java import JavaTokenizer
from textmine.engines.mecab import load_mecab
from textmine.ingest.dictionaries import load_lexicon, packaged_dictionaries
from textmine.lexicon import Lexicon
from textmine.pipeline.analyse import analyse
from textmine.pipeline.context import Context, open_context
from textmine.pipeline.ingest import ingest_paths
from textmine.pipeline.morphemes import read_morphemes
from textmine.settings import load_settings
from textmine.text import Tokenizer, extract_terms, mask

_ROWS = 20_000
_OKT_ROWS = 4_000
_WARM_UP = 500
_ROUNDS = 3


def run(data: Path) -> dict[str, Any]:
    """Documents a second of each, the best of three rounds, and the shares that the targets name."""
    frame = pd.read_parquet(data / "nsmc_dated_reviews.parquet", columns=["text"])
    texts = frame["text"].astype(str).head(_ROWS).tolist()
    lexicon = load_lexicon(packaged_dictionaries())
    kiwi = Kiwi()
    ours, bulk = load_tokenizer("kiwi", lexicon), load_tokenizer("mecab", lexicon)
    bare = load_mecab()
    result: dict[str, Any] = {
        "bare kiwi": _speed(kiwi.tokenize, texts),
        "quality: whole path": _speed(lambda part: _whole(part, ours, lexicon), texts),
        "bare mecab (pos of KoNLPy)": _speed(lambda part: map(bare.pos, part), texts),
        "mecab's answer as one string": _speed(lambda part: map(bare.tagger.parse, part), texts),
        "bulk: whole path": _speed(lambda part: _whole(part, bulk, lexicon), texts),
    }
    result["quality / bare kiwi (target 0.90)"] = round(result["quality: whole path"] / result["bare kiwi"], 3)
    bare_speed = result["bare mecab (pos of KoNLPy)"]
    result["bulk / bare mecab (target 0.75)"] = round(result["bulk: whole path"] / bare_speed, 3)
    okt = JavaTokenizer("okt")
    try:
        okt_speed = _documents_per_cpu_second(okt, texts[:_OKT_ROWS])
    finally:
        okt.close()
    began = time.process_time()
    deque(_whole(texts, bulk, lexicon), maxlen=0)
    bulk_speed = _ROWS / (time.process_time() - began)
    result["bulk / okt per cpu-second (target 20)"] = round(bulk_speed / okt_speed, 1)
    return result | _warm(texts)


def _whole(texts: Iterable[str], tok: Tokenizer, lexicon: Lexicon) -> Iterable[list[str]]:
    return extract_terms((mask(text, public_names=lexicon.public_names).text for text in texts), tok, lexicon)


def _speed(read: Callable[[list[str]], Iterable[Any]], texts: list[str]) -> int:
    deque(read(texts[:_WARM_UP]), maxlen=0)
    best = 0.0
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        deque(read(texts), maxlen=0)
        best = max(best, len(texts) / (time.perf_counter() - began))
    return round(best)


def _documents_per_cpu_second(okt: JavaTokenizer, texts: list[str]) -> float:
    """Of the worker process and of this one together."""
    deque(okt.tokenize(texts[:_WARM_UP]), maxlen=0)
    began = _cpu_seconds(okt._worker.pid) + time.process_time()
    deque(okt.tokenize(texts), maxlen=0)
    return len(texts) / (_cpu_seconds(okt._worker.pid) + time.process_time() - began)


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _warm(texts: list[str]) -> dict[str, Any]:
    """The first reading of a month against a second one, which finds everything in the cache."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "글.csv"
        pd.DataFrame({"번호": range(len(texts)), "작성일": "2026-09-15", "내용": texts}).to_csv(path, index=False)
        settings = load_settings(outputs=Path(folder) / "out", secret="x" * 32)
        with open_context(settings, now=datetime.now(UTC)) as context:
            ingest_paths(context, [path], kind="sns")
            context.tokenizer()
            first = _reading(context)
            analyse(context)
        with open_context(settings, now=datetime.now(UTC)) as context:
            second = _reading(context)
    return {
        "first reading, s": round(first, 2), "second reading, s": round(second, 3),
        "first / second (target 30)": round(first / second, 1),
    }


def _reading(context: Context) -> float:
    documents = context.mart.query("select * from documents order by doc_id")
    began = time.perf_counter()
    read_morphemes(context, documents, list(documents["month"].unique()))
    return time.perf_counter() - began
