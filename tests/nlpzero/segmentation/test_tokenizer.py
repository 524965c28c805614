"""Segmenters and jieba as tokenizers."""

import json
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero import Lexicon, Segmenter, build_vectors, encode_corpus, jieba_lexicon
from nlpzero.segmentation import (
    JiebaDictionaryTokenizer,
    JiebaTokenizer,
    LexiconTokenizer,
    WordTokenizer,
)
from nlpzero.segmentation.tokenizer import attached_punctuation
from simpler_glove import Vocabulary
from simpler_glove.tokenizer import CharacterTokenizer, WhitespaceTokenizer

COUNTS = {"研究": 30, "研究生": 5, "生命": 20, "命": 1}
TEXTS = st.text("研究生命的 ，a1\u3000\t\xa0é\u2028", max_size=30)


def changed_segmenter() -> Segmenter:
    segmenter = Segmenter(COUNTS, user_words=["New York", "a\nb"])
    segmenter.add_word("究生", score=9.5)
    segmenter.add_word("起源", freq=3)
    segmenter.del_word("命")
    return segmenter


def test_white_space_is_dropped_unless_it_is_kept():
    text = " 研究 生命\u3000New York，\n"
    segmenter = Segmenter(COUNTS, user_words=["New York"])
    assert LexiconTokenizer(segmenter)(text) == ["研究", "生命", "New York", "，"]
    kept = LexiconTokenizer(segmenter, keep_spaces=True)
    assert "".join(kept(text)) == text


def test_raw_text_to_vectors():
    text = ["研究生命的起源。", "研究生研究生命！"] * 60
    vectors = build_vectors(text, vector_size=2, tokenizer=LexiconTokenizer(Segmenter(COUNTS)))
    assert {"研究", "生命", "研究生", "起", "源", "。"} <= set(vectors.index_to_key)


@pytest.mark.parametrize("lowercase", [False, True])
@pytest.mark.parametrize("keep_spaces", [False, True])
def test_everything_is_saved(tmp_path, keep_spaces, lowercase):
    tokenizer = LexiconTokenizer(changed_segmenter(), keep_spaces=keep_spaces)
    settings = json.loads(json.dumps(tokenizer.save(tmp_path)))
    loaded = LexiconTokenizer.load(tmp_path, settings)
    text = "研究生命在New York的起源 x"
    assert loaded(text) == tokenizer(text)
    assert "究生" in loaded(text) and "New York" in loaded(text)
    assert loaded.fingerprint == tokenizer.fingerprint
    assert loaded.segmenter.added_words == tokenizer.segmenter.added_words


def test_fold_is_saved(tmp_path):
    tokenizer = LexiconTokenizer(Segmenter({"汉语": 9, "汉": 1}, fold="simplified"))
    loaded = LexiconTokenizer.load(tmp_path, tokenizer.save(tmp_path))
    assert loaded("漢語") == ["漢語"]


def test_changes_of_a_copy_do_not_matter():
    tokenizer = LexiconTokenizer(Segmenter(COUNTS))
    before = tokenizer.fingerprint
    tokenizer.segmenter.add_word("究生命")
    assert tokenizer("研究生命") == ["研究", "生命"]
    more = tokenizer.with_user_words(["究生命"])
    assert more("研究生命") == ["研", "究生命"]
    assert more.fingerprint != before == tokenizer.fingerprint


def test_pickle():
    tokenizer = LexiconTokenizer(changed_segmenter()).with_lowercase()
    copy = pickle.loads(pickle.dumps(tokenizer))
    assert copy("研究生命 AB") == tokenizer("研究生命 AB") == ["研", "究生", "命", "ab"]
    assert copy.fingerprint == tokenizer.fingerprint


@given(texts=st.lists(TEXTS, max_size=8), lowercase=st.booleans())
@pytest.mark.parametrize(
    "tokenizer",
    [
        WhitespaceTokenizer(),
        CharacterTokenizer(),
        LexiconTokenizer(changed_segmenter()),
        WordTokenizer(),
    ],
    ids=lambda tokenizer: tokenizer.name,
)
def test_strings_and_blocks_give_the_same_tokens(tokenizer, texts, lowercase):
    texts = [text + "A" for text in texts] + ["A"]
    corpus = encode_corpus(texts, tokenizer=tokenizer, lowercase=lowercase, min_count=1)
    words = np.array(corpus.vocabulary.words, object)[corpus.ids]
    lines = [line for text in texts for line in text.split("\n")]
    expected = corpus.tokenizer.tokenize(lines)
    assert words.tolist() == [token for tokens in expected for token in tokens]


