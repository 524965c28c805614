"""build-vectors and its stages one by one."""

from __future__ import annotations

import inspect
import json
import os

import click
import numpy as np
import pytest

import nlpzero
from nlpzero_cli.main import program
from nlpzero_cli.option_types import LibraryOption
from simpler_glove import CooccurrenceCounts, load_vectors

from .conftest import every_command

SMALL = ["--vector-size", 5, "--min-count", 1, "--window", 3]
SOLVE = SMALL[:2]
COUNT = SMALL[2:]


def text(lines: int = 200, seed: int = 0) -> str:
    """Lines of twelve words, the frequent ones first in the alphabet."""
    chosen = np.random.default_rng(seed).zipf(1.5, (lines, 12)).clip(max=40)
    return "".join(" ".join(f"w{word:02}" for word in line) + "\n" for line in chosen)


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus.txt"
    path.write_text(text())
    return path


def same(first, second) -> bool:
    """Return whether two models contain the same words and bytes."""
    one, other = load_vectors(first), load_vectors(second)
    return (
        one.index_to_key == other.index_to_key
        and one.matrix.tobytes() == other.matrix.tobytes()
        and one.counts.tobytes() == other.counts.tobytes()
    )


def test_text_to_model(call, corpus, tmp_path):
    code, out, err = call("build-vectors", corpus, "-o", tmp_path / "model", *SMALL)
    assert (code, out) == (0, "")
    assert "2,400 tokens" in err
    assert load_vectors(tmp_path / "model").vector_size == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus.txt", "model"]


def test_summary_as_a_document(call, corpus, tmp_path):
    out = call("build-vectors", corpus, "-o", tmp_path / "model", *SMALL, "--json", "-q").out
    document = json.loads(out)
    assert set(document) == {"words", "vector_size", "parameters", "seconds", "path"}
    assert document["parameters"]["corpus"]["tokens"] == 2400
    assert document["parameters"]["counts"]["window"] == 3
    assert all(seconds >= 0 for seconds in document["seconds"].values())


def test_stages_one_by_one_give_the_same_model(call, corpus, tmp_path):
    assert call("build-vectors", corpus, "-o", tmp_path / "whole", *SMALL).code == 0
    assert call("count", corpus, "-o", tmp_path / "counts", *COUNT).code == 0
    assert call("solve", tmp_path / "counts", "-o", tmp_path / "model", *SOLVE).code == 0
    assert same(tmp_path / "whole", tmp_path / "model")


@pytest.mark.parametrize("command", ["build-vectors", "count"])
def test_threads_do_not_change_a_byte(call, corpus, tmp_path, command):
    options = SMALL if command == "build-vectors" else COUNT
    for threads in (1, 3):
        target = tmp_path / str(threads)
        assert call(command, corpus, "-o", target, *options, "--threads", threads).code == 0
    files = [sorted((tmp_path / threads).iterdir()) for threads in "13"]
    assert [path.name for path in files[0]] == [path.name for path in files[1]]
    assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]


@pytest.mark.slow
def test_seed_changes_the_vectors(call, corpus, tmp_path):
    for seed in (0, 1):
        call("build-vectors", corpus, "-o", tmp_path / str(seed), *SMALL, "--seed", seed)
    assert not same(tmp_path / "0", tmp_path / "1")


@pytest.mark.slow
def test_merged_counts_equal_counts_of_all_text_and_solve_starts_from_old_vectors(call, tmp_path):
    parts = [text(seed=1), text(seed=2)]
    (tmp_path / "all.txt").write_text("".join(parts))
    call("count", tmp_path / "all.txt", "-o", tmp_path / "all", *COUNT)
    for number, part in enumerate(parts):
        (tmp_path / f"{number}.txt").write_text(part)
        target = tmp_path / f"counts{number}"
        assert call("count", tmp_path / f"{number}.txt", "-o", target, *COUNT).code == 0
    stores = [tmp_path / "counts0", tmp_path / "counts1"]
    assert call("merge", *stores, "-o", tmp_path / "sum").code == 0
    added, whole = (CooccurrenceCounts.load(tmp_path / name) for name in ("sum", "all"))
    assert added.fingerprint == whole.fingerprint
    assert call("solve", stores[0], "-o", tmp_path / "old", *SOLVE).code == 0
    new = ["-o", tmp_path / "new", *SOLVE, "--initial", tmp_path / "old"]
    assert call("solve", tmp_path / "sum", *new).code == 0


def test_counts_of_given_words(call, corpus, tmp_path):
    (tmp_path / "words.txt").write_text("w01 9\nw03 5\n")
    arguments = ["--vocabulary", tmp_path / "words.txt", "--window", 2]
    assert call("count", corpus, "-o", tmp_path / "counts", *arguments).code == 0
    assert CooccurrenceCounts.load(tmp_path / "counts").vocabulary.words == ("w01", "w03")


