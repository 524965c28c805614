"""Vectors in float16 and int8: kernels, conversion, files, and queries without expansion."""

from __future__ import annotations

import numpy as np
import pytest

import nlpzero
from nlpzero import importance, load_vectors, save_vectors
from simpler_glove import FormatError, ParameterError, Vocabulary, WordVectors, formats
from simpler_glove._kernels import narrow
from simpler_glove.narrow_matrix import NarrowMatrix, converted_rows
from simpler_glove.refit import RowFitter, row_counts
from simpler_glove.storage import reading, writing

NARROW = ("float16", "int8")


@pytest.fixture(params=["compiled", "python"])
def kernel(request):
    """Return a function from names to kernels, compiled or as plain Python."""
    compiled = request.param == "compiled"
    return lambda name: getattr(narrow, name) if compiled else getattr(narrow, name).py_func


@pytest.fixture(scope="module")
def vectors():
    generator = np.random.default_rng(0)
    matrix, context = generator.standard_normal((2, 300, 7)).astype(np.float32)
    matrix[3] = 0
    words = Vocabulary([f"w{i}" for i in range(300)], range(3000, 2700, -1))
    parameters = {"smoothing": 1.0, "counts": {"direction": "both"}, "mean": [0.1] * 7}
    return WordVectors(words, matrix, context=context, parameters=parameters)


@pytest.fixture(params=NARROW)
def stored(request, vectors, tmp_path):
    """Vectors in a narrow type, and the same numbers in float32."""
    vectors.save(tmp_path / "model", dtype=request.param)
    loaded = load_vectors(tmp_path / "model")
    plain = loaded.replace(matrix=np.asarray(loaded.matrix), context=np.asarray(loaded.context))
    return loaded, plain


def readonly(array):
    array.flags.writeable = False
    return array


