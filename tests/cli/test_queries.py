"""most-similar and analogy."""

from __future__ import annotations

import json

import pytest

from simpler_glove import load_vectors


def rows(out: str) -> list[list[str]]:
    return [line.split("\t") for line in out.splitlines()]


def test_one_word_gives_word_and_score(call, model):
    code, out, err = call("most-similar", model, "king", "--topn", 2)
    assert (code, err) == (0, "")
    expected = load_vectors(model).most_similar("king", topn=2)
    assert rows(out) == [[word, f"{score:.4f}"] for word, score in expected]


def test_several_words_are_several_queries(call, model):
    code, out, _ = call("most-similar", model, "king", "数学", "--topn", 1)
    assert code == 0
    assert [row[:2] for row in rows(out)] == [["king", "queen"], ["数学", "king"]]


def test_positive_and_negative_make_one_query(call, model):
    arguments = ["--positive", "king", "--positive", "woman", "--negative", "man", "--topn", 1]
    code, out, _ = call("most-similar", model, *arguments)
    assert code == 0
    assert rows(out)[0][0] == "queen"
    assert call("most-similar", model, "king", "woman", *arguments[4:]).out == out


def test_one_document(call, model):
    out = call("most-similar", model, "king", "数学", "--topn", 1, "--json").out
    document = json.loads(out)
    assert "数学" in out
    assert list(document) == ["queries"]
    assert [query["positive"] for query in document["queries"]] == [["king"], ["数学"]]
    assert set(document["queries"][0]) == {"positive", "negative", "neighbours"}
    (neighbour,) = document["queries"][0]["neighbours"]
    assert neighbour["word"] == "queen"
    assert 0 < neighbour["score"] <= 1


def test_a_stream_of_documents(call, model):
    out = call("most-similar", model, "king", "man", "--topn", 1, "--jsonl").out
    assert [json.loads(line)["positive"] for line in out.splitlines()] == [["king"], ["man"]]


def test_words_are_read_from_a_pipe(call, model):
    code, out, _ = call("most-similar", model, "--topn", 1, stdin="king\n\nNew York\r\n")
    assert code == 0
    assert [row[0] for row in rows(out)] == ["king", "New York"]


def test_queries_are_typed_on_a_terminal(call, model):
    talk = "king\nNew York\nking woman -man\nnonsense\n-\n"
    code, out, err = call("most-similar", model, "--topn", 1, stdin=talk, terminal=True)
    assert code == 0
    assert [row[0] for row in rows(out)] == ["queen", "woman", "queen"]
    assert err.count("> ") == 6
    assert "nonsense" in err


def test_restrict_to_and_exclude(call, model, tmp_path):
    out = call("most-similar", model, "king", "--restrict-to", "man 数学").out
    assert [row[0] for row in rows(out)] == ["man", "数学"]
    (tmp_path / "words.txt").write_text("New York\r\nqueen\n\n", encoding="utf-8-sig")
    listed = f"@{tmp_path / 'words.txt'}"
    out = call("most-similar", model, "king", "--restrict-to", listed).out
    assert [row[0] for row in rows(out)] == ["queen", "New York"]
    out = call("most-similar", model, "king", "--exclude", listed).out
    assert {row[0] for row in rows(out)} == {"man", "woman", "数学"}


def test_min_similarity(call, model):
    out = call("most-similar", model, "king", "--min-similarity", 0.5).out
    assert all(float(score) >= 0.5 for _, score in rows(out))
    code, out, err = call("most-similar", model, "king", "--min-similarity", 0.9999)
    assert (code, out) == (4, "")
    assert "king" in err


def test_unknown_word_names_close_spellings(call, model):
    code, out, err = call("most-similar", model, "quen")
    assert (code, out) == (4, "")
    assert "quen" in err and "'queen'" in err
    assert err.count("\n") == 2  # the problem and the hint


def test_unknown_words_do_not_stop_the_others(call, model):
    code, out, err = call("most-similar", model, "xxxx", "king", "--topn", 1)
    assert code == 4
    assert rows(out)[0][:2] == ["king", "queen"]
    assert "xxxx" in err


