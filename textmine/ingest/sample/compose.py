"""Puts texts together: which sentences, in which order, with which pieces; all documents of a run at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from textmine.ingest.sample.language import REGISTERS, ROLE, Language
from textmine.ingest.sample.slots import SLOT
from textmine.ingest.sample.templates import PARTICLES

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Line(NamedTuple):
    """One place of a shape: its role, how likely it is taken, and which sentence of the pool (-1: any)."""

    role: str
    chance: float = 1.0
    exactly: int = -1


FORMAL, POLITE, SPOKEN, CLIPPED = range(len(REGISTERS))
_UNSPOKEN: Final = tuple(ROLE[name] for name in ("demand", "close", "greet", "ps", "problem", "proposal", "effect"))
_GLUED: Final = tuple(ROLE[name] for name in ("tails", "emoji", "emoji_good", "form"))  # no space before
# What stands before another sentence and brings its own space.
_PREFIXES: Final = tuple(ROLE[name] for name in ("link", "also", "prefixes", "form", "gist", "finding"))
_MIXED: Final = 0.2  # share of sentences in another register than the writer's own


@dataclass(frozen=True, slots=True)
class Style:
    """How each document is written; arrays of one entry a document.

    ``register`` is a number of ``REGISTERS``, ``typos`` and ``squeeze`` are the shares of pieces with a typing error
    or without spaces.
    """

    register: Ints
    typos: Floats
    squeeze: Floats


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of many documents, in order: a template number, its document and its role, and whether the
    sentence is ``glued`` to the one before."""

    template: Ints
    document: Ints
    role: Ints
    glued: NDArray[np.bool_]


def plain_style(n: int, register: int = FORMAL) -> Style:
    """The style of people who make no mistakes."""
    return Style(np.full(n, register), np.zeros(n), np.zeros(n))


def choose_sentences(
    language: Language, rng: np.random.Generator, shapes: Sequence[Sequence[Line]], shape: Ints, scene: Ints, salt: int
) -> Sentences:
    """The sentences of documents with a ``scene`` and a ``shape`` each.

    A role that occurs twice in a shape gets two different sentences. With the same ``salt`` a document's title and
    answer get the sentence of a role that its body got: they speak of one thing.
    """
    longest = max(map(len, shapes))
    roles = np.zeros((len(shapes), longest), np.int64)
    chance = np.zeros((len(shapes), longest))
    turn = np.zeros((len(shapes), longest), np.int64)
    exactly = np.full((len(shapes), longest), -1)
    for row, lines in enumerate(shapes):
        for column, line in enumerate(lines):
            roles[row, column], chance[row, column], exactly[row, column] = ROLE[line.role], line.chance, line.exactly
            turn[row, column] = sum(other.role == line.role for other in lines[:column])
    taken = rng.random((len(shape), longest)) < chance[shape]
    document, place = np.nonzero(taken)
    role = roles[shape[document], place]
    size = language.pool_size[role, scene[document]].astype(np.int64)
    there = size > 0
    document, place, role, size = document[there], place[there], role[there], size[there]
    start = _hashed(document, role, salt) % size
    step = 1 + _hashed(document, role, salt + 1) % np.maximum(size - 1, 1)
    one = exactly[shape[document], place]
    one = np.where(one < 0, (start + turn[shape[document], place] * step) % size, one)
    template = language.pool_first[role, scene[document]] + one
    return Sentences(template, document, role, _glue(document, role))


def say(
    language: Language, rng: np.random.Generator, sentences: Sentences, slots: Ints, style: Style
) -> pa.StringArray:
    """The text of every document; ``slots`` is (documents, slots), numbers of values."""
    bank = language.bank
    programs = bank.template_first[sentences.template] + (
        rng.random(len(sentences.template)) * bank.template_programs[sentences.template]
    ).astype(np.int64)
    lengths = bank.program_parts[programs].astype(np.int64) + 1
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    starts = ends - lengths
    part = np.repeat(bank.program_first[programs] - starts - 1, lengths) + np.arange(total)
    part[starts] = 0
    document = np.repeat(sentences.document, lengths)
    ids = bank.choices[
        np.minimum(
            bank.part_base[part] + (rng.random(total) * bank.part_size[part]).astype(np.int64), len(bank.choices) - 1
        )
    ].astype(np.int64)
    code = bank.part_slot[part]
    filled = np.flatnonzero(code >= 0)
    slot, particle = np.divmod(code[filled], len(PARTICLES))
    ids[filled] = language.forms[particle, slots[document[filled], slot]]
    ids = _restyled(language, rng, ids, document, np.repeat(sentences.role, lengths), style)
    ids[starts] = np.where(sentences.glued, 0, language.forms[0, slots[sentences.document, SLOT["separator"]]])
    per_document = np.bincount(sentences.document, weights=lengths, minlength=len(slots)).astype(np.int64)
    offsets = np.concatenate([[0], np.cumsum(per_document)]).astype(np.int32)
    pieces = language.pieces.take(pa.array(ids))
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), pieces), "")


def _restyled(
    language: Language, rng: np.random.Generator, ids: Ints, document: Ints, role: Ints, style: Style
) -> Ints:
    register = style.register[document]
    mixed = (rng.random(len(ids)) < _MIXED) & (register > FORMAL)
    register = np.where(mixed, rng.integers(0, SPOKEN + 1, len(ids)), register)
    register = np.where(np.isin(role, _UNSPOKEN) & (register == SPOKEN), POLITE, register)
    ids = language.written[register, ids].astype(np.int64)
    chance = rng.random(len(ids))
    typos, squeeze = style.typos[document], style.squeeze[document]
    wrong = np.flatnonzero(chance < typos)
    ids[wrong] = language.mistyped[rng.integers(0, len(language.mistyped), len(wrong)), ids[wrong]]
    tight = np.flatnonzero((chance >= typos) & (chance < typos + squeeze))
    ids[tight] = language.squeezed[ids[tight]]
    return ids


def _hashed(document: Ints, role: Ints, salt: int) -> Ints:
    """A number of 0 … 2³¹ that is the same for the same document and role."""
    mixed = (document * 40503 + role * 2654435761 + salt * 374761393) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) * 2246822519) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 3266489917) & 0xFFFFFFFF
    return np.asarray((mixed ^ (mixed >> 16)) >> 1)


def _glue(document: Ints, role: Ints) -> NDArray[np.bool_]:
    """A document's first sentence, what follows a prefix, tails and emoji take no separator."""
    first = np.ones(len(document), bool)
    first[1:] = document[1:] != document[:-1]
    after = np.zeros(len(document), bool)
    after[1:] = np.isin(role[:-1], _PREFIXES)
    return first | after | np.isin(role, _GLUED)
