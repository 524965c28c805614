"""GloVe's files: export, import, and errors that state the invalid record."""

from __future__ import annotations

import numpy as np
import pytest

from simpler_glove.cooccurrence import count_cooccurrences, export_glove, glove_files, import_glove
from simpler_glove.corpus import EncodedCorpus
from simpler_glove.errors import FormatError, ParameterError
from simpler_glove.vocabulary import Vocabulary

RECORD = np.dtype([("row", "<i4"), ("column", "<i4"), ("count", "<f8")])
WORDS = 20


def counted(**how):
    ids = np.minimum(np.random.default_rng(0).zipf(1.3, 400) - 1, WORDS - 1).astype(np.int32)
    words = [f"w{number}" for number in range(WORDS - 1)] + ["New York"]
    vocabulary = Vocabulary(words, np.bincount(ids, minlength=WORDS))
    corpus = EncodedCorpus(ids, np.array([0, 100, 100, 400]), vocabulary, None)
    return count_cooccurrences(corpus, **how)


@pytest.fixture
def exported(tmp_path):
    """Counts, and the paths of GloVe's two files."""
    counts = counted(window=5)
    export_glove(counts, tmp_path)
    return counts, tmp_path / "vocab.txt", tmp_path / "cooccurrence.bin"


def change(path, number, **fields):
    records = np.fromfile(path, RECORD)
    for name, value in fields.items():
        records[name][number] = value
    records.tofile(path)


@pytest.mark.parametrize("weighting", ["harmonic", "linear", "flat"])
@pytest.mark.parametrize("direction", ["both", "left", "right"])
@pytest.mark.parametrize("window", [1, 10, 22, 40])
def test_round_trip(tmp_path, weighting, direction, window):
    how = {"window": window, "weighting": weighting, "direction": direction}
    counts = counted(**how)
    export_glove(counts, tmp_path / "new" / "folder")
    files = [tmp_path / "new" / "folder" / name for name in ("vocab.txt", "cooccurrence.bin")]
    again = import_glove(*files, **how, threads=1)
    assert again.fingerprint == counts.fingerprint
    assert again.vocabulary == counts.vocabulary
    assert again.counts.dtype == counts.counts.dtype


def test_records_are_those_of_glove(exported):
    counts, vocabulary, path = exported
    records = np.fromfile(path, RECORD)
    assert path.stat().st_size == 16 * counts.pairs
    words = [line.rsplit(" ", 1)[0] for line in vocabulary.read_text().splitlines()]
    for row, column, count in records[::7].tolist():
        assert counts.count(words[row - 1], words[column - 1]) == count


@pytest.mark.parametrize("block", [7, 1 << 24])
@pytest.mark.parametrize("threads", [1, 2])
def test_records_may_come_in_any_order(exported, monkeypatch, block, threads):
    counts, vocabulary, path = exported
    monkeypatch.setattr(glove_files, "READ_RECORDS", block)
    records = np.fromfile(path, RECORD)
    np.random.default_rng(1).permutation(records).tofile(path)
    shuffled = import_glove(vocabulary, path, window=5, threads=threads)
    assert shuffled.fingerprint == counts.fingerprint


def test_repeated_records_are_added(exported):
    counts, vocabulary, path = exported
    path.write_bytes(path.read_bytes() * 2)
    twice = import_glove(vocabulary, path, window=5)
    np.testing.assert_array_equal(twice.counts, 2 * counts.counts)
    np.testing.assert_array_equal(twice.indices, counts.indices)


def test_sums_with_other_rounding_errors_are_equal(exported):
    counts, vocabulary, path = exported
    records = np.fromfile(path, RECORD)
    records["count"] *= 1 + 1e-13 * np.random.default_rng(2).standard_normal(records.size)
    records.tofile(path)
    assert import_glove(vocabulary, path, window=5).fingerprint == counts.fingerprint


def test_no_records(exported):
    _, vocabulary, path = exported
    path.write_bytes(b"")
    assert import_glove(vocabulary, path).pairs == 0


