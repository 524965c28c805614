"""Templates of lines: discovery, tables, and the assignment of lines to templates."""

from .finder import TemplateFinder, with_evidence
from .table import TemplateTable
from .template import Assignment, Template

__all__ = ["Assignment", "Template", "TemplateFinder", "TemplateTable", "with_evidence"]
