"""A seeded sample of the fictional city 나래시: complaints, posts and the truth about what was planted in them."""

from textmine.ingest.sample.write import SampleFiles, write_sample

__all__ = ["SampleFiles", "write_sample"]
