"""The pages: each answers one question, takes its figures from one or two use cases, and renders one template."""

from __future__ import annotations

from textmine.web.pages import (
    alerts,
    assets,
    board,
    dictionary,
    events,
    forecast,
    imports,
    login,
    operations,
    reports,
    requests,
    search,
    topics,
    words,
)

ROUTERS = tuple(
    page.router
    for page in (
        assets, login, board, alerts, words, forecast, topics, search, reports, requests, imports, dictionary,
        operations, events,
    )
)  # fmt: skip
