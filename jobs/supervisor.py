"""One parent of all processes of a deployment: starts them, starts them again, stops them together."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jobs.logs import log, start_logging

STOP_WITHIN_S: Final = 10.0
FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 60.0
STEADY_S: Final = 300.0  # a process that lived so long starts with a clean slate


@dataclass(slots=True)
class _Child:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    pause_s: float = FIRST_PAUSE_S


def supervise(
    commands: Mapping[str, Sequence[str]], *, check: Sequence[str] = (), check_every_s: float = 600.0
) -> None:
    """Keep ``commands`` running until SIGTERM or SIGINT, then end them within ``STOP_WITHIN_S``.

    A process that ends is started again, after a pause that doubles up to a minute. ``check`` is run every so often:
    it is the dead man's switch, and lives in another process than what it watches.
    """
    start_logging()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    children = [_Child(name, command) for name, command in commands.items()]
    next_check = time.monotonic() + check_every_s
    while not stop.wait(0.2):
        for child in children:
            _look_after(child)
        if check and time.monotonic() >= next_check:
            next_check = time.monotonic() + check_every_s
            done = subprocess.run(check, check=False, timeout=check_every_s, stdout=subprocess.DEVNULL)
            log("checked", failed=done.returncode != 0, status=done.returncode)
    _stop(children)


def _look_after(child: _Child) -> None:
    now = time.monotonic()
    if child.process is None:
        if now >= child.due_at:
            child.process, child.started_at = subprocess.Popen(child.command, start_new_session=True), now
            log("process started", process=child.name, pid=child.process.pid)
        return
    status = child.process.poll()
    if status is None:
        return
    child.pause_s = FIRST_PAUSE_S if now - child.started_at >= STEADY_S else min(2 * child.pause_s, LONGEST_PAUSE_S)
    child.process, child.due_at = None, now + child.pause_s
    log("process ended", failed=True, process=child.name, status=status, again_in_s=child.pause_s)


def _stop(children: Sequence[_Child]) -> None:
    living = [child.process for child in children if child.process is not None and child.process.poll() is None]
    for process in living:
        process.terminate()
    deadline = time.monotonic() + STOP_WITHIN_S
    for process in living:
        try:
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    log("all stopped", processes=len(living))
