"""Forecasts of counts, their scores, and the screen that says which SNS signals lead complaints."""

from __future__ import annotations

from textmine.forecast.backtest import backtest, seasonal_naive
from textmine.forecast.leads import screen_leads
from textmine.forecast.predict import forecast_counts
from textmine.forecast.warning import exceedance

__all__ = ["backtest", "exceedance", "forecast_counts", "screen_leads", "seasonal_naive"]
