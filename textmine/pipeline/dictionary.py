"""The desk of the dictionaries: words that people add, remove and take back, each change with its author and reason."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple

from textmine.errors import LexiconError
from textmine.lexicon import (
    ENTRY_KIND_NAMES,
    Entry,
    EntryKind,
    LexiconParts,
    apply_entries,
    build_lexicon,
    describe_entry,
    find_entry,
    list_entries,
    parse_entry,
)
from textmine.pipeline.context import Context
from textmine.store.ledger import dictionary_desk as desk
from textmine.text.josa import quoted
from textmine.types import KST

Layer = Literal["base", "overlay", "desk"]
LAYER_NAMES: Final[dict[str, str]] = {"base": "기본", "overlay": "기관 파일", "desk": "책상"}
_TRIES: Final = 5  # at the number of a version that others want too


class Listed(NamedTuple):
    """One word of the dictionaries as it counts; ``department`` is "" for the whole city."""

    kind: EntryKind
    word: str
    layer: Layer
    department: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change of the desk; ``steps`` are Korean lines, ``undone_by`` the version that took it back."""

    version: int
    at: datetime
    author: str
    why: str
    steps: tuple[str, ...]
    undoes: int | None
    undone_by: int | None


class DeskState(NamedTuple):
    """The desk as it is at one moment."""

    files: LexiconParts
    log: list[desk.Change]
    words: dict[desk.Place, Entry]

    def below(self, department: str) -> LexiconParts:
        """What counts where the desk says nothing: the files, for a department the words of the city."""
        if not department:
            return self.files
        return apply_entries(self.files, (entry for entry in self.words.values() if not entry.department))

    def at(self, department: str) -> LexiconParts:
        """What counts for the city ("") or a department."""
        return apply_entries(
            self.below(department), (entry for entry in self.words.values() if entry.department == department)
        )


def read_desk(context: Context) -> DeskState:
    """The desk as it is now."""
    with context.ledger.read() as connection:
        return _state(context, desk.changes(connection))


def plan_addition(state: DeskState, kind: EntryKind, texts: Sequence[str], department: str = "") -> list[desk.Step]:
    """Steps that put words in; those that are there already need none.

    Raises
    ------
    LexiconError
        A word is badly written, or all are there already.
    """
    entries = [entry for text in texts for entry in parse_entry(kind, text, department=department)]
    steps = []
    for entry in entries:
        if find_entry(state.at(entry.department), entry.kind, entry.key).value == entry.value:
            continue
        follows = find_entry(state.below(entry.department), entry.kind, entry.key).value == entry.value
        steps.append(desk.Step(entry, "follow" if follows else "set"))
    if not steps:
        words = ", ".join(describe_entry(entry) for entry in entries)
        raise LexiconError(f"이미 사전에 있습니다: {words}. 'textmine dict list --search'로 보세요.")
    return steps


def plan_removal(state: DeskState, kind: EntryKind, texts: Sequence[str], department: str = "") -> list[desk.Step]:
    """Steps that take words out, whichever layer they stand in; LexiconError for a word that is in none."""
    return [_to_remove(state, place) for text in texts for place in _places(state, kind, text, department)]


def add_words(
    context: Context, kind: EntryKind, texts: Sequence[str], *, author: str, why: str, department: str = "",
    base: int | None = None,
) -> ChangeView:  # fmt: skip
    """The change that put words into the dictionaries, as ``parse_entry`` reads them.

    Parameters
    ----------
    base : int, optional
        Version of the desk that the author looked at; a change that somebody else made to the same words since then
        refuses this one.

    Raises
    ------
    LexiconError
        A word is badly written or there already, the department is unknown, the dictionaries would contradict each
        other, or another editor changed the same words since ``base``.
    """
    check_department(context, department)
    return _change(
        context, lambda state: plan_addition(state, kind, texts, department), author=author, why=why, base=base
    )


def remove_words(
    context: Context, kind: EntryKind, texts: Sequence[str], *, author: str, why: str, department: str = "",
    base: int | None = None,
) -> ChangeView:  # fmt: skip
    """The change that took words out of the dictionaries, whichever layer they stand in.

    Raises
    ------
    LexiconError
        As ``add_words``; a word is not there.
    """
    check_department(context, department)
    return _change(
        context, lambda state: plan_removal(state, kind, texts, department), author=author, why=why, base=base
    )


