"""What every use case needs, wired once at the entry point: settings, dictionaries, stores, the clock's reading."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from textmine.engines import kiwi_version, load_tokenizer, mecab_version
from textmine.errors import LexiconError, SettingsError
from textmine.ingest.dictionaries import packaged_dictionaries, read_folders
from textmine.lexicon import Entry, Lexicon, LexiconParts, apply_entries, build_lexicon
from textmine.settings import PROFILE_ENGINES, Settings
from textmine.store.ledger import Ledger, dictionaries, dictionary_desk, kv
from textmine.store.mart import Mart
from textmine.text import Tokenizer

Track = Callable[[Iterable[Any], str, int | None], Iterable[Any]]


def _untracked(items: Iterable[Any], _label: str, _total: int | None) -> Iterable[Any]:
    return items


@dataclass(frozen=True, slots=True)
class Context:
    """Values of one process; ``now`` is the entry point's reading of the clock (UTC), ``track`` shows progress.

    ``lexicon`` is ``files`` (base and overlay) with the entries of the whole city at the ``desk`` put in.
    """

    settings: Settings
    files: LexiconParts
    desk: tuple[Entry, ...]
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

    def tokenizer_version(self) -> str:
        """The version of the mart's analyser; the analyser itself, which takes a second, is not loaded for it."""
        engine = PROFILE_ENGINES[self.settings.profile]
        if engine in self._loaded:
            return self._loaded[engine].version
        if engine == "mecab":
            return mecab_version(self.lexicon)
        return kiwi_version(
            self.lexicon, normalise_sns=self.settings.normalise_sns, correct_typos=self.settings.correct_typos
        )

    def with_lexicon(self, lexicon: Lexicon) -> Context:
        """The same context with another lexicon; the analyser is loaded again only when its words differ."""
        same = lexicon.kept_words() == self.lexicon.kept_words()
        return replace(self, lexicon=lexicon, _loaded=self._loaded if same else {})

    def lexicon_with(self, entries: Iterable[Entry]) -> Lexicon:
        """The city's lexicon with other entries put in: those of a department, or those that are tried out.

        Raises
        ------
        LexiconError
            With them the dictionaries contradict each other.
        """
        city = apply_entries(self.files, (entry for entry in self.desk if not entry.department))
        return build_lexicon(**apply_entries(city, entries))

    def lexicon_of(self, department: str) -> Lexicon:
        """The lexicon for what a department reads of its own texts: the city's, and the department's words over it."""
        own = [entry for entry in self.desk if entry.department == department]
        return self.lexicon_with(own) if department and own else self.lexicon


@contextmanager
def open_context(
    settings: Settings, *, now: datetime, track: Track = _untracked, for_desk: bool = False
) -> Iterator[Context]:
    """Context of a deployment: folders made, ledger migrated, analyser checked against the mart's.

    ``for_desk``: open even where the desk and the files contradict each other, with the files alone, so that
    somebody can mend the desk.

    Raises
    ------
    SettingsError
        The mart was made with another analysis profile.
    LexiconError
        A dictionary has a bad line, or the dictionaries contradict each other.
    """
    settings.mart_dir.mkdir(parents=True, exist_ok=True)
    files = read_folders(*dictionary_folders(settings))
    ledger = Ledger(settings.database_url)
    try:
        ledger.migrate()
        settings = _with_profile_of_mart(ledger, settings)
        desk, lexicon = _lexicon(ledger, files, now, for_desk=for_desk)
        mart = Mart(settings.mart_dir, ledger, memory_mb=settings.duckdb_memory_mb, threads=settings.duckdb_threads)
        yield Context(settings, files, desk, lexicon, ledger, mart, now, _deployment_secret(settings), track)
    finally:
        ledger.close()


def reread_desk(context: Context) -> Context:
    """The same context with the dictionaries' desk as it is now."""
    desk, lexicon = _lexicon(context.ledger, context.files, context.now, for_desk=False)
    return replace(context.with_lexicon(lexicon), desk=desk)


def dictionary_folders(settings: Settings) -> list[Path]:
    """Folders of dictionary files, the lowest layer first."""
    return [packaged_dictionaries(), *([settings.dictionaries] if settings.dictionaries else [])]


def _lexicon(
    ledger: Ledger, files: LexiconParts, now: datetime, *, for_desk: bool
) -> tuple[tuple[Entry, ...], Lexicon]:
    """What the desk says and the lexicon of the city, whose version the ledger knows from now on."""
    with ledger.read() as connection:
        log = dictionary_desk.changes(connection)
        desk = tuple(sorted(dictionary_desk.fold(log).values()))
        known = set(dictionaries.list_versions(connection)["version"])
    try:
        lexicon = build_lexicon(**apply_entries(files, (entry for entry in desk if not entry.department)))
    except LexiconError as error:
        if for_desk:
            return desk, build_lexicon(**files)
        raise LexiconError(
            f"사전 책상에서 고친 말이 사전 파일과 어긋납니다. 'textmine dict check'로 보고 'textmine dict undo'나 "
            f"'textmine dict remove'로 고치세요.\n{error}"
        ) from error
    if lexicon.version not in known:
        last = log[-1] if log else None
        author, why = (last.author, last.why) if last else ("(사전 파일)", "사전 파일이 바뀜")
        with ledger.begin() as connection:
            dictionaries.record(connection, version=lexicon.version, author=author, why=why, at=now)
    return desk, lexicon


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
