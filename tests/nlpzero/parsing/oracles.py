"""The procedure of nlp-zero in plain Python: templates from skip-grams, and the recursive parser.

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


def nlp_zero_parse(words, templates, isolated=-20.0):
    """Return the best tree as nested brackets: each span is one template, or isolated words.

    Every slot is parsed again for every template and every place, so the time is exponential.
    """
    total = sum(templates.values())

    def best(start, end):
        found = []
        for template, count in templates.items():
            for gaps in _matches(template, words, start, end):
                inner = [best(*gap) for gap in gaps]
                score = math.log(count / total) + sum(part[0] for part in inner)
                texts = iter(text for _, _, text in inner)
                shown = " ".join(next(texts) if word is None else word for word in template)
                constants = sum(word is not None for word in template)
                found.append((score, constants, f"({shown})"))
        if found:
            return max(found, key=lambda tree: (round(tree[0], 4), tree[1]))
        return isolated * (end - start - 1), 0, f"({' '.join(words[start:end])})"

    return best(0, len(words))[2]


def _matches(template, words, start, end):
    """Yield the gaps of each way in which a template matches a span, as (start, end)."""
    if not template:
        if start == end:
            yield []
    elif template[0] is None:
        for middle in range(start + 1, end + 1):
            for gaps in _matches(template[1:], words, middle, end):
                yield [(start, middle), *gaps]
    elif start < end and words[start] == template[0]:
        yield from _matches(template[1:], words, start + 1, end)
