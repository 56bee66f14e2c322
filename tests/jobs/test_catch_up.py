"""Days are worked off in order, once, and failures are tried again."""

from __future__ import annotations

from datetime import date

import pytest

from tests.jobs.conftest import NOW
from textmine.errors import IngestError
from textmine.pipeline.context import Context
from textmine.pipeline.runs import MAX_ATTEMPTS, MAX_CATCH_UP_DAYS, catch_up, previous_day, run_history, run_job

Call = tuple[str, int]


class Work:
    """Jobs that note their calls; those of ``broken`` fail."""

    def __init__(self, *names: str) -> None:
        self.calls: list[Call] = []
        self.broken: set[Call] = set()
        self.jobs = {name: self._job(name) for name in names}

    def _job(self, name: str):  # type: ignore[no-untyped-def]
        def job(_context: Context, period: date) -> str:
            self.calls.append((name, period.day))
            if (name, period.day) in self.broken:
                raise IngestError("자료가 없습니다.")
            return "했습니다"

        return job

    def taken(self) -> list[Call]:
        calls, self.calls = self.calls, []
        return calls


def _day(number: int) -> date:
    return date(2026, 11, number)


def test_the_newest_whole_day_is_korean() -> None:
    assert previous_day(NOW) == _day(3)
    assert previous_day(NOW.replace(hour=14, minute=59)) == _day(3)
    assert previous_day(NOW.replace(hour=15)) == _day(4)


def test_three_days_off_are_caught_up_in_order(context: Context) -> None:
    work = Work("a", "b")
    catch_up(context, work.jobs, upto=_day(1))
    assert work.taken() == [("a", 1), ("b", 1)]
    done = catch_up(context, work.jobs, upto=_day(4))
    assert work.taken() == [("a", 2), ("b", 2), ("a", 3), ("b", 3), ("a", 4), ("b", 4)]
    assert {run.state for run in done} == {"done"}
    assert catch_up(context, work.jobs, upto=_day(4)) == []
    assert work.taken() == []


def test_a_first_start_does_the_newest_day_alone(context: Context) -> None:
    work = Work("a")
    catch_up(context, work.jobs, upto=_day(3))
    assert work.taken() == [("a", 3)]


def test_a_month_off_is_the_most_that_is_caught_up(context: Context) -> None:
    work = Work("a")
    catch_up(context, work.jobs, upto=date(2026, 6, 1))
    catch_up(context, work.jobs, upto=_day(3))
    assert len(work.taken()) == 1 + MAX_CATCH_UP_DAYS


def test_a_failed_job_stops_what_needs_it_and_is_tried_again(context: Context) -> None:
    work = Work("a", "b")
    catch_up(context, work.jobs, upto=_day(1))
    work.taken()
    work.broken = {("a", 2)}
    done = catch_up(context, work.jobs, upto=_day(3))
    assert [(run.job, run.state, run.summary) for run in done] == [("a", "failed", "자료가 없습니다.")]
    assert work.taken() == [("a", 2)]
    work.broken = set()
    catch_up(context, work.jobs, upto=_day(3))
    assert work.taken() == [("a", 2), ("b", 2), ("a", 3), ("b", 3)]
    assert {record.state for record in run_history(context)} == {"done"}


def test_a_day_that_never_succeeds_is_given_up_and_the_next_one_goes_on(context: Context) -> None:
    work = Work("a", "b")
    catch_up(context, work.jobs, upto=_day(1))
    work.taken()
    work.broken = {("b", 2)}
    for _ in range(MAX_ATTEMPTS):
        catch_up(context, work.jobs, upto=_day(3))
    assert work.taken() == [("a", 2), ("b", 2), ("b", 2), ("b", 2)]
    catch_up(context, work.jobs, upto=_day(3))
    assert work.taken() == [("a", 3), ("b", 3)]


def test_a_job_that_runs_all_day_may_fail_now_and_then(context: Context) -> None:
    work = Work("ingest")
    for _ in range(5):
        catch_up(context, work.jobs, upto=_day(1))
    work.broken = {("ingest", 1)}
    catch_up(context, work.jobs, upto=_day(1))
    work.broken = set()
    done = catch_up(context, work.jobs, upto=_day(1))
    assert [run.state for run in done] == ["done"]


def test_a_file_that_cannot_be_read_does_not_stop_the_day(context: Context) -> None:
    work = Work("ingest", "watch")
    work.broken = {("ingest", 1), ("ingest", 2)}
    for day in (1, 1, 1, 1, 2):
        catch_up(context, work.jobs, upto=_day(day))
    assert [call for call in work.taken() if call[0] == "watch"] == [("watch", 1), ("watch", 2)]


def test_a_job_that_a_crash_cut_off_is_run_again(context: Context) -> None:
    work = Work("a")

    def crash(_context: Context, _period: date) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_job(context, "a", _day(3), crash)
    assert run_history(context)[0].state == "running"
    catch_up(context, work.jobs, upto=_day(3))
    record = run_history(context)[0]
    assert (record.state, record.attempts) == ("done", 2)


def test_the_history_keeps_our_reasons_and_no_foreign_message(context: Context) -> None:
    def leak(_context: Context, _period: date) -> str:
        raise ValueError("김철수 010-1234-5678")

    with pytest.raises(ValueError):
        run_job(context, "a", _day(3), leak)
    record = run_history(context)[0]
    assert (record.state, record.error) == ("failed", "ValueError")
