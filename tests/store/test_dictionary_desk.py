"""The log of the desk: numbered changes that two editors cannot both have, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import threading

import pytest

from tests.store.conftest import NOW
from textmine.errors import LedgerUnavailableError
from textmine.lexicon import Entry, EntryKind
from textmine.store.ledger import Ledger, dictionary_candidates, dictionary_desk, erasure, kv
from textmine.store.ledger.dictionary_candidates import Candidate
from textmine.store.ledger.dictionary_desk import Step
from textmine.store.ledger.tables import ERASED

STOP = Entry(EntryKind.STOPWORD, "접수", "")


def step(word: str, action: dictionary_desk.Action = "set") -> Step:
    return Step(Entry(EntryKind.STOPWORD, word, "" if action == "set" else None), action)


def test_changes_are_numbered_and_the_newest_wins(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        assert dictionary_desk.current_version(connection) == 0
        first = dictionary_desk.append(connection, [step("접수"), step("안내")], author="김", why="많아서", at=NOW)
        second = dictionary_desk.append(connection, [step("접수", "remove")], author="이", why="", at=NOW)
        third = dictionary_desk.append(connection, [step("안내", "follow")], author="박", why="", at=NOW, undoes=1)
        assert (first, second, third) == (1, 2, 3)
        assert dictionary_desk.entries(connection) == [Entry(EntryKind.STOPWORD, "접수", None)]
        log = dictionary_desk.changes(connection)
        told = [(one.version, one.author, one.undoes) for one in log]
        assert told == [(1, "김", None), (2, "이", None), (3, "박", 1)]
        assert log[0].steps == (step("접수"), step("안내"))
        assert [one.version for one in dictionary_desk.changes(connection, after=2)] == [3]


def test_a_department_s_word_is_another_than_the_city_s(ledger: Ledger) -> None:
    own = STOP._replace(department="도로과")
    with ledger.begin() as connection:
        dictionary_desk.append(connection, [Step(STOP, "set"), Step(own, "set")], author="김", why="", at=NOW)
        dictionary_desk.append(connection, [Step(STOP._replace(value=None), "follow")], author="김", why="", at=NOW)
        assert dictionary_desk.entries(connection) == [own]


def test_two_editors_at_the_same_moment_do_not_share_a_number(ledger: Ledger) -> None:
    barrier, versions, refused = threading.Barrier(4), [], []

    def edit(name: str) -> None:
        barrier.wait()
        for number in range(5):
            try:
                with ledger.begin() as connection:
                    version = dictionary_desk.append(
                        connection, [step(f"{name}{number}"), step(f"{name}{number}나")], author=name, why="", at=NOW
                    )
                    if version is None:
                        raise LookupError
                versions.append(version)
            except (LookupError, LedgerUnavailableError):
                refused.append(name)

    threads = [threading.Thread(target=edit, args=(name,)) for name in "가나다라"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ledger.read() as connection:
        log = dictionary_desk.changes(connection)
    assert sorted(versions) == [one.version for one in log] == list(range(1, len(log) + 1))
    assert all(len({one.entry.key[0] for one in change.steps}) == 1 and len(change.steps) == 2 for change in log)
    assert len(versions) + len(refused) == 20


def test_what_was_decided_is_not_asked_again(ledger: Ledger) -> None:
    found = [Candidate(EntryKind.USER_WORD, word, "NNG", 20, n, 0.5, ("d1",)) for n, word in ((9, "가말"), (7, "나말"))]
    with ledger.begin() as connection:
        assert dictionary_candidates.replace_waiting(connection, found, at=NOW) == 2
        assert dictionary_candidates.list_candidates(connection) == found
        chosen = found[0].candidate_id
        assert dictionary_candidates.decide(connection, chosen, state="declined", by="김", why="흔한 말", at=NOW)
        assert not dictionary_candidates.decide(connection, chosen, state="accepted", by="이", why="", at=NOW)
        assert dictionary_candidates.replace_waiting(connection, found, at=NOW) == 1
        assert [one.key for one in dictionary_candidates.list_candidates(connection)] == ["나말"]
        declined = dictionary_candidates.find_candidate(connection, chosen)
        assert declined is not None
        assert (declined.state, declined.decided_by, declined.decided_at) == ("declined", "김", NOW)
        assert len(dictionary_candidates.list_candidates(connection, state=None)) == 2


def test_erased_words_leave_desk_and_candidates(ledger: Ledger) -> None:
    candidate = Candidate(EntryKind.USER_WORD, "쿼카축제", "NNG", 20, 9, 0.5, ("d1",))
    with ledger.begin() as connection:
        dictionary_desk.append(connection, [step("쿼카축제"), step("접수")], author="김", why="쿼카축제 글", at=NOW)
        dictionary_candidates.replace_waiting(connection, [candidate], at=NOW)
        kv.set(connection, f"{dictionary_desk.KNOWN_WORDS}a", '[["쿼카축제", "NNG", "0.0"]]')
        kv.set(connection, f"{dictionary_desk.KNOWN_WORDS}b", '[["접수", "NNG", "0.0"]]')
        assert erasure.forget_words(connection, ["쿼카축제"]) == 3
        assert dictionary_desk.entries(connection) == [STOP]
        (change,) = dictionary_desk.changes(connection)
        assert change.why == f"{ERASED} 글"
        assert [one.key for one in dictionary_candidates.list_candidates(connection)] == [ERASED]
        assert list(kv.get_prefixed(connection, dictionary_desk.KNOWN_WORDS)) == [f"{dictionary_desk.KNOWN_WORDS}b"]


@pytest.mark.parametrize("action", ["set", "remove", "follow"])
def test_a_step_comes_back_as_it_was_written(ledger: Ledger, action: dictionary_desk.Action) -> None:
    with ledger.begin() as connection:
        dictionary_desk.append(connection, [step("접수", action)], author="김", why="", at=NOW)
        assert dictionary_desk.changes(connection)[0].steps == (step("접수", action),)
