"""Forked workers with limits: what aborts, hangs or fills the memory is found, and the run goes on behind it."""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import signal
import sys
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from tests.fuzz import cases, holding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fuzz.cases import Case

    Hold = Callable[[Case, Path], str]

# Of the processor; on the clock, where other programs take their share of it, as many times this.
LONGEST_SECONDS = 20
_ON_THE_CLOCK = 6
MOST_BYTES = 2**30
# Beyond this a worker gets no more memory at all, so that it takes nobody else's.
_ROOM = MOST_BYTES + 2**29


class Found(NamedTuple):
    """What became of an input.

    Attributes:
        number: its number in the run.
        kind: the kind of input.
        way: what was done to it.
        became: `read`, `read with problems` or `refused`; of a finding, what it is in words.
        is_finding: whether something broke.
        where: the last place of our own code, where there is one.
    """

    number: int
    kind: str
    way: str
    became: str
    is_finding: bool = False
    where: str = ""


def run(
    seed: int,
    numbers: range,
    jobs: int = 1,
    kinds: tuple[str, ...] = cases.KINDS,
    hold: Hold = holding.hold,
) -> Iterator[Found]:
    """What became of some inputs of a run, as it is found out.

    Args:
        seed: of the run.
        numbers: of the inputs.
        jobs: how many workers there are at a time.
        kinds: of inputs.
        hold: what holds all that must of an input, and says what became of it.
    """
    cases.prepare(kinds)
    shares = [list(numbers)[job::jobs] for job in range(jobs)]
    workers = [_Worker(seed, share, kinds, hold) for share in shares if share]
    while workers:
        for worker in list(workers):
            found = worker.next()
            if found is None:
                workers.remove(worker)
            else:
                yield found


class _Worker:
    """A process that goes through inputs, and is started anew behind one that ends it."""

    def __init__(self, seed: int, numbers: list[int], kinds: tuple[str, ...], hold: Hold) -> None:
        self._seed = seed
        self._left = numbers
        self._kinds = kinds
        self._hold = hold
        self._start()

    def _start(self) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        reading, writing = os.pipe()
        self._pid = os.fork()
        if not self._pid:
            os.close(reading)
            _work(self._seed, self._left, self._kinds, self._hold, writing)
        os.close(writing)
        self._lines = os.fdopen(reading)

    def next(self) -> Found | None:
        """What became of the next input; None where there is none."""
        if not self._left:
            self._lines.close()
            os.waitpid(self._pid, 0)
            return None
        line = self._lines.readline()
        if line:
            del self._left[0]
            return Found(*json.loads(line))
        self._lines.close()
        _, status = os.waitpid(self._pid, 0)
        number = self._left.pop(0)
        made = cases.case(self._seed, number, self._kinds)
        self._start()
        return Found(number, made.kind, made.way, _end(status), is_finding=True)


def _end(status: int) -> str:
    """How a worker ended, in words."""
    if not os.WIFSIGNALED(status):
        return f"ended with code {os.waitstatus_to_exitcode(status)}"
    number = os.WTERMSIG(status)
    hung = number in (signal.SIGALRM, signal.SIGPROF)
    return f"took over {LONGEST_SECONDS} s" if hung else f"ended by {signal.Signals(number).name}"


def _work(seed: int, numbers: list[int], kinds: tuple[str, ...], hold: Hold, writing: int) -> None:
    """Go through inputs in a process of its own, and never come back."""
    try:
        faulthandler.disable()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        _let_nothing_out()
        room = _size("VmSize") + _ROOM
        resource.setrlimit(resource.RLIMIT_AS, (room, room))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with os.fdopen(writing, "w") as lines:
            for number in numbers:
                lines.write(json.dumps(_examined(cases.case(seed, number, kinds), hold)) + "\n")
                lines.flush()
    finally:
        os._exit(0)


def _let_nothing_out() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _examined(made: Case, hold: Hold) -> Found:
    """What becomes of one input."""
    about = (made.number, made.kind, made.way)
    before = _size("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak counts from now on
    with TemporaryDirectory() as folder:
        path = cases.write(made, Path(folder))
        signal.setitimer(signal.ITIMER_PROF, LONGEST_SECONDS)
        signal.alarm(LONGEST_SECONDS * _ON_THE_CLOCK)
        try:
            became = hold(made, path)
        except Exception as error:
            words = str(error).replace(folder, "")[:600]
            return Found(*about, f"{type(error).__name__}: {words}", is_finding=True, where=_place(error))
        finally:
            signal.alarm(0)
            signal.setitimer(signal.ITIMER_PROF, 0)
    taken = _size("VmHWM") - before
    if taken > MOST_BYTES:
        return Found(*about, f"took {taken / 2**20:,.0f} MiB", is_finding=True)
    return Found(*about, became)


def _place(error: Exception) -> str:
    """The last place of `timediary` itself in a traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/timediary/" in frame.filename] or list(frames)
    return f"{ours[-1].filename.rpartition('/timediary/')[2]}:{ours[-1].lineno} {ours[-1].name}" if ours else ""


def _size(name: str) -> int:
    """A size that the system keeps of this process, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))
