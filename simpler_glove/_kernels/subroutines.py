"""Compilation of kernels that other kernels call.

numba optimizes every function together with all functions that it calls, and makes machine code and
two wrappers of it, for each combination of types of its arguments, where each constant is a type of
its own. Kernels that only compiled code calls need none of this, because their callers contain
their code. Here they are translated to the language of LLVM once for each combination of types,
where constants have the type of variables, and LLVM optimizes them with the kernel that Python
calls. With that, the first run takes half of the time.

A large function that several kernels call rarely is compiled to machine code once instead, and
those kernels, which can be in the cache of another process, find it by its name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple

from llvmlite import binding
from numba import types
from numba.core import compiler, sigutils
from numba.core.codegen import JITCodeLibrary
from numba.core.typing import fold_arguments, make_concrete_template, templates
from numba.core.utils import pysignature


def compile_into_callers(dispatcher: Any) -> None:
    """Compile a function decorated by ``numba.njit`` into the kernels that call it."""
    subroutines = _Subroutines(dispatcher)
    dispatcher.get_call_template = subroutines.get_call_template
    dispatcher.get_overload = subroutines.get_overload


def compile_once(dispatcher: Any) -> None:
    """Let kernels call the machine code of a function decorated by ``numba.njit``.

    Arrays are passed as read-only ones, so that all callers use the same code.
    """
    functions = _SeparateFunctions(dispatcher)
    dispatcher.get_call_template = functions.get_call_template
    dispatcher.get_overload = functions.get_overload


_Template = templates._OverloadFunctionTemplate
_numba_decorator = _Template._get_jit_decorator


@contextmanager
def arrays_into_callers() -> Iterator[None]:
    """Compile numba's own functions of arrays into the kernels that are compiled meanwhile."""
    previous = _Template._get_jit_decorator
    _Template._get_jit_decorator = _decorator_into_callers
    try:
        yield
    finally:
        _Template._get_jit_decorator = previous


def _decorator_into_callers(template):
    decorator = _numba_decorator(template)

    def with_options(**options):
        def decorate(function):
            dispatcher = decorator(**options)(function)
            compile_into_callers(dispatcher)
            return dispatcher

        return decorate

    return with_options


def loaders_of(library: Any) -> list[Any]:
    """Return functions without parameters that load the code that a compiled kernel calls."""
    libraries = library._linking_libraries
    return [called.load for called in libraries if isinstance(called, _Declaration)]


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
        arguments = tuple(map(self._passed, folded))
        if arguments not in self._compiled:
            self._compiled[arguments] = self._compile(arguments)
        name = self._dispatcher.py_func.__name__
        known = [subroutine.signature for subroutine in self._compiled.values()]
        return make_concrete_template(name, name, known), signature, arguments, {}

    def get_overload(self, signature):
        arguments, _ = sigutils.normalize_signature(signature)
        return self._compiled[tuple(arguments)].key

    def _passed(self, kind):
        return types.unliteral(kind)

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
            library=library, pipeline_class=dispatcher._compiler.pipeline_class,
        )  # fmt: skip
        key = _Key()
        target.insert_user_function(key, result.fndesc, library.with_callees())
        return _Subroutine(result.signature, key)


class _SeparateFunctions(_Subroutines):
    """The same for functions with machine code of their own."""

    def _passed(self, kind):
        kind = types.unliteral(kind)
        return kind.copy(readonly=True) if isinstance(kind, types.Array) else kind

    def _compile(self, arguments):
        function = self._dispatcher.py_func
        compiled, name = load_separate(self._dispatcher, arguments)
        target = self._dispatcher.targetdescr.target_context
        declared = copy(compiled.fndesc)
        declared.mangled_name = name
        declaration = _Declaration(target.codegen(), function.__qualname__)
        declaration.load = partial(
            _load_by_name, function.__module__, function.__qualname__, arguments
        )
        key = _Key()
        target.insert_user_function(key, declared, [declaration])
        return _Subroutine(compiled.signature, key)


def load_separate(dispatcher, arguments):
    """Compile a function, or load it from the cache, and publish its address under its name."""
    dispatcher.compile(arguments)
    compiled = dispatcher.overloads[arguments]
    function = dispatcher.py_func
    types_name = hashlib.sha1(repr(arguments).encode()).hexdigest()
    name = f"{function.__module__}.{function.__qualname__}.{types_name}"
    address = compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name)
    binding.add_symbol(name, address)
    return compiled, name


def _load_by_name(module, name, arguments):
    load_separate(getattr(import_module(module), name), arguments)


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


class _Declaration(_Library):
    """Stands for a function whose machine code is found by its name; contains nothing."""

    load: Any

    def _get_module_for_linking(self):
        return self._final_module
