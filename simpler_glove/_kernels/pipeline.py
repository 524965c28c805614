"""The steps in which numba compiles kernels, without work that kernels do not need.

Most of the time is spent in Python. A kernel that only reads and writes arrays of its caller is
compiled without counting references to arrays; numba's own functions of arrays are compiled like
subroutines; and Python does not search for unreachable objects meanwhile.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import ir
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import AnalysisPass, register_pass
from numba.core.typed_passes import AnnotateTypes, NopythonRewrites
from numba.core.untyped_passes import InlineClosureLikes

from .subroutines import arrays_into_callers

_VIEWS = frozenset(
    "getitem static_getitem getattr build_tuple cast exhaust_iter pair_first pair_second iternext "
    "getiter phi".split()
)
"""Operations on arrays that allocate none; an index must not be an array."""


_UNNEEDED = frozenset([InlineClosureLikes, NopythonRewrites])
"""Steps for nested functions, and for loops over several array operations at once."""


class KernelCompiler(CompilerBase):
    """The compiler of kernels, an option of ``numba.njit``."""

    def define_pipelines(self):
        """Add the step that omits counts of references."""
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.add_pass_after(_OmitReferenceCounts, AnnotateTypes)
        passes.passes = [step for step in passes.passes if step[0] not in _UNNEEDED]
        passes.finalize()
        return [passes]

    def compile_extra(self, function: Any) -> Any:
        """Compile a function; numba calls this with its lock."""
        with _without_garbage_collection(), arrays_into_callers():
            return super().compile_extra(function)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@register_pass(mutates_CFG=False, analysis_only=True)
class _OmitReferenceCounts(AnalysisPass):
    """Select a compiler without counts of references if a function needs none."""

    _name = "omit_reference_counts"

    def __init__(self):
        AnalysisPass.__init__(self)

    def run_pass(self, state):
        if not _needs_counts(state):
            state.targetctx = state.targetctx.subtarget(enable_nrt=False)
        return False


def _needs_counts(state: Any) -> bool:
    """Return whether a function allocates, receives or returns arrays, or runs in parallel."""
    models = state.targetctx.data_model_manager

    def is_counted(kind):
        return models[kind].contains_nrt_meminfo()

    if state.flags.auto_parallel.enabled or is_counted(state.return_type):
        return True
    for block in state.func_ir.blocks.values():
        for statement in block.find_insts(ir.Assign):
            value = statement.value
            if not isinstance(value, ir.Expr):
                continue
            if value.op not in _VIEWS and is_counted(state.typemap[statement.target.name]):
                return True
            if value.op == "getitem" and is_counted(state.typemap[value.index.name]):
                return True
    return False
