"""Identifiers as tokens: the same for discovery, segmentation and keywords; old files as before."""

from __future__ import annotations

import json
import pickle

import pytest

from nlpzero import (
    EncodedText,
    Lexicon,
    Segmenter,
    WordDiscoverer,
    build_vectors,
    encode_text,
    merge_texts,
)
from nlpzero.segmentation import JiebaDictionaryTokenizer, LexiconTokenizer, token_ends
from nlpzero.text import atoms
from nlpzero.tokenization import resolve_tokenizer
from simpler_glove import load_vectors
from simpler_glove.errors import MismatchError, ParameterError
from simpler_glove.tokenizer import WhitespaceTokenizer

TEXT = (
    "见https://a.cn/b?c=1，用Python3.11.2写my_name，#春节#到了；写信给a.b@c.com，"
    "C++和C#，12:30到，コンピューター，3.5kg，@user_1 "
)
WHOLE = [
    "见", "https://a.cn/b?c=1", "，", "用", "Python3.11.2", "写", "my_name", "，", "#春节#", "到",
    "了", "；", "写", "信", "给", "a.b@c.com", "，", "C++", "和", "C#", "，", "12:30", "到", "，",
    "コンピューター", "，", "3.5kg", "，", "@user_1", " ",
]  # fmt: skip
SPLIT = ["用", "Python3", ".", "11.2", "写", "my", "_", "name"]


def contains(tokens, part):
    return any(tokens[i : i + len(part)] == part for i in range(len(tokens)))


