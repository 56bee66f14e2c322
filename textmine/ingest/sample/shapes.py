"""The shapes that complaints, answers, posts, news and ideas take: runs of roles with their chances, and weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textmine.ingest.sample.compose import Line as L

Shapes = Sequence[tuple[float, Sequence[L]]]

# In every shape of a surge's complaints stands a fact: the words that make it a surge.
COMPLAINTS: Final[Shapes] = (
    (0.1, (L("fact"), L("tails", 0.15))),
    (0.05, (L("demand"), L("tails", 0.15))),
    (0.06, (L("detail"), L("demand"))),
    (0.17, (L("greet", 0.3), L("fact"), L("demand", 0.85), L("close", 0.2), L("tails", 0.1))),
    (0.27, (
        L("greet", 0.6), L("fact"), L("link", 0.2), L("detail"), L("tried", 0.25), L("detail", 0.35), L("self", 0.2),
        L("demand", 0.85), L("close", 0.45), L("tails", 0.08), L("ps", 0.05),
    )),
    (0.13, (
        L("greet", 0.7), L("fact"), L("detail"), L("self_outdoor", 0.5), L("life", 0.5), L("link", 0.3),
        L("detail", 0.9),
        L("tried", 0.7), L("also", 0.15), L("fact", 0.6), L("life", 0.4), L("angry", 0.3), L("demand"),
        L("close", 0.6),
        L("ps", 0.15),
    )),
    (0.07, (L("greet", 0.4), L("story"), L("tried", 0.4), L("angry", 0.3), L("demand", 0.8), L("close", 0.4))),
    (0.045, (
        L("greet", 0.5), L("self", 0.7), L("story"), L("detail"), L("tried"), L("life", 0.8), L("story"),
        L("life", 0.6),
        L("self", 0.5), L("detail", 0.8), L("angry", 0.5), L("fact"), L("demand"), L("demand", 0.6),
        L("close", 0.7), L("ps", 0.3),
    )),
    (0.09, (L("blunt", 0.9), L("fact"), L("angry", 0.7), L("detail", 0.6), L("demand", 0.4), L("tails", 0.25))),
)
SURGE_COMPLAINTS: Final[Shapes] = (
    (0.12, (L("fact"), L("tails", 0.15))),
    (0.24, (L("greet", 0.3), L("fact"), L("demand", 0.85), L("tails", 0.1))),
    (0.4, (
        L("greet", 0.6), L("fact"), L("link", 0.2), L("detail"), L("tried", 0.25), L("detail", 0.35), L("self", 0.2),
        L("demand", 0.85), L("close", 0.45), L("tails", 0.08),
    )),
    (0.12, (
        L("greet", 0.7), L("fact"), L("detail"), L("self_outdoor", 0.5), L("life", 0.5), L("detail", 0.9),
        L("tried", 0.7),
        L("fact", 0.6), L("angry", 0.3), L("demand"), L("close", 0.6),
    )),
    (0.12, (L("blunt", 0.9), L("fact"), L("angry", 0.7), L("detail", 0.6), L("demand", 0.4), L("tails", 0.25))),
)
CAMPAIGN_COPY: Final = (L("copy"), L("close", 0.35))
FORM_SHARE, CAMPAIGN_COPY_SHARE = 0.035, 0.35
TITLES: Final[Shapes] = ((0.75, (L("title"), L("tails", 0.06))), (0.06, (L("prefixes"), L("title"))))
BEGINNINGS: Final[Shapes] = ((0.15, (L("fact"),)), (0.04, (L("demand"),)))  # titles that are just how a text begins
ANSWERS: Final[Shapes] = (
    (0.5, (
        L("transfer", 0.05), L("answer_open"), L("answer"), L("answer", 0.5), L("answer", 0.2), L("answer_close"),
    )),
    (0.35, (
        L("answer_open"), L("gist"), L("fact"), L("finding"), L("answer"), L("answer", 0.6), L("answer", 0.2),
        L("answer_close"),
    )),
    (0.15, (L("answer"), L("answer_close", 0.5))),
)
POSTS: Final[Shapes] = (
    (0.42, (L("sns_open", 0.25), L("post"), L("sns_close", 0.2), L("tails", 0.2), L("sns_tail", 0.25),
     L("emoji", 0.15))),
    (0.2, (L("fact"), L("sns_tail", 0.5), L("emoji", 0.1))),
    (0.12, (L("post"), L("sarcasm"), L("sns_tail", 0.6))),
    (0.1, (L("post"), L("detail"), L("sns_tail", 0.4))),
    (0.09, (L("sns_open", 0.4), L("detail"), L("sns_close", 0.5), L("tails", 0.5))),
    (0.07, (L("post"), L("post"), L("sns_close", 0.4), L("sns_tail", 0.3))),
    (0.06, (L("sns_open", 0.3), L("post"), L("detail"), L("life"), L("tried", 0.4), L("sarcasm", 0.5))),
)
SURGE_POSTS: Final[Shapes] = (
    (0.6, (L("sns_open", 0.25), L("post"), L("sns_close", 0.2), L("sns_tail", 0.4), L("emoji", 0.15))),
    (0.2, (L("post"), L("sarcasm"), L("sns_tail", 0.6))),
    (0.2, (L("post"), L("post"), L("sns_close", 0.4), L("sns_tail", 0.3))),
)
GOOD_POSTS: Final[Shapes] = ((1.0, (L("post"), L("sns_good", 0.5), L("tails", 0.1), L("emoji_good", 0.35))),)
NEWS_TITLES: Final[Shapes] = ((1.0, (L("headline"),)),)
NEWS: Final[Shapes] = (
    (1.0, (L("lead"), L("news_facts"), L("news_facts", 0.7), L("quote", 0.9), L("news_facts", 0.4),
     L("quote", 0.3), L("news_close"))),
)
IDEA_TITLES: Final[Shapes] = ((1.0, (L("idea_title"),)),)
IDEAS: Final[Shapes] = (
    (1.0, (
        L("greet", 0.2), L("problem"), L("problem", 0.6), L("proposal"), L("proposal", 0.8), L("effect"),
        L("effect", 0.4),
        L("close", 0.2),
    )),
)
