"""Word2Vec in build_vectors: stages, checkpoints after epochs, options, estimates."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import nlpzero
import simpler_glove
from nlpzero import (
    Lexicon,
    Word2Vec,
    build_vectors,
    estimate_build,
    load_vectors,
    models,
    training_text,
)
from nlpzero.word2vec import CHECKPOINT
from simpler_glove import SimplerGlove, devices
from simpler_glove.errors import (
    BackendUnavailableError,
    EmptyCorpusError,
    ParameterError,
    ResourceError,
)
from simpler_glove.storage import kind_of, reading

pytestmark = pytest.mark.usefixtures("every_stage")
ROOT = Path(__file__).parent.parent.parent
SUBJECTS = (["葡萄", "苹果", "香蕉", "西瓜", "水蜜桃"], ["数学", "物理", "化学", "定理", "微积分"])
SMALL = {
    "model": "word2vec", "vector_size": 4, "epochs": 3, "negatives": 4, "negative_sharing": 16,
    "batch_size": 256, "min_count": 1, "subsample": 0.0,
}  # fmt: skip
keras_is_there = pytest.mark.skipif(
    not devices.keras_is_installed(), reason="keras is not installed"
)


@pytest.fixture
def corpus(tmp_path):
    """Lines of six words on one of two subjects, with spaces."""
    random = np.random.default_rng(0)
    path = tmp_path / "corpus.txt"
    path.write_text(
        "".join(
            " ".join(SUBJECTS[subject][word] for word in random.integers(5, size=6)) + "\n"
            for subject in random.integers(2, size=400)
        ),
        encoding="utf-8",
    )
    return path


@pytest.fixture
def model(tmp_path):
    return tmp_path / "model"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class Stop:
    """A progress that stops like Ctrl-C in the middle of an epoch."""

    def __init__(self, epoch: int) -> None:
        self.stage = f"epoch {epoch}"

    def __call__(self, stage, done, total, unit):
        if stage == self.stage and done:
            raise KeyboardInterrupt


def encode_lists_only(source, **options):
    """Encode the ten words of compilation, but no file."""
    assert isinstance(source, list), "the text should not be read again"
    return simpler_glove.encode_corpus(source, **options)


def stop_at(epoch, corpus, model, **options):
    with pytest.raises(KeyboardInterrupt):
        build_vectors(corpus, output=model, progress=Stop(epoch), **SMALL | options)


def kept_epochs(model) -> int:
    state = reading(Path(f"{model}.stages") / "word2vec", kind=CHECKPOINT)
    return len(state.manifest.parameters["history"])


# The way from text to vectors


def test_it_is_the_stages_one_by_one(corpus, model):
    vectors = build_vectors(corpus, output=model, **SMALL)
    text = nlpzero.encode_corpus(corpus, min_count=1)
    options = {name: value for name, value in SMALL.items() if name not in ("model", "min_count")}
    expected = Word2Vec(**options).fit(text).vectors_
    assert vectors.matrix.tobytes() == expected.matrix.tobytes()
    assert vectors.context.tobytes() == expected.context.tobytes()
    facts = vectors.parameters["corpus"]
    assert vectors.parameters == expected.parameters | {"corpus": facts}
    assert facts["tokens"] == 2400
    assert load_vectors(model).parameters["model"] == "word2vec"
    assert sorted(os.listdir(model.parent)) == ["corpus.txt", "model"]


@pytest.mark.parametrize("epoch", [1, 2, 3])
def test_an_interrupted_build_takes_up_after_the_last_epoch(corpus, model, tmp_path, epoch):
    build_vectors(corpus, output=tmp_path / "whole", **SMALL)
    stop_at(epoch, corpus, model)
    assert not model.exists()
    if epoch > 1:
        assert kept_epochs(model) == epoch - 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training_text, "encode_corpus", encode_lists_only)
        build_vectors(corpus, output=model, **SMALL)
    assert contents(model) == contents(tmp_path / "whole")
    assert not Path(f"{model}.stages").exists()


PROGRAM = """
import sys
import nlpzero
def tell(stage, done, total, unit):
    print(stage, done, flush=True)
