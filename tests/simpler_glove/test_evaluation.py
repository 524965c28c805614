"""Evaluation: the same scores as gensim, coverage, and files of every common form."""

from __future__ import annotations

import tracemalloc
from types import SimpleNamespace

import numpy as np
import pytest

from simpler_glove.errors import FormatError, ParameterError
from simpler_glove.evaluation import (
    SectionScore,
    bundled,
    evaluate_analogies,
    evaluate_pairs,
)
from simpler_glove.evaluation.analogies import answer_questions
from simpler_glove.vectors import WordVectors
from simpler_glove.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def vectors():
    """Vectors of the bundled questions' words, of which most answers are right."""
    lines = bundled("questions-words").read_text().lower().split("\n")[:9000]
    words = list(dict.fromkeys(word for line in lines for word in line.split() if line[0] != ":"))
    words += [f"noise{i}" for i in range(500)]
    place = {word: number for number, word in enumerate(words)}
    rng = np.random.default_rng(0)
    matrix = rng.standard_normal((len(words), 20))
    for line in lines:
        if line.startswith(":"):
            step = 2 * rng.standard_normal(20)
        else:
            a, b, c, d = (place[word] for word in line.split())
            matrix[b], matrix[d] = matrix[a] + step, matrix[c] + step
    return WordVectors(words, matrix + 0.5 * rng.standard_normal(matrix.shape))


@pytest.fixture
def file(tmp_path):
    def make(text):
        path = tmp_path / "questions"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make


@pytest.fixture
def square():
    words = ["man", "king", "woman", "queen", "Paris"]
    return WordVectors(words, [[1, 1], [1, 3], [3, 1], [3, 3.1], [-3, -2]])


def oracle(vectors, question, method):
    """Ten-line oracle: the answer to one question, in float64."""
    a, b, c = (vectors.vocabulary.id_of(word) for word in question)
    matrix = vectors.matrix.astype(float)
    matrix = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    cosines = matrix @ matrix[[a, b, c]].T
    scores = cosines @ [-1, 1, 1]
    if method == "multiply":
        of_a, of_b, of_c = ((1 + cosines) / 2).T
        scores = of_b * of_c / (of_a + 0.001)
    scores[[a, b, c]] = -np.inf
    return vectors.vocabulary[int(scores.argmax())]


@pytest.mark.parametrize("method", ["add", "multiply"])
@pytest.mark.parametrize("threads", [1, 3])
def test_answers_are_those_of_the_formula(vectors, file, method, threads):
    lines = bundled("questions-words").read_text().split("\n")[1:9000:37]
    lines = [line.lower() for line in lines if not line.startswith(":")]
    scores = evaluate_analogies(vectors, file("\n".join(lines)), method=method, threads=threads)
    answers = [oracle(vectors, line.split()[:3], method) for line in lines]
    expected = sum(line.split()[3] == answer for line, answer in zip(lines, answers, strict=True))
    ids = vectors.vocabulary.ids_of(" ".join(lines).split()).reshape(-1, 4).astype(np.int32)
    multiply = method == "multiply"
    forms = np.arange(len(vectors), dtype=np.int32)
    blocks = answer_questions(
        vectors.matrix, ids[:, :3], multiply, threads, forms=forms, block_cosines=1
    )
    assert [vectors.vocabulary[i] for i in blocks.tolist()] == answers
    assert (scores.correct, scores.total, scores.skipped) == (expected, len(lines), 0)
    assert 0.1 < scores.accuracy < 0.99


@pytest.mark.slow
def test_analogies_are_gensims(vectors):
    pytest.importorskip("gensim")
    path = str(bundled("questions-words"))
    keyed = vectors.to_gensim()
    few = 300  # gensim takes its time
    theirs = keyed.evaluate_word_analogies(path, restrict_vocab=few, case_insensitive=False)[1]
    ours = evaluate_analogies(vectors, path, restrict_vocab=few, case_insensitive=False)
    folded = evaluate_analogies(vectors, path, restrict_vocab=few)
    assert folded.total > ours.total
    found = {score.name: (score.correct, score.total) for score in ours.sections}
    for section in theirs[:-1]:
        correct, wrong = len(section["correct"]), len(section["incorrect"])
        assert found[section["section"]] == (correct, correct + wrong)
    assert vectors.evaluate_word_analogies(path, restrict_vocab=few) == folded


