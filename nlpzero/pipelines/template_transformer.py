"""Transformer from texts to templates."""

from __future__ import annotations

from typing import Any

from simpler_glove.errors import ParameterError
from simpler_glove.validation import check_choice

from ..templates import Assignment, TemplateFinder, TemplateTable
from ..templates.table import MIN_VALUES
from .base import TextTransformer

OUTPUTS = ("records", "ids")
NO_TEMPLATE = 0
"""Id of texts that no template matches."""


class TemplateTransformer(TextTransformer, auto_wrap_output_keys=None):  # type: ignore[call-arg]
    """Finds the template of each text, such as a log message, and the values of its slots.

    ``transform`` returns a list of S dicts, or a list of S int, depending on `output`. White space
    in a text, including line ends, separates tokens.

    Parameters
    ----------
    templates : TemplateTable or path-like, optional
        The templates. None finds them in the texts that are passed to ``fit``.
    output : {"records", "ids"}, default "records"
        "records": dicts with ``template_id``, ``template`` and ``values``. "ids": the ids of the
        templates, for ``OneHotEncoder``. Texts that no template matches have the id 0.
    tokenizer, min_values, masks
        See :class:`nlpzero.TemplateFinder`.
    threads : int, optional
        Number of threads; None uses all available processors. Results do not depend on it.

    Attributes
    ----------
    templates_ : TemplateTable
        The templates.

    Example
    -------
    >>> texts = [f"user {name} left" for name in ("ann", "bob", "cat", "dan", "eve")]
    >>> transformer = TemplateTransformer().fit(texts)
    >>> transformer.transform(["user fay left"])
    [{'template_id': 1, 'template': 'user <*> left', 'values': ['fay']}]
    """

    templates_: TemplateTable

    def __init__(
        self,
        templates: Any = None,
        *,
        output: str = "records",
        tokenizer: Any = "whitespace",
        min_values: int = MIN_VALUES,
        masks: Any = (),
        threads: int | None = None,
    ) -> None:
        self.templates = templates
        self.output = output
        self.tokenizer = tokenizer
        self.min_values = min_values
        self.masks = masks
        self.threads = threads

    def _fit(self, texts: list[str]) -> None:
        check_choice(self.output, "output", type(self).__name__, OUTPUTS)
        if self.templates is None:
            self.templates_ = self._finder().fit(_one_line(texts)).templates_
        elif isinstance(self.templates, TemplateTable):
            self.templates_ = self.templates
        else:
            self.templates_ = TemplateTable.load(self.templates)
        if any(template.id == NO_TEMPLATE for template in self.templates_):
            raise ParameterError(
                parameter="templates",
                owner=type(self).__name__,
                allowed=f"templates with other ids than {NO_TEMPLATE}, which means no template",
                got=NO_TEMPLATE,
            )

    def _transform(self, texts: list[str]) -> list[Any]:
        assigned = self.templates_.assign_each(self._finder().lines(_one_line(texts)))
        return list(map(_record if self.output == "records" else _id, assigned))

    def _output_names(self) -> list[str]:
        return [self.output]

    def _finder(self) -> TemplateFinder:
        return TemplateFinder(
            tokenizer=self.tokenizer, min_values=self.min_values, masks=self.masks,
            threads=self.threads,
        )  # fmt: skip


def _one_line(texts: list[str]) -> list[str]:
    return [" ".join(text.split()) for text in texts]


def _id(assignment: Assignment) -> int:
    return NO_TEMPLATE if assignment.template is None else assignment.template.id


def _record(assignment: Assignment) -> dict[str, Any]:
    template = assignment.template
    return {
        "template_id": _id(assignment),
        "template": "" if template is None else template.text,
        "values": list(assignment.values),
    }
