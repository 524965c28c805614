"""Export of lexicons for Hugging Face tokenizers and sentencepiece."""

import json

import pytest

from nlpzero import Lexicon, Segmenter
from simpler_glove.errors import ParameterError

WORDS = Lexicon(
    ["葡萄", "吃葡萄", "吃", "不", "葡萄皮", "皮", "吐", "吐葡萄皮", "machine learning"],
    counts=[900, 5, 800, 700, 300, 200, 100, 2, 50],
)
TEXT = "吃葡萄不吐葡萄皮 machine learning吃皮"
EXPECTED = ["吃", "葡萄", "不", "吐", "葡萄皮", "▁", "machine▁learning", "吃", "皮"]


def test_hugging_face_segments_as_the_segmenter(tmp_path):
    tokenizers = pytest.importorskip("tokenizers")
    WORDS.export_unigram(tmp_path / "tokenizer.json")
    tokenizer = tokenizers.Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    encoded = tokenizer.encode(TEXT)
    assert encoded.tokens == EXPECTED
    assert [TEXT[start:end] for start, end in encoded.offsets] == Segmenter(WORDS).lcut(TEXT)
    assert tokenizer.decode(encoded.ids) == TEXT
    assert tokenizer.encode("鸟").ids == [tokenizer.token_to_id("<unk>")]


def test_sentencepiece_segments_as_the_segmenter(tmp_path):
    sentencepiece = pytest.importorskip("sentencepiece")
    WORDS.export_unigram(tmp_path / "words.model", format="sentencepiece-model")
    model = sentencepiece.SentencePieceProcessor(model_file=str(tmp_path / "words.model"))
    assert model.encode(TEXT, out_type=str) == EXPECTED
    assert model.decode(model.encode(TEXT)) == TEXT
    assert model.get_piece_size() == len(WORDS) + 4
    assert (model.unk_id(), model.bos_id(), model.eos_id()) == (0, 1, 2)
    assert model.get_score(model.piece_to_id("葡萄")) == pytest.approx(WORDS["葡萄"].score)


def test_files_agree_with_each_other(tmp_path):
    WORDS.export_unigram(tmp_path / "words.vocab", format="sentencepiece-vocab")
    WORDS.export_unigram(tmp_path / "tokenizer.json")
    lines = (tmp_path / "words.vocab").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    assert rows[:3] == [["<unk>", "0"], ["<s>", "0"], ["</s>", "0"]]
    content = json.loads((tmp_path / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = content["model"]["vocab"]
    assert [piece for piece, _ in vocabulary[1:]] == [piece for piece, _ in rows[3:]]
    for (_, score), (_, written) in zip(vocabulary[1:], rows[3:], strict=True):
        assert score == pytest.approx(float(written), rel=1e-5)


def test_number_patterns_are_written_as_in_their_examples(tmp_path):
    words = Lexicon(["0年", "0月"], examples=["在1984年", ""])
    done = words.export_unigram(tmp_path / "a.vocab", format="sentencepiece-vocab")
    assert done == (1, ("0月",))
    assert "\n1984年\t" in (tmp_path / "a.vocab").read_text(encoding="utf-8")


def test_unknown_formats_and_existing_files_are_refused(tmp_path):
    with pytest.raises(ParameterError, match="format"):
        WORDS.export_unigram(tmp_path / "a", format="bpe")
    (tmp_path / "a").write_text("mine")
    with pytest.raises(FileExistsError):
        WORDS.export_unigram(tmp_path / "a")
    assert (tmp_path / "a").read_text() == "mine"