options = eval(sys.argv[3])
nlpzero.build_vectors(sys.argv[1], output=sys.argv[2], progress=tell, **options)
"""


def test_a_build_that_was_killed_takes_up_after_the_last_epoch(corpus, model, tmp_path):
    options = SMALL | {"epochs": 60}
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(corpus), str(model), repr(options)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    for line in child.stdout:
        if line.startswith("epoch 7 "):
            break
    child.kill()
    child.communicate()
    assert not model.exists()
    assert 6 <= kept_epochs(model) < 60
    build_vectors(corpus, output=model, **options)
    build_vectors(corpus, output=tmp_path / "whole", **options)
    assert contents(model) == contents(tmp_path / "whole")
    assert sorted(os.listdir(tmp_path)) == ["corpus.txt", "model", "whole"]


def test_the_corpus_serves_other_settings_and_the_other_model(corpus, model, monkeypatch):
    stop_at(2, corpus, model)
    monkeypatch.setattr(training_text, "encode_corpus", encode_lists_only)
    build_vectors(corpus, output=model, keep_stages=True, **SMALL | {"window": 2})
    vectors = build_vectors(corpus, output=model, force=True, vector_size=4, min_count=1)
    assert "model" not in vectors.parameters
    assert not Path(f"{model}.stages").exists()


def test_a_changed_text_or_setting_begins_anew(corpus, model):
    stop_at(3, corpus, model)
    fresh = build_vectors(corpus, **SMALL | {"window": 2})
    again = build_vectors(corpus, output=model, **SMALL | {"window": 2})
    assert again.matrix.tobytes() == fresh.matrix.tobytes()
    stop_at(3, corpus, model.with_name("other"))
    corpus.write_text(corpus.read_text(encoding="utf-8") + "葡萄 化学\n", encoding="utf-8")
    vectors = build_vectors(corpus, output=model.with_name("other"), **SMALL)
    assert vectors.parameters["corpus"]["tokens"] == 2402


def test_a_damaged_state_begins_anew(corpus, model, tmp_path):
    stop_at(3, corpus, model)
    state = Path(f"{model}.stages") / "word2vec"
    file = next(path for path in state.iterdir() if path.suffix == ".safetensors")
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    build_vectors(corpus, output=model, **SMALL)
    build_vectors(corpus, output=tmp_path / "whole", **SMALL)
    assert contents(model) == contents(tmp_path / "whole")


def test_text_that_is_read_once_leaves_no_stages(corpus, model):
    lines = corpus.read_text(encoding="utf-8").splitlines()
    stop_at(2, iter(lines), model)
    assert os.listdir(model.parent) == ["corpus.txt"]
    vectors = build_vectors(iter(lines), output=model, **SMALL)
    assert vectors.matrix.tobytes() == build_vectors(corpus, **SMALL).matrix.tobytes()


@pytest.mark.parametrize("tokenizer", ["discover", "lexicon", "jieba", str.split])
def test_tokenizers_are_those_of_every_model(corpus, model, tokenizer):
    if tokenizer != str.split:
        corpus.write_text(corpus.read_text(encoding="utf-8").replace(" ", ""), encoding="utf-8")
    if tokenizer == "lexicon":
        tokenizer = Lexicon([word for subject in SUBJECTS for word in subject])
    options = SMALL | {"tokenizer": tokenizer, "epochs": 1}
    vectors = build_vectors(corpus, output=model, **options)
    assert {"葡萄", "数学"} <= set(vectors.index_to_key)
    if tokenizer == "discover" or isinstance(tokenizer, Lexicon):
        assert Lexicon.load(model)
    assert kind_of(f"{model}.stages") is None


# Options


@pytest.mark.parametrize(
    ("options", "own"),
    [({"negatives": 3}, "word2vec"), ({"epochs": 3, "sweeps": 2}, "word2vec"),
     ({"model": "word2vec", "sweeps": 3}, "simpler-glove"),
     ({"model": "word2vec", "weighting": "flat"}, "simpler-glove")],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("function", [build_vectors, estimate_build])
def test_options_of_the_other_model_are_told(function, options, own):
    with pytest.raises(ParameterError, match=f"belongs to the model '{own}', not to "):
        function("no text is read", **options)


@pytest.mark.parametrize("function", [build_vectors, estimate_build])
def test_unknown_models_and_options(function):
    with pytest.raises(ParameterError, match="'model' parameter .* 'simpler-glove', 'word2vec'"):
        function("no text is read", model="glove")
    with pytest.raises(TypeError, match="No model has a parameter 'dimensions'"):
        function("no text is read", dimensions=3)


@pytest.mark.parametrize(
    "options", [{"window": 0}, {"negatives": 0}, {"backend": "numba"}, {"batch_size": 5}], ids=str
)
@pytest.mark.parametrize("tokenizer", ["whitespace", "discover"])
def test_wrong_parameters_are_found_before_any_work(options, tokenizer):
    with pytest.raises(ParameterError, match=f"'{next(iter(options))}' parameter of Word2Vec"):
        build_vectors(never(), tokenizer=tokenizer, **SMALL | options)


def never():
    """Text that is not to be read."""
    raise AssertionError("the text should not have been read")
    yield


def test_estimators_by_name():
    assert isinstance(models.estimator(sweeps=3), SimplerGlove)
    assert models.estimator("word2vec", window=3).window == 3
    with pytest.raises(ParameterError, match="'window' parameter belongs to the model 'word2vec'"):
        models.estimator(window=3)  # of counting, not of solving


# What is missing or does not suffice


@pytest.mark.parametrize("tokenizer", ["whitespace", "discover"])
def test_missing_keras_is_told_before_the_text_is_read(monkeypatch, tokenizer):
    monkeypatch.setattr(devices, "keras_is_installed", lambda: False)
    with pytest.raises(BackendUnavailableError, match=r"Word2Vec needs keras.*pip install 'nlpz"):
        build_vectors(never(), tokenizer=tokenizer, backend="keras", **SMALL)


@keras_is_there
def test_a_missing_gpu_is_told_before_the_text_is_read(monkeypatch):
    monkeypatch.setattr(devices, "shows_gpu", lambda: False)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(BackendUnavailableError, match="requires a GPU, but this machine has none"):
        build_vectors(never(), backend="gpu", **SMALL)


def test_asking_costs_no_library():
    code = (
        "import sys, nlpzero\n"
        "try: nlpzero.build_vectors('nowhere.txt', model='word2vec')\n"
        "except Exception as error: print(type(error).__name__)\n"
        "print(*sorted({'keras', 'tensorflow', 'jax', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    told, loaded = done.stdout.split("\n")[:2]
    assert told in ("InputError", "BackendUnavailableError")
    assert loaded == ""


def test_vectors_larger_than_the_memory_are_told(corpus, model, monkeypatch):
    monkeypatch.setattr("nlpzero.build.check_text_memory", lambda *arguments, **options: None)
    monkeypatch.setattr("nlpzero.training_text.remaining_memory", lambda memory, *_: memory)
    big = SMALL | {"vector_size": 10_000, "memory": 2_000_000}
    with pytest.raises(
        ResourceError, match="10 words of 10000 dimensions; the memory budget is 2 MB"
    ):
        build_vectors(corpus, output=model, **big)
    assert os.listdir(f"{model}.stages"), "what was read is kept"


def test_texts_with_nothing_to_learn(tmp_path, model):
    path = tmp_path / "text"
    path.write_text("a\nb\n" * 9)
    with pytest.raises(EmptyCorpusError, match="No line of the text contains two known words"):
        build_vectors(path, output=model, **SMALL)
    assert not model.exists()


# Estimates


@pytest.mark.parametrize("tokenizer", ["whitespace", "discover"])
def test_estimates(corpus, tokenizer):
    options = {name: value for name, value in SMALL.items() if name != "min_count"}
    found = estimate_build(corpus, min_count=1, tokenizer=tokenizer, **options)
    assert found["exact"] is True
    assert ("seconds_discovering" in found) == (tokenizer == "discover")
    assert set(found) - {"seconds_discovering"} == {
        "files", "bytes", "tokens", "words", "memory_bytes", "disk_bytes", "temporary_bytes",
        "seconds", "seconds_starting", "seconds_reading", "seconds_training", "exact",
    }  # fmt: skip
    if tokenizer == "whitespace":
        assert (found["tokens"], found["words"]) == (2400, 10)
    assert found["seconds"] >= found["seconds_training"] > 0
    more = estimate_build(corpus, min_count=1, **options | {"epochs": 300, "vector_size": 300})
    assert more["seconds_training"] > found["seconds_training"]
    assert more["disk_bytes"] > found["disk_bytes"]


def test_estimates_of_disk_are_what_it_takes(corpus, model):
    options = {name: value for name, value in SMALL.items() if name != "min_count"}
    found = estimate_build(corpus, min_count=1, keep_stages=True, **options | {"vector_size": 2000})
    build_vectors(corpus, output=model, keep_stages=True, **SMALL | {"vector_size": 2000})
    size = sum(file.stat().st_size for file in model.parent.rglob("m*/**/*") if file.is_file())
    assert found["disk_bytes"] == pytest.approx(size, rel=0.1)
