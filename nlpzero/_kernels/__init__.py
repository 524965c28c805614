"""Compiled code of the toolkit: pure functions on arrays; numba is imported nowhere else."""
