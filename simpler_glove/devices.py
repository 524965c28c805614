"""What TensorFlow, JAX and PyTorch do each in its own way, behind Keras 3.

Everything here works with the library that Keras was started with, and imports it only when
called: `load_keras` comes first.  Arrays and tensors are those of that library.
"""
# Longer than 200 lines, because all that differs between the three is to be found in one place.

from __future__ import annotations

import contextlib
import functools
import importlib
import importlib.util
import json
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from glob import glob
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import BackendUnavailableError

BACKENDS = ("tensorflow", "jax", "torch")
_INSTALL = "pip install 'nlpzero[keras]'"
_GPU_FILES = ("/dev/nvidia[0-9]*", "/dev/kfd", "/dev/dxg", "/proc/driver/nvidia/gpus/*")
_OUT_OF_MEMORY = ("RESOURCE_EXHAUSTED", "out of memory", "can't allocate memory", "OOM when")
_USED_BY_OTHERS = 0.9  # share of what is free that is counted on


def keras_is_installed() -> bool:
    """Whether Keras could be loaded; nothing is imported to find out."""
    return importlib.util.find_spec("keras") is not None


def shows_gpu() -> bool:
    """Whether the machine shows a GPU of NVIDIA or AMD to this process; imports nothing.

    A look at device files and at ``CUDA_VISIBLE_DEVICES``; what it sees need not work.
    """
    if os.environ.get("CUDA_VISIBLE_DEVICES", "0").strip() in ("", "-1"):
        return False
    return any(glob(pattern) for pattern in _GPU_FILES) or bool(shutil.which("nvidia-smi"))


def check_keras(owner: str) -> None:
    """Raise BackendUnavailableError if Keras or the library behind it is missing; imports nothing.

    Parameters
    ----------
    owner : str
        Name of the public thing that needs it, for messages.
    """
    if not keras_is_installed():
        raise BackendUnavailableError(f"{owner} needs keras: {_INSTALL}")
    if "keras" not in sys.modules:
        _check_backend(_set_backend(), owner)


def _set_backend() -> str:
    """Tell the library that Keras would start with, as it does: by environment, file, default."""
    if name := os.environ.get("KERAS_BACKEND"):
        return name
    folder = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    try:
        return str(json.loads((folder / "keras.json").read_text()).get("backend", BACKENDS[0]))
    except (OSError, ValueError, AttributeError, RuntimeError):  # none there, or no home
        return BACKENDS[0]


def load_keras(owner: str) -> ModuleType:
    """Import Keras 3 with its library.

    Parameters
    ----------
    owner : str
        Name of the public thing that needs it, for messages.

    Returns
    -------
    module
        ``keras``, with TensorFlow, JAX or PyTorch behind it: ``KERAS_BACKEND`` says which,
        TensorFlow if nothing is said.

    Raises
    ------
    BackendUnavailableError
        If Keras or the library behind it is missing, too old, or of another kind.
    """
    check_keras(owner)
    try:
        with warnings.catch_warnings(), _quiet_start():
            warnings.simplefilter("ignore")  # of these libraries about one another
            import keras

            name = keras.backend.backend()
            _check_backend(name, owner)
            importlib.import_module(name)
    except ImportError as error:
        raise BackendUnavailableError(
            f"{owner} needs keras with one of {', '.join(BACKENDS)}, and loading it failed "
            f"({error}): {_INSTALL}, or set KERAS_BACKEND to one that is installed."
        ) from error
    if not hasattr(keras, "ops"):
        raise BackendUnavailableError(
            f"{owner} needs keras 3; here is keras {keras.__version__}: {_INSTALL}"
        )
    return keras


