"""The sample's text against real text: the figures in which made-up text gives itself away."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from benchmarks._likeness import TITLE_WORDS, WORDS, Likeness, measure
from textmine.ingest.sample import SampleFiles, write_sample

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="real data are not beside the project")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> SampleFiles:
    return write_sample(tmp_path_factory.mktemp("city"), seed=11, documents=20_000)


@pytest.fixture(scope="module")
def complaints(files: SampleFiles) -> pd.DataFrame:
    return pd.read_csv(files.complaints).fillna("")


def real(name: str, column: str = "text", limit: int = WORDS) -> Likeness:
    texts = pd.read_parquet(DATA / f"{name}.parquet", columns=[column])[column].dropna()
    return measure(list(texts if len(texts) < 50_000 else texts.sample(50_000, random_state=1)), limit=limit)


def check(made: Likeness, *peers: Likeness, vocabulary: float, once: float, bigrams: float) -> None:
    """``made`` has at least the named shares of the poorest real text's figures, and its slope and lengths."""
    assert made.vocabulary >= vocabulary * min(peer.vocabulary for peer in peers)
    assert made.once >= once * min(peer.once for peer in peers)
    assert made.bigrams >= bigrams * min(peer.bigrams for peer in peers)
    slopes = [peer.zipf for peer in peers]
    assert min(slopes) - 0.2 <= made.zipf <= max(slopes) + 0.2
    assert made.near <= max(peer.near for peer in peers) + 0.06
    middle = [peer.lengths[2] for peer in peers]
    assert 0.6 * min(middle) <= made.lengths[2] <= 1.4 * max(middle)


def test_complaints_are_as_rich_as_real_ones(complaints: pd.DataFrame) -> None:
    peers = real("seoul_bike_complaints"), real("incheon_junggu_minwon")
    made = measure(list(complaints["민원내용"]))
    check(made, *peers, vocabulary=0.85, once=0.75, bigrams=0.95)
    assert made.spread >= 0.85 * min(peer.spread for peer in peers)


def test_posts_are_as_rich_as_real_short_texts(files: SampleFiles) -> None:
    posts = pd.read_json(files.sns, lines=True)["text"]
    check(measure(list(posts)), real("nsmc_dated_reviews"), vocabulary=0.55, once=0.65, bigrams=0.72)


def test_titles_and_answers_are_not_forms(complaints: pd.DataFrame) -> None:
    titles = measure(list(complaints["민원제목"]), limit=TITLE_WORDS)
    assert titles.bigrams >= 0.8 * real("incheon_junggu_minwon", "title", TITLE_WORDS).bigrams
    answers = measure(list(complaints["답변내용"]))
    assert answers.bigrams >= 0.5 * real("incheon_junggu_minwon", "answer").bigrams