def old(path):
    """Remove what version 0.1.0 did not write."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("# split_identifiers")]
    assert len(kept) == len(lines) - 1
    path.write_text("".join(kept), encoding="utf-8")


def test_all_parts_of_the_library_have_the_same_atoms():
    segmenter = Segmenter(Lexicon([]))
    assert segmenter.lcut(TEXT) == WHOLE
    starts = atoms(TEXT).starts.tolist()
    assert [TEXT[a:b] for a, b in zip(starts, starts[1:], strict=False)] == WHOLE
    for tokenizer in (WhitespaceTokenizer(), LexiconTokenizer(segmenter)):
        assert token_ends(tokenizer, [TEXT]).ends.tolist() == starts[1:]
    boundaries = {"，", "；", " "}
    assert set(encode_text([TEXT]).alphabet) == set(WHOLE) - boundaries
    assert segmenter.explain(TEXT).words == segmenter.nbest(TEXT, 1)[0].words == WHOLE


def test_identifiers_are_split_on_request():
    segmenter = Segmenter(Lexicon([]), split_identifiers=True)
    assert segmenter.split_identifiers and contains(segmenter.lcut(TEXT), SPLIT)
    assert "".join(segmenter.lcut(TEXT)) == TEXT
    for other in (segmenter.copy(), pickle.loads(pickle.dumps(segmenter))):
        assert other.split_identifiers and contains(other.lcut(TEXT), SPLIT)
    with pytest.raises(ParameterError, match="'split_identifiers' parameter of Segmenter"):
        Segmenter({}, split_identifiers="yes").lcut("a")


def test_words_inside_and_around_identifiers():
    segmenter = Segmenter({"v1.0": 3, "my_name": 3, "name": 9, "用v1.0": 5}, user_words=["C++11"])
    assert segmenter.lcut("my_name用v1.0name") == ["my_name", "用", "v1.0name"]
    assert segmenter.lcut("用v1.0，C++11 C++") == ["用v1.0", "，", "C++11", " ", "C++"]
    split = Segmenter({"C++": 3, "my_name": 3}, split_identifiers=True)
    assert split.lcut("C++my_name") == ["C++", "my_name"]


def test_words_that_are_identifiers_in_some_places_only():
    text = "用.NET和.NET，#春节，#春节 我@小明"
    segmenter = Segmenter({".NET": 9}, user_words=["#春节", "@小明"])
    assert segmenter.lcut(text) == [
        "用", ".NET", "和", ".NET", "，", "#春节", "，", "#春节", " ", "我", "@小明",
    ]  # fmt: skip


def test_a_lexicon_records_how_its_text_was_split(tmp_path):
    lines = ["葡萄v1.0很甜，香蕉v1.0很甜", "葡萄不酸，香蕉不酸"] * 5
    for split in (False, True):
        lexicon = WordDiscoverer(split_identifiers=split).fit(lines).lexicon_
        assert lexicon.split_identifiers is split
        path = tmp_path / f"{split}.tsv"
        lexicon.save(path)
        assert f"# split_identifiers {json.dumps(split)}\n" in path.read_text(encoding="utf-8")
        assert Lexicon.load(path) == lexicon and Lexicon.load(path).split_identifiers is split
        assert ("v1.0" in Segmenter(path).lcut("吃v1.0")) is not split
        assert lexicon.filter(min_length=2).split_identifiers is split


def test_files_of_version_0_1_0_are_used_as_before(tmp_path):
    path = tmp_path / "words.tsv"
    Lexicon(["葡萄"], counts=[3]).save(path)
    assert Segmenter(path).lcut("v1.0") == ["v1.0"]
    old(path)
    assert Lexicon.load(path).split_identifiers
    assert Segmenter(path).lcut("v1.0") == ["v1", ".", "0"]
    assert Segmenter(path, split_identifiers=False).lcut("v1.0") == ["v1.0"]
    copy = tmp_path / "copy.tsv"
    Lexicon.load(path).save(copy)
    assert Lexicon.load(copy).split_identifiers
    table = tmp_path / "by hand.tsv"
    table.write_text("word\tcount\n葡萄\t3\n", encoding="utf-8")
    assert not Lexicon.load(table).split_identifiers


def test_models_of_version_0_1_0_tokenize_as_before(tmp_path):
    segmenter = Segmenter({"葡萄": 3}, split_identifiers=True)
    before = LexiconTokenizer(segmenter)
    (tmp_path / "a").mkdir()
    settings = before.save(tmp_path / "a")
    assert settings.pop("split_identifiers")
    old_tokenizer = LexiconTokenizer.load(tmp_path / "a", settings)
    assert old_tokenizer("v1.0") == ["v1", ".", "0"]
    assert old_tokenizer.fingerprint == before.fingerprint
    whole = LexiconTokenizer(Segmenter({"葡萄": 3}))
    assert whole.fingerprint != before.fingerprint
    assert LexiconTokenizer.load(tmp_path / "a", whole.save(tmp_path / "a" / ".."))("v1.0") == [
        "v1.0"
    ]


def test_a_model_keeps_the_setting(tmp_path):
    lines = ["葡萄v1.0很甜"] * 9
    for split in (False, True):
        segmenter = Segmenter({"葡萄": 3}, split_identifiers=split)
        vectors = build_vectors(lines, tokenizer=segmenter, min_count=1, vector_size=4)
        vectors.save(tmp_path / str(split))
        tokenizer = resolve_tokenizer(tmp_path / str(split), owner="test")
        assert ("v1.0" in tokenizer("v1.0")) is not split
        assert ("v1.0" in load_vectors(tmp_path / str(split))) is not split


@pytest.mark.slow
def test_the_jieba_dictionary_of_an_old_model():
    pytest.importorskip("jieba")
    new = JiebaDictionaryTokenizer()
    assert new("v1.0") == ["v1.0"]
    before = JiebaDictionaryTokenizer.load(None, {})
    assert before("v1.0") == ["v1", ".", "0"]
    again = JiebaDictionaryTokenizer.load(None, new.save(None))
    assert again.fingerprint == new.fingerprint != before.fingerprint


def test_encoded_texts_record_how_they_were_split(tmp_path):
    for split in (False, True):
        text = encode_text(["v1.0葡萄"], split_identifiers=split)
        text.save(tmp_path / str(split))
        loaded = EncodedText.load(tmp_path / str(split))
        assert loaded.split_identifiers is split and loaded.alphabet == text.alphabet
        assert pickle.loads(pickle.dumps(text)).split_identifiers is split
        assert merge_texts([text, text]).split_identifiers is split
    whole, split = encode_text(["葡萄"]), encode_text(["葡萄"], split_identifiers=True)
    with pytest.raises(MismatchError, match="in which identifiers were split cannot be merged"):
        merge_texts([whole, split])
    with pytest.raises(MismatchError, match="with whole identifiers, which cannot be split"):
        WordDiscoverer(split_identifiers=True).fit(whole)