def undo_change(context: Context, version: int, *, author: str, why: str) -> ChangeView:
    """The change that took ``version`` back: its words are again as they were before it.

    Raises
    ------
    LexiconError
        There is no such version, it was undone, or a later change touched the same words.
    """
    return _change(
        context, lambda state: _to_undo(state.log, version), author=author, why=why or f"{version}판을 되돌림",
        undoes=version,
    )  # fmt: skip


def list_words(
    context: Context, *, kind: EntryKind | None = None, department: str | None = None, search: str = "",
    base: LexiconParts | None = None,
) -> list[Listed]:  # fmt: skip
    """Words of the dictionaries as they count for the city, then those of departments.

    Parameters
    ----------
    department : str, optional
        Only its own words; "" only those of the city.
    base : LexiconParts, optional
        The packaged dictionaries, to tell their words from those of the city's files.
    """
    ours = {desk.place_of(entry): entry for entry in context.desk}
    packaged = set(list_entries(base)) if base is not None else set()
    city = apply_entries(context.files, (entry for entry in context.desk if not entry.department))
    found = [Listed(e.kind, describe_entry(e), _layer(e, ours, packaged), "") for e in list_entries(city)]
    for entry in context.desk:
        if entry.department:
            gone = " (뺌)" if entry.value is None else ""
            found.append(Listed(entry.kind, describe_entry(entry) + gone, "desk", entry.department))
    return [
        one
        for one in found
        if (kind is None or one.kind is kind)
        and (department is None or one.department == department)
        and search in one.word
    ]


def list_changes(context: Context) -> list[ChangeView]:
    """All changes of the desk, newest first."""
    with context.ledger.read() as connection:
        log = desk.changes(connection)
    return [_view(change, log) for change in reversed(log)]


def check_department(context: Context, department: str) -> None:
    """Raise LexiconError when ``department`` is neither "" nor a department of the city."""
    names = [one.name for one in context.lexicon.departments]
    if department and department not in names:
        raise LexiconError(f"'{department}' 부서가 없습니다.{_similar(department, names)} departments.toml을 보세요.")


def _change(
    context: Context, plan: Callable[[DeskState], list[desk.Step]], *, author: str, why: str, base: int | None = None,
    undoes: int | None = None,
) -> ChangeView:  # fmt: skip
    """The change of the steps that ``plan`` makes of the desk as it is, written in one transaction."""
    for _ in range(_TRIES):
        try:
            with context.ledger.begin() as connection:
                log = desk.changes(connection)
                steps = plan(_state(context, log))
                _refuse_conflict(log, steps, base)
                _refuse_contradiction(context, log, steps)
                version = desk.append(connection, steps, author=author, why=why, at=context.now, undoes=undoes)
                if version is None:
                    raise _VersionTakenError
                log = desk.changes(connection)
        except _VersionTakenError:
            continue
        return _view(log[-1], log)
    raise LexiconError("다른 사람이 사전을 계속 고치고 있습니다. 잠시 뒤에 다시 하세요.")


class _VersionTakenError(Exception):
    """Another change took the number of this version; the transaction is rolled back."""


def _state(context: Context, log: list[desk.Change]) -> DeskState:
    return DeskState(context.files, log, desk.fold(log))


def _to_remove(state: DeskState, place: desk.Place) -> desk.Step:
    kind, department, key = place
    stands_below = find_entry(state.below(department), kind, key).value is not None
    return desk.Step(Entry(kind, key, None, department), "remove" if stands_below else "follow")


def _places(state: DeskState, kind: EntryKind, text: str, department: str) -> list[desk.Place]:
    """Where the words stand that a person means by ``text``: the word, or the whole entry."""
    text = text.strip()
    entries = {entry.key: entry for entry in list_entries(state.at(department)) if entry.kind is kind}
    if "=" in text:
        wanted = {entry.key for entry in parse_entry(kind, text, department=department)}
    elif kind is EntryKind.COMPOUND and not set(text) & {"+", " "}:
        wanted = {key for key, entry in entries.items() if entry.value == text} or {text}
    else:
        wanted = {" ".join(text.replace("+", " ").split()) if kind is EntryKind.COMPOUND else text}
    missing = sorted(wanted - entries.keys())
    if missing:
        absent = f"{ENTRY_KIND_NAMES[kind]} 사전에 {quoted(missing[0], '이/가')} 없습니다."
        near = _similar(missing[0], list(entries))
        raise LexiconError(f"{absent}{near} 'textmine dict list --kind {kind}'로 보세요.")
    return [(kind, department, key) for key in sorted(wanted)]


