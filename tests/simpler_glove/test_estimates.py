"""Estimates against the builds they predict."""

from __future__ import annotations

import bz2
import gzip
import io
import itertools
import json
from types import SimpleNamespace

import numpy as np
import pytest

from nlpzero import build_vectors
from simpler_glove import SimplerGlove, count_cooccurrences, encode_corpus
from simpler_glove.corpus import Files, read_sample
from simpler_glove.errors import EmptyCorpusError, InputError, ParameterError
from simpler_glove.estimates import calibration, estimate_build, extrapolation, sample
from simpler_glove.estimates.calibration import Rate, fastest
from simpler_glove.estimates.needs import CorpusSize, counting_needs, run_pairs

SIZES = {"files", "bytes", "tokens", "words", "pairs"}
NEEDS = {"memory_bytes", "disk_bytes", "temporary_bytes"}
TIMES = {"seconds", "seconds_reading", "seconds_counting", "seconds_solving", "seconds_saving"}


def lines(count: int, seed: int = 0) -> list[str]:
    """Lines of words with frequencies by Zipf's law."""
    chosen = np.random.default_rng(seed).zipf(1.3, (count, 15)).clip(max=10**6)
    return [" ".join(f"w{word}" for word in line) for line in chosen]


def write(path, text, opener=open):
    with opener(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(text) + "\n")
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A text of 600,000 tokens."""
    return write(tmp_path_factory.mktemp("text") / "large.txt", lines(40_000))


@pytest.fixture
def sample_bytes(monkeypatch):
    """Function that sets the size of the sample."""
    return lambda limit: monkeypatch.setattr(sample, "SAMPLE_BYTES", limit)


def built(path, tmp_path, **options):
    """Return the sizes of a real build."""
    vectors = build_vectors(path, output=tmp_path / "m", keep_stages=True, **options)
    facts = vectors.parameters
    size = sum(file.stat().st_size for file in tmp_path.rglob("m*/**/*") if file.is_file())
    return {
        "tokens": facts["corpus"]["tokens"],
        "bytes": facts["corpus"]["bytes"],
        "words": len(vectors),
        "pairs": facts["counts"]["pairs"],
        "disk_bytes": size,
    }


@pytest.mark.parametrize(
    "options",
    [{}, {"combine": "concat"}, {"tied": True}, {"direction": "left", "max_vocab": 100},
     {"tokenizer": "chars"}, {"window": 3, "weighting": "flat", "lowercase": True}],
    ids=str,
)  # fmt: skip
@pytest.mark.slow
def test_sizes_of_a_small_text_are_exact(tmp_path, options):
    path = write(tmp_path / "text", lines(2000))
    expected = built(path, tmp_path, vector_size=20, **options)
    found = estimate_build(path, vector_size=20, keep_stages=True, **options)
    assert found["exact"] is True
    disk = expected.pop("disk_bytes")
    assert {name: found[name] for name in expected} == expected
    assert found["disk_bytes"] == pytest.approx(disk, rel=0.05, abs=10_000)


def test_keys_and_kinds(tmp_path):
    found = estimate_build(write(tmp_path / "text", lines(50)))
    assert set(found) == SIZES | NEEDS | TIMES | {"seconds_starting", "exact"}
    assert all(type(found[name]) is int for name in SIZES | NEEDS)
    assert all(type(found[name]) is float and found[name] >= 0 for name in TIMES)
    parts = sum(found[name] for name in TIMES - {"seconds"})
    assert found["seconds"] == pytest.approx(parts, rel=0.1)
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize("options", [{}, {"min_count": 50}, {"max_vocab": 500}, {"window": 2}])
@pytest.mark.slow
def test_sizes_of_a_large_text_are_extrapolated(large, tmp_path, sample_bytes, options):
    sample_bytes(400_000)
    expected = built(large, tmp_path, vector_size=10, sweeps=1, **options)
    found = estimate_build(large, vector_size=10, **options)
    assert found["exact"] is False
    assert found["tokens"] == pytest.approx(expected["tokens"], rel=0.05)
    assert found["words"] == pytest.approx(expected["words"], rel=0.25)
    assert found["pairs"] == pytest.approx(expected["pairs"], rel=0.5)
    assert found["bytes"] == expected["bytes"]


@pytest.mark.slow
def test_a_larger_sample_is_not_worse(large, sample_bytes):
    sample_bytes(1 << 30)
    exact = estimate_build(large)
    errors = []
    for limit in (100_000, 2_000_000):
        sample_bytes(limit)
        errors.append(abs(np.log(estimate_build(large)["pairs"] / exact["pairs"])))
    assert errors[1] < max(errors[0], 0.1)


@pytest.mark.parametrize("opener", [gzip.open, bz2.open])
@pytest.mark.slow
def test_compressed_texts(tmp_path, sample_bytes, opener):
    text = lines(20_000)
    path = write(tmp_path / "text", text, opener)
    size = sum(map(len, text)) + len(text)
    sample_bytes(900_000)  # a block of bz2
    found = estimate_build(path)
    assert found["exact"] is False
    assert found["bytes"] == pytest.approx(size, rel=0.3)
    assert found["tokens"] == pytest.approx(15 * len(text), rel=0.3)
    sample_bytes(1 << 24)
    assert estimate_build(path)["tokens"] == 15 * len(text)


def test_the_sample_is_spread_over_files(tmp_path, sample_bytes):
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(50):
        write(folder / f"{number:02}.txt", lines(40, seed=number))
    sample_bytes(50_000)
    sample = read_sample(folder, encoding="utf-8", limit=50_000, owner="test")
    assert (len(sample.texts), sample.files, sample.whole) == (8, 50, False)
    found = estimate_build(folder)
    assert (found["files"], found["tokens"]) == (50, pytest.approx(50 * 40 * 15, rel=0.05))
    sample_bytes(1 << 20)
    assert estimate_build(folder)["tokens"] == 50 * 40 * 15


def test_other_encodings(tmp_path, sample_bytes):
    text = "数学 物理 化学\n" * 5000
    path = tmp_path / "text"
    path.write_text(text, encoding="gb18030")
    sample_bytes(1001)  # in the middle of a character
    found = estimate_build(path, encoding="gb18030")
    assert found["tokens"] == pytest.approx(15_000, rel=0.01)
    assert found["bytes"] == pytest.approx(len(text.encode()), rel=0.01)
    assert found["words"] == 3


def test_undecodable_text_is_reported_by_the_build_only(tmp_path, sample_bytes):
    path = tmp_path / "text"
    path.write_bytes(b"to be or n\xfft to be\n" * 500)
    sample_bytes(1000)
    assert estimate_build(path)["tokens"] == pytest.approx(3000, rel=0.15)


@pytest.mark.slow
def test_a_memory_budget_is_kept_and_uses_the_disk(large):
    texts = [large] * 20
    free, tight = (estimate_build(texts, vector_size=10, memory=memory) for memory in (None, 1))
    budget = tight["memory_bytes"] + (32 << 20)  # this process may grow between the calls
    limited = estimate_build(texts, vector_size=10, memory=budget)
    assert limited["memory_bytes"] <= budget < free["memory_bytes"]
    assert limited["temporary_bytes"] > 0 == free["temporary_bytes"]
    vectors = 2 * 4 * 10 * tight["words"]  # float32, which stay in memory
    assert vectors < tight["memory_bytes"]


def test_larger_models_need_more(large):
    small, big = (estimate_build(large, vector_size=size) for size in (50, 500))
    for name in ("memory_bytes", "disk_bytes"):
        assert big[name] > small[name]


def test_time_grows_with_words_pairs_and_sweeps():
    speed = calibration.SolvingSpeed((Rate(1e-5, 1e-7),) * 4, mixing_seconds=1e-4, sweeps=2)

    def seconds(words=10, pairs=200, frequent=20, **options):
        estimator = SimplerGlove(3, **options)
        return speed.seconds(words, pairs, frequent, estimator, threads=1)

    assert seconds(words=1000) > seconds()
    assert seconds(pairs=2000) > seconds()
    assert seconds(frequent=100) > seconds()
    assert seconds(solver="adagrad", regularization=0.0) > 0
    few = seconds()
    speed = speed._replace(sweeps=9)
    assert seconds() > few


@pytest.mark.parametrize("part", range(4))
def test_every_part_of_a_fit_takes_time(part):
    rates = [Rate(0.0, 0.0)] * 4
    rates[part] = Rate(1e-5, 1e-7)
    speed = calibration.SolvingSpeed(tuple(rates), mixing_seconds=0.0, sweeps=2)
    assert speed.seconds(5000, 10**6, 10**6, SimplerGlove(3), threads=1) > 0


def counted(text):
    return count_cooccurrences(encode_corpus(text, min_count=1, threads=1), threads=1)


@pytest.mark.parametrize("text", [lines(2000), ["to be or not to be"]], ids=["many", "few"])
def test_the_parts_of_a_fit_are_measured_apart(monkeypatch, text):
    fitted, counts = [], counted(text)
    rates = [Rate(2e-6, 3e-8), Rate(7e-6, 5e-8), Rate(6e-6, 4e-8), Rate(1e-6, 0.0)]

    def times(parts, estimator):
        fitted.extend(part.pairs for part in parts)
        return [
            calibration.FitTimes(
                *(rate.seconds(len(part.vocabulary), part.pairs) for rate in rates)
            )
            for part in parts
        ]

    monkeypatch.setattr(calibration, "_fit_times", times)
    monkeypatch.setattr(calibration, "_mixing_seconds", lambda vocabulary, estimator: 2.0)
    speed = calibration.SolvingSpeed.of(counts, SimplerGlove(3))
    if len(fitted) == 2:
        assert fitted[1] == pytest.approx(fitted[0] / 8, rel=0.1)
        np.testing.assert_allclose(speed.rates, rates, atol=1e-12)
    assert len(fitted) == (2 if counts.pairs > 1 << 14 else 1)
    size = len(counts.vocabulary), counts.pairs, counts.pairs
    free = speed._replace(rates=(Rate(0.0, 0.0),) * 4)
    assert speed.seconds(*size, SimplerGlove(3), threads=1) > 2.0 * size[0]
    assert free.seconds(*size, SimplerGlove(3), threads=1) == pytest.approx(2.0 * size[0])


@pytest.mark.parametrize(
    ("options", "sweeps"),
    [({"sweeps": 9, "tolerance": 0.0}, 9), ({"sweeps": 1}, 1),
     ({"solver": "adagrad", "regularization": 0.0, "sweeps": 7, "tolerance": 0.9}, 7)], ids=str,
)  # fmt: skip
def test_sweeps_that_no_tolerance_ends(options, sweeps):
    speed = calibration.SolvingSpeed.of(counted(lines(20)), SimplerGlove(3, **options))
    assert speed.sweeps == sweeps


@pytest.mark.parametrize("tolerance", [0.9, 0.02, 0.002])
def test_the_sweeps_of_a_small_text_are_those_of_its_fit(tolerance):
    counts, estimator = counted(lines(60)), SimplerGlove(20, tolerance=tolerance, sweeps=50)
    expected = len(estimator.fit(counts).history_)
    assert calibration.SolvingSpeed.of(counts, estimator).sweeps == expected


@pytest.mark.parametrize(
    "options", [{}, {"tied": True}, {"sweeps": 1}, {"tolerance": 0.0},
                {"solver": "adagrad", "regularization": 0.0}], ids=str,
)  # fmt: skip
def test_the_parts_of_a_fit_add_up(monkeypatch, options):
    """Every reading of the clock is a second later than the one before."""
    readings = itertools.count()
    fitted = []

    class Recorded(SimplerGlove):
        def fit(self, counts, **options):
            fitted.append(self)
            return super().fit(counts, **options)

    clock = SimpleNamespace(perf_counter=lambda: float(next(readings)))
    monkeypatch.setattr(calibration, "SimplerGlove", Recorded)
    monkeypatch.setattr(calibration, "time", clock)
    monkeypatch.setattr(calibration, "_FITS", 1)
    times = calibration._fit_times([counted(lines(20))], SimplerGlove(3, **options))[0]
    assert sum(times) == next(readings) - 3  # of the limit of the time
    assert min(times) >= 1
    assert len(fitted[0].history_) == 2
    assert fitted[0].get_params()["ngram_pseudocount"] == 0.0  # mixing is measured apart


@pytest.mark.parametrize("fits", [1, 3])
def test_large_and_small_counts_are_fitted_in_turn(monkeypatch, fits):
    fitted = []

    def timed(estimator, counts, initial):
        fitted.append(counts.pairs)
        seconds = 1.0 + len(fitted)
        return calibration.FitTimes(seconds, seconds, seconds, -seconds)

    monkeypatch.setattr(calibration, "_FITS", fits)
    monkeypatch.setattr(calibration, "_timed_fit", timed)
    parts = [counted(lines(20)), counted(lines(5))]
    times = calibration._fit_times(parts, SimplerGlove(3))
    assert fitted == [part.pairs for part in parts] * fits
    last = 2.0 * fits
    assert times == [(2.0, 2.0, 2.0, -last), (3.0, 3.0, 3.0, -last - 1)]


@pytest.mark.parametrize(("token", "pair"), [(2e-8, 3e-8), (0.0, 3e-8), (2e-8, 0.0)])
def test_tokens_and_pairs_of_a_sample_are_timed_apart(
    large, sample_bytes, monkeypatch, token, pair
):
    now = [0.0]

    def count(corpus, **options):
        found = count_cooccurrences(corpus, **options)
        now[0] += token * corpus.ids.size + pair * found.pairs
        return found

    clock = SimpleNamespace(perf_counter=lambda: now[0])
    monkeypatch.setattr(calibration, "time", clock)
    monkeypatch.setattr(extrapolation, "count_cooccurrences", count)
    sample_bytes(400_000)
    measured = sample.measure_sample(large)
    assert not measured.text.whole
    assert measured.size.token_seconds == pytest.approx(token, abs=1e-12)
    assert measured.size.pair_seconds == pytest.approx(pair, abs=1e-12)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_a_sample_is_read_in_several_parts_per_thread(threads):
    text = b"to be or not to be " * 1000
    file = extrapolation._SampleFile(text, threads)
    parts = list(iter(lambda: file.read(len(text)), b""))
    assert b"".join(parts) == text
    assert len(parts) == 1 if threads == 1 else len(parts) >= 2 * threads
    assert max(map(len, parts)) <= len(text)


@pytest.mark.parametrize("source", ["-", "https://example.org/text.gz"])
def test_sources_that_can_be_read_once_are_not_read(source, monkeypatch):
    class Untouched(io.StringIO):
        def read(self, *arguments):
            raise AssertionError("standard input was read")

    monkeypatch.setattr("sys.stdin", Untouched())
    with pytest.raises(InputError, match="only regular files on disk"):
        estimate_build(source)


@pytest.mark.parametrize(
    "source", [["to be or not to be"], io.StringIO("to be")], ids=["list", "stream"]
)
def test_only_files_are_supported(source):
    with pytest.raises(ParameterError, match="'source' parameter of estimate_build must be files"):
        estimate_build(source)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"window": 0}, "'window'"),
        ({"min_count": 0}, "'min_count' parameter of estimate_build"),
        ({"max_vocab": -1}, "'max_vocab'"),
        ({"vector_size": 0}, "'vector_size'"),
        ({"encoding": "klingon"}, "'encoding'"),
        ({"tokenizer": "spaces"}, "'tokenizer'"),
    ],
    ids=str,
)
def test_wrong_parameters(large, options, message):
    with pytest.raises(ParameterError, match=message):
        estimate_build(large, **options)


def test_a_missing_file(tmp_path):
    with pytest.raises(InputError, match=r"no\.txt"):
        estimate_build(tmp_path / "no.txt")


@pytest.mark.parametrize("limit", [1 << 20, 1000])
def test_no_word_is_frequent_enough(tmp_path, sample_bytes, limit):
    path = tmp_path / "text"
    path.write_text("a b c\n" * 1000)
    sample_bytes(limit)
    with pytest.raises(EmptyCorpusError):
        estimate_build(path, min_count=10_000)


def test_a_list_of_paths(tmp_path):
    paths = [write(tmp_path / name, lines(30)) for name in ("one", "two")]
    assert estimate_build(Files(map(str, paths)))["files"] == 2
    assert estimate_build(str(tmp_path / "*"))["tokens"] == 900


@pytest.mark.parametrize(
    ("half", "whole", "exponent"),
    [(1, 2, 1.0), (4, 4, 0.0), (0, 0, 1.0), (100, 150, 0.585), (0, 9, 1.0)],
)
def test_exponents_of_power_laws(half, whole, exponent):
    assert extrapolation.power_exponent(half, whole) == pytest.approx(exponent, abs=1e-3)


@pytest.mark.parametrize(
    ("sizes", "doublings", "expected"),
    [((400, 200, 100), 3, 3200.0), ((400, 400, 400), 3, 400.0), ((400, 200, 100), -1, 200.0),
     ((0, 0, 0), 2, 0.0)],
)  # fmt: skip
def test_growth_by_a_power_law(sizes, doublings, expected):
    assert extrapolation.Growth.of(*sizes).after(doublings) == pytest.approx(expected)


def test_growth_slows_down():
    sizes = [2 ** (14 + 0.9 * step - 0.025 * step * (step + 1)) for step in range(7)]
    growth = extrapolation.Growth.of(*sizes[2::-1])
    assert growth.after(-1) == pytest.approx(sizes[1])
    assert growth.after(4) == pytest.approx(sizes[6])


@pytest.mark.parametrize(("within", "calls"), [(0.0, 1), (1e6, 3)])
def test_slow_functions_are_measured_once(within, calls):
    called = []
    result, seconds = fastest(lambda: called.append(1) or 7, repeat=3, within=within)
    assert (result, len(called)) == (7, calls)
    assert seconds >= 0


def test_a_budget_limits_the_memory_of_a_chunk():
    size = CorpusSize(
        bytes=6e7, lines=1e4, tokens=1e7, types=2e4, kept=1e7, words=1e4, word_bytes=7e4,
        pairs=2e7, frequent_pairs=5e6, exponent=0.8, run_pair_bytes=3.1,
    )  # fmt: skip
    budgets = [None, 1 << 30, 60 << 20]
    free, roomy, tight = (counting_needs(size, threads=1, memory=memory) for memory in budgets)
    pairs = [run_pairs(size, threads=1, memory=memory) for memory in budgets]
    assert pairs[:2] == [0, 0]
    assert pairs[2] > size.pairs  # pairs that several chunks have are stored several times
    assert tight.memory < roomy.memory < 1 << 30
    assert tight.temporary == pytest.approx(3.1 * pairs[2] + 4 * size.kept)  # and the ids
    assert free.output == tight.output
