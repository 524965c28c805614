"""Kernels compiled by numba: pure functions of arrays, whose callers check all arguments."""
