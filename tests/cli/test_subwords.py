"""Subword vectors on the command line: build-vectors, solve, most-similar, info, convert."""

from __future__ import annotations

import json

import numpy as np
import pytest

from simpler_glove import load_vectors

STEMS = ("walk", "talk", "jump", "point")
ENDINGS = ("", "s", "ed", "ing")
OPTIONS = ["--vector-size", 20, "--min-count", 1]
FILE = "subwords.safetensors"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A text in which words with the same stem are near each other."""
    generator = np.random.default_rng(0)
    words = {stem: [stem + ending for ending in ENDINGS] for stem in STEMS}
    words["point"].remove("pointing")
    lines = [" ".join(generator.choice(words[STEMS[i % 4]], 8)) for i in range(400)]
    path = tmp_path_factory.mktemp("text") / "corpus.txt"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def models(call, corpus, tmp_path):
    """A model with subword vectors, and one without."""
    for name, option in (("model", ["--subwords"]), ("plain", [])):
        code, _, err = call("build-vectors", corpus, "-o", tmp_path / name, *OPTIONS, *option)
        assert code == 0, err
    return tmp_path / "model", tmp_path / "plain"


def test_subwords_are_added_and_vectors_unchanged(models, corpus, call, tmp_path):
    model, plain = models
    assert not (plain / FILE).exists()
    names = [file.name for file in plain.iterdir() if file.name != "manifest.json"]
    assert all((model / name).read_bytes() == (plain / name).read_bytes() for name in names)
    assert call("count", corpus, "-o", tmp_path / "counts", *OPTIONS[2:]).code == 0
    solved = ["-o", tmp_path / "solved", *OPTIONS[:2], "--subwords", "--threads", 1]
    assert call("solve", tmp_path / "counts", *solved).code == 0
    assert (tmp_path / "solved" / FILE).read_bytes() == (model / FILE).read_bytes()
    assert json.loads(call("info", model, "--json").out)["subwords"] == len(
        load_vectors(model).subwords
    )
    assert json.loads(call("info", plain, "--json").out)["subwords"] == 0


def test_unknown_words_are_queries_on_request(models, call):
    model, plain = models
    code, _, err = call("most-similar", model, "pointing")
    assert code == 4
    assert "'pointing' is not in the vocabulary of 15 words" in err
    code, out, err = call("most-similar", model, "pointing", "--unknown", "subwords", "--topn", 3)
    assert (code, err) == (0, "")
    assert "point" in out
    code, _, err = call("most-similar", plain, "pointing", "--unknown", "subwords")
    assert code == 4
    assert "and the model has no subword vectors" in err


def test_word_pairs_with_unknown_words_are_evaluated_on_request(models, call, tmp_path):
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("point\tpointing\t9\nwalk\tpointing\t1\nwalk\twalks\t8\n")
    expected = {"skip": "1\t3\t33.3%", "zero": "1\t3\t33.3%", "subwords": "3\t3\t100.0%"}
    for unknown, coverage in expected.items():
        options = ["--pairs", pairs, "--unknown", unknown]
        code, out, err = call("evaluate", "vectors", models[0], *options)
        assert (code, err) == (0, "")
        assert out.rstrip("\n").endswith(coverage)
    code, _, err = call("evaluate", "vectors", models[1], "--pairs", pairs, "--unknown", "subwords")
    assert code == 2
    assert "--unknown" in err and "subword vectors" in err


def test_similar_texts_contain_unknown_words_on_request(models, call, tmp_path):
    texts = tmp_path / "texts.txt"
    texts.write_text("walks walked\npoints\ntalking\n")
    code, out, err = call("similar-texts", models[0], "pointing", texts, "--unknown", "subwords")
    assert code == 0, err
    assert out.split("\n")[0].endswith("points")
    assert call("similar-texts", models[0], "pointing", texts).code == 4
    code, _, err = call("similar-texts", models[1], "pointing", texts, "--unknown", "subwords")
    assert code == 2
    assert "--unknown" in err


def test_convert_warns_that_subwords_are_lost(models, call, tmp_path):
    model, _ = models
    code, _, err = call("convert", model, tmp_path / "vectors.txt")
    assert code == 0
    assert "does not store the subword vectors" in err
    assert call("convert", model, tmp_path / "small", "--dtype", "int8").code == 0
    assert (tmp_path / "small" / FILE).read_bytes() == (model / FILE).read_bytes()


def test_a_memory_budget_that_is_too_small_states_the_minimum(models, call, corpus, tmp_path):
    budget = ["--memory", "1", "--subwords"]
    code, _, err = call("build-vectors", corpus, "-o", tmp_path / "other", *OPTIONS, *budget)
    assert code == 5
    assert "--memory" in err
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("command", ["build-vectors", "solve"])
def test_a_dry_run_includes_subwords(models, call, corpus, tmp_path, command):
    source = corpus
    if command == "solve":
        source = tmp_path / "counts"
        assert call("count", corpus, "-o", source, *OPTIONS[2:]).code == 0
    options = ["-o", tmp_path / "new", *OPTIONS[: 2 if command == "solve" else 4], "--dry-run"]
    plain, more = (
        json.loads(call(command, source, *options, "--json", *extra).out)
        for extra in ([], ["--subwords"])
    )
    assert more["disk_bytes"] > plain["disk_bytes"]
    assert more["seconds_fitting_subwords"] > 0