def test_scores_of_google_questions(vectors):
    scores = evaluate_analogies(vectors)
    assert len(scores.sections) == 14
    assert scores.total + scores.skipped == 19544
    assert scores.coverage == scores.total / 19544
    semantic = [s for s in scores.sections if not s.name.startswith("gram")]
    assert scores.semantic == sum(s.correct for s in semantic) / sum(s.total for s in semantic)
    assert all(s.total + s.skipped > 0 for s in scores.sections)


def test_sections_of_both_forms(square, file):
    lines = (
        ": royal\nman king woman queen\nman king woman prince\n\n: gram1\nking man queen woman\n"
    )
    scores = evaluate_analogies(square, file(lines))
    assert scores.sections == (
        SectionScore("royal", 1, 1, 1, 1.0),
        SectionScore("gram1", 1, 1, 0, 1.0),
    )
    assert (scores.semantic, scores.syntactic, scores.coverage) == (1.0, 1.0, 2 / 3)
    table = b"\xef\xbb\xbfroyal\tman\tking\twoman\tqueen\r\nroyal\tman\tking\twoman\tprince\r\n"
    table += b"gram1\tking\tman\tqueen\twoman\r\n"
    assert evaluate_analogies(square, file(table)) == scores
    assert evaluate_analogies(square, file("man king woman queen")).sections[0].name == "all"


def test_words_are_looked_up_in_any_case(square, file):
    path = file("Man KING woman Queen\nman king woman paris\nman king woman Paris\nman king a b")
    scores = evaluate_analogies(square, path)
    assert (scores.correct, scores.total, scores.skipped) == (1, 3, 1)
    assert evaluate_analogies(square, path, case_insensitive=False).total == 1


def test_the_most_frequent_case_variant_stands_for_all(file):
    words = ["King", "man", "king", "KING", "woman", "Queen", "queen"]
    matrix = [[1, 3], [1, 1], [-9, 1], [2.9, 3], [3, 1], [3, 2.9], [3, 3]]
    vectors = WordVectors(words, matrix)
    # man : King = woman : ?, the nearest to (3, 3) are KING, a variant of a word in the question,
    # and queen, a variant of the expected answer.
    assert evaluate_analogies(vectors, file("man king woman QUEEN")).accuracy == 1
    assert evaluate_analogies(vectors, file("man king woman QUEEN"), restrict_vocab=5).total == 0
    exact = evaluate_analogies(vectors, file("man King woman KING"), case_insensitive=False)
    assert (exact.total, exact.accuracy) == (1, 0)  # the answer is queen
    pairs = file("king woman 3\nMAN woman 2\nQUEEN woman 1")
    units = [np.array(row) / np.hypot(*row) for row in ([1, 3], [1, 1], [3, 2.9])]
    cosines = [unit @ [3, 1] for unit in units]
    assert evaluate_pairs(vectors, pairs).pearson == pytest.approx(
        np.corrcoef(cosines, [3, 2, 1])[0, 1]
    )


def cased(vectors):
    """The same words, some of them in several spellings with different vectors."""
    rng = np.random.default_rng(5)
    words = [word.capitalize() if rng.random() < 0.7 else word for word in vectors.index_to_key]
    more = [word.upper() for word in words[::3]] + [word.swapcase() for word in words[::2]]
    words = list(dict.fromkeys(words + more))
    order = rng.permutation(len(words))
    rows = np.array([vectors.vocabulary.id_of(word.lower()) for word in words])
    matrix = vectors.matrix[rows] + 0.3 * rng.standard_normal((len(words), vectors.vector_size))
    return WordVectors([words[i] for i in order], matrix[order])


def test_analogies_of_a_cased_model_are_gensims(vectors, file):
    pytest.importorskip("gensim")
    sections = bundled("questions-words").read_text().split("\n: ")
    path = file("\n: ".join("\n".join(text.split("\n")[:25]) for text in sections))
    model = cased(vectors)
    theirs = model.to_gensim().evaluate_word_analogies(str(path), restrict_vocab=2000)[1]
    ours = evaluate_analogies(model, path, restrict_vocab=2000)
    found = {score.name: (score.correct, score.total) for score in ours.sections}
    for section in theirs[:-1]:
        correct, wrong = len(section["correct"]), len(section["incorrect"])
        assert found[section["section"]] == (correct, correct + wrong)
    assert ours.total > 50
    assert 0.1 < ours.accuracy < 0.9


