"""From raw text without spaces to vectors: the words of a lexicon, or those of the text itself."""

from __future__ import annotations

import io
import logging
import os
import pickle
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

import simpler_glove as engine
from nlpzero import (
    Lexicon,
    Segmenter,
    WordDiscoverer,
    build,
    build_vectors,
    encode_corpus,
    estimate_build,
    models,
    training_text,
)
from nlpzero.segmentation import LexiconTokenizer
from simpler_glove import SimplerGlove, count_cooccurrences, load_vectors
from simpler_glove.corpus import Files
from simpler_glove.errors import EmptyCorpusError, FormatError, InputError, ParameterError
from simpler_glove.storage import reading
from simpler_glove.tokenizer import BlockTokenizer

pytestmark = pytest.mark.usefixtures("every_stage")
FRUIT = ["葡萄", "苹果", "香蕉", "西瓜", "水蜜桃"]
SCIENCE = ["数学", "物理", "化学", "定理", "微积分"]
WORDS = {word: 50 for word in (*FRUIT, *SCIENCE)}
SMALL = {"vector_size": 4, "min_count": 2, "window": 4}


def tokenizer_of_lexicon(lexicon) -> LexiconTokenizer:
    return LexiconTokenizer(lexicon if isinstance(lexicon, Segmenter) else Segmenter(lexicon))


