"""Best paths, compiled and as Python, against an exhaustive search."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlpzero import text as atoms
from nlpzero._kernels import paths as kernels
from nlpzero._kernels.classes import CODES
from nlpzero.segmentation.path_model import compile_scored, compile_users
from nlpzero.text.classes import CLASSES

LETTERS = "甲乙丙丁a2９.，。 \u0301"
TEXTS = st.text(LETTERS, max_size=24) | st.text(max_size=8)
WORDS = st.dictionaries(
    st.text("甲乙丙a02９.\u0301", min_size=1, max_size=4), st.integers(-12, 3), max_size=12
)
JOINED = st.sets(st.sampled_from("甲乙丙丁"))
USERS = st.lists(st.text("甲乙，a2 ", min_size=1, max_size=4), max_size=3)
UNKNOWN = -2.5


def pieces(text):
    starts, kinds = atoms.atoms(text)
    cut = [text[start:end] for start, end in zip(starts, starts[1:], strict=False)]
    return cut, kinds.tolist()


def spelled(word):
    """Atoms of a word; None stands for any number."""
    cut, kinds = pieces(word)
    return tuple(
        None if kind == atoms.NUMBER and atom == "0" else atom
        for atom, kind in zip(cut, kinds, strict=True)
    )


def matches(key, run):
    """Return whether the atoms of a run, given with their kinds, equal those of a key."""
    return len(key) == len(run) and all(
        kind == atoms.NUMBER if wanted is None else wanted == atom
        for wanted, (atom, kind) in zip(key, run, strict=True)
    )


def best_path(run, keys):
    """Numbers of atoms in the words of the best path over a run, by looking at every word."""
    best = {len(run): (0.0, 0, ())}
    for start in range(len(run) - 1, -1, -1):
        found = []
        for end in range(start + 1, len(run) + 1):
            scores = [keys[key] for key in keys if matches(key, run[start:end])]
            if scores or end == start + 1:
                total, words, sizes = best[end]
                score = max(scores, default=UNKNOWN)
                found.append((score + total, words - 1, end - start, sizes))
        total, words, size, sizes = max(found)
        best[start] = total, words, (size, *sizes)
    return best[0][2]


def oracle(text, words, users, joined=()):
    """Ends of the tokens; adjacent tokens of one joined character are one token."""
    cut, kinds = pieces(text)
    keys = {
        spelled(word): float(score)
        for word, score in words.items()
        if min(pieces(word)[1]) >= atoms.IDEOGRAPH
    }
    first = {word for word in users if len(pieces(word)[0]) > 1}
    tokens, place, start = [], 0, 0

    def finish(end):
        run = list(zip(cut[start:end], kinds[start:end], strict=True))
        sizes = best_path(run, keys)
        tokens.extend(start + sum(sizes[: number + 1]) for number in range(len(sizes)))

    while place < len(cut):
        ends = [end for end in range(place + 1, len(cut) + 1) if "".join(cut[place:end]) in first]
        if not ends and kinds[place] >= atoms.IDEOGRAPH:
            place += 1
            continue
        finish(place)
        place = start = max(ends, default=place + 1)
        tokens.append(place)
    finish(place)
    ends = np.cumsum([0, *map(len, cut)])[tokens].tolist()
    weak = [text[start:end] in joined for start, end in pairwise([0, *ends])]
    last = len(ends) - 1
    return [end for number, end in enumerate(ends) if number == last or not all(weak[number:][:2])]


KERNELS = (kernels,)
pytestmark = pytest.mark.usefixtures("mode")


def compiled(words, users=(), joined=()):
    scores = np.array(list(words.values()), np.float64)
    scored = compile_scored(list(words), scores, UNKNOWN, None)
    flags = np.zeros(CODES if joined else 0, np.uint8)
    flags[list(map(ord, joined))] = 1
    return scored, ((*scored.arrays, flags), compile_users(users, None))


def run(text, words, users=(), start=0, stop=None, room=None, joined=()):
    scored, arrays = compiled(words, users, joined)
    codes = atoms.code_points(text)
    output = np.zeros((5, len(text) if room is None else room), np.int64)
    stop = len(text) if stop is None else stop
    counts = kernels.segment(
        codes, CLASSES.covering(codes), *arrays, scored.letters, start, stop, output
    )
    return output, counts, scored


@given(text=TEXTS, words=WORDS, users=USERS, joined=JOINED)
@example(text="甲乙丙丁", words={"甲": 1, "丙": -1}, users=[], joined={"甲", "乙", "丙", "丁"})
@example(text="甲乙丙", words={"甲乙": -1, "丙": -2, "甲": -2, "乙丙": -1}, users=[], joined=set())
@example(
    text="甲乙丙丁",
    words={"甲乙": 0, "丙丁": 0, "甲": 0, "乙丙": 0, "丁": 0},
    users=[],
    joined=set(),
)
@example(
    text="2甲９.2a2，，",
    words={"0甲": 3, "甲0": 2, "a2": 1, "2甲": 3},
    users=["甲９", "，，"],
    joined={"甲"},
)
@example(
    text="2甲9.2甲a",
    words={"2甲0甲": 3, "0甲9.2": 2, "2甲9": 9, "2甲9.2甲a": -1},
    users=[],
    joined=set(),
)
@example(
    text="2甲22％2甲",
    words={"2甲22％0甲": 1, "0甲0": 2, "2": -9, "0": -8, "甲": 1},
    users=[],
    joined=set(),
)
@pytest.mark.slow
def test_equals_the_oracle(text, words, users, joined):
    users = [word for word in users if word]
    output, (tokens, missing, end), scored = run(text, words, users, joined=joined)
    ends = output[kernels.END, :tokens].tolist()
    assert end == len(text)
    assert ends == oracle(text, words, users, joined)
    spans = list(zip([0, *ends], ends, strict=False))
    strings = [
        scored.strings[token] if token >= 0 else None for token in output[kernels.TOKEN, :tokens]
    ]
    gaps = [number for number, string in enumerate(strings) if string is None]
    assert gaps == output[kernels.MISSING, :missing].tolist()
    rows = output[kernels.MISSING_START :, :missing].T.tolist()
    assert rows == [list(spans[number]) for number in gaps]
    assert all(string in (None, text[a:b]) for string, (a, b) in zip(strings, spans, strict=True))


@given(texts=st.lists(TEXTS, max_size=5), words=WORDS, users=USERS)
@pytest.mark.slow
def test_many_texts_are_cut_as_each_alone(texts, words, users):
    scored, arrays = compiled(words, users)
    joined = "".join(texts)
    codes = atoms.code_points(joined)
    offsets = np.cumsum([0, *map(len, texts)])
    output, counts = np.zeros((5, len(joined)), np.int64), np.empty(len(texts), np.int64)
    missing = kernels.segment_many(
        codes, offsets, CLASSES.covering(codes), *arrays, scored.letters, output, counts
    )
    before = lacked = 0
    for text, start, after in zip(texts, offsets.tolist(), counts.tolist(), strict=False):
        own, (tokens, gaps, _), _ = run(text, words, users)
        assert after - before == tokens
        shift = np.array([[start], [0]])
        assert (output[:2, before:after] == own[:2, :tokens] + shift).all()
        shift = np.array([[before], [start], [start]])
        assert (output[2:, lacked : lacked + gaps] == own[2:, :gaps] + shift).all()
        before, lacked = after, lacked + gaps
    assert missing == lacked


@given(text=TEXTS, words=WORDS, stop=st.integers(0, 30))
@pytest.mark.slow
def test_stops_only_where_a_run_ends(text, words, stop):
    whole, (tokens, *_), _ = run(text, words)
    expected = whole[kernels.END, :tokens].tolist()
    part, (tokens, _, end), _ = run(text, words, stop=min(stop, len(text)))
    first = part[kernels.END, :tokens].tolist()
    assert first == expected[: len(first)]
    rest, (tokens, *_), _ = run(text, words, start=end)
    assert first + rest[kernels.END, :tokens].tolist() == expected


def test_stops_before_the_output_is_full():
    assert run("甲乙丙，甲", {}, room=3)[1] == (0, 0, 0)
    assert run("甲乙丙，甲", {}, room=5)[1][0] == 5


@given(text=TEXTS, words=WORDS, users=USERS)
def test_lattice_lists_every_word_once(text, words, users):
    _, arrays = compiled(words, users)
    codes = atoms.code_points(text)
    edges, weights = np.zeros((4, 999), np.int32), np.empty(999)
    count, end = kernels.lattice(codes, CLASSES.covering(codes), *arrays, 0, edges, weights)
    assert end == len(text)
    spans = [tuple(span) for span in edges[:2, :count].T.tolist()]
    assert spans == sorted(set(spans))
    cut, kinds = pieces(text)
    starts = np.cumsum([0, *map(len, cut)]).tolist()
    for (start, end), kind in zip(spans, edges[kernels.KIND, :count].tolist(), strict=True):
        own = slice(starts.index(start), starts.index(end))
        if kind == kernels.WORD:
            run = list(zip(cut[own], kinds[own], strict=True))
            assert any(matches(spelled(word), run) for word in words)
        elif kind == kernels.USER:
            assert text[start:end] in users
        else:
            hard = kind == kernels.BOUNDARY
            assert len(cut[own]) == 1
            assert hard == (kinds[own][0] < atoms.IDEOGRAPH)


def test_lattice_stops_where_room_runs_out():
    _, arrays = compiled({"甲乙": 1})
    codes = atoms.code_points("甲乙")
    classes = CLASSES.covering(codes)
    for room in range(3):
        found = kernels.lattice(
            codes, classes, *arrays, 0, np.empty((4, room), np.int32), np.empty(room)
        )
        assert found == (0, 0)


@pytest.mark.parametrize("unit", ["甲乙丙丁", "甲甲"], ids=["severed", "never severed"])
def test_kernel_cuts_long_runs_as_short_ones(mode, unit):
    """A run beyond the usual room is cut where no token lies across, or finds more room."""
    if mode == "python":
        pytest.skip("takes long")
    words = {"甲乙": 1, "乙丙": 2, "丙丁": 1, "甲甲": 1}
    number = kernels.LONG
    output, (tokens, missing, end), _ = run(unit * number, words)
    ends = output[kernels.END, :tokens].tolist()
    assert (missing, end) == (0, len(unit) * number)
    sizes = np.diff([0, *ends]).tolist()
    assert sizes == ([2, 2] if unit == "甲乙丙丁" else [2]) * number
