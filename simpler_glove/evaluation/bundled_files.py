"""Paths of the test sets that come with the package or with gensim."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from ..errors import BackendUnavailableError
from ..validation import check_choice

BUNDLED = {
    "questions-words": "questions-words.txt",
    "wordsim353": "wordsim353.tsv",
    "simlex999": "simlex999.txt",
}
_FOLDER = Path(__file__).with_name("data")


def bundled(name: str) -> Path:
    """Return the path of a test set.

    Parameters
    ----------
    name : {"questions-words", "wordsim353", "simlex999"}
        Google's analogies, WordSim-353, SimLex-999. The authors of the last one state no licence,
        so it is not part of this package, but of gensim.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ParameterError
        If there is no test set with this name.
    BackendUnavailableError
        If it is part of gensim, which is not installed.

    Example
    -------
    >>> bundled("wordsim353").name
    'wordsim353.tsv'
    """
    check_choice(name, "name", "bundled", BUNDLED)
    path = _FOLDER / BUNDLED[name]
    return path if path.exists() else _gensim_folder(name) / BUNDLED[name]


def _gensim_folder(name: str) -> Path:
    gensim = importlib.util.find_spec("gensim")  # not imported, which takes a second
    if gensim is None or gensim.origin is None:
        raise BackendUnavailableError(
            f"The test set {name!r} is part of gensim, which is not installed.",
            hint="Install it: pip install gensim",
        )
    return Path(gensim.origin).parent / "test" / "test_data"
