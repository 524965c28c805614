"""The counting stage of a build of vectors on a cluster."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.errors import ParameterError

from ..models import SIMPLER_GLOVE
from ..training_text import TrainingText
from .jobs import count_on_cluster
from .steps import TaskEngine


class ClusterText(TrainingText):
    """A text that is counted on a cluster; see :class:`TrainingText`.

    Parameters
    ----------
    cluster : str or TaskEngine
        See :func:`count_on_cluster`.
    *arguments, **options
        As of :class:`TrainingText`.
    """

    def __init__(self, cluster: str | TaskEngine, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._cluster = cluster

    def count(
        self, name: str, key: str, counting: dict[str, Any]
    ) -> tuple[CooccurrenceCounts, dict[str, Any]]:
        """Count the co-occurrences on the cluster; the counts are written as a stage."""
        assert self.stages.folder is not None
        counts, statistics = count_on_cluster(
            self.source, cluster=self._cluster, output=self.stages.folder / name, force=True,
            **self.encoding_options, **self.run_options, **counting,
        )  # fmt: skip
        facts = asdict(statistics)
        self.stages.keep(name, key, lambda path: None, facts)
        return counts, facts


def text_on(cluster: str | TaskEngine | None, model: str, output: Any) -> Any:
    """Return the class of a text that is counted on a cluster, or on this machine for None.

    Raises
    ------
    ParameterError
        If the model is not trained from counts, or there is no `output`.
    """
    if cluster is None:
        return TrainingText
    if model != SIMPLER_GLOVE:
        problem = f"must be None for the model {model!r}, which is not trained from counts"
        raise ParameterError(problem, parameter="cluster", owner="build_vectors")
    if output is None:
        problem = "needs an output, beside which the workers write their results"
        raise ParameterError(problem, parameter="cluster", owner="build_vectors")
    return partial(ClusterText, cluster)
