"""Text mining for Korean citizen complaints (민원) and SNS, and the forecast that warns of them."""

__version__ = "0.1.0"
