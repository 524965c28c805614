"""Samples, which load the code before memory is measured."""

from __future__ import annotations

from importlib import import_module

import pytest


@pytest.mark.parametrize(
    "sample",
    [
        "nlpzero.parsing.sample:fit_sample",
        "nlpzero.process_memory:build_sample",
        "nlpzero.process_memory:discover_sample",
        "nlpzero.process_memory:segment_sample",
        "nlpzero.subword_fitting:fit_sample",
        "nlpzero.templates.sample:find_sample",
        "simpler_glove.compilation:compile_kernels",
    ],
)
def test_samples_log_nothing(sample, caplog):
    module, _, name = sample.partition(":")
    getattr(import_module(module), name)()
    assert caplog.messages == []
