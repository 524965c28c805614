"""The public names; `simpler_glove.lazy` loads each of them at its first use."""

from .build import estimate_build as estimate_build
from .counts import estimate_count as estimate_count
from .counts import estimate_merge as estimate_merge
from .counts import estimate_solve as estimate_solve
from .discovery import discover_in_sample as discover_in_sample
from .discovery import estimate_discovery as estimate_discovery
from .discovery import with_discovering as with_discovering
from .streams import estimate_stream as estimate_stream
from .subwords import with_subwords as with_subwords
from .word2vec import estimate_word2vec_of_counts as estimate_word2vec_of_counts
