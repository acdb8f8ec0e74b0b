"""Processes that do one job after the other and can be killed when a job takes too long."""

import gc
import multiprocessing
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Self, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

# Forking takes milliseconds where spawning takes half a second, but is not safe on macOS.
_context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
# Jobs handed to a worker ahead, so that it need not wait while the results are being used.
_AHEAD = 4


class TookTooLong(Exception):
    """The job's time was up; its process was killed."""


class Died(Exception):
    """The process that had the job ended, out of memory for instance."""


@dataclass
class _Worker(Generic[Job]):
    process: Any
    pipe: Connection
    jobs: deque[Job]
    since: float


class Pool(Generic[Job, Result]):
    """Up to `processes` workers. Each calls `load` when it starts and what that returns for every job, which must not
    raise and may take `seconds`."""

    def __init__(self, load: Callable[[], Callable[[Job], Result]], *, processes: int, seconds: float) -> None:
        self._load, self._processes, self._seconds = load, processes, seconds
        self._workers: list[_Worker[Job]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, jobs: int) -> None:
        """Starts the workers that so many jobs will need, as far as they do not run, so that they load meanwhile."""
        while len(self._workers) < min(self._processes, jobs):
            self._workers.append(_start(self._load))

    def stop(self) -> None:
        """Ends the workers and gives their memory back. `start` and `run` make new ones."""
        while self._workers:
            _stop(self._workers.pop())

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Result | TookTooLong | Died]]:
        """Hands the jobs out at once, and yields each with its result as they get done. A job over its time, or that
        takes its process down, yields the exception instead and the others go on."""
        queue = deque(jobs)
        self.start(len(queue))
        for worker in self._workers:
            _feed(worker, queue)
        return self._outcomes(queue)

    def _outcomes(self, queue: deque[Job]) -> Iterator[tuple[Job, Result | TookTooLong | Died]]:
        workers = self._workers
        while queue or any(worker.jobs for worker in workers):
            for worker in workers:
                _feed(worker, queue)
            busy = [worker for worker in workers if worker.jobs]
            left = min(worker.since for worker in busy) + self._seconds - time.monotonic()
            ready = set(wait([worker.pipe for worker in busy], timeout=max(left, 0)))
            for position, worker in enumerate(workers):
                if worker.pipe in ready:
                    outcome = _receive(worker)
                elif worker.jobs and time.monotonic() - worker.since >= self._seconds:
                    outcome = TookTooLong()
                else:
                    continue
                job = worker.jobs.popleft()
                worker.since = time.monotonic()
                if isinstance(outcome, TookTooLong | Died):
                    queue.extendleft(reversed(worker.jobs))
                    _stop(worker)
                    workers[position] = _start(self._load)
                yield job, outcome


def _start(load: Callable[[], Callable[[Job], Result]]) -> _Worker[Job]:
    mine, theirs = _context.Pipe()
    process = _context.Process(target=_serve, args=(load, theirs), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, mine, deque(), time.monotonic())


def _feed(worker: _Worker[Job], queue: deque[Job]) -> None:
    if not worker.jobs:
        worker.since = time.monotonic()
    while queue and len(worker.jobs) < _AHEAD:
        worker.jobs.append(queue.popleft())
        with suppress(ConnectionError):  # a worker that has died is noticed when its result is due
            worker.pipe.send(worker.jobs[-1])


def _receive(worker: _Worker[Job]) -> Any:
    try:
        return worker.pipe.recv()
    except (EOFError, ConnectionError):
        return Died()


def _stop(worker: _Worker[Job]) -> None:
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


def _serve(load: Callable[[], Callable[[Job], Result]], pipe: Connection) -> None:
    # Else the first collection would copy all the memory that is shared with the process that forked this one.
    gc.freeze()
    task = load()
    while True:
        try:
            job = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        pipe.send(task(job))
