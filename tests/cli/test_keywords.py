"""Keywords on the command line."""

from __future__ import annotations

import json
import os
import threading

import pytest

import nlpzero

ABOUT = "The neural network learns, and a neural network is fast."
PLAIN = "The sun is up, and a moon that we see is of the sea. This is as it is."


@pytest.fixture
def texts(tmp_path):
    path = tmp_path / "texts.txt"
    path.write_text("\n".join([ABOUT, "", *[ABOUT] * 9, *[PLAIN] * 110]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def learned(tmp_path, texts):
    segmenter = nlpzero.Segmenter({})
    lines = texts.read_text(encoding="utf-8").splitlines()
    vectors = nlpzero.build_vectors(
        lines, tokenizer=segmenter, lowercase=True, vector_size=4, min_count=1
    )
    vectors.save(tmp_path / "learned")
    return tmp_path / "learned"


@pytest.fixture
def keywords(call, texts, learned):
    def keywords(*options, **settings):
        return call("keywords", texts, "--model", learned, "-q", *options, **settings)

    return keywords


def test_a_line_for_each_keyword(keywords):
    code, out, err = keywords("--topn", 1)
    assert (code, err) == (0, "")
    number, score, count, word = out.splitlines()[0].split("\t")
    assert (number, count, word) == ("1", "2", "neural network")
    assert 0 < float(score) < 1
    assert out.splitlines()[1].split("\t")[0] == "3"  # as line 2 is empty


def test_json_and_jsonl_agree(keywords):
    records = [json.loads(line) for line in keywords("--jsonl").out.splitlines()]
    document = json.loads(keywords("--json").out)
    assert document["documents"] == records
    model, phrases = document["sources"]
    assert "WordVectors" in model and phrases.startswith("phrases of 121 texts")
    best = records[0]["keywords"][0]
    assert (best["text"], best["offsets"]) == ("neural network", [[4, 18], [33, 47]])
    assert records[1] == {"document": 2, "keywords": [], "reason": "the text is empty"}


def test_explain(keywords, learned):
    code, out, err = keywords("--topn", 1, "--explain")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    ends = [place for place, line in enumerate(lines) if not line.startswith("\t")]
    assert "\n".join(lines[place] for place in ends) == keywords("--topn", 1).out.strip()
    rows = [line.split("\t")[1:] for line in lines[1 : ends[1]]]
    names, neural, network, title, *terms = rows
    assert names[0] == "word" and (neural[0], network[0]) == ("neural", "network")
    assert all(len(row) == len(names) for row in (neural, network))
    assert title == ["contribution of", "share"]
    shares = [float(share) for _, share in terms]
    assert shares and shares == sorted(shares, reverse=True) and min(shares) >= 0


def test_explanations_in_json_equal_those_of_the_library(keywords, learned, texts):
    records = [json.loads(line) for line in keywords("--jsonl", "--explain").out.splitlines()]
    assert json.loads(keywords("--json", "--explain").out)["documents"] == records
    extractor = nlpzero.KeywordExtractor(nlpzero.load_vectors(learned))
    extractor.fit(texts.read_text(encoding="utf-8").splitlines())
    best = records[0]["keywords"][0]
    explanation = extractor.explain(ABOUT, best["text"])
    assert best["words"] == list(explanation.words)
    assert set(best["words"][0]) == {
        "word", "weight", "information", "importance", "termhood", "likelihood"
    }  # fmt: skip
    assert best["terms"] == [{"word": word, "share": share} for word, share in explanation.terms]
    assert records[1] == {"document": 2, "keywords": [], "reason": "the text is empty"}
    plain = [json.loads(line) for line in keywords("--jsonl").out.splitlines()]
    assert set(best) - set(plain[0]["keywords"][0]) == {"words", "terms"}


def test_terms_of_a_word_without_a_vector(call, keywords, learned, tmp_path):
    path = tmp_path / "phrases.tsv"
    keywords("--save-phrases", path)
    options = ["keywords", "-", "--model", learned, "--phrases", path, "-q", "--explain"]
    text = "The flux capacitor is here. We see a flux capacitor."
    out = call(*options, "--topn", 1, stdin=text).out
    assert "\n\tflux\t" in out and out.splitlines()[2].endswith("\t-")
    best = json.loads(call(*options, "--jsonl", stdin=text).out)["keywords"][0]
    assert best["words"][0]["likelihood"] is None


def test_each_file_is_a_document(keywords, texts):
    records = [json.loads(line) for line in keywords("--document", "--jsonl").out.splitlines()]
    assert [record["document"] for record in records] == [str(texts)]


def test_phrases_are_saved_and_used_again(call, keywords, learned, tmp_path):
    path = tmp_path / "phrases.tsv"
    expected = keywords("--save-phrases", path, "--topn", 1).out.splitlines()[0]
    found = call(
        "keywords", "-", "--model", learned, "--phrases", path, "--topn", 1, "-q", stdin=ABOUT
    )
    assert found.out.splitlines() == [expected]
    assert keywords("--phrases", path, "--save-phrases", tmp_path / "other.tsv").code == 2


def test_saved_phrases_replace_a_file_on_request_only(keywords, tmp_path):
    path = tmp_path / "phrases.tsv"
    path.write_text("mine\n", encoding="utf-8")
    code, out, err = keywords("--save-phrases", path)
    assert (code, out, path.read_text(encoding="utf-8")) == (2, "", "mine\n")
    assert "--force" in err
    assert keywords("--save-phrases", tmp_path / "no" / "phrases.tsv").out == ""  # before any work
    assert keywords("--save-phrases", tmp_path).out == ""
    assert keywords("--save-phrases", path, "--force").code == 0
    assert path.read_text(encoding="utf-8").startswith("# nlpzero phrase statistics")
    assert {file.name for file in tmp_path.iterdir()} == {"learned", "phrases.tsv", "texts.txt"}


@pytest.mark.parametrize("options", [[], ["--document"]])
def test_standard_input_and_pipes_give_the_same_as_the_file(call, texts, learned, options):
    arguments = ["--model", learned, "-q", "--jsonl", *options]

    def results(*given, **settings):
        out = call("keywords", *given, *arguments, **settings).out
        return [json.loads(line) | {"document": None} for line in out.splitlines()]

    expected = results(texts)
    assert expected and any(record["keywords"] for record in expected)
    assert results("-", stdin=texts.read_text(encoding="utf-8")) == expected
    pipe = texts.with_name("pipe")
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(texts.read_bytes()))
    writer.start()
    assert results(pipe) == expected
    writer.join()


def test_results_do_not_jump_at_a_number_of_documents(call, learned, tmp_path):
    path = tmp_path / "some.txt"
    text = ABOUT.replace("learns", "is old")
    scores = []
    for size in range(97, 104):
        path.write_text("\n".join([text, *[PLAIN] * (size - 1)]), encoding="utf-8")
        out = call("keywords", path, "--model", learned, "-q", "--topn", 1).out
        number, score, _, word = out.splitlines()[0].split("\t")
        assert (number, word) == ("1", "neural network")
        scores.append(float(score))
    assert max(scores) - min(scores) < 0.01


def test_white_space_of_keywords_does_not_break_the_table(call, learned, tmp_path):
    path = tmp_path / "page.txt"
    text = "The neural\nnetwork is\ta neural\u2028network of\nNeural Network\n"
    path.write_text(text, encoding="utf-8")
    arguments = ["keywords", path, "--document", "--model", learned, "-q"]
    out = call(*arguments).out
    assert all(line.count("\t") == 3 for line in out.split("\n")[:-1])
    (record,) = [json.loads(line) for line in call(*arguments, "--jsonl").out.splitlines()]
    best = record["keywords"][0]
    assert best["text"] == "neural network"
    lower = text.lower()
    assert ["".join(lower[a:b].split()) for a, b in best["offsets"]] == ["neuralnetwork"] * 3


@pytest.mark.slow
def test_user_dictionary_and_folding(call, tmp_path):
    others = [f"其他文字{word}" for word in "甲乙丙丁戊己庚辛壬癸" * 20]
    vectors = nlpzero.build_vectors(
        ["我们用神经网络", *others],
        tokenizer={"我们": 9, "神经": 9},
        min_count=1,
        vector_size=2,
    )
    vectors.save(tmp_path / "zh")
    names = tmp_path / "names.txt"
    names.write_text("神经网络\n", encoding="utf-8")
    arguments = ["keywords", "-", "--model", tmp_path / "zh", "-q", "--topn", 1, "--words"]
    found = call(*arguments, "--user-dict", names, stdin="我们用神经网络，神经网络，神经网络").out
    assert found.split("\t")[-1] == "神经网络\n"
    options = ["--user-dict", names, "--fold", "simplified"]
    found = call(*arguments, *options, stdin="我們用神經網絡，神經網絡，神經網絡").out
    assert found.split("\t")[-1] == "神經網絡\n"


def test_user_words_of_a_model_that_splits_at_white_space(call, learned, tmp_path):
    names = tmp_path / "names.txt"
    names.write_text("Flux Capacitor\n", encoding="utf-8")
    arguments = ["keywords", "-", "--model", learned, "-q", "--topn", 1, "--words"]
    text = "The Flux Capacitor is of a moon."
    assert call(*arguments, "--user-dict", names, stdin=text).out.endswith("\tFlux Capacitor\n")


def test_candidates_stop_words_and_seeds(keywords, tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("network\n\nis fast\n", encoding="utf-8")
    listed = keywords("--candidates", path).out
    assert {line.split("\t")[3] for line in listed.splitlines()} <= {"network", "is fast"}
    assert "network" not in keywords("--stop-words", path).out
    assert "network" not in keywords("--extra-stop-words", path).out
    assert keywords("--words", "--about", "fast", "--method", "norm").code == 0
    assert keywords("--words", "--candidates", path).code == 2


def test_bad_input(call, keywords, learned, tmp_path):
    code, out, err = call("keywords", "-", "--model", learned, "-q", stdin=" \n")
    assert (code, out) == (4, "")
    assert "No document has a keyword: the text is empty." in err
    reason = call("keywords", "-", "--model", learned, "-q", stdin="it is\nit was\n").err
    assert "No document has a keyword: the text contains only stop words" in reason
    assert keywords("--topn", -1).code == 2
    assert call("keywords", tmp_path / "no.txt", "--model", learned).code == 3
    assert keywords("--phrases", learned / "manifest.json").code == 3


def test_vectors_without_counts_are_refused(call, texts, tmp_path):
    path = tmp_path / "vectors.vec"
    path.write_text("1 2\nthe 0.1 0.2\n", encoding="utf-8")
    code, _, err = call("keywords", texts, "--model", path)
    assert code != 0
    assert "counts" in err


def test_warnings_of_the_library_are_messages(call, learned, tmp_path):
    (tmp_path / "other.txt").write_text("xyzzy plugh frobozz grue zork " * 9, encoding="utf-8")
    arguments = ["keywords", tmp_path / "other.txt", "--model", learned]
    err = call(*arguments).err
    assert "words of the texts are in the vocabulary" in err
    assert "Warning" not in err and "warn(" not in err
    assert "vocabulary" not in call(*arguments, "-q").err


def test_without_a_model_the_sources_are_reported(call, texts):
    code, out, err = call("keywords", texts, "--topn", 1)
    assert code == 0
    assert out.splitlines()[0].split("\t")[::3] == ["1", "neural network"]
    assert (
        err.count("\n") == 1
        and "frequencies of English words" in err
        and "phrases of 121 texts" in err
    )
    document = json.loads(call("keywords", texts, "--json", "-q").out)
    assert document["sources"][-1].startswith("phrases of 121 texts")
    assert len(document["documents"]) == 121


def test_a_single_document_without_a_model(call):
    text = "The flux capacitor needs power. We build a flux capacitor.\n"
    code, out, _ = call("keywords", "-", "--topn", 1, stdin=text)
    assert (code, out.split("\t")[3]) == (0, "flux capacitor\n")
    explained = call("keywords", "-", "--topn", 1, "-q", "--explain", stdin=text)
    assert explained.code == 0 and "\n\tflux\t" in explained.out


@pytest.mark.parametrize("options", [("--method", "norm"), ("--about", "sun")])
def test_options_that_require_a_model(call, texts, options):
    code, out, err = call("keywords", texts, *options)
    assert (code, out) == (2, "")
    assert options[0] in err and "--model" in err
