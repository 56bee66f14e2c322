"""``python kill_at.py module attribute n when arguments…``: textmine, killed at the n-th call of one function.

``when`` is before or after the call.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from typing import Any


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
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*arguments, **named)
        if calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, counted)


if __name__ == "__main__":
    module, attribute, call, when, *rest = sys.argv[1:]
    sys.argv = ["textmine", *rest]
    _arm(module, attribute, int(call), when)
    from textmine.cli import main

    main()
