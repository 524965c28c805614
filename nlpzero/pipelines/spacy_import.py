"""The names of spaCy that are used; BackendUnavailableError if it is not installed."""

from simpler_glove.errors import BackendUnavailableError

try:
    from spacy.language import Language as Language
    from spacy.tokens import Doc as Doc
    from spacy.tokens import SpanGroup as SpanGroup
    from spacy.util import registry as registry
except ImportError:
    raise BackendUnavailableError(
        "The components of nlpzero.pipelines need spaCy",
        hint="Install it: pip install 'nlpzero[spacy]'",
    ) from None