def _to_undo(log: Sequence[desk.Change], version: int) -> list[desk.Step]:
    undone = next((one for one in log if one.version == version), None)
    if undone is None:
        raise LexiconError(f"{version}판이 없습니다. 'textmine dict history'에서 번호를 확인하세요.")
    by = next((one.version for one in log if one.undoes == version), None)
    if by is not None:
        raise LexiconError(f"{version}판은 {by}판에서 이미 되돌렸습니다.")
    places = {step.place for step in undone.steps}
    for later in _standing(log):
        if later.version > version and places & {step.place for step in later.steps}:
            raise LexiconError(
                f"{version}판의 말을 {later.version}판({later.author})에서 다시 고쳤습니다. "
                f"'textmine dict undo {later.version}'로 그것부터 되돌리세요."
            )
    before = desk.fold([one for one in log if one.version < version])
    return [_as_before(step, before.get(step.place)) for step in undone.steps]


def _standing(log: Sequence[desk.Change]) -> list[desk.Change]:
    """Changes without those that were taken back and those that took them back."""
    gone: set[int] = set()
    for change in reversed(log):
        if change.undoes is not None and change.version not in gone:
            gone |= {change.version, change.undoes}
    return [change for change in log if change.version not in gone]


def _as_before(step: desk.Step, entry: Entry | None) -> desk.Step:
    if entry is None:
        return desk.Step(step.entry._replace(value=None), "follow")
    return desk.Step(entry, "remove" if entry.value is None else "set")


def _refuse_conflict(log: Sequence[desk.Change], steps: Sequence[desk.Step], base: int | None) -> None:
    if base is None:
        return
    places = {step.place for step in steps}
    for change in log:
        touched = [step for step in change.steps if step.place in places]
        if change.version > base and touched:
            raise LexiconError(
                f"{base}판을 보고 고치는 사이에 {change.author}님이 같은 말을 고쳤습니다"
                f"({change.version}판, {change.at.astimezone(KST):%m-%d %H:%M}): {_step_text(touched[0])}. "
                f"'textmine dict history'로 보고, 그래도 고치려면 --base {log[-1].version}으로 다시 하세요."
            )


def _refuse_contradiction(context: Context, log: Sequence[desk.Change], steps: Sequence[desk.Step]) -> None:
    change = desk.Change(0, "", "", context.now, None, tuple(steps))
    state = _state(context, [*log, change])
    for department in sorted({"", *(entry.department for entry in state.words.values())}):
        try:
            build_lexicon(**state.at(department))
        except LexiconError as error:
            where = f"{department}의 말까지 합치면 " if department else ""
            raise LexiconError(
                f"이대로 고치면 {where}사전이 서로 어긋납니다. 아무것도 고치지 않았습니다.\n{error}"
            ) from error


def _layer(entry: Entry, ours: dict[desk.Place, Entry], packaged: set[Entry]) -> Layer:
    if desk.place_of(entry) in ours:
        return "desk"
    return "base" if entry in packaged else "overlay"


def _view(change: desk.Change, log: Sequence[desk.Change]) -> ChangeView:
    undone_by = next((one.version for one in log if one.undoes == change.version), None)
    return ChangeView(
        change.version, change.at, change.author, change.why, tuple(map(_step_text, change.steps)), change.undoes,
        undone_by,
    )


_ACTIONS: Final[dict[desk.Action, str]] = {"set": "더함", "remove": "뺌", "follow": "거둠(파일대로)"}


def _step_text(step: desk.Step) -> str:
    owner = f"[{step.entry.department}] " if step.entry.department else ""
    return f"{owner}{ENTRY_KIND_NAMES[step.entry.kind]} {_ACTIONS[step.action]}: {describe_entry(step.entry)}"


def _similar(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=3, cutoff=0.5)
    return f" 비슷한 것: {', '.join(near)}." if near else ""
