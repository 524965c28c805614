"""Processor instructions that numba does not expose, and the same in plain Python.

The plain functions replace them where NUMBA_DISABLE_JIT is set, and in tests of uncompiled kernels.
"""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import config
from numba.extending import intrinsic


def plain_trailing_zeros(bits):
    """Return the number of zeros below the lowest set bit of a uint64 that is not 0."""
    number = int(bits)
    return np.uint64((number & -number).bit_length() - 1)


def plain_prefetch(array, index):
    """Do nothing."""


@intrinsic
def trailing_zeros(typing_context, bits):
    """Return the number of zeros below the lowest set bit of a uint64 that is not 0."""

    def generate(context, builder, signature, arguments):
        never_zero = context.get_constant(types.boolean, True)
        return builder.cttz(arguments[0], never_zero)

    return types.uint64(types.uint64), generate


@intrinsic
def prefetch(typing_context, array, index):
    """Prefetch the element `index` of a contiguous array, counted over all dimensions.

    An index out of bounds is harmless.
    """

    def generate(context, builder, signature, arguments):
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        address = builder.bitcast(builder.gep(data, [arguments[1]]), ir.IntType(8).as_pointer())
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [address.type, number, number, number])
        function = builder.module.declare_intrinsic("llvm.prefetch", [address.type], kind)
        to_read, keep, data_cache = (number(value) for value in (0, 3, 1))
        builder.call(function, [address, to_read, keep, data_cache])
        return context.get_dummy_value()

    return types.void(array, types.intp), generate


if config.DISABLE_JIT:
    trailing_zeros, prefetch = plain_trailing_zeros, plain_prefetch
