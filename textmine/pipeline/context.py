"""What every use case needs, wired once at the entry point: settings, dictionaries, stores, the clock's reading."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from textmine.engines import load_tokenizer
from textmine.errors import SettingsError
from textmine.ingest.dictionaries import load_lexicon, packaged_dictionaries
from textmine.lexicon import Lexicon
from textmine.settings import PROFILE_ENGINES, Settings
from textmine.store.ledger import Ledger, kv
from textmine.store.mart import Mart
from textmine.text import Tokenizer

Track = Callable[[Iterable[Any], str, int | None], Iterable[Any]]


def _untracked(items: Iterable[Any], _label: str, _total: int | None) -> Iterable[Any]:
    return items


@dataclass(frozen=True, slots=True)
class Context:
    """Values of one process; ``now`` is the entry point's reading of the clock (UTC), ``track`` shows progress."""

    settings: Settings
    lexicon: Lexicon
    ledger: Ledger
    mart: Mart
    now: datetime
    secret: bytes
    track: Track = _untracked
    _loaded: dict[str, Tokenizer] = field(default_factory=dict, repr=False)

    def tokenizer(self) -> Tokenizer:
        """The mart's one analyser, loaded at first use."""
        engine = PROFILE_ENGINES[self.settings.profile]
        if engine not in self._loaded:
            self._loaded[engine] = load_tokenizer(
                engine, lexicon=self.lexicon, workers=self.settings.workers,
                normalise_sns=self.settings.normalise_sns, correct_typos=self.settings.correct_typos,
            )  # fmt: skip
        return self._loaded[engine]


@contextmanager
def open_context(settings: Settings, *, now: datetime, track: Track = _untracked) -> Iterator[Context]:
    """Context of a deployment: folders made, ledger migrated, analyser checked against the mart's.

    Raises
    ------
    SettingsError
        The mart was made with another analysis profile.
    LexiconError
        A dictionary has a bad line.
    """
    settings.mart_dir.mkdir(parents=True, exist_ok=True)
    folders = [packaged_dictionaries(), *([settings.dictionaries] if settings.dictionaries else [])]
    lexicon = load_lexicon(*folders)
    ledger = Ledger(settings.database_url)
    try:
        ledger.migrate()
        settings = _with_profile_of_mart(ledger, settings)
        mart = Mart(settings.mart_dir, ledger, memory_mb=settings.duckdb_memory_mb, threads=settings.duckdb_threads)
        yield Context(settings, lexicon, ledger, mart, now, _deployment_secret(settings), track)
    finally:
        ledger.close()


def _with_profile_of_mart(ledger: Ledger, settings: Settings) -> Settings:
    """Settings with the one profile of the mart, which the first use chooses for good."""
    with ledger.begin() as connection:
        chosen = kv.get(connection, "profile")
        if chosen is None:
            kv.set(connection, "profile", settings.profile)
            return settings
    if "profile" in settings.model_fields_set and chosen != settings.profile:
        raise SettingsError(
            f"이 마트는 '{chosen}' 방식으로 분석되어 있어 '{settings.profile}' 방식으로 이어 쓸 수 없습니다. "
            f"--profile {chosen} 옵션으로 실행하거나, 새 결과 폴더(--outputs)에서 다시 분석하세요."
        )
    return settings.model_copy(update={"profile": chosen})


def _deployment_secret(settings: Settings) -> bytes:
    """The secret of settings, or one made at the first start and kept beside the mart (mode 0600)."""
    given = settings.secret.get_secret_value()
    if given:
        return given.encode()
    path = settings.store_dir / "secret"
    if not path.exists():
        draft = path.with_name(f".secret.{os.getpid()}")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32), encoding="ascii")
        with suppress(FileExistsError):  # another process was first: its secret holds
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()
