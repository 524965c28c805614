"""Small matrix products of float32 in registers, and bits of numbers.

`add_product` adds products with tiles of four rows and 16 columns. The plain functions replace the
instructions where NUMBA_DISABLE_JIT is set. All sums have a given order.
"""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils, config
from numba.extending import intrinsic

from simpler_glove.compilation import njit

COLUMNS = 16  # of a tile: two vectors
_LANES = COLUMNS // 2
_FLOATS = ir.VectorType(ir.FloatType(), _LANES)


def plain_float_bits(number):
    """Return the bits of a float32 as int32."""
    return np.float32(number).view(np.int32)


def plain_bits_float(bits):
    """Return the float32 that has some bits, int32."""
    return np.int32(bits).view(np.float32)


def plain_add_tile(left, rows, step, right, start, pitch, out, places, count):
    """Add a tile of a product; see :func:`add_tile`."""
    sources, targets = left.reshape(-1), out.reshape(-1)
    columns = right.reshape(-1)
    for row, place in zip(rows, places, strict=True):
        for k in range(count):
            first = start + k * pitch
            factor = sources[row + k * step]
            targets[place : place + COLUMNS] += factor * columns[first : first + COLUMNS]


@intrinsic
def float_bits(typing_context, number):
    """Return the bits of a float32 as int32."""

    def generate(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.IntType(32))

    return types.int32(types.float32), generate


@intrinsic
def bits_float(typing_context, bits):
    """Return the float32 that has some bits, int32."""

    def generate(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.FloatType())

    return types.float32(types.int32), generate


@intrinsic
def add_tile(typing_context, left, rows, step, right, start, pitch, out, places, count):
    """Add left @ right to a tile of `out`, with 16 columns and a few rows.

    left, right, out are contiguous float32, addressed as if they had one dimension. Row i of
    `left` begins at rows[i], its elements have the distance `step`; row k of `right` begins at
    start + k pitch; row i of the tile begins at places[i]; `count` is the number of products of a
    sum. rows, places: tuples of int64.
    """

    def generate(context, builder, signature, arguments):
        data = [
            context.make_array(kind)(context, builder, arguments[k]).data
            for k, kind in ((0, left), (3, right), (6, out))
        ]
        firsts = cgutils.unpack_tuple(builder, arguments[1])
        targets = [
            _address(builder, data[2], place, half)
            for place in cgutils.unpack_tuple(builder, arguments[7])
            for half in range(2)
        ]
        sums = [
            cgutils.alloca_once_value(builder, builder.load(target, align=4)) for target in targets
        ]
        with cgutils.for_range(builder, arguments[8]) as loop:
            column = builder.add(arguments[4], builder.mul(loop.index, arguments[5]))
            vectors = [
                builder.load(_address(builder, data[1], column, half), align=4) for half in range(2)
            ]
            offset = builder.mul(loop.index, arguments[2])
            for i, first in enumerate(firsts):
                number = builder.load(builder.gep(data[0], [builder.add(first, offset)]), align=4)
                factor = _repeated(builder, number)
                for half in range(2):
                    total = sums[2 * i + half]
                    added = _multiply_add(builder, factor, vectors[half], builder.load(total))
                    builder.store(added, total)
        for total, target in zip(sums, targets, strict=True):
            builder.store(builder.load(total), target, align=4)
        return context.get_dummy_value()

    index = types.intp
    return types.void(left, rows, index, right, index, index, out, places, index), generate


def _address(builder, data, place, half):
    first = builder.add(place, place.type(half * _LANES))
    return builder.bitcast(builder.gep(data, [first]), _FLOATS.as_pointer())


def _multiply_add(builder, left, right, total):
    kind = ir.FunctionType(_FLOATS, [_FLOATS] * 3)
    function = cgutils.get_or_insert_function(builder.module, kind, f"llvm.fmuladd.v{_LANES}f32")
    return builder.call(function, [left, right, total])


def _repeated(builder, number):
    first = builder.insert_element(ir.Constant(_FLOATS, ir.Undefined), number, ir.IntType(32)(0))
    lanes = ir.Constant(ir.VectorType(ir.IntType(32), _LANES), [0] * _LANES)
    return builder.shuffle_vector(first, first, lanes)


if config.DISABLE_JIT:
    float_bits, bits_float, add_tile = plain_float_bits, plain_bits_float, plain_add_tile


@njit(cache=True, nogil=True)
def add_product(left, row, step, count, right, pitch, first, out, place, out_pitch, rows, columns):
    """Add left @ right to a part of `out`.

    left: float32, whose element (i, k) is at first[0] + i row + k step of its data; right: float32,
    element (k, j) at first[1] + k pitch + j; out: element (i, j) at place + i out_pitch + j. There
    are `rows` rows, `count` products in a sum, and `columns` columns, a multiple of 16.
    """
    for j in range(0, columns, COLUMNS):
        b, c = first[1] + j, place + j
        fours = rows - rows % 4
        for i in range(0, fours, 4):
            a0, c0 = first[0] + i * row, c + i * out_pitch
            a = (a0, a0 + row, a0 + 2 * row, a0 + 3 * row)
            targets = (c0, c0 + out_pitch, c0 + 2 * out_pitch, c0 + 3 * out_pitch)
            add_tile(left, a, step, right, b, pitch, out, targets, count)
        for i in range(fours, rows):
            a1, c1 = (first[0] + i * row,), (c + i * out_pitch,)
            add_tile(left, a1, step, right, b, pitch, out, c1, count)
