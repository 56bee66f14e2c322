"""The department that a text without one most likely belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from textmine.lexicon.values import Department

# A text that names the department says more than one that names one of its duties.
_ALIAS_WEIGHT = 2.0
_PART_WEIGHT = 0.5


def guess_department(terms: Sequence[str], departments: Iterable[Department]) -> tuple[str, float]:
    """Name and score of the department whose duties the terms name best; ``("", 0.0)`` when nothing matches.

    A duty counts 1 when it is one of the terms and 0.5 when it is part of one or one is part of it (two characters
    or more), a name or alias counts double, and each is divided by the number of departments that list it. The
    score is the best department's share of all departments' points (0..1); on a tie the first name in order wins.

    Examples
    --------
    >>> guess_department(["포트홀"], [Department("도로과", duties=("포트홀",)), Department("청소과")])
    ('도로과', 1.0)
    """
    listed = sorted(departments, key=lambda department: department.name)
    present = set(terms)
    if not present or not listed:
        return "", 0.0
    owners = Counter(duty for department in listed for duty in set(department.duties))
    points = {
        department.name: sum(_match(duty, present) / owners[duty] for duty in sorted(set(department.duties)))
        + _ALIAS_WEIGHT * sum(name in present for name in sorted({department.name, *department.aliases}))
        for department in listed
    }
    best = max(listed, key=lambda department: points[department.name]).name
    if points[best] == 0:
        return "", 0.0
    return best, round(points[best] / sum(points.values()), 6)


def _match(duty: str, present: set[str]) -> float:
    if duty in present:
        return 1.0
    wholes = duty.split()
    if len(wholes) > 1 and all(part in present for part in wholes):
        return 1.0
    near = any((len(duty) > 1 and duty in term) or (len(term) > 1 and term in duty) for term in present)
    return _PART_WEIGHT if near else 0.0
