"""Plots: what they draw, their files, fonts, and errors."""

import logging
import warnings

import numpy as np
import pytest

from nlpzero import Lexicon, ParameterError, Vocabulary, WordVectors, encode_corpus
from nlpzero.plots import (
    figure_format,
    plot_growth,
    plot_heat_map,
    plot_history,
    plot_lexicon,
    plot_map,
    plot_norms,
    save_figure,
)
from nlpzero.plots.figures import add_labels, cjk_font, font_families, label, new_axes
from nlpzero.plots.text_plots import growth_of

WORDS = ["$x$", "<b>", "\u202eright", *(f"w{i}" for i in range(20))]


def model(**options):
    rows = np.random.default_rng(0).normal(size=(len(WORDS), 6))
    return WordVectors(Vocabulary(WORDS, range(90, 90 - len(WORDS), -1)), rows, **options)


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_map_has_a_point_for_each_word_and_labels():
    figure = plot_map(model(), layout="pca", labels=5)
    points = figure.axes[0].collections[0].get_offsets()
    assert points.shape == (len(WORDS), 2)
    assert 0 < len(texts(figure)) <= 5


def test_map_labels_the_first_words_without_counts():
    vectors = WordVectors(["a", "$b", "\x1b"], np.eye(3))
    assert texts(plot_map(vectors, layout="pca", labels=3)) == ["a", r"\$b", "\\x1b"]


def test_labels_do_not_cover_each_other():
    figure, axes = new_axes()
    axes.scatter([0, 1], [0, 1])
    x = np.array([0.0, 0.01, 0.01, 1.0, 0.5])
    add_labels(figure, axes, ["first", "covered", "above", "far", "too many"], x,
               np.array([0.0, 0.0, 0.5, 1.0, 0.0]), 3)  # fmt: skip
    assert texts(figure) == ["first", "above", "far"]


def test_norms():
    vectors = model()
    axes = plot_norms(vectors).axes[0]
    assert np.array_equal(
        axes.collections[0].get_offsets(), np.stack([vectors.counts, vectors.norms], axis=1)
    )
    assert (axes.get_xscale(), axes.get_yscale(), len(axes.lines)) == ("log", "log", 1)


def test_history():
    steps = [{"epoch": 1, "loss": 3.0}, {"epoch": 2, "loss": 2.0}]
    axes = plot_history(model(parameters={"history": steps})).axes[0]
    assert axes.lines[0].get_xydata().tolist() == [[1, 3], [2, 2]]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "loss")


def test_heat_map():
    vectors = model(parameters={"tied": True})
    figure = plot_heat_map(vectors, ["w1", "<b>"])
    rows = vectors[["w1", "<b>"]]
    assert np.allclose(figure.axes[0].images[0].get_array(), rows @ rows.T, atol=1e-5)
    assert [tick.get_text() for tick in figure.axes[0].get_xticklabels()] == ["w1", "<b>"]


def test_growth():
    ids = np.array([3, 3, 1, 3, 0, 1, 2], np.int32)
    sizes, words = growth_of(ids)
    assert words.tolist() == [len(set(ids[:size].tolist())) for size in sizes.tolist()]
    corpus = encode_corpus(["a b a", "c"], min_count=1)
    line = plot_growth(corpus).axes[0].lines[0]
    assert line.get_xydata()[-1].tolist() == [4, 3]


def test_lexicon():
    evidence = {
        "cohesion": [1.0, 2.0, np.nan],
        "left_entropy": [3.0, 1.0, 1.0],
        "right_entropy": [2.0, 4.0, 1.0],
    }
    lexicon = Lexicon(["甲", "乙", "丙"], counts=[3, 2, 1], evidence=evidence)
    figure = plot_lexicon(lexicon)
    assert figure.axes[0].collections[0].get_offsets().tolist() == [[1, 2], [2, 1]]
    assert texts(figure) == ["甲", "乙"]


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_equal_figures_have_equal_bytes(tmp_path, suffix):
    for name in "ab":
        save_figure(plot_norms(model()), tmp_path / f"{name}.{suffix}")
    first, second = ((tmp_path / f"{name}.{suffix}").read_bytes() for name in "ab")
    assert first == second
    assert len(first) > 1000


def test_existing_files_are_kept(tmp_path):
    path = tmp_path / "norms.svg"
    path.write_text("old")
    with pytest.raises(FileExistsError):
        save_figure(plot_norms(model()), path)
    assert path.read_text() == "old"
    save_figure(plot_norms(model()), path, force=True)
    assert "<svg" in path.read_text()


def test_fonts(monkeypatch, caplog):
    assert font_families(["plain"]) == ["sans-serif"]
    cjk_font.cache_clear()
    monkeypatch.setattr("nlpzero.plots.figures.CJK_FONTS", ("No Such Font",))
    with caplog.at_level(logging.WARNING, "nlpzero"):
        assert font_families(["中文"]) == ["sans-serif"]
    cjk_font.cache_clear()
    assert "No font with Chinese characters" in caplog.text


def test_chinese_words_are_drawn(tmp_path):
    if cjk_font() is None:
        pytest.skip("no font with Chinese characters is installed")
    words = Vocabulary(["中国", "北京", "上海"], [4, 2, 1])
    vectors = WordVectors(words, [[1.0], [2.0], [3.0]], parameters={"tied": True})
    evidence = {"cohesion": [1, 2], "left_entropy": [3, 2], "right_entropy": [2, 3]}
    figures = [
        plot_norms(vectors), plot_heat_map(vectors),
        plot_lexicon(Lexicon(["中国", "北京"], evidence=evidence)),
    ]  # fmt: skip
    for number, figure in enumerate(figures):
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a glyph that is missing
            save_figure(figure, tmp_path / f"{number}.png")


def test_labels():
    assert label("a$b\n" + "x" * 99) == r"a\$b\n" + "x" * 26 + "…"


def test_errors():
    bare = WordVectors(["a", "b"], [[1.0], [2.0]])
    cases = [
        (lambda: plot_map(WordVectors(["a"], [[1.0]])), "two words"),
        (lambda: plot_map(bare, layout="tsne"), "layout"),
        (lambda: plot_map(bare, labels=-1), "labels"),
        (lambda: plot_norms(bare), "counts"),
        (lambda: plot_history(bare), "history"),
        (lambda: plot_heat_map(bare), "context vectors"),
        (lambda: plot_heat_map(bare, []), "at least one word"),
        (lambda: plot_heat_map(bare, "a"), "list of words"),
        (lambda: plot_lexicon(Lexicon(["a"])), "cohesion"),
        (lambda: figure_format("x.gif"), "png"),
    ]
    for call, message in cases:
        with pytest.raises(ParameterError, match=message):
            call()
