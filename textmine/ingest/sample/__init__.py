"""A fictional city whose complaints, posts, news and ideas are written with a truth file."""

from __future__ import annotations

from textmine.ingest.sample.truth import read_truth
from textmine.ingest.sample.write import SampleFiles, write_sample

__all__ = ["SampleFiles", "read_truth", "write_sample"]
