"""WordDiscoverer: sources, parameters and very short texts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlpzero import EncodedText, Lexicon, Segmenter, WordDiscoverer, encode_text
from nlpzero.discovery import METHODS
from nlpzero.discovery.discoverer import default_min_count
from nlpzero.discovery.method import DiscoveryMethod
from simpler_glove.corpus import Files
from simpler_glove.errors import (
    EmptyCorpusError,
    MismatchError,
    NotFittedError,
    ParameterError,
    ResourceError,
)

ANYTHING = st.text("我吃葡萄0二十9.5kgK'，。 \n\u0301ก5👍🏽", max_size=12) | st.text(max_size=6)


@pytest.fixture(scope="module")
def lines(language):
    return language[1][:600]


@pytest.fixture(scope="module")
def fitted(lines):
    return WordDiscoverer().fit(lines)


def test_learnt_attributes(fitted, lines):
    assert isinstance(fitted.lexicon_, Lexicon)
    assert fitted.text_.statistics.lines == len(lines)
    assert fitted.statistics_.order == 6
    assert fitted.statistics_.min_count == 2


@pytest.mark.slow
def test_sources(fitted, lines, tmp_path):
    path = tmp_path / "raw.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    store = tmp_path / "store"
    fitted.text_.save(store)
    half = len(lines) // 2
    parts = [encode_text(lines[:half]), encode_text(lines[half:])]
    for source in (path, str(path), Files([path]), iter(lines), store, str(store), parts):
        assert WordDiscoverer().fit(source).lexicon_ == fitted.lexicon_
    assert WordDiscoverer().fit(fitted.text_).text_ is fitted.text_
    backwards = WordDiscoverer().fit(tuple(reversed(parts))).lexicon_
    assert backwards.words == fitted.lexicon_.words
    assert np.array_equal(backwards.scores, fitted.lexicon_.scores)


def test_other_encodings(fitted, lines, tmp_path):
    path = tmp_path / "raw.txt"
    path.write_text("\r\n".join(lines), encoding="gb18030")
    assert WordDiscoverer().fit(path, encoding="gb18030").lexicon_ == fitted.lexicon_


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("refine", [False, True])
@pytest.mark.slow
def test_result_does_not_depend_on_threads_and_memory(method, refine, lines, tmp_path):
    tables = []
    for number, more in enumerate(
        ({"threads": 1}, {"threads": 3}, {"threads": 2, "memory": 48 << 20, "tmp": tmp_path})
    ):
        found = WordDiscoverer(method=method, refine=refine, **more).fit(lines).lexicon_
        path = tmp_path / f"{number}.tsv"
        found.save(path)
        tables.append(path.read_bytes())
    assert tables[0] == tables[1] == tables[2]


def test_texts_in_temporary_files_give_the_same_result(fitted, lines, tmp_path):
    text = encode_text(lines, memory=1000, tmp=tmp_path)
    assert text.scan().resident_bytes == 0
    assert WordDiscoverer().fit(text).lexicon_ == fitted.lexicon_


def test_several_methods_return_the_words_that_all_of_them_find(lines, fitted):
    names = list(METHODS)
    found = [WordDiscoverer(method=name).fit(fitted.text_).lexicon_ for name in names]
    both = WordDiscoverer(method=names[:2]).fit(fitted.text_).lexicon_
    assert set(both) == set(found[0]) & set(found[1])
    assert all(both[word] == found[0][word] for word in both)
    all_of_them = WordDiscoverer(method=tuple(names)).fit(fitted.text_).lexicon_
    assert set(all_of_them) == set.intersection(*map(set, found))


def test_description_length_of_refined_lexicons(lines):
    refined = WordDiscoverer(method="min-entropy", refine=True).fit(lines).lexicon_
    nats = refined.parameters["nats_per_atom"]
    assert nats == sorted(nats, reverse=True)
    relative = refined.scores - refined.scores[0]
    assert relative == pytest.approx(np.log(refined.counts / refined.counts[0]), abs=1e-9)


def test_min_count(lines):
    sizes = (1, 10**6, 10**6 + 1, 10**7, 10**8, 10**8 + 1, 10**9)
    assert [default_min_count(atoms) for atoms in sizes] == [2, 2, 3, 3, 5, 6, 50]
    assert WordDiscoverer(min_count=4).fit(lines).statistics_.min_count == 4


def test_words_have_at_most_order_atoms(lines):
    found = WordDiscoverer(order=2).fit(lines)
    assert max(found.text_.alphabet.symbols_of(word).size for word in found.lexicon_) == 2


@pytest.mark.parametrize(
    "text",
    [["我"] * 2, ["葡萄"] * 2, ["葡萄很甜"] * 9, ["我", "我"], ["哈" * 500], ["我2", "我2"]]
    + [["二十年", "30年", "四十年"], ["", "葡萄", "", "葡萄"], ["iPhone手机", "iPhone手机"]],
)
@pytest.mark.parametrize("method", METHODS)
def test_tiny_texts_have_finite_scores(text, method):
    for refine in (False, True):
        found = WordDiscoverer(method=method, refine=refine).fit(text).lexicon_
        assert len(found)
        assert np.isfinite(found.scores).all()
        assert np.isfinite(found.unknown_score)
        assert not any(np.isinf(values).any() for values in found.evidence.values())
        assert "".join(Segmenter(found).cut("".join(text))) == "".join(text)


@given(lines=st.lists(ANYTHING, max_size=6), times=st.integers(1, 3), refine=st.booleans())
@example(lines=["重3.5kg5kg", "重5kg0kg"], times=3, refine=True)
@example(lines=["二二", "0二kg"], times=3, refine=True)
@pytest.mark.slow
def test_any_text_has_finite_scores_or_no_words(lines, times, refine):
    for method in METHODS:
        try:
            found = WordDiscoverer(method=method, refine=refine, threads=1).fit(lines * times)
        except EmptyCorpusError:
            continue
        lexicon = found.lexicon_
        assert np.isfinite(lexicon.scores).all()
        assert (lexicon.counts > 0).all()
        assert not any(np.isinf(values).any() for values in lexicon.evidence.values())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ([], "0 lines, 0 words of other scripts, 0 numbers"),
        (["", "", ""], "3 lines"),
        (["only Latin words", "and more"], "5 words of other scripts"),
        (["12", "3.5", "2024"], "3 numbers"),
        (["，。！"], "no letter of a script that is written without spaces"),
    ],
)
def test_texts_without_words_to_find(text, problem):
    with pytest.raises(EmptyCorpusError, match=problem):
        WordDiscoverer().fit(text)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("text", [["我"], ["葡萄"], ["我吃葡萄"]])
def test_texts_without_repetition(text, method):
    with pytest.raises(EmptyCorpusError, match="contains no word"):
        WordDiscoverer(method=method).fit(text)


def test_the_reason_why_a_text_has_no_words():
    text = ["天地玄黄宇宙洪荒" * 3]  # 8 sequences of each length from 2 to 6 repeat
    with pytest.raises(EmptyCorpusError, match="none of the 40 sequences .* is cohesive enough"):
        WordDiscoverer(method="cohesion").fit(text)
    with pytest.raises(EmptyCorpusError, match="at least 4 times.* Lower 'min_count'"):
        WordDiscoverer(method="cohesion", min_count=4).fit(text)


def method_that_finds(word):
    class Method(DiscoveryMethod):
        owner, copies = "test", 1

        def lexicon(self):
            return Lexicon([word])

    return Method


def test_methods_without_common_words(monkeypatch):
    monkeypatch.setitem(METHODS, "a", method_that_finds("葡"))
    monkeypatch.setitem(METHODS, "b", method_that_finds("萄"))
    with pytest.raises(EmptyCorpusError, match="no word that all of the methods find"):
        WordDiscoverer(method=["a", "b"]).fit(["葡萄"] * 3)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("method", "none"), ("method", []), ("method", 5), ("method", ["cohesion", "none"]),
        ("method", {"cohesion"}), ("order", 1), ("order", 11), ("order", "6"), ("min_count", 0),
        ("min_count", 2.0), ("fold", "traditional"), ("threads", 0), ("memory", 0),
        ("tmp", "/no/such/folder"), ("refine", 1), ("refine", "no"),
    ],
)  # fmt: skip
def test_parameters_are_checked_before_anything_is_read(name, value):
    def never():
        raise AssertionError
        yield

    with pytest.raises(ParameterError, match=f"'{name}' parameter of WordDiscoverer must"):
        WordDiscoverer(**{name: value}).fit(never())


def test_constructor_only_stores_parameters():
    parameters = {"method": "none", "order": -1, "refine": "?"}
    discoverer = WordDiscoverer(**parameters)
    assert {name: discoverer.get_params()[name] for name in parameters} == parameters


def test_parameters_can_be_read_and_set():
    discoverer = WordDiscoverer(order=4)
    assert discoverer.set_params(order=3, refine=True) is discoverer
    again = WordDiscoverer(**discoverer.get_params())
    assert again.order == 3 and again.refine and again.get_params() == discoverer.get_params()
    with pytest.raises(ParameterError, match="no parameter 'length'; it has method, "):
        discoverer.set_params(length=3)


def test_scikit_learn_can_clone_it():
    base = pytest.importorskip("sklearn.base")
    assert base.clone(WordDiscoverer(order=4, min_count=7)).get_params()["min_count"] == 7


def test_texts_with_another_fold():
    text = encode_text(["葡萄"] * 3)
    folded = EncodedText(text.symbols, text.alphabet, text.statistics, "simplified")
    assert WordDiscoverer().fit(folded).text_ is folded
    with pytest.raises(MismatchError, match="folded"):
        WordDiscoverer().fit([text, folded])
    with pytest.raises(MismatchError, match="fold='simplified'"):
        WordDiscoverer(fold="simplified").fit(text)


def test_memory_that_is_too_small_is_an_error(lines):
    with pytest.raises(ResourceError, match="bytes of memory are too few"):
        WordDiscoverer(memory=20_000).fit(lines)


@pytest.mark.parametrize("name", ["lexicon_", "text_", "statistics_"])
def test_attributes_before_fit(name):
    with pytest.raises(NotFittedError, match="WordDiscoverer is not fitted yet. Call fit first"):
        getattr(WordDiscoverer(), name)
    with pytest.raises(AttributeError, match="no attribute 'words_'"):
        _ = WordDiscoverer().words_


def test_a_fit_that_fails_keeps_the_previous_result(fitted, lines):
    found = WordDiscoverer().fit(lines)
    before = found.lexicon_
    with pytest.raises(EmptyCorpusError):
        found.fit([""])
    assert found.lexicon_ is before


def test_a_small_text_is_reported(lines, caplog):
    WordDiscoverer().fit(["我吃葡萄不吐葡萄皮", "不吃葡萄倒吐葡萄皮"])
    assert "has only 20 characters" in caplog.text  # with line ends
    assert "100,000" in caplog.text
    caplog.clear()
    many = [line for line in lines if line.strip()]
    while sum(map(len, many)) < 20_000:
        many += [line + line[::-1] for line in many]
    WordDiscoverer(unique_lines=False).fit(many)
    assert not caplog.records
