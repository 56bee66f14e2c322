"""Several processes that build the documents of one table, for files that are long enough to pay for them."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice

from textmine.errors import IngestError
from textmine.ingest.build import DocumentBuilder, Draft
from textmine.ingest.files.tables import Row

MIN_BATCHES = 4  # starting two processes takes as long as building about ten thousand rows
_builder: DocumentBuilder | None = None  # of this worker process


def build_drafts(
    builder: DocumentBuilder, batches: Iterable[Sequence[Row]], *, workers: int
) -> Iterator[tuple[int, Draft]]:
    """Rows and draft of every batch, in order; at most two batches a worker are on their way at a time.

    Raises
    ------
    IngestError
        A worker process died.
    """
    batches = iter(batches)
    first = list(islice(batches, MIN_BATCHES))
    if workers == 1 or len(first) < MIN_BATCHES:
        yield from ((len(rows), builder.build(rows)) for rows in chain(first, batches))
        return
    waiting: deque[tuple[int, Future[Draft]]] = deque()
    context = multiprocessing.get_context("forkserver")  # no thread or lock of this process is copied
    context.set_forkserver_preload([__name__])
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(builder,))
    try:
        for rows in chain(first, batches):
            waiting.append((len(rows), pool.submit(_build, rows)))
            if len(waiting) > 2 * workers:
                yield _finished(waiting)
        while waiting:
            yield _finished(waiting)
    finally:
        pool.shutdown(cancel_futures=True)


def _finished(waiting: deque[tuple[int, Future[Draft]]]) -> tuple[int, Draft]:
    count, future = waiting.popleft()
    try:
        return count, future.result()
    except BrokenProcessPool as error:
        raise IngestError(
            "자료를 읽던 작업 프로세스가 멈추었습니다. 메모리가 모자라면 설정의 workers를 1로 줄이고 다시 실행하세요. "
            "이 파일에서 저장된 것은 없습니다."
        ) from error


def _start_worker(builder: DocumentBuilder) -> None:
    global _builder
    _builder = builder
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    """A killed parent cannot end its workers, and they would wait for its next batch for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


def _build(rows: Sequence[Row]) -> Draft:
    assert _builder is not None
    return _builder.build(rows)
