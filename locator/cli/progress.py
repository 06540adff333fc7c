"""How far a batch has come: a bar on a terminal; elsewhere a line now and then, so that a log of many photos can be read."""

from __future__ import annotations

import datetime
import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

__all__ = ["Steps"]

#: Seconds between two lines of a log.
_PAUSE = 10.0


class Steps:
    """Counts up to `total`, with rate, time left and failures, on stderr."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = self._failed = 0
        self._start = self._told = time.monotonic()
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._bar: Progress | None = None
        if sys.stderr.isatty():
            self._bar = Progress(
                TextColumn("photos"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[rate]}"),
                TimeElapsedColumn(),
                TextColumn("left"),
                TimeRemainingColumn(),
                TextColumn("{task.fields[failed]}"),
                console=self._console,
            )
            self._task = self._bar.add_task("photos", total=total, rate="", failed="")

    def __enter__(self) -> Steps:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def step(self, trouble: str | None = None) -> None:
        """One more is done; `trouble` says that it failed, and how."""
        self._done += 1
        self._failed += trouble is not None
        now = time.monotonic()
        rate = self._done / max(now - self._start, 1e-3)
        failed = f"{self._failed} failed" if self._failed else ""
        if trouble is not None:
            self._console.print(trouble, markup=False)
        if self._bar is not None:
            self._bar.update(self._task, advance=1, rate=_pace(rate), failed=failed)
        elif now - self._told >= _PAUSE or self._done == self._total:
            self._told = now
            left = datetime.timedelta(seconds=round((self._total - self._done) / rate))
            line = f"[{self._done}/{self._total}] {_pace(rate)}, {left} left"
            self._console.print(", ".join(filter(None, (line, failed))), markup=False)


def _pace(rate: float) -> str:
    """A number of photos a second in words; slow work by what one takes."""
    return f"{rate:.1f} photos a second" if rate >= 1 else f"{1 / rate:.1f} s a photo"
