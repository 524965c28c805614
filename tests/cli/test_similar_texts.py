"""similar-texts, the measures of most-similar, explain similarity and stability."""

from __future__ import annotations

import json

import pytest

from nlpzero import TextIndex, explain_similarity, load_vectors
from simpler_glove import SimplerGlove, count_cooccurrences, encode_corpus

PETS = ["the cat purrs", "the kitten purrs", "the dog barks", "the puppy barks"]
NEWS = ["The cat purrs here.", "", "A dog barks!", "nothing known", "kitten, kitten"]


@pytest.fixture
def pets(tmp_path):
    """A model with context vectors, its counts, and those of two shards."""
    corpus = encode_corpus(PETS * 30)
    counts = count_cooccurrences(corpus, window=2)
    counts.save(tmp_path / "counts")
    for name in ("first", "second"):
        part = encode_corpus(PETS * 15, vocabulary=corpus.vocabulary)
        count_cooccurrences(part, window=2).save(tmp_path / name)
    SimplerGlove(vector_size=4).fit(counts).vectors_.save(tmp_path / "pets")
    return tmp_path / "pets"


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news.txt"
    path.write_text("\n".join(NEWS) + "\n", encoding="utf-8")
    return path


def rows(out):
    return [line.split("\t") for line in out.splitlines()]


# ---- similar-texts


def test_lines_like_a_text(call, pets, news):
    code, out, err = call("similar-texts", pets, "a cat", news, "--topn", 2, "-q")
    assert (code, err) == (0, "")
    index = TextIndex(load_vectors(pets)).fit([line for line in NEWS if line])
    expected = index.most_similar("a cat", topn=2)
    assert [row[2] for row in rows(out)] == [answer.text for answer in expected]
    assert [row[0] for row in rows(out)] == [f"{answer.score:.4f}" for answer in expected]
    assert [NEWS[int(row[1]) - 1] for row in rows(out)] == [row[2] for row in rows(out)]


