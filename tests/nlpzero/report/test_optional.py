"""Missing libraries of the extra `report`."""

import sys

import numpy as np
import pytest

from nlpzero import WordVectors
from nlpzero.errors import BackendUnavailableError
from nlpzero.plots import plot_heat_map
from nlpzero.report import report_data


@pytest.mark.parametrize(
    ("library", "advice"), [("umap", "Set layout='pca'"), ("infomap", "nlpzero[report]")]
)
def test_missing_library_of_reports(monkeypatch, library, advice):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(BackendUnavailableError) as caught:
        report_data(WordVectors(["a", "b"], np.eye(2)))
    assert "pip install 'nlpzero[report]'" in str(caught.value)
    assert advice in str(caught.value)


def test_missing_matplotlib(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    vectors = WordVectors(["a"], [[1.0]], parameters={"tied": True})
    with pytest.raises(BackendUnavailableError, match="pip install 'nlpzero"):
        plot_heat_map(vectors)
