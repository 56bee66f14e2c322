"""``python kill_at.py module attribute n when arguments…``: textmine, killed at the n-th call of one function.

``when`` is before or after the call. ``python kill_at.py steps n arguments…`` kills after the n-th durable step: a
commit of the ledger, a write to the mart, a file, a mail; with n = 0 it counts them on stderr.
"""

from __future__ import annotations

import atexit
import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

DURABLE = (
    ("textmine.store.delta", "write"), ("textmine.store.delta", "compact"), ("textmine.store.delta", "roll_back"),
    ("textmine.store.delta", "remove_old_files"), ("textmine.report.files", "write_bytes"),
    ("textmine.store.models", "save_model"), ("textmine.deliver.channels", "send_email"),
    ("textmine.pipeline.publish", "swap_latest"),
)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _arm(module: str, attribute: str, call: int, when: str) -> None:
    owner: Any = importlib.import_module(module)
    *path, name = attribute.split(".")
    for step in path:
        owner = getattr(owner, step)
    original = getattr(owner, name)
    calls = 0

    def counted(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call and when == "before":
            _die()
        result = original(*arguments, **named)
        if calls == call:
            _die()
        return result

    setattr(owner, name, counted)


def _arm_steps(step: int) -> None:
    done = 0

    def count() -> None:
        nonlocal done
        if threading.current_thread() is not threading.main_thread():
            return  # a lease's heartbeat comes when it comes
        done += 1
        if done == step:
            _die()

    for module, name in DURABLE:
        owner = importlib.import_module(module)
        setattr(owner, name, _followed(getattr(owner, name), count))
    from textmine.store.ledger import Ledger

    original = Ledger.begin

    @contextmanager
    def begin(ledger: Ledger) -> Iterator[Any]:
        with original(ledger) as connection:
            yield connection
        count()

    Ledger.begin = begin  # type: ignore[method-assign]
    if not step:
        atexit.register(lambda: print(f"steps {done}", file=sys.stderr))


def _followed(function: Callable[..., Any], then: Callable[[], None]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        result = function(*arguments, **named)
        then()
        return result

    return call


if __name__ == "__main__":
    if sys.argv[1] == "steps":
        _arm_steps(int(sys.argv[2]))
        rest = sys.argv[3:]
    else:
        module, attribute, number, when, *rest = sys.argv[1:]
        _arm(module, attribute, int(number), when)
    sys.argv = ["textmine", *rest]
    from textmine.cli import main

    main()
