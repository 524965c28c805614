"""jieba as a tokenizer prints nothing and writes its cache only for the user."""

import pytest

from nlpzero import encode_corpus


@pytest.fixture
def jieba(monkeypatch):
    """The package with a default tokenizer that is not initialized."""
    package = pytest.importorskip("jieba")
    monkeypatch.setattr(package, "dt", package.Tokenizer())
    monkeypatch.setattr(package, "initialize", package.dt.initialize)
    monkeypatch.setattr(package, "lcut", package.dt.lcut)
    return package


@pytest.mark.slow
def test_jieba_prints_nothing(jieba, tmp_path, capfd, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    text = ["我来到北京清华大学", "他来到了网易\u3000杭研大厦 ok"]
    corpus = encode_corpus(text, tokenizer="jieba", min_count=1)
    expected = [word for line in text for word in jieba.lcut(line) if word.strip()]
    assert [corpus.vocabulary[number] for number in corpus.ids] == expected
    assert "清华大学" in expected and "\u3000" not in expected
    assert capfd.readouterr() == ("", "")
    assert [path.name for path in (tmp_path / "nlpzero").iterdir()] == ["jieba.cache"]


@pytest.mark.slow
def test_jieba_without_a_writable_folder(jieba, tmp_path, monkeypatch, capfd):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    corpus = encode_corpus(["北京 大学"], tokenizer="jieba", min_count=1)
    assert set(corpus.vocabulary.words) == {"北京", "大学"}
    assert capfd.readouterr() == ("", "")
