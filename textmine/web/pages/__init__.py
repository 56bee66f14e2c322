"""The pages: each answers one question, takes its figures from one or two use cases, and renders one template."""

from __future__ import annotations

from textmine.web.pages import alerts, assets, board, forecast, login, operations, reports, search, topics, words

ROUTERS = tuple(
    page.router for page in (assets, login, board, alerts, words, forecast, topics, search, reports, operations)
)
