"""Worker processes, each with one photo at a time, whose answers come in the order of the questions.

Not `concurrent.futures`: when one of its processes dies, by a fault in a decoder or for want of memory, all pending work is
lost and nobody knows whose photo it was; and when the parent is killed its processes wait forever.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import multiprocessing
import multiprocessing.connection
import os
import pickle
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

from locator.errors import BatchError, LocatorError

__all__ = ["ONE_THREAD", "Lost", "in_order", "usable_cores"]

Q = TypeVar("Q")
A = TypeVar("A")

#: So many photos may be begun after the first that has no answer yet: a slow one holds up nobody, and little waits in memory.
_AHEAD = 64
#: Seconds after which a photo counts as one that never ends.
_PATIENCE = 600.0
#: Seconds that a process may take before it begins, with everything to import on a busy machine.
_START = 600.0
#: The environment of a worker. One thread in each: processes share the cores, and sums in another order would give other bytes.
ONE_THREAD = {name: "1" for name in ("LOCATOR_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


@dataclasses.dataclass(frozen=True, slots=True)
class Lost:
    """In place of an answer: the worker died of this question twice, or it never ended. `why` says what happened, in words."""

    why: str


def usable_cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(
    work: Callable[[Q], A], questions: Iterable[Q], workers: int, *, ahead: int = _AHEAD, patience: float = _PATIENCE
) -> Iterator[tuple[Q, A | Lost]]:
    """Each question with its answer, by `workers` processes of one thread each. `work` must be picklable.

    Questions are taken as workers come free, before the answers so far are given: no worker waits for whoever reads these.
    At most `ahead` are taken past the one whose answer is due; with 0 none is while an answer is out. An error that `work`
    raises is raised here; a process that dies costs its own question alone, which is asked once more. BatchError when a
    process cannot begin.
    """
    waiting = enumerate(questions)
    again: collections.deque[tuple[int, Q]] = collections.deque()
    answers: dict[int, tuple[Q, A | Lost]] = {}
    tries: collections.Counter[int] = collections.Counter()
    turn, last = 0, -1  # whose answer is due, and who was asked last
    team: list[_Worker[Q, A]] = []

    def next_question() -> tuple[int, Q] | None:
        nonlocal last
        if again:
            return again.popleft()
        if last - turn >= ahead or (task := next(waiting, None)) is None:
            return None
        last = task[0]
        return task

    def hand_out() -> None:
        for worker in team:
            if worker.task is None and (task := next_question()) is not None:
                worker.ask(task)
        while len(team) < workers and (task := next_question()) is not None:
            team.append(_Worker(work))
            team[-1].ask(task)

    def listen(worker: _Worker[Q, A]) -> None:
        assert worker.task is not None
        number, question = task = worker.task
        try:
            if worker.has_answer(patience):
                answers[number] = (question, worker.take())
                tries.pop(number, None)
        except _Died as death:
            team.remove(worker)
            tries[number] += 1
            if death.final or tries[number] > 1:
                answers[number] = (question, Lost(str(death)))
            else:
                again.append(task)

    try:
        while True:
            hand_out()
            busy = [worker for worker in team if worker.task is not None]
            due = turn in answers
            if not busy and not due:
                return
            for worker in _ready(busy, not due, patience):
                listen(worker)
            if due:
                hand_out()  # whoever is given the answer may take their time with it
                yield answers.pop(turn)
                turn += 1
    finally:
        for worker in team:
            worker.stop()


class _Died(Exception):
    """A worker is gone; `final`: asking once more would not help."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


class _Worker(Generic[Q, A]):
    def __init__(self, work: Callable[[Q], A]) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, pickle.dumps(work)), daemon=True)
        self.task: tuple[int, Q] | None = None
        self.since = 0.0
        self._begun = False
        self._answer: A
        with _environment(ONE_THREAD):
            self.process.start()
        theirs.close()

    def ask(self, task: tuple[int, Q]) -> None:
        self.task, self.since = task, time.monotonic() + (0 if self._begun else _START)
        with contextlib.suppress(OSError):  # it died while it had nothing to do: `answer` will tell
            self.pipe.send(task[1])

    def has_answer(self, patience: float) -> bool:
        """Whether the answer has come: False when it only said that it has begun. Raises _Died, and what the work raised."""
        if not self.pipe.poll() and self.process.is_alive() and time.monotonic() - self.since >= patience:
            self.stop()
            raise _Died(f"it took more than {patience:.0f} s", final=True)
        try:
            kind, value = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join()
            if not self._begun:
                raise BatchError("a worker process could not begin; see the lines above, or use fewer --workers") from None
            raise _Died(_cause(self.process.exitcode)) from None
        if kind == "raised":
            raise value
        if kind == "begun":
            self._begun, self.since = True, time.monotonic()
            return False
        self._answer = value
        return True

    def take(self) -> A:
        """The answer; the worker is free."""
        self.task = None
        return self._answer

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _ready(busy: list[_Worker[Q, A]], wait: bool, patience: float) -> list[_Worker[Q, A]]:
    """The workers that have something to say, or have had their time; `wait` until there is one."""
    left = min((worker.since for worker in busy), default=0.0) + patience - time.monotonic() if wait else 0.0
    spoke = set(multiprocessing.connection.wait([worker.pipe for worker in busy], max(0.0, left)))
    late = time.monotonic() - patience
    return [worker for worker in busy if worker.pipe in spoke or worker.since <= late]


def _cause(code: int | None) -> str:
    if code is not None and code < 0:
        name = signal.Signals(-code).name
        return f"its process was ended by {name}" + (", perhaps for want of memory" if name == "SIGKILL" else "")
    return f"its process ended with code {code}"


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set for processes that are started inside: they must have it before they import anything."""
    before = {name: os.environ.get(name) for name in values}
    os.environ |= values
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _serve(pipe: Connection, pickled: bytes) -> None:
    """A worker's life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the parent decides
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    work: Callable[[Any], Any] = pickle.loads(pickled)
    _calm_opencv()
    pipe.send(("begun", None))
    while True:
        try:
            question = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(("answer", work(question)))
        except (LocatorError, OSError) as error:
            pipe.send(("raised", error))
        except Exception as error:
            pipe.send(
                ("raised", RuntimeError("".join(traceback.format_exception(error))))
            )  # perhaps of a class that no pipe takes


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _calm_opencv() -> None:
    import cv2

    cv2.setNumThreads(1)
