"""Count stores that are merged in many tasks have the bytes of merge_counts."""

import random

import pytest

from nlpzero.cluster.merging import merge_on_cluster
from nlpzero.counting import count_text
from simpler_glove import CooccurrenceCounts, Vocabulary, merge_counts
from simpler_glove.errors import MismatchError
from tests.nlpzero.cluster.test_jobs import ShufflingEngine, files_of


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """Ten stores with a common vocabulary, and ten with their own."""
    folder = tmp_path_factory.mktemp("stores")
    draw = random.Random(0)
    words = [f"w{number}" for number in range(30)]
    paths = {"common": [], "own": []}
    for number in range(10):
        text = [" ".join(draw.choices(words, k=9)) for _ in range(4)]
        for kind, options in (("common", {"vocabulary": Vocabulary(words)}), ("own", {})):
            path = folder / f"{kind}{number}"
            count_text(text, output=path, min_count=2, window=3, threads=1, **options)
            paths[kind].append(path)
    return paths


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["common", "own"])
@pytest.mark.parametrize(("task_bytes", "count"), [(500, 10), (10**6, 10), (500, 1)])
def test_stores_merged_in_tasks(stores, tmp_path, kind, task_bytes, count):
    paths = stores[kind][:count]
    expected = merge_counts(map(CooccurrenceCounts.load, paths), output=tmp_path / "single")
    merge_on_cluster(
        paths, cluster=ShufflingEngine(), output=tmp_path / "merged", task_bytes=task_bytes
    )
    assert files_of(tmp_path / "merged") == files_of(tmp_path / "single")
    assert expected.pairs > 0


def test_limits_of_the_vocabulary(stores, tmp_path):
    options = {"min_count": 3, "max_vocab": 12}
    paths = stores["own"][:3]
    merge_counts(map(CooccurrenceCounts.load, paths), output=tmp_path / "single", **options)
    merge_on_cluster(paths, cluster=ShufflingEngine(), output=tmp_path / "merged", **options)
    assert files_of(tmp_path / "merged") == files_of(tmp_path / "single")


def test_different_settings(stores, tmp_path):
    count_text(["w1 w2"], output=tmp_path / "other", min_count=1, window=2)
    with pytest.raises(MismatchError, match="window"):
        merge_on_cluster(
            [stores["own"][0], tmp_path / "other"],
            cluster=ShufflingEngine(),
            output=tmp_path / "merged",
        )
