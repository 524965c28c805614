"""The text of the demonstration: English Wikipedia articles that come with gensim."""

from __future__ import annotations

import bz2
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from simpler_glove.errors import InputError

EXTRACT = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"


def demo_corpus() -> Iterator[list[str]]:
    """Yield the tokens of 106 articles of the English Wikipedia, 450,000 words in all.

    The extract is part of the test data of the installed gensim, so nothing is downloaded. gensim
    removes the markup as its `WikiCorpus` does, but no worker processes are started.

    Yields
    ------
    list of str
        An article: lower-case words of 2 to 15 characters, without numbers and punctuation.

    Raises
    ------
    InputError
        If gensim was installed without its test data.

    Example
    -------
    >>> next(demo_corpus())[:3]
    ['anarchism', 'is', 'political']
    """
    # importing gensim would load all of it before the check
    package = find_spec("gensim")
    folder = Path(package.origin).parent if package is not None and package.origin else Path()
    path = folder / "test" / "test_data" / EXTRACT
    if not path.is_file():
        raise InputError(
            "the text of the demonstration is missing",
            path=path,
            hint="It is part of gensim: pip install --force-reinstall gensim",
        )
    from gensim.corpora import wikicorpus

    with bz2.open(path) as dump:
        for title, text, page in wikicorpus.extract_pages(dump, filter_namespaces=("0",)):
            tokens, _, _ = wikicorpus.process_article((text, title, page))
            if len(tokens) >= wikicorpus.ARTICLE_MIN_WORDS:
                yield tokens
