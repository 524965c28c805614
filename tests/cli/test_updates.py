"""Updates of count stores and models: count --append, merge, solve --initial, compare."""

from __future__ import annotations

import json

import pytest

from simpler_glove import CooccurrenceCounts, load_vectors

OLD = "to be or not to be\nto be rare\n"
NEW = "not rare to be\nrare to new new\n"
COUNT = ["--min-count", 3, "--window", 2]


@pytest.fixture
def texts(tmp_path):
    paths = [tmp_path / "old.txt", tmp_path / "new.txt"]
    for path, text in zip(paths, (OLD, NEW), strict=True):
        path.write_text(text)
    return paths


@pytest.fixture
def store(call, texts, tmp_path):
    assert call("count", texts[0], "-o", tmp_path / "store", *COUNT).code == 0
    return tmp_path / "store"


def test_append(call, store, texts):
    code, out, err = call("count", "--append", texts[1], "-o", store, "--json")
    assert code == 0
    assert json.loads(out) == {
        "words": 3, "pairs": 8, "added_tokens": 8, "added_counted_tokens": 5, "new_words": 1,
        "rare_words": 3, "incomplete_words": 1, "uncounted_tokens": 1, "path": str(store),
    }  # fmt: skip
    assert CooccurrenceCounts.load(store).vocabulary.words == ("to", "be", "rare")
    code, out, err = call("count", "--append", texts[1], "-o", store, *COUNT)
    assert (code, out) == (0, "")
    assert "Added 8 tokens, 8 of them of words of the vocabulary; 2 new words." in err
    assert "3 words were rare in some texts: the co-occurrences of 5 of their tokens" in err


@pytest.mark.parametrize(
    ("option", "message"),
    [("--window 5", "--window 5 differs from 2, the setting of"),
     ("--min-count 9", "--min-count 9 differs from 3"),
     ("--max-vocab 9", "--max-vocab 9 differs from None"),
     ("--weighting flat", "--weighting flat differs from harmonic"),
     ("--direction left", "--direction left differs from both"),
     ("--vocabulary words", "--vocabulary and --append exclude each other"),
     ("--force", "--force and --append exclude each other"),
     ("--dry-run", "--dry-run and --append exclude each other"),
     ("--tokenizer chars", "differs from"),
     ("--lowercase", "not converted to lower case")],
)  # fmt: skip
def test_options_that_conflict_with_the_store(call, store, texts, option, message):
    code, out, err = call("count", "--append", texts[1], "-o", store, *option.split())
    assert code in (2, 3) and out == ""
    assert message in err
    assert CooccurrenceCounts.load(store).tokens == 9


def test_append_needs_a_store(call, texts, tmp_path):
    assert call("count", "--append", texts[1], "-o", tmp_path / "missing").code == 3
    assert call("count", "--append", texts[1], "-o", texts[0]).code == 3


def test_merge_reports_missing_cooccurrences(call, store, texts, tmp_path):
    assert call("count", texts[1], "-o", tmp_path / "second", "--min-count", 2, "--window", 2)
    code, _, err = call("merge", store, tmp_path / "second", "-o", tmp_path / "all")
    assert code == 0
    assert "2 words were rare in some texts: the co-occurrences of 2 of their tokens" in err
    document = json.loads(
        call("merge", store, tmp_path / "second", "-o", tmp_path / "few", "--max-vocab", 2,
             "--min-count", 4, "--json").out
    )  # fmt: skip
    assert (document["words"], document["rare_words"]) == (2, 4)


def test_build_from_the_vectors_of_a_model(call, texts, tmp_path):
    options = ["--vector-size", 3, "--min-count", 1, "--threads", 1]
    old, new, random = (tmp_path / name for name in ("old", "new", "random"))
    assert call("build-vectors", texts[0], "-o", old, *options).code == 0
    arguments = ["build-vectors", texts[1], *options, "--initial", old]
    estimate = call(*arguments, "-o", new, "--dry-run")
    assert estimate.code == 0 and not new.exists()
    assert call(*arguments, "-o", new).code == 0
    assert call("build-vectors", texts[1], "-o", random, *options).code == 0
    assert load_vectors(new).matrix.tobytes() != load_vectors(random).matrix.tobytes()
    code, out, err = call(*arguments, "-o", tmp_path / "x", "--vector-size", 4)
    assert (code, out) == (3, "") and "have 3 dimensions, but vector_size is 4" in err
    assert call(*arguments, "-o", tmp_path / "x", "--initial", tmp_path / "missing").code == 3


@pytest.fixture
def stores(call, tmp_path):
    """Counts of two texts in which one word has other contexts."""
    paths = []
    for name, verb in (("first", "eats"), ("second", "parks")):
        lines = ["the cat eats here", "the bus parks there", f"a jaguar {verb} now", f"x {name} y"]
        (tmp_path / f"{name}.txt").write_text("\n".join(lines * 40) + "\n")
        paths.append(tmp_path / name)
        assert call("count", tmp_path / f"{name}.txt", "-o", paths[-1], "--window", 3).code == 0
    return paths


def test_compare_counts(call, stores):
    code, out, err = call("compare", *stores, "--min-count", 5, "--words", "jaguar cat")
    assert code == 0
    first = out.splitlines()[0].split("\t")
    assert first[:1] + first[2:] == ["jaguar", "40", "40", "parks", "eats"]
    assert "New words, not ranked: 1 (second)" in err
    assert "Vanished words, not ranked: 1 (first)" in err
    document = json.loads(call("compare", *stores, "--json", "-n", 2).out)
    assert set(document) == {"compared", "changes", "new", "vanished"}
    assert document["new"] == [{"word": "second", "occurrences": 40}]
    assert len(document["changes"]) == 2
    records = [json.loads(line) for line in call("compare", *stores, "--jsonl").out.splitlines()]
    assert set(records[0]) == {"word", "score", "count_old", "count_new", "gained", "lost"}
    jaguar = next(record for record in records if record["word"] == "jaguar")
    assert jaguar["gained"][0] | {"new": 0} == {"word": "parks", "old": None, "new": 0}


def test_compare_models(call, stores, tmp_path):
    models = [tmp_path / "old-model", tmp_path / "new-model"]
    for store, model in zip(stores, models, strict=True):
        assert call("solve", store, "-o", model, "--vector-size", 4).code == 0
    for measure in ("neighbours", "procrustes"):
        code, out, _ = call("compare", *models, "--measure", measure, "-n", 3)
        assert code == 0 and len(out.splitlines()) == 3
        assert all(len(line.split("\t")) == 6 for line in out.splitlines())


def test_compare_needs_two_of_a_kind(call, stores, tmp_path):
    assert call("solve", stores[0], "-o", tmp_path / "model", "--vector-size", 4).code == 0
    for pair in ((stores[0], tmp_path / "model"), (tmp_path / "model", stores[0])):
        code, _, err = call("compare", *pair)
        assert code == 3 and "contains 'word-vectors', not 'cooccurrence-counts'" in err
    assert call("compare", *stores, "--measure", "procrustes").code == 2
    assert call("compare", *stores, "--min-count", 1000).code == 4
    assert call("compare", *stores, "--words", "first").code == 4
    assert call("compare", stores[0], tmp_path / "missing").code == 3