def test_words_and_punctuation(tmp_path):
    tokenizer = WordTokenizer()
    assert tokenizer("Cats,dogs (3.5%) aren't 新的 .") == [
        "Cats", ",", "dogs", "(", "3.5%", ")", "aren't", "新", "的", ".",
    ]  # fmt: skip
    saved = tokenizer.save(tmp_path)
    assert not saved and not list(tmp_path.iterdir())
    assert WordTokenizer.load(tmp_path, saved).fingerprint == tokenizer.fingerprint
    assert tokenizer.with_user_words(["New York"])("New York!") == ["New York", "!"]


def test_punctuation_that_is_attached_to_words():
    attached = Vocabulary(["the", "?", "cat,", "dog!", "U.S.", "cat"], counts=[60, 9, 4, 2, 20, 5])
    assert attached_punctuation(attached).startswith(
        "6 % of the words end with punctuation, such as 'cat,'"
    )
    separate = Vocabulary(["the", ",", "U.S.", "cat,"], counts=[60, 20, 19, 1])
    assert attached_punctuation(separate) is None
    assert attached_punctuation(Vocabulary(["cat,"])) is None


@pytest.mark.slow
def test_jieba_itself():
    jieba = pytest.importorskip("jieba")
    text = "小明硕士毕业于 中国科学院计算所"
    assert JiebaTokenizer()(text) == [word for word in jieba.lcut(text) if word.strip()]


@pytest.mark.slow
def test_best_path_through_the_dictionary_of_jieba(tmp_path):
    pytest.importorskip("jieba")
    tokenizer = JiebaDictionaryTokenizer()
    text = "小明硕士毕业于 中国科学院计算所"
    assert tokenizer(text) == LexiconTokenizer(Segmenter(jieba_lexicon()))(text)
    saved = tokenizer.save(tmp_path)
    assert saved == {"split_identifiers": False} and not list(tmp_path.iterdir())
    assert JiebaDictionaryTokenizer.load(tmp_path, saved).fingerprint == tokenizer.fingerprint
    former = JiebaDictionaryTokenizer.load(tmp_path, {})  # saved by version 0.1.0
    assert former("v1.0.3") == ["v1", ".", "0.3"] and tokenizer("v1.0.3") == ["v1.0.3"]


def test_lexicon_of_a_tokenizer_is_the_one_of_its_segmenter():
    lexicon = Lexicon.from_counts(COUNTS)
    assert LexiconTokenizer(Segmenter(lexicon)).segmenter.lexicon is lexicon


@pytest.mark.slow
@pytest.mark.parametrize("split", [False, True])
def test_the_stored_words_of_jieba_are_those_that_are_compiled(split):
    segmenter = JiebaDictionaryTokenizer(split_identifiers=split).segmenter
    restored = segmenter.compiled()
    compiled = Segmenter(jieba_lexicon(), split_identifiers=split).compiled()
    assert list(restored.strings) == list(compiled.strings)
    assert restored.arrays[2] == compiled.arrays[2]
    for one, other in zip(restored.arrays[:2], compiled.arrays[:2], strict=True):
        for mine, its in zip(one, other, strict=True):
            assert type(mine) is type(its)
            if isinstance(mine, np.ndarray):
                assert (mine.dtype, mine.shape) == (its.dtype, its.shape)
                assert mine.flags.writeable == its.flags.writeable  # for the same kernels
                assert mine.tobytes() == its.tobytes()
            else:
                assert mine == its
    segmenter.add_word("杭研大厦")
    assert segmenter.lcut("网易杭研大厦") == ["网易", "杭研大厦"]


def test_copies_of_a_segmenter_share_compiled_words(monkeypatch):
    segmenter = Segmenter({"葡萄": 3})
    segmenter.compiled()
    monkeypatch.setattr("nlpzero.segmentation.dictionary.compile_scored", None)
    tokenizer = LexiconTokenizer(segmenter).with_user_words(["C++"])
    assert tokenizer("C++和葡萄") == ["C++", "和", "葡萄"]
