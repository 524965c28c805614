"""Keras 3 and its library (TensorFlow, JAX or PyTorch): loading, GPUs, memory and settings.

All functions use the library that Keras is configured for, and import it when they are called.
:func:`load_keras` must be called first, except for functions that import nothing.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from glob import glob
from pathlib import Path
from types import ModuleType

from .errors import BackendUnavailableError

BACKENDS = ("tensorflow", "jax", "torch")
_INSTALL = "pip install 'nlpzero[keras]'"
_GPU_FILES = ("/dev/nvidia[0-9]*", "/dev/kfd", "/dev/dxg", "/proc/driver/nvidia/gpus/*")
_OUT_OF_MEMORY = ("RESOURCE_EXHAUSTED", "out of memory", "can't allocate memory", "OOM when")
_STDERR = 2
_NOTICE = re.compile(rb"WARNING: All log messages before absl|I\d{4} [\d:.]+ ")
_USABLE_FRACTION = 0.9  # of the free memory; other processes may use the rest


def keras_is_installed() -> bool:
    """Return True if Keras is installed; imports nothing."""
    return importlib.util.find_spec("keras") is not None


def shows_gpu() -> bool:
    """Return True if this process sees a GPU of NVIDIA or AMD; imports nothing.

    Checks device files and ``CUDA_VISIBLE_DEVICES``; libraries may still be unable to use the GPU.
    """
    if os.environ.get("CUDA_VISIBLE_DEVICES", "0").strip() in ("", "-1"):
        return False
    return any(glob(pattern) for pattern in _GPU_FILES) or bool(shutil.which("nvidia-smi"))


def check_keras(owner: str) -> None:
    """Raise BackendUnavailableError if Keras or its library is missing; imports nothing.

    Parameters
    ----------
    owner : str
        Public function or class that needs it, for error messages.
    """
    if not keras_is_installed():
        raise BackendUnavailableError(f"{owner} needs keras", hint=f"Install it: {_INSTALL}")
    if "keras" not in sys.modules:
        _check_backend(_configured_backend(), owner)


def _configured_backend() -> str:
    """Return the library that Keras will load, from the environment, keras.json or the default."""
    if name := os.environ.get("KERAS_BACKEND"):
        return name
    home = os.path.expanduser("~")
    home = home if os.access(home, os.W_OK) else "/tmp"  # as in keras.src.backend.config
    folder = Path(os.environ.get("KERAS_HOME") or os.path.join(home, ".keras"))
    try:
        return str(json.loads((folder / "keras.json").read_text()).get("backend", BACKENDS[0]))
    except (OSError, ValueError, AttributeError):
        return BACKENDS[0]


def load_keras(owner: str) -> ModuleType:
    """Import Keras 3 with its library.

    Parameters
    ----------
    owner : str
        Public function or class that needs it, for error messages.

    Returns
    -------
    module
        ``keras``, with TensorFlow, JAX or PyTorch as selected by ``KERAS_BACKEND``; the default
        is TensorFlow.

    Raises
    ------
    BackendUnavailableError
        If Keras or its library is missing, too old, or not supported.
    """
    check_keras(owner)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # read when TensorFlow is loaded
    try:
        with warnings.catch_warnings(), _without_notices():
            warnings.simplefilter("ignore")  # of these libraries about each other
            import keras

            name = keras.backend.backend()
            _check_backend(name, owner)
            importlib.import_module(name)
    except ImportError as error:
        raise BackendUnavailableError(
            f"{owner} needs keras with one of {', '.join(BACKENDS)}, and loading it failed "
            f"({error})",
            hint=f"Install them ({_INSTALL}), or set KERAS_BACKEND to one that is installed.",
        ) from error
    if not hasattr(keras, "ops"):
        raise BackendUnavailableError(
            f"{owner} needs keras 3, but keras {keras.__version__} is installed",
            hint=f"Install it: {_INSTALL}",
        )
    return keras


@contextlib.contextmanager
def _without_notices() -> Iterator[None]:
    """Drop the notices that TensorFlow writes to standard error before it reads its settings."""
    try:
        original = os.dup(_STDERR)
    except OSError:  # closed
        yield
        return
    with tempfile.TemporaryFile() as written:
        os.dup2(written.fileno(), _STDERR)
        try:
            yield
        finally:
            os.dup2(original, _STDERR)
            os.close(original)
            written.seek(0)
            for line in written:
                if not _NOTICE.match(line):
                    os.write(_STDERR, line)


def _check_backend(name: str, owner: str) -> None:
    """Raise BackendUnavailableError if a library is not supported or not installed."""
    if name not in BACKENDS:
        raise BackendUnavailableError(
            f"{owner} supports keras with {', '.join(BACKENDS)}, but KERAS_BACKEND or keras.json "
            f"is set to {name!r}",
        )
    if importlib.util.find_spec(name) is None:
        line = _INSTALL if name == "tensorflow" else f"pip install keras {name}"
        raise BackendUnavailableError(
            f"{owner} needs {name}, for which keras is configured and which is not installed",
            hint=f"Install it ({line}), or set KERAS_BACKEND to a library that is installed.",
        )


def backend_name() -> str:
    """Return the library behind Keras: "tensorflow", "jax" or "torch"."""
    import keras

    return str(keras.backend.backend())


def _is(name: str) -> bool:
    return backend_name() == name


def gpus() -> list[str]:
    """Return the names of the GPUs that the library can use; it uses the first."""
    if _is("tensorflow"):
        import tensorflow as tf

        found = tf.config.list_physical_devices("GPU")
        details = [tf.config.experimental.get_device_details(device) for device in found]
        return [str(detail.get("device_name", "GPU")) for detail in details]
    if _is("jax"):
        import jax

        return [str(d.device_kind) for d in jax.devices() if d.platform in ("gpu", "cuda", "rocm")]
    import torch

    return [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]


def describe() -> str:
    """Return the names of library and device, such as "keras/tensorflow, CPU"."""
    return f"keras/{backend_name()}, {(gpus() or ['CPU'])[0]}"


def free_bytes() -> int:
    """Return the number of usable free bytes on the device that the library uses."""
    return int(_USABLE_FRACTION * (_free_on_gpu() if gpus() else _free_on_host()))


def _free_on_gpu() -> int:
    if _is("tensorflow"):
        import tensorflow as tf
        from tensorflow.python.client import device_lib

        limits = [d.memory_limit for d in device_lib.list_local_devices() if d.device_type == "GPU"]
        return int(limits[0] - tf.config.experimental.get_memory_info("GPU:0")["current"])
    if _is("jax"):
        import jax

        stats = jax.devices()[0].memory_stats() or {}
        return int(stats.get("bytes_limit", 0) - stats.get("bytes_in_use", 0))
    import torch

    kept = torch.cuda.memory_reserved() - torch.cuda.memory_allocated()
    return int(torch.cuda.mem_get_info()[0] + kept)


def _free_on_host() -> int:
    """Return the memory available without swapping, within the limit of the control group."""
    free = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    with contextlib.suppress(OSError, ValueError, IndexError), open("/proc/meminfo") as file:
        line = next(line for line in file if line.startswith("MemAvailable"))
        free = int(line.split()[1]) << 10
    with contextlib.suppress(OSError, ValueError):
        limit, used = (
            int(open(f"/sys/fs/cgroup/memory.{name}").read()) for name in ("max", "current")
        )
        free = min(free, limit - used)
    return free


def memory_errors() -> tuple[type[Exception], ...]:
    """Return classes of exceptions raised for lack of memory; see :func:`is_out_of_memory`."""
    if _is("tensorflow"):
        import tensorflow as tf

        return (MemoryError, tf.errors.ResourceExhaustedError, tf.errors.InternalError)
    return (MemoryError, RuntimeError)  # JAX and PyTorch derive theirs from the latter


def is_out_of_memory(error: BaseException) -> bool:
    """Return True if an exception reports a lack of memory, of the device or the machine."""
    if isinstance(error, MemoryError):
        return True
    library = type(error).__module__.partition(".")[0]
    supported = library in (*BACKENDS, "jaxlib", "builtins") and isinstance(error, Exception)
    return supported and any(sign in str(error) for sign in _OUT_OF_MEMORY)


@contextlib.contextmanager
def exact_products() -> Iterator[None]:
    """Compute matrix products of float32 in float32, not TF32, within a ``with`` block."""
    with contextlib.ExitStack() as stack:
        if _is("tensorflow"):
            import tensorflow as tf

            switch = tf.config.experimental.enable_tensor_float_32_execution
            stack.callback(switch, tf.config.experimental.tensor_float_32_execution_enabled())
            switch(False)
        elif _is("jax"):
            import jax

            stack.enter_context(jax.default_matmul_precision("highest"))
        else:
            import torch

            stack.callback(torch.set_float32_matmul_precision, torch.get_float32_matmul_precision())
            torch.set_float32_matmul_precision("highest")
        yield


@contextlib.contextmanager
def one_torch_thread() -> Iterator[None]:
    """Run PyTorch on the CPU in the calling thread only, within a ``with`` block.

    Its thread pool synchronizes by spinning after each operation, which takes many times as long
    as the work if other processes use the processors.
    """
    if not _is("torch") or gpus():
        yield
        return
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
