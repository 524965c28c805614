"""What spaCy finds by the entry points of nlpzero; import it where nlpzero is not installed.

spaCy loads this for every pipeline, so it imports nothing else at the top.
"""
# No annotations as strings here: spaCy reads those of the functions to check configurations.

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .spacy_import import Language, registry

if TYPE_CHECKING:
    from .spacy_keywords import SpacyKeywords
    from .spacy_tokenizer import SpacyTokenizer

TOKENIZERS = ("nlpzero.Tokenizer.v1", "nlpzero_tokenizer")


def make_tokenizer(
    lexicon: str | None = None,
    user_words: list[str] = [],  # noqa: B006
    fold: str | None = None,
) -> Callable[[Any], "SpacyTokenizer"]:
    """Make the tokenizer ``nlpzero.Tokenizer.v1`` of a configuration.

    Parameters
    ----------
    lexicon : str, optional
        A path, or "jieba"; see ``SpacyTokenizer``.
    user_words : list of str
        Words that come first.
    fold : {None, "simplified"}
        Match traditional ideographs like their simplified forms.

    Returns
    -------
    callable
        Takes the pipeline and gives the tokenizer.

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

        return SpacyTokenizer(nlp.vocab, lexicon, user_words=user_words, fold=fold)

    return create


for _name in TOKENIZERS:
    registry.tokenizers.register(_name, func=make_tokenizer)


@Language.factory(
    "nlpzero_keywords",
    assigns=["doc._.keywords", "doc.spans"],
    default_config={
        "vectors": None,
        "lexicon": None,
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
    lexicon: str | None,
    phrases: str | None,
    topn: int,
    attribute: str,
    spans_key: str,
    alignment: str,
    options: dict[str, Any],
) -> "SpacyKeywords":
    """Make the component ``nlpzero_keywords`` of a pipeline.

    Parameters
    ----------
    nlp : Language
        The pipeline.
    name : str
        Name of the component.
    vectors, lexicon, phrases : str, optional
        Paths; see ``SpacyKeywords``.
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
        lexicon=lexicon,
        phrases=phrases,
        topn=topn,
        attribute=attribute,
        spans_key=spans_key,
        alignment=alignment,
        options=options,
    )
