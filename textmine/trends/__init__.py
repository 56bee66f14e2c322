"""From counts to surges to issues: pure functions over count panels."""

from __future__ import annotations

from textmine.trends.calendar import KoreanCalendar, default_calendar
from textmine.trends.counts import build_panel
from textmine.trends.issues import Background, SurgeGroup, group_surges, issue_level, track_issues
from textmine.trends.signals import build_signals, match_signals
from textmine.trends.surge import detect_surges

__all__ = [
    "Background",
    "KoreanCalendar",
    "SurgeGroup",
    "build_panel",
    "build_signals",
    "default_calendar",
    "detect_surges",
    "group_surges",
    "issue_level",
    "match_signals",
    "track_issues",
]
