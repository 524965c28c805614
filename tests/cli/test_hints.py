"""Hints of error messages: each is followed, and fixes the input."""

from __future__ import annotations

import ast
import inspect
import re
import shlex
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

import nlpzero
import simpler_glove
from simpler_glove import Vocabulary, WordVectors

from .conftest import CHINESE, ROOT, every_command

ENGLISH = "a b c d\nb c d a\nc a d b\n" * 2


@pytest.fixture
def files(tmp_path, call, model, raw, lexicon, monkeypatch):
    """A working directory with inputs of each kind, correct ones and others."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "english.txt").write_text(ENGLISH)
    (tmp_path / "gbk.txt").write_bytes(CHINESE.encode("gb18030") * 20)
    (tmp_path / "utf16.txt").write_bytes(CHINESE.encode("utf-16"))
    (tmp_path / "latin.txt").write_bytes("déjà vu à la carte\n".encode("latin-1") * 9)
    (tmp_path / "latin.vec").write_bytes("2 2\ncafé 1 2\nthé 2 1\n".encode("latin-1"))
    (tmp_path / "bad.words").write_text("数学 9\n数学 8\n研究 8\n", encoding="utf-8")
    (tmp_path / "tagged.txt").write_text("研究/v 生命/n 的/u 起源/n\n" * 3, encoding="utf-8")
    assert call("count", "english.txt", "-o", "counts", "--min-count", 1).code == 0
    words = Vocabulary(["king", "New York", "queen"], [3, 2, 1])
    matrix = [[1, 2], [2, 1], [1, 1]]
    WordVectors(words, matrix, parameters={"tied": True}).save(tmp_path / "tied")
    WordVectors(["king", "queen"], matrix[:2]).save(tmp_path / "uncounted")
    WordVectors(["a\nb", "c"], matrix[:2]).save(tmp_path / "lines")
    WordVectors(["a 1", "c 2"], matrix[:2]).save(tmp_path / "numbers")
    return tmp_path


def stored_texts(call):
    """Two stores, one of them folded."""
    assert call("discover", "raw.txt", "--save-text", "plain", "-o", "p.tsv").code == 0
    folded = ["--save-text", "folded", "--fold", "simplified", "-o", "f.tsv"]
    assert call("discover", "raw.txt", *folded).code == 0


def glove_files(call):
    """Files of GloVe with a window of 3, of both directions and of one."""
    for name, options in (("both", []), ("right", ["--direction", "right"])):
        store = ["-o", f"{name}-counts", "--window", 3, "--min-count", 1]
        assert call("count", "english.txt", *store, *options).code == 0
        assert call("convert", f"{name}-counts", name, "--format", "glove-counts").code == 0


def gensim_file(call):
    vectors = pytest.importorskip("gensim.models").KeyedVectors(2)
    vectors.add_vectors(["king", "queen"], [[1, 2], [2, 1]])
    vectors.save("model.kv")


class Case(NamedTuple):
    """A command with an error, and what its hint advises.

    The advice is the hint itself, which is a pattern; `follow` is appended to the command, if it
    is not the option in the hint.
    """

    line: str
    hint: str
    follow: str | None = None
    prepare: Callable | None = None
    codes: tuple[int, ...] = (0,)


CASES = [
    Case("count gbk.txt -o out --tokenizer chars", "--encoding gb18030"),
    Case("count utf16.txt -o out --tokenizer chars --min-count 1", "--encoding utf-16"),
    Case("count latin.txt -o out", "--encoding", "--encoding latin-1"),
    Case("segment latin.txt --tokenizer lexicon.txt", "--encoding", "--encoding latin-1"),
    Case("count english.txt -o out --min-count 7", "--min-count 6"),
    Case("build-vectors english.txt -o out --vector-size 2 --min-count 9", "--min-count 6"),
    Case("most-similar latin.vec x", "--unicode-errors replace", codes=(4,)),
    Case("convert latin.vec out", "--vectors-encoding", "--vectors-encoding latin-1"),
    Case("convert model.kv out", "--trust-pickle", prepare=gensim_file),
    Case("convert numbers out.txt --format glove-text", "--format native"),
    Case("convert lines out --format word2vec-text", "--format native"),
    Case(
        "most-similar tied --positive king --negative queen --measure predict", "--measure pmi"
    ),
    Case("similar-texts uncounted king english.txt --weighting importance", "--weighting mean",
         codes=(0, 4)),
    Case("solve counts -o out --solver adagrad --unobserved-weight 1 --regularization 0 "
        "--vector-size 2",
         "--unobserved-weight 0"),
    Case("solve counts -o out --solver adagrad --unobserved-weight 0 --regularization 1 "
         "--vector-size 2", "--regularization 0"),
    Case("count --from-glove both/vocab.txt both/cooccurrence.bin -o out --window 2",
         "Check --window and --weighting", "--window 3", glove_files),
    Case("count --from-glove right/vocab.txt right/cooccurrence.bin -o out --window 3",
         "--direction right", prepare=glove_files),
    Case("discover raw.txt --min-count 10000", "--min-count", "--min-count 2"),
    Case("discover raw.txt --memory 1K", r"--memory \d+M"),
    Case("discover plain --fold simplified", "--fold simplified", "", stored_texts),
    Case("discover plain folded", "with the same --fold", "", stored_texts),
    Case("count english.txt -o out --min-count 1 --memory 1K", r"--memory \d+M"),
    Case("segment raw.txt --tokenizer bad.words", "--skip-bad-lines"),
    Case("explain word bad.words 数学", "--skip-bad-lines"),
    Case("evaluate segmentation tagged.txt --tokenizer lexicon.txt", "sed -E"),
    Case("discover raw.txt -o english.txt", "--force"),
    Case("segment raw.txt --tokenizer lexicon.txt -o english.txt", "--force"),
    Case("solve counts -o tied --vector-size 2", "--force"),
    Case("merge counts -o tied", "--force"),
    Case("convert tied english.txt", "--force"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.line[:40])
@pytest.mark.slow
def test_the_hint_fixes_the_input(call, files, case):
    if case.prepare is not None:
        case.prepare(call)
    code, out, err = call(*shlex.split(case.line))
    assert code in (2, 3, 4, 5), err
    hint = err.splitlines()[-1]
    assert hint.startswith("hint: "), err
    advised = re.search(case.hint, hint)
    assert advised, err
    line = case.line
    if case.hint.startswith("sed"):
        run_sed(hint)
    elif case.prepare is stored_texts:
        line = "discover folded folded --fold simplified"  # "Encode it again"
    else:
        line += " " + (advised[0] if case.follow is None else case.follow)
    shutil.rmtree("out", ignore_errors=True)
    again = call(*shlex.split(line))
    assert again.code in case.codes, again.err
    assert "hint: " not in again.err or again.code == 4


def run_sed(hint: str) -> None:
    pattern = re.search(r"'s,(.*),,g'", hint)[1]
    lines = Path("tagged.txt").read_text(encoding="utf-8").splitlines()
    text = "\n".join(re.sub(pattern, "", line) for line in lines)
    Path("tagged.txt").write_text(text, encoding="utf-8")


def test_text_that_is_given_in_place_of_a_file(call, files):
    code, _, err = call("count", "a b c d", "-o", "out", "--min-count", 1)
    assert code == 3
    assert "echo TEXT | nlpzero count -" in err
    assert call("count", "-", "-o", "out", "--min-count", 1, stdin="a b c d\n").code == 0


@pytest.mark.parametrize("name", ["edited", "removed"])
@pytest.mark.parametrize("line", ["keywords raw.txt --model {}", "segment raw.txt --tokenizer {}"])
@pytest.mark.slow
def test_a_changed_lexicon_of_a_model_can_be_restored(call, files, name, line):
    assert call("build-vectors", "raw.txt", "-o", name, "--tokenizer", "discover",
                "--vector-size", 2, "--min-count", 1).code == 0  # fmt: skip
    file = Path(name, "lexicon.tsv")
    content = file.read_bytes()
    file.unlink()
    if name == "edited":
        file.write_bytes(content.replace("葡萄".encode(), "菠菜".encode()))
    code, _, err = call(*line.format(name).split())
    assert code == 3
    assert "lexicon.tsv" in err
    assert "hint: Restore the file from a copy" in err
    file.write_bytes(content)
    assert call(*line.format(name).split()).code in (0, 4)  # perhaps no keyword


# Where the hints of the other modules are followed, or why they cannot be.
ELSEWHERE = {
    "cli/errors.py": "test_errors",
    "cli/options.py": "test_bad_input",
    "simpler_glove/tokenizer.py": "test_tokenizer",
    "simpler_glove/tokenizer_storage.py": "test_tokenizer",
    "simpler_glove/textio/source.py": "below",
    "simpler_glove/formats/damage.py": "test_vector_damage",
    "simpler_glove/formats/text_rows.py": "test_vector_damage",
    "simpler_glove/formats/word2vec_binary.py": "test_vector_damage",
    "simpler_glove/pmi.py": "the option of another command",
    "simpler_glove/cooccurrence/runs.py": "needs a full disk",
    "simpler_glove/storage/atomic.py": "needs a full disk",
    "simpler_glove/storage/space.py": "test_space",
    "simpler_glove/storage/temporary.py": "test_temporary_files",
    "nlpzero/keywords/parameters.py": "test_frequencies",
    "nlpzero/appending.py": "no option",
    "nlpzero/cluster/dask_engine.py": "needs a worker without memory",
    "nlpzero/cluster/worker_checks.py": "test_worker_checks",
    "nlpzero/explanations/vector_changes.py": "test_changes",
    "simpler_glove/estimates/extrapolation.py": "the size of a sample",
    "simpler_glove/solvers/working_memory.py": "test_memory_budget",
    "simpler_glove/vectors/model_data.py": "the option of another command",
    "simpler_glove/solvers/engine.py": "no input is known that overflows",
    "simpler_glove/solvers/solver.py": "no input is known that overflows",
    "simpler_glove/solvers/engines.py": "needs a broken GPU",
    "simpler_glove/solvers/device_blocks.py": "needs a full GPU",
    "nlpzero/discovery/repeated_lines.py": "test_repeated_lines",
    "nlpzero/build.py": "removes a line of a hint",
    "nlpzero/models.py": "needs Keras",
    "nlpzero/word2vec/training.py": "needs Keras",
    "nlpzero/word2vec/estimator.py": "needs Keras",
    "nlpzero/word2vec/checkpoint.py": "no option",
    "nlpzero/pipelines/inputs.py": "no command",
    "nlpzero/parsing/parser.py": "no command",
    "nlpzero/tokenization.py": "checked by the type of the option",
    "nlpzero/discovery/ngram_memory.py": "test_ngram_memory",
    "nlpzero/discovery/pieces.py": "test_ngram_memory",
    "nlpzero/ngrams/budget.py": "test_ngram_memory",
}
FOLLOWED = {
    "simpler_glove/memory.py",
    "simpler_glove/cooccurrence/count.py",
    "simpler_glove/cooccurrence/glove_files.py",
    "simpler_glove/formats/gensim_kv.py",
    "simpler_glove/formats/number_rows.py",
    "simpler_glove/formats/vector_table.py",
    "simpler_glove/textio/encodings.py",
    "simpler_glove/textio/text_check.py",
    "simpler_glove/vectors/similarity.py",
    "simpler_glove/vocabulary.py",
    "nlpzero/discovery/discoverer.py",
    "nlpzero/discovery/lexicon_building.py",
    "nlpzero/lexicon/reading.py",
    "nlpzero/similarity/sentences.py",
    "nlpzero/text/merge.py",
}


def hints():
    """Module and texts of each hint that names parameters."""
    for package in ("simpler_glove", "nlpzero", "cli"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Assign):
                    name, value = ast.unparse(node.targets[0]), node.value
                elif isinstance(node, ast.keyword) and node.arg:
                    name, value = node.arg, node.value
                else:
                    continue
                texts = [each.value for each in ast.walk(value) if isinstance(each, ast.Constant)]
                text = " ".join(map(str, texts))
                if "hint" in name.lower() and re.search(r"{\w+}", text):
                    yield str(path.relative_to(ROOT)), text


def public_parameters():
    """Names of the parameters of public functions, classes and methods."""
    for package in (nlpzero, simpler_glove):
        for name in package.__all__:
            found = getattr(package, name)
            members = vars(found).values() if inspect.isclass(found) else ()
            for member in (found, *(getattr(each, "__func__", each) for each in members)):
                if inspect.isfunction(member) or inspect.isclass(member):
                    with suppress(ValueError):  # classes without a signature
                        yield from inspect.signature(member).parameters


@pytest.mark.slow
def test_every_parameter_in_a_hint_exists():
    options = {param.name for _, command in every_command() for param in command.params}
    known = options | {*public_parameters()}
    unknown = {
        (module, field)
        for module, text in hints()
        for field in re.findall(r"{(\w+)}", text)
        if field not in known
    }
    assert unknown == set()


@pytest.mark.slow
def test_every_module_with_hints_is_listed():
    assert {module for module, _ in hints()} == {*FOLLOWED, *ELSEWHERE}


def test_hints_that_are_followed_elsewhere_name_existing_tests():
    tests = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    named = {reason for reason in ELSEWHERE.values() if reason.startswith("test_")}
    assert named <= tests
