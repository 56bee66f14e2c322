"""Terms against people: sentences whose wanted terms were marked before any code saw them, and plain Kiwi's nouns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks._gold import Sentence, term_sets, wanted_terms
from textmine.engines import load_tokenizer
from textmine.ingest.dictionaries import load_lexicon, packaged_dictionaries
from textmine.lexicon import Lexicon
from textmine.text import extract_terms


def run(data: Path) -> dict[str, Any]:
    """F1, precision and recall of distinct terms per sentence; even sentences are for tuning, odd ones untouched."""
    lexicon = load_lexicon(packaged_dictionaries())
    result: dict[str, Any] = {}
    for name in term_sets():
        sentences = wanted_terms(name, data)
        for half, odd in (("tuning", 0), ("untouched", 1)):
            part = sentences[odd::2]
            texts = [sentence.text for sentence in part]
            result[f"{name}, {half}"] = {
                "quality": _score(part, list(extract_terms(texts, load_tokenizer("kiwi", lexicon), lexicon)), lexicon),
                "bulk": _score(part, list(extract_terms(texts, load_tokenizer("mecab", lexicon), lexicon)), lexicon),
                "peer, Kiwi's nouns of two syllables": _score(part, _plain_kiwi(texts), lexicon),
            }
    return result


def _plain_kiwi(texts: list[str]) -> list[list[str]]:
    from kiwipiepy import Kiwi

    found = Kiwi().tokenize(texts)
    return [[token.form for token in one if token.tag in ("NNG", "NNP") and len(token.form) > 1] for one in found]


def _score(sentences: list[Sentence], found: list[list[str]], lexicon: Lexicon) -> dict[str, float]:
    right = wrong = missed = 0
    for sentence, terms in zip(sentences, found, strict=True):
        wanted, given = _forms(sentence.terms, lexicon), _forms(terms, lexicon)
        right += len(wanted & given)
        wrong += len(given - wanted)
        missed += len(wanted - given)
    precision, recall = right / (right + wrong), right / (right + missed)
    f1 = 2 * precision * recall / (precision + recall)
    return {"F1": round(f1, 3), "precision": round(precision, 3), "recall": round(recall, 3)}


def _forms(terms: list[str], lexicon: Lexicon) -> set[str]:
    """Terms in upper case with synonyms replaced: people marked words, not their representatives."""
    return {lexicon.synonyms.get(term, lexicon.synonyms.get(term.upper(), term)).upper() for term in terms}
