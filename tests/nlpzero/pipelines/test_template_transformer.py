"""TemplateTransformer."""

import pytest

pytest.importorskip("sklearn")

from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder

from nlpzero import TemplateFinder
from nlpzero.errors import ParameterError
from nlpzero.pipelines import TemplateTransformer

TEXTS = [f"user {name}\n left" for name in ("ann", "bob", "cat", "dan", "eve")] + ["restart"]


def test_records_of_texts_with_line_ends():
    records = TemplateTransformer().fit(TEXTS).transform(["user  fay left", "restart", "no", ""])
    assert records == [
        {"template_id": 1, "template": "user <*> left", "values": ["fay"]},
        {"template_id": 2, "template": "restart", "values": []},
        {"template_id": 0, "template": "", "values": []},
        {"template_id": 0, "template": "", "values": []},
    ]


@pytest.mark.parametrize("kind", ["table", "path"])
def test_given_templates(kind, tmp_path):
    table = TemplateFinder().fit([text.replace("\n", "") for text in TEXTS]).templates_
    table.save(tmp_path / "table.tsv")
    given = {"table": table, "path": tmp_path / "table.tsv"}[kind]
    transformer = TemplateTransformer(given, output="ids").fit([])
    assert transformer.transform(TEXTS) == [1, 1, 1, 1, 1, 2]


def test_ids_in_a_pipeline():
    columns = FunctionTransformer(lambda ids: [[number] for number in ids])
    pipeline = make_pipeline(TemplateTransformer(output="ids"), columns, OneHotEncoder())
    assert pipeline.fit_transform(TEXTS).toarray().sum(axis=0).tolist() == [5.0, 1.0]


def test_invalid_output():
    with pytest.raises(ParameterError, match="output"):
        TemplateTransformer(output="rows").fit(TEXTS)


def test_the_id_of_texts_without_template_is_not_that_of_a_template(tmp_path):
    (tmp_path / "table.tsv").write_text("id\ttemplate\n0\trestart\n")
    with pytest.raises(ParameterError, match="other ids than 0"):
        TemplateTransformer(tmp_path / "table.tsv").fit([])
