"""The numba code of the engine: pure functions on arrays, called after all checks are done."""