@pytest.mark.parametrize(
    "arguments", [["--topn", "0"], ["--topn", "two"], ["--measure", "euclid"], ["--nonsense"]]
)
def test_wrong_usage(call, model, arguments):
    code, out, err = call("most-similar", model, "king", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("nlpzero: ")


def test_analogy(call, model):
    code, out, err = call("analogy", model, "man", "king", "woman", "--topn", 1)
    assert (code, err) == (0, "")
    assert rows(out)[0][0] == "queen"
    document = json.loads(call("analogy", model, "man", "king", "woman", "--json").out)
    assert [document[name] for name in "abc"] == ["man", "king", "woman"]
    assert document["answers"][0]["word"] == "queen"


def test_analogy_with_an_unknown_word(call, model):
    code, out, err = call("analogy", model, "man", "king", "wombat")
    assert (code, out) == (4, "")
    assert "wombat" in err


def test_analogy_by_multiplication(call, model):
    assert call("analogy", model, "man", "king", "woman", "--method", "multiply").code == 0


@pytest.mark.parametrize("command", ["most-similar", "analogy"])
def test_no_model(call, tmp_path, command):
    code, out, err = call(command, tmp_path / "missing", "a", "b", "c")
    assert (code, out) == (3, "")
    assert "missing" in err


LISTS = ["--restrict-to", "--exclude"]


@pytest.mark.parametrize("option", LISTS)
def test_unknown_words_of_a_list_are_skipped_and_counted(call, model, tmp_path, option):
    (tmp_path / "words.txt").write_text("Zürich\nman\nnowhere\nwoman\nnope\nnever\n", "utf-8")
    listed = f"@{tmp_path / 'words.txt'}"
    code, out, err = call("most-similar", model, "king", "数学", option, listed, "--topn", 9)
    known = call("most-similar", model, "king", "数学", option, "man woman", "--topn", 9)
    assert (code, out) == (0, known.out)
    assert known.err == ""
    assert err == (  # once, for two queries
        f"{option} contains 4 unknown of 6 words, which are skipped: 'Zürich', 'nowhere', 'nope', "
        "...\n"
    )
    assert call("most-similar", model, "king", option, listed, "-q").err == ""


@pytest.mark.parametrize("option", LISTS)
def test_a_list_of_unknown_words_only(call, model, option):
    code, out, err = call("most-similar", model, "king", option, "nowhere never")
    assert (code, out) == (4, "")
    assert err == f"nlpzero: {option} contains only unknown words: 'nowhere', 'never'.\n"


def test_an_empty_list_has_no_unknown_words(call, model, tmp_path):
    (tmp_path / "words.txt").write_text("")
    listed = f"@{tmp_path / 'words.txt'}"
    assert call("most-similar", model, "king", "--exclude", listed).code == 0


@pytest.mark.parametrize("command", ["most-similar", "explain stability"])
def test_unknown_words_do_not_hide_the_answers_for_others(call, tmp_path, command):
    (tmp_path / "corpus.txt").write_text("a b c d e\nb c d a e\n" * 9)
    options = ["-o", tmp_path / "counts", "--min-count", 1]
    assert call("count", tmp_path / "corpus.txt", *options).code == 0
    solve = ["solve", tmp_path / "counts", "-o", tmp_path / "model", "--vector-size", 2]
    assert call(*solve).code == 0
    more = ["--counts", tmp_path / "counts"] if command == "explain stability" else []
    words = ["xxxx", "a", "yyyy"]
    code, out, err = call(*command.split(), tmp_path / "model", *words, *more, "--topn", 2)
    assert code == 4
    assert [row[0] for row in rows(out)] == ["a", "a"]
    assert "xxxx" in err and "yyyy" in err


@pytest.mark.parametrize("measure", ["cosine", "context", "pmi", "predict"])
@pytest.mark.slow
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


@pytest.mark.parametrize("command", ["most-similar", "similar-texts", "explain similarity"])
def test_a_text_instead_of_a_model(call, tmp_path, command):
    path = tmp_path / "my {text}.txt"
    path.write_text("The sun is up, and a moon is out.\n" * 30 + "日月", encoding="utf-8")
    code, out, err = call(*command.split(), path, "sun", "moon")
    assert (code, out) == (3, "")
    assert f"nlpzero build-vectors '{path}' -o model" in err
    path.write_bytes(b"\x00\x01" * 50)
    assert "build-vectors" not in call(*command.split(), path, "sun", "moon").err
