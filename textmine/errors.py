"""Every error that textmine raises on purpose.

TextmineError
├── SettingsError        a setting is missing or out of range
├── LexiconError         a dictionary file has a bad line
├── IngestError          an input file cannot be read at all (bad rows go to quarantine instead)
├── EngineError          an analyser is not installed, or failed on a document
├── StoreError           the mart or the ledger refused
│   └── LeaseHeldError   another writer holds the lease
├── DeliveryError        a message did not reach its receiver (``retryable`` says whether to try again)
└── ReportError          a publication cannot be written

Messages are Korean: they are read by users. A caller's mistake in code is a ``ValueError``.
"""

from __future__ import annotations


class TextmineError(Exception):
    """Base of every expected failure; its message is Korean and says what to do."""


class SettingsError(TextmineError):
    """A setting is missing, unknown or out of range."""


class LexiconError(TextmineError):
    """A dictionary file has a bad line; the message names file, line and remedy."""


class IngestError(TextmineError):
    """An input file cannot be read at all."""


class EngineError(TextmineError):
    """A morphological analyser is missing or failed."""


class StoreError(TextmineError):
    """The mart or the ledger refused an operation."""


class LeaseHeldError(StoreError):
    """Another process holds the writer's lease."""


class LedgerUnavailableError(StoreError):
    """The ledger's database cannot be reached or written; nothing of the transaction was kept."""


class DeliveryError(TextmineError):
    """A message did not reach its receiver.

    Parameters
    ----------
    message : str
        Korean text for the operator.
    retryable : bool
        Whether trying again later can help.
    """

    def __init__(self, message: str, *, retryable: bool) -> None:
        super().__init__(message)
        self.retryable = retryable


class ChannelError(DeliveryError):
    """The way out itself does not work: no message is at fault, so all wait without an attempt being counted."""

    def __init__(self, message: str) -> None:
        super().__init__(message, retryable=True)


class ReportError(TextmineError):
    """A publication cannot be written."""
