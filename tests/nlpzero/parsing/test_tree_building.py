"""The best parses of sequences, compared with all combinations of the parses of their parts."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from nlpzero.parsing.tree_building import Parse, best_sequences

PARSES = st.lists(st.integers(-8, 0), min_size=1, max_size=3)


@given(st.lists(PARSES, max_size=4), st.integers(1, 5))
def test_best_sequences(scores, number):
    parts = [
        [Parse(float(score), [f"{part}:{rank}"]) for rank, score in enumerate(sorted(found)[::-1])]
        for part, found in enumerate(scores)
    ]
    every = [
        (sum(parse.score for parse in chosen), [item for parse in chosen for item in parse.items])
        for chosen in product(*parts)
    ]
    found = best_sequences(iter(parts), number)
    expected = sorted((score for score, _ in every), reverse=True)[:number]
    assert [parse.score for parse in found] == expected
    assert all((parse.score, parse.items) in every for parse in found)
    assert len({tuple(parse.items) for parse in found}) == len(found)
