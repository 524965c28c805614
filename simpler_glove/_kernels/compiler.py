"""`njit` with a cache of compiled code that only the user can write to.

Loading the cache executes what it contains. numba looks for it in the directory of the variable
``NUMBA_CACHE_DIR``, beside the modules and in a directory of the user, and reads settings,
including the first of these, from a file in the working directory.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import logging
import os
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core import config, event
from numba.core.caching import CompileResultCacheImpl, FunctionCache
from numba.core.runtime import rtsys
from numba.misc.appdirs import AppDirs

from .._version import __version__
from ..compile_events import compilation_starts
from ..private_folders import private_folder, temporary_folder
from .pipeline import KernelCompiler
from .subroutines import compile_into_callers, compile_once, loaders_of

VARIABLE = "NUMBA_CACHE_DIR"
_log = logging.getLogger(__name__)

# numba reads its settings in the working directory again whenever it compiles.
config._config_fname = os.devnull
config.reload_config()


class _CompileListener(event.Listener):
    """Notifies of each function that numba compiles; functions in the cache do not count."""

    def on_start(self, event):
        compilation_starts()

    def on_end(self, event):
        pass


event.register("numba:compile", _CompileListener())


def njit(*, cache, separate=False, **options):
    """Compile a function as ``numba.njit`` does; with `cache`, store the code if possible.

    With `separate`, kernels call the function instead of containing its code, see `subroutines`.
    With NUMBA_DISABLE_JIT, functions stay plain Python, which is slow.
    """
    if config.DISABLE_JIT:
        return _wrap_around
    compiled = numba.njit(no_cfunc_wrapper=True, pipeline_class=KernelCompiler, **options)

    def decorate(function):
        dispatcher: Any = compiled(function)
        (compile_once if separate else compile_into_callers)(dispatcher)
        if cache and cache_folder(os.path.dirname(inspect.getfile(function))):
            dispatcher._cache = _KernelCache(function)  # as Dispatcher.enable_caching does
        return dispatcher

    return decorate


def _wrap_around(function):
    """Let integers overflow without a warning in plain Python, as they do in compiled code."""
    return np.errstate(all="ignore")(function)


@functools.cache
def cache_folder(modules):
    """Return the directory for the compiled code of the modules in a directory, or None."""
    if not os.path.isdir(modules):  # in an archive
        return None
    name = f"{os.path.basename(modules)}_{hashlib.sha1(os.fsencode(modules)).hexdigest()}"
    chosen = os.environ.get(VARIABLE)
    if chosen:
        folder = os.path.join(os.path.abspath(chosen), name)
        if private_folder(folder):
            return folder
        reason = "it cannot be written to, or other users can write to it"
        _log.warning("%s=%s is not used: %s.", VARIABLE, chosen, reason)
    beside = os.path.join(modules, "__pycache__")
    if private_folder(beside, owners=(os.stat(modules).st_uid,)):
        return beside
    home = AppDirs(appname="numba", appauthor=False).user_cache_dir
    if os.path.isabs(home) and private_folder(os.path.join(home, name)):
        return os.path.join(home, name)
    return _temporary_cache(name)


def _temporary_cache(name):
    parent = temporary_folder("numba")
    is_new = parent is None or not parent.exists()
    usable = parent is not None and private_folder(parent) and private_folder(parent / name)
    if is_new or not usable:
        place = f"is stored in {parent}" if usable else "is not stored, but compiled in every run"
        _log.warning(
            "Compiled code %s: neither the directory of the program nor that of the user is "
            "writable. The variable %s sets another directory.", place, VARIABLE,
        )  # fmt: skip
    return str(parent / name) if usable else None


class _Locator:
    """The interface of numba to the place of a cache."""

    def __init__(self, function, path):
        self._py_file = path
        self._line = function.__code__.co_firstlineno

    @classmethod
    def from_function(cls, function, path):
        return cls(function, path)

    def ensure_cache_path(self):
        os.makedirs(self.get_cache_path(), mode=0o700, exist_ok=True)

    def get_cache_path(self):
        return cache_folder(os.path.dirname(self._py_file))

    def get_source_stamp(self):
        folders = {os.path.dirname(path) for path in (self._py_file, __file__)}
        return __version__, *map(_checksum, sorted(folders))

    def get_disambiguator(self):
        return str(self._line)


class _KernelCacheImpl(CompileResultCacheImpl):
    _locator_classes = [_Locator]


class _KernelCache(FunctionCache):
    _impl_class = _KernelCacheImpl

    def load_overload(self, sig, target_context):
        return super().load_overload(sig, _LoadingContext(target_context))

    def save_overload(self, sig, data):
        data.reload_init.extend(loaders_of(data.library))
        super().save_overload(sig, data)


class _LoadingContext:
    """The context of the compiler without the modules that only compilation needs.

    They import scipy.linalg and take a third of the time of a short command.
    """

    def __init__(self, context):
        self._context = context

    def refresh(self):
        rtsys.initialize(self._context)

    def __getattr__(self, name):
        return getattr(self._context, name)


@functools.cache
def _checksum(modules):
    """Return the checksum of the modules in a directory.

    Kernels contain the code of others: of their own directory, and of this one.
    """
    sources = sorted(Path(modules).glob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()