@pytest.mark.parametrize("rest", [1, 8, 15])
def test_truncated_file_is_named(exported, rest):
    _, vocabulary, path = exported
    path.write_bytes(path.read_bytes()[: -16 + rest])
    with pytest.raises(FormatError, match="cooccurrence.bin.*truncated"):
        import_glove(vocabulary, path, window=5)


@pytest.mark.parametrize("name", ["row", "column"])
@pytest.mark.parametrize("value", [0, -1, WORDS + 1, 2**31 - 1])
@pytest.mark.parametrize("block", [7, 1 << 24])
def test_id_out_of_range_is_named(exported, monkeypatch, name, value, block):
    _, vocabulary, path = exported
    monkeypatch.setattr(glove_files, "READ_RECORDS", block)
    change(path, 10, **{name: value})
    with pytest.raises(FormatError, match=f"record 11 has {name} id {value}, .* {WORDS} words"):
        import_glove(vocabulary, path, window=5)


@pytest.mark.parametrize("value", [0.0, -1.0, 0.1, 1 / 6, np.nan, np.inf, 1e300])
def test_count_that_is_not_a_sum_of_weights_is_named(exported, value):
    _, vocabulary, path = exported
    change(path, 10, count=value)
    with pytest.raises(FormatError, match=r"record 11 has the count .*window of 5"):
        import_glove(vocabulary, path, window=5)


@pytest.mark.parametrize(
    "how", [{"window": 4}, {"window": 5, "weighting": "flat"}, {"window": 5, "weighting": "linear"}]
)
def test_wrong_settings_are_found(exported, how):
    _, vocabulary, path = exported
    with pytest.raises(FormatError, match="not a sum of the"):
        import_glove(vocabulary, path, **how)


def test_counts_of_one_side_are_rejected_for_both(tmp_path):
    export_glove(counted(direction="right"), tmp_path)
    with pytest.raises(FormatError, match="not symmetric.*direction='right'"):
        import_glove(tmp_path / "vocab.txt", tmp_path / "cooccurrence.bin", window=10)


def test_foreign_vocabulary_is_found(exported):
    _, vocabulary, path = exported
    lines = vocabulary.read_bytes().splitlines(keepends=True)
    vocabulary.write_bytes(b"".join(lines[: WORDS // 2]))
    with pytest.raises(FormatError, match=f"the vocabulary has {WORDS // 2} words"):
        import_glove(vocabulary, path, window=5)


def test_missing_file(exported):
    _, vocabulary, path = exported
    path.unlink()
    with pytest.raises(FileNotFoundError):
        import_glove(vocabulary, path)


@pytest.mark.parametrize(
    ("name", "value"), [("window", 0), ("weighting", "no"), ("direction", "no"), ("threads", 0)]
)
def test_bad_parameter_is_named(exported, name, value):
    _, vocabulary, path = exported
    with pytest.raises(ParameterError, match=f"'{name}' parameter of import_glove"):
        import_glove(vocabulary, path, **{name: value})


@pytest.mark.parametrize("standing", ["vocab.txt", "cooccurrence.bin"])
def test_files_are_not_replaced_or_incomplete(tmp_path, standing):
    (tmp_path / standing).write_text("mine")
    with pytest.raises(FileExistsError):
        export_glove(counted(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [standing]
    assert (tmp_path / standing).read_text() == "mine"
    export_glove(counted(), tmp_path, force=True)
    assert (tmp_path / "cooccurrence.bin").stat().st_size == 16 * counted().pairs


def test_progress_ends_with_everything_done(exported):
    counts, vocabulary, path = exported
    reports = {}
    import_glove(
        vocabulary, path, window=5, progress=lambda *report: reports.update({report[0]: report})
    )
    assert reports["reading"][1:] == (counts.pairs, counts.pairs, "records")
    assert reports["merging"][1:] == (counts.pairs, counts.pairs, "pairs")
