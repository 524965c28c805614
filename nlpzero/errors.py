"""All exceptions of the library; `nlpzero` itself has those that programs catch most often."""

from simpler_glove.errors import BackendUnavailableError as BackendUnavailableError
from simpler_glove.errors import EmptyCorpusError as EmptyCorpusError
from simpler_glove.errors import FormatError as FormatError
from simpler_glove.errors import InputError as InputError
from simpler_glove.errors import MismatchError as MismatchError
from simpler_glove.errors import NlpzeroError as NlpzeroError
from simpler_glove.errors import NotFittedError as NotFittedError
from simpler_glove.errors import NumericalError as NumericalError
from simpler_glove.errors import ParameterError as ParameterError
from simpler_glove.errors import ResourceError as ResourceError
from simpler_glove.errors import UnknownWordError as UnknownWordError