def raw(sentences: int = 300, seed: int = 0) -> list[str]:
    """Sentences of six words on one of two subjects, written without spaces."""
    random = np.random.default_rng(seed)
    subjects = random.integers(2, size=sentences)
    chosen = random.integers(5, size=(sentences, 6))
    return [
        "".join((FRUIT, SCIENCE)[subject][word] for word in line) + "。"
        for subject, line in zip(subjects, chosen, strict=True)
    ]


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "raw.txt"
    path.write_text("\n".join(raw()) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def model(tmp_path):
    return tmp_path / "model"


@pytest.fixture
def lexicon(tmp_path):
    """The path of a list of words with counts."""
    path = tmp_path / "words.txt"
    path.write_text("".join(f"{word} {count}\n" for word, count in WORDS.items()), "utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def same(one, other) -> bool:
    return one.vocabulary == other.vocabulary and one.matrix.tobytes() == other.matrix.tobytes()


@contextmanager
def interrupted(place, name):
    """Have a function raise KeyboardInterrupt, as Ctrl-C would, and expect that it comes out."""

    def stop(*arguments, **options):
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(models, "compile_kernels", lambda *arguments: None)
        patch.setattr(place, name, stop)
        yield


@pytest.fixture
def no_discovery(monkeypatch):
    """Make finding words fail, from when it is called on."""

    def fail(*arguments, **options):
        raise AssertionError("no words should have been looked for")

    def start():
        monkeypatch.setattr(build, "discover_sample", lambda **options: None)
        monkeypatch.setattr(WordDiscoverer, "fit", fail)

    return start


# What comes out


def test_raw_text_becomes_words_becomes_vectors(corpus, model):
    vectors = build_vectors(corpus, output=model, tokenizer="discover", **SMALL)
    assert set(vectors.index_to_key) == {*WORDS, "。"}
    for words in (FRUIT, SCIENCE):
        nearest = {word for word, _ in vectors.most_similar(words[0], topn=4)}
        assert nearest == set(words[1:])
    loaded = load_vectors(model)
    assert same(loaded, vectors)
    assert sorted(contents(model)) == [
        *("lexicon.tsv", "manifest.json", "tokenizer.json", "vectors.safetensors")
    ]
    assert not model.with_name("model.stages").exists()
    reading(model).verify()


@pytest.mark.slow
def test_the_lexicon_of_a_model_cuts_as_the_model_was_cut(corpus, model, monkeypatch, tmp_path):
    build_vectors(corpus, output=model, tokenizer="discover", **SMALL)
    lexicon = Lexicon.load(model)
    assert lexicon == Lexicon.load(model / "lexicon.tsv") == WordDiscoverer().fit(corpus).lexicon_
    assert Segmenter(model).lcut("葡萄物理微积分。") == ["葡萄", "物理", "微积分", "。"]
    again = build_vectors(corpus, output=tmp_path / "again", tokenizer=model, **SMALL)
    assert same(again, load_vectors(model))
    assert contents(tmp_path / "again") == contents(model)
    monkeypatch.chdir(tmp_path)
    assert Lexicon.load("model") == lexicon


FORMS = {
    "a path": lambda path: path,
    "a str": str,
    "a lexicon": Lexicon.load,
    "a segmenter": Segmenter,
    "a tokenizer": lambda path: tokenizer_of_lexicon(path),
    "a callable": lambda path: Segmenter(path).lcut,
    "a lambda": lambda path: lambda line: iter(tokenizer_of_lexicon(path)(line)),
}


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_lexicon_in_every_form(corpus, lexicon, form):
    expected = build_vectors(corpus, tokenizer=str(lexicon), **SMALL)
    assert set(expected.index_to_key) == {*WORDS, "。"}
    assert same(build_vectors(corpus, tokenizer=form(lexicon), **SMALL), expected)


def test_dictionaries_of_jieba_are_lexicons(corpus, tmp_path):
    path = tmp_path / "dict.txt"
    path.write_text("".join(f"{word} 9 n\n" for word in WORDS), encoding="utf-8")
    assert set(build_vectors(corpus, tokenizer=path, **SMALL).index_to_key) == {*WORDS, "。"}


def test_names_come_before_files(corpus, monkeypatch, tmp_path):
    (tmp_path / "chars").write_text("葡萄 3\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert "葡" in encode_corpus(corpus, tokenizer="chars").vocabulary
    assert "葡" not in encode_corpus(corpus, tokenizer="./chars").vocabulary


@pytest.mark.parametrize("tokenizer", ["whitespace", "words", "jieba", "chars"])
@pytest.mark.slow
def test_named_tokenizers(corpus, tokenizer):
    corpus.write_text(corpus.read_text(encoding="utf-8").replace("果", "果 "), encoding="utf-8")
    vectors = build_vectors(corpus, **SMALL | {"tokenizer": tokenizer, "min_count": 1})
    counts = count_cooccurrences(
        engine.encode_corpus(corpus, tokenizer=tokenizer, min_count=1), window=4
    )
    assert same(vectors, SimplerGlove(4).fit(counts).vectors_)
    assert vectors.tokenizer.name == tokenizer


@pytest.mark.parametrize(
    "tokenizer", ["discover", Lexicon(list(WORDS))], ids=["discover", "lexicon"]
)
@pytest.mark.slow
def test_same_bytes_for_any_threads_and_memory(corpus, tmp_path, tokenizer, monkeypatch):
    monkeypatch.setattr("simpler_glove.memory.resident_bytes", lambda: 0)
    first, second, third = (tmp_path / name for name in ("first", "second", "third"))
    options = SMALL | {"tokenizer": tokenizer}
    build_vectors(corpus, output=first, threads=1, **options)
    build_vectors(corpus, output=second, threads=2, **options)
    build_vectors(corpus, output=third, memory=64 << 20, tmp=str(tmp_path), **options)
    assert contents(first) == contents(second) == contents(third)


def test_attached_punctuation_is_told(caplog):
    text = ["the cat, the dog", "a cat, a dog"] * 9
    with caplog.at_level(logging.WARNING, "nlpzero"):
        build_vectors(text, **SMALL | {"tokenizer": "words"})
        assert not caplog.records
        build_vectors(text, **SMALL | {"tokenizer": "whitespace"})
    [record] = caplog.records
    assert "25 % of the words end with punctuation, such as 'cat,'" in record.getMessage()


def test_white_space_is_no_token_and_punctuation_is(lexicon):
    text = ["葡萄 苹果，\u3000数学……\t物理\r\n", "", " \n  ", "。  "]
    corpus = encode_corpus(text, tokenizer=lexicon, min_count=1)
    words = corpus.vocabulary.words
    assert [words[number] for number in corpus.ids] == [
        "葡萄", "苹果", "，", "数学", "……", "物理", "。",
    ]  # fmt: skip
    assert corpus.offsets.tolist() == [0, 6, 6, 6, 6, 7]


def test_lowercase_comes_after_cutting():
    text = ["K线图iPhone", "k线图IPHONE"] * 3
    lexicon = Lexicon(["K线", "图"], counts=[1, 1])
    for tokenizer in (lexicon, Segmenter(lexicon).lcut):
        corpus = encode_corpus(text, tokenizer=tokenizer, lowercase=True, min_count=1)
        assert dict(zip(corpus.vocabulary.words, corpus.vocabulary.counts, strict=True)) == {
            "iphone": 6, "图": 6, "k线": 3, "k": 3, "线": 3,
        }  # fmt: skip


def test_words_with_spaces_and_user_words_are_kept():
    segmenter = Segmenter(Lexicon(["葡萄", "New York"]), user_words=["C++", "葡萄\n苹果"])
    corpus = encode_corpus(["葡萄New York C++", "葡萄\n苹果"], tokenizer=segmenter, min_count=1)
    assert set(corpus.vocabulary.words) == {"葡萄", "New York", "C++", "苹", "果"}


# The fast way of a segmenter gives what the slow one gives

LETTERS = "葡萄苹果数学 \u3000\t,。…！aK5.'１年三○é𠀀\u0301👩\u200d🔬\r"


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("fold", [None, "simplified"])
def test_blocks_are_cut_as_their_lines_are(monkeypatch, threads, fold):
    random = np.random.default_rng(threads)
    lengths = random.integers(0, 30, 400)
    lines = ["".join(random.choice(list(LETTERS + "蘋數學"), length)) for length in lengths]
    segmenter = Segmenter(Lexicon([*WORDS, "0年", "a 5"]), user_words=["K5", "果。数"], fold=fold)
    monkeypatch.setattr("simpler_glove.corpus.splitters.BLOCK_BYTES", 2000)
    options = {"min_count": 1, "threads": threads}
    fast = encode_corpus(lines, tokenizer=segmenter, **options)
    slow = encode_corpus(lines, tokenizer=segmenter.lcut, **options)
    assert fast.vocabulary == slow.vocabulary
    assert fast.ids.tolist() == slow.ids.tolist()
    assert fast.offsets.tolist() == slow.offsets.tolist()
    assert fast.statistics == slow.statistics


def test_a_tokenizer_does_not_change_with_its_segmenter(lexicon):
    segmenter = Segmenter(lexicon)
    tokenizer = tokenizer_of_lexicon(segmenter)
    before = tokenizer.fingerprint
    segmenter.add_word("葡萄苹果")
    assert tokenizer("葡萄苹果") == ["葡萄", "苹果"]
    assert tokenizer.fingerprint == before != tokenizer_of_lexicon(segmenter).fingerprint


def test_fingerprints():
    lexicon = Lexicon.from_counts(WORDS)
    makers = [
        lambda: lexicon,
        lambda: Lexicon.from_counts({**WORDS, "很": 1}),
        lambda: Lexicon(list(WORDS), scores=[1.0] * len(WORDS)),
        lambda: Lexicon(list(WORDS), counts=list(WORDS.values()), unknown_score=-3.0),
        lambda: Segmenter(lexicon, user_words=["C++"]),
        lambda: Segmenter(lexicon, user_words=["C+"]),
    ]
    fingerprints = {tokenizer_of_lexicon(make()).fingerprint for make in makers}
    assert len(fingerprints) == len(makers)
    assert fingerprints == {tokenizer_of_lexicon(make()).fingerprint for make in makers}
    copy = pickle.loads(pickle.dumps(tokenizer_of_lexicon(lexicon)))
    assert copy.fingerprint in fingerprints
    assert isinstance(copy, BlockTokenizer)
    assert not isinstance(Segmenter(lexicon).lcut, BlockTokenizer)


@pytest.mark.slow
def test_user_words_are_saved_with_the_model(corpus, model, lexicon):
    segmenter = Segmenter(lexicon, user_words=["葡萄苹果"])
    vectors = build_vectors(corpus, output=model, tokenizer=segmenter, **SMALL)
    assert "葡萄苹果" in vectors
    for tokenizer in (vectors.tokenizer, load_vectors(model).tokenizer):
        assert tokenizer("葡萄苹果数学") == ["葡萄苹果", "数学"]
    assert "葡萄苹果" not in Lexicon.load(model)
    again = build_vectors(corpus, tokenizer=model, **SMALL)
    assert same(again, vectors)


# Stages


@pytest.mark.slow
def test_stages_are_taken_up(corpus, model, no_discovery, tmp_path):
    build_vectors(corpus, output=tmp_path / "whole", tokenizer="discover", **SMALL)
    with interrupted(models, "fit_in_memory_of"):
        build_vectors(corpus, output=model, tokenizer="discover", **SMALL)
    assert {"tokenizer", "corpus", "counts"} < set(os.listdir(f"{model}.stages"))
    no_discovery()
    build_vectors(corpus, output=model, tokenizer="discover", **SMALL)
    assert contents(model) == contents(tmp_path / "whole")
    assert not Path(f"{model}.stages").exists()


def test_the_words_are_kept_when_reading_is_interrupted(corpus, model, no_discovery):
    with interrupted(training_text, "encode_corpus"):
        build_vectors(corpus, output=model, tokenizer="discover", **SMALL)
    assert sorted(os.listdir(f"{model}.stages")) == ["tokenizer", "tokenizer.json"]
    no_discovery()
    build_vectors(corpus, output=model, tokenizer="discover", **SMALL)
    assert Lexicon.load(model)


@pytest.mark.slow
def test_another_text_has_other_words(corpus, model):
    with interrupted(models, "fit_in_memory_of"):
        build_vectors(corpus, output=model, tokenizer="discover", **SMALL)
    corpus.write_text("\n".join(line.replace("葡萄", "荔枝") for line in raw()), "utf-8")
    vectors = build_vectors(corpus, output=model, tokenizer="discover", **SMALL)
    assert "荔枝" in vectors and "葡萄" not in vectors


@pytest.mark.slow
def test_stages_know_the_lexicon_by_what_is_in_it(corpus, model, lexicon, monkeypatch):
    with interrupted(models, "fit_in_memory_of"):
        build_vectors(corpus, output=model, tokenizer=lexicon, keep_stages=True, **SMALL)
    read = []
    monkeypatch.setattr(
        training_text, "encode_corpus", lambda *a, **o: read.append(a) or build.encode(*a, **o)
    )
    lexicon = lexicon.rename(lexicon.with_name("other name.txt"))
    build_vectors(corpus, output=model, tokenizer=lexicon, keep_stages=True, **SMALL)
    assert not read
    with lexicon.open("a", encoding="utf-8") as file:
        file.write("葡萄苹果 90\n")
    vectors = build_vectors(corpus, output=model, force=True, tokenizer=lexicon, **SMALL)
    assert len(read) == 1
    assert "葡萄苹果" in vectors


def test_a_callable_leaves_no_stages(corpus, model, lexicon):
    with interrupted(models, "fit_in_memory_of"):
        build_vectors(corpus, output=model, tokenizer=Segmenter(lexicon).lcut, **SMALL)
    assert not Path(f"{model}.stages").exists()


# Text that can be read only once

ONCE = {
    "generator": lambda path: (line for line in raw()),
    "open file": lambda path: path.open(encoding="utf-8"),
    "binary file": lambda path: path.open("rb"),
    "string": lambda path: io.StringIO(path.read_text(encoding="utf-8")),
    "list": lambda path: raw(),
    "names": lambda path: Files([str(path)]),
    "folder": lambda path: path.parent,
}


@pytest.mark.parametrize("source", ONCE.values(), ids=ONCE)
@pytest.mark.slow
def test_one_pass_over_the_source_is_enough(corpus, source):
    expected = build_vectors(corpus, tokenizer="discover", **SMALL)
    given = source(corpus)
    assert same(build_vectors(given, tokenizer="discover", **SMALL), expected)
    if hasattr(given, "close"):
        given.close()


@pytest.mark.parametrize("source", ["-", Files(["-"]), Path("-")], ids=repr)
@pytest.mark.slow
def test_standard_input_can_be_read_but_once(corpus, model, monkeypatch, source):
    expected = build_vectors(corpus, tokenizer="discover", **SMALL)
    with corpus.open(encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        vectors = build_vectors(source, output=model, tokenizer="discover", **SMALL)
    assert same(vectors, expected)
    assert sorted(os.listdir(model.parent)) == ["model", "raw.txt"]


def test_a_copy_is_gone_when_the_vectors_are_there(corpus, model, tmp_path):
    (tmp_path / "tmp").mkdir()
    options = SMALL | {"tokenizer": "discover", "tmp": str(tmp_path / "tmp")}
    vectors = build_vectors(iter(raw()), output=model, **options)
    assert same(vectors, build_vectors(corpus, **options))
    assert not list((tmp_path / "tmp").iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"raw.txt", "tmp", "model"}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.slow
def test_encodings(tmp_path, encoding):
    path = tmp_path / "raw.txt"
    path.write_text("\n".join(raw()), encoding=encoding)
    expected = build_vectors(raw(), tokenizer="discover", **SMALL)
    options = SMALL | {"tokenizer": "discover", "encoding": encoding}
    assert same(build_vectors(path, **options), expected)
    with path.open("rb") as file:
        assert same(build_vectors(file, **options), expected)


def test_errors_of_a_copy_name_what_was_read(tmp_path):
    path = tmp_path / "raw.txt"
    path.write_bytes("葡萄\n".encode() + b"\xff\n")
    with path.open("rb") as file, pytest.raises(FormatError, match=r"raw\.txt, line 2, byte offs"):
        build_vectors(file, tokenizer="discover")


# NUL bytes


@pytest.mark.parametrize("tokenizer", ["whitespace", "jieba", "chars", str.split, "lexicon"])
def test_nul_is_white_space_to_every_tokenizer(tmp_path, lexicon, tokenizer):
    tokenizer = lexicon if tokenizer == "lexicon" else tokenizer
    text = "葡萄\0葡萄 数学\0\n葡萄\n" * 3
    (tmp_path / "holes.txt").write_text(text, encoding="utf-8")
    (tmp_path / "spaces.txt").write_text(text.replace("\0", " "), encoding="utf-8")
    options = {"tokenizer": tokenizer, "min_count": 1}
    holes, spaces = (encode_corpus(tmp_path / f"{n}.txt", **options) for n in ("holes", "spaces"))
    assert holes.vocabulary == spaces.vocabulary
    assert holes.ids.tolist() == spaces.ids.tolist()
    assert holes.offsets.tolist() == spaces.offsets.tolist()


@pytest.mark.parametrize("tokenizer", ["whitespace", "jieba", "chars", str.split, "lexicon"])
@pytest.mark.parametrize("block", [16, 10**6])
def test_too_many_nul_bytes_are_no_text(tmp_path, lexicon, tokenizer, block, monkeypatch):
    monkeypatch.setattr("simpler_glove.corpus.splitters.BLOCK_BYTES", block)
    tokenizer = lexicon if tokenizer == "lexicon" else tokenizer
    path = tmp_path / "holes.txt"
    for zeros, whole in ((25, True), (26, False)):
        path.write_bytes(b"a b c d\n" * 22 + b"\0" * zeros + b"\n")  # 176 + 25 + 1 bytes
        assert path.stat().st_size // 8 == 25
        if whole:
            encode_corpus(path, tokenizer=tokenizer)
        else:
            with pytest.raises(FormatError, match=r"line 23, byte offset 176: a NUL byte"):
                encode_corpus(path, tokenizer=tokenizer)


@pytest.mark.slow
def test_holes_in_raw_text(corpus, model):
    expected = build_vectors(corpus, tokenizer="discover", **SMALL)
    corpus.write_bytes(corpus.read_bytes().replace(b"\n", b"\n\0\0\0", 200))
    assert same(build_vectors(corpus, tokenizer="discover", **SMALL), expected)


# Errors


@pytest.mark.parametrize(
    "tokenizer", ["discovery", Path("no such lexicon.tsv"), 3, None, ["葡萄"]], ids=str
)
@pytest.mark.parametrize("function", [build_vectors, encode_corpus, estimate_build])
def test_what_is_no_tokenizer(corpus, function, tokenizer):
    with pytest.raises(ParameterError, match="'whitespace', 'chars', 'words', 'jieba', ") as caught:
        function(corpus, tokenizer=tokenizer)
    message = str(caught.value)
    assert function.__name__ in message
    of_toolkit = function is not encode_corpus
    assert ("'discover'" in message) == of_toolkit
    if of_toolkit:
        is_name = isinstance(tokenizer, str | Path)
        assert ("the path of a lexicon" in message) == is_name
        assert ("there is no such file" in message) == is_name


def test_counts_are_made_with_one_lexicon(corpus):
    with pytest.raises(ParameterError, match="tokenized with the words of one lexicon"):
        encode_corpus(corpus, tokenizer="discover")


@pytest.mark.parametrize(
    "options",
    [{"window": 0}, {"direction": "up"}, {"min_count": 0}, {"vector_size": 0}, {"threads": 0},
     {"lowercase": 1}, {"tmp": "/no/such/folder"}, {"sweeps": 0}, {"encoding": "nonsense"}],
    ids=lambda options: next(iter(options)),
)  # fmt: skip
def test_wrong_parameters_are_found_before_any_work(corpus, model, options, no_discovery):
    if "encoding" not in options:
        no_discovery()
    with pytest.raises(ParameterError, match=next(iter(options))):
        build_vectors(corpus, output=model, tokenizer="discover", **options)
    assert not model.exists()


def test_nothing_is_overwritten(corpus, model, no_discovery):
    model.mkdir()
    (model / "thesis.txt").write_text("precious")
    no_discovery()
    with pytest.raises(FileExistsError):
        build_vectors(corpus, output=model, tokenizer="discover", force=True)


def test_texts_without_words():
    with pytest.raises(EmptyCorpusError, match="no letter of a script"):
        build_vectors(["plain English"] * 9, tokenizer="discover")
    with pytest.raises(EmptyCorpusError):
        build_vectors([], tokenizer="discover")
    with pytest.raises(ParameterError, match="must be text, not lists of tokens"):
        build_vectors([["葡萄", "苹果"]], tokenizer="discover")
    with pytest.raises(ParameterError, match="tokenized already"):
        encode_corpus([["葡萄", "苹果"]], tokenizer=Lexicon(["葡萄"]))
    with pytest.raises(InputError, match="no such file"):
        build_vectors("nowhere.txt", tokenizer="discover")


# Estimates


@pytest.mark.parametrize("limit", [None, 4000])
@pytest.mark.slow
def test_estimates(corpus, lexicon, limit, monkeypatch):
    if limit is not None:
        monkeypatch.setattr("nlpzero.estimates.discovery.SAMPLE_BYTES", limit)
        monkeypatch.setattr("simpler_glove.estimates.sample.SAMPLE_BYTES", 2 * limit)
    options = {"min_count": 2, "window": 4}
    built = build_vectors(corpus, tokenizer="discover", **SMALL)
    guess = estimate_build(corpus, tokenizer="discover", vector_size=4, **options)
    assert guess["exact"] == (limit is None)
    assert guess["seconds"] >= guess["seconds_discovering"] > 0
    assert guess["words"] == pytest.approx(len(built), rel=0.5 if limit else 0)
    tokens = built.parameters["corpus"]["tokens"]
    assert guess["tokens"] == pytest.approx(tokens, rel=0.2 if limit else 0)
    known = estimate_build(corpus, tokenizer=lexicon, vector_size=4, **options)
    assert "seconds_discovering" not in known
    assert guess["memory_bytes"] == pytest.approx(known["memory_bytes"], rel=0.1)


def test_estimates_need_files():
    with pytest.raises(ParameterError, match="must be files"):
        estimate_build(raw(), tokenizer="discover")
