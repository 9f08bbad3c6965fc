"""Progress on a terminal for anything that takes over a second; quiet otherwise."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress as RichProgress, TaskID

PATIENCE = 1.0


class Progress:
    """Shows, from the second second on, what is being done and how far it is.

    Called as `progress(label, done, total)` by the work itself; rich is imported only if it comes to showing.
    """

    def __init__(self, *, shown: bool = True) -> None:
        self._shown = shown and sys.stderr.isatty()
        self._state: tuple[str, int, int | None] = ("Reading", 0, None)
        self._display: RichProgress | None = None
        self._task: TaskID | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(PATIENCE, self._start)
        self._timer.daemon = True

    def __enter__(self) -> Progress:
        """Wait a second before showing anything."""
        if self._shown:
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the display away."""
        self._timer.cancel()
        with self._lock:
            self._shown = False
            if self._display is not None:
                self._display.stop()

    def __call__(self, label: str, done: int, total: int | None) -> None:
        """Note how far the work is."""
        self._state = (label, done, total)
        if self._display is not None and self._task is not None:
            self._display.update(self._task, description=label, completed=done, total=total)

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        with self._lock:
            if not self._shown:
                return
            columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
            display = Progress(*columns, console=Console(stderr=True), transient=True)
            label, done, total = self._state
            self._task = display.add_task(label, completed=done, total=total)
            display.start()
            self._display = display
