"""A worker process that can be killed at any moment and is replaced when it is."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

# Loading a virtual machine and its dictionaries takes some ten seconds of an idle core.
_START_TIMEOUT_S: Final = 180.0


class WorkerTimeoutError(Exception):
    """The worker did not answer in time and was killed."""


class WorkerDiedError(Exception):
    """The worker ended before it answered."""


class WorkerProcess:
    """One Python module in a process of its own that answers each line of JSON with a line of JSON.

    Parameters
    ----------
    arguments : Sequence[str]
        Module and arguments as behind ``python -m``.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # A process group of its own: it is killed whole, and Ctrl-C reaches the caller alone.
            start_new_session=True,
        )
        self._buffer = bytearray()
        self.stop = weakref.finalize(self, _stop, self._process)

    @property
    def pid(self) -> int:
        return self._process.pid

    def hello(self) -> Any:
        """The worker's first line, which it writes when it is ready."""
        return self._receive(_START_TIMEOUT_S)

    def ask(self, message: Any, timeout_s: float) -> Any:
        """The worker's answer to ``message``.

        Raises
        ------
        WorkerTimeoutError
            No answer in ``timeout_s`` seconds; the worker is dead now.
        WorkerDiedError
            The worker is dead.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            self.stop()
            raise WorkerDiedError from error
        return self._receive(timeout_s)

    def _receive(self, timeout_s: float) -> Any:
        assert self._process.stdout is not None
        deadline = time.monotonic() + timeout_s
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._buffer:
                if not selector.select(max(deadline - time.monotonic(), 0)):
                    self.stop()
                    raise WorkerTimeoutError
                piece = os.read(self._process.stdout.fileno(), 1 << 20)
                if not piece:
                    self.stop()
                    raise WorkerDiedError
                self._buffer += piece
        line, _, rest = bytes(self._buffer).partition(b"\n")
        self._buffer[:] = rest
        return json.loads(line)


def _stop(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):  # it ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # an unsent line of a dead worker
                pipe.close()
