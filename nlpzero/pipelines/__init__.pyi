"""The public names; `simpler_glove.lazy` loads each of them at its first use."""

from .keyword_transformer import KeywordTransformer as KeywordTransformer
from .mapping import KeywordMap as KeywordMap
from .mapping import SegmentMap as SegmentMap
from .mapping import VectorMap as VectorMap
from .mapping import keywords_each as keywords_each
from .mapping import segment_each as segment_each
from .mapping import vectors_each as vectors_each
from .segment_transformer import SegmentTransformer as SegmentTransformer
from .spacy_keywords import DocKeyword as DocKeyword
from .spacy_keywords import SpacyKeywords as SpacyKeywords
from .spacy_tokenizer import SpacyTokenizer as SpacyTokenizer
from .template_transformer import TemplateTransformer as TemplateTransformer
from .vector_transformer import VectorTransformer as VectorTransformer