def test_kernels_convert_every_half(kernel):
    bits = readonly(np.arange(1 << 16, dtype=np.uint16).reshape(256, 256))
    out = np.empty(bits.shape, np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        kernel("widen_halves")(bits, out)
        wanted = bits.view(np.float16).astype(np.float32)
    finite = np.isfinite(wanted)
    assert np.array_equal(out[finite].view(np.uint32), wanted[finite].view(np.uint32))
    assert not np.isfinite(out[~finite]).any()


def test_kernels_scale_bytes(kernel):
    numbers = readonly(np.arange(-127, 129, dtype=np.int16).astype(np.int8).reshape(4, 64))
    scales = readonly(np.array([0, 0.5, 1e-3, 3], np.float32))
    out = np.empty(numbers.shape, np.float32)
    kernel("widen_bytes")(numbers, scales, out)
    assert np.array_equal(out, numbers.astype(np.float32) * scales[:, None])


@pytest.mark.parametrize("dtype", NARROW)
def test_parts_equal_those_of_the_expanded_matrix(dtype):
    rows = np.random.default_rng(1).standard_normal((70_000, 5)).astype(np.float32)
    converted = converted_rows(rows, dtype)
    matrix = NarrowMatrix(np.concatenate(list(converted.blocks())), converted.scales)
    whole = np.asarray(matrix)
    limit = {
        "float16": 2**-11 * np.abs(rows) + 2**-24,
        "int8": np.abs(rows).max(1, keepdims=True) / 253,
    }
    assert (np.abs(whole - rows) <= limit[dtype]).all()
    assert np.allclose(converted.norms, np.linalg.norm(whole, axis=1), rtol=1e-6)
    for key in (3, -1, slice(5, 66_000), np.array([4, 1, -2])):
        assert np.array_equal(matrix[key], whole[key])
    assert np.array_equal(matrix[:, 1:3][7:9], whole[7:9, 1:3])
    query = rows[:2].T
    assert np.allclose(matrix @ query, whole @ query, atol=1e-5)
    assert matrix[np.array([1])].flags.writeable and not matrix[1].flags.writeable
    assert np.array_equal(np.asarray(matrix.copy()), whole)


def test_queries_equal_those_of_the_same_numbers_in_float32(stored):
    loaded, plain = stored
    assert isinstance(loaded.matrix, NarrowMatrix) and isinstance(loaded.context, NarrowMatrix)
    for measure in ("cosine", "context", "pmi", "predict"):
        for found, wanted in zip(
            loaded.most_similar_batch(["w5", "w6"], measure=measure),
            plain.most_similar_batch(["w5", "w6"], measure=measure),
            strict=True,
        ):
            assert [near.word for near in found] == [near.word for near in wanted]
        found, wanted = (model.similarity("w1", "w2", measure=measure) for model in stored)
        assert found == pytest.approx(wanted, abs=1e-5)
        assert loaded.most_similar("w9", measure=measure)[0].word == (
            plain.most_similar("w9", measure=measure)[0].word
        )
    assert loaded.analogy("w1", "w2", "w4", method="multiply")[0].word == (
        plain.analogy("w1", "w2", "w4", method="multiply")[0].word
    )
    assert np.array_equal(loaded.get_vector("w7"), plain.matrix[7])
    assert np.allclose(loaded.norms, np.linalg.norm(plain.matrix, axis=1))
    assert np.allclose(importance(loaded), importance(plain))
    assert loaded.doesnt_match(["w1", "w2", "w4"]) == plain.doesnt_match(["w1", "w2", "w4"])
    texts = ["w1 w9 w4", "w8 unknown w2 w2"]
    encoders = [nlpzero.SentenceEncoder(model).fit(texts) for model in stored]
    assert np.allclose(*(encoder.encode(texts) for encoder in encoders), atol=1e-6)
    found, wanted = (
        nlpzero.KeywordExtractor(model, method="likelihood").extract("w1 w9, w4 unknown w8")
        for model in stored
    )
    assert [keyword.text for keyword in found] == [keyword.text for keyword in wanted]


def test_gensim_gets_numbers_in_float32(stored):
    pytest.importorskip("gensim")
    loaded, _ = stored
    assert loaded.to_gensim().vectors.dtype == np.float32


def test_rows_are_refitted_and_solved_from_narrow_vectors(tmp_path):
    counts = nlpzero.count_cooccurrences(nlpzero.encode_corpus(["to be or not to be"] * 9))
    fitted = nlpzero.SimplerGlove(vector_size=2, sweeps=50, tolerance=0).fit(counts).vectors_
    fitted.save(tmp_path / "model", dtype="float16")
    narrow_vectors = load_vectors(tmp_path / "model")
    again = RowFitter(narrow_vectors, counts).fit([0], [row_counts(counts, 0)])
    assert np.allclose(again, fitted.matrix[:1], atol=0.05)
    nlpzero.SimplerGlove(vector_size=2, sweeps=1).fit(counts, initial=narrow_vectors)


def test_each_format_keeps_what_it_can(stored, tmp_path):
    loaded, plain = stored
    dtype = loaded.matrix.stored_dtype
    assert formats.describe(tmp_path / "model")["dtype"] == dtype
    loaded.save(tmp_path / "again")
    assert (tmp_path / "again/vectors.safetensors").read_bytes() == (
        tmp_path / "model/vectors.safetensors"
    ).read_bytes()
    for name in ("v.npy", "v.txt", "v.bin", "v.tsv"):
        save_vectors(loaded, tmp_path / name)
        assert np.array_equal(np.asarray(load_vectors(tmp_path / name).matrix), plain.matrix)
    kept = "float16" if dtype == "float16" else "float32"
    assert formats.describe(tmp_path / "v.npy")["dtype"] == kept
    loaded.save(tmp_path / "wide", dtype="float32")
    wide = load_vectors(tmp_path / "wide")
    assert isinstance(wide.matrix, np.ndarray) and np.array_equal(wide.matrix, plain.matrix)
    assert len(load_vectors(tmp_path / "model", limit=10)) == 10


def test_repeated_words_of_halves_are_dropped(tmp_path):
    np.save(tmp_path / "v.npy", np.array([[1, 2], [3, 4], [5, 6]], np.float16))
    (tmp_path / "v.words.txt").write_text("a\na\nb\n")
    loaded = load_vectors(tmp_path / "v.npy", on_error="first")
    assert np.asarray(loaded.matrix).tolist() == [[1, 2], [5, 6]]
    np.save(tmp_path / "v.npy", np.array([[1, np.inf], [3, 4], [5, 6]], np.float16))
    with pytest.raises(FormatError, match="not finite"):
        load_vectors(tmp_path / "v.npy", on_error="first")


def test_wrong_types_are_reported(vectors, tmp_path):
    large = vectors.replace(matrix=vectors.matrix * np.float32(1e5), norms=None)
    with pytest.raises(ParameterError, match=r"'w0' has a larger one"):
        large.save(tmp_path / "model", dtype="float16")
    assert list(tmp_path.iterdir()) == []
    large.save(tmp_path / "model", dtype="int8")
    with pytest.raises(ParameterError, match="only for the format 'native'"):
        save_vectors(vectors, tmp_path / "v.npy", dtype="int8")
    with pytest.raises(ParameterError, match="float64"):
        vectors.save(tmp_path / "other", dtype="float64")


def test_damaged_scales_are_reported(vectors, tmp_path):
    vectors.save(tmp_path / "model", dtype="int8")

    tensors = dict(reading(tmp_path / "model", format_version=2).tensors("vectors"))
    for number, scales in enumerate((np.full(300, np.nan, np.float32), np.ones(2, np.float32))):
        path = tmp_path / str(number)
        with writing(path, kind="word-vectors", format_version=2) as output:
            output.tensors("vectors", tensors | {"scales": scales})
        with pytest.raises(FormatError, match="embeddings"):
            load_vectors(path)
