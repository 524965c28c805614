"""The templates that nlp-zero finds from skip-grams, in plain Python.

A template is a tuple of words, with None for a gap of one or more words.
"""

import math
from collections import Counter


def nlp_zero_templates(sentences, window, min_count, min_pmi):
    """Count the templates of sentences of words: all longest paths of associated words."""
    words, pairs = Counter(), Counter()
    for sentence in sentences:
        words.update(sentence)
        for place, word in enumerate(sentence):
            for other in sentence[place + 1 : place + 1 + window]:
                pairs[word, other] += 1
    total, all_pairs = words.total(), pairs.total()
    strong = {
        (a, b)
        for (a, b), count in pairs.items()
        if count >= min_count
        and math.log(count / all_pairs * total / words[a] * total / words[b]) > min_pmi
    }
    found = Counter()
    for sentence in sentences:
        for path in _longest_paths(sentence, strong, window):
            template = [None] if path[0] > 0 else []
            for place, before in zip(path, [path[0] - 1, *path], strict=False):
                template += [None] if place > before + 1 else []
                template.append(sentence[place])
            template += [None] if path[-1] < len(sentence) - 1 else []
            found[tuple(template)] += 1
    return found


def _longest_paths(sentence, strong, window):
    size = len(sentence)
    links = {
        place: [
            other
            for other in range(place + 1, min(size, place + 1 + window))
            if (sentence[place], sentence[other]) in strong
        ]
        for place in range(size)
    }

    def paths_from(place):
        if not links[place]:
            return [[place]]
        return [[place, *rest] for other in links[place] for rest in paths_from(other)]

    reached = {other for others in links.values() for other in others}
    return [path for place in range(size) if place not in reached for path in paths_from(place)]
