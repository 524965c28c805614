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

from typing import TYPE_CHECKING

from simpler_glove._lazy import lazy_names

if TYPE_CHECKING:
    from ._keyword_transformer import KeywordTransformer as KeywordTransformer
    from ._keywords_each import KeywordMap as KeywordMap
    from ._keywords_each import keywords_each as keywords_each
    from ._segment_each import SegmentMap as SegmentMap
    from ._segment_each import segment_each as segment_each
    from ._segment_transformer import SegmentTransformer as SegmentTransformer
    from ._spacy_keywords import DocKeyword as DocKeyword
    from ._spacy_keywords import SpacyKeywords as SpacyKeywords
    from ._spacy_tokenizer import SpacyTokenizer as SpacyTokenizer
    from ._vector_transformer import VectorTransformer as VectorTransformer
    from ._vectors_each import VectorMap as VectorMap
    from ._vectors_each import vectors_each as vectors_each
else:
    _HOMES = {
        "._keyword_transformer": ["KeywordTransformer"],
        "._keywords_each": ["KeywordMap", "keywords_each"],
        "._segment_each": ["SegmentMap", "segment_each"],
        "._segment_transformer": ["SegmentTransformer"],
        "._spacy_keywords": ["DocKeyword", "SpacyKeywords"],
        "._spacy_tokenizer": ["SpacyTokenizer"],
        "._vector_transformer": ["VectorTransformer"],
        "._vectors_each": ["VectorMap", "vectors_each"],
    }
    __all__ = [name for names in _HOMES.values() for name in names]
    __getattr__, __dir__ = lazy_names(__name__, _HOMES)
