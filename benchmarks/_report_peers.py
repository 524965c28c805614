"""Pages of other tools about the same words, which are opened without a network.

Needs `pip install datamapplot pyldavis`, and npm for the scripts of DataMapPlot. Embedding Atlas
requires PyTorch, but makes its page without most of its requirements: `pip install --no-deps
embedding-atlas` and `pip install cryptography inquirer narwhals pandas platformdirs pyarrow`.
"""

from __future__ import annotations

import os
import re
import subprocess
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlpzero import WordVectors
from nlpzero.report.layout import principal_components
from nlpzero.report.neighbours import unit_rows

_CELLS = 10  # regions of the map per side, which are labelled
_TOPICS = 20
_DOCUMENTS = 200
_SCRIPTS = {
    "https://unpkg.com/deck.gl@9.1/": "deck.gl",
    "https://unpkg.com/apache-arrow@latest/": "apache-arrow",
}
"""Scripts of DataMapPlot: addresses, and packages of npm, which are read from disk instead."""


class PeerPage(NamedTuple):
    """A page of another tool.

    Attributes
    ----------
    name : str
        The tool.
    seconds : float
        Time to make it, from the coordinates of the words on.
    folder, file : Path, str
        Its file in a folder; the folder has nothing else that the page does not need.
    served : bool
        Whether it is loaded over HTTP, because it cannot be opened from disk.
    """

    name: str
    seconds: float
    folder: Path
    file: str
    served: bool

    @property
    def megabytes(self) -> float:
        """Size of all files."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return sum(path.stat().st_size for path in files) / 1e6

    @contextmanager
    def address(self) -> Iterator[str]:
        """Yield the address of the page, from disk or from a local server."""
        if not self.served:
            yield (self.folder / self.file).as_uri()
            return
        handler = partial(_QuietHandler, directory=os.fspath(self.folder))
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/{self.file}"
            server.shutdown()


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Write nothing."""


def peer_pages(vectors: WordVectors, folder: Path) -> Iterator[PeerPage]:
    """Make a page by each peer that is installed, in a folder of its own."""
    places = principal_components(unit_rows(vectors.matrix))
    makers = {
        "datamapplot": _data_map_plot,
        "embedding_atlas": _embedding_atlas,
        "pyLDAvis": _py_ldavis,
    }
    for module, make in makers.items():
        if find_spec(module) is None:
            continue
        own = folder / module
        own.mkdir(parents=True)
        start = time.perf_counter()
        file = make(vectors, places, own)
        seconds = time.perf_counter() - start
        if module == "datamapplot":
            _localize(own / file)
        yield PeerPage(module, seconds, own, file, module == "embedding_atlas")


def _data_map_plot(vectors: WordVectors, places: NDArray[np.float64], folder: Path) -> str:
    import datamapplot

    cells = np.minimum((places - places.min(0)) / np.ptp(places, axis=0) * _CELLS, _CELLS - 1)
    labels = np.array([f"region {x}, {y}" for x, y in cells.astype(int).tolist()])
    figure = datamapplot.create_interactive_plot(
        places, labels, hover_text=list(vectors.index_to_key), enable_search=True
    )
    figure.save(os.fspath(folder / "map.html"))
    return "map.html"


def _localize(page: Path) -> None:
    """Let a page of DataMapPlot read its scripts from disk."""
    text = page.read_text(encoding="utf-8")
    store = page.parent / "scripts"
    for address, package in _SCRIPTS.items():
        version = address.rsplit("@", 1)[1].strip("/")
        command = ["npm", "pack", "--silent", f"{package}@{version}"]
        packed = subprocess.run(
            command, cwd=page.parent, check=True, capture_output=True, text=True
        ).stdout.split()[-1]
        (store / package).mkdir(parents=True)
        _unpack(page.parent / packed, store / package, text, address)
        text = text.replace(address, f"scripts/{package}/")
    page.write_text(text, encoding="utf-8")


def _unpack(archive: Path, folder: Path, text: str, address: str) -> None:
    """Extract the files of an archive of npm that a page names after an address."""
    with tarfile.open(archive) as files:
        for name in set(re.findall(re.escape(address) + r"([\w./-]+)", text)):
            content = files.extractfile(f"package/{name}")
            assert content is not None
            (folder / name).write_bytes(content.read())
    archive.unlink()


def _embedding_atlas(vectors: WordVectors, places: NDArray[np.float64], folder: Path) -> str:
    import embedding_atlas
    import pandas
    from embedding_atlas.data_source import DataSource
    from embedding_atlas.options import make_embedding_atlas_props

    columns = {
        "id": np.arange(len(vectors)), "text": list(vectors.index_to_key),
        "x": places[:, 0], "y": places[:, 1],
    }  # fmt: skip
    props = make_embedding_atlas_props(row_id="id", x="x", y="y", text="text")
    source = DataSource(f"words-{len(vectors)}", pandas.DataFrame(columns), {"props": props})
    static = Path(embedding_atlas.__file__).parent / "static"
    source.export_to_folder(os.fspath(static), os.fspath(folder))
    return "index.html"


def _py_ldavis(vectors: WordVectors, places: NDArray[np.float64], folder: Path) -> str:
    """Make a page about random topics over the words."""
    import pyLDAvis
    from pyLDAvis import urls

    random = np.random.default_rng(0)
    counts = np.asarray(vectors.counts, np.float64)
    terms = random.gamma(0.1, size=(_TOPICS, len(vectors))) * counts
    data = pyLDAvis.prepare(
        terms / terms.sum(axis=1, keepdims=True),
        random.dirichlet(np.ones(_TOPICS), _DOCUMENTS),
        np.full(_DOCUMENTS, counts.sum() / _DOCUMENTS), vectors.index_to_key, counts, n_jobs=1,
    )  # fmt: skip
    scripts = {
        "d3_url": urls.D3_LOCAL, "ldavis_url": urls.LDAVIS_LOCAL,
        "ldavis_css_url": urls.LDAVIS_CSS_LOCAL,
    }  # fmt: skip
    for file in scripts.values():
        (folder / Path(file).name).write_bytes(Path(file).read_bytes())
    pyLDAvis.save_html(
        data,
        os.fspath(folder / "topics.html"),
        **{name: Path(file).name for name, file in scripts.items()},
    )
    return "topics.html"
