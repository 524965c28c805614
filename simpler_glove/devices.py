"""Operations that TensorFlow, JAX and PyTorch, the libraries behind Keras 3, do differently.

All functions use the library that Keras is configured for, and import it when they are called.
:func:`load_keras` must be called first. Tensors are those of that library.
"""

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
    folder = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    try:
        return str(json.loads((folder / "keras.json").read_text()).get("backend", BACKENDS[0]))
    except (OSError, ValueError, AttributeError, RuntimeError):  # no file, or no home directory
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
        with warnings.catch_warnings():
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


def compiled(
    function: Callable[..., Any], *, xla: bool = True, gradients: bool = False
) -> Callable[..., Any]:
    """Compile a function of tensors whose shapes are the same in every call.

    Parameters
    ----------
    function : callable
        Takes and returns tensors or tuples of tensors only.
    xla : bool, default True
        Compile with XLA in TensorFlow; JAX always does, PyTorch never compiles.
    gradients : bool, default False
        Record operations for gradients in PyTorch.
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
    """Create a matrix from a tensor or array; :func:`set_rows` can change it in place."""
    if _is("tensorflow"):
        import tensorflow as tf

        return tf.Variable(values, trainable=False)
    import keras

    return keras.ops.convert_to_tensor(values)


def scalar(value: float) -> Any:
    """Create a tensor of one number; as an argument it does not cause recompilation."""
    import keras

    return keras.ops.convert_to_tensor(value, "float32")


def get_rows(matrix: Any, indices: Any) -> Any:
    """Return the rows of a tensor at `indices`, which must be valid."""
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
    """Set the rows at `indices` of a matrix in place; the caller must use the returned matrix.

    For repeated indices any one of the rows is written. JAX frees the matrix that was passed.
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
    """Sum the entries of `values` that belong to each of `size` rows.

    Parameters
    ----------
    values : tensor of float32, shape (T, ...)
        Entries.
    rows : tensor of int32, shape (T,)
        Row of each entry, below `size`, ascending.
    size : int
        Number of rows of the result; rows without entries are 0.
    order : tensor of int32, shape (T,), optional
        ``values[order[k]]`` belongs to ``rows[k]``; None means ``values[k]``.
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


def batch_products(left: Any, right: Any, *, transposed: str = "") -> Any:
    """Multiply N pairs of matrices, (N, A, B) and (N, B, C).

    `transposed` is "left" or "right" if these matrices are passed transposed, (N, B, A) or
    (N, C, B), which saves a copy in TensorFlow.
    """
    if _is("tensorflow"):
        import tensorflow as tf

        return tf.matmul(
            left, right, transpose_a=transposed == "left", transpose_b=transposed == "right"
        )
    from keras import ops

    if transposed == "left":
        left = ops.transpose(left, (0, 2, 1))
    elif transposed == "right":
        right = ops.transpose(right, (0, 2, 1))
    return ops.matmul(left, right)


def products(matrices: Any, vectors: Any) -> Any:
    """Multiply T matrices (T, L, D) by T vectors (T, D); (T, L)."""
    if _is("torch") and not matrices.is_cuda:
        return (matrices * vectors[:, None, :]).sum(2)  # matmul takes 5 times as long
    from keras import ops

    return ops.squeeze(ops.matmul(matrices, ops.expand_dims(vectors, 2)), 2)


def upload(arrays: Sequence[NDArray[Any]]) -> tuple[Any, ...]:
    """Copy arrays to the device; call it in another thread than the computation.

    The thread that computes must pass the tensors to :func:`arrived`.
    """
    if _is("tensorflow"):
        import tensorflow as tf

        if not gpus():
            return tuple(tf.identity(array) for array in arrays)
        with tf.device("GPU:0"):  # TensorFlow stores int32 on the host
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
    side.synchronize()  # blocks this thread only
    return copies


def arrived(tensors: tuple[Any, ...]) -> tuple[Any, ...]:
    """Receive tensors of :func:`upload`, so that their memory is not reused during computations."""
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
    """Return a tensor as an array on the host, after its computation has finished."""
    if _is("torch"):
        return tensor.detach().cpu().numpy()
    return np.asarray(tensor)
