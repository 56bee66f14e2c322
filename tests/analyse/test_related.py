"""Related terms: those of one theme are near each other, and equal input gives equal bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from textmine.analyse import fit_related
from textmine.analyse.related import RelatedTerms, related_from_arrays, related_to_arrays
from textmine.errors import TextmineError

ROOT = Path(__file__).resolve().parents[2]
_FIT = """
import hashlib, random
from textmine.analyse import fit_related
draw = random.Random(3)
words = [f"낱말{n}" for n in range(40)]
model = fit_related([[draw.choice(words) for _ in range(8)] for _ in range(300)])
print(hashlib.sha256(model.vectors.tobytes() + "".join(model.vocabulary).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def model(planted: tuple[list[list[str]], list[str]]) -> RelatedTerms:
    return fit_related(planted[0] * 2)


def test_terms_of_a_theme_are_related(model: RelatedTerms, themes: dict[str, list[str]]) -> None:
    for term, theme in (("불법주정차", "주차"), ("포트홀", "도로"), ("악취", "쓰레기"), ("산책로", "공원")):
        nearest = [other for other, _ in model.most_similar(term, 5)]
        assert len(nearest) == 5 and term not in nearest
        assert len(set(nearest) & set(themes[theme])) >= 4


def test_similarities_fall_from_at_most_one(model: RelatedTerms) -> None:
    values = [value for _, value in model.most_similar("포트홀", 1000)]
    assert len(values) == len(model.vocabulary) - 1
    assert values == sorted(values, reverse=True) and min(values) >= -1 and max(values) <= 1
    np.testing.assert_allclose(np.linalg.norm(model.vectors, axis=1), 1, atol=1e-5)
    assert model.most_similar("포트홀", 0) == []


def test_the_model_says_what_it_was_trained_on(model: RelatedTerms, planted: tuple[list[list[str]], list[str]]) -> None:
    assert model.n_docs == 480
    assert model.df[model.vocabulary.index("포트홀")] == 2 * sum("포트홀" in document for document in planted[0])
    assert list(model.vocabulary) == sorted(model.vocabulary)


def test_equal_input_gives_equal_bytes_whatever_the_hash_seed() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", _FIT], env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "77")
    }  # fmt: skip
    assert len(digests) == 1


def test_another_seed_gives_other_vectors(planted: tuple[list[list[str]], list[str]], model: RelatedTerms) -> None:
    other = fit_related(planted[0] * 2, seed=1)
    assert hashlib.sha256(other.vectors.tobytes()).digest() != hashlib.sha256(model.vectors.tobytes()).digest()


TOO_LITTLE = [[], [["가"]] * 500, [["가로등", "보수"]] * 500, [[f"말{n}", "가"] for n in range(900)]]


@pytest.mark.parametrize("corpus", TOO_LITTLE)
def test_too_little_text_is_refused_in_korean(corpus: list[list[str]]) -> None:
    with pytest.raises(TextmineError, match="글이 모자라"):
        fit_related(corpus)


def test_an_unknown_term_is_refused_in_korean(model: RelatedTerms) -> None:
    with pytest.raises(TextmineError, match="'없는말'이 너무 적게"):
        model.most_similar("없는말")


def test_arrays_give_the_same_model(model: RelatedTerms) -> None:
    again = related_from_arrays(*related_to_arrays(model))
    assert (again.vocabulary, again.n_docs) == (model.vocabulary, model.n_docs)
    assert again.vectors.tobytes() == model.vectors.tobytes() and again.df.tolist() == model.df.tolist()
