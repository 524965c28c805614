"""Compilation of kernels that other kernels call.

numba optimizes every function together with all functions that it calls, and makes machine code and
two wrappers of it, for each combination of types of its arguments, where each constant is a type of
its own. Kernels that only compiled code calls need none of this, because their callers contain
their code. Here they are translated to the language of LLVM once for each combination of types,
where constants have the type of variables, and LLVM optimizes them with the kernel that Python
calls. With that, the first run takes half of the time.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from numba import types
from numba.core import compiler, sigutils
from numba.core.codegen import JITCodeLibrary
from numba.core.typing import fold_arguments, make_concrete_template
from numba.core.utils import pysignature


def compile_into_callers(dispatcher: Any) -> None:
    """Compile a function decorated by ``numba.njit`` into the kernels that call it."""
    subroutines = _Subroutines(dispatcher)
    dispatcher.get_call_template = subroutines.get_call_template
    dispatcher.get_overload = subroutines.get_overload


class _Subroutine(NamedTuple):
    signature: Any
    key: object


class _Subroutines:
    """The part of the interface of numba's dispatchers that compilation of callers uses."""

    def __init__(self, dispatcher):
        self._dispatcher = dispatcher
        self._compiled: dict[tuple[Any, ...], _Subroutine] = {}

    def get_call_template(self, args, kws):
        signature = pysignature(self._dispatcher.py_func)
        folded = fold_arguments(
            signature, args, kws,
            lambda index, parameter, kind: kind,
            lambda index, parameter, default: types.Omitted(default),
            lambda index, parameter, kinds: types.StarArgTuple(kinds),
        )  # fmt: skip
        arguments = tuple(map(types.unliteral, folded))
        if arguments not in self._compiled:
            self._compiled[arguments] = self._compile(arguments)
        name = self._dispatcher.py_func.__name__
        known = [subroutine.signature for subroutine in self._compiled.values()]
        return make_concrete_template(name, name, known), signature, arguments, {}

    def get_overload(self, signature):
        arguments, _ = sigutils.normalize_signature(signature)
        return self._compiled[tuple(arguments)].key

    def _compile(self, arguments):
        dispatcher = self._dispatcher
        description = dispatcher.targetdescr
        flags = compiler.Flags()
        description.options.parse_as_flags(flags, dispatcher.targetoptions)
        flags.no_compile = flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
        target = description.target_context
        library = _Library(target.codegen(), dispatcher.py_func.__qualname__)
        result = compiler.compile_extra(
            description.typing_context, target, dispatcher.py_func, arguments, None, flags, {},
            library=library,
        )  # fmt: skip
        key = _Key()
        target.insert_user_function(key, result.fndesc, library.with_callees())
        return _Subroutine(result.signature, key)


class _Key:
    """Identifies a subroutine in the tables of numba."""


class _Library(JITCodeLibrary):
    """The code of one subroutine, which is neither optimized nor made executable."""

    def __init__(self, codegen, name):
        super().__init__(codegen, name)
        self._callees = []

    def add_linking_library(self, library):
        self._callees.append(library)

    def with_callees(self):
        return [self, *self._callees]

    def finalize(self):
        self._finalized = True
