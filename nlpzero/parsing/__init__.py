"""Sentence templates and parse trees."""

from .parser import ScoreTerm, TemplateParser
from .tree import SentenceTree

__all__ = ["ScoreTerm", "SentenceTree", "TemplateParser"]
