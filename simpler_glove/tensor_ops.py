"""Operations on tensors that TensorFlow, JAX and PyTorch do differently.

All functions use the library that Keras is configured for; :func:`simpler_glove.devices.load_keras`
must be called first. Tensors are those of that library.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .devices import backend_name, gpus


def compiled(function: Callable[..., Any], *, xla: bool = True) -> Callable[..., Any]:
    """Compile a function of tensors whose shapes are the same in every call.

    Parameters
    ----------
    function : callable
        Takes and returns tensors or tuples of tensors only.
    xla : bool, default True
        Compile with XLA in TensorFlow; JAX always does, PyTorch never compiles.
    """
    if backend_name() == "tensorflow":
        import tensorflow as tf

        return tf.function(function, jit_compile=xla, autograph=False)
    if backend_name() == "jax":
        import jax

        # Scatter operations on a GPU add in random order otherwise.
        options = {"compiler_options": {"xla_gpu_deterministic_ops": True}} if gpus() else {}
        return jax.jit(function, **options)
    import torch

    return torch.no_grad()(function)


def matrix(values: Any) -> Any:
    """Create a matrix from a tensor or array; :func:`set_rows` can change it in place."""
    if backend_name() == "tensorflow":
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
    if backend_name() == "tensorflow":
        import tensorflow as tf

        return tf.gather(matrix, indices)
    if backend_name() == "jax":
        return matrix.at[indices].get(mode="promise_in_bounds")
    import torch

    if indices.ndim == 1:
        return matrix.index_select(0, indices)
    return torch.nn.functional.embedding(indices, matrix)


def set_rows(matrix: Any, indices: Any, rows: Any) -> Any:
    """Set the rows at `indices` of a matrix in place; the caller must use the returned matrix.

    For repeated indices any one of the rows is written. JAX frees the matrix that was passed.
    """
    if backend_name() == "tensorflow":
        import tensorflow as tf

        tf.raw_ops.ResourceScatterUpdate(resource=matrix.handle, indices=indices, updates=rows)
        return matrix
    if backend_name() == "jax":
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
    """Sum the entries of `values` that belong to each of `size` rows, always in the same order.

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
    if backend_name() == "tensorflow":
        import tensorflow as tf

        if order is not None:
            return tf.sparse.segment_sum(values, order, rows, num_segments=size)
        return tf.math.unsorted_segment_sum(values, rows, size)
    if order is not None:
        values = get_rows(values, order)
    if backend_name() == "jax":
        import jax

        return jax.ops.segment_sum(values, rows, size, indices_are_sorted=True)
    import torch

    if values.is_cuda:  # index_add_ would add in random order
        numbers = torch.arange(size + 1, dtype=rows.dtype, device=rows.device)
        offsets = torch.searchsorted(rows, numbers)
        return torch.segment_reduce(values, "sum", offsets=offsets, unsafe=True)
    out = torch.zeros((size, *values.shape[1:]), dtype=values.dtype, device=values.device)
    return out.index_add_(0, rows, values)


def batch_products(left: Any, right: Any, *, transposed: str = "") -> Any:
    """Multiply N pairs of matrices, (N, A, B) and (N, B, C).

    `transposed` is "left" or "right" if these matrices are passed transposed, (N, B, A) or
    (N, C, B), which saves a copy in TensorFlow.
    """
    if backend_name() == "tensorflow":
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
    if backend_name() == "torch" and not matrices.is_cuda:
        return (matrices * vectors[:, None, :]).sum(2)  # matmul takes 5 times as long
    from keras import ops

    return ops.squeeze(ops.matmul(matrices, ops.expand_dims(vectors, 2)), 2)


def upload(arrays: Sequence[NDArray[Any]]) -> tuple[Any, ...]:
    """Copy arrays to the device; call it in another thread than the computation.

    The thread that computes must pass the tensors to :func:`arrived`.
    """
    if backend_name() == "tensorflow":
        import tensorflow as tf

        if not gpus():
            return tuple(tf.identity(array) for array in arrays)
        with tf.device("GPU:0"):  # TensorFlow stores int32 on the host
            wide = (a.astype(np.int64) if a.dtype == np.int32 else a for a in arrays)
            return tuple(tf.identity(array) for array in wide)
    if backend_name() == "jax":
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
    if backend_name() == "torch" and tensors and tensors[0].is_cuda:
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
    if backend_name() == "torch":
        return tensor.detach().cpu().numpy()
    return np.asarray(tensor)
