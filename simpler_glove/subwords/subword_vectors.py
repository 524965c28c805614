"""`SubwordVectors`: the vectors of n-grams, and the vectors of words that are made of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .._kernels.subwords import known_rows, ngram_hashes
from ..arrays import readonly
from ..narrow_matrix import Floats


class SubwordVectors:
    """Vectors of character n-grams, quantized and read-only.

    Parameters
    ----------
    hashes : ndarray of uint32, shape (B,)
        Hashes of the n-grams, ascending.
    codes : ndarray of uint8, shape (B, G)
        Rows of the codebook for the G = ceil(D / 4) groups of numbers of each vector.
    scales : ndarray of float32, shape (B,)
        The factor of each vector.
    codebook : ndarray of float32, shape (256, 4)
        Groups of four numbers.
    vector_size : int
        Number of dimensions D.

    Example
    -------
    >>> from simpler_glove import WordVectors
    >>> vectors = WordVectors(["walks", "walked"], [[1.0, 0.0], [1.0, 0.5]])
    >>> subwords = vectors.with_subwords().subwords
    >>> subwords.vector("walking").shape, subwords.vector("") is None
    ((2,), True)
    """

    def __init__(
        self,
        hashes: NDArray[np.uint32],
        codes: NDArray[np.uint8],
        scales: Floats,
        codebook: Floats,
        *,
        vector_size: int,
    ) -> None:
        self.hashes = readonly(hashes)
        self.codes = readonly(codes)
        self.scales = readonly(scales)
        self.codebook = readonly(codebook)
        self.vector_size = vector_size

    def __len__(self) -> int:
        return len(self.hashes)

    def __repr__(self) -> str:
        return f"<SubwordVectors: {len(self):,} n-grams, {self.vector_size} dimensions>"

    def copy(self) -> SubwordVectors:
        """Copy memory-mapped arrays into memory."""
        arrays = self.hashes, self.codes, self.scales, self.codebook
        return SubwordVectors(*map(np.array, arrays), vector_size=self.vector_size)

    def vector(self, word: str) -> Floats | None:
        """Return the vector of a word.

        Parameters
        ----------
        word : str
            Any word.

        Returns
        -------
        ndarray of float32, shape (D,), or None
            None if none of its n-grams is known.
        """
        data = np.frombuffer(word.encode(errors="surrogatepass"), np.uint8).copy()
        found, starts = ngram_hashes(data, np.array([0, data.size]), 0, 1)
        rows, _ = known_rows(found, starts, self.hashes)
        if not rows.size:
            return None
        groups = self.codebook[self.codes[rows]].astype(np.float64)
        sums = np.einsum("n,ngd->gd", self.scales[rows], groups).reshape(-1)
        return readonly((sums[: self.vector_size] / np.sqrt(rows.size)).astype(np.float32))
