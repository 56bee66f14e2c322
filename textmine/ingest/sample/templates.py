"""Text templates of the sample: ``[a|b]`` picks one, ``{name}`` fills a slot, ``<을>`` takes the right particle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_PARTICLES: Final = {
    "을": ("을", "를"), "이": ("이", "가"), "은": ("은", "는"), "와": ("과", "와"), "이라": ("이라", "라"),
    "이나": ("이나", "나"), "으로": ("으로", "로"),
}
PARTICLES: Final = ("", *_PARTICLES)
_PARTICLE: Final = re.compile(r"<(을|이라|이나|이|은|와|으로)>")
_DIGITS_WITH_CODA: Final = frozenset("013678")
_CODA_L, _CODAS = 8, 28


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a template that is filled from the document or from a list."""

    name: str


@dataclass(frozen=True, slots=True)
class Particle:
    """A particle that agrees with what stands before it; ``form`` is the form after a closed syllable."""

    form: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several templates, all equally likely."""

    options: tuple[Template, ...]


Part = str | Slot | Particle | Choice
Template = tuple[Part, ...]


def parse_template(text: str) -> Template:
    """Return the parsed template; ValueError when a bracket is not closed."""
    template, end = _parse(text, 0, stop="")
    if end != len(text):
        raise ValueError(f"unbalanced brackets in template: {text!r}")
    return template


def expand_all(template: Template) -> list[str]:
    """Every text of a template without slots; ValueError when it has one."""
    texts = [""]
    for part in template:
        if isinstance(part, Slot):
            raise ValueError(f"slot {{{part.name}}} where none may stand")
        if isinstance(part, Particle):
            texts = [with_particle(text, part.form) for text in texts]
        else:
            ends = [part] if isinstance(part, str) else [end for option in part.options for end in expand_all(option)]
            texts = [text + end for text in texts for end in ends]
    return texts


def with_particle(word: str, form: str) -> str:
    """Return the word with its particle: 길 + 을, 나무 + 를, 서울 + 로. ``""`` adds nothing."""
    if not form:
        return word
    last = word[-1:]
    coda = (ord(last) - 0xAC00) % _CODAS if "가" <= last <= "힣" else int(last in _DIGITS_WITH_CODA)
    closed, open_ = _PARTICLES[form]
    return word + (closed if coda and not (form == "으로" and coda == _CODA_L) else open_)


def _parse(text: str, at: int, *, stop: str) -> tuple[Template, int]:
    parts: list[Part] = []
    start = at
    while at < len(text) and text[at] not in stop:
        if text[at] == "{":
            parts += _literal(text[start:at])
            close = text.index("}", at)
            parts.append(Slot(text[at + 1 : close]))
            at = start = close + 1
        elif text[at] == "[":
            parts += _literal(text[start:at])
            choice, at = _parse_choice(text, at + 1)
            parts.append(choice)
            start = at
        else:
            at += 1
    parts += _literal(text[start:at])
    return tuple(parts), at


def _parse_choice(text: str, at: int) -> tuple[Choice, int]:
    options: list[Template] = []
    while True:
        option, at = _parse(text, at, stop="|]")
        options.append(option)
        if at >= len(text):
            raise ValueError(f"unbalanced brackets in template: {text!r}")
        at += 1
        if text[at - 1] == "]":
            return Choice(tuple(options)), at


def _literal(text: str) -> Iterator[str | Particle]:
    for place, piece in enumerate(_PARTICLE.split(text)):
        if place % 2:
            yield Particle(piece)
        elif "<" in piece:
            raise ValueError(f"unknown particle in template: {piece!r}")
        elif piece:
            yield piece
