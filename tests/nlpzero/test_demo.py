"""The text of the demonstration."""

from __future__ import annotations

import importlib.util

import pytest

from nlpzero import demo
from simpler_glove.errors import InputError


@pytest.mark.slow
def test_articles_are_what_gensim_reads():
    corpora = pytest.importorskip("gensim.corpora")
    path = importlib.util.find_spec("gensim").submodule_search_locations[0]
    wiki = corpora.WikiCorpus(
        f"{path}/test/test_data/{demo.EXTRACT}", processes=1, dictionary={}, lower=True
    )
    ours = list(demo.demo_corpus())
    assert len(ours) == 106
    assert sum(map(len, ours)) == 452_944
    assert ours == list(wiki.get_texts())


def test_missing_extract_is_told_with_the_cure(monkeypatch):
    monkeypatch.setattr(demo, "EXTRACT", "not-there.bz2")
    with pytest.raises(InputError, match=r"not-there\.bz2.*pip install"):
        next(demo.demo_corpus())
