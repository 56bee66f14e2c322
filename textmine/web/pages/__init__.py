"""The pages: each answers one question, takes its figures from one or two use cases, and renders one template."""

from __future__ import annotations

from textmine.web.pages import alerts, assets, board, forecast, login

ROUTERS = (assets.router, login.router, board.router, alerts.router, forecast.router)
