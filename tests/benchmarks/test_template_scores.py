"""Scores of templates."""

import pytest

from benchmarks._template_scores import join_slots, normalize, score


@pytest.mark.parametrize(
    ("template", "normalized"),
    [
        ("jk2_init() Found child 6725", "jk2_init() Found child <*>"),
        ("from <*>.<*>.<*>.<*>:80", "from <*>:<*>"),
        ("open /var/log/a.log, ok", "open <*>, ok"),
        ("blk_<*> true", "<*> <*>"),
        ("<*>/<*> of user=root", "<*>/<*> of user=<*>"),
        ("a  b<*><*>", "a <*>"),
    ],
)
def test_normalization(template, normalized):
    assert normalize(template) == normalized == normalize(normalized)


def test_adjacent_slots_are_joined():
    assert join_slots("a <*><*>  <*> 5") == "a <*> <*> 5"


def test_scores_of_lines_in_three_groups():
    references = ["a <*>"] * 4 + ["b"] * 3 + ["c"] * 2 + ["d"]
    groups = [1] * 4 + [2] * 3 + [3] * 3
    templates = ["a <*>"] * 4 + ["b <*>"] * 3 + ["c"] * 3
    found = score(references, groups, templates, str)
    # The groups of a and b have the right lines; of the templates, that of a and of two lines of c.
    assert found == (0.7, 2 * 2 / 7, 0.6, 2 * 1 / 7)
