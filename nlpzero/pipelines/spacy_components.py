"""Entry points of nlpzero for spaCy; import this module if nlpzero is not installed.

spaCy imports it for every pipeline, so other modules are imported in functions.
"""
# Annotations are not strings here: spaCy uses those of the functions to check configurations.

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .spacy_import import Language, registry

if TYPE_CHECKING:
    from .spacy_keywords import SpacyKeywords
    from .spacy_tokenizer import SpacyTokenizer

TOKENIZERS = ("nlpzero.Tokenizer.v1", "nlpzero_tokenizer")


def make_tokenizer(
    tokenizer: str | None = None,
    user_words: list[str] = [],  # noqa: B006
    fold: str | None = None,
) -> Callable[[Any], "SpacyTokenizer"]:
    """Create the tokenizer ``nlpzero.Tokenizer.v1`` from a configuration.

    Parameters
    ----------
    tokenizer : str, optional
        A path or name; see ``SpacyTokenizer``.
    user_words : list of str
        Words that take precedence.
    fold : {None, "simplified"}
        Treat traditional ideographs as their simplified forms.

    Returns
    -------
    callable
        Function from the pipeline to the tokenizer.

    Example
    -------
    >>> import spacy
    >>> words = {"@tokenizers": "nlpzero.Tokenizer.v1", "user_words": ["葡萄"]}
    >>> nlp = spacy.blank("zh", config={"nlp": {"tokenizer": words}})
    >>> [token.text for token in nlp("吃葡萄")]
    ['吃', '葡萄']
    """

    def create(nlp: Any) -> "SpacyTokenizer":
        from .spacy_tokenizer import SpacyTokenizer

        return SpacyTokenizer(nlp.vocab, tokenizer, user_words=user_words, fold=fold)

    return create


for _name in TOKENIZERS:
    registry.tokenizers.register(_name, func=make_tokenizer)


@Language.factory(
    "nlpzero_keywords",
    assigns=["doc._.keywords", "doc.spans"],
    default_config={
        "vectors": None,
        "tokenizer": None,
        "phrases": None,
        "topn": 10,
        "attribute": "keywords",
        "spans_key": "keywords",
        "alignment": "expand",
        "options": {},
    },
)
def make_keywords(
    nlp: Any,
    name: str,
    vectors: str | None,
    tokenizer: str | None,
    phrases: str | None,
    topn: int,
    attribute: str,
    spans_key: str,
    alignment: str,
    options: dict[str, Any],
) -> "SpacyKeywords":
    """Create the component ``nlpzero_keywords`` of a pipeline.

    Parameters
    ----------
    nlp : Language
        The pipeline.
    name : str
        Name of the component.
    vectors, tokenizer, phrases : str, optional
        Paths, or the name of a tokenizer; see ``SpacyKeywords``.
    topn, attribute, spans_key, alignment, options
        See ``SpacyKeywords``.

    Returns
    -------
    SpacyKeywords
        The component.

    Example
    -------
    >>> import spacy
    >>> spacy.blank("zh").add_pipe("nlpzero_keywords", config={"topn": 3}).name
    'nlpzero_keywords'
    """
    from .spacy_keywords import SpacyKeywords

    return SpacyKeywords(
        nlp.vocab,
        name,
        vectors=vectors,
        tokenizer=tokenizer,
        phrases=phrases,
        topn=topn,
        attribute=attribute,
        spans_key=spans_key,
        alignment=alignment,
        options=options,
    )
