"""Templates compiled to arrays, so that a hundred thousand texts are put together by a handful of array operations.

Every text is a run of *pieces* (interned strings). A *program* is a run of parts, each one of a few pieces or the
value of a slot of the document; a template compiles to one program, or to a few where a choice holds a slot. A *pool*
is the templates that may stand in one role. Writing a text draws a template from a pool and a piece for each part.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from textmine.ingest.sample.templates import PARTICLES, Choice, Particle, Slot, Template, with_particle

Ints = NDArray[np.int32]

MAX_PROGRAMS: Final = 48  # of one template: more combinations than that are sampled
_MAX_OPTIONS: Final = 400  # of a choice that is multiplied out to strings
_MERGE_BELOW: Final = 12  # a literal beside a choice this small becomes part of its options
SEPARATOR: Final = "separator"


@dataclass(frozen=True, slots=True)
class _List:
    """A part drawn anew from a named list, with a particle."""

    name: str
    particle: str = ""


@dataclass(frozen=True, slots=True)
class _Filled:
    """A part filled from the document's slot, with a particle."""

    name: str
    particle: str = ""


_Atom = str | tuple[str, ...] | _List | _Filled


@dataclass(frozen=True, slots=True)
class Bank:
    """The compiled arrays. ``pieces`` are the strings; everything else is numbers into them or into each other.

    A part takes ``choices[part_base + k]``, k < ``part_size``, or, where ``part_slot`` is not negative, slot number
    ``part_slot // len(PARTICLES)`` with particle number ``part_slot % len(PARTICLES)``.
    """

    pieces: list[str]
    choices: Ints
    part_base: Ints
    part_size: Ints
    part_slot: Ints
    program_first: Ints
    program_parts: Ints
    template_first: Ints
    template_programs: Ints


class BankBuilder:
    """Collects pools; ``lists`` are the slots drawn anew, ``slots`` the names of the document's slots in order."""

    def __init__(self, lists: Mapping[str, Sequence[str]], slots: Sequence[str]) -> None:
        self._lists = lists
        self._slots = {name: number for number, name in enumerate(slots)}
        self._ids = {"": 0}
        self._choices: list[int] = []
        self._bases: dict[tuple[str, ...] | _List, tuple[int, int]] = {}
        self._parts: list[tuple[int, int, int]] = []
        self._programs: list[tuple[int, int]] = []
        self._templates: list[tuple[int, int]] = []
        self._rng = random.Random(0)

    def piece(self, text: str) -> int:
        """Number of the string, which is added when it is new."""
        return self._ids.setdefault(text, len(self._ids))

    def pool(self, templates: Sequence[Template]) -> tuple[int, int]:
        """First template number and size of a pool.

        Raises
        ------
        ValueError
            A template names a slot that is neither a list nor one of the document's.
        """
        first = len(self._templates)
        for template in templates:
            before = len(self._programs)
            for atoms in self._sampled(self._alternatives(template)):
                self._add_program(atoms)
            self._templates.append((before, len(self._programs) - before))
        return first, len(templates)

    def build(self) -> Bank:
        """The bank of everything added so far."""
        parts = np.array(self._parts, np.int32).reshape(-1, 3)
        programs = np.array(self._programs, np.int32).reshape(-1, 2)
        templates = np.array(self._templates, np.int32).reshape(-1, 2)
        return Bank(
            list(self._ids), np.array(self._choices, np.int32), parts[:, 0].copy(), parts[:, 1].copy(),
            parts[:, 2].copy(), programs[:, 0].copy(), programs[:, 1].copy(), templates[:, 0].copy(),
            templates[:, 1].copy(),
        )

    def _alternatives(self, template: Template) -> list[list[_Atom]]:
        found: list[list[_Atom]] = [[]]
        for part in template:
            if isinstance(part, Particle):
                found = [[*atoms[:-1], _particled(atoms[-1], part.form)] for atoms in found]
            elif isinstance(part, Choice):
                options = [self._alternatives(option) for option in part.options]
                plain = _plain_options(options)
                if plain:
                    found = [[*atoms, plain] for atoms in found]
                else:
                    tails = [tail for option in options for tail in option]
                    found = self._sampled([[*atoms, *tail] for atoms in found for tail in tails])
            else:
                atom = self._slot(part.name) if isinstance(part, Slot) else part
                found = [[*atoms, atom] for atoms in found]
        return found

    def _slot(self, name: str) -> _Atom:
        if name in self._lists:
            return _List(name)
        if name not in self._slots:
            raise ValueError(f"unknown slot in a template: {{{name}}}")
        return _Filled(name)

    def _sampled(self, found: list[list[_Atom]]) -> list[list[_Atom]]:
        return found if len(found) <= MAX_PROGRAMS else self._rng.sample(found, MAX_PROGRAMS)

    def _add_program(self, atoms: Sequence[_Atom]) -> None:
        first = len(self._parts)
        for atom in _merged(atoms):
            if isinstance(atom, _Filled):
                code = self._slots[atom.name] * len(PARTICLES) + PARTICLES.index(atom.particle)
                self._parts.append((0, 1, code))
            else:
                self._parts.append((*self._options(atom), -1))
        self._programs.append((first, len(self._parts) - first))

    def _options(self, atom: str | tuple[str, ...] | _List) -> tuple[int, int]:
        key = (atom,) if isinstance(atom, str) else atom
        if key not in self._bases:
            if isinstance(key, _List):
                texts: Sequence[str] = [with_particle(word, key.particle) for word in self._lists[key.name]]
            else:
                texts = key
            self._bases[key] = len(self._choices), len(texts)
            self._choices += [self.piece(text) for text in texts]
        return self._bases[key]


def _particled(atom: _Atom, form: str) -> _Atom:
    if isinstance(atom, str):
        return with_particle(atom, form)
    if isinstance(atom, tuple):
        return tuple(with_particle(text, form) for text in atom)
    return type(atom)(atom.name, form)


def _plain_options(options: Sequence[Sequence[Sequence[_Atom]]]) -> tuple[str, ...]:
    """The options as strings where none holds a slot and none would be much likelier than another, else ()."""
    texts: list[list[str]] = []
    for alternatives in options:
        said: list[str] = []
        for atoms in alternatives:
            if any(isinstance(atom, _List | _Filled) for atom in atoms):
                return ()
            said += ["".join(parts) for parts in product(*(
                (atom,) if isinstance(atom, str) else atom for atom in atoms if isinstance(atom, str | tuple)
            ))]
        texts.append(said)
    sizes = [len(said) for said in texts]
    if max(sizes) > 4 * min(sizes) or sum(sizes) > _MAX_OPTIONS:
        return ()
    return tuple(text for said in texts for text in said)


def _merged(atoms: Sequence[_Atom]) -> list[_Atom]:
    """The atoms with literals joined to each other and to small choices beside them: fewer parts, longer pieces."""
    merged: list[_Atom] = []
    for atom in atoms:
        last = merged[-1] if merged else None
        if isinstance(atom, str) and isinstance(last, str):
            merged[-1] = last + atom
        elif isinstance(atom, str) and isinstance(last, tuple) and len(last) < _MERGE_BELOW:
            merged[-1] = tuple(text + atom for text in last)
        elif isinstance(atom, tuple) and isinstance(last, str) and len(atom) < _MERGE_BELOW:
            merged[-1] = tuple(last + text for text in atom)
        else:
            merged.append(atom)
    return merged
