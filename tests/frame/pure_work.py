"""Every pure room at work under an audit hook that refuses the outside world; prints "pure" at the end."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from types import FrameType

import numpy as np
import pandas as pd

import textmine.alerts
import textmine.analyse
import textmine.forecast
import textmine.lexicon
import textmine.text
import textmine.trends
from textmine.alerts import Alert, decide, route, write_message
from textmine.lexicon import Department, Lexicon, Pack, Receiver, parse_user_words
from textmine.text import clean, mask, terms_from_morphemes
from textmine.types import AlertState, Issue, Token

REFUSED = ("open", "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "sqlite3.", "shutil.")
OWN_PROCESS = "/proc/self/maps"  # scikit-learn asks which thread pools are loaded; it says nothing of the outside


class Words:
    """A tokenizer of blanks: the real ones are edges."""

    name = version = "words"

    def tokenize(self, texts):  # type: ignore[no-untyped-def]
        for text in texts:
            yield [Token(word, "NNG", 0, len(word)) for word in text.split()]

    def nouns(self, texts):  # type: ignore[no-untyped-def]
        return (text.split() for text in texts)


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse what reaches outside, unless Python is importing a module or reading its own installed packages."""
    if not event.startswith(REFUSED) or arguments[:1] == (OWN_PROCESS,):
        return
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if "importlib" in frame.f_code.co_filename:
            return
        frame = frame.f_back
    raise RuntimeError(f"pure code reached {event} {arguments!r}")


def work() -> None:
    """A small day of the house, from text to message."""
    lexicon = Lexicon(
        user_words=parse_user_words(["포트홀\tNNG"], "user_words.tsv"),
        departments=(Department(
            "도로과", duties=("포트홀",), receivers=(Receiver("김도로", "담당", "road@narae.example"),)
        ),),
        packs=(Pack("pothole", "포트홀", ("포트홀",)),),
    )
    rng = np.random.default_rng(0)
    words = ["포트홀", "가로등", "소음", "주차", "버스", "공원", "악취", "쓰레기", "도로", "민원"]
    documents = [" ".join(rng.choice(words, 6)) for _ in range(300)]
    terms = [terms_from_morphemes([f"{w}/NNG" for w in clean(mask(d).text).text.split()], lexicon) for d in documents]
    _analyse(documents, terms, lexicon)
    surges = _watch(lexicon, rng)
    assert surges["p_value"].notna().any()
    _forecast(rng)
    _alert(lexicon)


def _analyse(documents: list[str], terms: list[list[str]], lexicon: Lexicon) -> None:
    analyse = textmine.analyse
    analyse.rank_keywords(terms)
    analyse.distinctive_terms(terms[:100], terms[100:])
    analyse.find_phrases(terms, min_count=3)
    analyse.build_network(terms)
    model = analyse.fit_topics(terms, n_topics=4)
    analyse.transform_topics(model, terms[:5])
    analyse.group_duplicates(documents)
    analyse.SimilarIndex(documents, Words()).search("포트홀 도로")
    analyse.guess_department(["포트홀"], lexicon.departments)
    assert analyse.find_contexts(documents, "포트홀", lexicon=lexicon).total
    many = [[f"낱말{row * place % 41}" for place in range(1, 9)] for row in range(300)]
    assert analyse.fit_related(many, epochs=1).most_similar("낱말1", 3)
    analyse.find_form_sentences(documents, dates=[date(2026, 1, 1)] * len(documents))
    days = pd.DataFrame({"date": pd.date_range("2026-01-05", periods=14), "posts": 1, "distinct": 1, "exposure": 9})
    assert len(analyse.follow_term(days)) == 2


def _watch(lexicon: Lexicon, rng: np.random.Generator) -> pd.DataFrame:
    trends = textmine.trends
    weeks = pd.date_range("2024-01-01", periods=120, freq="W-MON")
    counts = pd.DataFrame(rng.poisson(5, (120, 3)).astype(float), index=weeks, columns=["term:a", "term:b", "term:c"])
    trends.build_signals(lexicon)
    calendar = trends.default_calendar(date(2024, 1, 1), date(2026, 12, 31))
    return trends.detect_surges(counts, monitor=2, calendar=calendar)


def _forecast(rng: np.random.Generator) -> None:
    days = pd.date_range("2025-01-01", periods=200, freq="D")
    panel = pd.concat([
        pd.DataFrame({"unique_id": name, "ds": days, "y": rng.poisson(8, 200).astype(float)}) for name in ("a", "b")
    ])
    assert len(textmine.forecast.forecast_counts(panel, h=7, freq="D")) == 14


def _alert(lexicon: Lexicon) -> None:
    day = date(2026, 10, 5)
    issue = Issue(
        "i1", "포트홀 급증", ("포트홀",), ("term:포트홀",), day, day, textmine.types.IssueState.NEW,
        textmine.types.Level.CAUTION, "D", day, 9.0, 1.0, 4.0, 1e-6, 1e-4, ("한들동",), ("도로과",), ("d1",), ("d1",),
        0.0, (), "평소보다 많습니다.",
    )
    now = datetime(2026, 10, 6, tzinfo=UTC)
    decision = decide(issue, None, now)
    (routed,) = route(["도로과"], lexicon.departments)
    alert = Alert(
        "a1", "i1", "f1", routed.department, routed.receiver.email, AlertState.NEW, issue.level, issue.observed, 1, now
    )
    assert "포트홀" in write_message(issue, alert, decision).subject


work()  # libraries read their own files at first use; from here on nothing may
sys.addaudithook(refuse)
work()
print("pure")