def test_glove_counts_are_exported_and_imported(call, corpus, tmp_path):
    call("count", corpus, "-o", tmp_path / "counts", *COUNT)
    assert call("convert", tmp_path / "counts", tmp_path / "glove").code == 0
    files = [tmp_path / "glove" / name for name in ("vocab.txt", "cooccurrence.bin")]
    arguments = ["--from-glove", *files, "--window", 3, "--threads", 2, "-o", tmp_path / "back"]
    assert call("count", *arguments).code == 0
    before, after = (CooccurrenceCounts.load(tmp_path / name) for name in ("counts", "back"))
    assert after.fingerprint == before.fingerprint
    assert call("convert", tmp_path / "counts", tmp_path / "x.txt", "--format", "tsv").code == 2
    assert call("count", corpus, *arguments, "--force").code == 2


@pytest.mark.parametrize(
    "option",
    ["--memory 1G", "--tmp .", "--tokenizer chars", "--lowercase", "--encoding gb18030",
     "--min-count 2", "--max-vocab 9", "--vocabulary words", "--dry-run"],
)  # fmt: skip
def test_options_without_effect_on_imported_counts(call, tmp_path, option):
    imported = ["--from-glove", "vocab.txt", "cooccurrence.bin", "-o", tmp_path / "out"]
    code, out, err = call("count", *imported, *option.split())
    assert (code, out) == (2, "")
    assert f"{option.split()[0]} has no effect on counts that are imported" in err


def test_info_of_counts(call, corpus, tmp_path):
    call("count", corpus, "-o", tmp_path / "counts", *COUNT)
    facts = json.loads(call("info", tmp_path / "counts", "--json").out)
    assert facts["kind"] == "cooccurrence-counts"
    assert facts["parameters"]["window"] == 3
    assert "window" in call("info", tmp_path / "counts").out


def test_keep_stages(call, corpus, tmp_path):
    assert call("build-vectors", corpus, "-o", tmp_path / "m", *SMALL, "--keep-stages").code == 0
    folder = tmp_path / "m.stages"
    kinds = {json.loads(call("info", path, "--json").out)["kind"]
             for path in folder.iterdir() if path.is_dir()}  # fmt: skip
    assert "cooccurrence-counts" in kinds


@pytest.mark.parametrize("arguments", [[], ["-"]], ids=["nothing", "dash"])
def test_standard_input_is_read_from_a_pipe(process, corpus, tmp_path, arguments):
    with corpus.open("rb") as stdin:
        outcome = process("count", *arguments, "-o", tmp_path / "piped", *COUNT, stdin=stdin)
    assert (outcome.code, outcome.out) == (0, "")
    process("count", corpus, "-o", tmp_path / "named", *COUNT)
    piped, named = (CooccurrenceCounts.load(tmp_path / name) for name in ("piped", "named"))
    assert piped.fingerprint == named.fingerprint


@pytest.mark.parametrize("command", ["build-vectors", "count"])
def test_without_input_on_a_terminal_the_help_is_shown(call, tmp_path, command):
    code, out, err = call(command, "-o", tmp_path / "x", terminal=True)
    assert (code, out) == (2, "")
    assert "Examples:" in err


@pytest.mark.parametrize("command", ["build-vectors", "count", "merge", "solve"])
@pytest.mark.slow
def test_nothing_is_overwritten_without_force(call, corpus, tmp_path, command):
    call("count", corpus, "-o", tmp_path / "counts", *COUNT)
    source = corpus if command in ("build-vectors", "count") else tmp_path / "counts"
    options = {"build-vectors": SMALL, "count": COUNT, "merge": [], "solve": SOLVE}[command]
    target = tmp_path / "target"
    assert call(command, source, "-o", target, *options).code == 0
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    code, _, err = call(command, source, "-o", target, *options)
    assert code == 2
    assert "--force" in err
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before
    assert call(command, source, "-o", target, *options, "--force").code == 0
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("precious")
    assert call(command, source, "-o", tmp_path / "mine", *options, "--force").code == 2
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "precious"


def test_output_has_to_be_given(call, corpus):
    code, _, err = call("build-vectors", corpus)
    assert code == 2
    assert "--output" in err