@contextlib.contextmanager
def _quiet_start() -> Iterator[None]:
    """Keep what TensorFlow tells of its start from standard error, unless a user asks for it.

    Some of it is written by C++ code before that looks at TF_CPP_MIN_LOG_LEVEL.
    """
    if "TF_CPP_MIN_LOG_LEVEL" in os.environ or "tensorflow" in sys.modules:
        yield
        return
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    try:
        kept = os.dup(2)
    except OSError:  # closed: nobody would read it
        yield
        return
    with open(os.devnull, "wb") as nothing:
        os.dup2(nothing.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _check_backend(name: str, owner: str) -> None:
    """Raise if the library `name` is none of the three, or missing."""
    if name not in BACKENDS:
        raise BackendUnavailableError(
            f"{owner} works with keras on {', '.join(BACKENDS)}. KERAS_BACKEND, or keras.json, "
            f"says {name!r} instead."
        )
    if importlib.util.find_spec(name) is None:
        line = _INSTALL if name == "tensorflow" else f"pip install keras {name}"
        raise BackendUnavailableError(
            f"{owner} needs {name}, which keras is set to and which is not installed: {line}, or "
            "set KERAS_BACKEND to one that is."
        )


def backend_name() -> str:
    """Return the library behind Keras: "tensorflow", "jax" or "torch"."""
    import keras

    return str(keras.backend.backend())


def _is(name: str) -> bool:
    return backend_name() == name


def gpus() -> list[str]:
    """Names of the GPUs that the library behind Keras can use, the first being the one it does."""
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
    """Return library and device in words, as "keras/tensorflow, CPU"."""
    return f"keras/{backend_name()}, {(gpus() or ['CPU'])[0]}"


def free_bytes() -> int:
    """Return how many bytes can still be taken on the device that the library works on."""
    return int(_USED_BY_OTHERS * (_free_on_gpu() if gpus() else _free_on_host()))


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
    """Return what the system would give without swapping, or what the control group leaves."""
    free = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    with contextlib.suppress(OSError, ValueError, IndexError), open("/proc/meminfo") as file:
        line = next(line for line in file if line.startswith("MemAvailable"))
        free = int(line.split()[1]) << 10
    with contextlib.suppress(OSError, ValueError):
        most, taken = (
            int(open(f"/sys/fs/cgroup/memory.{name}").read()) for name in ("max", "current")
        )
        free = min(free, most - taken)
    return free


def memory_errors() -> tuple[type[Exception], ...]:
    """Classes of what is raised where memory does not suffice; see `is_out_of_memory`."""
    if _is("tensorflow"):
        import tensorflow as tf

        return (MemoryError, tf.errors.ResourceExhaustedError, tf.errors.InternalError)
    return (MemoryError, RuntimeError)  # JAX and PyTorch derive theirs from the latter


def is_out_of_memory(error: BaseException) -> bool:
    """Whether `error` says that memory did not suffice, of the device or of the machine."""
    if isinstance(error, MemoryError):
        return True
    library = type(error).__module__.partition(".")[0]
    ours = library in (*BACKENDS, "jaxlib", "builtins") and isinstance(error, Exception)
    return ours and any(sign in str(error) for sign in _OUT_OF_MEMORY)


@contextlib.contextmanager
def exact_products() -> Iterator[None]:
    """Have matrix products of float32 computed in float32, not in TF32; restored at the end."""
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
    """Have PyTorch on the CPU compute in the thread that calls it; restored at the end.

    Its own threads wait for one another after each operation, spinning: where the processors
    are shared with others that takes many times as long as the work.
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


def compiled(
    function: Callable[..., Any], *, xla: bool = True, gradients: bool = False
) -> Callable[..., Any]:
    """Compile a function of tensors; its shapes must be the same at every call.

    Parameters
    ----------
    function : callable
        Takes and returns tensors, or tuples of them; no other arguments.
    xla : bool, default True
        Whether TensorFlow shall compile with XLA; JAX always does, PyTorch runs step by step.
    gradients : bool, default False
        Whether PyTorch shall record what it takes for gradients.
    """
    if _is("tensorflow"):
        import tensorflow as tf

        return tf.function(function, jit_compile=xla, autograph=False)
    if _is("jax"):
        import jax

        return jax.jit(function)
    if gradients:
        return function
    import torch

    return torch.no_grad()(function)


def matrix(values: Any) -> Any:
    """Make a matrix whose rows `set_rows` can change in place, from a tensor or an array."""
    if _is("tensorflow"):
        import tensorflow as tf

        return tf.Variable(values, trainable=False)
    import keras

    return keras.ops.convert_to_tensor(values)


def scalar(value: float) -> Any:
    """Make a tensor of one number: as an argument it does not have a function compiled anew."""
    import keras

    return keras.ops.convert_to_tensor(value, "float32")


def get_rows(matrix: Any, indices: Any) -> Any:
    """Copy the rows at `indices`, which must be there, of a `matrix` or any other tensor."""
    if _is("tensorflow"):
        import tensorflow as tf

        return tf.gather(matrix, indices)
    if _is("jax"):
        return matrix.at[indices].get(mode="promise_in_bounds")
    import torch

    if indices.ndim == 1:
        return matrix.index_select(0, indices)
    return torch.nn.functional.embedding(indices, matrix)


def set_rows(matrix: Any, indices: Any, rows: Any) -> Any:
    """Write `rows` to the places `indices` of a `matrix`, in place; use what is returned.

    Of repeated indices any one row is written.  With JAX the matrix that was given is spent.
    """
    if _is("tensorflow"):
        import tensorflow as tf

        tf.raw_ops.ResourceScatterUpdate(resource=matrix.handle, indices=indices, updates=rows)
        return matrix
    if _is("jax"):
        return _jax_setter()(matrix, indices, rows)
    import torch

    with torch.no_grad():
        matrix.index_copy_(0, indices.long(), rows)
    return matrix


@functools.cache
def _jax_setter() -> Callable[..., Any]:
    import jax

    return jax.jit(lambda matrix, indices, rows: matrix.at[indices].set(rows), donate_argnums=0)


def sum_by_row(values: Any, rows: Any, size: int, *, order: Any = None) -> Any:
    """Add the entries of `values` (T, ...) that belong to each of `size` rows.

    Parameters
    ----------
    values : tensor of float32, shape (T, ...)
        What is added.
    rows : tensor of int32, shape (T,)
        Below `size`, ascending.
    size : int
        Rows of the result; those that nothing belongs to are 0.
    order : tensor of int32, shape (T,), optional
        ``values[order[k]]`` belongs to ``rows[k]``; None has them in order.
    """
    if _is("tensorflow"):
        import tensorflow as tf

        if order is not None:
            return tf.sparse.segment_sum(values, order, rows, num_segments=size)
        return tf.math.unsorted_segment_sum(values, rows, size)
    if order is not None:
        values = get_rows(values, order)
    if _is("jax"):
        import jax

        return jax.ops.segment_sum(values, rows, size, indices_are_sorted=True)
    import torch

    out = torch.zeros((size, *values.shape[1:]), dtype=values.dtype, device=values.device)
    return out.index_add_(0, rows, values)


def batch_products(left: Any, right: Any, *, turned: str = "") -> Any:
    """Multiply the matrices (N, A, B) and (N, B, C) of each pair; `turned` is "left" or "right".

    The matrices of that side lie the other way round, (N, B, A) or (N, C, B); TensorFlow would
    copy them to turn them.
    """
    if _is("tensorflow"):
        import tensorflow as tf

        return tf.matmul(left, right, transpose_a=turned == "left", transpose_b=turned == "right")
    from keras import ops

    if turned:
        turn = ops.transpose(left if turned == "left" else right, (0, 2, 1))
        left, right = (turn, right) if turned == "left" else (left, turn)
    return ops.matmul(left, right)


def products(matrices: Any, vectors: Any) -> Any:
    """Multiply each of the matrices (T, L, D) by its vector (T, D); (T, L)."""
    if _is("torch") and not matrices.is_cuda:
        return (matrices * vectors[:, None, :]).sum(2)  # the other is 5 times slower there
    from keras import ops

    return ops.squeeze(ops.matmul(matrices, ops.expand_dims(vectors, 2)), 2)


def upload(arrays: Sequence[NDArray[Any]]) -> tuple[Any, ...]:
    """Copy arrays to the device while it computes; to be called in a thread of its own.

    What comes out is handed to `arrived` in the thread that computes.
    """
    if _is("tensorflow"):
        import tensorflow as tf

        if not gpus():
            return tuple(tf.identity(array) for array in arrays)
        with tf.device("GPU:0"):  # TensorFlow keeps whole numbers of 32 bits on the host
            wide = (a.astype(np.int64) if a.dtype == np.int32 else a for a in arrays)
            return tuple(tf.identity(array) for array in wide)
    if _is("jax"):
        import jax

        return tuple(jax.device_put(array) for array in arrays)
    import torch

    if not gpus():
        import keras

        return tuple(map(keras.ops.convert_to_tensor, arrays))
    side = _side_stream()
    with torch.cuda.stream(side):
        pinned = [torch.from_numpy(array).pin_memory() for array in arrays]
        copies = tuple(array.to("cuda", non_blocking=True) for array in pinned)
    side.synchronize()  # waits in this thread alone
    return copies


def arrived(tensors: tuple[Any, ...]) -> tuple[Any, ...]:
    """Take tensors over from `upload`: their memory is not given away while they are in use."""
    if _is("torch") and tensors and tensors[0].is_cuda:
        import torch

        for tensor in tensors:
            tensor.record_stream(torch.cuda.current_stream())
    return tensors


@functools.cache
def _side_stream() -> Any:
    import torch

    return torch.cuda.Stream()


def to_numpy(tensor: Any) -> NDArray[Any]:
    """Wait for a tensor and copy it to the host."""
    if _is("torch"):
        return tensor.detach().cpu().numpy()
    return np.asarray(tensor)
