"""Options named in error messages: the command accepts them, and they correct the problem."""

from __future__ import annotations

import ast
import pickle
import re
import shlex

import click
import pytest

from .conftest import ROOT, every_command

COMMANDS = dict(every_command())
TEXT = "数学是研究数量的学科，物理学是研究物质的学科。\n" * 20
ADVICE = re.compile(r"--[\w-]*encoding [\w.-]*\w")


def options_of(command: click.Command) -> set[str]:
    return {
        name
        for param in command.params
        if isinstance(param, click.Option)
        for name in param.opts + param.secondary_opts
    }


@pytest.fixture
def files(tmp_path, model, monkeypatch):
    """A working directory with correct and damaged files of each kind."""
    monkeypatch.chdir(tmp_path)
    words = "数学 9\n研究 8\n物理学 7\n学科 5\n"
    vectors = "3 2\nking 1 2\nqueen 1 3\n数学 2 1\n"
    for encoding, name in (("utf-8", "good"), ("gb18030", "gbk")):
        (tmp_path / f"{name}.txt").write_text(TEXT, encoding=encoding)
        (tmp_path / f"{name}.words").write_text(words, encoding=encoding)
        (tmp_path / f"{name}.gold").write_text("数学 是 学科\n" * 20, encoding=encoding)
        (tmp_path / f"{name}.vec").write_text(vectors, encoding=encoding)
    (tmp_path / "bad.words").write_text("数学 9\n数学 8\n研究 8\n", encoding="utf-8")
    (tmp_path / "gensim.kv").write_bytes(pickle.dumps({"vectors": []}))
    (tmp_path / "existing").write_text("precious")


TEXTS = {
    "build-vectors": "build-vectors {} -o out --tokenizer chars",
    "count": "count {} -o out --tokenizer chars",
    "discover": "discover {} -o out",
    "segment": "segment {} --tokenizer good.words",
    "keywords": "keywords {} --model model",
    "similar-texts": "similar-texts model 数学 {} --tokenizer chars",
}
LEXICONS = {
    "discover": "discover good.txt --not-in {} -o out",
    "segment": "segment good.txt --tokenizer {}",
    "explain word": "explain word {} 数学",
    "explain segmentation": "explain segmentation {} 数学",
    "evaluate segmentation": "evaluate segmentation good.gold --tokenizer {}",
}
VECTORS = {
    "most-similar": "most-similar {} king",
    "analogy": "analogy {} king queen king",
    "convert": "convert {} out",
    "keywords": "keywords good.txt --model {}",
    "similar-texts": "similar-texts {} king good.txt",
    "evaluate vectors": "evaluate vectors {}",
    "explain similarity": "explain similarity {} king queen",
    "explain stability": "explain stability {} king --counts counts",
}
GROUPS = [
    ("gbk.txt", TEXTS),
    ("gbk.gold", {"evaluate segmentation": "evaluate segmentation {} --tokenizer good.words"}),
    ("gbk.words", LEXICONS),
    ("bad.words", LEXICONS),
    ("gbk.vec", VECTORS),
    ("gensim.kv", VECTORS),
    ("gbk.txt", {"most-similar": "most-similar model king --restrict-to @{}"}),
    ("gbk.txt", {"keywords": "keywords good.txt --model model --stop-words {}"}),
    ("gbk.words", {"keywords": "keywords good.txt --model model --tokenizer {}"}),
    ("gbk.words", {"build-vectors": "build-vectors good.txt -o out --tokenizer {}"}),
    ("existing", {"discover": "discover good.txt -o {}"}),
    ("existing", {"segment": "segment good.txt --tokenizer good.words -o {}"}),
    ("existing", {"convert": "convert model {} --format word2vec-text"}),
    ("existing", {"keywords": "keywords {} --model missing"}),
]
CASES = [
    pytest.param(name, line.format(file), id=f"{name}-{file}")
    for file, lines in GROUPS
    for name, line in lines.items()
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "line"), CASES)
def test_options_named_in_a_message_exist(call, files, name, line):
    code, _, err = call(*shlex.split(line))
    assert code in (1, 2, 3, 4)
    message = re.sub(r"'[^']*'", "", err)
    assert set(re.findall(r"(?<!\w)--[a-z][\w-]*", message)) <= options_of(COMMANDS[name]), err
    assert not re.search(r"\b[a-z]+(?:_[a-z]+)*=['\w.]", err), "parameters of Python"


ENCODED = [
    *((name, line.format("gbk.txt")) for name, line in TEXTS.items()),
    *((name, line.format("gbk.words")) for name, line in LEXICONS.items()),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "line"), ENCODED)
def test_the_advised_encoding_is_the_right_one(call, files, name, line):
    err = call(*shlex.split(line)).err
    (advice,) = set(ADVICE.findall(err))
    again = call(*shlex.split(line), *advice.split())
    assert again.code in (0, 4), again.err
    assert not ADVICE.search(again.err)


@pytest.mark.parametrize(
    ("name", "line"), [(n, v.format("bad.words")) for n, v in LEXICONS.items()]
)
def test_the_advice_to_skip_lines_works(call, files, name, line):
    assert "--skip-bad-lines" in call(*shlex.split(line)).err
    assert call(*shlex.split(line), "--skip-bad-lines").code == 0


# Texts that name options: the examples of the help, and the messages of the commands.
LONG_OPTION = re.compile(r"(?<![\w-])--[a-z][\w-]*")


def calls_in(text: str):
    """Yield the command and the options of each call of nlpzero in an example."""
    for line in text.replace("\\\n", " ").splitlines():
        for part in re.split(r"\||&&|;", line):
            words = part.split()
            if words[:1] == ["nlpzero"] and len(words) > 1:
                name = next((n for n in (" ".join(words[1:3]), words[1]) if n in COMMANDS), None)
                if name is not None:
                    yield name, LONG_OPTION.findall(part)


def test_options_in_examples_exist():
    known = 0
    texts = [command.epilog or "" for command in COMMANDS.values()]
    texts += [(ROOT / "README.md").read_text(encoding="utf-8")]
    for name, options in (call for text in texts for call in calls_in(text)):
        known += len(options)
        assert set(options) <= options_of(COMMANDS[name]) | {"--help"}, name
    assert known > 50


def strings_of(path):
    """The string literals of a module without docstrings, and without examples."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    ignored = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        or (isinstance(node, ast.Assign) and "EPILOG" in ast.unparse(node.targets[0]))
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in ignored
        ):
            yield node.value


@pytest.mark.parametrize(
    "module", sorted((ROOT / "cli" / "commands").rglob("*.py")), ids=lambda path: path.stem
)
def test_options_in_messages_of_a_command_exist(module):
    name = str(module.relative_to(ROOT / "cli" / "commands")).removesuffix(".py").replace("_", "-")
    group = name.partition("/")[0]
    options = [options_of(command) for key, command in COMMANDS.items() if key.split()[0] == group]
    former = {old for key, each in COMMANDS.items() for old in getattr(each, "former", {})}
    for text in strings_of(module):
        for option in LONG_OPTION.findall(text):
            assert option in {"--help"}.union(former, *options), (option, text)