def test_documents_as_json(call, pets, news):
    document = json.loads(call("similar-texts", pets, "dog", news, "--json").out)
    assert document["query"] == "dog"
    assert document["texts"][0]["text"] == "A dog barks!"
    assert document["texts"][0]["line"] == 3
    lines = call("similar-texts", pets, "dog", news, "--jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == document["texts"]


def test_options_reach_the_library(call, pets, news):
    options = ("--weighting", "sum", "--no-remove-common", "--min-similarity", "0.99", "-q")
    out = call("similar-texts", pets, "kitten", news, *options).out
    index = TextIndex(load_vectors(pets), weighting="sum", remove_common=False)
    expected = index.fit([line for line in NEWS if line]).most_similar("kitten")
    assert [row[2] for row in rows(out)] == [a.text for a in expected if a.score >= 0.99]


def test_texts_without_a_known_word_are_reported(call, pets, news):
    err = call("similar-texts", pets, "cat", news).err
    assert "1 of 4 texts contain no known word" in err


def test_standard_input(call, process, pets, news):
    with news.open() as stdin:
        code, out, _ = process("similar-texts", pets, "dog", "-", "--topn", 1, stdin=stdin)
    assert (code, rows(out)[0][2]) == (0, "A dog barks!")


def test_nothing_to_find(call, pets, news, tmp_path):
    code, out, err = call("similar-texts", pets, "xyzzy", news, "-q")
    assert (code, out) == (4, "") and "No word of the text 'xyzzy'" in err
    code, out, err = call("similar-texts", pets, "cat", news, "--min-similarity", 2, "-q")
    assert (code, out) == (4, "") and "--min-similarity" in err
    (tmp_path / "other").write_text("nothing known\n")
    code, _, err = call("similar-texts", pets, "cat", tmp_path / "other", "-q")
    assert code == 4 and "No line contains a word of the model" in err
    (tmp_path / "empty").write_text("\n\n")
    code, _, err = call("similar-texts", pets, "cat", tmp_path / "empty", "-q")
    assert code == 4 and "empty lines" in err


def test_wrong_usage_of_similar_texts(call, pets, news, tmp_path):
    assert call("similar-texts", pets, "cat", news, "--topn", 0).code == 2
    assert call("similar-texts", pets, "cat", news, "--tokenizer", "nonsense").code == 2
    assert call("similar-texts", pets, "cat", tmp_path / "missing").code == 3
    assert call("similar-texts", tmp_path / "missing", "cat", news).code == 3
    assert call("similar-texts", pets, "cat", terminal=True).code == 2
    news.write_bytes("葡萄很甜 cat".encode("gb18030") + b"\n")
    code, _, err = call("similar-texts", pets, "cat", news)
    assert code == 3 and "news.txt" in err
    assert call("similar-texts", pets, "cat", news, "--encoding", "gb18030").code == 0


def test_the_tokenizer_of_the_model_is_used(call, raw, tmp_path):
    model = tmp_path / "fruit"
    assert call("build-vectors", raw, "-o", model, "--tokenizer", "discover", "-q").code == 0
    code, out, _ = call("similar-texts", model, "吃葡萄", raw, "--topn", 1)
    assert code == 0 and "葡萄" in rows(out)[0][2]


# ---- measures


@pytest.mark.parametrize("measure", ["cosine", "context", "pmi", "predict"])
def test_measures(call, pets, measure):
    out = call("most-similar", pets, "cat", "--measure", measure, "--topn", 5).out
    expected = load_vectors(pets).most_similar("cat", topn=5, measure=measure)
    assert [row[0] for row in rows(out)] == [word for word, _ in expected]
    wrong = 2 * (measure == "predict")
    assert call("analogy", pets, "cat", "purrs", "dog", "--measure", measure).code == wrong


def test_advice_for_a_measure_names_options(call, model):
    code, out, err = call("most-similar", model, "king", "--measure", "pmi")
    assert (code, out) == (2, "")
    assert "'pmi' of most_similar needs context vectors" in err
    assert "combine" not in err and "parameters=" not in err


# ---- explain


def test_contexts_of_a_similarity(call, pets, tmp_path):
    code, out, err = call("explain", "similarity", pets, "cat", "kitten", "--topn", 1)
    assert (code, err) == (0, "")
    assert out.rstrip("\n") == str(explain_similarity(load_vectors(pets), "cat", "kitten", topn=1))
    counts = ["--counts", tmp_path / "counts"]
    assert "(30.0x)" in call("explain", "similarity", pets, "cat", "kitten", *counts).out
    options = ["--measure", "context", "--json"]
    document = json.loads(call("explain", "similarity", pets, "cat", "kitten", *options).out)
    assert document["model"] == str(pets)
    (result,) = document["explanations"]
    assert (result["a"], result["b"], result["measure"]) == ("cat", "kitten", "context")
    shares = [each["share"] for each in result["contexts"] + result["opposing"]]
    assert sum(shares) + result["rest"] == pytest.approx(result["score"])


def test_stability_of_neighbours(call, pets, tmp_path):
    options = ["--counts", tmp_path / "counts", "--topn", 2]
    code, out, err = call("explain", "stability", pets, "cat", *options)
    assert code == 0
    assert [len(row) for row in rows(out)] == [5, 5]
    assert rows(out)[0][0] == "kitten"
    assert "of 2 neighbours remain" in err and "(20 rounds)" in err
    shards = ["--counts", tmp_path / "first", "--counts", tmp_path / "second"]
    out = call("explain", "stability", pets, "cat", "dog", *shards, "--json").out
    results = json.loads(out)["explanations"]
    assert [each["word"] for each in results] == ["cat", "dog"]
    assert results[0]["resampled"] == "shards"
    assert set(results[0]["neighbours"][0]) == {"word", "score", "kept", "low", "high"}
    assert all(set(other) == {"word", "share"} for other in results[0]["others"])


def test_usage_of_explain_similarity_and_stability(call, pets, tmp_path):
    for arguments in (
        ("similarity", pets, "cat"),
        ("similarity", pets, "cat", "dog", "kitten"),
        ("stability", pets, "cat"),
        ("stability", pets, "--counts", tmp_path / "counts"),
    ):
        code, out, err = call("explain", *arguments)
        assert (code, out) == (2, ""), err
    assert call("explain", "similarity", pets, "cat", "wombat").code == 4
    for counts in (tmp_path / "missing", pets):
        assert call("explain", "stability", pets, "cat", "--counts", counts).code == 3
