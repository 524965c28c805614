"""Names of the similarity measures."""

from __future__ import annotations

COSINE, CONTEXT, PMI, PREDICT = MEASURES = ("cosine", "context", "pmi", "predict")
"""All measures."""
COSINE_MEASURES = (COSINE, CONTEXT)
"""Measures that are the cosine of two vectors, in some metric."""
SYMMETRIC_MEASURES = (COSINE, CONTEXT, PMI)
"""Measures that compare two words; ``predict`` scores one word given others."""
