"""The chapters of the report: each module reads the stores and returns one ``Section`` (None when there is nothing)."""
