"""Erasure on a person's request: gone from mart, ledger, models, messages and reports, then all derived again.

Every step can be repeated. The documents go last of all that can name them, and a note in the ledger says that an
erasure has begun, so one that was interrupted is finished by asking again.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from textmine.errors import TextmineError
from textmine.ingest.people import person_key
from textmine.pipeline.analyse import analyse
from textmine.pipeline.backup import backup, list_backups, remove_backups
from textmine.pipeline.context import Context, reread_desk
from textmine.pipeline.publish import publish
from textmine.pipeline.runs import SCHEDULER_LEASE
from textmine.pipeline.watch import watch
from textmine.store import erase
from textmine.store.ledger import coverage, erasure, kv, leases

_UNFINISHED = "purge:unfinished"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose text is erased: any of these.

    ``words`` are looked for in quarantined rows and messages alone; ``before`` is the first civil day that stays.
    """

    external_ids: tuple[str, ...] = ()
    doc_ids: tuple[str, ...] = ()
    person_keys: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    before: date | None = None


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """Counts of what was erased, and the folder of the report written anew (None when no text is left)."""

    documents: int
    months: tuple[str, ...]
    quarantined: int
    mentions: int
    files: int
    folder: Path | None


def key_of_person(context: Context, *, name: str = "", phone: str = "", email: str = "") -> str:
    """The pseudonym under which this deployment keeps a person.

    Raises
    ------
    TextmineError
        Nothing given identifies anybody.
    """
    key = person_key(context.secret, name, phone, email)
    if not key:
        raise TextmineError(
            "이름·전화번호·전자우편이 가려졌거나 비어 있어 누구인지 알 수 없습니다. 자료에 적힌 그대로 주세요."
        )
    return key


def purge(context: Context, wanted: Wanted) -> PurgeReport:
    """Report of an erasure; afterwards no byte of the text is left below the outputs and the data folder.

    Files that were imported stay where they lie: they belong to whoever put them there.

    Raises
    ------
    TextmineError
        Nothing matches.
    LeaseHeldError
        Scheduled jobs are at work and do not end.
    """
    with leases.hold(context.ledger, SCHEDULER_LEASE, owner="purge"):
        doc_ids = _find(context, wanted)
        quarantined, mentions, files = _forget_words(context, wanted, doc_ids)
        if not (doc_ids or quarantined or mentions or files or _is_unfinished(context)):
            raise TextmineError("지울 글을 찾지 못했습니다. 접수번호·문서 번호·신청인 정보를 확인하세요.")
        _note(context, unfinished=True)
        months = erase.erase_documents(context.mart, context.ledger, doc_ids)
        if wanted.before is not None:
            with context.ledger.begin() as connection:
                coverage.forget(connection, before=wanted.before)
        files += _remove_results(context)
        folder = _derive_again(reread_desk(context))  # the desk may have lost words
        files += _renew_backups(context)
        _note(context, unfinished=False)
    return PurgeReport(len(doc_ids), tuple(sorted(months)), quarantined, mentions, files, folder)


def _find(context: Context, wanted: Wanted) -> list[str]:
    found = set(erase.known_documents(context.mart, wanted.doc_ids))
    found.update(erase.find_documents(context.mart, external_ids=wanted.external_ids))
    for key in wanted.person_keys:
        found.update(erase.find_documents(context.mart, person_key=key))
    if wanted.before is not None:
        found.update(erase.documents_before(context.mart, wanted.before))
    return sorted(found)


def _forget_words(context: Context, wanted: Wanted, doc_ids: Sequence[str]) -> tuple[int, int, int]:
    """Quarantined rows, ledger rows and dropped files that held the words which only the erased text uses."""
    words = sorted({*erase.own_words(context.mart, doc_ids), *wanted.words, *_long(wanted.external_ids)})
    if not words:
        return 0, 0, 0
    if doc_ids:
        _note(context, unfinished=True)
    quarantined = erase.erase_quarantine(context.ledger, words)
    with context.ledger.begin() as connection:
        mentions = erasure.forget_words(connection, words)
    folders = (context.settings.drop_dir, context.settings.outputs / "imports")
    return quarantined, mentions, sum(_remove_notices(folder, words) for folder in folders)


def _long(ids: Sequence[str]) -> list[str]:
    """Ids that can be looked for in running text: short ones are also other numbers."""
    return [name for name in ids if len(name) >= erase.MIN_OWN_WORD]


def _remove_notices(folder: Path, words: Sequence[str]) -> int:
    mention = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    removed = 0
    for file in sorted(p for p in folder.glob("*") if p.is_file()):
        if file.name.startswith(".") or mention.search(file.read_text(encoding="utf-8", errors="replace")):
            file.unlink()
            removed += 1
    return removed


def _remove_results(context: Context) -> int:
    """Number of publications, models and waiting uploads removed: they quote the text, and are made or sent anew."""
    with context.ledger.begin() as connection:
        kv.remove(connection, "topic_model:")
    removed = 0
    for folder in (context.settings.outputs / "runs", context.settings.models_dir, context.settings.uploads_dir):
        for entry in sorted(folder.glob("*")) if folder.is_dir() else []:
            shutil.rmtree(entry)
            removed += 1
    return removed


def _renew_backups(context: Context) -> int:
    """Number of backups removed, each of which held the text; one without it takes their place."""
    folder = context.settings.backups_dir
    if not list_backups(folder):
        return 0
    backup(context)
    return remove_backups(folder, keep=1)


def _derive_again(context: Context) -> Path | None:
    if context.mart.query("select doc_id from documents limit 1").empty:
        (context.settings.outputs / "latest").unlink(missing_ok=True)
        return None
    analyse(context)
    watch(context)
    return publish(context)


def _is_unfinished(context: Context) -> bool:
    with context.ledger.read() as connection:
        return kv.get(connection, _UNFINISHED) is not None


def _note(context: Context, *, unfinished: bool) -> None:
    with context.ledger.begin() as connection:
        if unfinished:
            kv.set(connection, _UNFINISHED, context.now.isoformat())
        else:
            kv.remove(connection, _UNFINISHED)
