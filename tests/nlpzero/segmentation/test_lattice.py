"""The lattice that explain returns."""

import math

from nlpzero import Lexicon, Segmenter

LEXICON = Lexicon(
    ["研究", "研究生", "生命", "命", "0年"], scores=[-1, -3, -2, -4, -1], unknown_score=-6
)


def test_edges_of_all_kinds():
    edges = Segmenter(LEXICON, user_words=["R&D"]).explain("研究生，20年R&D").edges
    assert [tuple(edge) for edge in edges] == [
        ("研", 0, 1, -6.0, "unknown", False),
        ("研究", 0, 2, -1.0, "word", False),
        ("研究生", 0, 3, -3.0, "word", True),
        ("究", 1, 2, -6.0, "unknown", False),
        ("生", 2, 3, -6.0, "unknown", False),
        ("，", 3, 4, 0.0, "boundary", True),
        ("20", 4, 6, -6.0, "unknown", False),
        ("20年", 4, 7, -1.0, "word", True),
        ("年", 6, 7, -6.0, "unknown", False),
        ("R&D", 7, 10, 0.0, "user", True),
    ]


def test_words_and_score_are_those_of_the_best_path():
    segmenter = Segmenter(LEXICON)
    lattice = segmenter.explain("研究生命，研究")
    assert lattice.words == segmenter.lcut("研究生命，研究") == ["研究", "生命", "，", "研究"]
    assert math.isclose(lattice.score, segmenter.nbest("研究生命，研究", 1)[0].score)
    assert lattice.score == -4.0


def test_prints_what_cannot_be_seen():
    text = str(Segmenter(LEXICON).explain("命\n\u3000\ud800\u200b"))
    assert text.splitlines()[-1] == r"score -4.000: 命 / '\n\u3000' / '\ud800' / '\u200b'"


def test_empty_text():
    lattice = Segmenter(LEXICON).explain("")
    assert (lattice.edges, lattice.words, lattice.score) == ((), [], 0)
    assert str(lattice).endswith("score 0.000: ")
