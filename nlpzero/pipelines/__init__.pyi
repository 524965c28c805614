"""The public names; `simpler_glove.lazy` loads each of them at its first use."""

from .keyword_transformer import KeywordTransformer as KeywordTransformer
from .keywords_each import KeywordMap as KeywordMap
from .keywords_each import keywords_each as keywords_each
from .segment_each import SegmentMap as SegmentMap
from .segment_each import segment_each as segment_each
from .segment_transformer import SegmentTransformer as SegmentTransformer
from .spacy_keywords import DocKeyword as DocKeyword
from .spacy_keywords import SpacyKeywords as SpacyKeywords
from .spacy_tokenizer import SpacyTokenizer as SpacyTokenizer
from .vector_transformer import VectorTransformer as VectorTransformer
from .vectors_each import VectorMap as VectorMap
from .vectors_each import vectors_each as vectors_each
