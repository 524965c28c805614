"""Processor instructions that numba does not expose, and the same in plain Python.

The plain functions replace them where NUMBA_DISABLE_JIT is set, and in tests of uncompiled kernels.

`dots` and `add_rows` take rows of float32 (V, P), or packed rows, int32 (V, P / 2): the low half of
word d is the dimension d, the high half the dimension P / 2 + d, both in bfloat16, which is the
upper half of float32. P is a multiple of 16. Loops in Python are compiled to slower code. The order
of all sums is fixed; rows are added one after another, so that several calls equal one.
"""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils, config
from numba.extending import intrinsic

_LANES = 8  # numbers in a vector
_FLOATS = ir.VectorType(ir.FloatType(), _LANES)
_WORDS = ir.VectorType(ir.IntType(32), _LANES)


def plain_trailing_zeros(bits):
    """Return the number of zeros below the lowest set bit of a uint64 that is not 0."""
    number = int(bits)
    return np.uint64((number & -number).bit_length() - 1)


def plain_prefetch(array, index):
    """Do nothing."""


def plain_dots(rows, places, x):
    """Return the inner products of the rows at some places with x, float32 (P,)."""
    return tuple(_unpacked(rows[j]) @ x for j in places)


def plain_add_rows(rows, places, factors, out):
    """Add the rows at some places, times factors, to out, float32 (P,), one after another."""
    for j, factor in zip(places, factors, strict=True):
        out += factor * _unpacked(rows[j])


def _unpacked(row):
    if row.dtype == np.float32:
        return row
    bits = row.view(np.uint32)
    return np.concatenate([bits << np.uint32(16), bits & np.uint32(0xFFFF0000)]).view(np.float32)


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


@intrinsic
def dots(typing_context, rows, places, x):
    """Return the inner products of the rows at a tuple of places with x, float32 (P,)."""

    def generate(context, builder, signature, arguments):
        chosen, half = _rows(context, builder, rows, *arguments[:2])
        vector = context.make_array(x)(context, builder, arguments[2]).data
        zero = ir.Constant(_FLOATS, [0.0] * _LANES)
        sums = [[cgutils.alloca_once_value(builder, zero) for _ in range(2)] for _ in chosen]
        with _vectors(context, builder, half) as starts:
            values = [_load(builder, vector, start, _FLOATS) for start in starts]
            for row, totals in zip(chosen, sums, strict=True):
                columns = _halves(builder, rows, row, starts)
                for column, value, total in zip(columns, values, totals, strict=True):
                    added = _multiply_add(builder, column, value, builder.load(total))
                    builder.store(added, total)
        found = [_sum_lanes(builder, builder.fadd(*map(builder.load, both))) for both in sums]
        return context.make_tuple(builder, signature.return_type, found)

    return types.UniTuple(types.float32, places.count)(rows, places, x), generate


@intrinsic
def add_rows(typing_context, rows, places, factors, out):
    """Add the rows at a tuple of places, times factors, to out, float32 (P,), one after another."""

    def generate(context, builder, signature, arguments):
        chosen, half = _rows(context, builder, rows, *arguments[:2])
        repeated = [
            _repeated(builder, factor) for factor in cgutils.unpack_tuple(builder, arguments[2])
        ]
        vector = context.make_array(out)(context, builder, arguments[3]).data
        with _vectors(context, builder, half) as starts:
            sums = [_load(builder, vector, start, _FLOATS) for start in starts]
            for row, factor in zip(chosen, repeated, strict=True):
                columns = _halves(builder, rows, row, starts)
                sums = [
                    _multiply_add(builder, column, factor, total)
                    for column, total in zip(columns, sums, strict=True)
                ]
            for start, total in zip(starts, sums, strict=True):
                builder.store(total, _address(builder, vector, start, _FLOATS), align=4)
        return context.get_dummy_value()

    return types.void(rows, places, factors, out), generate


def _rows(context, builder, kind, matrix, places):
    """Return pointers to rows of a contiguous matrix, and P / 2."""
    array = context.make_array(kind)(context, builder, matrix)
    width = cgutils.unpack_tuple(builder, array.shape)[1]
    indices = cgutils.unpack_tuple(builder, places)
    rows = [builder.gep(array.data, [builder.mul(j, width)]) for j in indices]
    packed = kind.dtype != types.float32
    return rows, width if packed else builder.lshr(width, width.type(1))


@contextmanager
def _vectors(context, builder, half):
    """Generate a loop over half a row; yields the positions of the vectors in both halves."""
    start, step = (context.get_constant(types.intp, number) for number in (0, _LANES))
    with cgutils.for_range_slice(builder, start, half, step, inc=True) as (place, _):
        yield place, builder.add(place, half)


def _halves(builder, kind, row, places):
    """Return vectors of the first and of the second half of a row."""
    if kind.dtype == types.float32:
        return [_load(builder, row, place, _FLOATS) for place in places]
    words = _load(builder, row, places[0], _WORDS)
    low = builder.shl(words, ir.Constant(_WORDS, [16] * _LANES))
    high = builder.and_(words, ir.Constant(_WORDS, [0xFFFF0000] * _LANES))
    return [builder.bitcast(bits, _FLOATS) for bits in (low, high)]


def _load(builder, data, place, kind):
    return builder.load(_address(builder, data, place, kind), align=4)


def _address(builder, data, place, kind):
    return builder.bitcast(builder.gep(data, [place]), kind.as_pointer())


def _multiply_add(builder, left, right, total):
    """Return left * right + total, in one instruction if the processor has one."""
    kind = ir.FunctionType(_FLOATS, [_FLOATS] * 3)
    name = f"llvm.fmuladd.v{_LANES}f32"
    function = cgutils.get_or_insert_function(builder.module, kind, name)
    return builder.call(function, [left, right, total])


def _repeated(builder, number):
    """Return a vector of equal numbers."""
    first = builder.insert_element(ir.Constant(_FLOATS, ir.Undefined), number, _index(0))
    return _shuffled(builder, first, [0] * _LANES)


def _sum_lanes(builder, vector):
    """Return the sum of a vector, half to half."""
    half = _LANES // 2
    while half:
        low, high = list(range(half)), list(range(half, 2 * half))
        parts = [_shuffled(builder, vector, lanes) for lanes in (low, high)]
        vector = builder.fadd(*parts)
        half //= 2
    return builder.extract_element(vector, _index(0))


def _shuffled(builder, vector, lanes):
    indices = ir.Constant(ir.VectorType(ir.IntType(32), len(lanes)), lanes)
    return builder.shuffle_vector(vector, vector, indices)


def _index(number):
    return ir.IntType(32)(number)


if config.DISABLE_JIT:
    trailing_zeros, prefetch = plain_trailing_zeros, plain_prefetch
    dots, add_rows = plain_dots, plain_add_rows