def test_word_pairs_of_a_cased_model_are_gensims(vectors, file):
    pytest.importorskip("gensim")
    rng = np.random.default_rng(2)
    words = [word.title() for word in vectors.index_to_key]
    lines = [f"{a}\t{b}\t{rng.random():.3f}" for a, b in rng.choice(words, (200, 2))]
    path, model = file("\n".join(lines)), cased(vectors)
    pearson, spearman, unknown = model.to_gensim().evaluate_word_pairs(str(path))
    ours = evaluate_pairs(model, path)
    assert ours.pearson == pytest.approx(pearson[0], abs=1e-6)
    assert ours.spearman == pytest.approx(spearman[0], abs=1e-6)
    assert ours.coverage == pytest.approx(1 - unknown / 100)


def test_nothing_known_gives_no_score(square, file):
    scores = evaluate_analogies(square, file("a b c d"))
    assert (scores.accuracy, scores.coverage, scores.skipped) == (None, 0.0, 1)
    assert scores.sections[0].accuracy is None and scores.syntactic is None
    pairs = evaluate_pairs(square, file("a b 1"))
    assert (pairs.spearman, pairs.pearson, pairs.found, pairs.coverage) == (None, None, 0, 0.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (": x\na b c\n", "line 2: expected four words, or a section and four words, got 3 fields"),
        ("a b c d e f", "line 1: expected four words"),
        ("# nothing\n: x\n", "contains no question"),
        (b"a b c d\n\xff\n", "line 2, byte offset 8: 0xff is not valid UTF-8"),
    ],
)
def test_questions_that_cannot_be_read(square, file, text, message):
    with pytest.raises(FormatError, match=message):
        evaluate_analogies(square, file(text))


def test_parameters(square):
    with pytest.raises(ParameterError, match="'method' parameter of evaluate_analogies"):
        evaluate_analogies(square, method="subtract")
    with pytest.raises(ParameterError, match="'restrict_vocab' parameter of evaluate_analogies"):
        evaluate_analogies(square, restrict_vocab=0)
    with pytest.raises(ParameterError, match="'restrict_vocab' parameter of evaluate_pairs"):
        evaluate_pairs(square, restrict_vocab=-1)
    with pytest.raises(ParameterError, match="'unknown' parameter of evaluate_pairs must be one"):
        evaluate_pairs(square, unknown="subwords")
    with pytest.raises(ParameterError, match="'name' parameter of bundled must be one of"):
        bundled("men")


@pytest.mark.slow
def test_memory_does_not_grow_with_the_vocabulary(vectors):
    peaks = []
    for size in (10_000, 40_000):
        words = list(vectors.index_to_key) + [f"more{i}" for i in range(size)]
        rng = np.random.default_rng(0)
        matrix = rng.standard_normal((len(words), 20)).astype(np.float32)
        some = SimpleNamespace(vocabulary=Vocabulary(words), matrix=matrix)
        evaluate_pairs(some)  # makes the table of words
        tracemalloc.start()
        evaluate_analogies(some, restrict_vocab=None)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0] and peaks[1] < 64 << 20


# ---- word pairs


@pytest.mark.parametrize("name", ["wordsim353", "simlex999"])
def test_pairs_are_gensims(name):
    pytest.importorskip("gensim")
    pairs = [line.split("\t") for line in bundled(name).read_text().split("\n")[2:] if line]
    words = list(dict.fromkeys(word.lower() for pair in pairs for word in pair[:2]))[:-50]
    matrix = np.random.default_rng(0).standard_normal((len(words), 5)).astype(np.float32)
    vectors = WordVectors(words, matrix)
    path = str(bundled(name))
    pearson, spearman, unknown = vectors.to_gensim().evaluate_word_pairs(path)
    ours = evaluate_pairs(vectors, path)
    assert ours.spearman == pytest.approx(spearman.statistic, abs=1e-6)
    assert ours.pearson == pytest.approx(pearson[0], abs=1e-6)
    assert 100 * (1 - ours.coverage) == pytest.approx(unknown)
    assert ours.pairs == len(pairs) and 0 < ours.found < ours.pairs
    assert vectors.evaluate_word_pairs(path).spearman == pytest.approx(ours.spearman)


