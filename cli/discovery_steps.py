"""The steps of word discovery that run on this machine or on a cluster."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

import nlpzero
from nlpzero.ngrams import count_scan
from nlpzero.ngrams.count import NgramCounter
from nlpzero.text_stage import TEXT_STAGE, encode_in_stage
from simpler_glove.errors import EmptyCorpusError
from simpler_glove.progress import Progress
from simpler_glove.stages import Stages

from .output_files import STDOUT


class DiscoverySteps(NamedTuple):
    """Encoding of a text, given as source and options, and counting of its n-grams."""

    encode: Callable[..., nlpzero.EncodedText]
    counter: NgramCounter


@contextmanager
def discovery_steps(
    source: Any,
    output: str | None,
    cluster: str | None,
    reading: dict[str, Any],
    *,
    memory: int | None,
    progress: Progress | None,
) -> Iterator[DiscoverySteps]:
    """Yield the steps; what an interruption would leave is removed if the words were found."""
    if cluster is not None:
        from nlpzero.cluster.discovery import discovery_on_cluster  # slow to import

        assert output is not None
        settings = {
            name: reading[name] for name in ("encoding", "threads", "tmp") if name in reading
        }
        with discovery_on_cluster(
            source, cluster=cluster, output=output, memory=memory, progress=progress,
            **settings,
        ) as job:  # fmt: skip
            yield DiscoverySteps(lambda _, *, threads=None, **options: job.encode_text(**options),
                         job.count_scan)  # fmt: skip
        return
    stages = Stages(None if output == STDOUT else output, (TEXT_STAGE,))
    with closing(stages):
        try:
            yield DiscoverySteps(functools.partial(encode_in_stage, stages), count_scan)
        except EmptyCorpusError:  # a result, too
            stages.close()
            stages.remove()
            raise
    stages.remove()


def read_text(
    source: Any,
    stores: list[str],
    options: dict[str, Any],
    steps: DiscoverySteps,
    progress: Progress | None,
) -> nlpzero.EncodedText:
    """Encode the text, open the stores, and merge all of them."""
    texts = [nlpzero.EncodedText.load(store) for store in stores]
    if source is not None:
        if texts and "fold" not in options:
            options = options | {"fold": texts[0].fold}
        if texts and not options.get("split_identifiers"):
            options = options | {"split_identifiers": texts[0].split_identifiers}
        texts.append(steps.encode(source, progress=progress, **options))
    if len(texts) == 1:
        return texts[0]
    limits = {name: options[name] for name in ("memory", "tmp") if name in options}
    return nlpzero.merge_texts(texts, progress=progress, **limits)
