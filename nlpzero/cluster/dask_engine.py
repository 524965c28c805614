"""Tasks on a Dask cluster: one at a time on each worker, repeated elsewhere if a worker is lost."""

from __future__ import annotations

import logging
import queue
import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from simpler_glove.errors import (
    BackendUnavailableError,
    InputError,
    NlpzeroError,
    ParameterError,
    ResourceError,
)
from simpler_glove.memory import reuse_freed_memory
from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Stage
from simpler_glove.textio.file_state import FileState

from .results import TaskResult
from .worker_checks import (
    check_access,
    compare_versions,
    find_access_problem,
    library_versions,
    remove_probe,
    write_probe,
)

try:
    import dask
    from distributed import Client, Future, KilledWorker, LocalCluster, WorkerPlugin, get_worker
    from distributed.utils import silence_logging_cmgr
except ImportError:
    raise BackendUnavailableError(
        "A cluster needs Dask", hint="Install it: pip install 'nlpzero[cluster]'"
    ) from None

TIMEOUT_SECONDS = 20.0
_LOCAL = re.compile(r"local:([1-9]\d{0,3})")
_ADDRESS = re.compile(r"[a-z]+://\S+")
_RESOURCE = "nlpzero-task"
_RETRIES = 2  # after errors of a machine; a task of a lost worker is repeated by Dask
_CHECK_SECONDS = 5.0
_LOCAL_SETTINGS = {  # each process would otherwise need 3 % of a processor for its own statistics
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.client.scheduler-info-interval": "30s",
}


class _OneTask(WorkerPlugin):
    """Lets a worker with the same versions run one task at a time."""

    name = "nlpzero-one-task"

    def __init__(self, versions: dict[str, str]) -> None:
        self._versions = versions

    async def setup(self, worker: Any) -> None:
        if library_versions() == self._versions:
            await worker.set_resources(**{_RESOURCE: 1})


def run_task(function: Callable[..., TaskResult], arguments: dict[str, Any]) -> Any:
    """Run a task with all threads of the worker; return errors that a repetition cannot avoid."""
    reuse_freed_memory()  # a task with a memory budget sets it otherwise
    try:
        return function(**arguments, threads=get_worker().state.nthreads)
    except NlpzeroError as error:
        return error


