"""Components for scikit-learn and spaCy pipelines, and functions for pandas, Dask and Spark.

Each library is imported only when one of its names is used. spaCy finds the tokenizer
``nlpzero.Tokenizer.v1`` and the component ``nlpzero_keywords`` by their names where nlpzero is
installed; see ``docs/pipelines.md``.

Example
-------
>>> from nlpzero.pipelines import segment_each
>>> list(segment_each(["吃葡萄"], tokenizer={"葡萄": 3}))
[['吃', '葡萄']]
"""

from simpler_glove.lazy import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
