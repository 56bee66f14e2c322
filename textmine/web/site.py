"""What every request shares: the opened stores, the clock, templates, and figures that only change with the mart."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from textmine.pipeline.context import Context, reread_desk
from textmine.store.ledger import dictionary_desk
from textmine.web import wording
from textmine.web.guard import RateLimit
from textmine.web.people import Right

HERE: Final = Path(__file__).parent
_KEPT: Final = 256
T = TypeVar("T")


@dataclass(slots=True)
class Site:
    """One running web server. ``is_open``: everybody on this machine is let in as the demo's administrator.

    ``readers`` listen for live updates. ``tries`` of a password: ten at once, then one a minute, for an account
    from an address.
    """

    base: Context
    clock: Callable[[], datetime]
    is_open: bool = False
    readers: int = 0
    open_csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    tries: RateLimit = field(default_factory=lambda: RateLimit(1, most=10))
    templates: Environment = field(init=False)
    _figures: OrderedDict[tuple[Any, ...], Any] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _desk_version: int = -1

    def __post_init__(self) -> None:
        self.templates = _environment()

    def context(self) -> Context:
        """The context of one request: the clock's reading now, the dictionaries as the desk has them."""
        with self.base.ledger.read() as connection:
            version = dictionary_desk.current_version(connection)
        with self._lock:
            if version != self._desk_version:
                if self._desk_version != -1:
                    self.base = reread_desk(replace(self.base, now=self.clock()))
                self._desk_version = version
            return replace(self.base, now=self.clock())

    def remember(self, context: Context, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """``make()`` of the mart as it is now: asked again, the same figures come back until the mart changes."""
        full = (*key, context.lexicon.version, context.now.date(), *sorted(context.mart.versions().items()))
        with self._lock:
            if full in self._figures:
                self._figures.move_to_end(full)
                return self._figures[full]  # type: ignore[no-any-return]
        made = make()
        with self._lock:
            self._figures[full] = made
            while len(self._figures) > _KEPT:
                self._figures.popitem(last=False)
        return made


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(wording.FILTERS)
    environment.globals.update(wording.GLOBALS, Right=Right)
    return environment
