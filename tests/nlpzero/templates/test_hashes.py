"""Hashes of parts of skeletons, compared with the parts themselves."""

from collections import Counter, defaultdict

from hypothesis import example, given
from hypothesis import strategies as st

from nlpzero.templates.hashes import SkeletonHashes

SKELETONS = st.lists(st.lists(st.sampled_from("abc"), max_size=5).map(tuple), max_size=8,
                     unique=True)  # fmt: skip


@given(SKELETONS)
@example([])
@example([()])
def test_positions_at_which_other_tokens_are_equal(skeletons):
    parts = {
        (number, place): (place, tokens[:place], tokens[place + 1 :])
        for number, tokens in enumerate(skeletons)
        for place in range(len(tokens))
    }
    uses = Counter(parts.values())
    expected = {key for key, part in parts.items() if uses[part] > 1}
    assert set(SkeletonHashes(skeletons).other_tokens()) == expected


@given(SKELETONS, st.integers(0, 3))
@example([], 1)
def test_skeletons_that_are_equal_without_a_window(skeletons, longest):
    groups = defaultdict(set)
    for number, tokens in enumerate(skeletons):
        for begin in range(len(tokens) + 1):
            for end in range(begin, min(len(tokens), begin + longest) + 1):
                groups[tokens[:begin], tokens[end:]].add(number)
    expected = {tuple(sorted(group)) for group in groups.values() if len(group) > 1}
    found = {tuple(group) for group in SkeletonHashes(skeletons).without_windows(longest)}
    assert found - {(number,) for number in range(len(skeletons))} == expected
