"""Generated text: the bigrams of the real text, Heaps' law, and the same bytes every time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from benchmarks._growing_text import RARE_COUNT, heaps_law, read_source, write_growing_text

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A text of 60,000 words by Zipf's law, each followed by one of few others."""
    generator = np.random.default_rng(0)
    words = [0]
    for number in generator.zipf(1.4, 60_000).tolist():
        words.append(min(number, 10**9) * 7 + words[-1] % 7)
    path = tmp_path_factory.mktemp("text") / "text.txt"
    lines = (" ".join(f"a{word}" for word in words[i : i + 50]) for i in range(0, len(words), 50))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_text_has_the_size_the_bigrams_and_the_law_of_the_real_one(corpus, tmp_path):
    source = read_source(corpus)
    law = heaps_law(source.ids)
    target = tmp_path / "out.txt"
    count = write_growing_text(source, target, size=2_000_000)
    text = target.read_text(encoding="utf-8")
    words = text.split()
    assert 2_000_000 <= len(text) < 2_001_000
    assert len(words) == count
    assert {len(line.split()) for line in text.splitlines()[:-1]} == {source.line_words}
    assert len(set(words)) == pytest.approx(law.factor * count**law.exponent, rel=0.05)
    real = corpus.read_text(encoding="utf-8").split()
    frequent = {real_word for real_word, n in zip(*np.unique(real, return_counts=True), strict=True)
                if n > RARE_COUNT}  # fmt: skip
    known = set(pairwise(real)) | {(real[-1], real[0])}
    found = [pair for pair in pairwise(words) if frequent.issuperset(pair)]
    assert len(found) > count / 4 and known.issuperset(found)
    shares = [np.mean([word == real[5] for word in some]) for some in (real, words)]
    assert shares[0] == pytest.approx(shares[1], rel=0.1)


def test_text_is_the_same_for_the_same_seed(corpus, tmp_path):
    source = read_source(corpus, tokens=20_000)
    texts = []
    for number, seed in enumerate((0, 0, 1)):
        write_growing_text(source, tmp_path / str(number), size=50_000, seed=seed)
        texts.append((tmp_path / str(number)).read_bytes())
    assert texts[0] == texts[1] != texts[2]
