"""Work on the windows of a large survey by the workers of a Dask cluster.

The scheduling is Dask's: which worker does what, and what is done again where one is lost. Threads, processes of this
machine and a cluster of machines differ in nothing but how Dask's client is begun.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from timediary import __version__
from timediary.ingest.data_set import size_of
from timediary.ingest.standard_input import located
from timediary.model.problem import RequestError, TimediaryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Progress = Callable[[str, int, int | None], None]

W = TypeVar("W")
P = TypeVar("P")

LOCAL, THREADS = "local", "threads"
INSTALL = "Install it, here and where workers run: pip install 'timediary[cluster]'."
SAME_EVERYWHERE = "All workers must see the same files by the same names: on a file system they share, or in a store."


def results_in_order(
    work: Callable[[W], P],
    windows: Sequence[W],
    files: Sequence[str],
    scheduler: str,
    progress: Progress | None = None,
) -> Iterator[P]:
    """What comes of some work on each window, in the order of the windows, wherever and whenever each is done.

    Args:
        work: what is done with one window; it can be pickled.
        windows: the windows.
        files: what the work reads; workers must see the same.
        scheduler: `local` for as many processes of this machine as it has processors, `local:4` for four, `threads` for
            threads, the address of a Dask scheduler (`tcp://...`), or the file that has it.
        progress: told how many windows are done.

    Raises:
        RequestError: there is no such scheduler, or Dask isn't installed.
        TimediaryError: a worker can't do it; what the work itself raises is raised here.
    """
    told = progress or _silent
    with _client(scheduler) as client:
        told(f"Waiting for workers of {scheduler}", 0, None)
        client.wait_for_workers(1)
        task = Task(work, __version__, {file: size_of(located(file)) for file in files})
        futures = client.map(task, windows, pure=False)[::-1]
        for done in range(len(windows)):
            told(f"Workers of {scheduler}", done, len(windows))
            with _in_words(scheduler):
                result = futures[-1].result()
            futures.pop()  # so that the cluster forgets it
            yield result


@dataclass(frozen=True)
class Task(Generic[W, P]):
    """Some work as a worker does it, which first sees that it has the same program and the same files."""

    work: Callable[[W], P]
    version: str
    sizes: Mapping[str, int]

    def __call__(self, window: W) -> P:
        """Work on a window.

        Raises:
            TimediaryError: the program or a file is another one here.
        """
        if self.version != __version__:
            raise TimediaryError(f"A worker has timediary {__version__}; it must have {self.version}, as here.")
        for file, size in self.sizes.items():
            try:
                here = size_of(located(file))
            except (OSError, TimediaryError) as error:
                raise TimediaryError(f"A worker can't open '{file}': {error}. {SAME_EVERYWHERE}") from None
            if here != size:
                raise TimediaryError(f"A worker finds another file as '{file}'. {SAME_EVERYWHERE}")
        return self.work(window)


@contextmanager
def _client(scheduler: str) -> Iterator[Any]:
    """Dask's client of a scheduler that is there, or of a local one, which ends with it."""
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise RequestError(f"--scheduler {scheduler} needs Dask, which isn't installed. {INSTALL}") from error
    kind, _, workers = scheduler.partition(":")
    if kind in (LOCAL, THREADS) and (not workers or (workers.isdigit() and int(workers))):
        several = int(workers) if workers else None
        shape = {"n_workers": several, "threads_per_worker": 1}
        if kind == THREADS:
            shape = {"n_workers": 1, "threads_per_worker": several}
        # (port 0: any that is free, in place of the usual one, about which Dask would warn where it isn't)
        options = {"processes": kind == LOCAL, "dashboard_address": ":0", "silence_logs": logging.CRITICAL + 1}
        try:
            cluster = LocalCluster(**shape, **options)
        except (OSError, RuntimeError) as error:
            raise TimediaryError(f"The workers of '{scheduler}' can't be started: {error}") from error
        with cluster, Client(cluster, set_as_default=False) as client:
            yield client
        return
    if "://" not in scheduler and not Path(scheduler).is_file():
        raise RequestError(
            f"There is no scheduler '{scheduler}'. Give '{LOCAL}', '{THREADS}', the address of a Dask scheduler (such "
            "as tcp://10.0.0.1:8786), or the file that it writes with its address."
        )
    where = {"address": scheduler} if "://" in scheduler else {"scheduler_file": scheduler}
    try:
        client = Client(**where, set_as_default=False)
    except (OSError, ValueError) as error:
        raise TimediaryError(f"There is no Dask scheduler at '{scheduler}': {error}.") from error
    with client:
        yield client


@contextmanager
def _in_words(scheduler: str) -> Iterator[None]:
    """A block that waits for a worker; what is raised there and isn't in words is told here."""
    from distributed import KilledWorker

    try:
        yield
    except TimediaryError:
        raise
    except KilledWorker as error:
        raise TimediaryError(
            f"Several workers of {scheduler} were lost one after another at the same part of the survey, mostly for "
            "want of memory: give each 1 GB or more."
        ) from error
    except Exception as error:
        told = " ".join(f"{type(error).__name__}: {error}".split())
        raise TimediaryError(
            f"{scheduler} can't do the work: {told.rstrip('.')}. The scheduler and all workers need timediary "
            f"{__version__} and what it needs, in the versions that are here. {INSTALL}"
        ) from error


def _silent(label: str, done: int, total: int | None) -> None:
    """Progress that nobody wants to know."""
