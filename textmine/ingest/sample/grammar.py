"""Text templates of the sample: ``[a|b]`` picks one, ``{name}`` fills a slot, ``<을>`` takes the right particle."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

_T = TypeVar("_T")

Context = dict[str, str]

_PARTICLES = {
    "을": ("을", "를"), "이": ("이", "가"), "은": ("은", "는"), "와": ("과", "와"), "이라": ("이라", "라"),
    "이나": ("이나", "나"),
}
_PARTICLE = re.compile(r"(.)<(을|이라|이나|이|은|와|으로)>")
_REPORTED = {"습": "음", "답": "대", "랍": "래"}  # 있습니다 → 있음, 된답니다 → 된대
_DIGITS_WITH_CODA = frozenset("013678")
_FORMAL_END = re.compile(r"([가-힣])니다(?=[.!?\s]|$)")
_CODA_L, _CODA_M, _CODA_B, _CODAS = 8, 16, 17, 28


@dataclass(frozen=True, slots=True)
class _Slot:
    name: str


@dataclass(frozen=True, slots=True)
class _Choice:
    options: tuple[Template, ...]


Template = tuple[str | _Slot | _Choice, ...]
Rules = Mapping[str, tuple[Template, ...]]


def parse_template(text: str) -> Template:
    """Return the parsed template; ValueError when a bracket is not closed."""
    template, end = _parse(text, 0, stop="")
    if end != len(text):
        raise ValueError(f"unbalanced brackets in template: {text!r}")
    return template


def expand(template: Template, context: Context, rules: Rules, rng: random.Random) -> str:
    """Return one text of the template; slots come from ``context`` first, then from ``rules``."""
    out: list[str] = []
    _render(template, out.append, context, rules, rng)
    text = "".join(out)
    return _PARTICLE.sub(_choose_particle, text) if "<" in text else text


def pick(items: Sequence[_T], rng: random.Random) -> _T:
    """Return one of the items; cheaper than ``rng.choice`` and the same on every Python version."""
    return items[int(rng.random() * len(items))]


def clip_formal_endings(text: str) -> str:
    """Return the text in the clipped style of posts: 났습니다. → 났음."""
    return _FORMAL_END.sub(_clip, text)


def _parse(text: str, at: int, *, stop: str) -> tuple[Template, int]:
    parts: list[str | _Slot | _Choice] = []
    start = at
    while at < len(text) and text[at] not in stop:
        if text[at] == "{":
            parts.append(text[start:at])
            close = text.index("}", at)
            parts.append(_Slot(text[at + 1 : close]))
            at = start = close + 1
        elif text[at] == "[":
            parts.append(text[start:at])
            choice, at = _parse_choice(text, at + 1)
            parts.append(choice)
            start = at
        else:
            at += 1
    parts.append(text[start:at])
    return tuple(part for part in parts if part != ""), at


def _parse_choice(text: str, at: int) -> tuple[_Choice, int]:
    options: list[Template] = []
    while True:
        option, at = _parse(text, at, stop="|]")
        options.append(option)
        if at >= len(text):
            raise ValueError(f"unbalanced brackets in template: {text!r}")
        at += 1
        if text[at - 1] == "]":
            return _Choice(tuple(options)), at


def _render(
    template: Template, write: Callable[[str], None], context: Context, rules: Rules, rng: random.Random
) -> None:
    for part in template:
        if isinstance(part, str):
            write(part)
        elif isinstance(part, _Choice):
            _render(pick(part.options, rng), write, context, rules, rng)
        elif part.name in context:
            write(context[part.name])
        else:
            _render(pick(rules[part.name], rng), write, context, rules, rng)


def _choose_particle(match: re.Match[str]) -> str:
    before, form = match.groups()
    coda = (ord(before) - 0xAC00) % _CODAS if "가" <= before <= "힣" else int(before in _DIGITS_WITH_CODA)
    if form == "으로":
        return before + ("으로" if coda not in (0, _CODA_L) else "로")
    with_coda, without = _PARTICLES[form]
    return before + (with_coda if coda else without)


def _clip(match: re.Match[str]) -> str:
    syllable = match.group(1)
    if syllable in _REPORTED:
        return _REPORTED[syllable]
    if (ord(syllable) - 0xAC00) % _CODAS != _CODA_B:
        return match.group()
    return chr(ord(syllable) - _CODA_B + _CODA_M)
