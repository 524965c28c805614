"""Steps for the pipelines that users already have: scikit-learn, spaCy, pandas, Dask and Spark.

Each library is loaded only when one of its names is asked for. What spaCy takes by
name, the tokenizer ``nlpzero.Tokenizer.v1`` and the component ``nlpzero_keywords``, it finds
itself where nlpzero is installed; see ``docs/pipelines.md``.

Example
-------
>>> from nlpzero.pipelines import segment_each
>>> list(segment_each(["吃葡萄"], lexicon={"葡萄": 3}))
[['吃', '葡萄']]
"""

from simpler_glove.lazy import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
