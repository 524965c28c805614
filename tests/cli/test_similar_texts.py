"""similar-texts: lines that are similar to a query."""

from __future__ import annotations

import json

import pytest

from nlpzero import TextIndex, load_vectors

NEWS = ["The cat purrs here.", "", "A dog barks!", "nothing known", "kitten, kitten"]


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news.txt"
    path.write_text("\n".join(NEWS) + "\n", encoding="utf-8")
    return path


def rows(out):
    return [line.split("\t") for line in out.splitlines()]


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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_the_tokenizer_of_the_model_is_used(call, raw, tmp_path):
    model = tmp_path / "fruit"
    assert call("build-vectors", raw, "-o", model, "--tokenizer", "discover", "-q").code == 0
    code, out, _ = call("similar-texts", model, "吃葡萄", raw, "--topn", 1)
    assert code == 0 and "葡萄" in rows(out)[0][2]
