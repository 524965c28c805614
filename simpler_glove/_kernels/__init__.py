"""The numba code of the engine: pure functions on arrays, called after all checks are done."""

import os
import sys
import warnings

_SETTINGS = ".numba_config.yaml"  # of numba, which reads it in the working directory


def _import_numba_without_settings() -> None:
    """Import numba as if yaml was not installed: its settings name files that are executed."""
    modules = {"yaml": sys.modules["yaml"]} if "yaml" in sys.modules else {}
    sys.modules["yaml"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about settings that are not read
            import numba  # noqa: F401
    finally:
        del sys.modules["yaml"]
        sys.modules.update(modules)


if "numba" not in sys.modules and os.path.exists(_SETTINGS):  # beside a downloaded corpus, say
    _import_numba_without_settings()
