"""The sample city: how fast it is written, in how much memory, and how like real text it is.

Peer: one document after another in plain Python, ``random.choice`` in the same templates and ``csv.writer`` (what the
sample did before its language was compiled to arrays).
"""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks._likeness import TITLE_WORDS, WORDS, measure
from textmine.ingest.sample import write_sample
from textmine.ingest.sample.city import Scene, load_city
from textmine.ingest.sample.complaints import HEADERS
from textmine.ingest.sample.templates import Choice, Particle, Slot, Template, with_particle

DOCUMENTS, PEER_DOCUMENTS, LIKENESS_DOCUMENTS = 1_000_000, 5_000, 60_000
_WRITE = """
import resource, sys, time
from benchmarks._likeness import TITLE_WORDS, WORDS, measure
from textmine.ingest.sample import write_sample
from textmine.ingest.sample.language import load_language
load_language()
start = time.process_time()
write_sample(sys.argv[1], documents=int(sys.argv[2]), seed=3)
print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def run(data: Path) -> dict[str, Any]:
    """Return documents per cpu-second and peak memory by size, the peer's speed, and figures of likeness."""
    report: dict[str, Any] = {}
    for documents in (DOCUMENTS // 10, DOCUMENTS):
        report[f"write_{documents}"] = _write(documents)
    report["peer_plain_python"] = _peer()
    with tempfile.TemporaryDirectory() as folder:
        files = write_sample(folder, documents=LIKENESS_DOCUMENTS, seed=3)
        complaints = pd.read_csv(files.complaints, usecols=["민원제목", "민원내용", "답변내용"]).fillna("")
        posts = pd.read_json(files.sns, lines=True)["text"]
    real = pd.read_parquet(data / "incheon_junggu_minwon.parquet").fillna("")
    texts = {
        "sample_complaints": complaints["민원내용"], "real_bike": _column(data, "seoul_bike_complaints"),
        "real_incheon": real["text"], "sample_titles": complaints["민원제목"], "real_incheon_titles": real["title"],
        "sample_answers": complaints["답변내용"], "real_incheon_answers": real["answer"], "sample_posts": posts,
        "real_nsmc": _column(data, "nsmc_dated_reviews").sample(60_000, random_state=1),
    }
    limits = {name: TITLE_WORDS if "titles" in name else WORDS for name in texts}
    return report | {name: asdict(measure(list(column), limit=limits[name])) for name, column in texts.items()}


def _column(data: Path, name: str) -> pd.Series[str]:
    return pd.read_parquet(data / f"{name}.parquet", columns=["text"])["text"].dropna()


def _write(documents: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", _WRITE, folder, str(documents)], check=True, capture_output=True, text=True
        )
        size_mb = sum(path.stat().st_size for path in Path(folder).iterdir()) / 2**20
    cpu_s, peak_mb = map(float, done.stdout.split())
    return {
        "documents_per_cpu_s": round(documents / cpu_s), "cpu_s": round(cpu_s, 1), "peak_mb": round(peak_mb),
        "written_mb": round(size_mb),
    }


def _peer() -> dict[str, float]:
    city, rng = load_city(), random.Random(0)
    scenes = [scene for category in city.categories for scene in category.scenes]
    start = time.process_time()
    with tempfile.TemporaryFile("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        for _ in range(PEER_DOCUMENTS):
            scene = rng.choice(scenes)
            body = " ".join(_say(scene, role, rng) for role in ("facts", "details", "details", "demands"))
            rows.writerow([_say(scene, "titles", rng), body, _say(scene, "answers", rng), *HEADERS[3:]])
    cpu_s = time.process_time() - start
    return {"documents_per_cpu_s": round(PEER_DOCUMENTS / cpu_s), "cpu_s": round(cpu_s, 2)}


def _say(scene: Scene, role: str, rng: random.Random) -> str:
    return _expand(rng.choice(scene.texts[role]), rng)


def _expand(template: Template, rng: random.Random) -> str:
    text = ""
    for part in template:
        if isinstance(part, Particle):
            text = with_particle(text, part.form)
        elif isinstance(part, Choice):
            text += _expand(rng.choice(part.options), rng)
        else:
            text += part.name if isinstance(part, Slot) else part
    return text
