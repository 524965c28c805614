"""A segmenter that is shared by threads, some of which add words."""

from concurrent.futures import ThreadPoolExecutor

from nlpzero import Segmenter

COUNTS = {"研究": 30, "研究生": 5, "生命": 20, "命": 1}


def test_words_may_be_added_while_text_is_cut():
    segmenter = Segmenter(COUNTS)
    text = "研究生命，" * 50
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 60)]

    def cut(_):
        words = segmenter.lcut(text)
        found = {tuple(words[start : start + 3]) for start in range(0, len(words), 3)}
        return "".join(words) == text and found == {("研究", "生命", "，")}

    def add(number):
        segmenter.add_word("甲" + letters[number], score=-1.0 if number % 4 == 0 else None)
        return segmenter.lcut("甲" + letters[number]) == ["甲" + letters[number]]

    with ThreadPoolExecutor(4) as pool:
        cuts, added = pool.map(cut, range(100)), pool.map(add, range(60))
        assert all(added)
        assert all(cuts)
    assert all(segmenter.lcut("甲" + letter) == ["甲" + letter] for letter in letters)


def test_a_stream_is_cut_with_what_was_known_when_it_began():
    segmenter = Segmenter(COUNTS)
    stream = segmenter.cut_many(["研究生命"] * 3, threads=1)
    segmenter.add_word("究生")
    assert list(stream) == [["研究", "生命"]] * 3
    assert segmenter.lcut("研究生命") == ["研", "究生", "命"]
