"""The scripts of the page split texts and find keywords as the library does."""

from __future__ import annotations

import json
import random
import shutil
import subprocess

import numpy as np
import pytest

from nlpzero import KeywordExtractor, Lexicon, Segmenter, Vocabulary, WordVectors
from nlpzero.report import write_report
from nlpzero.segmentation import LexiconTokenizer
from nlpzero.text import atoms

from .sample_page import PAGE

ANSWERS = PAGE.parents[2] / "benchmarks" / "_report_answers.mjs"
PARTS = [
    *"中国的一二百万〇年月#@_.,:/-+'’&%％·。，（）()!★○…～①²３Ａ．＿＠＃",
    *"a B Ab abc www.a.cn http://x.y/z a@b.cn C++ v1 5 10 3.5 2024-01-02 12:30 km".split(" "),
    *(" ", "\u3000", "\n", "\t", "あ", "カ", "ー", "ｶﾞ", "ที่", "한", "é", "e\u0301"),
    *("😀", "👍🏽", "👨\u200d👩", "1️⃣"),
]  # fmt: skip
WORDS = "中国 的 一百 万 年 月 0年 中 国 Wi Fi tea Tea AT T".split(" ")
TEXTS = [
    "中国的Wi-Fi，中国的tea！ＴＥＡ 2024年，一百万年的月。AT&T",
    "国·年的中国\n中国 万月 unknown 月Wi-Fi",
    "，。",
    "月泽民，泽民的中泽一民𠀀泽国年月",
]

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
needs_sources = pytest.mark.skipif(not (PAGE / "src").is_dir(), reason="installed without sources")
pytestmark = [needs_node, needs_sources, pytest.mark.slow]


def pieces_in_page(texts, split):
    """Return the atoms of texts by the script of the page."""
    script = f"""
        import {{ readFileSync }} from "node:fs";
        import {{ atomsOf }} from {json.dumps((PAGE / "src" / "atoms.js").as_uri())};
        const texts = JSON.parse(readFileSync(0, "utf8"));
        const pieces = (text) => atomsOf(text, {json.dumps(split)}).map(
          ({{ start, end }}) => text.slice(start, end));
        console.log(JSON.stringify(texts.map(pieces)));"""
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        input=json.dumps(texts), capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return json.loads(done.stdout)


def pieces(text, split):
    """Return the atoms of a text by the library."""
    starts = atoms(text, split_identifiers=split).starts.tolist()
    return [text[start:end] for start, end in zip(starts, starts[1:], strict=False)]


@pytest.mark.parametrize("split", [False, True])
def test_atoms_of_random_texts(split):
    drawn = random.Random(0)
    texts = ["".join(drawn.choices(PARTS, k=drawn.randint(1, 8))) for _ in range(3000)]
    found = pieces_in_page(texts, split)
    different = [
        (text, page, pieces(text, split))
        for text, page in zip(texts, found, strict=True)
        if page != pieces(text, split)
    ]
    assert different == []


def test_segmentation_and_keywords(tmp_path):
    counts = [900, 800, *range(130, 0, -10)]
    scores = np.log(np.array(counts) / sum(counts))
    for parameters in ({}, {"join_below": -3.0}):
        lexicon = Lexicon(WORDS, counts=counts, scores=scores, parameters=parameters)
        check_answers(tmp_path, lexicon, counts)


def check_answers(tmp_path, lexicon, counts):
    rows, columns = np.random.default_rng(0).normal(size=(2, len(WORDS), 5))
    vectors = WordVectors(
        Vocabulary(WORDS, counts), rows, context=columns,
        tokenizer=LexiconTokenizer(Segmenter(lexicon)),
    )  # fmt: skip
    page, questions, answers = (tmp_path / name for name in ("p.html", "q.json", "a.json"))
    write_report(vectors, page, layout="pca", force=True)
    asked = {"queries": [], "sentences": TEXTS, "texts": TEXTS}
    questions.write_text(json.dumps(asked), encoding="utf-8")
    subprocess.run(["node", ANSWERS, page, questions, answers], check=True, timeout=120)
    given = json.loads(answers.read_text(encoding="utf-8"))
    assert given["segmented"] == [Segmenter(lexicon).lcut(text) for text in TEXTS]
    assert ("泽民" in given["segmented"][-1]) == ("join_below" in lexicon.parameters)
    extractor = KeywordExtractor(
        vectors, candidates="words", deduplicate=False, include_unknown=False
    )
    expected = [[word.text for word in extractor.extract(text)] for text in TEXTS]
    assert given["keywords"] == expected
    assert expected[0] and expected[1]
