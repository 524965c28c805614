"""Every command works with NUMBA_DISABLE_JIT, slowly, and gives the same results.

No command uses a network, or another program such as a compiler of C.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from nlpzero_cli.main import COMMANDS

from .conftest import environment

LOGS = "sent 5 bytes\nsent 7 bytes\nopened file a\nopened file b\nsent 9 bytes\n"
ENGLISH = "the cat purrs\nthe kitten purrs\nthe dog barks\nthe puppy barks\n"
CHINESE = "葡萄很甜，香蕉很甜。葡萄不酸，香蕉不酸。\n我吃葡萄，你买香蕉。\n" * 4
LINES = """
build-vectors english.txt -o model --vector-size 3 --min-count 1 --sweeps 2 --tolerance 0
count english.txt -o counts --min-count 1
merge counts counts -o sum
solve counts -o solved --vector-size 2 --sweeps 2 --tolerance 0
most-similar model cat --measure pmi
similar-texts model cat english.txt
analogy model cat kitten dog
discover chinese.txt -o words.tsv --min-count 2 --order 3
segment chinese.txt --tokenizer words.tsv -o cut.txt
keywords english.txt --model model
templates logs.txt -o templates.tsv
parse english.txt --min-count 2 --min-pmi 0 --bracket
explain segmentation words.tsv 我吃葡萄
compare model model --min-count 1
evaluate segmentation cut.txt --tokenizer words.tsv
report model -o page.html --layout pca
plot growth english.txt -o growth.svg
convert model vectors.txt --format word2vec-text -q
info model
""".strip().splitlines()
REFUSED = "is refused by this test"
RUN_ALL = f"""
import sys, conftest
def refuse(event, arguments):
    starts = event in ("os.exec", "os.posix_spawn", "subprocess.Popen")
    connects = event in ("os.system", "socket.bind", "socket.connect", "socket.getaddrinfo")
    if connects or starts and arguments[0] != sys.executable:
        message = f"{{event}} {{arguments}} {REFUSED}"
        print(message, file=sys.stderr)
        raise OSError(message)
sys.addaudithook(refuse)
from nlpzero_cli.main import run
for line in sys.stdin.read().splitlines():
    print(line, flush=True)
    print(run(line.split()), flush=True)
"""


def run_all(folder, lines=LINES, **variables):
    folder.mkdir()
    for name, text in (("logs", LOGS), ("english", ENGLISH), ("chinese", CHINESE)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-c", RUN_ALL], input="\n".join(lines), cwd=folder,
        env=environment(**variables), capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip


@pytest.mark.slow
def test_keywords_without_a_model_use_no_network(tmp_path):
    """They read a large dictionary, which takes minutes without compiled code."""
    done = run_all(tmp_path / "run", ["keywords english.txt"])
    assert REFUSED not in done.stderr
    assert done.stdout.splitlines()[-1] == "0"


@pytest.mark.slow
def test_all_commands_without_compiled_code_network_and_programs(tmp_path):
    # The tolerance prevents rounding to bfloat16, which would enlarge differences of the last bits.
    for library in ("matplotlib", "infomap"):
        pytest.importorskip(library)
    plain = run_all(tmp_path / "plain", NUMBA_DISABLE_JIT="1")
    compiled = run_all(tmp_path / "compiled")
    assert "Traceback" not in plain.stderr
    assert REFUSED not in plain.stderr + compiled.stderr
    # Scores that are equal in print can differ in the last bits, and so can their order.
    assert sorted(plain.stdout.splitlines()) == sorted(compiled.stdout.splitlines())
    for name in ("words.tsv", "cut.txt", "templates.tsv"):
        one, other = (tmp_path / run / name for run in ("plain", "compiled"))
        assert one.read_bytes() == other.read_bytes()


def test_all_commands_are_run():
    assert {line.split()[0] for line in LINES} == set(COMMANDS) - {"demo"}
