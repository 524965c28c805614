"""The same trees and templates as nlp-zero where its procedure determines them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks._nlp_zero import NlpZeroParser
from nlpzero import TemplateParser, count_cooccurrences, encode_corpus
from nlpzero.parsing.grammar import ANY_SLOT
from nlpzero.parsing.patterns import clauses_of, find_candidates, strong_pairs

from .oracles import nlp_zero_templates
from .test_parser import QUESTIONS

# The first word, the word between slots and the last word occur in one template only.
UNAMBIGUOUS = {"a <*> b <*> c": 4, "d <*> e": 3, "f <*> g <*> h": 2, "p <*> q": 1}


def sentences(depth=3):
    """Words of nested templates of `UNAMBIGUOUS`, with the tree as brackets."""
    leaf = st.sampled_from("xyz").map(lambda word: ([word], f"({word})"))

    def nested(inner):
        def filled(text, slots):
            slots = iter(slots)
            parts = [next(slots) if w == "<*>" else ([w], w) for w in text.split()]
            words = [word for part, _ in parts for word in part]
            return words, f"({' '.join(shown for _, shown in parts)})"

        return st.sampled_from(sorted(UNAMBIGUOUS)).flatmap(
            lambda text: st.tuples(*[inner] * text.count("<*>")).map(
                lambda slots: filled(text, slots)
            )
        )

    return st.recursive(leaf, nested, max_leaves=4)


@settings(deadline=None, max_examples=30)
@given(sentence=sentences())
def test_same_trees_of_unambiguous_templates(sentence):
    words, tree = sentence
    assert NlpZeroParser(UNAMBIGUOUS).parse(words) == tree
    assert TemplateParser(UNAMBIGUOUS).parse(" ".join(words)).bracket() == tree


@pytest.mark.parametrize(
    ("sentence", "tree"),
    [
        ("鸡蛋 可以 吃 吗", "((鸡蛋) 可以 (吃) 吗)"),
        ("我 走", "(我 (走))"),
        ("猫 的 狗 是 谁 呢", "((猫) 的 (狗) 是 (谁) 呢)"),
        ("我 的 猫 和 狗 是 什么 呢", "((我) 的 ((猫) 和 (狗)) 是 (什么) 呢)"),
        ("天气 真 好", "(天气 真 好)"),
    ],
)
def test_same_trees_of_the_readme(sentence, tree):
    assert NlpZeroParser(QUESTIONS).parse(sentence.split()) == tree
    assert TemplateParser(QUESTIONS).parse(sentence).bracket() == tree


def candidates(lines, window, min_count, min_pmi):
    """Patterns with their counts, as tuples with None for gaps."""
    corpus = clauses_of(encode_corpus([" ".join(line) for line in lines], min_count=1))
    counts = count_cooccurrences(corpus, window=window, weighting="flat", direction="right")
    words = np.bincount(corpus.ids, minlength=len(corpus.vocabulary))
    pairs = strong_pairs(counts, words, min_count, min_pmi)
    found = find_candidates(corpus, pairs, window, min_count)
    names = corpus.vocabulary.words
    return {
        tuple(None if symbol == ANY_SLOT else names[symbol] for symbol in symbols): count
        for symbols, count in zip(found.symbols, found.counts.tolist(), strict=True)
    }


def without_edges(template):
    """Remove the gaps at both ends, which nlp-zero adds and sequences make unnecessary."""
    start, stop = template[0] is None, len(template) - (template[-1] is None)
    return template[start:stop]


def test_same_templates_of_associated_words():
    """From word to word there is one associated word, at the nearest place with a gap."""
    lines = [["从", f"a{n}", "到", f"b{n}", "的"] for n in range(6)]
    lines += [[f"c{n}", "因为", f"d{n}", f"e{n}", "所以"] for n in range(6)]
    theirs = nlp_zero_templates(lines, 3, 5, 1.0)
    ours = candidates(lines, 3, 5, 1.0)
    frequent = {
        without_edges(template)
        for template, count in theirs.items()
        if count >= 5 and sum(word is not None for word in template) > 1
    }
    assert frequent == {("从", None, "到", None, "的"), ("因为", None, "所以")}
    # Ours are all parts of paths: the selection by description length follows.
    assert ours == dict.fromkeys(
        [*frequent, ("从", None, "到"), ("到", None, "的")], 6
    )  # fmt: skip


@settings(deadline=None, max_examples=30)
@given(
    lines=st.lists(
        st.lists(st.sampled_from("abcdef"), min_size=1, max_size=5), max_size=8, unique_by=tuple
    )
)
def test_candidates_are_paths_of_nearest_links(lines):
    """Compared with a plain search; without a minimum count all paths are found."""
    lines = [line for line in lines if line]
    if not lines:
        return
    words = [word for line in lines for word in line]
    pairs = [
        (a, b) for line in lines for i, a in enumerate(line) for b in line[i + 1 : i + 4]
    ]  # fmt: skip
    strong = {
        (a, b)
        for a, b in pairs
        if pairs.count((a, b)) * len(words) ** 2
        > len(pairs) * words.count(a) * words.count(b) * 1.37
    }
    expected = {}

    def extend(line, place, pattern):
        if len(pattern) > 1:
            expected[pattern] = expected.get(pattern, 0) + 1
        nearest = [
            j
            for j in range(place + 1, min(len(line), place + 4))
            if (line[place], line[j]) in strong
        ]
        gaps = [j for j in nearest if j > place + 1][:1]
        for j in [j for j in nearest if j == place + 1] + gaps:
            gap = (None,) if j > place + 1 else ()
            extend(line, j, (*pattern, *gap, line[j]))

    for line in lines:
        for place, word in enumerate(line):
            extend(line, place, (word,))
    assert candidates(lines, 3, 1, float(np.log(1.37))) == expected
