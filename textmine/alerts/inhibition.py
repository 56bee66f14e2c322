"""A notice of the whole mutes those of its parts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from textmine.types import Issue, IssueState

_WITHIN: Final = 0.8  # of an issue's documents are another's too: it is a part of it
_LARGER: Final = 1.25  # times as many documents make the whole


def inhibitors(issues: Iterable[Issue]) -> dict[str, str]:
    """For each issue that is a part of a larger one, the id of the largest: ``issue_id`` to ``issue_id``.

    A part shares four fifths of its documents with a larger live issue of at least its own level. An issue with danger
    words is muted only by one that has danger words as well.
    """
    live = [issue for issue in issues if issue.state is not IssueState.OVER and issue.documents]
    largest_first = sorted(live, key=lambda issue: (-len(issue.documents), issue.issue_id))
    documents = {issue.issue_id: frozenset(issue.documents) for issue in live}
    found: dict[str, str] = {}
    for part in live:
        own = documents[part.issue_id]
        for whole in largest_first:
            if len(documents[whole.issue_id]) < _LARGER * len(own):
                break
            is_louder = whole.level.rank >= part.level.rank and bool(whole.danger_words) >= bool(part.danger_words)
            if is_louder and len(own & documents[whole.issue_id]) >= _WITHIN * len(own):
                found[part.issue_id] = whole.issue_id
                break
    return found