@pytest.mark.parametrize(
    "text",
    [
        "man\tking\t1\nman\twoman\t2\nking\tqueen\t9\n",
        "# comment\nword1,word2,human\nman, king, 1.0\nman,woman,2\nking,queen,9\n",
        "man king 1\nman  woman 2\nking queen 9",
        "word1\tword2\tPOS\tscore\tother\nman\tking\tN\t1\t8\nman\twoman\tN\t2\t3\nking\tqueen\tN\t9\t1",
    ],
)
def test_forms_of_word_pairs(square, file, text):
    scores = evaluate_pairs(square, file(text))
    assert (scores.pairs, scores.found) == (3, 3)
    cosines = [square.similarity(*pair) for pair in (("man", "king"), ("man", "woman"))]
    cosines.append(square.similarity("king", "queen"))
    assert scores.pearson == pytest.approx(np.corrcoef(cosines, [1, 2, 9])[0, 1])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("man king 1\nman king\n", "line 2: expected two words and a score"),
        ("man king 1\nman king high\n", "line 2: expected two words and a score"),
        ("a b c\nd e f\n", "line 2: expected two words and a score"),
        ("man king", "line 1: expected two words and a score"),
        ("# only\n", "contains no pair of words"),
    ],
)
def test_pairs_that_cannot_be_read(square, file, text, message):
    with pytest.raises(FormatError, match=message):
        evaluate_pairs(square, file(text))


def test_pairs_by_other_measures(square, file):
    tied = WordVectors(square.vocabulary, square.matrix, parameters={"tied": True})
    path = file("man king 1\nman woman 2\nking queen 9\n")
    scores = tied.evaluate_word_pairs(path, measure="pmi")
    assert scores.pearson == pytest.approx(np.corrcoef([4, 4, 12.3], [1, 2, 9])[0, 1])
    assert square.evaluate_word_pairs(path, restrict_vocab=3).found == 2
    with pytest.raises(ParameterError, match="'pmi' of evaluate_word_pairs needs context vectors"):
        square.evaluate_word_pairs(path, measure="pmi")


def test_pairs_with_unknown_words_count_with_zero_on_request(square, file):
    path = file("man king 1\nman woman 4\nking queen 9\nman xyz 2\nxyz abc 3\nman paris 0")
    cosines = [square.similarity("man", "king"), square.similarity("man", "woman")]
    cosines += [square.similarity("king", "queen"), 0, 0, square.similarity("man", "Paris")]
    scores = square.evaluate_word_pairs(path, unknown="zero")
    assert (scores.pairs, scores.found) == (6, 4)
    assert scores.pearson == pytest.approx(np.corrcoef(cosines, [1, 4, 9, 2, 3, 0])[0, 1])
    skipped = square.evaluate_word_pairs(path)
    assert (skipped.pairs, skipped.found) == (6, 4)
    assert skipped == square.evaluate_word_pairs(path, unknown="skip")
    known = [0, 1, 2, 5]
    assert skipped.pearson == pytest.approx(
        np.corrcoef(np.array(cosines)[known], [1, 4, 9, 0])[0, 1]
    )


def test_similarities_of_unknown_words_are_a_function_of_ids_and_words(square, file):
    path = file("man king 1\nPARIS Xyz 2\nxyz abc 3\nqueen abc 4")
    asked = []

    def unseen(a, b):
        asked.append((a, b))
        return None if b == "abc" else 0.5

    scores = evaluate_pairs(square, path, unseen=unseen)
    assert asked == [(4, "xyz"), ("xyz", "abc"), (3, "abc")]
    assert (scores.pairs, scores.found) == (4, 2)
    assert scores.spearman == pytest.approx(-1)  # 0.89 and 0.5; the others are left out
    asked.clear()
    evaluate_pairs(square, path, unseen=unseen, restrict_vocab=3, case_insensitive=False)
    assert asked == [("PARIS", "Xyz"), ("xyz", "abc"), ("queen", "abc")]


def test_methods_report_their_names(square):
    with pytest.raises(ParameterError, match="'method' parameter of evaluate_word_analogies"):
        square.evaluate_word_analogies(method="subtract")
    with pytest.raises(ParameterError, match="'restrict_vocab' parameter of evaluate_word_pairs"):
        square.evaluate_word_pairs(restrict_vocab=0)
