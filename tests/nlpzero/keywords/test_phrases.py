"""Phrase statistics of texts."""

import numpy as np
import pytest

from nlpzero import Segmenter, learn_phrases
from nlpzero.keywords import PhraseStatistics
from nlpzero.keywords.scores import MIN_TERMHOOD
from simpler_glove.errors import FormatError


def test_words_are_counted_in_lower_case(texts):
    statistics = learn_phrases(texts)
    assert statistics.size == len(texts)
    row = statistics.words.index("neural")
    assert (statistics.texts[row], statistics.counts[row], statistics.inside[row]) == (10, 20, 20)
    assert list(statistics.counts) == sorted(statistics.counts, reverse=True)
    termhood = dict(zip(statistics.words, statistics.termhood, strict=True))
    assert termhood["the"] < MIN_TERMHOOD < termhood["network"]


def test_statistics_can_be_saved_and_loaded(texts, tmp_path):
    statistics = learn_phrases(texts)
    statistics.save(tmp_path / "phrases.tsv")
    again = PhraseStatistics.load(tmp_path / "phrases.tsv")
    assert (again.size, again.words) == (statistics.size, statistics.words)
    for name in ("texts", "counts", "inside", "repeated", "expected"):
        np.testing.assert_array_equal(getattr(again, name), getattr(statistics, name))


def test_statistics_replace_a_file_on_request_only(texts, tmp_path):
    path = tmp_path / "phrases.tsv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        learn_phrases(texts).save(path)
    assert path.read_text(encoding="utf-8") == "mine"
    learn_phrases(texts).save(path, force=True)
    assert PhraseStatistics.load(path).size == len(texts)
    learn_phrases(texts).save(tmp_path / "phrases.tsv.gz")
    assert PhraseStatistics.load(tmp_path / "phrases.tsv.gz").size == len(texts)


HEADER = "# nlpzero phrase statistics {}; word, texts, occurrences, inside phrases\n"
HEADER_3 = HEADER.format("3: 9 texts, 1 words")[:-1] + ", repeated, expected share\n"


def test_files_of_the_first_version_are_read(tmp_path):
    path = tmp_path / "phrases.tsv"
    path.write_text(HEADER.format("1: 9 texts") + "cat\t2\t3\t1\n", encoding="utf-8")
    statistics = PhraseStatistics.load(path)
    assert statistics.counts.tolist() == statistics.repeated.tolist() == [3]
    assert statistics.expected.tolist() == [1 / 3]
    assert statistics.termhood.tolist() == [1.0]


@pytest.mark.parametrize(
    ("content", "problem"),
    [("word\t3\n", "not a file of phrase statistics"),
     (HEADER.format("2: 9 texts"), "not a file"),
     (HEADER.format("2: 9 texts, 2 words") + "cat\t2\t3\t1\n", "has 1 of 2 words"),
     (HEADER.format("1: 9 texts") + "cat\t2\t3\n", "not a word and 3 numbers"),
     (HEADER.format("1: 9 texts") + "cat\t2\tx\t3\n", "not a word and 3 numbers"),
     (HEADER.format("1: 9 texts") + f"cat\t2\t{'9' * 30}\t3\n", "not a word and 3 numbers"),
     (HEADER.format("1: 9 texts") + f"cat\t2\t{'9' * 5000}\t3\n", "not a word and 3 numbers"),
     (HEADER.format(f"1: {'9' * 5000} texts"), "not a word and 3 numbers"),
     (HEADER.format("1: 9 texts") + "cat\t-1\t3\t1\n", "contradict"),
     (HEADER.format("1: 9 texts") + "cat\t10\t30\t1\n", "contradict"),
     (HEADER.format("1: 9 texts") + "cat\t2\t3\t4\n", "contradict"),
     (HEADER_3 + "cat\t2\t3\t1\n", "not a word and 5 numbers"),
     (HEADER_3 + "cat\t2\t3\t1\t3\tx\n", "not a word and 5 numbers"),
     (HEADER_3 + "cat\t2\t3\t2\t1\t0.5\n", "contradict"),
     (HEADER_3 + "cat\t2\t3\t1\t4\t0.5\n", "contradict"),
     (HEADER_3 + "cat\t2\t3\t1\t3\t-0.5\n", "contradict"),
     (HEADER_3 + "cat\t2\t3\t1\t3\tnan\n", "contradict")],
)  # fmt: skip
def test_other_and_damaged_files_are_rejected(tmp_path, content, problem):
    path = tmp_path / "words.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FormatError, match=rf"words\.tsv.*{problem}"):
        PhraseStatistics.load(path)


def test_no_texts():
    statistics = learn_phrases([])
    assert statistics.size == 0
    assert statistics.termhood.size == 0
    assert learn_phrases(["", "..."]).words == ()


def test_ideographs_are_split_by_the_tokenizer():
    statistics = learn_phrases(["线图好，线图"], tokenizer=Segmenter({"线图": 1}))
    assert set(statistics.words) == {"线图", "好"}