@pytest.mark.parametrize(
    "arguments",
    [["--window", 0], ["--min-count", 0], ["--weighting", "cubic"], ["--vector-size", 0],
     ["--memory", "lots"], ["--unobserved-weight", "some"], ["--threads", 0]],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_wrong_parameters(call, corpus, tmp_path, arguments):
    code, out, err = call("build-vectors", corpus, "-o", tmp_path / "model", *arguments)
    assert (code, out) == (2, "")
    assert str(arguments[1]) in err
    assert not (tmp_path / "model").exists()


def test_memory_has_units(call, corpus, tmp_path):
    counted = ["count", corpus, "-o", tmp_path / "counts", *COUNT, "--memory"]
    assert call(*counted, "64G").code == 0
    code, _, err = call(*counted, "64K", "--force")
    assert code == 5
    assert "65,536 bytes of memory are too few" in err


def test_quiet(call, corpus, tmp_path):
    assert call("build-vectors", corpus, "-o", tmp_path / "model", *SMALL, "-q") == (0, "", "")


@pytest.mark.slow
def test_progress_is_one_plain_line_per_stage(call, corpus, tmp_path):
    err = call("build-vectors", corpus, "-o", tmp_path / "model", *SMALL).err
    assert "\r" not in err and "\x1b" not in err
    err = call("build-vectors", corpus, "-o", tmp_path / "m2", *SMALL, "--no-progress").err
    assert len(err.splitlines()) == 1


def test_tokenizer_and_lowercase(call, tmp_path):
    (tmp_path / "zh.txt").write_text("A数学数学\n" * 9, encoding="gb18030")
    options = ["--tokenizer", "chars", "--lowercase", "--encoding", "gb18030"]
    code = call("build-vectors", tmp_path / "zh.txt", "-o", tmp_path / "m", *SOLVE, *options).code
    assert code == 0
    assert set(load_vectors(tmp_path / "m").index_to_key) == {"a", "数", "学"}


def library_options():
    for name, command in every_command():
        for option in command.params:
            if isinstance(option, LibraryOption):
                yield pytest.param(name, option, id=f"{name}{option.opts[0]}")


@pytest.mark.parametrize(("name", "option"), [*library_options()])
def test_defaults_in_help_are_those_of_the_library(call, name, option):
    default = option.library_default()
    assert option.get_default(click.Context(program)) is None, "the library fills it in"
    if default not in (None, False):
        out = "".join(call(*name.split(), "--help").out.split())  # lines may end within a word
        shown = option.opts[0].removeprefix("--") if default is True else default
        begin = out.index("Options:") + out[out.index("Options:") :].index(option.opts[0])
        assert f"[default:{shown}]" in out[begin : begin + 300]


@pytest.mark.parametrize("function", ["encode_corpus", "count_cooccurrences", "SimplerGlove"])
def test_every_parameter_of_the_library_is_an_option(function):
    not_for_users = {
        "source",
        "vocabulary",
        "rare",
        "corpus",
        "output",
        "force",
        "progress",
        "runs",
    }
    parameters = set(inspect.signature(getattr(nlpzero, function)).parameters) - not_for_users
    options = {option.name for option in program.get_command(None, "build-vectors").params}
    assert parameters <= options


def test_environment_is_left_alone(call, corpus, tmp_path):
    before = dict(os.environ)
    call("build-vectors", corpus, "-o", tmp_path / "model", *SMALL)
    assert dict(os.environ) == before


@pytest.mark.parametrize("command", ["build-vectors", "count"])
def test_dry_run_estimates_and_writes_nothing(call, corpus, tmp_path, command):
    options = ["-o", tmp_path / "out", "--min-count", 1, "--window", 3, "--dry-run"]
    code, out, err = call(command, corpus, *options)
    assert (code, err) == (0, "")
    assert "tokens" in out and "memory" in out and "disk" in out
    document = json.loads(call(command, corpus, *options, "--json").out)
    assert 1000 < document["tokens"] < 5000  # an estimate of 2,400
    assert {"memory_bytes", "disk_bytes", "seconds"} <= set(document)
    assert [path.name for path in tmp_path.iterdir()] == ["corpus.txt"]


def test_dry_run_of_a_missing_file(call, tmp_path):
    code, out, err = call("build-vectors", tmp_path / "no.txt", "-o", tmp_path / "m", "--dry-run")
    assert (code, out) == (3, "")
    assert "no.txt" in err


WORDS = ["葡萄", "苹果", "香蕉", "数学", "物理", "化学"]


@pytest.fixture
def raw(tmp_path):
    """Sentences of five words, about fruit or about science, without spaces."""
    random = np.random.default_rng(0)
    lines = [
        "".join(random.choice(WORDS[3 * part :][:3], 5)) for part in random.integers(2, size=200)
    ]
    path = tmp_path / "raw.txt"
    path.write_text("。\n".join(lines) + "。\n", encoding="utf-8")
    return path


@pytest.fixture
def lexicon(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("".join(f"{word} 9\n" for word in WORDS), encoding="utf-8")
    return path


@pytest.mark.slow
def test_raw_text_to_neighbours(call, raw, tmp_path):
    model = tmp_path / "model"
    code, out, err = call("build-vectors", raw, "-o", model, *SMALL, "--tokenizer", "discover")
    assert (code, out) == (0, "")
    assert (model / "lexicon.tsv").is_file()
    code, out, _ = call("most-similar", model, "葡萄", "--topn", 2)
    assert code == 0
    assert {line.split()[0] for line in out.splitlines()} == {"苹果", "香蕉"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "raw.txt"]


@pytest.mark.slow
def test_the_lexicon_of_a_file_or_of_a_model(call, raw, lexicon, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    assert call("build-vectors", raw, "-o", first, *SMALL, "--tokenizer", lexicon).code == 0
    assert set(load_vectors(first).index_to_key) == {*WORDS, "。"}
    assert call("build-vectors", raw, "-o", second, *SMALL, "--tokenizer", first).code == 0
    assert same(first, second)
    assert call("count", raw, "-o", tmp_path / "counts", *COUNT, "--tokenizer", lexicon).code == 0
    assert CooccurrenceCounts.load(tmp_path / "counts").vocabulary.words == (
        load_vectors(first).index_to_key
    )


def test_segment_uses_the_tokenizer_of_a_model(call, raw, lexicon, tmp_path):
    segmenter = nlpzero.Segmenter(nlpzero.Lexicon.load(lexicon), user_words=["萄苹"])
    nlpzero.build_vectors(raw, tokenizer=segmenter, min_count=1, vector_size=2).save(tmp_path / "m")
    (tmp_path / "text").write_text("葡萄苹果香蕉\n", encoding="utf-8")
    options = ["--tokenizer", tmp_path / "m"]
    assert call("segment", tmp_path / "text", *options).out == "葡 萄苹 果 香蕉\n"
    assert "user     萄苹" in call("explain", "segmentation", tmp_path / "m", "葡萄苹果").out
    (tmp_path / "users").write_text("果香\n", encoding="utf-8")
    options += ["--user-dict", tmp_path / "users"]
    assert call("segment", tmp_path / "text", *options).out == "葡 萄苹 果香 蕉\n"
    assert call("segment", tmp_path / "text", *options, "--fold", "simplified").code == 2


def test_a_model_without_a_lexicon_cannot_segment(call, corpus, tmp_path):
    assert call("build-vectors", corpus, "-o", tmp_path / "m", *SMALL).code == 0
    code, out, err = call("segment", corpus, "--tokenizer", tmp_path / "m")
    assert (code, out) == (2, "")
    assert "has no lexicon" in err


@pytest.mark.parametrize("threads", [1, 2])
def test_words_are_found_in_standard_input(process, raw, tmp_path, threads):
    options = [*SMALL, "--tokenizer", "discover", "--threads", threads]
    with raw.open("rb") as stdin:
        outcome = process("build-vectors", "-", "-o", tmp_path / "piped", *options, stdin=stdin)
    assert (outcome.code, outcome.out) == (0, "")
    process("build-vectors", raw, "-o", tmp_path / "named", *options)
    assert same(tmp_path / "piped", tmp_path / "named")
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"raw.txt", "piped", "named"}


@pytest.mark.parametrize("command", ["build-vectors", "count"])
def test_unknown_tokenizer(call, raw, tmp_path, command):
    code, out, err = call(command, raw, "-o", tmp_path / "m", "--tokenizer", "dicover")
    assert (code, out) == (2, "")
    assert "--tokenizer must be one of" in err and "'dicover'" in err


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_count_takes_a_lexicon_but_not_discover(call, raw, tmp_path, dry):
    arguments = ["-o", tmp_path / "m", "--tokenizer", "discover", *dry]
    code, _, err = call("count", raw, *arguments)
    assert code == 2
    assert "nlpzero discover" in err


def test_a_lexicon_that_cannot_be_read(call, raw, lexicon, tmp_path):
    lexicon.write_text("葡萄 9\n葡萄 8\n", encoding="utf-8")
    code, _, err = call("build-vectors", raw, "-o", tmp_path / "m", "--tokenizer", lexicon)
    assert code == 3
    assert "line 2" in err and "words.txt" in err


def test_dry_run_with_discover(call, raw, tmp_path):
    options = ["-o", tmp_path / "out", *SMALL, "--tokenizer", "discover", "--dry-run"]
    out = call("build-vectors", raw, *options).out
    assert out.index("seconds ") < out.index("seconds discovering") < out.index("seconds reading")
    document = json.loads(call("build-vectors", raw, *options, "--json").out)
    assert document["words"] == 7 and document["exact"]
    assert [path.name for path in tmp_path.iterdir()] == ["raw.txt"]
