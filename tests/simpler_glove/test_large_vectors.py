"""Vectors larger than memory: files are read into temporary files, and pages are released."""

from __future__ import annotations

import numpy as np
import pytest

from simpler_glove import Vocabulary, WordVectors, formats, load_vectors, save_vectors
from simpler_glove._kernels.search import dot_rows
from simpler_glove.arrays import memory_map_of, readonly
from simpler_glove.formats.growing_matrix import GrowingMatrix
from simpler_glove.narrow_matrix import matrix_product
from simpler_glove.vectors.search import CandidateRows, search_one

ROWS = np.random.default_rng(0).standard_normal((500, 6)).astype(np.float32)


@pytest.mark.parametrize("max_bytes", [0, 24, 24 * 100, 24 * 500, None])
@pytest.mark.parametrize("capacity", [0, 10, 1000])
def test_growing_matrix_is_the_same_in_memory_and_in_a_file(max_bytes, capacity):
    matrix = GrowingMatrix(capacity, 6, max_bytes)
    for start, stop in ((0, 90), (90, 91), (91, 91), (91, 500)):
        matrix.append(ROWS[start:stop])
    found = matrix.trimmed()
    assert np.array_equal(found, ROWS)
    assert (memory_map_of(found) is not None) == (max_bytes is not None and max_bytes < 24 * 500)


@pytest.mark.parametrize("name", ["v.txt", "v.txt.gz", "v.bin", "v.bin.gz", "v.tsv"])
def test_large_files_are_read_into_a_temporary_file(name, tmp_path):
    words = [f"w{i}" for i in range(500)]
    save_vectors(WordVectors(words, ROWS), tmp_path / name)
    table = formats.read(tmp_path / name, formats.ReadOptions(max_bytes=1000))
    assert memory_map_of(table.matrix) is not None
    assert np.array_equal(table.matrix, ROWS)
    assert table.vocabulary.words == tuple(words)
    limited = formats.read(tmp_path / name, formats.ReadOptions(max_bytes=1000, limit=300))
    assert np.array_equal(limited.matrix, ROWS[:300])


@pytest.mark.parametrize("dtype", ["float32", "int8"])
def test_results_do_not_depend_on_the_release_of_pages(dtype, tmp_path):
    WordVectors(Vocabulary([f"w{i}" for i in range(500)]), ROWS).save(tmp_path / "m", dtype=dtype)
    vectors = load_vectors(tmp_path / "m")
    query = readonly(ROWS[3])
    whole = np.asarray(vectors.matrix)
    assert np.allclose(matrix_product(vectors.matrix, query, larger_than=0), whole @ query)

    def score(rows, norms, out):
        dot_rows(rows, query, norms, out)

    def search(rows, released_bytes):
        candidates = CandidateRows(rows, vectors.norms, 500)
        limits = {"topn": 5, "minimum": -np.inf, "threads": 2}
        return search_one(
            candidates, score, [3], **limits, block_rows=64, released_bytes=released_bytes
        )

    found, wanted = search(vectors.matrix, 0), search(readonly(whole), 1 << 40)
    assert np.array_equal(found[0], wanted[0])
    assert np.array_equal(found[1], wanted[1])