class DaskEngine:
    """Runs tasks on the workers of a Dask cluster.

    Parameters
    ----------
    client : distributed.Client
        A connected client.
    address : str
        Address of the scheduler, for messages.
    timeout : float
        Seconds without any worker after which the work is given up.
    """

    def __init__(self, client: Client, address: str, timeout: float) -> None:
        self._client = client
        self._address = address
        self.timeout = timeout

    @property
    def workers(self) -> int:
        """Number of workers."""
        return len(self._client.nthreads())

    def check(self, folder: Path, states: Sequence[FileState]) -> None:
        """Compare versions, and check that all workers can access results and input."""
        client = self._client
        try:
            client.wait_for_workers(1, timeout=self.timeout)
        except TimeoutError:
            raise InputError("the Dask scheduler has no worker", path=self._address) from None
        compare_versions(client.run(library_versions, on_error="return"))
        probe = write_probe(folder)
        try:
            check_access(
                client.run(find_access_problem, str(probe), list(states), on_error="return")
            )
        finally:
            remove_probe(probe)
        client.register_plugin(_OneTask(library_versions()))

    def map(
        self,
        function: Callable[..., TaskResult],
        calls: Sequence[dict[str, Any]],
        stage: Stage,
    ) -> Iterator[TaskResult]:
        """Call a function once for each dict of arguments.

        Parameters
        ----------
        function : callable
            A function of a module, called with the arguments and with ``threads``.
        calls : sequence of dict
            Arguments of each call.
        stage : Stage
            Receives finished tasks.

        Returns
        -------
        iterator of TaskResult
            In the order of the calls, the first ones while other tasks run.

        Raises
        ------
        InputError
            If the scheduler or all workers are lost.
        ResourceError
            If several workers died while they ran the same task.
        """
        done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        run = uuid4().hex
        futures: dict[Any, tuple[int, Future]] = {}
        for number, arguments in enumerate(calls):
            future = self._client.submit(
                run_task, function, arguments,
                key=f"{function.__name__}-{run}-{number}", pure=False, retries=_RETRIES,
                resources={_RESOURCE: 1},
            )  # fmt: skip
            futures[future.key] = number, future
            future.add_done_callback(done.put)
        return self._results(done, futures, stage)

    def _results(
        self, done: queue.SimpleQueue[Future], futures: dict[Any, tuple[int, Future]], stage: Stage
    ) -> Iterator[TaskResult]:
        """Yield the results of tasks in order; cancel the others if one fails."""
        results: dict[int, TaskResult] = {}
        try:
            for place in range(len(futures)):
                while place not in results:
                    number, future = futures.pop(self._next(done).key)
                    results[number] = self._result(future)
                    stage.add(1)
                yield results.pop(place)
        finally:
            self._client.cancel([future for _, future in futures.values()], force=True)

    def _next(self, done: queue.SimpleQueue[Future]) -> Future:
        """Return the next finished task; InputError if there is no worker for some time."""
        deadline = time.monotonic() + self.timeout
        while True:
            try:
                return done.get(timeout=min(_CHECK_SECONDS, self.timeout))
            except queue.Empty:
                if self._is_working():
                    deadline = time.monotonic() + self.timeout
                elif time.monotonic() >= deadline:
                    raise InputError(
                        f"the Dask scheduler has had no worker for {self.timeout:g} s",
                        path=self._address,
                    ) from None

    def _is_working(self) -> bool:
        try:
            return bool(self.workers)
        except (OSError, TimeoutError):
            return False

    def _result(self, future: Future) -> TaskResult:
        try:
            result = future.result()
        except KilledWorker as error:
            raise ResourceError(
                f"{error.allowed_failures + 1} workers died while they ran the same task, the "
                f"last of them {error.last_worker.address}",
                hint="They probably had too little memory: {memory} limits that of each worker.",
            ) from error
        except CancelledError:
            raise InputError(
                "the connection to the Dask scheduler was lost", path=self._address
            ) from None
        if isinstance(result, NlpzeroError):
            raise result
        assert isinstance(result, TaskResult)
        return result


@contextmanager
def connect(
    cluster: object, *, threads: int | None = None, timeout: float = TIMEOUT_SECONDS
) -> Iterator[DaskEngine]:
    """Connect to a Dask cluster, or start one on this machine.

    Parameters
    ----------
    cluster : str
        Address of a scheduler, such as ``tcp://host:8786``; or ``local:4`` for four worker
        processes.
    threads : int, optional
        Number of threads of all local workers together; None selects all processors that the
        process may use.
    timeout : float, default 20
        Seconds to wait for an answer of the scheduler and for its first worker.

    Yields
    ------
    DaskEngine
        Runs tasks.

    Raises
    ------
    InputError
        If no scheduler answers at the address.
    ParameterError
        If `cluster` is neither an address nor ``local:N``.
    """
    if local := _LOCAL.fullmatch(str(cluster)):
        workers = int(local[1])
        each = max(1, resolve_threads(threads, "connect") // workers)
        with (
            dask.config.set(_LOCAL_SETTINGS),
            LocalCluster(
                n_workers=workers, threads_per_worker=each, processes=True, memory_limit=None,
                dashboard_address=None, silence_logs=logging.ERROR,
            ) as started,
            Client(started, set_as_default=False) as client,
        ):  # fmt: skip
            client.wait_for_workers(workers)
            yield DaskEngine(client, str(cluster), timeout)
        return
    if not isinstance(cluster, str) or not _ADDRESS.fullmatch(cluster):
        raise ParameterError(
            parameter="cluster",
            allowed="the address of a Dask scheduler, such as 'tcp://host:8786', or 'local:4'",
            got=cluster,
        )
    with silence_logging_cmgr(logging.CRITICAL):  # the errors below state what has happened
        try:
            client = Client(cluster, timeout=timeout, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise InputError(
                f"no Dask scheduler answered within {timeout:g} s",
                path=cluster,
                hint="Start one with: dask scheduler",
            ) from error
        with client:
            yield DaskEngine(client, cluster, timeout)
